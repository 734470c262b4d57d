"""An author's Markdown as blocks of a report, every number bound, every problem told with its line.

Paragraphs, lists, headings (``##``, ``###``), tables, bold and links are read. Comments are notes to
oneself and are left out; a text of comments alone says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from frankpledge.errors import BadDefinition
from frankpledge.publication.model import (
    Block,
    Bullets,
    Column,
    Heading,
    Line,
    Paragraph,
    Quoted,
    RowGroup,
    Span,
    Table,
    Text,
    line,
    plain,
)
from frankpledge.publication.words.claims import check_claims
from frankpledge.publication.words.facts import Facts
from frankpledge.publication.words.loose import spans_of
from frankpledge.publication.words.pieces import Piece, References, Run, sentences

CAPTION = "Table:"
"""How the paragraph above a table begins that gives its caption."""

_FIRST_LEVEL = {"measures": 5, "summary": 2}
"""Level of a first heading by the kind of slot; 3 in every other, below the part's own."""

_NOT_READ = {
    "html_block": "HTML is not read in a text, comments aside.",
    "fence": "a block of code is not read in a text.",
    "code_block": "a line set in by four spaces is read as code.",
    "blockquote_open": "a block quotation is not read in a text.",
    "hr": "a rule across the page is not read in a text.",
}


@dataclass(frozen=True)
class Printed:
    """One reference of a text and what it printed, with its line."""

    line: int
    written: str
    words: str


@dataclass
class ReadText:
    """One text as read: its blocks, what its references printed, and what is wrong with it."""

    slot: str
    file: Path
    blocks: tuple[Block, ...] = ()
    printed: tuple[Printed, ...] = ()
    problems: list[BadDefinition] = field(default_factory=list)


def read_text(markdown: str, slot: str, file: Path, facts: Facts) -> ReadText:
    """Return a slot's text, read against the facts of one report; problems by line."""
    read = ReadText(slot, file)
    reader = _Reader(read, facts)
    read.blocks = tuple(reader.blocks(MarkdownIt("commonmark").enable("table").parse(markdown)))
    read.printed = tuple(Printed(*one) for one in reader.references.printed)
    read.problems.sort(key=lambda problem: problem.where.line or 0)
    return read


