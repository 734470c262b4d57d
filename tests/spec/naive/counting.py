"""Count every measure's rows by area, breakdown and month: loops over rows, dictionaries of numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.spec.naive.definitions import Condition, Measure, Office
from tests.spec.naive.files import Row, Supply
from tests.spec.naive.months import apart, move
from tests.spec.naive.words import FLAGS, POLICE_COLUMNS, force, slug

FOLLOW_UP = "outcome-within-follow-up"
WAIT = "months-to-outcome"
SINGLE = ("distinct-count", "percentile", "mean", "time-to-outcome")


class Cell(NamedTuple):
    """What one series of months is of."""

    measure: str
    source: str
    area_type: str
    area: str
    breakdown: str


Months = dict[str, float]
Look = tuple[str, tuple[str, ...], tuple[str, ...], str, str]
"""All that measures look at in a row: force, cells, outcomes followed up, LSOA code and name."""


@dataclass
class Tally:
    """Monthly numerators and denominators; and, where numbers cannot be added up, the records themselves."""

    numerators: dict[Cell, Months] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    denominators: dict[Cell, Months] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    collected: dict[Cell, dict[str, list[object]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    places: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The local areas of each kind in which some row lies, whatever it is a row of."""


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
    """Return for each Crime ID the outcomes given that some measure follows up, as (month, outcome)."""
    wanted = {
        word
        for measure in office.measures.values()
        for condition in (*measure.where, *measure.numerator_where)
        if condition.column == FOLLOW_UP
        for word in condition.words
    }
    wanted |= {word for measure in office.measures.values() for word in measure.ended_by}
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
    view = _View(table, measures, office, _wards(supply))
    followed = [one for one in measures if one.follow_up is not None]
    for where, month, rows in supply.rows(table):
        alike: Counter[Look] = Counter()
        own = where in office.forces
        held = supply.months("outcomes", where)
        for row in rows:
            outcomes = tuple(_followed_up(one, row, month, given) for one in followed)
            place = (row.get("LSOA code", ""), row.get("LSOA name", "")) if own else ("", "")
            look = (where, tuple(map(row.__getitem__, view.headings)), outcomes, *place)
            alike[look] += 1
            for measure, _, cells in view.counts(look, single=True):
                if measure.kind == "time-to-outcome":
                    value = _ending(measure, row, month, held, given)
                else:
                    value = (
                        _wait(row, month, recorded) if measure.column == WAIT else view.value(measure, row)
                    )
                if value is not None:
                    _add_value(found, measure, cells, month, value)
        for look, count in alike.items():
            for area_type, area in view.places(look):
                found.places[area_type].add(area)
            for measure, met, cells in view.counts(look, single=False):
                for cell in cells:
                    found.numerators[cell][month] += count if met else 0
                    if measure.kind == "share":
                        found.denominators[cell][month] += count


def _add_value(
    found: Tally, measure: Measure, cells: list[Cell], month: str, value: str | int | tuple[int, bool]
) -> None:
    for cell in cells:
        if measure.kind == "mean":
            assert not isinstance(value, tuple)
            found.numerators[cell][month] += int(value)
            found.denominators[cell][month] += 1
        else:
            found.collected[cell][month].append(value)


Count = tuple[Measure, bool, list[Cell]]
"""A measure a row counts for, whether it counts in the numerator too, and the series it counts in."""


class _View:
    """What the measures of a table look at in a row, and what the row counts for: once for each look."""

    def __init__(self, table: str, measures: list[Measure], office: Office, ward_of: dict[str, str]) -> None:
        conditions = [c for one in measures for c in (*one.where, *one.numerator_where)]
        looked_at = [*(c.column for c in conditions), *(b for one in measures for b in one.breakdowns)]
        self.columns = sorted({column for column in looked_at if column != FOLLOW_UP})
        self.headings = [POLICE_COLUMNS[table][column] for column in self.columns]
        self._table, self._measures, self._office, self._ward_of = table, measures, office, ward_of
        self._slugs = _Slugs()
        self._held: dict[Look, tuple[list[Count], list[Count]]] = {}

    def counts(self, look: Look, *, single: bool) -> list[Count]:
        """Return what a row counts for: in measures of single records, or in those that add up."""
        if look not in self._held:
            made: tuple[list[Count], list[Count]] = ([], [])
            for count in self._counts(look):
                made[count[0].kind in SINGLE].append(count)
            self._held[look] = made
        return self._held[look][single]

    def places(self, look: Look) -> list[tuple[str, str]]:
        """Return the areas a row lies in."""
        where, _, _, code, name = look
        return _places(where, code, name, self._office, self._ward_of)

    def value(self, measure: Measure, row: Row) -> str | None:
        """Return the cell whose different values are counted."""
        return row[POLICE_COLUMNS[self._table][measure.column]] or None

    def _counts(self, look: Look) -> Iterator[Count]:
        _, cells, outcomes, _, _ = look
        said = {column: self._slugs[cell] for column, cell in zip(self.columns, cells, strict=True)}
        followed = [one.id for one in self._measures if one.follow_up is not None]
        of_follow_up = dict(zip(followed, outcomes, strict=True))
        places = self.places(look)
        for measure in self._measures:
            said[FOLLOW_UP] = of_follow_up.get(measure.id, "")
            if _meets(said, measure.where):
                met = not measure.numerator_where or _meets(said, measure.numerator_where)
                yield measure, met, list(_cells(measure, self._table, said, places))


def _meets(said: dict[str, str], conditions: tuple[Condition, ...]) -> bool:
    return all(condition.holds(said[condition.column]) for condition in conditions)


def _wait(row: Row, month: str, recorded: dict[str, str]) -> int | None:
    if row["Crime ID"] not in recorded:
        return None
    wait = apart(recorded[row["Crime ID"]], month)
    return wait if wait >= 0 else None


def _ending(
    measure: Measure,
    row: Row,
    month: str,
    held: Collection[str],
    given: dict[str, list[tuple[str, str]]],
) -> tuple[int, bool] | None:
    """Return the months a crime waited, and whether an outcome came; none where nobody can know.

    Outcomes are looked at month by month, from the crime's own on, until its force supplied none.
    """
    if not row["Crime ID"]:
        return None
    months = {later for later, outcome in given.get(row["Crime ID"], ()) if outcome in measure.ended_by}
    waited, looked_at = -1, month
    while looked_at in held:
        waited += 1
        if looked_at in months:
            return waited, True
        looked_at = move(looked_at, 1)
    return (waited, False) if waited >= 0 else None


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
    rows = supply.reference_rows("lsoa-lookup")
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
        for row in supply.reference_rows("force-month-counts"):
            kind = slug(row["crime_type"])
            if int(row["records"]) and all(condition.holds(kind) for condition in measure.where):
                words = ["", *(f"crime-type={kind}" for _ in measure.breakdowns if own)]
                for word in words:
                    cell = Cell(measure.id, "force-month-counts", "force", force(row["force"]), word)
                    found.numerators[cell][row["month"]] += int(row["records"])
