"""The first page: what is exceptional, what changed, what is due, and what was released last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from django.http import HttpRequest
from django.template.loader import render_to_string

from frankpledge.builds.diffing import DIFF_COLUMNS, diff
from frankpledge.builds.finding import FIRST
from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import FINDING_COLUMNS, Finding
from frankpledge.publication.amounts import grouped, shown
from frankpledge.registers.roles import EVERYONE, MEMBERS, SCOPES, STAFF, Actor
from frankpledge.releases.release import Release
from frankpledge.web.access import Route, actor_of
from frankpledge.web.exceptional import Group, grouped_rows, own_rows
from frankpledge.web.keeping import Kept
from frankpledge.web.links import figure_link, measure_link
from frankpledge.web.office import build_before
from frankpledge.web.page import Page, Rows
from frankpledge.web.pages.due import first_due
from frankpledge.web.published import findings_of, keys_of, opening_of, released_on, whole_findings
from frankpledge.web.quarters import Quarters, quarters_for
from frankpledge.web.seeing import Sight, in_force, sight_of
from frankpledge.web.told import found_of, quarter_of

DUE_SHOWN = 6
REASONS_SHOWN = 3
CHANGES_SHOWN = 200
_CHANGES: Kept[pa.Table] = Kept(2)
_TABLES: Kept[str] = Kept(24)


@dataclass(frozen=True)
class Changes:
    """What changed between the newest build and the one before: how many figures, of what, and why."""

    before: str
    after: str
    figures: str
    measures: str
    why: tuple[tuple[str, str], ...]


def home(request: HttpRequest) -> Page:
    """Show what there is to see first."""
    actor = actor_of(request)
    sight = sight_of(actor)
    released = in_force()
    newest = released[0] if released else None
    context: dict[str, object] = {
        "sight": sight,
        "staff": bool(actor.roles & STAFF),
        "member": bool(actor.roles & MEMBERS),
        "release": newest,
        "released_on": released_on(newest) if newest else "",
    }
    if actor.roles & MEMBERS:
        context |= _due(actor)
    rows: list[Finding] = []
    build = None if sight is None else sight.newest
    if sight is not None and build is not None:
        quarters = quarters_for(request, sight) if sight.build is not None else None
        told, rows = _found(sight, build, quarters)
        context["quarters"] = quarters
        context |= told | _changes(sight, build)
    elif sight is not None and newest is not None:
        told, rows = _released(sight, newest)
        context |= told
    if sight is not None and sight.build is None and newest is not None:
        context["opening"] = opening_of(sight, newest)
    columns = list(FINDING_COLUMNS)
    listed = [tuple(getattr(one, name) for name in columns) for one in rows]
    # What is due is of the day, and of whoever looks: the page has no mark.
    return Page("web/home.html", "Home", context, Rows(columns, listed), data=_data(newest, rows))


def _released(sight: Sight, newest: Release) -> tuple[dict[str, object], list[Finding]]:
    """Return what a release called out of the ordinary, as it published it; and the findings."""
    groups = grouped_rows(sight, newest.number, whole_findings(sight, newest), keys=keys_of(sight))
    rows = [row for row in findings_of(newest) if row.kind in FIRST]
    return {"quarter": newest.label, **_told((sight.mark, newest.number), groups)}, rows


def _told(key: tuple[str, Hashable], groups: tuple[Group, ...], asked: str = "") -> dict[str, object]:
    """Return the rows of the plan's priorities with what they come to, and those of measures beside it.

    Their tables are printed once for each ``key``: that takes longer than the rest of the page.
    """
    planned = [one for one in groups if one.id]
    tally = Counter(str(row.verdict) for one in planned for row in one.rows)
    beside = [one for one in groups if not one.id]

    def table(part: list[Group], caption: str) -> str:
        said = {"groups": part, "caption": caption, "asked": asked}
        return _TABLES.get((*key, caption), lambda: render_to_string("web/exceptional.html", said))

    return {
        "table": table(planned, "Measures of the plan that are exceptional, by priority") if planned else "",
        "tally": dict(tally),
        "total": tally.total(),
        "beside": len(beside[0].rows) if beside else 0,
        "beside_table": table(beside, "Measures outside the plan that are exceptional") if beside else "",
    }


def changes(request: HttpRequest) -> Page:
    """Show every monthly figure that differs from the build before."""
    sight = sight_of(actor_of(request))
    build = None if sight is None else sight.newest
    before = None if build is None else build_before(build)
    if sight is None or build is None or before is None:
        return Page("web/changes.html", "What changed", {"none": True}, Rows(DIFF_COLUMNS, ()))
    table = _CHANGES.soon((before.manifest.id, build.manifest.id), lambda: diff(before, build), 2.0)
    if table is None:
        return Page("web/changes.html", "What changed", {"waiting": True}, status=202)
    table = _seen(sight, table)
    context = {
        "changes": _summed(before, build, table),
        "rows": [_row(sight, row) for row in table.slice(0, CHANGES_SHOWN).to_pylist()],
        "more": max(table.num_rows - CHANGES_SHOWN, 0),
    }
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return Page("web/changes.html", "What changed", context, Rows(DIFF_COLUMNS, rows), mark=sight.mark)


def changed_since(build: Build) -> None:
    """Find what changed since the build before, however long it takes, for those who ask later."""
    before = build_before(build)
    if before is not None:
        _CHANGES.get((before.manifest.id, build.manifest.id), lambda: diff(before, build))


def _found(sight: Sight, build: Build, quarters: Quarters | None) -> tuple[dict[str, object], list[Finding]]:
    """Return what is exceptional in a quarter by priority; and the findings."""
    quarter = quarter_of(build) if quarters is None else quarters.chosen
    if quarter is None:
        return {}, []
    found = found_of(build, quarter)
    rows = [row for row in own_rows(sight, build, found.rows) if row.kind in FIRST]
    asked = "" if quarters is None else quarters.asked
    told: dict[str, object] = {
        "quarter": quarter.label,
        "closing": found.closing if sight.within is None else "",
        **_told((sight.mark, quarter.key), grouped_rows(sight, quarter.key, rows, asked=asked), asked),
    }
    return told, rows


def _changes(sight: Sight, build: Build) -> dict[str, object]:
    before = build_before(build)
    if before is None:
        return {"changes": None}
    table = _CHANGES.soon((before.manifest.id, build.manifest.id), lambda: diff(before, build), 0.5)
    return {
        "changes": None if table is None else _summed(before, build, _seen(sight, table)),
        "changes_waiting": table is None,
        "before": before.manifest.id,
    }


def _seen(sight: Sight, table: pa.Table) -> pa.Table:
    """Return the changes that somebody sees: within limits none of measures about people."""
    if sight.within is None:
        return table
    people = pc.is_in(table["measure"].cast(pa.string()), pa.array(sorted(sight.within.people), pa.string()))
    return table.filter(pc.and_(sight.within.mask(table), pc.invert(people)))


def _summed(before: Build, after: Build, table: pa.Table) -> Changes:
    why = Counter(table["why"].to_pylist()).most_common(REASONS_SHOWN)
    measures = len(set(table["measure"].to_pylist()))
    return Changes(
        before.manifest.id,
        after.manifest.id,
        grouped(table.num_rows),
        grouped(measures),
        tuple((one, grouped(count)) for one, count in why),
    )


def _row(sight: Sight, row: dict[str, object]) -> dict[str, object]:
    measure = sight.definitions.measures.get(str(row["measure"]))

    def said(value: object) -> str:
        return "no figure" if not isinstance(value, float) or measure is None else shown(value, measure)

    key = ":".join(str(row[name]) for name in DIFF_COLUMNS[:7])
    return {
        "title": measure.title if measure is not None else row["measure"],
        "measure": measure_link(measure.id) if measure is not None else "",
        "place": sight.title_of(str(row["area"])),
        "part": row["breakdown"],
        "label": row["label"],
        "link": figure_link(key) if row["after"] is not None else "",
        "before": said(row["before"]),
        "after": said(row["after"]),
        "why": row["why"],
    }


def _due(actor: Actor) -> dict[str, object]:
    items, own, count = first_due(actor, DUE_SHOWN)
    return {"due": items, "own_due": own, "all_due": count}


def _data(newest: Release | None, rows: list[Finding]) -> dict[str, object]:
    """Return the page as data: the newest release, and what is exceptional."""
    release = None
    if newest is not None:
        release = {"number": newest.number, "title": newest.title, "on": newest.day, "build": newest.build}
    findings = [{name: getattr(one, name) for name in FINDING_COLUMNS} for one in rows]
    return {"release": release, "findings": findings}


ROUTES = (
    Route("home", "", home, get=EVERYONE, data=True, scoped=SCOPES),
    Route("changes", "changes/", changes, get=STAFF, data=True, scoped=SCOPES),
)
