"""A change beside its two values, however they are told: ``1,116 (1,240 last year), a fall of 16%``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import percent_change, plain
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.numerals import NUMBER_WORDS, numbers
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


_FOLDS = {"doubl": 2.0, "trebl": 3.0, "tripl": 3.0, "quadrupl": 4.0, "halv": 0.5}
_FOLD = re.compile(
    rf"\b(?P<soft>almost|nearly|more\sthan|over|about|roughly|just\sover|just\sunder)?\s?\b(?:(?P<fold>doubl|trebl|tripl|quadrupl|halv)(?:ed|ing)|"
    rf"(?P<n>{'|'.join(NUMBER_WORDS)}|twice|[2-9]|10)(?:\stimes)?\s(?:what|as\s(?:many|much|high|long|often)|the\s(?:number|level|figure|rate|amount))\b|"
    r"(?P<half>half\sas\s(?:many|much|high)\sagain))"
)


def _tops(sentence: Sentence) -> list[Token]:
    """Return the parts of ``44 of 61`` as counts."""
    found = []
    for it in sentence.tokens:
        if it.unit is Unit.FRACTION and " of " in it.text and it.text[0].isdigit() and it.base:
            found.append(Token(it.start, it.end, f"{it.value:,.0f}", Unit.COUNT, it.value))
    return found


def _fold_problems(sentence: Sentence) -> Iterator[Problem]:
    """``Exam passes doubled: 44 of 61 …, and 26 of 58 last year``, ``four times what they were``."""
    found = list(_FOLD.finditer(sentence.lower))
    pair = _pair(sentence, [*_levels(sentence), *_tops(sentence)]) if len(found) == 1 else None
    if pair is None:
        return
    match, (before, after) = found[0], pair
    if match["fold"]:
        factor = _FOLDS[match["fold"]]
    elif match["half"]:
        factor = 1.5
    else:
        factor = 2.0 if match["n"] == "twice" else float(NUMBER_WORDS.get(match["n"]) or match["n"])
    works = after.value / before.value
    slack = (0.2 if match["soft"] else 0.12) * factor
    if factor <= 0 or abs(works - factor) <= slack:
        return
    start, end = min(match.start(), before.start, after.start), max(match.end(), before.end, after.end)
    yield sentence.problem(
        KIND,
        f"{after.text.strip()} is {plain(works, 2)} times {before.text.strip()}, not {match[0].strip()}.",
        Severity.WARNING,
        start,
        end,
    )


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


def _pair(sentence: Sentence, levels: list[Token]) -> tuple[Token, Token] | None:
    """Return the earlier and later value of a sentence that gives two of one unit, one of them as past."""
    found = sorted(levels, key=lambda it: it.start)
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


_ANOTHER = re.compile(r"\band\s[^,;]*\b(?:has|have|saw|seen|was|were|rose|fell)\b")


def _problems(sentence: Sentence) -> Iterator[Problem]:
    pair = _pair(sentence, _levels(sentence))
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
    if _ANOTHER.search(sentence.lower[max(before.end, after.end) : token.start]):
        return  # Something else is spoken of by then.
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
        yield from _fold_problems(sentence)


RULE = Rule(
    KIND,
    "A change that the two values of its sentence deny",
    "A change in per cent in a sentence that gives two values of one thing, one of them said to be "
    "of an earlier time.",
    (
        "There were 1,116 burglaries (1,240 last year), a fall of 16%.",
        "Last year there were 80 deaths; this year there were 72, a reduction of 12.5%.",
        "Council tax rises by £14 (6.5%) from £250.20 to £264.20.",
        "Exam passes doubled: 44 of 61 candidates passed, and 26 of 58 last year.",
        "Complaints are four times what they were in 2019 (from 40 to 120).",
    ),
    (
        "There were 1,116 burglaries (1,240 last year), a fall of 10%.",
        "Last year there were 80 deaths; this year there were 72, a reduction of 10%.",
        "Council tax rises by £14 (5.6%) from £250.20 to £264.20.",
        "Exam passes doubled: 52 of 61 candidates passed, and 26 of 58 last year.",
        "Complaints are three times what they were in 2019 (from 40 to 120).",
    ),
    find,
)
