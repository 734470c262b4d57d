"""A run of values said to rise or fall, told one after the other: "412, then 398, then 377"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.numerals import numbers
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import in_unit_of
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import LEVELS, Token, Unit

KIND = "trend"
_UP = (
    r"ris(?:e|es|en|ing)|rose|gr[eo]w(?:n|s|ing|th)?|increas(?:e|ed|es|ing)|climb(?:ed|ing|s)?|upwards?|"
    r"gone\sup|went\sup|goes\sup|lengthen(?:ed|ing)"
)
_DOWN = (
    r"f[ae]ll(?:en|s|ing)?|declin(?:e|ed|es|ing)|decreas(?:e|ed|es|ing)|dropp(?:ed|ing)|reduc(?:ed|ing|tion)|downwards?|shr(?:ink|ank|unk|inking)|"
    r"gone\sdown|went\sdown|come\sdown|came\sdown|dwindl(?:ed|ing)|slipped|shorten(?:ed|ing)"
)
_WAY = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b")
_EACH = re.compile(
    r"\b(?:each|every|steadily|steady|continuous(?:ly)?|consecutive|successive|running|in\sa\srow|year\s(?:on|after|by)\syear|"
    r"quarter\s(?:on|after|by)\squarter|month\s(?:on|after|by)\smonth|all\s(?:three|four|five)|without\s(?:a\s)?break)\b"
)
_SPAN = re.compile(
    r"\b(?:over|across|during|in)\s(?:the\s)?(?:last\s|past\s)?(?:\w+\s)?(?:years|quarters|months|waves|period)\b|\btrend\b|\bthen\b"
)
_HEDGE = re.compile(
    r"\b(?:not|never|no|nor|neither|until|before|except|apart\sfrom|all\sbut|(?:one|two|three|four|most|some)\s(?:out\s)?of|than|target|"
    r"forecast|planned|percentage\schange|by)\b"
)
_GLUE = re.compile(
    r"[\s,;:()–—-]*(?:(?:and|then|to|in|at|for|from|finally|now|via|through|the|next|after|that|was|it|with)\b[\s,;:()–—-]*)*"
)


def _runs(sentence: Sentence) -> Iterator[list[Token]]:
    """Yield lists of at least three values that stand one after the other, oldest first."""
    run: list[Token] = []
    for token in numbers(sentence):
        if token.unit is Unit.PERIOD:
            continue
        fits = token.unit in LEVELS and not token.signed
        if run and fits and _same_unit(run[-1], token) and _glued(sentence, run[-1], token):
            run.append(token)
            continue
        if len(run) >= 3:
            yield run
        run = [token] if fits else []
    if len(run) >= 3:
        yield run


def _same_unit(one: Token, other: Token) -> bool:
    """Whether two values are of one unit, which may be said once, at the end: ``9.8 to 9.1 days``."""
    return one.unit is other.unit or (one.unit is Unit.COUNT and in_unit_of(one, other) is not None)


def _glued(sentence: Sentence, one: Token, other: Token) -> bool:
    between = sentence.text[one.end : other.start]
    for period in sentence.tokens:
        if period.unit is Unit.PERIOD and one.end <= period.start < other.start:
            between = between.replace(period.text, " ", 1)
    return bool(_GLUE.fullmatch(between.lower()))


def _oldest_first(sentence: Sentence, run: list[Token]) -> list[Token] | None:
    """Return a run in the order of its periods; None where these are told for some only, or jump about."""
    last = len(sentence.text)
    ends = []
    for token, following in zip(run, [*(it.start for it in run[1:]), last], strict=True):
        near = [
            it.span.last
            for it in sentence.tokens
            if it.span is not None and token.end <= it.start < min(following, token.end + 20)
        ]
        ends.append(near[0] if len(near) == 1 else None)
    known = [it for it in ends if it is not None]
    if not known:
        return (
            run
            if not any(
                it.unit is Unit.PERIOD for it in sentence.tokens if run[0].start < it.start < run[-1].end
            )
            else None
        )
    if len(known) != len(run):
        return None
    if known == sorted(known):
        return run
    return run[::-1] if known == sorted(known, reverse=True) else None


def _of(sentence: Sentence, told: list[Token]) -> Iterator[Problem]:
    opening = re.split(r"[.;]\s|\b(?:but|while|whereas|although)\b", sentence.lower[: told[0].start])[-1]
    closing = re.split(r"[.;]\s|\b(?:but|while|whereas|although)\b", sentence.lower[told[-1].end :])[0][:60]
    text = opening if _WAY.search(opening) else closing
    found = list(_WAY.finditer(text))
    ways = {name for it in found for name, said in it.groupdict().items() if said}
    run = _oldest_first(sentence, told)
    if len(ways) != 1 or run is None or _HEDGE.search(opening + closing):
        return
    each = bool(_EACH.search(opening + closing))
    if not each and not _SPAN.search(sentence.lower):
        return
    way = 1 if ways == {"up"} else -1
    sizes = [in_unit_of(it, told[-1]) for it in run]
    known = [it for it in sizes if it is not None]
    if len(known) != len(run):
        return
    steps = [(other - one) * way for one, other in itertools.pairwise(known)]
    if (each and min(steps) < 0) or max(steps) < 0:
        one, other = next(pair for pair, step in zip(itertools.pairwise(run), steps, strict=True) if step < 0)
        start = sentence.lower.find(text) + found[0].start()
        step = "fall" if way > 0 else "rise"
        yield sentence.problem(
            KIND,
            f'{one.text.strip()} to {other.text.strip()} is a {step}: not "{found[0][0]}".',
            Severity.ERROR,
            max(min(start, told[0].start), told[-1].end - 280),
            max(told[-1].end, start + len(found[0][0])) if text is closing else told[-1].end,
        )


def find(document: Document) -> Iterable[Problem]:
    """Yield runs of values that do not go the way they are said to."""
    for sentence in document.sentences:
        if len(sentence.tokens) >= 3 and _WAY.search(sentence.lower):
            for run in _runs(sentence):
                yield from _of(sentence, run)


RULE = Rule(
    KIND,
    "A run of values that does not go the way it is said to",
    '"Complaints have risen over three years: 412, then 398, then 377", "a rise each year": with "each" or '
    '"steadily" every step counts, else only a run all of whose steps go the other way is wrong.',
    (
        "Complaints have risen over three years: 412, then 398, then 377.",
        "Numbers rose every year: 1,204 in 2020/21, 1,311 in 2021/22 and 1,290 in 2022/23.",
    ),
    (
        "Complaints have fallen over three years: 412, then 398, then 377.",
        "Numbers rose every year: 1,204 in 2020/21, 1,311 in 2021/22 and 1,340 in 2022/23.",
        "Complaints have risen in three of the last four quarters: 31, 34, 33 and 38.",
    ),
    find,
)
