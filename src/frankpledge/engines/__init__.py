"""The engines that run expressions over a snapshot, behind one small interface."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from frankpledge.engines.engine import Engine
from frankpledge.errors import BadEnvironment, WrongUse, did_you_mean

if TYPE_CHECKING:
    from frankpledge.store.intake import Spread

ENGINES = ("duckdb", "spark")
SPARK_NEEDS = ("pyspark", "py4j", "pandas")
"""The packages of the extra ``spark`` (Ibis's Spark backend imports pandas, though nothing here uses it)."""


MEMORY = re.compile(r"[1-9][0-9]*(MB|GB)")


def check_engine(name: str, master: str | None = None, memory: str | None = None) -> None:
    """Raise WrongUse for an engine that there is not, a Spark master without Spark, a limit that is none."""
    if name not in ENGINES:
        raise WrongUse(f"There is no engine '{name}'.", do=did_you_mean(name, ENGINES))
    if name != "spark" and master is not None:
        raise WrongUse("Only Spark has a master.", do="Add --engine spark, or leave --spark-master out.")
    if memory is not None and not MEMORY.fullmatch(memory):
        raise WrongUse(f"'{memory}' is not an amount of memory.", do="Write it like 512MB or 2GB.")
    if memory is not None and name == "spark":
        raise WrongUse(
            "Spark's memory is not limited from here.",
            do="Set spark.driver.memory and spark.executor.memory in Spark's own settings.",
        )


def open_engine(name: str, temporary: Path, master: str | None = None, memory: str | None = None) -> Engine:
    """Return the engine called ``name``, with ``temporary`` for what does not fit in memory.

    ``master`` says where Spark runs (default: on this machine's cores, or where this process
    runs it already); ``memory`` is what DuckDB may hold before it spills, like ``2GB``. Raises
    WrongUse for an engine that there is not, BadEnvironment for one that is not installed.
    """
    check_engine(name, master, memory)
    if name == "spark":
        with _needing_spark():
            from frankpledge.engines.spark import SparkEngine
        return SparkEngine(temporary, master)
    from frankpledge.engines.duckdb import DuckDBEngine

    return DuckDBEngine(temporary, memory)


def open_spread(name: str, master: str | None = None) -> Spread | None:
    """Return what reads files on the engine's machines, None where that is this process. Raises likewise."""
    check_engine(name, master)
    if name != "spark":
        return None
    with _needing_spark():
        from frankpledge.engines.spark_ingest import spread_on
    return spread_on(master)


@contextmanager
def _needing_spark() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in SPARK_NEEDS:
            raise
        raise BadEnvironment(
            "Spark is not installed.", do="Install it with: pip install 'frankpledge[spark]'"
        ) from None
