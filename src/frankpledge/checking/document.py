"""A document as lines: its passages (paragraphs, cells), their sentences, and its tables.

Every reader gives lines of text, cells of a table's row parted by tabs, so that one model
serves all formats. Lines may hold paragraph tags, as text taken out of a PDF often does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from frankpledge.checking.problems import LONGEST_QUOTE, Problem, Severity
from frankpledge.checking.tokens import Token, tokens_of

_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,9}(?:\s[^<>]{0,200})?/?>")
_RULE = re.compile(r"[\s\-=_*|:+.]*")
_BULLET = re.compile(
    r"\s*(?:[-*•▪◦·>o]\s|#{1,6}\s|\(?(?:[0-9]{1,3}|[a-z]|[ivx]{2,4})[.)]\s|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}\s)"
)
_NUMBERED = re.compile(r"\s*(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,2}\.?|\(?[a-z]\)|[•*▪-])\t+[^\t]{40,}$")
_WRAP_AT = 50
_MOST_LINES = 60
_LONGEST = 6_000
"""Characters of a passage: what is longer is no paragraph, and is cut so that rules stay quick."""
_ABBREVIATION = re.compile(
    r"(?:\b(?:approx|e\.g|i\.e|etc|vs|no|nos|st|dr|mr|mrs|ms|inc|fig|para|paras|cf|w/c|jan|feb|mar|apr|jun|jul|aug|"
    r"sept?|oct|nov|dec)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_BREAK = re.compile(r"(?<=[.!?])[\"'”’)]{0,2}\s+(?=[\"'“‘(£]?[A-Z0-9])")


@dataclass(frozen=True)
class Sentence:
    """One sentence of a passage; the places of its tokens count from its start."""

    passage: Passage
    start: int
    text: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tokens_of(self.text)

    @cached_property
    def lower(self) -> str:
        return self.text.lower()

    def problem(self, kind: str, message: str, severity: Severity, start: int, end: int) -> Problem:
        """Return a problem that quotes ``text[start:end]``, cut to what a quote may hold."""
        return self.passage.problem(kind, message, severity, self.start + start, self.start + end)


@dataclass(frozen=True)
class Passage:
    """A paragraph, list item, heading or cell. ``places``: (offset, line) pairs, one for each line."""

    text: str
    places: tuple[tuple[int, int], ...]
    cell: int = 0

    @property
    def line(self) -> int:
        return self.places[0][1]

    def line_at(self, offset: int) -> int:
        """Return the line that the character at ``offset`` stands on."""
        return self.places[max(0, bisect_right(self.places, (offset, 10**9)) - 1)][1]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        found, start = [], 0
        for gap in _BREAK.finditer(self.text):
            if _ABBREVIATION.search(self.text, max(start, gap.start() - 12), gap.start()):
                continue
            found.append(Sentence(self, start, self.text[start : gap.start()]))
            start = gap.end()
        if start < len(self.text):
            found.append(Sentence(self, start, self.text[start:]))
        return tuple(found)

    @cached_property
    def whole(self) -> Sentence:
        """The passage as if it were one sentence, for rules that look across sentences."""
        return Sentence(self, 0, self.text)

    @property
    def is_heading(self) -> bool:
        words = self.text.split()
        return len(words) <= 14 and not self.text.rstrip().endswith((".", ";", ","))

    def problem(self, kind: str, message: str, severity: Severity, start: int, end: int) -> Problem:
        """Return a problem that quotes ``text[start:end]``, cut to what a quote may hold."""
        quote = self.text[start:end].strip()
        return Problem(self.line_at(start), quote[:LONGEST_QUOTE].strip() or "?", kind, message, severity)


@dataclass(frozen=True)
class Table:
    """Rows of cells; ``lines[i]`` is the line of row i. Every row has as many cells as the widest."""

    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Document:
    """A document as extracted. ``wrapped``: long paragraphs may be broken over several lines."""

    name: str
    lines: tuple[str, ...]
    wrapped: bool = False

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        found: list[Passage] = []
        pending: list[tuple[int, str]] = []
        for number, line in enumerate(self.lines, 1):
            plain = ("\t" not in line or bool(_NUMBERED.match(line))) and "<p" not in line.lower()
            joins = (
                self.wrapped
                and pending
                and plain
                and line.strip()
                and len(pending[-1][1].strip()) >= _WRAP_AT
                and not _BULLET.match(line)
                and len(pending) < _MOST_LINES
            )
            if not joins and pending:
                found.append(_joined(pending))
                pending = []
            if not line.strip() or _RULE.fullmatch(line):
                continue
            if plain:
                pending.append((number, _TAG.sub(" ", line)))
            else:
                cells = _cells(number, line)
                if cells and found and line.startswith("\t") and _goes_on(found[-1], cells[0]):
                    found[-1:] = [_run_on(found[-1], cells[0])]
                    cells = cells[1:]
                found.extend(cells)
        if pending:
            found.append(_joined(pending))
        return tuple(piece for it in found if it.text for piece in _cut(it))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(sentence for passage in self.passages for sentence in passage.sentences)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        found, block = [], list[tuple[int, list[str]]]()
        for number, line in enumerate((*self.lines, ""), 1):
            cells = _row(line)
            if cells is None and line.strip() and _RULE.fullmatch(line) and block:
                continue
            if cells is not None:
                block.append((number, cells))
                continue
            if len(block) >= 2:
                block = _squeezed(block)
                block = [*self._head_above(block[0][0], max(len(row) for _, row in block)), *block]
                width = max(len(row) for _, row in block)
                rows = tuple(tuple(row + [""] * (width - len(row))) for _, row in block)
                found.append(Table(rows, tuple(at for at, _ in block)))
            block = []
        return tuple(found)

    def _head_above(self, first: int, width: int) -> list[tuple[int, list[str]]]:
        """Return the headings above a table's first row, which may have no number or no first cell."""
        line = self.lines[first - 2] if first >= 2 else ""
        cells = re.split(r" {2,}", line.strip())
        if "\t" in line or len(line.strip()) < width or len(cells) < 2:
            return []
        if len(cells) == width:
            return [(first - 1, cells)]
        return [(first - 1, ["", *cells])] if len(cells) == width - 1 and line.startswith("    ") else []


