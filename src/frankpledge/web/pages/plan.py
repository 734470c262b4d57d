"""The plan on a page, and a page for each of its priorities and outcomes; frameworks in the same way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from frankpledge.contracts.figures import Figure
from frankpledge.measures.figures import Query, as_figures
from frankpledge.periods import Period, Window
from frankpledge.plan.definitions import Plan, PlanOutcome, Priority
from frankpledge.publication.amounts import shown_figure
from frankpledge.registers.roles import EVERYONE, SCOPES
from frankpledge.web.access import Route, actor_of
from frankpledge.web.exceptional import own_rows
from frankpledge.web.links import link_of
from frankpledge.web.page import Cell, Page, Rows
from frankpledge.web.pages.measures import own_areas, part_link
from frankpledge.web.plan_summary import PlanSummary, plan_summary
from frankpledge.web.published import glance_rows, keys_of, of_period, whole_findings
from frankpledge.web.quarters import Quarters, quarters_for
from frankpledge.web.seeing import Sight, sight_of
from frankpledge.web.told import found_of, glance_html, is_waiting, one_priority, plan_data

COLUMNS = ("plan", "priority", "section", "measure", "title", "unit", "period", "value", "printed", "link")


def plan(request: HttpRequest, framework: str = "") -> Page:
    """Show the plan, or a framework, on a page."""
    sight = sight_of(actor_of(request))
    if sight is None:
        return Page("web/plan_nothing.html", "The plan", public=True)
    followed = _followed(sight, framework)
    quarters = quarters_for(request, sight)
    context = {
        "plan": followed,
        "quarters": quarters,
        "framework": framework,
        "summary": _summary(sight, framework, followed, quarters),
        "priorities": [
            (
                one,
                part_link(framework, one.id),
                len(frozenset(one.measures)),
                _table(sight, framework, [one], quarters),
            )
            for one in followed.priorities
        ],
        "waiting": sight.build is not None and is_waiting(sight.build, framework, _chosen(quarters)),
        "frameworks": [
            (name, sight.definitions.frameworks[name].title) for name in sight.definitions.office.frameworks
        ],
        "sight": sight,
    }
    rows = Rows(COLUMNS, _rows(sight, followed, followed.priorities, quarters))
    return Page("web/plan.html", followed.title, context, rows, mark=sight.mark, public=sight.is_public)


def part(request: HttpRequest, name: str, framework: str = "") -> Page:
    """Show one priority or one outcome."""
    sight = sight_of(actor_of(request))
    if sight is None:
        raise Http404
    followed = _followed(sight, framework)
    quarters = quarters_for(request, sight)
    home = reverse("framework", args=(framework,)) if framework else reverse("plan")
    for priority in followed.priorities:
        if priority.id == name:
            return _priority(sight, followed, framework, priority, home, quarters)
        for outcome in priority.outcomes:
            if outcome.id == name:
                return _outcome(sight, followed, framework, priority, outcome, home, quarters)
    raise Http404


def _priority(
    sight: Sight, plan: Plan, framework: str, priority: Priority, home: str, quarters: Quarters | None
) -> Page:
    sections = [(one.title, one.note.strip(), _without(sight, one.measures)) for one in priority.sections]
    context = {
        "plan": plan,
        "quarters": quarters,
        "home": home,
        "outcomes": _outcomes(priority, framework),
        "sections": sections,
        "waiting": sight.build is not None and is_waiting(sight.build, framework, _chosen(quarters)),
        "table": _table(sight, framework, [priority], quarters),
        "sight": sight,
    }
    rows = Rows(COLUMNS, _rows(sight, plan, [priority], quarters))
    return Page("web/priority.html", priority.title, context, rows, mark=sight.mark, public=sight.is_public)


def _outcome(
    sight: Sight,
    plan: Plan,
    framework: str,
    priority: Priority,
    outcome: PlanOutcome,
    home: str,
    quarters: Quarters | None,
) -> Page:
    alone = one_priority(plan, priority.title, outcome.measures)
    context = {
        "plan": plan,
        "quarters": quarters,
        "home": home,
        "priority": priority,
        "priority_link": part_link(framework, priority.id),
        "measures": outcome.measures,
        "waiting": sight.build is not None and is_waiting(sight.build, framework, _chosen(quarters)),
        "unseen": _without(sight, outcome.measures),
        "table": _table(sight, framework, [alone], quarters),
        "sight": sight,
    }
    rows = Rows(COLUMNS, _rows(sight, plan, [alone], quarters))
    title = outcome.text.strip().rstrip(".")
    return Page("web/outcome.html", title, context, rows, mark=sight.mark, public=sight.is_public)


def _followed(sight: Sight, framework: str) -> Plan:
    if not framework:
        return sight.definitions.plan
    if framework not in sight.definitions.office.frameworks:
        raise Http404
    return sight.definitions.frameworks[framework]


def _outcomes(priority: Priority, framework: str) -> list[tuple[str, str]]:
    return [(one.text.strip(), part_link(framework, one.id)) for one in priority.outcomes]


def _without(sight: Sight, measures: Sequence[str]) -> list[str]:
    """Return the titles of measures that there are no figures of to see."""
    held = frozenset(sight.measures)
    declared = sight.definitions.measures
    return [declared[name].title for name in measures if name in declared and name not in held]


def _chosen(quarters: Quarters | None) -> Period | None:
    return None if quarters is None else quarters.chosen


def _table(
    sight: Sight, framework: str, priorities: Sequence[Priority], quarters: Quarters | None
) -> SafeString:
    """Return the report's own table at a glance, of some priorities."""
    if sight.build is None:
        title = "; ".join(one.title for one in priorities)
        names = [name for one in priorities for name in one.measures]
        asked = None if quarters is None or quarters.is_newest else quarters.chosen.key
        return glance_rows(sight, title, names, asked)
    data = plan_data(sight.build, framework, _chosen(quarters))
    return SafeString() if data is None else glance_html(sight.build, framework, data, priorities)


