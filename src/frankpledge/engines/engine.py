"""What every engine offers: register parts, keep an intermediate table, run an expression, close."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

if TYPE_CHECKING:
    import ibis.expr.types as ir


class Engine(Protocol):
    """One place where expressions run. Engines hold differences only; the expressions are the same."""

    name: str

    def read(self, parts: Sequence[Path]) -> ir.Table:
        """Return the rows of Parquet parts of one table as an expression."""

    def values(self, name: str, table: pa.Table) -> ir.Table:
        """Return a small table of ours as an expression, to join with."""

    def keep(self, name: str, expression: ir.Table) -> ir.Table:
        """Work an expression out once and return it as a table that later expressions can use."""

    def run(self, expression: ir.Table) -> pa.Table:
        """Work an expression out and return its rows."""

    def versions(self) -> dict[str, str]:
        """Return the versions of the engine, for the build's manifest."""

    def close(self) -> None:
        """Give back memory and temporary files."""
