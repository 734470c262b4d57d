"""The report as a small static site: a page for each part, and one that explains each number.

It works from a folder, a memory stick or any web server: no script, no request to anywhere else,
relative links alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from frankpledge.publication.chart_files import picture_file, table_file
from frankpledge.publication.explanations import Explanation, explanations, page_name, places
from frankpledge.publication.html import FACES, TEMPLATES, environment, style_sheet
from frankpledge.publication.model import (
    Block,
    Chart,
    Contents,
    Document,
    Heading,
    NewPage,
    Together,
    plain,
    walk,
)
from frankpledge.publication.readings import ReportData
from frankpledge.publication.tokens import FONT_FOLDER

FOLDER = "site"

OTHER_FORMS = (
    ("report.html", "One page", "the whole report in one file, to send or to print"),
    ("report.pdf", "PDF", "accessible, for reading and printing"),
    ("report.docx", "Word", "to edit; its numbers can be checked afterwards"),
    ("figures.csv", "Figures as CSV", "every figure, for programs"),
    ("figures.json", "Figures as JSON", "the same"),
    ("figures.ods", "Figures as a spreadsheet", "those of the report, with notes"),
    ("findings.csv", "Findings as CSV", "what was found, with its method"),
    ("datapackage.json", "Data package", "what every column means"),
)
"""The files beside the site, as its first page offers them."""


@dataclass(frozen=True)
class Link:
    """A file to follow: where it is, what it is called, and more about it."""

    target: str
    kind: str
    words: str


@dataclass(frozen=True)
class Downloads:
    """The files of one chart after what they are of."""

    words: str
    files: tuple[Link, ...]


@dataclass(frozen=True)
class SitePart:
    """One page of the site: the blocks of a part, or what stands before the contents."""

    file: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def target(self) -> str:
        return self.file


@dataclass(frozen=True)
class _Listed:
    """A line of the contents: a part, and where it begins."""

    file: str
    target: str
    title: str


def site(document: Document, data: ReportData) -> dict[str, bytes]:
    """Return every file of the site by its path in the report's folder."""
    pages = explanations(document, data)
    parts = site_parts(document)
    where = {
        block.id: part.file for part in parts for block in walk(part.blocks) if isinstance(block, Heading)
    }
    listed = tuple(
        _Listed(where[heading.id], _address(where, heading.id, parts), plain(heading.text))
        for heading in document.headings(2)
    )
    explained = places(pages)
    files = {
        f"{FOLDER}/style.css": _style(document.accent).encode(),
        f"{FOLDER}/fonts/OFL.txt": (FONT_FOLDER / "OFL.txt").read_bytes(),
    }
    for name, _, _ in FACES:
        font = f"FrankpledgeSans-{name}.woff2"
        files[f"{FOLDER}/fonts/{font}"] = (FONT_FOLDER / font).read_bytes()
    for place, part in enumerate(parts):
        files[f"{FOLDER}/{part.file}"] = _rendered(
            "site_page.html.j2",
            document=document,
            root="",
            here=part.file,
            parts=listed,
            title=part.title if place else "",
            first=place == 0,
            blocks=part.blocks,
            files=_other_forms() if place == 0 else (),
            before=parts[place - 1] if place else None,
            after=parts[place + 1] if place + 1 < len(parts) else None,
            link=_linker(where, part.file),
            how=_explainer(explained, "", "explain/"),
            downloads=_downloads,
        )
    for page in pages:
        files[f"{FOLDER}/explain/{page.name}.html"] = _explanation(page, pages, document, listed, explained)
    return files


def _explanation(
    page: Explanation,
    pages: Sequence[Explanation],
    document: Document,
    listed: tuple[_Listed, ...],
    explained: Mapping[str, tuple[str, str]],
) -> bytes:
    return _rendered(
        "explanation.html.j2",
        document=document,
        root="../",
        here=f"explain/{page.name}.html",
        parts=listed,
        title=f"{page.title}: how each number was made",
        first=False,
        page=page,
        pages=pages,
        blocks=(),
        files=(),
        before=None,
        after=None,
        link=lambda _: "",
        how=_explainer(explained, page.name, ""),
        plainly=lambda span: span.text,
        downloads=lambda _: (),
    )


