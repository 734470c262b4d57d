"""What changed between two builds, figure by figure, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import figures_schema
from frankpledge.measures.figures import ALL_SOURCES, Query
from frankpledge.periods import Window, parse_month
from frankpledge.plan.definitions import Definitions, Kind, Measure
from frankpledge.plan.units import ESTIMATED

KEY = ["measure", "area_type", "area", "breakdown", "window", "period", "source"]
DIFF_COLUMNS = (*KEY, "label", "before", "after", "change", "state_before", "state_after", "why")


def diff(before: Build, after: Build, measures: Collection[str] = ()) -> pa.Table:
    """Return every monthly figure (and every figure at a date) that differs, with the reason, sorted by key.

    Of some measures, or of all where none are named.

    Reasons: changed definition, new data, revised data (with both dates of obtaining), no longer supplied.
    """
    left, right = _all(before, measures), _all(after, measures)
    joined = left.join(right, KEY, join_type="full outer", left_suffix="_before", right_suffix="_after")
    same_value = pc.or_kleene(
        pc.equal(joined["value_before"], joined["value_after"]).fill_null(False),
        pc.and_(pc.is_null(joined["value_before"]), pc.is_null(joined["value_after"])),
    )
    same_numerator = pc.or_kleene(
        pc.equal(joined["numerator_before"], joined["numerator_after"]).fill_null(False),
        pc.and_(pc.is_null(joined["numerator_before"]), pc.is_null(joined["numerator_after"])),
    )
    same_state = pc.equal(
        joined["state_before"].fill_null("missing"), joined["state_after"].fill_null("missing")
    )
    changed = joined.filter(pc.invert(pc.and_(pc.and_(same_value, same_numerator), same_state)))
    changed = changed.sort_by([(name, "ascending") for name in KEY])
    return _with_reasons(changed, before, after)


def _all(build: Build, asked: Collection[str]) -> pa.Table:
    """Return every monthly figure of a build, totals and breakdowns, as plain text columns."""
    held = [one for one in build.definitions.measures.values() if not asked or one.id in asked]
    dimensions = dict.fromkeys(name for one in held for name in one.breakdowns)
    found = [figures_schema().empty_table()]
    for breakdown in ("", *dimensions) if held else ():
        measures = tuple(one.id for one in held if not breakdown or breakdown in one.breakdowns)
        areas = tuple(dict.fromkeys(area for one in held for area in ("force", *one.area_types)))
        types = areas if not breakdown else ("force",)
        found.append(
            build.figures.table(
                Query(
                    measures,
                    area_types=types,
                    breakdown=breakdown,
                    windows=(Window.MONTH,),
                    source=ALL_SOURCES,
                )
            )
        )
    whole = pa.concat_tables(found).unify_dictionaries()
    columns = {name: whole[name].cast(pa.string()) for name in (*KEY, "label", "state")}
    return pa.table({**columns, "value": whole["value"], "numerator": whole["numerator"]})


def _with_reasons(changed: pa.Table, before: Build, after: Build) -> pa.Table:
    rows = []
    reasons = _Reasons(before, after)
    for row in changed.to_pylist():
        old, new = row["value_before"], row["value_after"]
        rows.append(
            {
                **{name: row[name] for name in KEY},
                "label": row["label_after"] or row["label_before"],
                "before": old,
                "after": new,
                "change": None if old is None or new is None else new - old,
                "state_before": row["state_before"],
                "state_after": row["state_after"],
                "why": reasons.of(row),
            }
        )
    types = {name: pa.string() for name in DIFF_COLUMNS} | {
        n: pa.float64() for n in ("before", "after", "change")
    }
    return pa.Table.from_pylist(rows, pa.schema([(name, types[name]) for name in DIFF_COLUMNS]))


class _Reasons:
    """Why a figure changed, from the two manifests."""

    def __init__(self, before: Build, after: Build) -> None:
        self.before, self.after = before, after
        self.files_before, self.files_after = _files(before), _files(after)
        self.whole: dict[str, list[tuple[str, str, int | None]]] = {}
        """The files that do not come by month, such as estimates of a day, by table."""
        for key in sorted({*self.files_before, *self.files_after}, key=lambda key: key[:2]):
            if key[2] is None:
                self.whole.setdefault(key[0], []).append(key)
        self.tables = {
            measure.id: tables_of(measure, after.definitions)
            for measure in after.definitions.measures.values()
        }
        months = [month for _, _, month in (*self.files_before, *self.files_after) if month is not None]
        to_the_last = max(months, default=0) - min(months, default=0)
        self.follow_ups = {
            measure.id: to_the_last if measure.ended_by is not None else measure.follow_up or 0
            for measure in after.definitions.measures.values()
        }

    def of(self, row: Mapping[str, Any]) -> str:
        measure = row["measure"]
        old = self.before.manifest.definitions.get(measure)
        new = self.after.manifest.definitions.get(measure)
        if old is None:
            return "new measure"
        if new is None:
            return "measure no longer declared"
        reasons = [] if old == new else ["changed definition"]
        reasons += self._data(row)
        if not reasons and row["state_before"] is None:
            reasons.append("an area or part that no record named before")
        return "; ".join(dict.fromkeys(reasons)) or "records of other months changed"

    def _data(self, row: Mapping[str, Any]) -> list[str]:
        month = parse_month(row["period"]) if row["window"] == Window.MONTH else None
        tables = {row["source"], *self.tables.get(row["measure"], ())}
        if row["area_type"] == "ward":
            tables |= {"lsoa-lookup", "lsoa-successors"}
        forces = [row["area"]] if row["area_type"] == "force" else list(self.after.definitions.office.forces)
        follow_up = self.follow_ups.get(row["measure"], 0)
        found = []
        for table in sorted(tables):
            later = follow_up if table == "outcomes" and month is not None else 0
            months = [month] if month is None else range(month, month + later + 1)
            for force in forces:
                for key in [*((table, force, one) for one in months), *self.whole.get(table, ())]:
                    old, new = self.files_before.get(key), self.files_after.get(key)
                    if old is None and new is not None:
                        found.append(f"new data: {table}, obtained {new['obtained']}")
                    elif old is not None and new is None:
                        found.append(f"no longer supplied: {table}")
                    elif old is not None and new is not None and old["sha256"] != new["sha256"]:
                        found.append(
                            f"revised data: {table}, obtained {old['obtained']}, then {new['obtained']}"
                        )
        return found


def _files(build: Build) -> dict[tuple[str, str, int | None], dict[str, str]]:
    """Return what a build was made from by table, area and month: several bodies' files as one."""
    found: dict[tuple[str, str, int | None], dict[str, str]] = {}
    for entry in build.manifest.inputs:
        key = (entry["table"], entry["area"], entry["month"])
        held = found.setdefault(key, {"sha256": "", "obtained": ""})
        held["sha256"] += entry["sha256"]
        held["obtained"] = max(held["obtained"], entry["obtained"])
    return found


def tables_of(measure: Measure, definitions: Definitions) -> set[str]:
    """Return the names of the record tables that a measure is made from."""
    if measure.made_of:
        parts = [tables_of(definitions.measures[name], definitions) for name in measure.made_of]
        estimated = measure.kind is Kind.RATE and measure.denominator in ESTIMATED
        return set().union(*parts, {"populations"} if estimated else ())
    looked_up = measure.follow_up is not None or measure.ended_by is not None
    return {measure.table, *(["outcomes"] if looked_up else [])}
