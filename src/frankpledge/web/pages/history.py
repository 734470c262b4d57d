"""What was published of a measure before: each release's figures, and those changed since, with why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from django.http import HttpRequest

from frankpledge.builds.diffing import diff
from frankpledge.builds.reading import Build
from frankpledge.errors import FrankpledgeError
from frankpledge.periods import Window
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import shown, shown_figure
from frankpledge.publication.known_figures import table_title
from frankpledge.registers.roles import EVERYONE, SCOPES
from frankpledge.releases.history import Key, Printed, Restated, of_key, of_measure, printed, restated
from frankpledge.releases.release import Release
from frankpledge.web.access import Route
from frankpledge.web.keeping import Kept
from frankpledge.web.links import figure_link
from frankpledge.web.office import build_before, build_named, office_folder
from frankpledge.web.page import Page, Rows
from frankpledge.web.pages.measures import own_areas, seen
from frankpledge.web.published import keys_of, released_on
from frankpledge.web.seeing import Sight, figures_of_release, releases

COLUMNS = ("measure", "area_type", "area", "breakdown", "window", "period", "source", "label")
PUBLISHED = (*COLUMNS, "release", "released_on", "value", "state", "printed")
MOST_SHOWN = 40
_RESTATED: Kept[tuple[Restated, ...]] = Kept(100)
_CHANGED: Kept[pa.Table] = Kept(200)


@dataclass(frozen=True)
class Line:
    """One figure of the history: where it is, what it was, what it became."""

    link: str
    label: str
    before: str
    after: str
    when: str
    why: str


def history(request: HttpRequest, name: str) -> Page:
    """Show what each release printed of a measure's own figures, and which were changed."""
    sight, declared = seen(request, name)
    ways = {
        key: printings
        for key, printings in published_of(sight, name).items()
        if key[2] in own_areas(sight) and not key[3]
    }
    rows = [
        (*key, one.figure.label, one.release.number, one.release.day, one.figure.value,
         str(one.figure.state), shown_figure(one.figure, declared))
        for key, printings in sorted(ways.items())
        for one in printings
    ]  # fmt: skip
    whole = [(key, printings) for key, printings in ways.items() if key[4] != Window.MONTH]
    whole.sort(key=lambda one: (one[1][-1].figure.period_end, one[0][4]), reverse=True)
    source = declared.table if any(key[6] == declared.table for key, _ in whole) else _first_source(whole)
    headline = [one for one in whole if one[0][6] == source]
    context = {
        "measure": declared,
        "more": len(headline[MOST_SHOWN:]),
        "printed": [
            (figure_link(":".join(key)), printings[-1].figure.label, _told(printings, declared))
            for key, printings in headline[:MOST_SHOWN]
        ],
        "beside": [
            (figure_link(":".join(key)), printings[-1].figure.label, _told(printings, declared))
            for key, printings in whole
            if key[6] != source
        ][:MOST_SHOWN],
        "source": table_title(source) if source else "",
        "restated": [
            _restated_line(one, declared)
            for one in restated_of(sight, name)
            if one.change.key["area"] in own_areas(sight) and not one.change.key["breakdown"]
        ],
        "changed": _changed_lines(sight, declared),
        "staff": sight.build_of(name) is not None,
    }
    return Page(
        "web/measure_history.html",
        f"{declared.title}: what was published",
        context,
        Rows(PUBLISHED, rows),
        mark=f"{sight.mark}-{len(releases())}",
        public=sight.is_public,
    )


def _first_source(ways: Sequence[tuple[Key, tuple[Printed, ...]]]) -> str:
    return ways[0][0][6] if ways else ""


def published_of(sight: Sight, measure: str) -> dict[Key, tuple[Printed, ...]]:
    """Return what every release printed of a measure, oldest first, as far as somebody may be told.

    The public is told what a corrected release printed only of figures that are still published: what was
    withdrawn or is withheld now is not said again.
    """
    return _told_of(sight, measure, lambda figures: of_measure(figures, measure))


def printings_of(sight: Sight, key: Key) -> tuple[Printed, ...]:
    """Return what every release printed of one figure, as far as somebody may be told (see published_of)."""
    return _told_of(sight, key[0], lambda figures: of_key(figures, key)).get(key, ())


def _told_of(
    sight: Sight, measure: str, of: Callable[[pa.Table], pa.Table]
) -> dict[Key, tuple[Printed, ...]]:
    office = office_folder()
    found = printed([(one, of(figures_of_release(office, one.folder))) for one in releases()])
    if sight.build_of(measure) is not None:
        return found
    keys = keys_of(sight)
    return {key: ways for key, ways in found.items() if _still_told(keys, key, ways)}


def restated_of(sight: Sight, measure: str) -> tuple[Restated, ...]:
    """Return the figures of a measure that a release changed, as far as somebody may be told."""
    chain = releases()
    office = office_folder()

    def make() -> tuple[Restated, ...]:
        published = [(one, of_measure(figures_of_release(office, one.folder), measure)) for one in chain]
        return restated(published, _build_of)

    found = _RESTATED.get((chain[-1].head if chain else "", measure), make)
    if sight.build_of(measure) is not None:
        return found
    told = published_of(sight, measure)
    return tuple(one for one in found if tuple(one.change.key.values()) in told)


def _still_told(keys: Collection[str], key: Key, ways: tuple[Printed, ...]) -> bool:
    return ":".join(key) in keys and str(ways[-1].figure.state) != "suppressed"


def _build_of(release: Release) -> Build | None:
    try:
        return build_named(release.build)
    except FrankpledgeError:
        return None


def _told(printings: tuple[Printed, ...], measure: Measure) -> list[tuple[str, int, str]]:
    """Return value, release and day of each printing that is not as the one before it."""
    told: list[tuple[str, int, str]] = []
    for one in printings:
        words = shown_figure(one.figure, measure)
        if not told or told[-1][0] != words:
            told.append((words, one.release.number, released_on(one.release)))
    return told


def _restated_line(one: Restated, measure: Measure) -> Line:
    before, after = (_said(value, measure) for value in one.change.values)
    when = f"release {one.before.number} to {one.after.number}, {released_on(one.after)}"
    link = figure_link(":".join(one.change.key.values()))
    return Line(link, one.change.label, before, after, when, "; ".join(one.why))


def _said(value: float | None, measure: Measure) -> str:
    return "no figure" if value is None else shown(value, measure)


def _changed_lines(sight: Sight, measure: Measure) -> list[Line]:
    """Return the own months that differ between the newest build and the one before it."""
    table = changed_since(sight, measure.id)
    if table is None:
        return []
    own = table.filter(pc.and_(pc.equal(table["breakdown"], ""), pc.equal(table["area_type"], "force")))
    lines = []
    for row in own.to_pylist():
        if row["area"] in own_areas(sight):
            key = ":".join(row[name] for name in COLUMNS[:7])
            said = (_said(row["before"], measure), _said(row["after"], measure))
            lines.append(Line(figure_link(key), row["label"], *said, "since the build before", row["why"]))
    return lines


def changed_since(sight: Sight, measure: str) -> pa.Table | None:
    """Return what differs of a measure between the newest build and the one before it, if there is one."""
    after = sight.build_of(measure)
    before = None if after is None else build_before(after)
    if after is None or before is None:
        return None
    return _CHANGED.get(
        (before.manifest.id, after.manifest.id, measure), lambda: diff(before, after, (measure,))
    )


ROUTES = (
    Route(
        "measure-history", "measures/<slug:name>/history/", history, get=EVERYONE, data=True, scoped=SCOPES
    ),
)
