"""The document model: what a report says, before it becomes a page, a PDF or a Word file.

Every digit that a reader can see is carried by a span that says where it comes from: a
figure of the build (``Bound``), a name or date (``Name``), or words an office declared
(``Quoted``). Plain ``Text`` cannot hold a digit, so a number without an origin cannot be built.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from frankpledge.contracts.figures import Comparison, Figure, Finding
from frankpledge.publication.logos import Logo


class Tone(StrEnum):
    """Which way a remark points; always said in words as well as by colour."""

    PLAIN = "plain"
    BETTER = "better"
    WORSE = "worse"
    QUIET = "quiet"


@dataclass(frozen=True)
class Text:
    """Words of the report's own. May not hold a digit."""

    text: str
    strong: bool = False
    tone: Tone = Tone.PLAIN

    def __post_init__(self) -> None:
        if any(letter.isdecimal() for letter in self.text):
            raise ValueError(f"a number in plain text is bound to nothing: '{self.text}'")


@dataclass(frozen=True)
class Name:
    """The name of something, or a date or period: its digits claim nothing. ``target`` makes it a link."""

    text: str
    strong: bool = False
    target: str = ""


@dataclass(frozen=True)
class Bound:
    """A number as a reader sees it, bound by ``key`` to a figure, comparison or count of the build.

    ``value`` is the unrounded number as a program reads it.
    """

    text: str
    key: str
    value: str
    strong: bool = False


@dataclass(frozen=True)
class Quoted:
    """Words as somebody declared or supplied them, with where they stand."""

    text: str
    source: str


Span = Text | Name | Bound | Quoted
Line = tuple[Span, ...]


def line(*parts: Span | str | Iterable[Span] | None) -> Line:
    """Return one line made of spans, plain strings (without digits) and other lines; None is left out."""
    spans: list[Span] = []
    for part in parts:
        if part is None or part == "":
            continue
        if isinstance(part, str):
            spans.append(Text(part))
        elif isinstance(part, Text | Name | Bound | Quoted):
            spans.append(part)
        else:
            spans.extend(part)
    return tuple(spans)


def plain(spans: Line) -> str:
    """Return a line as one string, for alternative texts and tests."""
    return "".join(span.text for span in spans)


_NUMBER = re.compile(r"\d(?:[\d.,:]*\d)?")


def with_numbers_bound(words: str, key: str) -> Line:
    """Return words of an assessment as a line in which every number is bound to what it was found by.

    >>> [span.text for span in with_numbers_bound("run of 7 above average", "burglary>rule.run")]
    ['run of ', '7', ' above average']
    """
    spans: list[Span] = []
    end = 0
    for match in _NUMBER.finditer(words):
        spans += line(words[end : match.start()], Bound(match[0], key, match[0].replace(",", "")))
        end = match.end()
    return line(*spans, words[end:])


def figure_key(figure: Figure | Comparison | Finding) -> str:
    """Return the key that binds a number to one figure: the contract's key columns joined by colons."""
    parts = (
        figure.measure,
        figure.area_type,
        figure.area,
        figure.breakdown,
        figure.window,
        figure.period,
        figure.source,
    )
    return ":".join(parts)


def comparison_key(comparison: Comparison, part: str) -> str:
    """Return the key that binds a number to one part of one comparison."""
    return f"{figure_key(comparison)}>{comparison.comparator}.{part}"


def finding_key(finding: Finding) -> str:
    """Return the key that binds a sentence and its numbers to one finding."""
    return f"{figure_key(finding)}>finding.{finding.kind.replace(' ', '-')}"


@dataclass(frozen=True)
class Picture:
    """One vector picture with its alternative text; sizes in SVG units.

    In a table's cell, the words ``beside`` it stand under it.
    """

    id: str
    svg: str
    alt: Line
    width: float
    height: float
    beside: Line = ()


class Align(StrEnum):
    """How a column is set."""

    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    """A column of a table. ``share`` is its part of the width where a format needs one."""

    title: Line
    align: Align = Align.TEXT
    share: float = 1.0


Cell = Line | Picture


