"""Records of a time: "the lowest since 2020/21", "a four-year low", against a table's series."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.named_rows import content_words, row_index
from frankpledge.checking.numerals import NUMBER_WORDS
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.spans import Span
from frankpledge.checking.table_numbers import Cell, numbers_of
from frankpledge.checking.tokens import tokens_of

KIND = "record"
_COUNT = rf"(?P<n>[0-9]{{1,2}}|{'|'.join(list(NUMBER_WORDS)[2:13])})"
_RECORD = re.compile(
    r"\b(?:(?P<top>highest|largest|longest|biggest)|(?P<low>lowest|smallest|shortest|fewest))\b(?:\s(?!since\b|for\b|in\b|of\b)[a-z]+){0,2}?\s"
    rf"(?:(?P<since>since)\s(?:the\s)?|(?:for|in)\s(?:the\s)?(?:last\s|past\s)?{_COUNT}\s(?P<unit>years|quarters|months)\b)"
)
_LEVEL = re.compile(
    rf"\b{_COUNT}[\s-](?P<unit>year|quarter|month)\s(?:(?P<top>high|peak)|(?P<low>low))\b(?!\s[a-z]+\s(?:of|in)\s[0-9])"
)
_HEDGE = re.compile(
    r"\b(?:not|no|never|nearly|almost|one\sof|among|second|third|forecast|expected|would|will|was\sonce|had\sbeen)\b"
)
_IDLE = frozenset(content_words("recorded number total"))
_KINDS = {"year": ("financial year", "calendar year"), "quarter": ("quarter",), "month": ("month",)}


@dataclass(frozen=True)
class Series:
    """One thing's values by period, oldest first; ``words`` name it."""

    words: frozenset[str]
    spans: tuple[Span, ...]
    cells: tuple[Cell, ...]
    line: int


def _one_span(text: str) -> Span | None:
    spans = [it.span for it in tokens_of(text) if it.span is not None]
    return spans[0] if len(spans) == 1 else None


def _ordered(words: frozenset[str], told: list[tuple[Span, Cell]], line: int) -> Series | None:
    kinds = {span.kind for span, _ in told}
    if len(told) < 3 or len(kinds) != 1 or not words or len({cell.unit for _, cell in told}) != 1:
        return None
    words = words - _IDLE or words
    told.sort(key=lambda it: it[0].last)
    return Series(words, tuple(span for span, _ in told), tuple(cell for _, cell in told), line)


@lru_cache(maxsize=2)
def _series(document: Document) -> tuple[Series, ...]:
    """Return the rows under periods, and the columns beside periods, of a document's tables."""
    found: list[Series | None] = []
    for row in row_index(document).rows:
        told = [(span, cell) for at, cell in row.in_time() if (span := _one_span(row.numbers.heads[at]))]
        if len(told) == len(row.times):
            found.append(_ordered(frozenset(row.words), told, row.line))
    for table in document.tables:
        numbers = numbers_of(table)
        if numbers is None:
            continue
        rows = range(numbers.first, len(table.rows))
        for column in range(1, len(numbers.heads)):
            told = [
                (span, cell)
                for at in rows
                if (span := _one_span(numbers.label(at))) and (cell := numbers.cells[at][column])
            ]
            if len(told) == len(rows):
                words = frozenset(content_words(re.sub(r"\([^)]*\)", "", numbers.heads[column])))
                found.append(_ordered(words, told, table.lines[numbers.first]))
    return tuple(it for it in found if it is not None)


def _named(document: Document, sentence: Sentence, until: int) -> Series | None:
    """Return the one series whose words all stand before a record."""
    own = frozenset(content_words(sentence.text[:until]))
    named = [it for it in _series(document) if it.words <= own]
    named = [it for it in named if not any(it.words < other.words for other in named)]
    return named[0] if len(named) == 1 else None


def _stretch(series: Series, match: re.Match[str], sentence: Sentence) -> range | None:
    """Return the places of a series that a record is held against, before the last."""
    last = len(series.spans) - 1
    if match.groupdict().get("since"):
        period = next(
            (it.span for it in sentence.tokens if it.span is not None and 0 <= it.start - match.end() < 12),
            None,
        )
        if period is None:
            return None
        places = [
            at
            for at, span in enumerate(series.spans)
            if (span.first, span.last) == (period.first, period.last)
        ]
        if not places and period.kind == "calendar year":
            return None
        return range(places[0] + 1, last) if places else None
    if series.spans[0].kind not in _KINDS[match["unit"].removesuffix("s")]:
        return None
    count = int(match["n"]) if match["n"].isdigit() else NUMBER_WORDS[match["n"]]
    return range(last + 1 - count, last) if 2 <= count <= last + 1 else None


def _of(document: Document, sentence: Sentence, match: re.Match[str]) -> Iterator[Problem]:
    series = _named(document, sentence, match.start())
    if series is None or _HEDGE.search(sentence.lower[: match.end()]):
        return
    last = series.cells[-1]
    shown = [it for it in sentence.tokens if it.span is not None and it.end <= match.start()]
    if any(it.span is not None and it.span.last != series.spans[-1].last for it in shown):
        return  # the record of another period
    levels = [
        it.value
        for it in sentence.tokens
        if it.span is None and it.unit is last.unit and it.end <= match.start()
    ]
    if levels and last.value not in levels:
        return
    places = _stretch(series, match, sentence)
    if places is None:
        return
    way = 1 if match["top"] else -1
    beyond = [at for at in places if (series.cells[at].value - last.value) * way > 0]
    if beyond:
        at = max(beyond, key=lambda it: series.cells[it].value * way)
        yield sentence.problem(
            KIND,
            f"The table (line {series.line}) has {series.cells[at].text} for {series.spans[at].label}, and "
            f'then {last.text}: not "{match[0].strip()}".',
            Severity.WARNING,
            0,
            min(len(sentence.text.rstrip(". ")), 280),
        )


def find(document: Document) -> Iterable[Problem]:
    """Yield records that a table's series denies."""
    for sentence in document.sentences:
        lower = sentence.lower
        if "est " in lower or " high" in lower or " low" in lower or "-year" in lower or "peak" in lower:
            for pattern in (_RECORD, _LEVEL):
                for match in pattern.finditer(lower):
                    yield from _of(document, sentence, match)


_TABLE = "Measure\t2019/20\t2020/21\t2021/22\t2022/23\nThefts\t512\t401\t466\t430\nFires\t88\t95\t85\t90\n\n"

RULE = Rule(
    KIND,
    "A record of a time that a table's series denies",
    '"The lowest since 2020/21", "at their highest for three years", "a four-year low": the series is the '
    "row, or the column beside periods, whose words the sentence names; the record is of its last period.",
    (
        _TABLE + "Fires are at their highest for three years.",
        _TABLE + "Thefts are at a four-year low.",
        "Year\tRecorded thefts\n2019/20\t512\n2020/21\t401\n2021/22\t416\n2022/23\t430\n\nRecorded thefts in "
        "2022/23, at 430, were the lowest since 2020/21.",
    ),
    (
        _TABLE + "Fires are at their highest for two years.",
        _TABLE + "Thefts are at their lowest since 2020/21.",
        "Year\tRecorded thefts\n2019/20\t512\n2020/21\t401\n2021/22\t436\n2022/23\t430\n\nRecorded thefts in "
        "2022/23, at 430, were the lowest since 2020/21.",
    ),
    find,
)
