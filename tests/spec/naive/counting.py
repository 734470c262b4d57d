"""Count every measure's rows by area, breakdown and month: loops over rows, dictionaries of numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.spec.naive.definitions import Condition, Measure, Office
from tests.spec.naive.files import Row, Supply
from tests.spec.naive.months import apart
from tests.spec.naive.words import FLAGS, POLICE_COLUMNS, force, slug

FOLLOW_UP = "outcome-within-follow-up"
WAIT = "months-to-outcome"


class Cell(NamedTuple):
    """What one series of months is of."""

    measure: str
    source: str
    area_type: str
    area: str
    breakdown: str


Months = dict[str, float]
Alike = tuple[tuple[str, ...], tuple[str, ...], int | None, tuple[str, ...], str, str]
"""Cells, outcomes followed up, wait, cells to tell apart, LSOA code and name."""


@dataclass
class Tally:
    """Monthly numerators and denominators; and, where numbers cannot be added up, the records themselves."""

    numerators: dict[Cell, Months] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    denominators: dict[Cell, Months] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    collected: dict[Cell, dict[str, list[object]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )


def tally(office: Office, supply: Supply) -> Tally:
    """Return the counts of every measure that is asked of records."""
    found = Tally()
    given = _outcomes_given(office, supply)
    recorded = _months_recorded(office, supply)
    for table in POLICE_COLUMNS:
        measures = [one for one in office.measures.values() if one.table == table]
        if measures:
            _count(table, measures, office, supply, given, recorded, found)
    _count_force_months(office, supply, found)
    return found


def _outcomes_given(office: Office, supply: Supply) -> dict[str, list[tuple[str, str]]]:
    """Return for each Crime ID the outcomes given that some follow-up asks for, as (month, outcome)."""
    wanted = {
        word
        for measure in office.measures.values()
        for condition in (*measure.where, *measure.numerator_where)
        if condition.column == FOLLOW_UP
        for word in condition.words
    }
    given: dict[str, list[tuple[str, str]]] = defaultdict(list)
    slugs = _Slugs()
    for _, month, rows in supply.rows("outcomes"):
        for row in rows:
            outcome = slugs[row["Outcome type"]]
            if outcome in wanted:
                given[row["Crime ID"]].append((month, outcome))
    return given


def _months_recorded(office: Office, supply: Supply) -> dict[str, str]:
    """Return the first month in which each Crime ID was recorded, if any measure wants waiting times."""
    recorded: dict[str, str] = {}
    if any(measure.column == WAIT for measure in office.measures.values()):
        for _, month, rows in supply.rows("crimes"):
            for row in rows:
                if row["Crime ID"]:
                    recorded[row["Crime ID"]] = min(month, recorded.get(row["Crime ID"], month))
    return recorded


class _Slugs(dict[str, str]):
    def __missing__(self, text: str) -> str:
        self[text] = slug(text)
        return self[text]


def _followed_up(measure: Measure, row: Row, month: str, given: dict[str, list[tuple[str, str]]]) -> str:
    """Return a word that meets the measure's follow-up condition if an outcome does; empty if none does."""
    if row["Crime ID"] not in given or not row["Crime ID"]:
        return ""
    condition = next(c for c in (*measure.where, *measure.numerator_where) if c.column == FOLLOW_UP)
    assert measure.follow_up is not None
    for later, outcome in given[row["Crime ID"]]:
        if outcome in condition.words and 0 <= apart(month, later) <= measure.follow_up:
            return outcome
    return ""


