"""A change beside its two values, however they are told: ``1,116 (1,240 last year), a fall of 16%``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import percent_change, plain
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.numerals import numbers
from frankpledge.checking.phrases import change_direction
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "change-told"
_UNITS = (Unit.COUNT, Unit.MONEY, Unit.SECONDS, Unit.DAYS)
_PAST = (
    r"(?:last\s(?:year|quarter|month|time|wave)|(?:the|a)\s(?:year|quarter|month)\s(?:before|ago|earlier|previously)|previously|in\sthe\sprevious\s\w+|"
    r"the\sprevious\s(?:year|quarter|month)|previous\s(?:year|quarter)|the\ssame\s\w+\slast\syear|a\s\w+\searlier|then|before|in\s20[0-9]{2}(?:[/-][0-9]{2,4})?)"
)
_AFTER = re.compile(rf"\s?(?:[a-z'’-]+\s){{0,3}}?{_PAST}\b")
_BEFORE = re.compile(
    rf"\b(?:{_PAST}|from|up\son|down\son|against|compared\s(?:with|to)|versus|than)\b(?:\s[a-z'’]+){{0,4}}[\s:(]*(?:£)?$"
)
_TO = re.compile(r"\bto\s(?:just\s|only\s)?$")


def _levels(sentence: Sentence) -> list[Token]:
    return [
        it
        for it in numbers(sentence)
        if it.unit in _UNITS
        and not it.signed
        and it.value > 0
        and change_direction(sentence, it) is None
        and it.text not in ("999", "101")
    ]


def _is_past(sentence: Sentence, token: Token) -> bool:
    return bool(
        _AFTER.match(sentence.lower[token.end : token.end + 45])
        or _BEFORE.search(sentence.lower[max(0, token.start - 45) : token.start])
    )


def _pair(sentence: Sentence) -> tuple[Token, Token] | None:
    """Return the earlier and later value of a sentence that gives two of one unit, one of them as past."""
    found = _levels(sentence)
    if len(found) != 2 or found[0].unit is not found[1].unit or found[0].step != found[1].step:
        return None
    one, other = found
    if _TO.search(sentence.lower[max(0, other.start - 10) : other.start]) and re.search(
        r"\bfrom\s(?:[a-z]+\s)?$", sentence.lower[max(0, one.start - 16) : one.start]
    ):
        return one, other
    past = [_is_past(sentence, it) for it in found]
    if past[0] is past[1]:
        return None
    return (one, other) if past[0] else (other, one)


def _said(sentence: Sentence, pair: tuple[Token, Token]) -> Iterator[Token]:
    """Yield the changes in per cent that a sentence gives, alone or in brackets after the difference."""
    for it in sentence.tokens:
        if it.unit is not Unit.PERCENT or it in pair:
            continue
        bracket = re.search(r"(?P<n>[0-9])\s\(\s?$", sentence.text[: it.start]) and sentence.text[
            it.end :
        ].startswith(")")
        before = [each for each in sentence.tokens if each.end <= it.start]
        changed = before and change_direction(sentence, before[-1]) is not None
        if change_direction(sentence, it) is not None or (bracket and changed):
            yield it


def _problems(sentence: Sentence) -> Iterator[Problem]:
    pair = _pair(sentence)
    if pair is None:
        return
    before, after = pair
    works = percent_change(before.value, after.value)
    said = list(_said(sentence, pair))
    if len(said) != 1 or re.search(
        r"\b(?:target|national\w*|region\w*|inflation|while|whereas|respectively)\b", sentence.lower
    ):
        return
    token = said[0]
    slack = token.step + (100 * max(before.step, after.step) / before.value if before.step != 1 else 0.0)
    if abs(abs(works) - abs(token.value)) < slack or not 0.3 < abs(works) / max(token.value, 0.01) < 3:
        return
    start = min(token.start, before.start, after.start)
    end = max(token.end, before.end, after.end)
    yield sentence.problem(
        KIND,
        f"{before.text.strip()} to {after.text.strip()} is {plain(works)}%, not {token.text}.",
        Severity.WARNING,
        start,
        end,
    )


def find(document: Document) -> Iterable[Problem]:
    """Yield changes in per cent that the two values of their sentence deny."""
    for sentence in document.sentences:
        if "%" in sentence.text or "per cent" in sentence.lower:
            yield from _problems(sentence)


RULE = Rule(
    KIND,
    "A change that the two values of its sentence deny",
    "A change in per cent in a sentence that gives two values of one thing, one of them said to be "
    "of an earlier time.",
    (
        "There were 1,116 burglaries (1,240 last year), a fall of 16%.",
        "Last year there were 80 deaths; this year there were 72, a reduction of 12.5%.",
        "Council tax rises by £14 (6.5%) from £250.20 to £264.20.",
    ),
    (
        "There were 1,116 burglaries (1,240 last year), a fall of 10%.",
        "Last year there were 80 deaths; this year there were 72, a reduction of 10%.",
        "Council tax rises by £14 (5.6%) from £250.20 to £264.20.",
    ),
    find,
)
