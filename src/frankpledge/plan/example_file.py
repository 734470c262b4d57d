"""``plan/examples/MEASURE.yaml``: a few rows, and the number worked out from them by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table
from frankpledge.errors import FrankpledgeError, did_you_mean
from frankpledge.periods import Period, Window, guess_period, parse_month, parse_period
from frankpledge.plan.fields import Fields, Problems
from frankpledge.plan.yaml_nodes import Entries, read_entries, shown

EXAMPLES_FOLDER = "plan/examples"
_NUMBERS = ("value", "numerator", "denominator", "n")
_STATES = ("known", "immature", "missing")


@dataclass(frozen=True)
class Expected:
    """One figure as worked out by hand; numbers are as written, and hold to their last place."""

    period: Period
    breakdown: str
    numbers: tuple[tuple[str, str], ...]
    state: str
    line: int


@dataclass(frozen=True)
class Rows:
    """Rows of one table, by its columns, as a partner would write them."""

    table: Table
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class WorkedExample:
    """The worked example of one measure. ``months`` are those its files cover where it says so."""

    measure: str
    rows: tuple[Rows, ...]
    gives: tuple[Expected, ...]
    because: str
    file: Path
    months: tuple[int, int] | None = None


def read_examples(office: Path, measures: Collection[str]) -> list[WorkedExample]:
    """Return the worked examples of an office, by measure. Raises the first problem found."""
    found = []
    for path in sorted((office / EXAMPLES_FOLDER).glob("*.yaml")):
        problems = Problems(path)
        made = _read(read_entries(path), problems, path, measures)
        if problems or made is None:
            raise problems.found[0]
        found.append(made)
    return found


def _read(
    entries: Entries, problems: Problems, path: Path, measures: Collection[str]
) -> WorkedExample | None:
    fields = Fields(entries, problems)
    fields.only(("measure", "rows", "gives", "because"), ("months",))
    measure = fields.word("measure", sorted(measures), "measure")
    if measure and measure != path.stem:
        fields.problem("measure", f"the file is called '{shown(path.name)}'.", f"Call it {measure}.yaml.")
    inner = fields.part("rows")
    rows = [_rows(inner, name) for name in inner.entries.values] if inner is not None else []
    gives = [_expected(part) for part in fields.parts("gives")]
    if not gives:
        fields.problem("gives", "an example says what comes of its rows.", "Give one figure at least.")
    because, months = fields.text("because"), _months(fields)
    whole = tuple(one for one in rows if one is not None)
    told = tuple(one for one in gives if one is not None)
    return WorkedExample(measure, whole, told, because, path, months) if not problems else None


def _months(fields: Fields) -> tuple[int, int] | None:
    text = fields.text("months")
    if not text:
        return None
    first, _, last = text.partition(" to ")
    try:
        return parse_month(first), parse_month(last or first)
    except FrankpledgeError as error:
        fields.problem(
            "months", f"'{shown(text)}' is no span of months.", error.do or "Write 2024-04 to 2024-06."
        )
        return None


def _rows(fields: Fields, name: str) -> Rows | None:
    if name not in TABLES:
        fields.problem(name, f"there is no table '{shown(name)}'.", did_you_mean(name, sorted(TABLES)))
        return None
    table = TABLES[name]
    text = fields.text(name)
    read = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if row]
    if not read:
        fields.problem(name, "there are no rows here.", "Write a header, and rows below it.")
        return None
    header, body = read[0], read[1:]
    known = [column.name for column in table.sent_columns]
    for column in header:
        if column not in known:
            fields.problem(name, f"'{shown(column)}' is no column that is sent.", did_you_mean(column, known))
    for number, row in enumerate(body, 1):
        if len(row) != len(header):
            fields.problem(name, f"row {number} has {len(row)} cells, and the header {len(header)}.")
    return Rows(table, tuple(header), tuple(tuple(row) for row in body))


def _expected(fields: Fields) -> Expected | None:
    fields.only(("period",), ("window", "breakdown", "state", *_NUMBERS))
    text, window = fields.text("period"), fields.word("window", [one.value for one in Window], "window")
    try:
        period = parse_period(Window(window), text) if window else guess_period(text)
    except FrankpledgeError as error:
        fields.problem("period", f"'{shown(text)}' is no period.", error.do)
        return None
    numbers = tuple((key, fields.text(key)) for key in _NUMBERS if fields.number(key) is not None)
    state = fields.word("state", _STATES, "state", "known")
    if not numbers and state == "known":
        fields.problem("period", "nothing is said of this figure.", "Give its value, or a state.")
    return Expected(period, fields.text("breakdown"), numbers, state, fields.entries.line)
