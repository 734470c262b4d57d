"""DuckDB in this process: the default engine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend


class DuckDBEngine:
    """An in-memory DuckDB over Parquet parts; it spills to ``temporary`` when memory is short."""

    name = "duckdb"

    def __init__(self, temporary: Path, memory_limit: str | None = None, threads: int | None = None) -> None:
        options: dict[str, str | int] = {"temp_directory": str(temporary)}
        if memory_limit:
            options["memory_limit"] = memory_limit
        if threads:
            options["threads"] = threads
        self.connection: Backend = ibis.duckdb.connect(**options)
        self._kept = 0

    def _name(self, name: str) -> str:
        """Names are never used twice: replacing a temporary table is where engines differ."""
        self._kept += 1
        return f"{name.replace('-', '_')}_{self._kept}"

    def read(self, parts: Sequence[Path]) -> ir.Table:
        # DuckDB takes stars, question marks and brackets in a path for a pattern, and would read what else
        # it matches: test_parts_in_a_folder_with_an_awkward_name_are_read in tests/spec/test_every_engine.py.
        return self.connection.read_parquet([re.sub(r"([*?[])", r"[\1]", str(part)) for part in parts])

    def values(self, name: str, table: pa.Table) -> ir.Table:
        # Not create_table, and below not to_pyarrow: what they import costs more than many an answer.
        known = self._name(name)
        self.connection.con.register(known, table)
        return self.connection.table(known)

    def keep(self, name: str, expression: ir.Table) -> ir.Table:
        return self.connection.create_table(self._name(name), expression, temp=True)

    def run(self, expression: ir.Table) -> pa.Table:
        answer = self.connection.con.sql(self.connection.compile(expression)).to_arrow_table()
        return answer.cast(expression.schema().to_pyarrow())

    def versions(self) -> dict[str, str]:
        return {"duckdb": duckdb.__version__, "ibis-framework": ibis.__version__}

    def close(self) -> None:
        self.connection.disconnect()
