"""A change from one number to another, and what is said of it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from frankpledge.checking.arithmetic import as_time, change_may_be, difference_may_be, percent_change, plain
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.numerals import numbers
from frankpledge.checking.phrases import DOWN, UP, change_direction
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import LEVELS, Token, Unit

KIND = "change"
POINTS = "points-or-percent"
_LAST_YEAR = r"(?:last|previous|prior|same|year before|year earlier|quarter before|baseline)"
_GOES = re.compile(rf"\b(?:(?P<up>{UP})|(?P<down>{DOWN}))\b")


@dataclass(frozen=True)
class Pair:
    """A value before and a value after; ``way`` is the direction said beside them (None: none)."""

    before: Token
    after: Token
    way: int | None


def pairs(sentence: Sentence) -> Iterator[Pair]:
    """Yield the pairs of numbers a sentence calls before and after."""
    found = [it for it in numbers(sentence) if it.unit in LEVELS and not it.signed]
    for one, other in itertools.pairwise(found):
        if one.unit is not other.unit or other.start - one.end > 90:
            continue
        between, ahead = (
            sentence.lower[one.end : other.start],
            sentence.lower[max(0, one.start - 60) : one.start],
        )
        own = re.sub(r".*[;:.]", "", ahead)
        if re.search(
            r"\bfrom(?:\s(?:a|an|around|about|approximately|the|just|over|under))*\s*[(]?$", ahead
        ) and re.search(
            r"(?:^|\s)to(?:\s(?:a|an|around|about|approximately|the|just|over|under|now))*\s*$", between
        ):
            way = _way(own[: own.rfind("from")])
            turn = re.search(r"\b(?:(?P<up>up)|down)\sto\s*$", between)
            if way is None and turn:
                way = 1 if turn["up"] else -1
            yield Pair(one, other, way)
        elif re.search(r"\bto(?:\s(?:a|an|around|about|approximately|just))*\s*$", own) and re.fullmatch(
            r"[^;.]{0,50}[\s(]from(?:\s(?:a|an|around|about|approximately|just))*\s*", between
        ):
            yield Pair(other, one, _way(own))
        elif match := re.fullmatch(
            r"[^;.0-9]{0,40}[,(\s](?P<w>up|down)\sfrom(?:\s(?:a|an|around|about|just))*\s*", between
        ):
            yield Pair(other, one, 1 if match["w"] == "up" else -1)
        elif re.fullmatch(
            r"[^;.0-9]{0,50}\b(?:compared\s(?:to|with)|in\scomparison\s(?:to|with)|against|versus|vs\.?)\s(?:a\s|an\s|the\s)?(?:total\sof\s|figure\sof\s)?",
            between,
        ):
            yield Pair(other, one, None)


def _way(text: str) -> int | None:
    """Return the last direction word close before a pair."""
    last = None
    for match in _GOES.finditer(text[-45:]):
        last = 1 if match["up"] else -1
    return last


def _problems(sentence: Sentence) -> Iterator[Problem]:
    found = list(pairs(sentence))
    for pair in found:
        yield from _direction(sentence, pair)
        yield from _times(sentence, pair)
    if len(found) == 1:
        yield from _amount(sentence, found[0])
    elif not found:
        yield from _bracketed_shares(sentence)
        yield from _bracketed_differences(sentence)


_TIMES = {"doubled": 2.0, "trebled": 3.0, "tripled": 3.0, "halved": 0.5}
_PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4}
_FOLD = re.compile(
    r"\b(?:(?P<soft>almost|nearly|more\sthan|over|around|about)\s)?(?:(?P<times>doubled|trebled|tripled|halved)|"
    r"(?P<way>ros|increas|grew|fell|fall|reduc|decreas|dropp)\w*\sby\s(?P<soft2>almost\s|nearly\s|over\s|more\sthan\s|"
    r"around\s|about\s)?(?:a\s)?(?P<part>half|third|quarter))\b[^.;0-9]{0,20}$"
)


def _times(sentence: Sentence, pair: Pair) -> Iterator[Problem]:
    """``doubled from 40 to 81``, ``fell by a third, from 90 to 60``."""
    start, end = _ends(pair)
    said = _FOLD.search(sentence.lower[max(0, start - 60) : start])
    if not said or pair.before.value <= 0 or pair.before.start > pair.after.start:
        return
    if said["times"]:
        factor = _TIMES[said["times"]]
    else:
        factor = 1 + _PARTS[said["part"]] * (1 if said["way"] in ("ros", "increas", "grew") else -1)
    works = pair.after.value / pair.before.value
    slack = 0.2 if said["soft"] or said["soft2"] else 0.1
    if abs(works - factor) > slack * max(factor, 1):
        message = (
            f"{pair.after.text} is {plain(works, 2)} times {pair.before.text}, not {plain(factor, 2)} times."
        )
        yield sentence.problem(KIND, message, Severity.ERROR, max(0, start - 30), end)


def _direction(sentence: Sentence, pair: Pair) -> Iterator[Problem]:
    went = (pair.after.value > pair.before.value) - (pair.after.value < pair.before.value)
    if pair.way is None or went == pair.way:
        return
    start, end = _ends(pair)
    start = max(0, sentence.lower.rfind(" ", 0, max(0, start - 20)) + 1)
    said = "rise" if pair.way > 0 else "fall"
    did = "a rise" if went > 0 else "a fall" if went < 0 else "no change"
    yield sentence.problem(
        KIND, f"{pair.before.text} to {pair.after.text} is {did}, not a {said}.", Severity.ERROR, start, end
    )


def _ends(pair: Pair) -> tuple[int, int]:
    return min(pair.before.start, pair.after.start), max(pair.before.end, pair.after.end)


def _amount(sentence: Sentence, pair: Pair) -> Iterator[Problem]:
    start, end = _ends(pair)
    for token in sentence.tokens:
        if token in (pair.before, pair.after):
            continue
        way = change_direction(sentence, token)
        if way is None and not _apposed(sentence, token, start, end):
            continue
        gap = sentence.lower[token.end : start] if token.end <= start else sentence.lower[end : token.start]
        if len(gap) > 45 or re.search(
            r";|\b(?:target|average|and|with|while|but|which saw|national\w*)\b", gap
        ):
            continue
        if re.search(
            r"\b(?:compared|on|than|over)\b.{0,30}(?:average|target|pre-|previous quarter)",
            sentence.lower[token.end : token.end + 60],
        ):
            continue
        yield from check_amount(
            sentence,
            token,
            pair.before,
            pair.after,
            0 if pair.way is not None else way or 0,
            token.start - 20 if start + 25 < token.start < end else min(start, token.start),
            max(end, token.end),
        )


def _bracketed_shares(sentence: Sentence) -> Iterator[Problem]:
    """``a decrease of 34 (12%) on the 220``: a change in number and in per cent."""
    for one, other in zip(sentence.tokens, sentence.tokens[1:], strict=False):
        if one.unit is not Unit.COUNT or other.unit is not Unit.PERCENT or not one.value:
            continue
        way = change_direction(sentence, one)
        if way is None or not re.fullmatch(r"\s?(?:\w+\s)?[(,]\s?", sentence.text[one.end : other.start]):
            continue
        known = [
            it
            for it in sentence.tokens
            if it.unit is Unit.COUNT and not it.signed and it is not one and it.step >= 1
        ]
        size = abs(one.value)
        bases = [
            base
            for it in known
            for base in (
                it.value,
                it.value - size if way >= 0 else it.value,
                it.value + size if way <= 0 else it.value,
            )
            if base > 0
        ]
        if not bases or any(abs(100 * size / base - abs(other.value)) < other.step for base in bases):
            continue
        base = max(it.value for it in known)
        yield sentence.problem(
            KIND,
            f"{plain(size)} of {plain(base)} is {plain(100 * size / base)}%, not {other.text}.",
            Severity.ERROR,
            min(one.start, known[0].start),
            max(other.end, known[-1].end),
        )


def _bracketed_differences(sentence: Sentence) -> Iterator[Problem]:
    """``45 this quarter, 52 in the same quarter last year (+7)``."""
    for said in sentence.tokens:
        if (
            not said.signed
            or not re.search(r"\(\s?$", sentence.text[: said.start])
            or not re.match(r"\s?\)", sentence.text[said.end :])
        ):
            continue
        two = [
            it
            for it in sentence.tokens
            if it.end <= said.start and it.unit is said.unit and it.unit is not Unit.PERCENT and it.is_level
        ][-2:]
        if (
            len(two) < 2
            or not re.search(_LAST_YEAR, sentence.lower[two[1].end : said.start])
            or re.search(r"[.;(]", sentence.text[two[0].end : said.start - 1])
        ):
            continue
        gap = two[0].value - two[1].value
        if abs(gap - said.value) >= max(said.step, two[0].step, two[1].step):
            yield sentence.problem(
                KIND,
                f"{two[1].text} to {two[0].text} is {gap:+,.0f}, not {said.text}.",
                Severity.ERROR,
                two[0].start,
                said.end,
            )


def _apposed(sentence: Sentence, token: Token, start: int, end: int) -> bool:
    """``from 505 to 632 (25%)``: a bracket straight after the pair."""
    return (
        token.start >= end
        and bool(
            re.fullmatch(
                r"\s?(?:cases|offences|incidents|crimes)?\s?[(,]\s?", sentence.text[end : token.start]
            )
        )
        and token.unit in (Unit.PERCENT, Unit.POINTS)
    )


def check_amount(
    sentence: Sentence, said: Token, before: Token, after: Token, way: int, start: int, end: int
) -> Iterator[Problem]:
    """Yield what is wrong with a change ``said`` from ``before`` to ``after``."""
    kind = Unit.PERCENT if said.unit is Unit.PERCENT else None
    if after.end + 25 < said.start < before.start and sentence.text.startswith(after.text, after.start):
        start = max(start, said.start - 20)
    difference = after.value - before.value
    if (
        way
        and difference
        and (way > 0) != (difference > 0)
        and (
            said.signed
            or not re.match(
                r"[\w\s]{0,20}\b(?:on|compared|than|since|over|from)\b", sentence.lower[said.end :]
            )
        )
    ):
        yield sentence.problem(
            KIND,
            f"{before.text} to {after.text} is {plain(difference)}, which is the other way.",
            Severity.ERROR,
            start,
            end,
        )
        return
    if kind is None:
        if said.unit is Unit.POINTS and before.unit is not Unit.PERCENT:
            return
        if said.unit is not Unit.POINTS and said.unit is not before.unit:
            return
        if not difference_may_be(
            abs(said.value), said.step * (3 if _about(sentence, said) else 1), before, after
        ):
            shown = as_time(difference) if before.unit is Unit.SECONDS else plain(abs(difference), 2)
            yield sentence.problem(
                KIND,
                f"The difference between {before.text} and {after.text} is {shown}, not {said.text}.",
                Severity.ERROR,
                start,
                end,
            )
        return
    if before.unit is Unit.PERCENT:
        yield from _of_a_rate(sentence, said, before, after, start, end)
        return
    if before.value == 0:
        if said.value:
            yield sentence.problem(
                KIND, f"No percentage can be taken of nothing ({before.text}).", Severity.ERROR, start, end
            )
        return
    step = said.step * (3 if _about(sentence, said) else 1)
    if not change_may_be(abs(said.value), step, before, after):
        works = percent_change(before.value, after.value)
        yield sentence.problem(
            KIND,
            f"{before.text} to {after.text} is {works:+.1f}%, not {said.text}.".replace("-", "−", 1)
            if works < 0
            else f"{before.text} to {after.text} is {works:+.1f}%, not {said.text}.",
            Severity.ERROR,
            start,
            end,
        )


def _about(sentence: Sentence, token: Token) -> bool:
    return bool(
        re.search(
            r"\b(?:around|about|approximately|approx\.?|nearly|almost|over|just|roughly|some|c\.)\s*[a£(]?\s*$",
            sentence.lower[max(0, token.start - 18) : token.start],
        )
    )


def _of_a_rate(
    sentence: Sentence, said: Token, before: Token, after: Token, start: int, end: int
) -> Iterator[Problem]:
    """A change in per cent between two percentages: of the rate, or points?"""
    points = abs(after.value - before.value)
    step = said.step * (3 if _about(sentence, said) else 1)
    as_points = difference_may_be(abs(said.value), step, before, after)
    as_share = change_may_be(abs(said.value), step, before, after)
    works = f"{before.text} to {after.text} is {plain(points, 2)} points"
    if before.value:
        works += f", or {plain(abs(percent_change(before.value, after.value)), 1)}% of the rate"
    if as_points and not (as_share and abs(said.value) < 2 * step):
        yield sentence.problem(
            POINTS, f"{works}: {said.text} is meant as points; say so.", Severity.WARNING, start, end
        )
    elif as_share or as_points:
        yield sentence.problem(POINTS, f"{works}: say which is meant.", Severity.ADVICE, start, end)
    else:
        yield sentence.problem(KIND, f"{works}, not {said.text}.", Severity.ERROR, start, end)


def find(document: Document) -> Iterable[Problem]:
    """Yield changes that their two numbers deny."""
    for sentence in document.sentences:
        if len(sentence.tokens) >= 2:
            yield from _problems(sentence)


RULE = Rule(
    KIND,
    "A change that its two numbers deny",
    '"From A to B", "to B from A", "B, up from A", "B compared with A": the direction said, and the '
    "change said in "
    "per cent, points, time, money or number.",
    (
        "Recorded burglary increased from 410 to 390.",
        "Robbery fell by 30% from 120 to 96.",
        "Response time was 12:44, up from 12:05, an increase of 49 seconds.",
        "Calls rose from 200 to 250, an increase of 20%.",
        "Referrals more than doubled from 40 to 61.",
    ),
    (
        "Recorded burglary fell from 410 to 390.",
        "Robbery fell by 20% from 120 to 96.",
        "Response time was 12:44, up from 12:05, an increase of 39 seconds.",
        "Calls rose from 200 to 250, an increase of 25%.",
        "Referrals doubled from 40 to 81, and fires fell by a third from 90 to 60.",
    ),
    find,
)
