"""Rows of the document's tables that a sentence names, and the value a row gives for the latest period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.table_numbers import Cell, Numbers, numbers_of
from frankpledge.checking.tokens import Token, Unit, tokens_of

_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "or",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "by",
        "with",
        "from",
        "per",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "its",
        "their",
        "our",
        "his",
        "her",
        "this",
        "that",
        "these",
        "those",
        "all",
        "any",
        "no",
        "not",
        "it",
        "they",
        "we",
        "has",
        "have",
        "had",
        "who",
        "which",
        "than",
        "then",
        "there",
        "total",
        "number",
        "rate",
        "share",
        "figure",
    ]
)
_OTHER_COLUMN = re.compile(
    r"(?i)\b(?:target|aim|goal|standard|limit|ceiling|plan(?:ned)?|budget|change|diff\w*|variance|variation|movement|"
    r"share|%|rank|base|ratio|status|rag|forecast|peers?|msg|national|region\w*|average|total|maximum|minimum|trend|"
    r"direction|previous|last|prior|baseline)|[%Δ±]"
)


def stem(word: str) -> str:
    """Return a word without the endings that come and go: ``stem("seeing") == stem("sees")``."""
    plain = re.sub(r"['’]s?$", "", word)
    if len(plain) > 4:
        plain = re.sub(r"(?:ies|ied)$", "y", plain)
        plain = re.sub(r"(?<=[a-z]{3})(?:ings?|ed|es|ers?|s|e)$", "", plain)
    elif len(plain) == 4:
        plain = re.sub(r"s$", "", plain)
    return plain


def content_words(text: str) -> list[str]:
    """Return the stems of the words of a text that carry meaning, in order."""
    return [stem(it) for it in re.findall(r"[a-z][a-z0-9&'’]+", text.lower()) if it not in _STOP]


@dataclass(frozen=True)
class Row:
    """One row of a table of numbers, with the stems of its label."""

    numbers: Numbers
    index: int
    words: tuple[str, ...]
    times: tuple[int, ...]

    @property
    def label(self) -> str:
        return self.numbers.label(self.index)

    @property
    def line(self) -> int:
        return self.numbers.line(self.index)

    def cell(self, column: int) -> Cell | None:
        return self.numbers.cells[self.index][column]

    def filled(self) -> list[Cell]:
        """Return the row's numbers, left to right."""
        return [it for it in self.numbers.cells[self.index][1:] if it is not None]

    def in_time(self) -> list[tuple[int, Cell]]:
        """Return the row's numbers under headings that are periods, oldest first, each with its column."""
        found = []
        for column in self.times:
            cell = self.cell(column)
            if cell is not None:
                found.append((column, cell))
        return found

    def latest(self) -> Token | None:
        """Return the row's number for the latest period, as a token in the unit its table heads it with."""
        timed = self.in_time()
        if not timed or timed[-1][0] != self.times[-1]:
            return None
        cell = timed[-1][1]
        unit, value = cell.unit, cell.value
        if unit is Unit.COUNT:
            head = f"{self.numbers.table.rows[0][0]} {self.numbers.heads[0]}".lower()
            if re.search(r"\bdays\b", f"{head} {self.label.lower()}"):
                unit = Unit.DAYS
            elif re.search(r"\bper\scent\b|%", f"{head} {self.label}"):
                unit = Unit.PERCENT
        return Token(10**6, 10**6, cell.text, unit, value, cell.step)


def time_columns(numbers: Numbers) -> tuple[int, ...]:
    """Return the columns whose headings are periods (or numbered waves), oldest first."""
    dated = []
    for column, head in enumerate(numbers.heads):
        if column == 0 or _OTHER_COLUMN.search(
            re.sub(r"(?i)\b(?:last|this|previous)\s(?:year|quarter)\b", "", head)
        ):
            continue
        spans = [it.span for it in tokens_of(head) if it.span is not None]
        wave = re.search(r"(?i)\b(?:wave|round|survey)\s?([0-9]+)", head)
        if len(spans) == 1:
            dated.append((float(spans[0].last), column))
        elif wave:
            dated.append((float(wave[1]), column))
        elif re.search(r"(?i)\b(?:last|previous)\s(?:year|quarter|wave)\b|\bbefore\b", head):
            dated.append((-1e9, column))
        elif re.search(r"(?i)\b(?:this|current)\s(?:year|quarter|wave)\b|\bafter\b", head):
            dated.append((1e9, column))
    values = [at for at, _ in dated]
    if len(set(values)) != len(values) or len(values) < 2:
        return ()
    return tuple(column for _, column in sorted(dated))


@dataclass(frozen=True)
class RowIndex:
    """The rows of a document's tables, for a sentence to be looked up in."""

    rows: tuple[Row, ...]

    def all_named(self, text: str) -> Iterator[Row]:
        """Yield the rows all of whose label's words stand in a text, the longest labels only."""
        own = set(content_words(text))
        named = [row for row in self.rows if own.issuperset(row.words)]
        for row in named:
            if not any(set(row.words) < set(other.words) for other in named):
                yield row

    def named(self, sentence: Sentence, before: int | None = None) -> Row | None:
        """Return the one row a sentence (up to ``before``) begins by naming; None where none or several."""
        text = sentence.lower[:before]
        found = [row for row in self.all_named(text) if _begins(text, row)]
        return found[0] if len({row.words for row in found}) == 1 and len(found) == 1 else None


def _begins(text: str, row: Row) -> bool:
    """Whether a label is the subject a text begins with."""
    opening = content_words(text)[: len(row.words) + 1]
    return set(row.words).issubset(opening)


@lru_cache(maxsize=2)
def row_index(document: Document) -> RowIndex:
    """Return the rows of a document's tables of numbers whose labels say what they are."""
    rows = []
    for table in document.tables:
        numbers = numbers_of(table)
        if numbers is None:
            continue
        times = time_columns(numbers)
        for index in range(numbers.first, len(numbers.table.rows)):
            words = tuple(content_words(numbers.label(index)))
            if words and sum(it is not None for it in numbers.cells[index][1:]) >= 1:
                rows.append(Row(numbers, index, words, times))
    return RowIndex(tuple(rows))
