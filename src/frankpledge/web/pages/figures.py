"""A stable address for every figure, with what is behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest

from frankpledge.builds.explaining import Explanation, explain
from frankpledge.contracts.figures import FIGURE_COLUMNS, FIGURE_KEY, Figure
from frankpledge.errors import BadEnvironment, WrongUse
from frankpledge.measures.figures import HEADLINE
from frankpledge.measures.series import SeriesKey
from frankpledge.periods import Period, Window, day_label, parse_period
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import TOO_SMALL, grouped, shown_figure, unit_in_words
from frankpledge.publication.back_matter import definition_of
from frankpledge.publication.known_figures import table_title
from frankpledge.publication.model import plain
from frankpledge.registers.roles import EVERYONE, SCOPES
from frankpledge.web.access import Route, actor_of
from frankpledge.web.figure_words import part_in_words
from frankpledge.web.keeping import Kept
from frankpledge.web.links import link_of, measure_link
from frankpledge.web.office import office_folder
from frankpledge.web.page import Page, Rows
from frankpledge.web.pages.history import printings_of
from frankpledge.web.pages.measures import seen
from frankpledge.web.published import released_explanation, released_on
from frankpledge.web.quoting import raising_link, reference_of, sentence_of
from frankpledge.web.seeing import Sight, releases

STATES = {
    "known": "",
    "immature": "Provisional: its records are still coming in.",
    "missing": "No figure: not all of its records have been supplied. That is not the same as none.",
    "suppressed": f"Withheld: the numbers are {TOO_SMALL}.",
}
_EXPLAINED: Kept[Explanation | str] = Kept(200)


@dataclass(frozen=True)
class Behind:
    """What is behind one figure: of which measure, the arithmetic, the steps of its count and its files."""

    title: str
    arithmetic: tuple[str, ...]
    steps: tuple[tuple[str, str, str], ...]
    files: tuple[tuple[str, str, str, str], ...]


def figure(request: HttpRequest, measure: str, area_type: str, area: str, window: str, period: str) -> Page:
    """Show one figure: what it is, how it was made, and what releases printed of it."""
    sight, declared = seen(request, measure)
    when = _period(window, period)
    part, source = request.GET.get("breakdown", ""), request.GET.get("source", "") or HEADLINE
    key = SeriesKey(area_type, area, part)
    found = sight.figure(measure, key, when, source)
    if found is None:
        raise Http404
    ways = printings_of(sight, tuple(getattr(found, name) for name in FIGURE_KEY))
    link = link_of(found)
    address, _, query = link.partition("?")
    place = sight.title_of(area)
    build = sight.build_of(measure)
    quotable = build is not None and _is_headline(sight, found, key, when)
    context = {
        "figure": found,
        "measure": declared,
        "measure_link": measure_link(measure),
        "printed": shown_figure(found, declared),
        "unit": unit_in_words(declared),
        "place": place,
        "part": part_in_words(part),
        "state": STATES[str(found.state)],
        "source": table_title(found.source),
        "as_at": day_label(found.as_at) if found.as_at else "",
        "definition": plain(definition_of(declared, sight.definitions)),
        "published": [
            (one.release.title, one.release.number, released_on(one.release),
             shown_figure(one.figure, declared))
            for one in ways
        ],
        "link": request.build_absolute_uri(link),
        "json": f"{address.rstrip('/')}.json?{query}",
        "csv": f"{address.rstrip('/')}.csv?{query}",
        "sentence": sentence_of(found, declared, place),
        "reference": reference_of(found) if quotable else "",
        "raise": "" if build is None else raising_link(found, build, actor_of(request)),
        **_behind(sight, declared, key, when, found),
    }  # fmt: skip
    row = tuple(getattr(found, name) for name in FIGURE_COLUMNS)
    title = f"{declared.title}: {place}, {found.label}"
    mark = f"{sight.mark}-{len(releases())}"
    rows = Rows(list(FIGURE_COLUMNS), [row])
    return Page("web/figure.html", title, context, rows, mark=mark, public=sight.is_public)


def _period(window: str, period: str) -> Period:
    try:
        return parse_period(Window.named(window), period)
    except WrongUse:
        raise Http404 from None


def _is_headline(sight: Sight, found: Figure, key: SeriesKey, when: Period) -> bool:
    """Whether a figure is of the source that a report's text means where it names none."""
    headline = sight.figure(found.measure, key, when)
    return headline is not None and headline.source == found.source


def _behind(sight: Sight, measure: Measure, key: SeriesKey, when: Period, found: Figure) -> dict[str, object]:
    """Return what explains a figure: for the office its records, for the public the release's words.

    Steps begin at all rows of a file, and so are told to those alone who see a measure of every area.
    """
    build = sight.build_of(measure.id)
    if build is None:
        return {"released": released_explanation(sight, found)}
    headline = build.figures.one(measure, key.area, when, key)
    if headline is None or headline.source != found.source:
        return {"behind": [], "not_explained": "This source is there to compare areas; the headline is not."}

    def make() -> Explanation | str:
        try:
            return explain(office_folder(), build, measure, key, when)
        except BadEnvironment as gone:
            return f"{gone.what} {gone.do}".strip()

    made = _EXPLAINED.get((build.manifest.id, measure.id, key, when), make)
    if isinstance(made, str):
        return {"behind": [], "not_explained": made}
    return {"behind": list(_steps(made))}


def _steps(made: Explanation) -> Iterator[Behind]:
    files = tuple(
        (one.file, one.obtained.isoformat(), grouped(one.rows), grouped(one.refused)) for one in made.files
    )
    steps = tuple((one.what, grouped(one.left_out), grouped(one.remain)) for one in made.steps)
    yield Behind(made.title, made.arithmetic, steps, files)
    for part in made.parts:
        yield from _steps(part)


ROUTES = (
    Route(
        "figure",
        "figure/<slug:measure>/<slug:area_type>/<str:area>/<slug:window>/<str:period>/",
        figure,
        get=EVERYONE,
        scoped=SCOPES,
        data=True,
    ),
)
