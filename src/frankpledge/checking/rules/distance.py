"""A distance said of two values that are given: in the sentence, the sentence before, or a bracket."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import as_time, change_may_be, difference_may_be, percent_change, plain
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.numerals import numbers
from frankpledge.checking.phrases import change_direction
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import is_base, sentences_before
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import LEVELS, Token, Unit

KIND = "distance"
_DISTANCE = re.compile(r"\b(?:difference|gap|distance|margin|fall|rise|increase|reduction|drop|gain|saving|cut)\s(?:is|was|of|is\sof|being|comes\sto)\s$")
_BETWEEN = re.compile(r"\b(?:gap|difference|distance|range)\sbetween\b[^.;]*\b(?:is|was|of|being)\s$")
_APART = re.compile(
    r"\s(?:\w+\s){0,2}?(?:longer|shorter|slower|quicker|faster|more|fewer|less|higher|lower|better|worse|apart|up|down|later|earlier|"
    r"above|below|over|under|short|ahead|behind)\b"
)
_BACK = re.compile(r"(?:that|this|it|the\s(?:difference|gap|rise|fall|increase|reduction|drop|change|wait|result|figure)|a\s(?:difference|gap|rise|fall|reduction|drop)|or)\b")
_SET_AGAINST = re.compile(
    r"^(?:against|compared\s(?:with|to)|on|set\sagainst|with|beside|measured\sagainst)\s(?:[^.;]{0,40}?)[(]?$|"
    r"\b(?:against|compared\s(?:with|to)|than)\s(?:[a-z’'/ 0-9-]{0,40}?)[(]?$"
)
_ON_FROM = re.compile(
    r"\s(?:points?\s)?(?:above|below|over|under|(?:longer|shorter|slower|quicker|faster|more|fewer|less|higher|lower|better|worse)\s(?:\w+\s){0,2}?than|"
    r"short\sof|ahead\sof|behind|up\son|down\son)\s(?:(?!and\b|but\b)[a-z’'-]+\s){0,5}?\(?"
)
_ABOUT = re.compile(r"\b(?:about|around|nearly|almost|over|just|some|roughly|approximately|more\sthan)\s$")


def _amounts(sentence: Sentence) -> Iterator[Token]:
    for token in numbers(sentence):
        if token.unit not in (*LEVELS, Unit.MONTHS, Unit.POINTS) or token.signed:
            continue
        before, after = sentence.lower[max(0, token.start - 40) : token.start], sentence.lower[token.end :]
        if re.search(r"\b(?:for|over|within|in|of\sthe|by|all|last|past|next|from|to)\s(?:the\s)?$", before) and not _DISTANCE.search(before):
            continue
        if re.match(r"\s(?:\w+\s){0,2}?(?:per|years?\sold|in\sthe\b)", after):
            continue
        if _DISTANCE.search(before) or _BETWEEN.search(sentence.lower[: token.start]) or (_APART.match(after) and change_direction(sentence, token) is not None) or re.match(r"\s(?:points\s)?apart\b", after):
            yield token


def _levels(sentence: Sentence, amount: Token) -> list[Token]:
    """Return the values of a sentence that an amount can be the distance of."""
    like = amount
    found = []
    for token in numbers(sentence):
        if token is amount or token.signed or token.unit not in (*LEVELS, Unit.MONTHS):
            continue
        if change_direction(sentence, token) is not None or is_base(sentence, token):
            continue
        if like.unit is Unit.POINTS:
            if token.unit is Unit.PERCENT:
                found.append(token)
        elif like.unit is Unit.PERCENT:
            if token.unit is not Unit.PERCENT:
                found.append(token)
        elif token.unit is like.unit:
            found.append(token)
    return found


def _fits(amount: Token, one: Token, other: Token) -> bool:
    if amount.unit is Unit.PERCENT:
        return any(a.value > 0 and change_may_be(amount.value, amount.step, a, b) for a, b in ((one, other), (other, one)))
    return one.unit is other.unit and difference_may_be(amount.value, amount.step, one, other)


def _pair(sentence: Sentence, amount: Token) -> tuple[Token, Token, bool] | None:
    """Return the two values an amount is said of, and whether both stand in its own sentence."""
    own = _levels(sentence, amount)
    if len(own) == 2 and amount.unit is not Unit.PERCENT:
        first, second = own
        near = amount.start > second.end and amount.start - second.end < 60
        if first.end <= amount.start < amount.end <= second.start and amount.start - first.end < 70:
            near = bool(_ON_FROM.fullmatch(sentence.lower[amount.end : second.start]))
            return (first, second, True) if near else None
        return (first, second, True) if near and second.start - first.end < 90 else None
    earlier = next((it for it in sentences_before(sentence, 2) if _levels(it, amount)), None)
    if earlier is None:
        return None
    known = _levels(earlier, amount)
    if len(own) == 1 and amount.unit is not Unit.PERCENT:
        base = own[0]
        against = _SET_AGAINST.search(sentence.lower[: base.start])
        if against and base.end <= amount.start and amount.start - base.end < 60 and len(known) <= 2:
            return known[0], base, False
    if not own and len(known) == 2 and _BACK.match(sentence.lower) and amount.start < 60:
        return known[0], known[1], False
    return None


def _problem(sentence: Sentence, amount: Token) -> Iterator[Problem]:
    pair = _pair(sentence, amount)
    if pair is None:
        return
    one, other, own = pair
    if one.unit is not other.unit or one.value == other.value:
        return
    pool = [it for near in (sentence, *sentences_before(sentence, 3)) for it in _levels(near, amount)]
    if any(_fits(amount, a, b) for a, b in itertools.combinations(pool, 2)) or any(it.value == amount.value for it in pool):
        return
    gap = abs(one.value - other.value)
    if amount.unit is Unit.PERCENT:
        if min(one.value, other.value) <= 0:
            return
        works = abs(percent_change(other.value, one.value))
        shown, size = f"{plain(works)}%", works
    else:
        shown, size = (as_time(gap) if amount.unit is Unit.SECONDS else plain(gap, 2)), gap
    about = bool(_ABOUT.search(sentence.lower[: amount.start]))
    if not size or not 0.2 <= amount.value / size <= 5 or (about and abs(amount.value - size) < 0.15 * size):
        return
    start = min(one.start, amount.start) if own else min(other.start, amount.start) if other.end <= amount.start and len(_levels(sentence, amount)) == 1 else 0
    tail = _APART.match(sentence.lower, amount.end)
    yield sentence.problem(
        KIND,
        f"{one.text.strip()} and {other.text.strip()} are {shown} apart, not {amount.text.strip()}.",
        Severity.ERROR if own else Severity.WARNING,
        start,
        tail.end() if tail else amount.end,
    )


def find(document: Document) -> Iterable[Problem]:
    """Yield distances that the two values deny."""
    for sentence in document.sentences:
        for amount in _amounts(sentence):
            yield from _problem(sentence, amount)


RULE = Rule(
    KIND,
    "A distance that the two values deny",
    '"Against Q2 22/23 (5:40) the wait is 88 seconds shorter", "That is 862 fewer", "a difference of 22 seconds": the two values '
    "stand in the sentence or just before it. No two values of the last sentences may give the distance.",
    (
        "Callers waited 4:52 on average. Against Q2 22/23 (5:40) the wait is 88 seconds shorter.",
        "There were 14,386 offences, against 15,212 last year. That is 862 fewer crimes.",
        "The average was 8:21 this year and 8:09 last year, a difference of 22 seconds.",
    ),
    (
        "Callers waited 4:52 on average. Against Q2 22/23 (5:40) the wait is 48 seconds shorter.",
        "There were 14,386 offences, against 15,212 last year. That is 826 fewer crimes.",
        "The average was 8:21 this year and 8:09 last year, a difference of 12 seconds.",
    ),
    find,
)
