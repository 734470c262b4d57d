"""How good the data are: what came, what is missing, late or refused, by who sends it and month.

Reasons are told, rows never. The public is told which months there are no released figures for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.http import HttpRequest

from frankpledge.builds.reading import Build
from frankpledge.catalogue.entries import Catalogue
from frankpledge.contracts.figures import State
from frankpledge.contracts.registry import TABLES
from frankpledge.measures.figures import ALL_SOURCES, Query
from frankpledge.periods import month_key, month_label, month_of
from frankpledge.publication.amounts import grouped
from frankpledge.publication.data_state import month_spans
from frankpledge.publication.model import plain
from frankpledge.registers.roles import EVERYONE, SCOPES
from frankpledge.returns.grading import DueReturn, Reporting
from frankpledge.store.editions import Edition
from frankpledge.store.refusals import Refusal, refusals_of
from frankpledge.web.access import Route, actor_of
from frankpledge.web.holdings import catalogue_now
from frankpledge.web.keeping import Kept
from frankpledge.web.links import measure_link
from frankpledge.web.office import sender_title
from frankpledge.web.owed import returns_and_reporting
from frankpledge.web.page import Cell, Page, Rows
from frankpledge.web.pages.observatory import wanting
from frankpledge.web.quality_grid import grid_of, reason_of
from frankpledge.web.seeing import Sight, sight_of
from frankpledge.web.within import Within

COLUMNS = ("table", "body", "area", "month", "obtained", "rows", "refused", "repeats", "reasons")
PUBLIC_COLUMNS = ("measure", "title", "month")
_REFUSED: Kept[tuple[Refusal, ...]] = Kept(2)


@dataclass(frozen=True)
class Broken:
    """One rule across tables: how often it is broken, and in which months."""

    table: str
    rule: str
    count: str
    months: str


def quality(request: HttpRequest) -> Page:
    """Show how good the data are, to each as much as they may see."""
    sight = sight_of(actor_of(request))
    build = None if sight is None else sight.newest
    if sight is None or build is None:
        return _public(sight)
    catalogue, refused, (due, reporting) = refused_and_due()
    if sight.within is not None:
        within = sight.within
        catalogue = _narrowed(catalogue, within)
        refused = tuple(one for one in refused if _lies_within(one.edition, within))
        due = [one for one in due if within.sent("", one.body, one.body)]
        reporting = [one for one in reporting if within.sent("", one.body, one.body)]
    context = {
        "grid": grid_of(catalogue, refused, due, request.GET.get("year", ""), title_of=sender_title),
        "returns": bool(due),
        "reporting": [(sender_title(one.body), one) for one in reporting],
        "broken": [*_broken(build)] if sight.within is None else [],
        "unsupplied": wanting(catalogue, sight),
        "as_on": catalogue.on,
        "within": sight.within,
    }
    rows = Rows(COLUMNS, _rows(catalogue, refused))
    mark = f"quality-{catalogue.snapshot.number}-{sight.mark}-{catalogue.on}"
    return Page("web/quality.html", "Data quality", context, rows, mark=mark)


def _narrowed(catalogue: Catalogue, within: Within) -> Catalogue:
    """Return a catalogue of the files that lie within somebody's limits, and of what they hold alone."""
    entries = []
    for one in catalogue.entries:
        in_use = tuple(it for it in one.in_use if _lies_within(it, within))
        if in_use:
            entries.append(replace(one, in_use=in_use))
    return replace(catalogue, entries=tuple(entries), gaps=replace(catalogue.gaps, unsupplied={}))


def _lies_within(edition: Edition, within: Within) -> bool:
    return within.sent(edition.table, edition.sender, edition.area)


def refused_and_due() -> tuple[Catalogue, tuple[Refusal, ...], tuple[list[DueReturn], list[Reporting]]]:
    """Return the catalogue as of today, what was refused of it and what is due, each read once."""
    catalogue = catalogue_now()
    refused = _REFUSED.get(catalogue.snapshot.number, lambda: _refusals(catalogue))
    return catalogue, refused, returns_and_reporting()


def _public(sight: Sight | None) -> Page:
    """Show which months of which measure there is no released figure for."""
    held = {} if sight is None else _states(sight)
    missing = _lacking(sight, held, lambda states: states == {State.MISSING})
    withheld = _lacking(sight, held, lambda states: State.SUPPRESSED in states and State.KNOWN not in states)
    rows = [(name, title, month_key(month)) for name, title, months in missing for month in sorted(months)]
    context = {
        "missing": [
            (title, measure_link(name), plain(month_spans(months))) for name, title, months in missing
        ],
        "withheld": [(title, measure_link(name)) for name, title, _ in withheld],
        "sight": sight,
        "measures": 0 if sight is None else len(sight.measures),
    }
    mark = sight.mark if sight is not None else ""
    return Page(
        "web/quality_public.html", "Data quality", context, Rows(PUBLIC_COLUMNS, rows), mark=mark, public=True
    )


States = dict[str, dict[int, set[str]]]


def _states(sight: Sight) -> States:
    """Return the states of each measure's months, in all sources."""
    table = sight.table(Query(areas=sight.definitions.office.forces, source=ALL_SOURCES))
    held: States = defaultdict(lambda: defaultdict(set))
    for row in table.select(["measure", "window", "period_start", "state"]).to_pylist():
        if row["window"] == "month":
            held[row["measure"]][month_of(row["period_start"])].add(row["state"])
    return held


def _lacking(
    sight: Sight | None, held: States, lacks: Callable[[set[str]], bool]
) -> list[tuple[str, str, list[int]]]:
    """Return the measures with months whose states say that they lack a figure, by title."""
    measures = {} if sight is None else sight.definitions.measures
    found = [
        (name, measures[name].title, [month for month, states in months.items() if lacks(states)])
        for name, months in held.items()
        if name in measures
    ]
    return sorted((one for one in found if one[2]), key=lambda one: one[1].lower())


def _refusals(catalogue: Catalogue) -> tuple[Refusal, ...]:
    in_use = [edition for entry in catalogue.entries for edition in entry.in_use]
    return refusals_of(catalogue.snapshot.folder, in_use)


def _broken(build: Build) -> Iterable[Broken]:
    held: dict[tuple[str, str], list[tuple[int | None, int]]] = defaultdict(list)
    for one in build.breaches:
        held[one.table, one.rule].append((one.month, one.count))
    for (table, rule), found in sorted(held.items()):
        months = [month for month, _ in found if month is not None]
        last = month_label(max(months)) if months else ""
        words = f"{len(months)} months, the last {last}" if len(months) > 1 else last
        title = TABLES[table].title if table in TABLES else table
        yield Broken(title, rule, grouped(sum(count for _, count in found)), words)


def _rows(catalogue: Catalogue, refused: Iterable[Refusal]) -> Iterable[tuple[Cell, ...]]:
    reasons: dict[int, list[str]] = defaultdict(list)
    for one in refused:
        reasons[id(one.edition)].append(f"{reason_of(one)} ({one.count})")
    for entry in catalogue.entries:
        for edition in entry.in_use:
            yield (
                entry.table.name,
                edition.sender,
                edition.area,
                month_key(edition.month) if edition.month is not None else "",
                edition.obtained,
                edition.rows,
                edition.refused,
                edition.repeats,
                "; ".join(reasons[id(edition)]),
            )


ROUTES = (Route("quality", "data-quality/", quality, get=EVERYONE, data=True, scoped=SCOPES),)
