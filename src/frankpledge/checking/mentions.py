"""Every number of a document as it is mentioned, to see whether one thing has two values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.named_rows import content_words, stem
from frankpledge.checking.tokens import LEVELS, Token, Unit, tokens_of

_NOUN = re.compile(
    r"\s(?:(?:of|or|and|the|a|an|new|more|such|other|recorded|different|individual|separate|completed|further)\s)*(?P<a>[a-z][a-z’'-]+)(?:\s(?P<b>[a-z][a-z’'-]+))?"
)


@dataclass(frozen=True)
class Mention:
    """One number in its sentence; ``order`` counts through the document, ``row`` is its row in a table."""

    sentence: Sentence
    token: Token
    order: int
    in_table: bool
    row: str = ""
    heads: str = ""

    @property
    def line(self) -> int:
        return self.sentence.passage.line_at(self.sentence.start + self.token.start)

    @cached_property
    def clause(self) -> tuple[str, str]:
        """Return the words before and after the number up to the breaks of its clause."""
        lower = self.sentence.lower
        opening = lower[: self.token.start]
        before = re.split(r"[;:.,](?=\s)|[()]|\b(?:and|but|while|whereas)\b", opening)[-1]
        heading = re.match(r"[^;:.,()0-9]{3,40}:\s", opening)
        if heading and heading.end() == len(opening) - len(before.lstrip()):
            before = opening
        after = re.split(r"[;:.,](?=\s|$)|[()]|\b(?:and|but|while|whereas)\b|[0-9]", lower[self.token.end :])[
            0
        ]
        return before, after

    @cached_property
    def nouns(self) -> tuple[str, ...]:
        """Return the stems of the one or two words after the number."""
        match = _NOUN.match(self.sentence.lower[self.token.end : self.token.end + 60])
        return tuple(stem(it) for it in match.groups() if it) if match else ()

    @cached_property
    def words(self) -> frozenset[str]:
        """Return the stems of its sentence's words that carry meaning."""
        return frozenset(content_words(f"{self.sentence.text} {self.row} {self.heads}"))

    @cached_property
    def periods(self) -> frozenset[str]:
        """Return the periods its sentence, or its row's label, names, as printed."""
        tokens = (*self.sentence.tokens, *tokens_of(self.row))
        return frozenset(it.text.lower() for it in tokens if it.unit is Unit.PERIOD)


def turned(one: Token, other: Token) -> bool:
    """Whether two numbers have the same digits, two of them in the other order: 4,118 and 4,181."""
    first, second = (re.sub(r"[^0-9]", "", it.text) for it in (one, other))
    if len(first) != len(second) or first == second or sorted(first) != sorted(second):
        return False
    if re.sub(r"[0-9]", "0", one.text.strip()) != re.sub(r"[0-9]", "0", other.text.strip()):
        shapes = [re.search(r"[0-9][0-9,]*(?:\.[0-9]+)?", it.text) for it in (one, other)]
        plain = [re.sub(r"[0-9]", "0", it[0].replace(",", "")) for it in shapes if it]
        if len(set(plain)) != 1:
            return False
    off = [at for at, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    return len(off) == 2


def slipped(one: Token, other: Token) -> bool:
    """Whether two numbers of at least three digits differ in one digit only: 4,118 and 4,178."""
    first, second = (re.sub(r"[^0-9.]", "", it.text) for it in (one, other))
    if len(first) != len(second) or len(re.sub(r"\D", "", first)) < 3:
        return False
    return sum(a != b for a, b in zip(first, second, strict=True)) == 1


def digits(token: Token) -> int:
    """Return how many digits a number is printed with."""
    return sum(it.isdigit() for it in token.text)


@dataclass(frozen=True)
class Mentions:
    """All numbers of a document in order, and how often each value is given."""

    every: tuple[Mention, ...]
    times: Counter[tuple[Unit, float]]

    def often(self, token: Token) -> int:
        """Return how often a value is given, whatever unit it bears."""
        return self.times[token.unit, abs(token.value)]

    def before(self, mention: Mention, lines: int) -> Iterator[Mention]:
        """Yield the mentions of the same unit before this one and within so many lines, nearest first."""
        for at in range(mention.order - 1, -1, -1):
            other = self.every[at]
            if mention.line - other.line > lines:
                return
            if other.token.unit is mention.token.unit:
                yield other


@lru_cache(maxsize=2)
def mentions_of(document: Document) -> Mentions:
    """Return every number of a document that could be the value of something."""
    tabled = {
        line: (row[0], " ".join(table.rows[0]))
        for table in document.tables
        for line, row in zip(table.lines, table.rows, strict=True)
    }
    found: list[Mention] = []
    times: Counter[tuple[Unit, float]] = Counter()
    for sentence in document.sentences:
        for token in sentence.tokens:
            if token.unit in (*LEVELS, Unit.POINTS):
                line = sentence.passage.line_at(sentence.start + token.start)
                found.append(
                    Mention(sentence, token, len(found), line in tabled, *tabled.get(line, ("", "")))
                )
                times[token.unit, abs(token.value)] += 1
            elif token.unit is Unit.FRACTION and token.base is not None:
                times[Unit.COUNT, token.value] += 1
                times[Unit.COUNT, token.base] += 1
    return Mentions(tuple(found), times)
