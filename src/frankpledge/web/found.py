"""What was found: what is exceptional in the newest quarter, and which findings somebody may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.builds.finding import FIRST
from frankpledge.contracts.figures import Finding, as_findings, findings_schema
from frankpledge.periods import Period
from frankpledge.releases.chain import findings_in
from frankpledge.web.keeping import Kept
from frankpledge.web.office import current_build, office_folder
from frankpledge.web.seeing import Sight, in_force
from frankpledge.web.told import found_about, found_of, quarter_of

_TABLES: Kept[pa.Table] = Kept(8)
_BY_MEASURE: Kept[Mapping[str, tuple[Finding, ...]]] = Kept(8)


def newest_exceptions() -> list[Finding]:
    """Return the published exceptions of the newest quarter about measures of the plan."""
    build = current_build()
    quarter = None if build is None else quarter_of(build)
    if build is None or quarter is None:
        return []
    planned = {name for one in build.definitions.plan.priorities for name in one.measures}
    return [row for row in found_of(build, quarter).rows if row.kind in FIRST and row.measure in planned]


def findings_seen(sight: Sight, quarter: Period | None = None) -> pa.Table:
    """Return the findings somebody may see, in the contract's columns, of one quarter or of those there are.

    Staff see what the newest build finds, of its newest quarter where none is named; all others what the
    releases in force published. Who is held to some sees of the newest build what lies within that.
    """
    return _TABLES.get((sight.mark, quarter), lambda: _seen(sight, quarter))


def findings_about(sight: Sight, measure: str, upto: int | None = None) -> tuple[Finding, ...]:
    """Return the findings about a measure that somebody may see, in their order.

    What the newest build finds is of one quarter: the newest it holds in full, of those begun by the month
    ``upto`` where one is named. What was released is of every quarter that was.
    """
    build = sight.newest
    quarter = None if build is None else quarter_of(build, upto)
    own = () if build is None or quarter is None else found_about(build, quarter, measure)
    if sight.build is not None:
        return own
    released = _BY_MEASURE.get(sight.mark, lambda: _by_measure(_released(sight, None))).get(measure, ())
    return released if sight.within is None else (*released, *sight.within.told(own))


def _seen(sight: Sight, quarter: Period | None) -> pa.Table:
    if sight.build is not None:
        asked = quarter or quarter_of(sight.build)
        return findings_schema().empty_table() if asked is None else found_of(sight.build, asked).table()
    released = _released(sight, quarter)
    if sight.within is None:
        return released
    build = sight.within.build
    asked = quarter or quarter_of(build)
    if asked is None or asked not in build.full_quarters:
        return released
    found = found_of(build, asked)
    own = replace(found, rows=tuple(sight.within.told(found.rows))).table()
    return pa.concat_tables([released, own]).unify_dictionaries().combine_chunks()


def _released(sight: Sight, quarter: Period | None) -> pa.Table:
    """Return the findings of releases in force, of one quarter or of all, outside somebody's limits."""
    tables = [findings_in(office_folder(), one) for one in reversed(in_force())]
    table = pa.concat_tables(tables) if tables else findings_schema().empty_table()
    if quarter is not None:
        table = table.filter(pc.equal(table["period"].cast(pa.string()), quarter.key))
    return table if sight.within is None else table.filter(pc.invert(sight.within.mask(table)))


def _by_measure(table: pa.Table) -> Mapping[str, tuple[Finding, ...]]:
    held: dict[str, list[Finding]] = {}
    for row in as_findings(table):
        held.setdefault(row.measure, []).append(row)
    return {measure: tuple(rows) for measure, rows in held.items()}
