"""What an earlier build can lend: counts of months whose files and definitions have not changed.

A new or revised month changes only what its records touch. Everything else is carried over
from the newest build, and the result is the same, byte for byte, as counting anew.

- A measure is counted anew in full where its definition, the office, the code or the engine
  differ, or where a table that does not come by month was replaced.
- Otherwise only the editions that were added, replaced or withdrawn are counted: by force
  and month; for local areas all of the office's own forces of those months.
- A measure with a follow-up is also counted anew for months whose follow-up gained or lost a
  file of outcomes.
- Percentiles, distinct counts and times to an outcome are carried over only where none of their
  files changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

import frankpledge
from frankpledge.builds.reading import Build
from frankpledge.contracts.registry import TABLES
from frankpledge.measures.local_areas import LocalMap
from frankpledge.measures.relations import MONTHS_TO_OUTCOME
from frankpledge.plan.definitions import Definitions, Kind, Measure
from frankpledge.store.editions import Edition, by_row

Month = tuple[str, int]
"""A force and a month number."""


@dataclass(frozen=True)
class Lender:
    """An earlier build, held against what is to be built now. Make it with :func:`lender`."""

    build: Build | None
    definitions: Definitions
    editions: Sequence[Edition]
    same_places: bool = False
    changed: dict[str, set[Month]] = field(default_factory=dict)
    replaced: frozenset[str] = frozenset()

    def codes_to_count(self, measure: Measure) -> frozenset[int] | None:
        """Return the editions a measure must be counted from; None for all of them."""
        if not self._lends(measure):
            return None
        if not TABLES[measure.table].monthly:
            return None if measure.table in self.replaced else frozenset()
        months = self._months(measure)
        return frozenset(
            edition.code
            for edition in self.editions
            if edition.table == measure.table and (edition.area, edition.month) in months
        )

    def carries(self, measure: Measure) -> bool:
        """Whether a percentile, distinct count, time or dated measure can be carried over whole."""
        tables = {measure.table, *(["crimes"] if measure.column == MONTHS_TO_OUTCOME else [])}
        tables |= {"outcomes"} if measure.ended_by is not None else set()
        touched = any(self.changed.get(table) or table in self.replaced for table in tables)
        return self._lends(measure) and not touched

    def monthly(self, measures: Iterable[Measure]) -> list[pa.Table]:
        """Return the monthly counts that stand as they were, one sorted table for each measure."""
        if self.build is None:
            return []
        held = self.build.figures.reader.monthly
        kept = []
        for measure in measures:
            codes = self.codes_to_count(measure)
            if codes is None:
                continue
            rows = held.filter((pc.field("measure") == measure.id) & (pc.field("source") == measure.table))
            kept.append(self._without_changed(rows, measure))
        return kept

    def finished(self, measures: Iterable[Measure]) -> pa.Table | None:
        """Return the finished figures of the measures that are carried over whole."""
        names = [measure.id for measure in measures if self.carries(measure)]
        if self.build is None or not names:
            return None
        rows = self.build.figures.finished
        return rows.filter(pc.is_in(rows["measure"].cast(pa.string()), pa.array(names)))

    def _lends(self, measure: Measure) -> bool:
        build = self.build
        return (
            build is not None
            and self.same_places
            and measure.service_level is None  # the same file got again later says which cases fell due
            and not (measure.paired and measure.paired.score)  # a first score can come in another month
            and not (measure.kind is Kind.TIME_TO_OUTCOME and measure.duration)  # it says what is open, too
            and not measure.in_month_of  # rows of one file count in many months
            and measure.open_between is None
            and build.manifest.definitions.get(measure.id) == measure.definition_hash
        )

    def _months(self, measure: Measure) -> set[Month]:
        """Return the forces and months that a measure must be counted for."""
        months = set(self.changed.get(measure.table, ()))
        if measure.follow_up is not None:
            for force, month in self.changed.get("outcomes", ()):
                months |= {(force, earlier) for earlier in range(month - measure.follow_up, month + 1)}
        own = self.definitions.office.forces
        shared = {month for force, month in months if force in own}
        return months | {(force, month) for force in own for month in shared}

    def _without_changed(self, rows: pa.Table, measure: Measure) -> pa.Table:
        if not TABLES[measure.table].monthly:
            return rows
        months = self._months(measure)
        own = {month for force, month in months if force in self.definitions.office.forces}
        local = pc.invert(pc.equal(rows["area_type"].cast(pa.string()), "force"))
        touched = pc.and_(local, pc.is_in(rows["month"], pa.array(sorted(own), pa.int32())))
        for force in sorted({force for force, _ in months}):
            here = pa.array(sorted(month for one, month in months if one == force), pa.int32())
            of_force = pc.and_(pc.invert(local), pc.equal(rows["area"].cast(pa.string()), force))
            touched = pc.or_(touched, pc.and_(of_force, pc.is_in(rows["month"], here)))
        return rows.filter(pc.invert(touched))


def lender(
    build: Build | None, definitions: Definitions, editions: Sequence[Edition], local: LocalMap, engine: str
) -> Lender:
    """Return what a build can lend to one made now from ``editions``; nothing where it is too different."""
    if (
        build is None
        or build.manifest.versions.get("frankpledge") != frankpledge.__version__
        or build.manifest.engine != engine
    ):
        return Lender(None, definitions, editions)
    before: dict[tuple[str, str, int | None], set[tuple[str, int, str]]] = {}
    for entry in build.manifest.inputs:
        key = (entry["table"], entry["area"], entry["month"])
        obtained = entry["obtained"] if by_row(entry["table"]) else ""
        before.setdefault(key, set()).add((entry["sha256"], entry["code"], obtained))
    now: dict[tuple[str, str, int | None], set[tuple[str, int, str]]] = {}
    for edition in editions:
        obtained = edition.obtained.isoformat() if by_row(edition.table) else ""
        now.setdefault(edition.key, set()).add((edition.sha256, edition.code, obtained))
    changed: dict[str, set[Month]] = {}
    replaced = set()
    for key in before.keys() | now.keys():
        if before.get(key) != now.get(key):
            table, area, month = key
            if month is None:
                replaced.add(table)
            else:
                changed.setdefault(table, set()).add((area, month))
    same_lookups = not replaced & {"lsoa-lookup", "lsoa-successors"}
    same_office = repr(build.definitions.office) == repr(definitions.office)
    return Lender(
        build,
        definitions,
        editions,
        same_places=same_office and same_lookups and _extends(local, build.places),
        changed=changed,
        replaced=frozenset(replaced),
    )


def _extends(local: LocalMap, before: dict[str, dict[int, str]]) -> bool:
    """Whether every place that was mapped is mapped alike now: new places only had no records before."""
    return (
        all(before[kind].items() <= local.of.get(kind, {}).items() for kind in before)
        and before.keys() == local.of.keys()
    )