def _rendered(template: str, **values: object) -> bytes:
    page = environment().get_template(template).render(**values)
    return (page if page.endswith("\n") else page + "\n").encode()


def site_parts(document: Document) -> tuple[SitePart, ...]:
    """Return the pages: what stands up to the contents is the first, then one for each further part."""
    ends = next((n + 1 for n, block in enumerate(document.blocks) if isinstance(block, Contents)), 0)
    if not ends:
        ends = next((n for n, block in enumerate(document.blocks) if _opening(block)), len(document.blocks))
    first = document.blocks[:ends]
    if not any(isinstance(block, Contents) for block in first):
        first = (*first, Contents())
    parts = [SitePart("index.html", document.title, first)]
    held: list[Block] = []
    for block in document.blocks[ends:]:
        heading = _opening(block)
        if heading is not None and held:
            parts.append(_part(held))
            held = []
        if heading is not None or held:
            held.append(block)
        elif not isinstance(block, NewPage):
            parts[0] = SitePart("index.html", document.title, (*parts[0].blocks, block))
    if held:
        parts.append(_part(held))
    return tuple(parts)


def _part(blocks: Sequence[Block]) -> SitePart:
    heading = _opening(blocks[0])
    assert heading is not None
    return SitePart(f"{page_name(heading.id)}.html", plain(heading.text), tuple(blocks))


def _opening(block: Block) -> Heading | None:
    """Return the heading of a part that a block opens, if it opens one."""
    heading = block.heading if isinstance(block, Together) else block
    return heading if isinstance(heading, Heading) and heading.level == 2 else None


def _address(where: Mapping[str, str], anchor: str, parts: Sequence[SitePart]) -> str:
    """Return where a part is: its page, with the place on it where it does not begin the page."""
    file = where[anchor]
    return f"{file}#{anchor}" if file == parts[0].file else file


def _linker(where: Mapping[str, str], here: str) -> Callable[[str], str]:
    """Return what makes a link within the report lead to the page that holds its target."""

    def link(target: str) -> str:
        file = where.get(target[1:])
        if file is None:
            return ""
        return target if file == here else f"{file}{target}"

    return link


def _explainer(explained: Mapping[str, tuple[str, str]], here: str, folder: str) -> Callable[[str], str]:
    """Return what leads from a number to its explanation; nothing for a number that has none."""

    def how(key: str) -> str:
        page, place = explained.get(key, ("", ""))
        if not page:
            return ""
        return f"#{place}" if page == here else f"{folder}{page}.html#{place}"

    return how


def _downloads(chart: Chart) -> tuple[Downloads, ...]:
    """Return the files of a chart: each picture as SVG and PNG, and its numbers."""
    made = []
    for number, picture in enumerate(chart.pictures):
        told = plain(picture.alt).partition(". ")[0]
        kinds = [
            Link(f"../{picture_file(picture, suffix)}", suffix.upper(), f"{suffix.upper()}: {told}")
            for suffix in ("svg", "png")
        ]
        if chart.table is not None and number == 0:
            kinds.append(Link(f"../{table_file(chart)}", "data", f"data: {plain(chart.table.caption)}"))
        words = "Download" if number == 0 else "The chart beside it"
        made.append(Downloads(words, tuple(kinds)))
    return tuple(made)


def _other_forms() -> tuple[Link, ...]:
    beside = tuple(Link(f"../{name}", kind, words) for name, kind, words in OTHER_FORMS)
    how = Link("explain/index.html", "How every number was made", "definition, files, rows and arithmetic")
    return (how, *beside)


def _style(accent: str) -> str:
    own = (TEMPLATES / "site.css").read_text(encoding="utf-8")
    sheet = style_sheet(accent, {name: f"fonts/FrankpledgeSans-{name}.woff2" for name, _, _ in FACES})
    return f"{sheet}\n{own}"