class _Reader:
    def __init__(self, read: ReadText, facts: Facts) -> None:
        self.read = read
        self.facts = facts
        self.about = read.slot.partition("/")[2] if read.slot.startswith("measures/") else ""
        self.references = References(facts, self.tell, self.about)
        self.made = 0
        self.told: set[tuple[int, str]] = set()

    def tell(self, at: int, what: str, do: str = "") -> None:
        if (at, what) not in self.told:
            self.told.add((at, what))
            self.read.problems.append(BadDefinition(what, file=self.read.file, line=at, do=do or None))

    def id(self, kind: str) -> str:
        self.made += 1
        return f"text-{self.read.slot.replace('/', '-')}-{kind}{self.made}"

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        place = 0
        while place < len(tokens):
            token = tokens[place]
            end = _end_of(tokens, place)
            inside = tokens[place + 1 : end]
            if token.type == "paragraph_open":
                yield from self._paragraph(inside[0], tokens, end)
            elif token.type == "heading_open":
                yield self._heading(token, inside[0])
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                yield Bullets(tuple(self._items(inside)))
            elif token.type == "table_open":
                yield self._table(inside, tokens[:place])
            elif token.type == "html_block" and token.content.strip().startswith("<!--"):
                pass
            elif token.type in _NOT_READ:
                self.tell(_line_of(token), _NOT_READ[token.type], "Write it as plain paragraphs.")
            place = end + 1

    def _paragraph(self, inline: Token, tokens: Sequence[Token], end: int) -> Iterator[Block]:
        is_caption = inline.content.startswith(CAPTION)
        if is_caption and end + 1 < len(tokens) and tokens[end + 1].type == "table_open":
            return
        words = self.line(inline)
        if plain(words).strip():
            yield Paragraph(words)

    def _heading(self, token: Token, inline: Token) -> Heading:
        level = len(token.markup)
        if token.markup.strip("#") or not 2 <= level <= 3:
            self.tell(
                _line_of(token), "a heading in a text begins with ## or ###.", "The report has its own title."
            )
        first = _FIRST_LEVEL.get(self.read.slot.partition("/")[0], 3)
        return Heading(min(first + max(level - 2, 0), 6), self.line(inline), self.id("h"))

    def _items(self, tokens: Sequence[Token]) -> Iterator[Line]:
        place = 0
        while place < len(tokens):
            end = _end_of(tokens, place)
            inside = tokens[place + 1 : end]
            lines = [self.line(one) for one in inside if one.type == "inline"]
            if any(one.type.endswith("list_open") for one in inside):
                self.tell(_line_of(tokens[place]), "a list inside a list is not read.", "Make it one list.")
            yield line(*(line(" " if number else None, one) for number, one in enumerate(lines)))
            place = end + 1

    def _table(self, tokens: Sequence[Token], before: Sequence[Token]) -> Table:
        caption = before[-2] if len(before) > 2 and before[-2].type == "inline" else None
        named: Line = ()
        if caption is not None and caption.content.startswith(CAPTION):
            named = self.line(caption)
            named = _without(named, CAPTION)
        else:
            self.tell(
                _line_of(tokens[0]),
                "this table has no caption.",
                f"Put a line '{CAPTION} what it shows' above it.",
            )
        rows = list(self._rows(tokens))
        columns = tuple(Column(title) for title in rows[0])
        return Table(self.id("table"), named, columns, (RowGroup(line(), tuple(rows[1:])),))

    def _rows(self, tokens: Sequence[Token]) -> Iterator[tuple[Line, ...]]:
        cells: list[Line] = []
        for token in tokens:
            if token.type == "inline":
                cells.append(self.line(token))
            elif token.type == "tr_close":
                yield tuple(cells)
                cells = []

    def line(self, inline: Token) -> Line:
        """Return one inline run of Markdown as a line, its claims and loose numbers checked."""
        for child in inline.children or ():
            if child.type == "html_inline" and not child.content.startswith("<!--"):
                self.tell(_line_of(inline), _NOT_READ["html_block"], "Write it as plain paragraphs.")
        pieces = self.references.pieces(list(_runs(inline)))
        for sentence in sentences(pieces):
            check_claims(sentence, self.facts, self.about, self.tell)
        spans: list[Span] = []
        for piece in pieces:
            spans += self._spans(piece)
        return tuple(spans)

    def _spans(self, piece: Piece) -> Line:
        if piece.said is None:
            return spans_of(piece, self.facts, self.tell)
        return tuple(_strong(span) for span in piece.said.words) if piece.strong else piece.said.words


def _strong(span: Span) -> Span:
    return span if isinstance(span, Quoted) else replace(span, strong=True)


def _without(words: Line, start: str) -> Line:
    first = words[0]
    if isinstance(first, Text):
        return (replace(first, text=first.text.removeprefix(start).lstrip()), *words[1:])
    return words


def _runs(inline: Token) -> Iterator[Run]:
    """Yield the characters of an inline token in runs of one style; a line's end is a newline."""
    at, strong = (inline.map[0] + 1 if inline.map else 1), 0
    held, start = "", at
    links: list[str] = []
    for child in inline.children or ():
        if child.type in ("strong_open", "strong_close"):
            if held:
                yield Run(held, strong > 0, start)
            strong += 1 if child.type == "strong_open" else -1
            held, start = "", at
        elif child.type in ("softbreak", "hardbreak"):
            held += "\n"
            at += 1
        elif child.type == "link_open":
            links.append(str(child.attrs.get("href", "")))
        elif child.type == "link_close" and links:
            held += f" ({{name {links.pop()}}})"
        elif child.type in ("text", "text_special", "code_inline", "image"):
            held += child.content
    if held:
        yield Run(held, strong > 0, start)


def _end_of(tokens: Sequence[Token], place: int) -> int:
    """Return the place of the token that closes the one at ``place``; its own place where nothing does."""
    if tokens[place].nesting != 1:
        return place
    depth = 0
    for end in range(place, len(tokens)):
        depth += tokens[end].nesting
        if depth == 0:
            return end
    return len(tokens) - 1


def _line_of(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1
