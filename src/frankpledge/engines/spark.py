"""Spark: the same expressions on this machine's cores or on a running cluster.

What differs from DuckDB stands here, each difference with its reason and the test of
tests/spec/test_every_engine.py that shows it. That the figures are the same is held there too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from pyspark import StorageLevel
from pyspark.sql import DataFrame

from frankpledge.engines.spark_session import failures, open_session

GLOB = re.compile(r"([][{}*?\\])")


class SparkEngine:
    """A session of Spark on ``master``; Spark started here on this machine spills to ``temporary``.

    Raises BadEnvironment where Java or the cluster is not there, WrongUse for a ``master`` that is none.
    """

    name = "spark"

    def __init__(self, temporary: Path, master: str | None = None) -> None:
        self.session, self._ours = open_session(master, temporary)
        self.connection = ibis.pyspark.connect(self.session)
        self._views: list[str] = []
        self._kept: list[DataFrame] = []

    def _view(self, name: str, rows: DataFrame) -> ir.Table:
        """Names are never used twice: replacing a view that others are built on is where engines differ."""
        view = f"{re.sub('[^a-z0-9]+', '_', name.lower())}_{len(self._views)}"
        rows.createTempView(view)
        self._views.append(view)
        return self.connection.table(view)

    def _rows(self, expression: ir.Table) -> DataFrame:
        return self.session.sql(self.connection.compile(expression))

    def read(self, parts: Sequence[Path]) -> ir.Table:
        # A bare path would be looked for on the cluster's own default filesystem, and Hadoop takes
        # brackets in it for a pattern: test_parts_in_a_folder_with_an_awkward_name_are_read.
        paths = ["file://" + GLOB.sub(r"\\\1", str(part.absolute())) for part in parts]
        with failures():
            return self._view("parts", self.session.read.parquet(*paths))

    def values(self, name: str, table: pa.Table) -> ir.Table:
        return self._view(name, self.session.createDataFrame(table))

    def keep(self, name: str, expression: ir.Table) -> ir.Table:
        # Ibis has no temporary tables on Spark. A persisted answer is worked out once, when it is first
        # needed, spills to disk, and what a lost worker held of it is worked out again:
        # test_a_build_survives_a_killed_worker in tests/functional/test_spark_cluster.py.
        rows = self._rows(expression).persist(StorageLevel.MEMORY_AND_DISK)
        self._kept.append(rows)
        return self._view(name, rows)

    def run(self, expression: ir.Table) -> pa.Table:
        # Not Ibis's own to_pyarrow, which goes by way of pandas: a whole number beside an empty cell
        # would pass through a float: test_values_come_back_as_they_were.
        with failures():
            answer = self._rows(expression).toArrow()
        # Ibis takes Spark's moments in time for clock times of no zone: same test.
        moments = {field.name for field in answer.schema if pa.types.is_timestamp(field.type)}
        wanted = zip(answer.schema, expression.schema().to_pyarrow(), strict=True)
        return answer.cast(pa.schema([came if came.name in moments else said for came, said in wanted]))

    def versions(self) -> dict[str, str]:
        [(java,)] = self.session.sql(
            "SELECT java_method('java.lang.System', 'getProperty', 'java.version')"
        ).collect()
        return {"spark": self.session.version, "java": java, "ibis-framework": ibis.__version__}

    def close(self) -> None:
        for rows in self._kept:
            rows.unpersist()
        for view in self._views:
            self.session.catalog.dropTempView(view)
        if self._ours:
            self.session.stop()
