"""A distance said of two values that are given: in the sentence, the sentence before, or a bracket."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from frankpledge.checking.arithmetic import as_time, change_may_be, difference_may_be, percent_change, plain
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.numerals import numbers
from frankpledge.checking.phrases import change_direction, comparisons
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import in_unit_of, is_base, sentences_before
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.subjects import subject_values
from frankpledge.checking.tokens import LEVELS, Token, Unit

KIND = "distance"
_DISTANCE = re.compile(
    r"\b(?:difference|gap|distance|margin|fall|rise|increase|reduction|drop|gain|saving|cut|overspend|"
    r"underspend|shortfall|surplus|deficit|improvement|deterioration)\s(?:is|was|of|is\sof|being|comes\sto)\s$"
)
_OF_ERROR = re.compile(
    r"\bmargin(?:\sof\serror)?\s(?:is\s|was\s)?of\s(?:error\sof\s)?(?:about\s|some\s|plus\sor\sminus\s)?$"
)
_BETWEEN = re.compile(r"\b(?:gap|difference|distance|range)\sbetween\b[^.;]*\b(?:is|was|of|being)\s$")
_APART = re.compile(
    r"\s(?:\w+\s){0,2}?(?:longer|shorter|slower|quicker|faster|more|fewer|less|higher|lower|better|worse|apart|up|down|later|earlier|"
    r"above|below|over|under|short|ahead|behind)\b"
)
_BACK = re.compile(
    r"(?:that|this|it|the\s(?:difference|gap|rise|fall|increase|reduction|drop|change|wait|result|figure)|a\s(?:difference|gap|rise|fall|reduction|drop)|or)\b"
)
_SET_AGAINST = re.compile(
    r"\b(?:it|there|they|this|that|headcount|figure|number|total|rate)\s(?:was|were|had\sbeen|stood\sat)\s$|\bfrom\s$|"
    r"\bcompares?\swith\s[^.;]{0,30}?[(]?$|^(?:against|compared\s(?:with|to)|on|set\sagainst|with|beside|measured\sagainst)\s(?:[^.;]{0,40}?)[(]?$|"
    r"\b(?:against|compared\s(?:with|to)|than)\s(?:[a-z’'/ 0-9-]{0,40}?)[(]?$"
)
_ON_FROM = re.compile(
    r"\s(?:points?\s)?(?:above|below|over|under|on|(?:longer|shorter|slower|quicker|faster|more|fewer|less|higher|lower|better|worse)\s(?:\w+\s){0,2}?than|on|than|from|"
    r"short\sof|ahead\sof|behind|up\son|down\son)\s(?:(?!and\b|but\b)[a-z’'-]+\s){0,5}?\(?"
)
_PAIRED = re.compile(
    r"(?:\s[a-z]+){0,4}?,?\s(?:to|against|compared\s(?:with|to)|from|up\sfrom|down\sfrom|having\sbeen|versus)\s(?:[a-z]+\s){0,3}"
)
_THEN_SAID = re.compile(
    r"(?:\s[a-z]+){0,6}?\s?[,(;–-]?\s?(?:or|up|down|a|an|of|by|which\sis|that\sis|about|around|nearly|some|just|over|(?:rise|increase|fall|reduction|"
    r"change|growth|drop|cut|decrease|improvement|rose|fell|gain)\s?)*(?:\s?(?:of|by|up|down|a|an|or|about|some)\s)*\s?\(?"
)
_FRAGMENT = re.compile(
    r"(?:up|down|lower|higher|quicker|slower|longer|shorter|better|worse|(?:an?\s)?(?:rise|fall|increase|reduction|drop|improvement|deterioration|"
    r"saving|cut|growth)\s(?:of|by))\b"
)
_TIME_THEN = re.compile(
    r"^\s(?:[a-z]+\s){0,3}?then,\s(?:an?\s)?(?:up|down|rise|fall|increase|reduction)\s(?:of\s|by\s)?$"
)
_BY = re.compile(
    r"\b(?:up|down|rose|fell|grew|dropped|rising|falling|increased|decreased|improved|worsened|widened|narrowed|grown|"
    r"fallen|risen)\sby\s$|,\s(?:up|down)\s$"
)
_BRACKETED = re.compile(r"\([^()0-9]{0,12}(?:[0-9]\s?:\s?|[0-9]{4}(?:/[0-9]{2})?:?\s)?$")
_OVERSPEND = re.compile(
    r"[,;]\s(?:or\s)?an?\s(?:[a-z]+\s)?(?:overspend|underspend|shortfall|surplus|deficit)\sof\s$"
)
_SO_MOVED = re.compile(
    r"\)?,?\s?(?:and\s)?(?:(?:so|hence|therefore|thus)\s)?(?:[a-z]+\s){0,4}?(?:(?:is|are|was|were|has|have)\s)?(?:[a-z]+\s)?"
    r"(?:up|down|higher|lower|grown|fallen|risen|rose|fell|increased|reduced)\s(?:by\s)?"
)
_PAST = re.compile(
    r"\s(?:points\s)?apart\b|\s(?:over|under)\s(?:the|its|our|their)\s(?:[a-z]+\s){0,3}of\s£?[0-9]"
)
_THE_FALL = re.compile(
    r"the\s(?:difference|gap|rise|fall|increase|reduction|drop|change|growth|saving|cut)\s(?:is|was|of|comes)\b"
)
_A_CUT_OF = re.compile(
    r"\s(?:[a-z]+\s){0,3}?(?:in\s)?then\s?[:;,–-]\s(?:this\sis\s|that\sis\s|so\s)?an?\s(?:[a-z]+\s)?(?:cut|fall|rise|increase|reduction|drop|growth|"
    r"decrease|gain)\sof\s(?:about\s|nearly\s|over\s)?"
)
_NEAR = 8.0
MANY = 40
"""A sentence of more numbers is a list, in which nobody can say which two an amount lies between."""
_ABOUT = re.compile(r"\b(?:about|around|nearly|almost|over|just|some|roughly|approximately|more\sthan)\s$")


def _amounts(sentence: Sentence) -> Iterator[Token]:
    for token in numbers(sentence):
        if token.unit not in (*LEVELS, Unit.MONTHS, Unit.POINTS) or token.signed:
            continue
        before, after = sentence.lower[max(0, token.start - 40) : token.start], sentence.lower[token.end :]
        if re.search(
            r"\b(?:for|over|within|in|of\sthe|by|all|last|past|next|from|to)\s(?:the\s)?$", before
        ) and not (_DISTANCE.search(before) or _BY.search(before)):
            continue
        if re.match(r"\s(?:\w+\s){0,2}?(?:per|years?\sold|in\sthe\b)", after):
            continue
        if _OF_ERROR.search(before):
            continue
        moved = change_direction(sentence, token) is not None
        if token.unit is Unit.PERCENT:
            told = moved or bool(re.search(r"(?:,\sor|\(|,)\s?$", before))
        else:
            told = bool(
                _DISTANCE.search(before)
                or _BETWEEN.search(sentence.lower[: token.start])
                or (moved and (_APART.match(after) or _BY.search(before)))
                or _PAST.match(after)
                or (token.start < 25 and _FRAGMENT.match(sentence.lower))
            )
        if told:
            yield token


def _levels(sentence: Sentence, amount: Token) -> list[Token]:
    """Return the values of a sentence that an amount can be the distance of."""
    like = amount
    found = []
    for token in numbers(sentence):
        if token == amount or token.signed or token.unit not in (*LEVELS, Unit.MONTHS):
            continue
        if change_direction(sentence, token) is not None or is_base(sentence, token):
            continue
        if like.unit is Unit.POINTS:
            if token.unit is Unit.PERCENT:
                found.append(token)
        elif like.unit is Unit.PERCENT:
            if token.unit not in (Unit.PERCENT, Unit.MONTHS):
                found.append(token)
        elif token.unit is like.unit:
            found.append(token)
        elif found and _BRACKETED.search(sentence.lower[: token.start]) and token.unit is Unit.COUNT:
            value = in_unit_of(token, found[-1])  # "5.9 secs (Q3: 7.1)": the unit is said once
            if value is not None:
                found.append(replace(token, unit=found[-1].unit, value=value, step=found[-1].step))
    return found


def _fits(amount: Token, one: Token, other: Token) -> bool:
    if amount.unit is Unit.PERCENT:
        return any(
            a.value > 0 and change_may_be(amount.value, amount.step, a, b)
            for a, b in ((one, other), (other, one))
        )
    return one.unit is other.unit and difference_may_be(amount.value, amount.step, one, other)


def _pairs(document: Document, sentence: Sentence, amount: Token) -> tuple[list[tuple[Token, Token]], bool]:
    """Return the pairs of values an amount may be said of, and whether they stand in its own sentence."""
    own = _levels(sentence, amount)
    if len(own) == 2:
        first, second = own
        if ";" in sentence.text[first.end : second.start]:
            return [], True  # Two things of a list, each with an amount of its own.
        if amount.unit is Unit.PERCENT:
            return ([(first, second)], True) if _told_of(sentence, amount, first, second) else ([], True)
        near = amount.start > second.end and amount.start - second.end < 60
        if first.end <= amount.start < amount.end <= second.start and amount.start - first.end < 70:
            near = bool(_ON_FROM.fullmatch(_timeless(sentence.lower[amount.end : second.start])))
            return ([(first, second)] if near else []), True
        return ([(first, second)] if near and second.start - first.end < 90 else []), True
    if len(own) == 1:
        return _on_base(document, sentence, amount, own[0]), False
    if not own and _FRAGMENT.match(sentence.lower) and amount.start < 25:
        behind = sentences_before(sentence, 2)
        last = _levels(behind[0], amount) if behind else []
        two = last if len(last) == 2 else [it for place in behind for it in _levels(place, amount)]
        return ([(two[1], two[0])] if len(two) == 2 else []), False
    if not own and _BACK.match(sentence.lower) and amount.start < 60:
        known = next((found for it in sentences_before(sentence, 2) if (found := _levels(it, amount))), [])
        if _THE_FALL.match(sentence.lower) and len(known) != 2:
            known = next(
                (found for it in sentences_before(sentence, 3) if len(found := _levels(it, amount)) == 2), []
            )
        return ([(known[0], known[1])] if len(known) == 2 else []), False
    return [], False


def _on_base(document: Document, sentence: Sentence, amount: Token, base: Token) -> list[tuple[Token, Token]]:
    """Return the pairs of a subject's values elsewhere and the one base its sentence gives."""
    if base.start >= amount.end:
        gap = _timeless(sentence.lower[amount.end : base.start])
        other = [
            it
            for it in numbers(sentence)
            if it.end <= amount.start and it.unit in LEVELS and change_direction(sentence, it) is None
        ]
        if other or base.start - amount.end > 70 or not _ON_FROM.fullmatch(gap):
            return []
        subject = amount.start
    else:
        if _A_CUT_OF.fullmatch(_timeless(sentence.lower[base.end : amount.start])):
            known = next(
                (found for it in sentences_before(sentence, 1) if (found := _levels(it, amount))), []
            )
            return [(it, base) for it in known if it.unit is base.unit] if len(known) <= 4 else []
        if _OVERSPEND.search(sentence.lower[: amount.start]):
            known = next(
                (found for it in sentences_before(sentence, 1) if (found := _levels(it, amount))), []
            )
            return [(it, base) for it in known] if len(known) <= 2 else []
        against = _SET_AGAINST.search(sentence.lower[: base.start])
        if not against or amount.start - base.end > 60:
            return []
        if (
            amount.unit is Unit.PERCENT
            and not _SO_MOVED.fullmatch(_timeless(sentence.lower[base.end : amount.start]))
            and not _THEN_SAID.fullmatch(sentence.lower[base.end : amount.start].replace(base.text, ""))
            and not _TIME_THEN.search(_timeless(sentence.lower[base.end : amount.start]))
        ):
            return []
        known = next((found for it in sentences_before(sentence, 2) if (found := _levels(it, amount))), [])
        return [(it, base) for it in known] if len(known) <= 4 else []
    _, values = subject_values(document, sentence, base, subject, everywhere=True)
    return [(it, base) for it in values if it.unit is base.unit] if len(values) <= 6 else []