def _squeezed(block: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Return rows set with several tabs for one space as they look: bullets and empty cells left out.

    Done only where the rows differ in width and then, but for short rows such as totals, do not.
    """
    if len({len(cells) for _, cells in block}) == 1:
        return block
    close = [
        (at, [it for index, it in enumerate(cells) if it and not (index == 0 and it in "•-*·")])
        for at, cells in block
    ]
    widths = [len(cells) for _, cells in close]
    widest = max(widths)
    return close if widest >= 3 and widths.count(widest) >= 0.6 * len(widths) else block


def _row(line: str) -> list[str] | None:
    """Return the cells of a table's row; None for a line that is none."""
    if "\t" in line:
        cells = line.split("\t")
    else:
        cells = re.split(r" {2,}", line.strip())
        if len(cells) < 3 or not re.search(r"[0-9]", line):
            return None
    return [_TAG.sub(" ", cell).strip().strip("*").strip() for cell in cells]


def _cut(passage: Passage) -> list[Passage]:
    if len(passage.text) <= _LONGEST:
        return [passage]
    pieces = []
    for start in range(0, len(passage.text), _LONGEST):
        places = [(0, passage.line_at(start))]
        places += [(at - start, line) for at, line in passage.places if start < at < start + _LONGEST]
        pieces.append(Passage(passage.text[start : start + _LONGEST], tuple(places), passage.cell))
    return pieces


def _goes_on(last: Passage, new: Passage) -> bool:
    """Whether a cell that a page broke goes on: the same column, and the sentence not ended."""
    return (
        last.cell == new.cell and len(last.text) > _WRAP_AT and not re.search(r"[.!?:]['\"”’)]*$", last.text)
    )


def _run_on(last: Passage, new: Passage) -> Passage:
    places = tuple((len(last.text) + 1 + offset, line) for offset, line in new.places)
    return Passage(f"{last.text} {new.text}", last.places + places, last.cell)


def _joined(lines: list[tuple[int, str]]) -> Passage:
    text, places = "", []
    for number, line in lines:
        piece = " ".join(line.split())
        if text:
            text = text[:-1] if re.search(r"[a-z]-$", text) and piece[:1].islower() else text + " "
        places.append((len(text), number))
        text += piece
    return Passage(text, tuple(places))


def _cells(number: int, line: str) -> list[Passage]:
    pieces = []
    for index, cell in enumerate(line.split("\t")):
        for piece in re.split(r"(?i)</?(?:p|br|li|div)\s*/?>", cell):
            text = " ".join(_TAG.sub(" ", piece).split())
            if text:
                pieces.append(Passage(text, ((0, number),), index))
    return pieces
