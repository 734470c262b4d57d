"""Labels that are not periods, and a period compared with itself."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date

from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "not-a-period"
ITSELF = "period-with-itself"
_THAN = re.compile(
    r"\b(?:than|compared\s(?:to|with)|in\scomparison\s(?:to|with)|comparison\sto|versus|vs\.?|up\son|down\son|against|on\sthe\s(?:same\speriod|previous))"
    r"\s(?:in\s|the\s|that\sin\s|during\s|for\s|of\s|those\sin\s|same\speriod\sin\s|(?:year|quarter|month)\s)*\s*\(?$"
)
_NOT_SUBJECT = re.compile(r"\b(?:since|between|from|until|before|after|by|to|and|&|than|than\sin|pre)\s*$")
_WEEKDAY = re.compile(
    rf"\b(?P<day>{'|'.join(calendar.day_name)})\s(?:the\s)?(?P<n>[0-9]{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{'|'.join(calendar.month_name[1:])}),?\s(?P<year>(?:19|20)[0-9]{{2}})\b"
)


def _faults(sentence: Sentence) -> Iterator[Problem]:
    for token in sentence.tokens:
        if token.unit is not Unit.PERIOD or not token.fault:
            continue
        if re.fullmatch(r"20[0-9]{2}\s?[/–-]\s?(?:20)?[0-9]{2}", token.text):
            years = [int(it) for it in re.findall(r"[0-9]+", token.text)]
            first, last = years[0] % 100, years[1] % 100
            if 1990 <= years[0] < years[1]:
                continue  # a span of years
            if first + 1 < last <= first + 12:
                continue  # a span of years, as of a plan
            if re.search(r"[-–]", token.text) and last <= 12:
                continue  # 2021-04 may be a month
            if (
                not re.search(r"/", token.text)
                and not re.search(r"(?:20)\d\d\s?[–-]\s?20", token.text)
                and last > 31
            ):
                continue
        yield sentence.problem(
            KIND, f'"{token.text}" is no period: {token.fault}.', Severity.ERROR, token.start, token.end
        )
    for match in _WEEKDAY.finditer(sentence.text):
        try:
            day = date(int(match["year"]), list(calendar.month_name).index(match["month"]), int(match["n"]))
        except ValueError:
            continue
        if calendar.day_name[day.weekday()] != match["day"]:
            yield sentence.problem(
                KIND,
                f"{match['n']} {match['month']} {match['year']} was a {calendar.day_name[day.weekday()]}.",
                Severity.WARNING,
                match.start(),
                match.end(),
            )


def _same(one: Token, other: Token) -> bool:
    if one.span and other.span:
        return (one.span.first, one.span.last, one.span.kind) == (
            other.span.first,
            other.span.last,
            other.span.kind,
        ) and one.span.kind != "day"
    return False


def _itself(sentence: Sentence) -> Iterator[Problem]:
    periods = [it for it in sentence.tokens if it.unit is Unit.PERIOD and it.span]
    for index, token in enumerate(periods):
        before = sentence.lower[max(0, token.start - 60) : token.start]
        if not _THAN.search(before):
            continue
        subjects = [
            it
            for it in periods[:index]
            if not _NOT_SUBJECT.search(sentence.lower[max(0, it.start - 14) : it.start])
            and not _THAN.search(sentence.lower[max(0, it.start - 60) : it.start])
        ]
        if len({it.span for it in subjects}) == 1 and _same(subjects[-1], token):
            start = subjects[0].start if token.end - subjects[0].start < 290 else token.start - 60
            yield sentence.problem(
                ITSELF, f"{token.text} is compared with itself.", Severity.ERROR, max(0, start), token.end
            )


_BASELINE = re.compile(
    r"\b(?:the\s)?(?P<which>same\s(?:period|quarter|month)\s(?:of\s)?(?:last|the\sprevious|the\sprior)\syear|"
    r"previous\s(?:quarter|month)|last\s(?:quarter|month)|(?:quarter|month)\sbefore)[\s,]*(?:in\s|[(]\s?)$"
)


def _baselines(sentence: Sentence) -> Iterator[Problem]:
    """``the previous quarter (Q1 21/22)``: is it the quarter before the one spoken of?"""
    periods = [it for it in sentence.tokens if it.span and it.span.kind in ("month", "quarter")]
    named = {}
    for token in periods:
        if match := _BASELINE.search(sentence.lower[max(0, token.start - 60) : token.start]):
            named[token] = match["which"]
    subjects = {
        it.span for it in periods if it not in named and it.start < min((x.start for x in named), default=0)
    }
    if len(subjects) != 1:
        return
    [subject] = subjects
    for token, which in named.items():
        assert subject
        assert token.span
        back = 12 if "year" in which else subject.last - subject.first + 1
        if subject.kind != token.span.kind or token.span.first == subject.first - back:
            continue
        message = f"{token.text} is not the {which} of {subject.label}."
        start = max(0, token.start - len(which) - 8)
        yield sentence.problem(ITSELF, message, Severity.WARNING, start, token.end)


def find_labels(document: Document) -> Iterable[Problem]:
    """Yield labels that name no period and dates on another weekday."""
    for sentence in document.sentences:
        yield from _faults(sentence)


def find_itself(document: Document) -> Iterable[Problem]:
    """Yield periods compared with themselves."""
    for sentence in document.sentences:
        if len(sentence.tokens) >= 2:
            yield from _itself(sentence)
            yield from _baselines(sentence)


LABELS = Rule(
    KIND,
    "A label that is not a period",
    "Financial years whose two halves do not follow each other, quarters beyond four, days a month "
    "has not, and dates "
    "with the wrong weekday.",
    (
        "In Q2 23/23 volumes fell.",
        "Calls in Q5 22/23 rose.",
        "Figures are to 31 June 2021.",
        "It met on Monday 18 May 2021.",
    ),
    (
        "In Q2 23/24 volumes fell.",
        "The plan runs 2021/24.",
        "Figures are to 30 June 2021.",
        "It met on Tuesday 18 May 2021.",
    ),
    find_labels,
)
WITH_ITSELF = Rule(
    ITSELF,
    "A period compared with itself",
    "A value of a period said to be higher or lower than in the same period, and a previous quarter, or the "
    "same period last year, whose label is of another.",
    (
        "Offences in Q3 21/22 were 14% higher than in Q3 21/22.",
        "In June 2021 calls rose by 5% compared with June 2021.",
        "In Q1 21/22 calls rose compared to the previous quarter (Q1 21/22).",
    ),
    (
        "Offences in Q4 21/22 were 14% higher than in Q3 21/22.",
        "In June 2021 calls rose by 5% compared with June 2020.",
        "In Q1 21/22 calls rose compared to the previous quarter (Q4 20/21).",
    ),
    find_itself,
)