def _timeless(text: str) -> str:
    """Return a text with its periods as a word, so that words alone stand between two numbers."""
    return re.sub(
        r"\bq(?:uarter\s)?[1-4]\b|\b(?:20)?[0-9]{2}[/–-][0-9]{2}\b|\b20[0-9]{2}\b|\b(?:12|twelve)\smonths\b|\bwave\s[0-9]+",
        "then",
        text,
    )


def _told_of(sentence: Sentence, amount: Token, one: Token, other: Token) -> bool:
    """Whether a percentage is the change between two values: ``from 214 to 227, or 6.4%``."""
    between = sentence.lower[one.end : other.start]
    if not _PAIRED.fullmatch(_timeless(between)):
        return False
    if amount.start >= other.end:
        return bool(_THEN_SAID.fullmatch(_timeless(sentence.lower[other.end : amount.start])))
    return amount.end <= one.start and bool(
        re.fullmatch(r"(?:\s[a-z]+){0,3}\s?[(:,]\s?(?:from\s)?", sentence.lower[amount.end : one.start])
    )


def _size(amount: Token, one: Token, other: Token) -> float:
    """Return how far two values are apart, as the amount has it."""
    if amount.unit is Unit.PERCENT:
        return abs(percent_change(other.value, one.value))
    return abs(one.value - other.value)


