"""Highest and lowest, best and worst, busiest and quickest: against numbers or a table's column."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.betterment import better
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.named_rows import Row, RowIndex, content_words, row_index
from frankpledge.checking.numerals import numbers
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import in_unit_of, text_around
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import LEVELS, Token, Unit

KIND = "superlative"
_MOST = re.compile(
    r"\b(?:(?P<top>highest|largest|biggest|greatest|longest|busiest|slowest|dearest|furthest\sahead|strongest|(?<=the\s)most(?:\s[a-z]+)?|oldest)|"
    r"(?P<low>lowest|smallest|fewest|(?<=the\s)least(?:\s[a-z]+)?|shortest|quietest|quickest|fastest|cheapest|youngest|furthest\sbehind|weakest)|(?P<good>best)|(?P<bad>worst|poorest))\b"
)
_NOT_THIS = re.compile(
    r"\b(?:at\s(?:most|least|best|worst)|most\s(?:of|people|likely|recent|recently|similar|serious|important|vulnerable|common|were|are|have|residents)|most$|"
    r"(?:second|third|next|one\sof\sthe|among\sthe|joint|equal)[\s-](?:highest|lowest|best|worst|largest|smallest|most|longest|shortest)|"
    r"(?:since|on\srecord|for\s(?:\w+\s)?years|ever|yet|so\sfar)\b)"
)
_NONE = re.compile(
    r"\b(?:no|none|nobody|not\sone|no\sone)\b[^.;:0-9]{0,60}?\b(?:(?P<over>more\sthan|longer\sthan|over|above|beyond|exceeded|higher\sthan)|"
    r"(?P<under>less\sthan|fewer\sthan|under|below|lower\sthan))\s"
)
_TOTAL = re.compile(
    r"(?i)^\s*(?:all|total|overall|whole|force|county|average|mean|net|gross|sum|service|england|national)\b"
)


def _side(match: re.Match[str], words: str, unit: Unit) -> int | None:
    """Return 1 where the word says the greatest number, -1 the least; None where that cannot be told."""
    if match["top"]:
        return 1
    if match["low"]:
        return -1
    good = better(words, unit)
    if good is None:
        return None
    return good if match["good"] else -good


def _superlatives(sentence: Sentence) -> list[re.Match[str]]:
    lower = sentence.lower
    barred = [it.span() for it in _NOT_THIS.finditer(lower)]
    return [it for it in _MOST.finditer(lower) if not any(a <= it.start() < b for a, b in barred)]


def _beside(sentence: Sentence, match: re.Match[str], end: int) -> Token | None:
    """Return the number said of a superlative: the first after it, before the next."""
    for token in numbers(sentence):
        if match.end() <= token.start < end and token.unit in LEVELS and not token.signed:
            return token if token.start - match.end() < 60 else None
    return None


def _pairs(sentence: Sentence) -> Iterator[Problem]:
    """``best in the north (7:52) and worst in the east (7:31)``."""
    found = _superlatives(sentence)
    for one, other in itertools.pairwise(found):
        first, second = _beside(sentence, one, other.start()), _beside(sentence, other, len(sentence.text))
        if first is None or second is None or first.unit is not second.unit:
            continue
        words = text_around(sentence, 1)
        sides = _side(one, words, first.unit), _side(other, words, first.unit)
        if None in sides or sides[0] == sides[1]:
            continue
        if (first.value - second.value) * (sides[0] or 0) < 0:
            yield sentence.problem(
                KIND,
                f"{first.text.strip()} is called {one[0]} and {second.text.strip()} {other[0]}: they "
                f"stand the other way about.",
                Severity.ERROR,
                one.start(),
                second.end + (sentence.text[second.end : second.end + 1] == ")"),
            )


def _none_beyond(sentence: Sentence) -> Iterator[Problem]:
    """``No case took longer than 30 days (the longest was 41)``."""
    match = _NONE.search(sentence.lower)
    found = [it for it in numbers(sentence) if it.unit in (*LEVELS, Unit.MONTHS)]
    bound = next((it for it in found if match and 0 <= it.start - match.end() < 25), None)
    if match is None or bound is None:
        return
    for said in _MOST.finditer(sentence.lower, bound.end):
        value = next((it for it in found if 0 <= it.start - said.end() < 30), None)
        size = in_unit_of(value, bound) if value is not None else None
        beyond = size is not None and (size > bound.value if match["over"] else size < bound.value)
        if value is not None and beyond and bool(said["top"] if match["over"] else said["low"]):
            yield sentence.problem(
                KIND,
                f"{value.text.strip()} is {match['over'] or match['under']} {bound.text.strip()}.",
                Severity.ERROR,
                match.start(),
                value.end,
            )


def _column(row: Row, sentence: Sentence) -> int | None:
    """Return the column a sentence speaks of: the one it names, the latest, or the only one."""
    shown = [
        at
        for at in range(1, len(row.numbers.heads))
        if (cell := row.cell(at)) is not None
        and any(it.value == cell.value and it.unit is cell.unit for it in sentence.tokens)
    ]
    if len(shown) == 1:
        return shown[0]
    if row.times:
        return row.times[-1]
    own = set(content_words(sentence.text))
    filled = [at for at in range(1, len(row.numbers.heads)) if row.cell(at) is not None]
    named = [at for at in filled if (words := set(content_words(row.numbers.heads[at]))) and words <= own]
    if len(named) == 1:
        return named[0]
    return filled[0] if len(filled) == 1 else None


def _in_table(sentence: Sentence, rows: RowIndex) -> Iterator[Problem]:
    """``the lowest share was in the Dales`` where the table has another row lower."""
    found = _superlatives(sentence)
    if len(found) != 1:
        return
    named = [row for row in rows.all_named(sentence.text) if not _TOTAL.search(row.label)]
    if len(named) > 1:
        values = {(it.value, it.unit) for it in sentence.tokens}
        named = [row for row in named if any((cell.value, cell.unit) in values for cell in row.filled())]
    if len(named) != 1:
        return
    row = named[0]
    column = _column(row, sentence)
    cell = row.cell(column) if column is not None else None
    if column is None or cell is None:
        return
    others = [
        (other.label, it)
        for other in rows.rows
        if other.numbers is row.numbers
        and other.index != row.index
        and not _TOTAL.search(other.label)
        and (it := other.cell(column))
    ]
    side = _side(found[0], f"{sentence.lower} {row.numbers.heads[column].lower()}", cell.unit)
    if side is None or len(others) < 2 or any(it.unit is not cell.unit for _, it in others):
        return
    beyond = [(label, it) for label, it in others if (it.value - cell.value) * side > 0]
    if not beyond or (
        row.times and not set(content_words(row.numbers.heads[0])) <= set(content_words(sentence.text))
    ):
        return
    label, it = max(beyond, key=lambda each: each[1].value * side)
    end = min(len(sentence.text.rstrip(". ")), 240)
    yield sentence.problem(
        KIND,
        f'The table (line {row.line}) has {cell.text} for "{row.label}" and {it.text} for "{label}".',
        Severity.WARNING,
        0,
        end,
    )


def find(document: Document) -> Iterable[Problem]:
    """Yield superlatives that the numbers deny."""
    rows = row_index(document)
    for sentence in document.sentences:
        if not _MOST.search(sentence.lower):
            continue
        yield from _pairs(sentence)
        yield from _none_beyond(sentence)
        if rows.rows:
            yield from _in_table(sentence, rows)


RULE = Rule(
    KIND,
    "A superlative that the numbers deny",
    '"Best in the north (7:52) and worst in the east (7:31)", and the highest or lowest of a column of a '
    "table. Best and worst are "
    'read from the words; records ("the highest since 2018") are left alone.',
    (
        "Attendance was best in the north (7:52) and worst in the east (7:31).",
        "The rate was highest in Amberley at 12.1 and lowest in Holmeside at 14.6.",
        "No case took longer than 30 days (the longest was 41).",
        "Suite\tVisits made\nCastle Street\t78\nRiverside\t69\nNorthgate\t41\n\nThe busiest suite by "
        "visits made was Riverside.",
    ),
    (
        "Attendance was best in the north (7:31) and worst in the east (7:52).",
        "The rate was highest in Amberley at 14.6 and lowest in Holmeside at 12.1.",
        "No case took longer than 30 days (the longest was 29).",
        "Suite\tVisits made\nCastle Street\t78\nRiverside\t69\nNorthgate\t41\n\nThe busiest suite by "
        "visits made was Castle Street.",
    ),
    find,
)
