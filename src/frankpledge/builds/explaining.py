"""Explain one figure: definition, files, rows counted, rows left out and why, and the arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import ibis
import pyarrow as pa

from frankpledge.areas import force_title
from frankpledge.builds.reading import Build
from frankpledge.builds.supplying import told_of_supplied
from frankpledge.builds.timing import told_of_time
from frankpledge.contracts.figures import Basis, Figure
from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.vocabularies import slug_of
from frankpledge.engines import open_engine
from frankpledge.errors import BadEnvironment, WrongUse
from frankpledge.measures.conditions import condition, follow_ups_of
from frankpledge.measures.counting import peer_version
from frankpledge.measures.derived import with_derived
from frankpledge.measures.durations import wait_columns
from frankpledge.measures.local_areas import local_map
from frankpledge.measures.relations import Records
from frankpledge.measures.series import EPOCH, SeriesKey
from frankpledge.measures.waits import followed_months
from frankpledge.periods import MONTHLY_WINDOWS, Period, Window, month_key, period_ending
from frankpledge.plan.definitions import Kind, Measure
from frankpledge.plan.describing import describe
from frankpledge.plan.record_questions import Clause
from frankpledge.plan.service_levels import DUE, WITHIN
from frankpledge.plan.units import DAYS
from frankpledge.store.aside import records_aside
from frankpledge.store.editions import Edition
from frankpledge.store.log import Snapshot, read_snapshot
from frankpledge.store.orders import Order


@dataclass(frozen=True)
class Step:
    """One line of the way from rows in files to rows counted: what was left out, and how many remain."""

    what: str
    left_out: int
    remain: int


@dataclass(frozen=True)
class Explanation:
    """Everything that stands behind one figure. ``parts`` explain the measures it is made of."""

    figure: Figure
    title: str
    definition: str
    months: tuple[Figure, ...] = ()
    files: tuple[Edition, ...] = ()
    steps: tuple[Step, ...] = ()
    arithmetic: tuple[str, ...] = ()
    parts: tuple[Explanation, ...] = field(default=())


@dataclass(frozen=True)
class Behind:
    """The records behind a build: the snapshot they stand in, and the editions the build was made from."""

    snapshot: Snapshot
    editions: tuple[Edition, ...]


def behind(office: Path, build: Build) -> Behind:
    """Return what is behind a build. Raises BadEnvironment where the store no longer holds it."""
    snapshot = read_snapshot(office / "store")
    return Behind(snapshot, tuple(_editions(office, build, snapshot)))


def explain(
    office: Path,
    build: Build,
    measure: Measure,
    key: SeriesKey,
    period: Period,
    *,
    held: Behind | None = None,
    steps: bool = True,
) -> Explanation:
    """Return the explanation of a figure, going back to the records of the build's own snapshot.

    ``held`` saves looking up again what is behind the build; without ``steps`` the records are not counted
    again condition by condition.

    Raises WrongUse where the build has no such figure, BadEnvironment where the store no
    longer holds the files the build was made from.
    """
    figure = build.figures.one(measure, key.area, period, key)
    if figure is None:
        raise WrongUse(
            f"Build {build.manifest.id} has no figure of '{measure.id}' for '{key.area}' in {period.label}.",
            do="`frankpledge figures` lists what there is.",
        )
    if figure.basis is Basis.SUPPLIED and figure.source not in TABLES:
        return _supplied(build, measure, figure, key, period)
    asked = peer_version(measure) if figure.source == measure.peers else None
    definition = describe(asked or measure, build.definitions)
    arithmetic = [_value_line(measure, figure)]
    if measure.made_of:
        parts = tuple(
            explain(office, build, build.definitions.measures[name], key, period, held=held, steps=steps)
            for name in measure.made_of
        )
        if measure.kind is Kind.SUM_OF:
            terms = " + ".join(f"{_number(one.figure.value)} ({one.title})" for one in parts)
            arithmetic.insert(0, f"{terms} = {_number(figure.value)}")
        if measure.kind is Kind.RATE:
            arithmetic.insert(0, _base_line(build, measure, figure))
        return Explanation(figure, measure.title, definition, arithmetic=tuple(arithmetic), parts=parts)
    months = _months(build, measure, key, period)
    if months:
        arithmetic.insert(0, _sum_line(months))
    held = held or behind(office, build)
    files = _files(build, measure, figure, key, period, held.editions)
    taken: tuple[Step, ...] = ()
    if files and steps:
        taken, told = _counted_again(office, build, measure, key, period, files, held)
        arithmetic = [*told, *arithmetic]
    return Explanation(figure, measure.title, definition, months, tuple(files), taken, tuple(arithmetic))


def _base_line(build: Build, measure: Measure, figure: Figure) -> str:
    """Return what a rate is divided by, or that nothing is held to divide it by."""
    base, last = measure.denominator, (figure.period_end - EPOCH).days
    if base != DAYS and not build.figures.reader.sizes(base, [figure.area], [last]).any():
        return f"{base}: none of this area are told in the records held"
    if figure.denominator is None:
        return f"{base}: not divided by, as there is no number to divide"
    how = "in the period" if base == DAYS else "the latest estimate by the period's end"
    return f"{base}: {figure.denominator:,.0f} ({how})"


def _months(build: Build, measure: Measure, key: SeriesKey, period: Period) -> tuple[Figure, ...]:
    """Return the months that a longer period is the sum of; none where it is not, as with a stock."""
    longer = period.window in MONTHLY_WINDOWS and period.window is not Window.MONTH
    if not longer or measure.kind not in _ADDITIVE or measure.at_end:
        return ()
    ending = (period_ending(Window.MONTH, month) for month in period.months)
    found = (build.figures.one(measure, key.area, month, key) for month in ending)
    return tuple(one for one in found if one is not None)


def _supplied(build: Build, measure: Measure, figure: Figure, key: SeriesKey, period: Period) -> Explanation:
    """Return the explanation of a figure that a body supplied: no file of records is behind it."""
    told = told_of_supplied(build, figure)
    months = () if told else _months(build, measure, key, period)
    lines = (*(told or (f"added up from what {figure.source} returned for each month",)),
             *((_sum_line(months),) if months else ()), _value_line(measure, figure))  # fmt: skip
    definition = describe(measure, build.definitions)
    return Explanation(figure, measure.title, definition, months, arithmetic=lines)


_ADDITIVE = (Kind.COUNT, Kind.SUM, Kind.SHARE, Kind.MEAN)


def _number(value: float | None) -> str:
    if value is None:
        return "none"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4f}".rstrip("0")


def _sum_line(months: Sequence[Figure]) -> str:
    terms = " + ".join(f"{_number(one.numerator)} ({one.label})" for one in months)
    if any(one.numerator is None for one in months):
        return f"{terms}: a month is missing, so there is no sum"
    total = f"{terms} = {_number(sum(one.numerator or 0 for one in months))}"
    if not months or months[0].denominator is None:
        return total
    below = " + ".join(_number(one.denominator) for one in months)
    return f"{total}; base {below} = {_number(sum(one.denominator or 0 for one in months))}"


def _value_line(measure: Measure, figure: Figure) -> str:
    if figure.value is None:
        return f"no figure: {figure.state.value}"
    if figure.denominator is None:
        return f"{_number(figure.value)} {measure.unit}"
    scale = f"{measure.scale:g} × " if measure.scale != 1 else ""
    made = f"{scale}{_number(figure.numerator)} ÷ {_number(figure.denominator)}"
    return f"{made} = {figure.value:,.10g} {measure.unit}"


def _editions(office: Path, build: Build, snapshot: Snapshot) -> list[Edition]:
    """Return the editions the build names, from the store as it stands."""
    held = {(e.table, e.area, e.month, e.sha256, e.obtained.isoformat()): e for e in snapshot.editions}
    found = []
    for entry in build.manifest.inputs:
        key = (entry["table"], entry["area"], entry["month"], entry["sha256"], entry["obtained"])
        if key not in held and (order := _destroyed(snapshot, entry["code"])) is not None:
            raise BadEnvironment(
                f"records that the build was made from were destroyed by order '{order.id}'.",
                file=office / "store",
                do="The build keeps its figures; they can no longer be counted again.",
            )
        if key not in held:
            raise BadEnvironment(
                f"the store no longer holds '{entry['file']}', which the build was made from.",
                file=office / "store",
                do="Restore the store, or build again and explain the new build.",
            )
        found.append(held[key])
    return found


def _destroyed(snapshot: Snapshot, code: int) -> Order | None:
    """Return the order that destroyed an edition, if one did."""
    named = (one for one in snapshot.orders if code in {stone.code for stone in one.tombstones})
    return next(named, None)


def _files(
    build: Build,
    measure: Measure,
    figure: Figure,
    key: SeriesKey,
    period: Period,
    editions: Sequence[Edition],
) -> list[Edition]:
    contract = TABLES[figure.source]
    here = [edition for edition in editions if edition.table == figure.source]
    if not contract.monthly:
        return here
    forces = (key.area,) if key.area_type == "force" else build.definitions.office.forces
    files = [e for e in here if e.area in forces and e.month is not None and e.month in period.months]
    after = _outcome_months(build, measure, forces, period)
    if after:
        files += [
            e
            for e in editions
            if e.table == "outcomes" and e.area in forces and e.month is not None and e.month in after
        ]
    return files


def _outcome_months(build: Build, measure: Measure, forces: Sequence[str], period: Period) -> range:
    """Return the months whose outcomes a figure looked at, beside its own table; empty where it did not."""
    if measure.follow_up is not None:
        return range(period.first_month, period.last_month + measure.follow_up + 1)
    if measure.ended_by is None:
        return range(0)
    until = followed_months(build.coverage).until
    ends = [until.get(force, {}).get(month, 0) for force in forces for month in period.months]
    return range(period.first_month, max(ends, default=0) + 1)


def _counted_again(
    office: Path,
    build: Build,
    measure: Measure,
    key: SeriesKey,
    period: Period,
    files: Sequence[Edition],
    held: Behind,
) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """Count the records again, leaving out one condition's rows at a time; and what else they tell."""
    table = measure.table
    mine = [edition for edition in files if edition.table == table]
    if not TABLES[table].monthly or not mine:
        return (), ()
    read = sum(edition.rows + edition.refused for edition in mine)
    refused = sum(edition.refused for edition in mine)
    repeats = sum(edition.repeats for edition in mine)
    steps = [Step("rows in the files", 0, read)]
    if refused:
        steps.append(Step("refused: they break a rule of the contract", refused, read - refused))
    counted = read - refused - repeats
    if repeats:
        steps.append(Step("further rows of something already counted in the month", repeats, counted))
    with records_aside(office / "builds") as temporary:
        engine = open_engine("duckdb", temporary)
        try:
            records = Records(engine, office / "store", held.editions, held.snapshot.ever)
            steps += _conditions(records, build, measure, key, mine, counted)
            told: tuple[str, ...] = ()
            if measure.kind is Kind.TIME_TO_OUTCOME:
                told = told_of_time(records, build, measure, key, period)
        finally:
            engine.close()
    return tuple(steps), told


