"""Doubled, halved, a third, one in five: multiples and fractions in words, beside their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Passage
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "multiple"
_FACTORS = {"doubl": 2.0, "trebl": 3.0, "tripl": 3.0, "quadrupl": 4.0, "halv": 0.5}
_TIMES = re.compile(
    r"\b(?P<soft>almost|nearly|more\sthan|over|around|about|roughly|virtually)?\s?"
    r"(?P<word>doubl|trebl|tripl|quadrupl|halv)(?:ed|ing)\b"
)
_BEFORE = re.compile(
    r"\b(?:from|against|compared\s(?:with|to)|up\son|down\son|than\sthe)\s(?:(?:just|only|about|around|the|a|an)\s)*$"
)
_SIZES = {
    "half": 1 / 2,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarter": 1 / 4,
    "quarters": 1 / 4,
    "fifth": 1 / 5,
    "fifths": 1 / 5,
    "tenth": 1 / 10,
}
_NUMBERS = {
    it: at for at, it in enumerate(re.findall(r"\w+", "one two three four five six seven eight nine ten"), 1)
}
_NAMES = "|".join(_NUMBERS)
_FRACTION = re.compile(
    rf"\b(?P<soft>almost|nearly|over|about|around|roughly|some|just\sover|just\sunder|more\sthan|less\sthan|under)?\s?\b"
    rf"(?:(?P<n>a|{_NAMES})[\s-](?P<part>thirds?|quarters?|fifths?|tenth)|(?P<half>half)|"
    rf"(?P<a>{_NAMES})\s(?:[a-z]+\s)?in\s(?P<b>{_NAMES}))\b"
    r"(?P<gap>[^.;()0-9]{0,45}?[(,]\s?(?:[0-9][0-9,]*,?\s(?:or\s)?|[0-9][0-9,]*\sof\s[0-9][0-9,]*,\s)?(?:or\s)?)"
    r"(?P<share>[0-9]+(?:\.[0-9]+)?)\s?(?:%|per\scent)"
)


def _levels(passage: Passage) -> list[Token]:
    units = (Unit.COUNT, Unit.MONEY, Unit.PERCENT, Unit.SECONDS, Unit.DAYS)
    return [it for it in passage.whole.tokens if it.unit in units and not it.signed]


def _times(passage: Passage) -> Iterator[Problem]:
    """``has doubled from 206``, ``up from 21. They have doubled``: does any value of the paragraph fit?"""
    text = passage.text.lower()
    levels = _levels(passage)
    starts = [it.start for it in passage.sentences]
    for match in _TIMES.finditer(text):
        first = max((it for it in starts if it <= match.start()), default=0)
        last = min((it for it in starts if it > match.start()), default=len(text))
        earlier = max((it for it in starts if it < first), default=0)
        own = [it for it in levels if first <= it.start < last]
        start = first if own else earlier
        before = next(
            (
                it
                for it in levels
                if start <= it.start < last and _BEFORE.search(text[max(0, it.start - 40) : it.start])
            ),
            None,
        )
        if before is None or before.value <= 0:
            continue
        if not own and not re.search(
            r"\b(?:they|it|this|that|these|which|numbers?)\b", text[first : match.start()]
        ):
            continue
        factor = _FACTORS[match["word"]]
        slack = (0.2 if match["soft"] else 0.1) * max(factor, 1)
        able = [it for it in levels if it.unit is before.unit and it is not before]
        if not able or any(abs(it.value / before.value - factor) <= slack for it in able):
            continue
        near = [it for it in able if start <= it.start < last] or able
        after = min(near, key=lambda it: abs(it.start - before.start))
        yield passage.problem(
            KIND,
            f"{after.text.strip()} is {plain(after.value / before.value, 2)} times {before.text.strip()}, "
            f"not {plain(factor, 2)} times.",
            Severity.WARNING,
            first,
            min(max(match.end(), before.end if own else 0), first + 290),
        )


def _fractions(passage: Passage) -> Iterator[Problem]:
    """``one in five officers (322, or 20%)``, ``two thirds (64%)``."""
    for match in _FRACTION.finditer(passage.text.lower()):
        if match["half"]:
            said = 0.5
        elif match["part"]:
            said = _NUMBERS.get(match["n"], 1) * _SIZES[match["part"]]
        else:
            said = _NUMBERS[match["a"]] / _NUMBERS[match["b"]]
        share = float(match["share"])
        if _bounded(passage.text.lower()[: match.start()], match["soft"] or "", share > 100 * said):
            continue
        if re.search(r"\b(?:target|compared|against|from|than|and)\b", match["gap"]) or said >= 1:
            continue
        if abs(share - 100 * said) > (8.0 if match["soft"] else 3.0):
            words = match[0][: match.start("gap") - match.start()].strip()
            message = f"{plain(share)}% is not {words} ({plain(100 * said)}%)."
            yield passage.problem(KIND, message, Severity.WARNING, match.start(), match.end())


_OVER, _UNDER = ("over", "more than"), ("under", "less than")
_BOUND = re.compile(
    r"\b(?:(?P<over>at\sleast)|(?P<under>at\smost|fewer\sthan)|(?P<aim>targets?|aims?|ambitions?|goals?)\s(?:of|is|was))\s*$"
)


def _bounded(opening: str, soft: str, more: bool) -> bool:
    """Whether a fraction is a bound that the share keeps, or a target: no value of the share."""
    match = _BOUND.search(opening)
    if match is None:
        return soft in (_OVER if more else _UNDER)
    return bool(match["aim"] or (match["over"] if more else match["under"]))


def find(document: Document) -> Iterable[Problem]:
    """Yield multiples and fractions in words that their numbers deny."""
    for passage in document.passages:
        yield from _times(passage)
        yield from _fractions(passage)


RULE = Rule(
    KIND,
    "A multiple or fraction in words that its numbers deny",
    "Doubled, trebled, halved, beside the value before; one in five, two thirds, beside the share in per "
    "cent. "
    "Words are taken within a tenth (a fifth after "
    '"nearly" or "over"), fractions within 3 points (8).',
    (
        "Night visits were 32, up from 21 the year before. They have doubled.",
        "Output was 412 MWh and has trebled from 206 MWh.",
        "One in five officers (480, or 30%) has under two years' service.",
    ),
    (
        "Night visits were 42, up from 21 the year before. They have doubled.",
        "Output was 618 MWh and has trebled from 206 MWh.",
        "One in five officers (322, or 20%) has under two years' service.",
    ),
    find,
)
