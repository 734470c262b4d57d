"""Labels that are not periods, and dates on another weekday."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date

from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.document_dates import month_at
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "not-a-period"
_DAY = "|".join((*calendar.day_name, *(f"{it}\\.?" for it in calendar.day_abbr), "Tues", "Thurs"))
_MONTH = "|".join((*calendar.month_name[1:], *calendar.month_abbr[1:], "Sept"))
_WEEKDAY = re.compile(
    rf"\b(?P<day>{_DAY}),?\s(?:the\s)?(?P<n>[0-9]{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH}),?\s(?P<year>(?:19|20)[0-9]{{2}})\b"
)
_BEFORE_YEAR = re.compile(
    r"\b(?:in|since|during|throughout|for|of|from|to|than|until|before|after|by|year|fy|between|with|on|at\sthe\send\sof|early|late)\s$"
)
_AFTER_YEAR = re.compile(
    r"\s*(?:$|[.,;:)]|(?:and|to|but|when|because|as|the|with|by|was|were|is|are|had|has|have|than|compared|it|we|they|there|after|"
    r"before|following|due|while|from|against|onwards|figures?|budget|outturn|report|plan|precept|total)\b)"
)


def _is_year(sentence: Sentence, token: Token) -> bool:
    """Whether ``22/22`` is meant as a year: it follows "since" or the like, and is no share of 22 things."""
    first, second = int(token.value), int(token.base or 0)
    if not re.fullmatch(r"[0-9]{2}/[0-9]{2}", token.text) or not 10 <= first <= 45:
        return False
    if second not in (first, first - 1) and not (second == first + 2 and "since" in sentence.lower):
        return False
    before, after = sentence.lower[: token.start], sentence.lower[token.end :]
    if not _BEFORE_YEAR.search(before) or re.match(r"\s?\(\s?[0-9.]+\s?(?:%|per)", after):
        return False
    if re.search(r"%\s(?:of|for)\s$|\b(?:passed|complete|met|scored?|achieved)\s(?:\w+\s)?$", before):
        return False
    return bool(_AFTER_YEAR.match(after)) or bool(
        re.search(r"\b(?:since|during|throughout|fy|than)\s$", before)
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
    for token in sentence.tokens:
        if token.unit is Unit.FRACTION and _is_year(sentence, token):
            message = (
                f'"{token.text}" is no financial year: {int(token.value)} is followed by '
                f"{int(token.value) + 1}."
            )
            yield sentence.problem(KIND, message, Severity.ERROR, token.start, token.end)
    for match in _WEEKDAY.finditer(sentence.text):
        try:
            day = date(int(match["year"]), month_at(match["month"]), int(match["n"]))
        except ValueError:
            continue
        if not calendar.day_name[day.weekday()].startswith(match["day"].rstrip(".")[:3]):
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
        "Inflation has eased since 22/22.",
        "Calls in Q5 22/23 rose.",
        "Figures are to 31 June 2021.",
        "It met on Monday 18 May 2021.",
    ),
    (
        "In Q2 23/24 volumes fell.",
        "The standard was met in 22/22 (100%) of cases.",
        "The plan runs 2021/24.",
        "Figures are to 30 June 2021.",
        "It met on Tuesday 18 May 2021.",
    ),
    find_labels,
)
