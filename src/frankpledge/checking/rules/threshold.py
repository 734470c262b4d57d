"""Thresholds said to be passed or kept, with the values after them: "dropped below 100, to 106"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.numerals import numbers
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import in_unit_of
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import LEVELS, Token, Unit

KIND = "threshold"
_CROSSED = re.compile(
    r"(?<!not\s)(?<!never\s)\b(?:(?P<over>topped|(?:rose|climbed|gone|went|grew|rises)\sabove|passed|risen\sabove)|"
    r"(?P<under>(?:fell|dropped|dipped|slipped|fallen|gone|went)\s(?:below|under)))\s(?:the\s)?$"
)
_TO = re.compile(r"(?:\s[a-z]+){0,7}?,\s(?:to|at|reaching|with|standing\sat)\s(?:just\s|only\s)?")
_KEPT = re.compile(
    r"\b(?:(?P<over>(?:did\snot|never|has\snot|have\snot)\s(?:once\s)?(?:f[ae]ll(?:en)?|drop(?:ped)?|dip(?:ped)?|go|gone)\s(?:below|under)|"
    r"(?:every|each|all|both)\b[^.;:0-9]{0,50}?\b(?:beat|exceeded|(?:was|were|stayed|remained)\sabove))|"
    r"(?P<under>(?:did\snot|never|has\snot|have\snot)\s(?:once\s)?(?:exceed(?:ed)?|rise|rose|risen|go|gone|top|topped)(?:\sabove|\sover)?|"
    r"(?:every|each|all|both)\b[^.;:0-9]{0,50}?\b(?:was|were|stayed|remained)\s(?:below|under)))\s$"
)
_LIST = re.compile(r"(?:\s[a-z]+){0,5}?\s?[(:]\s?")
_HEDGE = re.compile(r"\b(?:target|if|would|will|until|before|except|but|from|expected|forecast)\b")


def _crossed(sentence: Sentence, found: list[Token]) -> Iterator[Problem]:
    """``Volunteers dropped below 100, to 106``."""
    for at, bound in enumerate(found[:-1]):
        match = _CROSSED.search(sentence.lower[: bound.start])
        value = found[at + 1]
        between = sentence.lower[bound.end : value.start]
        if match is None or _HEDGE.search(between) or not _TO.fullmatch(between):
            continue
        size, limit = in_unit_of(value, bound), bound.value
        if size is None or (value.unit is not bound.unit and bound.unit is Unit.PERCENT):
            continue
        if 0.5 * limit < size < 2 * limit and (size < limit if match["over"] else size > limit):
            yield _problem(sentence, match, bound, value)


def _kept(sentence: Sentence, found: list[Token]) -> Iterator[Problem]:
    """``Confidence did not fall below 60% in any quarter (61%, 63%, 57%)``: a list of which one is beyond."""
    for at, bound in enumerate(found[:-2]):
        match = _KEPT.search(sentence.lower[: bound.start])
        listed = [it for it in found[at + 1 :] if it.unit is bound.unit]
        if match is None or len(listed) < 2 or listed[0] is not found[at + 1]:
            continue
        if not _LIST.match(sentence.lower, bound.end) or _HEDGE.search(sentence.lower[bound.end :]):
            continue
        beyond = [
            it for it in listed if (it.value < bound.value if match["over"] else it.value > bound.value)
        ]
        if beyond and len(beyond) < len(listed):
            yield _problem(sentence, match, bound, beyond[0])


def _problem(sentence: Sentence, match: re.Match[str], bound: Token, value: Token) -> Problem:
    relation = "less than" if match["over"] else "more than"
    return sentence.problem(
        KIND,
        f'{value.text.strip()} is {relation} {bound.text.strip()}: "{match[0].strip()}" is not so.',
        Severity.ERROR,
        match.start(),
        value.end,
    )


def find(document: Document) -> Iterable[Problem]:
    """Yield thresholds that the values after them deny."""
    for sentence in document.sentences:
        if len(sentence.tokens) < 2:
            continue
        found = [it for it in numbers(sentence) if it.unit in LEVELS and not it.signed]
        yield from _crossed(sentence, found)
        yield from _kept(sentence, found)


RULE = Rule(
    KIND,
    "A threshold said to be passed or kept, which the values after it deny",
    '"Dropped below 100 for the first time, to 106", "did not fall below 60% in any quarter (61%, 63%, '
    '57%)", "every district beat 70%: …". Of a list, some but not all of the values have to be beyond.',
    (
        "The number of volunteers dropped below 100 for the first time, to 106.",
        "Confidence did not fall below 60% in any quarter (61%, 63%, 57%, 62%).",
        "Every district beat 70%: Ashby 74%, Barton 68%, Corley 78%.",
    ),
    (
        "The number of volunteers dropped below 100 for the first time, to 96.",
        "Confidence did not fall below 60% in any quarter (61%, 63%, 60%, 62%).",
        "Every district beat 70%: Ashby 74%, Barton 71%, Corley 78%.",
    ),
    find,
)