def _conditions(
    records: Records, build: Build, measure: Measure, key: SeriesKey, mine: Sequence[Edition], counted: int
) -> list[Step]:
    rows = (
        records.crimes_followed_up(follow_ups_of(measure))
        if measure.table == "crimes"
        else records.table(measure.table)
    )
    if rows is None:
        return []
    rows = with_derived(records, measure.table, rows, [measure])
    rows = rows.filter(rows["edition"].isin([edition.code for edition in mine]))
    tests: list[tuple[str, ibis.expr.types.BooleanValue]] = []
    if key.area_type != "force":
        places = local_map(records, build.definitions.office).of.get(key.area_type, {})
        inside = [number for number, code in places.items() if code == key.area]
        tests.append(("in another place, or with no location", rows["lsoa"].isin(inside).fill_null(False)))
    if measure.ended_by is not None:
        tests.append(("without a Crime ID, so its outcome cannot be looked up", rows["crime-id"].notnull()))
    if measure.kind is Kind.TIME_TO_OUTCOME and measure.duration is not None:
        followed, _ = wait_columns(measure.duration)
        start = measure.duration.start.replace("-", " ")
        tests.append((f"without a {start}, or with an end before it", rows[followed].notnull()))
    for clause in measure.where:
        if clause.column == DUE and measure.service_level is not None:
            start = measure.service_level.start
            tests.append((f"without {_words(start)}, so it cannot be judged", rows[start].notnull()))
        tests.append((_left_out(clause), condition(measure, (clause,), rows, records)))
    if key.breakdown:
        dimension, _, slug = key.breakdown.partition("=")
        clause = Clause(dimension, (slug,))
        tests.append(
            (
                f"another {dimension.replace('-', ' ')} than {slug}",
                _breakdown_test(measure, clause, rows, records),
            )
        )
    for clause in measure.numerator_where:
        tests.append(
            (
                f"{_left_out(clause)} (in the base, not in the share)",
                condition(measure, (clause,), rows, records),
            )
        )
    values = {}
    met: ibis.expr.types.BooleanValue = ibis.literal(True)
    for number, (_, test) in enumerate(tests):
        met = met & test
        values[f"t{number}"] = met.sum()
    if not values:
        return []
    answer = records.engine.run(rows.aggregate(**values)).to_pylist()[0]
    steps, before = [], counted
    for number, (what, _) in enumerate(tests):
        remain = int(answer[f"t{number}"] or 0)
        steps.append(Step(what, before - remain, remain))
        before = remain
    return steps


