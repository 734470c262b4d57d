"""The observatory: every table the office holds, what is made of it, and what is wanting."""

from __future__ import annotations

from statistics import median

from django.http import Http404, HttpRequest, HttpResponse

from frankpledge.areas import force_title
from frankpledge.catalogue.dcat import as_dcat
from frankpledge.catalogue.entries import Catalogue, Entry
from frankpledge.catalogue.showing import COLUMNS, footing_of, joins_of, span_of, table_rows
from frankpledge.contracts.governance import Agreement
from frankpledge.contracts.registry import TABLES
from frankpledge.periods import month_label
from frankpledge.publication.amounts import grouped
from frankpledge.publication.data_state import month_spans
from frankpledge.publication.model import plain
from frankpledge.registers.roles import EVERYONE, SCOPES, STAFF
from frankpledge.web.access import Route, actor_of
from frankpledge.web.holdings import catalogue_now
from frankpledge.web.links import measure_link
from frankpledge.web.page import Page, Rows
from frankpledge.web.seeing import Sight, sight_of

FIELDS = ("name", "type", "required", "personal_data", "description")


def observatory(request: HttpRequest) -> Page:
    """List the tables that somebody may know of: the public those of open data alone."""
    catalogue, staff = catalogue_now(), _is_staff(request)
    sight = sight_of(actor_of(request))
    entries = [one for one in catalogue.entries if staff or _open(one) or _within(sight, one)]
    rows = {row["table"]: row for row in table_rows(catalogue)}
    columns = COLUMNS if staff else tuple(name for name in COLUMNS if name not in ("refused", "reports"))
    context = {
        "entries": [
            (one, span_of(one, month_label), footing_of(catalogue, one), grouped(one.total("rows")))
            for one in entries
        ],
        "staff": staff,
        "on": catalogue.on,
        "unsupplied": wanting(catalogue, sight) if staff else [],
        "joins": joins_of(catalogue).items() if staff else (),
        "never_counted": [
            _named(catalogue, sight, name) for name in (catalogue.gaps.never_counted if staff else ())
        ],
    }
    listed = [tuple(rows[one.table.name][name] for name in columns) for one in entries]
    return Page("web/observatory.html", "What we hold", context, Rows(columns, listed))


def table(request: HttpRequest, name: str) -> Page:
    """Show one table: whose it is, on what footing, how fresh and good, and its fields."""
    catalogue, staff = catalogue_now(), _is_staff(request)
    entry = next((one for one in catalogue.entries if one.table.name == name), None)
    sight = sight_of(actor_of(request))
    if entry is None or not (staff or _open(entry) or _within(sight, entry)):
        raise Http404
    context = {
        "entry": entry,
        "staff": staff,
        "span": span_of(entry, month_label),
        "footing": footing_of(catalogue, entry),
        "delay": round(median(entry.delays)) if entry.delays else None,
        "missing": [(force_title(area), plain(month_spans(some))) for area, some in entry.missing.items()],
        "destroyed": [
            (force_title(area), plain(month_spans(some))) for area, some in entry.destroyed.items()
        ],
        "measures": _measures(sight, entry),
        "rows": grouped(entry.total("rows")),
        "refused": grouped(entry.total("refused")),
        "repeats": grouped(entry.total("repeats")),
        "agreements": [(one, one.standing(catalogue.on)) for one in entry.agreements] if staff else [],
        "reports": entry.reports if staff else (),
    }
    fields = [
        (one.name, str(one.type), one.required, str(one.personal_data), one.description)
        for one in entry.table.columns
    ]
    return Page("web/observatory_table.html", entry.table.title, context, Rows(FIELDS, fields))


def dcat(request: HttpRequest) -> HttpResponse:
    """Give what may be published of the catalogue as DCAT 3 in JSON-LD."""
    told = as_dcat(catalogue_now(), request.build_absolute_uri("/"))
    return HttpResponse(told, content_type="application/ld+json; charset=utf-8")


def _is_staff(request: HttpRequest) -> bool:
    return bool(actor_of(request).whole & STAFF)


def _within(sight: Sight | None, entry: Entry) -> bool:
    """Whether all files of a table lie within the limits of whoever is held to some."""
    within = None if sight is None else sight.within
    return within is not None and all(
        within.sent(one.table, one.sender, one.area) for one in entry.in_use or entry.ever
    )


def _open(entry: Entry) -> bool:
    return entry.table.agreement is Agreement.OPEN and entry.table.publishable


def wanting(catalogue: Catalogue, sight: Sight | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the tables that nobody supplies, by title, with the measures that need each and their pages."""
    return [
        (TABLES[name].title, [_named(catalogue, sight, one) for one in ids])
        for name, ids in catalogue.gaps.unsupplied.items()
    ]


def _named(catalogue: Catalogue, sight: Sight | None, measure: str) -> tuple[str, str]:
    """Return the title of a declared measure, and its page if the build that is seen knows it."""
    seen = sight is not None and measure in sight.measures
    return catalogue.definitions.measures[measure].title, measure_link(measure) if seen else ""


def _measures(sight: Sight | None, entry: Entry) -> list[tuple[str, str]]:
    """Return the measures made from a table that there are figures of to see."""
    if sight is None:
        return []
    held, declared = frozenset(sight.measures), sight.definitions.measures
    return [(declared[name].title, measure_link(name)) for name in entry.measures if name in held]


ROUTES = (
    Route("observatory", "observatory/", observatory, get=EVERYONE, data=True, scoped=SCOPES),
    Route("dcat", "observatory/catalogue.jsonld", dcat, get=EVERYONE),
    Route("observatory-table", "observatory/<slug:name>/", table, get=EVERYONE, data=True, scoped=SCOPES),
)