@dataclass(frozen=True)
class RowGroup:
    """Rows under a common heading; an empty heading means none is printed."""

    title: Line
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table with one header row, whose first column names each row.

    ``folded`` tables stand closed on the web page and open everywhere else; ``compact``
    ones are set in smaller type; those not ``paged`` are left out of PDF and Word, whose
    readers find the numbers in the sheets.
    """

    id: str
    caption: Line
    columns: tuple[Column, ...]
    groups: tuple[RowGroup, ...]
    notes: tuple[Line, ...] = ()
    folded: bool = False
    compact: bool = False
    paged: bool = True

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of table '{self.id}' has {len(row)} cells, not {len(self.columns)}")

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        return tuple(row for group in self.groups for row in group.rows)


@dataclass(frozen=True)
class Heading:
    """A heading; levels run from 2 (the title of the document is 1)."""

    level: int
    text: Line
    id: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. ``note`` ones are small print."""

    text: Line
    note: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of lines; ``numbered`` ones count from 1."""

    items: tuple[Line, ...]
    numbered: bool = False


@dataclass(frozen=True)
class KeySentences:
    """What a busy reader needs, with a heading of its own."""

    items: tuple[Line, ...]


@dataclass(frozen=True)
class Notice:
    """Something a reader must know before reading on."""

    text: Line


@dataclass(frozen=True)
class Terms:
    """Terms and what they mean, such as a glossary."""

    items: tuple[tuple[Line, Line], ...]


@dataclass(frozen=True)
class Chart:
    """Pictures side by side with a title that says the finding, and the table of their numbers."""

    id: str
    title: Line
    subtitle: Line
    pictures: tuple[Picture, ...]
    source: Line
    table: Table | None = None


@dataclass(frozen=True)
class Tile:
    """One figure set large: its title, value, period with base, and change; ``picture`` shows its months."""

    id: str
    title: Line
    value: Line
    period: Line
    change: Line
    picture: Picture | None = None


@dataclass(frozen=True)
class Tiles:
    """Tiles in rows of ``columns``; ``title`` names them for those who hear them read."""

    id: str
    title: Line
    items: tuple[Tile, ...]
    columns: int = 3


@dataclass(frozen=True)
class Together:
    """Blocks that belong together and should share a page; ``heading`` names them."""

    heading: Heading
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class NewPage:
    """A new page in paged formats; nothing on the web."""


@dataclass(frozen=True)
class Contents:
    """A list of the parts, with links and (where there are pages) page numbers."""


Block = (
    Heading
    | Paragraph
    | Bullets
    | KeySentences
    | Notice
    | Terms
    | Table
    | Chart
    | Tiles
    | Together
    | NewPage
    | Contents
)


@dataclass(frozen=True)
class Document:
    """A report. ``facts`` stand under the title, ``running`` heads each page, ``one_page`` allows one."""

    title: str
    subtitle: Line
    facts: tuple[tuple[str, Line], ...]
    running: Line
    blocks: tuple[Block, ...]
    publisher: str
    licence: str
    as_at: date
    build_id: str
    accent: str
    generated: bool = False
    language: str = "en-GB"
    keywords: tuple[str, ...] = field(default=())
    logo: Logo | None = None
    one_page: bool = False

    def headings(self, level: int = 2) -> tuple[Heading, ...]:
        """Return the headings of one level, in order."""
        return tuple(
            block for block in walk(self.blocks) if isinstance(block, Heading) and block.level == level
        )

    def pictures(self) -> Iterator[Picture]:
        """Yield every picture once, in reading order."""
        for block in walk(self.blocks):
            if isinstance(block, Chart):
                yield from block.pictures
            if isinstance(block, Tiles):
                yield from (tile.picture for tile in block.items if tile.picture is not None)
            tables = (block,) if isinstance(block, Table) else ()
            for table in tables:
                for row in table.rows:
                    yield from (cell for cell in row if isinstance(cell, Picture))


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every block in reading order, those inside others after them."""
    for block in blocks:
        yield block
        if isinstance(block, Together):
            yield block.heading
            yield from walk(block.blocks)
        elif isinstance(block, Chart) and block.table is not None:
            yield block.table


def lines_of(block: Block) -> Iterator[Line]:
    """Yield every line a reader sees or hears in one block, not going into the blocks inside it."""
    if isinstance(block, Heading | Paragraph | Notice):
        yield block.text
    elif isinstance(block, Bullets | KeySentences):
        yield from block.items
    elif isinstance(block, Terms):
        for term, meaning in block.items:
            yield term
            yield meaning
    elif isinstance(block, Chart):
        yield from (block.title, block.subtitle, block.source)
        yield from (picture.alt for picture in block.pictures)
    elif isinstance(block, Tiles):
        yield block.title
        for tile in block.items:
            yield from (tile.title, tile.value, tile.period, tile.change)
            if tile.picture is not None:
                yield tile.picture.alt
    elif isinstance(block, Table):
        yield block.caption
        yield from (column.title for column in block.columns)
        for group in block.groups:
            yield group.title
            for row in group.rows:
                for cell in row:
                    yield from (cell.alt, cell.beside) if isinstance(cell, Picture) else (cell,)
        yield from block.notes