def _breakdown_test(
    measure: Measure, clause: Clause, rows: ibis.expr.types.Table, records: Records
) -> ibis.expr.types.BooleanValue:
    if clause.terms == ("not-stated",):
        return rows[clause.column].isnull()
    column = TABLES[measure.table].column(clause.column)
    terms = (
        tuple("true" if term == "yes" else "false" for term in clause.terms)
        if column.type == "flag"
        else clause.terms
    )
    return condition(measure, (Clause(clause.column, tuple(slug_of(t) for t in terms)),), rows, records)


_NOT_MET = {
    DUE: "its limit had not passed when its file was obtained",
    WITHIN: "after the limit, or without an end",
}


def _left_out(clause: Clause) -> str:
    if clause.column in _NOT_MET:
        return _NOT_MET[clause.column]
    named = clause.set_name or ", ".join(term.strip("()") for term in clause.terms)
    return f"{_words(clause.column)} is {'' if clause.negate else 'not '}{named}"


def _words(column: str) -> str:
    return column.replace("-", " ")


def explained_rows(explanation: Explanation) -> pa.Table:
    """Return the files behind an explanation as a table, one row a file."""
    return pa.table(
        {
            "file": [edition.file for edition in explanation.files],
            "month": [month_key(edition.month) if edition.month else "" for edition in explanation.files],
            "area": [
                force_title(one.area) if one.month is not None else one.area for one in explanation.files
            ],
            "obtained": [edition.obtained.isoformat() for edition in explanation.files],
            "rows": [edition.rows for edition in explanation.files],
            "refused": [edition.refused for edition in explanation.files],
            "repeats": [edition.repeats for edition in explanation.files],
            "sha256": [edition.sha256[:12] for edition in explanation.files],
        }
    )
