"""``plan/meeting-series.yaml``: how often each board meets, and when none can."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from frankpledge.plan.fields import Fields, Problems, first_problem
from frankpledge.plan.yaml_nodes import read_entries, shown
from frankpledge.registers.series import Closed, Series

SERIES_FILE = "plan/meeting-series.yaml"


def read_series(office: Path, boards: Collection[str]) -> tuple[Series, ...]:
    """Return an office's series of meetings; none where it has no such file.

    ``boards`` are the choices of the register of meetings, one of which each series is of. Raises the first
    problem of the file, BadDefinition with file, line and field.
    """
    path = office / SERIES_FILE
    if not path.is_file():
        return ()
    problems = Problems(path)
    top = Fields(read_entries(path), problems)
    top.only(("series",), ("closed",))
    closed = tuple(filter(None, (_closed(inner) for inner in top.parts("closed"))))
    series = {}
    for inner in top.parts("series"):
        one = _series(inner, closed, boards)
        if one is not None and one.id in series:
            inner.problem("id", f"there is a series '{shown(one.id)}' already.", "Change one of them.")
        elif one is not None:
            series[one.id] = one
    if problems:
        raise first_problem(problems.found)
    return tuple(series.values())


def _closed(fields: Fields) -> Closed | None:
    fields.only(("from", "to", "why"), ())
    first, last, why = fields.day("from"), fields.day("to"), fields.text("why")
    fields.in_order("to", first, last)
    return Closed(first, last, why) if first and last else None


def _series(fields: Fields, closed: tuple[Closed, ...], boards: Collection[str]) -> Series | None:
    fields.only(("id", "title", "weeks", "first"), ("closed", "bodies"))
    name, weeks, first = (
        fields.word("id", tuple(boards), "board"),
        fields.whole("weeks", 1, 104),
        fields.day("first"),
    )
    own = tuple(filter(None, (_closed(inner) for inner in fields.parts("closed"))))
    if weeks is None or first is None or not name:
        return None
    return Series(name, fields.text("title"), weeks, first, (*closed, *own), fields.words("bodies"))