def _problem(document: Document, sentence: Sentence, amount: Token) -> Iterator[Problem]:
    pairs, own = _pairs(document, sentence, amount)
    pairs = [
        (one, other) for one, other in pairs if one.unit is other.unit and min(one.value, other.value) > 0
    ]
    if not pairs or any(_fits(amount, one, other) for one, other in pairs):
        return
    pool = _levels(sentence, amount)
    if own or len(pairs) == 1:
        pool = [it for near in (sentence, *sentences_before(sentence, 3)) for it in _levels(near, amount)]
    if any(_fits(amount, a, b) for a, b in itertools.combinations(pool, 2)) or (
        amount.unit is not Unit.PERCENT
        and any(it.value == amount.value and it.unit is amount.unit for it in pool)
    ):
        return
    one, other = min(pairs, key=lambda pair: abs(_size(amount, *pair) - amount.value))
    size = _size(amount, one, other)
    shown = (
        f"{plain(size)}%"
        if amount.unit is Unit.PERCENT
        else as_time(size)
        if amount.unit is Unit.SECONDS
        else plain(size, 2)
    )
    about = bool(_ABOUT.search(sentence.lower[: amount.start]))
    if amount.unit is Unit.PERCENT and (about or not own) and abs(amount.value - size) > _NEAR:
        return
    if not size or not 0.2 <= amount.value / size <= 5 or (about and abs(amount.value - size) < 0.15 * size):
        return
    start = (
        min(one.start, amount.start)
        if own
        else min(other.start, amount.start)
        if other.end <= amount.start and len(_levels(sentence, amount)) == 1
        else 0
    )
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
        if len(sentence.tokens) > MANY:
            continue
        compared = [it.amount for it in comparisons(sentence)] if len(sentence.tokens) > 1 else []
        for amount in _amounts(sentence):
            if amount in compared:
                continue
            yield from _problem(document, sentence, amount)


RULE = Rule(
    KIND,
    "A distance that the two values deny",
    '"Against Q2 22/23 (5:40) the wait is 88 seconds shorter", "That is 862 fewer", "a difference of 22 '
    'seconds": the two values '
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