def _count(
    table: str,
    measures: list[Measure],
    office: Office,
    supply: Supply,
    given: dict[str, list[tuple[str, str]]],
    recorded: dict[str, str],
    found: Tally,
) -> None:
    """Count the rows of one table. Rows of a file that look alike to every measure are counted together."""
    headings = POLICE_COLUMNS[table]
    conditions = [c for one in measures for c in (*one.where, *one.numerator_where)]
    looked_at = [*(c.column for c in conditions), *(b for one in measures for b in one.breakdowns)]
    columns = sorted({column for column in looked_at if column != FOLLOW_UP})
    followed = [one for one in measures if one.follow_up is not None]
    waits = any(one.column == WAIT for one in measures)
    distinct = [one for one in measures if one.kind == "distinct-count"]
    slugs = _Slugs()
    ward_of = _wards(supply)
    read = [headings[column] for column in columns]
    read_distinct = [headings[one.column] for one in distinct]
    for where, month, rows in supply.rows(table):
        alike: Counter[Alike] = Counter()
        own = where in office.forces
        for row in rows:
            cells = tuple(map(row.__getitem__, read))
            values = tuple(map(row.__getitem__, read_distinct))
            outcomes = tuple(_followed_up(one, row, month, given) for one in followed)
            wait = _wait(row, month, recorded) if waits else None
            place = (row.get("LSOA code", ""), row.get("LSOA name", "")) if own else ("", "")
            alike[cells, outcomes, wait, values, place[0], place[1]] += 1
        for (cells, outcomes, wait, values, code, name), count in alike.items():
            said = {column: slugs[cell] for column, cell in zip(columns, cells, strict=True)}
            of_follow_up = {one.id: word for one, word in zip(followed, outcomes, strict=True)}
            of_column = {one.id: value for one, value in zip(distinct, values, strict=True)}
            places = _places(where, code, name, office, ward_of)
            for measure in measures:
                said[FOLLOW_UP] = of_follow_up.get(measure.id, "")
                if not _meets(said, measure.where):
                    continue
                met = not measure.numerator_where or _meets(said, measure.numerator_where)
                value = of_column.get(measure.id, wait)
                for cell in _cells(measure, table, said, places):
                    _add(found, measure, cell, month, count, met, value)


def _add(
    found: Tally, measure: Measure, cell: Cell, month: str, count: int, met: bool, value: object
) -> None:
    if measure.kind in ("distinct-count", "percentile"):
        if value not in (None, ""):
            found.collected[cell][month] += [value] * count
    elif measure.kind == "mean":
        if value is not None:
            found.numerators[cell][month] += count * float(str(value))
            found.denominators[cell][month] += count
    elif measure.kind == "share":
        found.denominators[cell][month] += count
        found.numerators[cell][month] += count if met else 0
    else:
        found.numerators[cell][month] += count


def _meets(said: dict[str, str], conditions: tuple[Condition, ...]) -> bool:
    return all(condition.holds(said[condition.column]) for condition in conditions)


def _wait(row: Row, month: str, recorded: dict[str, str]) -> int | None:
    if row["Crime ID"] not in recorded:
        return None
    wait = apart(recorded[row["Crime ID"]], month)
    return wait if wait >= 0 else None


def _places(
    where: str, code: str, name: str, office: Office, ward_of: dict[str, str]
) -> list[tuple[str, str]]:
    """Return the areas a row lies in: its force and, if that is the office's own, the local areas."""
    places = [("force", where)]
    authority = office.authority_of_name.get(_authority(name))
    if code and authority and where in office.forces:
        places += [("local-authority", authority), ("lsoa", code)]
        if code in ward_of:
            places.append(("ward", ward_of[code]))
    return places


def _authority(lsoa_name: str) -> str:
    """Return the beginning of an LSOA's name, without its closing number and letter: ``Corby 005A``."""
    start, _, last = lsoa_name.rpartition(" ")
    return start if len(last) == 4 and last[:3].isdigit() and last[3].isupper() else lsoa_name


def _wards(supply: Supply) -> dict[str, str]:
    rows = supply.reference.get("lsoa-lookup", (None, "", []))[2]
    return {row["LSOA11CD"]: row["WD17CD"] for row in rows}


def _cells(
    measure: Measure, table: str, said: dict[str, str], places: list[tuple[str, str]]
) -> Iterator[Cell]:
    """Yield the series a row counts in: the areas the measure is given for, and the force's breakdowns."""
    for area_type, area in places:
        if area_type == "force" or area_type in measure.areas:
            yield Cell(measure.id, table, area_type, area, "")
    for column in measure.breakdowns:
        word = said[column]
        if column in FLAGS:
            word = {"true": "yes", "false": "no"}.get(word, word)
        yield Cell(measure.id, table, "force", places[0][1], f"{column}={word or 'not-stated'}")


def _count_force_months(office: Office, supply: Supply, found: Tally) -> None:
    """Add up the records of the force-month counts: for measures of them and measures compared from them."""
    for measure in office.measures.values():
        own = measure.table == "force-month-counts"
        if not own and not (measure.peers == "force-month-counts" and measure.kind == "count"):
            continue
        for row in supply.reference.get("force-month-counts", (None, "", []))[2]:
            kind = slug(row["crime_type"])
            if all(condition.holds(kind) for condition in measure.where):
                words = ["", *(f"crime-type={kind}" for _ in measure.breakdowns if own)]
                for word in words:
                    cell = Cell(measure.id, "force-month-counts", "force", force(row["force"]), word)
                    found.numerators[cell][row["month"]] += int(row["records"])
