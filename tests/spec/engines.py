"""Spark for tests: where it can run, one session for a module, and tables held against each other."""

from __future__ import annotations

import gc
import importlib.util
import math
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pytest

from tests.spec import offices
from tests.spec.agreement import same

FEW = {"crimes-all", "answered-for", "median-wait", "tenth-charged-by", "crimes-ended", "records"}
"""A cube with local areas, a join, a percentile, a distinct count, a second table."""

_Test = TypeVar("_Test", bound=Callable[..., object])


def what_is_absent() -> str | None:
    """Return why Spark cannot run on this machine, or None if it can."""
    if importlib.util.find_spec("pyspark") is None or importlib.util.find_spec("pandas") is None:
        return "no Spark (pip install 'frankpledge[spark]')"
    if shutil.which("java") is None:
        return "no Java 17 (Debian: openjdk-17-jdk-headless)"
    return None


SPARK_MARKS = (pytest.mark.java, pytest.mark.skipif(bool(what_is_absent()), reason=what_is_absent() or ""))


def needs_spark(test: _Test) -> _Test:
    """Mark a test as one that runs Java, and skip it with the reason where Spark cannot run."""
    for mark in SPARK_MARKS:
        test = mark(test)
    return test


@contextmanager
def spark_on(master: str, temporary: Path) -> Iterator[None]:
    """Keep one Spark running, so that every engine opened meanwhile without a master uses it."""
    from frankpledge.engines.spark_session import open_session

    # Tests are short: the second compiler of Java never earns its cost, and takes half the time.
    os.environ["JAVA_TOOL_OPTIONS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    session, ours = open_session(master, temporary)
    assert ours, "another Spark was left running"
    try:
        yield
    finally:
        session.stop()
        del os.environ["JAVA_TOOL_OPTIONS"]
        gc.collect()  # sockets that Py4J leaves open would fail whichever test comes later


def office_of_few_kinds(folder: Path) -> Path:
    """Return an office with measures enough for every way of asking: Spark takes its time for each."""
    office = offices.office_of_all_kinds(folder)
    for file in (office / "plan" / "measures").iterdir():
        if file.stem not in FEW:
            file.unlink()
    distinct = office / "plan" / "measures" / "crimes-ended.yaml"  # asked once for each window and area type
    text = distinct.read_text(encoding="utf-8")
    assert offices.ALL_AREAS in text
    distinct.write_text(text.replace(offices.ALL_AREAS, "areas: [force]"), encoding="utf-8")
    return office


def rows_of(table: pa.Table) -> list[tuple[Any, ...]]:
    """Return a table's rows as plain values, in order: how words are encoded is no part of a figure."""
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def differences(ours: pa.Table, theirs: pa.Table) -> list[str]:
    """Return what differs: whole numbers and texts must be equal, ratios within 1e-12, order the same."""
    if ours.schema != theirs.schema:
        return [f"schema: {ours.schema} and {theirs.schema}"]
    if ours.num_rows != theirs.num_rows:
        return [f"rows: {ours.num_rows} and {theirs.num_rows}"]
    return [
        f"row {number}: {one} and {other}"
        for number, (one, other) in enumerate(zip(rows_of(ours), rows_of(theirs), strict=True))
        if one != other and not all(map(_same, one, other))
    ]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    return same(one, other)
