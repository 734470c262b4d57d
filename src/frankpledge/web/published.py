"""What releases say, for those who see released figures alone: cut out of the pages that were released.

Nothing here is written anew. Files are checked against the digests of their release before a word of them
is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, KeysView, Mapping
from datetime import date, datetime
from html import escape

import pyarrow as pa
from django.utils.safestring import SafeString, mark_safe

from frankpledge.contracts.figures import FIGURE_KEY, Figure, Finding, as_findings
from frankpledge.periods import day_label
from frankpledge.publication.explanations import anchor, page_name
from frankpledge.publication.model import figure_key
from frankpledge.records.released import ReleasedAs
from frankpledge.releases.chain import findings_in
from frankpledge.releases.drafts import sha256
from frankpledge.releases.release import FILES, Release
from frankpledge.releases.released_page import ReleasedPage, explained_in, linked, read_page
from frankpledge.web.keeping import Kept
from frankpledge.web.links import figure_link, place_link
from frankpledge.web.office import office_folder
from frankpledge.web.saying import PICTURES, Part, PictureOffered, Said, picture_words
from frankpledge.web.seeing import Sight, figures_of_release, in_force
from frankpledge.web.told import lowered

PAGE = "report.html"
_NAME = re.compile(r'<th scope="row">(?!<a )(.*?)</th>', re.DOTALL)
_FINDINGS: Kept[tuple[Finding, ...]] = Kept(6)
_PAGES: Kept[ReleasedPage] = Kept(6)
_SAID: Kept[Said | None] = Kept(600)
_FIGURES: Kept[dict[str, ReleasedAs | None]] = Kept(2)
_EXPLAINED: Kept[str] = Kept(40)
_GLANCES: Kept[SafeString] = Kept(200)


def file_of(release: Release, name: str) -> bytes | None:
    """Return a file of a release as it was published; None where it has none, or it is no longer the same."""
    listed = next((one for one in release.files if one.name == name), None)
    if listed is None:
        return None
    path = office_folder() / "releases" / release.folder / FILES / name
    content = path.read_bytes() if path.is_file() else b""
    return content if sha256(content) == listed.sha256 else None


def released_said(sight: Sight, measure: str, period: str | None = None) -> Said | None:
    """Return what the newest release (of a period) that tells of a measure says of it, if any."""
    return _SAID.get((sight.mark, measure, period), lambda: _said(sight, measure, period))


def of_period(period: str | None) -> Iterator[Release]:
    """Yield the releases in force, newest first: all, or those of one period."""
    return (one for one in in_force() if period in (None, one.period))


def _said(sight: Sight, measure: str, period: str | None) -> Said | None:
    title = sight.definitions.measures[measure].title
    for release in of_period(period):
        page = _page(release)
        if page is None:
            continue
        found, told = page.exceptional(measure), page.told(measure)
        row = page.row("quiet-", title) if told and not found else None
        if row is not None:
            told = f"{_table(f'{title}, {release.label}', *row)}{told}"
        parts = [
            Part(name, words, _led(sight, html))
            for name, words, html in (
                ("found", "What is exceptional", found),
                ("now", f"In {release.label}", told),
                ("ahead", "If it goes on as it has", page.ahead(measure)),
            )
            if html
        ]
        if parts:
            return Said(_named(release), release.label, tuple(parts), tuple(_pictures(release, measure)))
    return None


def findings_of(release: Release) -> tuple[Finding, ...]:
    """Return what a release found, as it published it."""
    return _FINDINGS.get(release.head, lambda: as_findings(findings_in(office_folder(), release)))


def whole_findings(sight: Sight, release: Release) -> list[Finding]:
    """Return what a release found about whole measures of the office's own forces."""
    own = sight.definitions.office.forces
    known = sight.definitions.measures
    return [
        row for row in findings_of(release) if row.area in own and not row.breakdown and row.measure in known
    ]


def _named(release: Release) -> str:
    return f"{release.title}, released {released_on(release)}"


def released_on(release: Release) -> str:
    """Return the day of a release in words."""
    return day_label(date.fromisoformat(release.day))


def opening_of(sight: Sight, release: Release) -> SafeString:
    """Return the sentences that open a release, led to the pages of their measures."""
    page = _page(release)
    return _led(sight, page.in_short() if page is not None else "")


def glance_rows(sight: Sight, title: str, measures: Iterable[str], period: str | None = None) -> SafeString:
    """Return the rows of measures in the table at a glance of the newest release (of a period) with each."""
    listed = tuple(dict.fromkeys(measures))
    return _GLANCES.get((sight.mark, title, listed, period), lambda: _glance(sight, title, listed, period))


