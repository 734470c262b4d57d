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


def find_labels(document: Document) -> Iterable[Problem]:
    """Yield labels that name no period and dates on another weekday."""
    for sentence in document.sentences:
        yield from _faults(sentence)


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
