"""One subject with two values, whatever the order of the words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import close
from frankpledge.checking.document import Document
from frankpledge.checking.mentions import Mention, Mentions, mentions_of, turned
from frankpledge.checking.named_rows import RowIndex, content_words, row_index
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import is_base, is_change, is_earlier, is_peer, is_target
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Unit

KIND = "same-subject"
_SOFT = frozenset(
    content_words(
        "only just about around nearly over under some now still also up down at with yet as said say "
        "says told stood stand "
        "stands reached averaged came risen rose fell fallen dropped recorded there were this quarter "
        "year again currently "
        "remained remains given because despite however while although since proportion percentage "
        "people overall seen saw "
        "made reports report those who found felt achieved"
    )
)
_NARROW = re.compile(
    r"\b(?:of\s(?:the|these|those|them|all|which|whom)|a\sfurther|another|other|between|each|every|half|except|excluding|if|would|"
    r"forecast|expected|plan(?:ned)?|first|last|previous|earlier|before|from)\b"
)
_PART = re.compile(r"\b(?:of\s(?:these|those|them|which|whom)|if|would|forecast|expected)\b")
_PROPER = re.compile(r"(?<=[a-z,;:)0-9%]\s)[A-Z][a-z]+")


def _clause_words(mention: Mention) -> frozenset[str]:
    return frozenset(content_words(f"{mention.clause[0]} {mention.clause[1]}")) - _SOFT


def _stands(mention: Mention) -> bool:
    sentence, token = mention.sentence, mention.token
    return not (
        token.signed
        or token.unit is Unit.POINTS
        or is_change(sentence, token)
        or is_earlier(sentence, token)
        or is_peer(sentence, token)
        or is_target(sentence, token)
        or is_base(sentence, token)
    )


def _periods(mention: Mention) -> set[str]:
    return {it.text.lower() for it in mention.sentence.tokens if it.unit is Unit.PERIOD}


def _names(mention: Mention) -> set[str]:
    return set(_PROPER.findall(mention.sentence.text))


def _alike(one: Mention, other: Mention) -> bool:
    a, b = one.token.value, other.token.value
    if close(a, b, max(one.token.step, other.token.step)) or min(a, b) <= 0:
        return False
    limit = 1.25 if one.token.unit is Unit.PERCENT else 1.1
    return turned(one.token, other.token) or max(a, b) / min(a, b) <= limit


def _contained(known: Mentions, rows: RowIndex) -> Iterator[tuple[Mention, str, int]]:
    """Yield shares whose clause an earlier sentence, or a row's label, holds with another value."""
    for mention in known.every:
        if (
            mention.in_table
            or known.often(mention.token) > 1
            or not _stands(mention)
            or mention.token.unit is not Unit.PERCENT
        ):
            continue
        words = _clause_words(mention)
        if len(words) < 3 or _NARROW.search(" ".join(mention.clause)):
            continue
        told = _row(mention, words, rows) or _sentence(mention, words, known)
        if told is not None:
            yield mention, *told


def _row(mention: Mention, words: frozenset[str], rows: RowIndex) -> tuple[str, int] | None:
    found = [row for row in rows.rows if words <= set(row.words) and row.line < mention.line]
    if len(found) != 1 or not found[0].times:
        return None
    row = found[0]
    cells = row.filled()
    latest = row.latest()
    value = mention.token.value
    if latest is None or any(close(value, abs(it.value), max(it.step, mention.token.step)) for it in cells):
        return None
    near = 0 < abs(value - latest.value) <= 0.25 * max(value, latest.value)
    return (latest.text, row.line) if near and latest.unit is Unit.PERCENT else None


def _sentence(mention: Mention, words: frozenset[str], known: Mentions) -> tuple[str, int] | None:
    for other in known.before(mention, 400):
        if (
            other.sentence is mention.sentence
            or other.in_table
            or not _stands(other)
            or not words <= other.words
        ):
            continue
        same = [it for it in other.sentence.tokens if it.unit is Unit.PERCENT and not it.signed]
        if len(same) > 2 or _names(other) - _names(mention) or _PART.search(" ".join(other.clause)):
            continue
        if any(close(it.value, mention.token.value, max(it.step, mention.token.step)) for it in same):
            return None
        if _alike(mention, other) and _periods(other) <= _periods(mention) and len(other.words - words) <= 6:
            return other.token.text, other.line
    return None


def _repeated(known: Mentions) -> Iterator[tuple[Mention, str, int]]:
    """Yield values whose clause has just the words of an earlier one's."""
    seen: dict[tuple[Unit, frozenset[str]], list[Mention]] = defaultdict(list)
    for mention in known.every:
        if not mention.in_table and _stands(mention):
            words = _clause_words(mention)
            if len(words) >= 2 and content_words(mention.clause[0]):
                seen[mention.token.unit, words].append(mention)
    for (_, words), found in seen.items():
        if len({it.token.value for it in found}) != 2:
            continue  # one value, or a set form of words
        first = found[0]
        for other in found[1:]:
            if (
                other.sentence is first.sentence
                or _periods(first) != _periods(other)
                or not _alike(first, other)
            ):
                continue
            far = other.line - first.line > 12
            if (
                known.often(other.token) == 1
                and not (far and len(words) < 4)
                and _names(first) == _names(other)
            ):
                yield other, first.token.text, first.line


def find(document: Document) -> Iterable[Problem]:
    """Yield second values of a subject."""
    known, rows = mentions_of(document), row_index(document)
    told = set[int]()
    found = [*_contained(known, rows), *_repeated(known)]
    each = {mention.order: mention for mention, _, _ in found}.values()
    forms = Counter(" ".join(mention.clause[0].split()).lower() for mention in each)
    for mention, text, line in found:
        # The same words before a third value are a set form: each is said of something else.
        if mention.order in told or forms[" ".join(mention.clause[0].split()).lower()] > 1:
            continue
        told.add(mention.order)
        sentence, token = mention.sentence, mention.token
        before, after = mention.clause
        yield sentence.problem(
            KIND,
            f"Line {line} gives {text.strip()} for what seems the same; here it is {token.text.strip()}.",
            Severity.WARNING,
            max(0, token.start - len(before.lstrip())),
            min(token.end + len(after.rstrip()), token.start + 250),
        )


RULE = Rule(
    KIND,
    "One subject with two values",
    "The words of a clause are those of an earlier one, or of a row of a table, in whatever order, and "
    "its number is near the "
    "earlier one and not the same. Clauses that name another period, place, part or forecast are left alone.",
    (
        "Those seeing an officer at least monthly fell from 38% to 31%. With only 33% seeing an officer "
        "monthly, more is asked.",
        "On-call availability across the county averaged 71.2%.\n\nAcross the county on-call "
        "availability averaged 71.8%.",
    ),
    (
        "Those seeing an officer at least monthly fell from 38% to 31%. With only 31% seeing an officer "
        "monthly, more is asked.",
        "On-call availability across the county averaged 71.2% in Q1 23/24.\n\n"
        "Across the county on-call availability averaged 71.8% in Q2 23/24.",
    ),
    find,
)