def _glance(sight: Sight, caption: str, measures: tuple[str, ...], period: str | None) -> SafeString:
    tables: dict[tuple[int, str], list[str]] = {}
    for name in measures:
        if name not in sight.measures:
            continue
        title = sight.definitions.measures[name].title
        for release in of_period(period):
            page = _page(release)
            row = None if page is None else page.row("at-a-glance", title)
            if row is not None:
                tables.setdefault((release.number, row[0]), []).append(_named_row(name, row[1]))
                break
    labels = {release.number: release.label for release in in_force()}
    made = [
        _table(f"{caption}: as released for {labels[number]}", head, "".join(rows), glance=True)
        for (number, head), rows in tables.items()
    ]
    return _led(sight, "".join(made))


def _named_row(measure: str, row: str) -> str:
    """Return a row with its measure's name made a link: a report links those it has half a page of alone."""
    return _NAME.sub(rf'<th scope="row"><a href="#{measure}">\1</a></th>', row, count=1)


def _table(caption: str, head: str, rows: str, *, glance: bool = False) -> str:
    caption = escape(caption)
    kind = "glance wide" if glance else "compact wide"
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table class="{kind}">'
        f"<caption>{caption}</caption>{head}<tbody>{rows}</tbody></table></div>"
    )


def _led(sight: Sight, html: str) -> SafeString:
    """Return a released piece with its numbers led to their figures and its names to their measures."""
    keys, seen = keys_of(sight), frozenset(sight.measures)
    told = linked(
        html,
        lambda key: figure_link(key) if key in keys else "",
        lambda target: place_link(target, seen),
    )
    return mark_safe(lowered(told))  # noqa: S308  (released by the office, and as it was released)


def keys_of(sight: Sight) -> KeysView[str]:
    """Return the keys of all released figures."""
    assert sight.public is not None
    return figures_released().keys()


def figures_released() -> Mapping[str, ReleasedAs | None]:
    """Return how each figure of the releases in force was released, by key; None where it has no value there.

    Where several print a figure, the newest counts.
    """
    chain = in_force()
    return _FIGURES.get(tuple(one.head for one in chain), lambda: _figures(reversed(chain)))


def _figures(chain: Iterable[Release]) -> dict[str, ReleasedAs | None]:
    found: dict[str, ReleasedAs | None] = {}
    for release in chain:
        table = figures_of_release(office_folder(), release.folder)
        columns = [table[name].cast(pa.string()).to_pylist() for name in FIGURE_KEY]
        told = ReleasedAs(release.build, datetime.fromisoformat(release.at))
        for parts, value in zip(zip(*columns, strict=True), table["value"].to_pylist(), strict=True):
            found[":".join(parts)] = None if value is None else told
    return found


def _page(release: Release) -> ReleasedPage | None:
    def make() -> ReleasedPage:
        content = file_of(release, PAGE)
        return read_page(content.decode() if content is not None else "")

    return _PAGES.get(release.head, make)


def _pictures(release: Release, measure: str) -> Iterator[PictureOffered]:
    held = {one.name for one in release.files}
    for kind in PICTURES:
        forms = tuple(form for form in ("svg", "png") if f"charts/{measure}-{kind}.{form}" in held)
        if forms:
            yield PictureOffered(f"{measure}-{kind}", picture_words(f"{measure}-{kind}"), forms)


def released_picture(measure: str, name: str, form: str, period: str | None = None) -> bytes | None:
    """Return a picture of a measure from the newest release (of a period) that has it."""
    if name not in {f"{measure}-{kind}" for kind in PICTURES}:
        return None
    found = (file_of(release, f"charts/{name}.{form}") for release in of_period(period))
    return next((content for content in found if content is not None), None)


def released_explanation(sight: Sight, figure: Figure) -> tuple[SafeString, ...]:
    """Return what the newest release that explains a figure says of how it was made, if any."""
    for release in in_force():
        html = _explained(release, figure.measure)
        found = explained_in(html, anchor(figure_key(figure)))
        if found:
            return tuple(_led(sight, one) for one in found)
    return ()


def _explained(release: Release, measure: str) -> str:
    def make() -> str:
        content = file_of(release, f"site/explain/{page_name(measure)}.html")
        return content.decode() if content is not None else ""

    return _EXPLAINED.get((release.head, measure), make)