def _summary(sight: Sight, framework: str, plan: Plan, quarters: Quarters | None) -> PlanSummary | None:
    """Return how a plan stands in the quarter chosen; None where nothing was found of it."""
    if quarters is None:
        return None
    quarter = quarters.chosen
    key = (framework, quarter.key)
    if sight.build is not None:
        found = own_rows(sight, sight.build, found_of(sight.build, quarter).rows)
        return plan_summary(sight, key, plan, found, asked=quarters.asked)
    listed = (whole_findings(sight, release) for release in of_period(quarter.key))
    found = next((rows for rows in listed if rows), [])
    if not found:
        return None
    return plan_summary(sight, key, plan, found, keys=keys_of(sight), asked=quarters.asked)


def _rows(
    sight: Sight, plan: Plan, priorities: Sequence[Priority], quarters: Quarters | None
) -> Iterator[tuple[Cell, ...]]:
    """Yield every measure with its newest quarter or date up to the chosen one: as data only."""
    names = [name for one in priorities for name in one.measures]
    held = frozenset(sight.measures)
    asked = tuple(dict.fromkeys(name for name in names if name in held))
    by_measure: dict[str, list[Figure]] = {}
    if asked:
        end = None if quarters is None or quarters.is_newest else quarters.chosen.end
        table = sight.table(Query(asked, own_areas(sight), windows=(Window.QUARTER,), end=end))
        for figure in as_figures(table):
            by_measure.setdefault(figure.measure, []).append(figure)
    for priority in priorities:
        for section in priority.sections:
            for name in section.measures:
                yield (plan.title, priority.title, section.title, *_row(sight, name, by_measure))


def _row(sight: Sight, name: str, by_measure: dict[str, list[Figure]]) -> tuple[Cell, ...]:
    declared = sight.definitions.measures[name]
    table = by_measure.get(name, [])
    if not table:
        return (name, declared.title, declared.unit, "", None, "", "")
    newest = max(table, key=lambda one: one.period_end)
    printed = shown_figure(newest, declared)
    return (name, declared.title, declared.unit, newest.label, newest.value, printed, link_of(newest))


ROUTES = (
    Route("plan", "plan/", plan, get=EVERYONE, data=True, scoped=SCOPES),
    Route("plan-part", "plan/<slug:name>/", part, get=EVERYONE, data=True, scoped=SCOPES),
    Route("framework", "frameworks/<slug:framework>/", plan, get=EVERYONE, data=True, scoped=SCOPES),
    Route(
        "framework-part",
        "frameworks/<slug:framework>/<slug:name>/",
        part,
        get=EVERYONE,
        data=True,
        scoped=SCOPES,
    ),
)
