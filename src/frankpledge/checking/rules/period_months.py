"""Periods that are not made of the months, quarters or years they are said to be."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.document import Document, Passage, Sentence
from frankpledge.checking.document_dates import (
    MONTH_NAME,
    MONTHS,
    month_at,
    month_ranges,
    period_of,
    title_tokens,
)
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.spans import Span
from frankpledge.checking.tokens import Token, Unit
from frankpledge.periods import month_label

KIND = "months-of-period"
_BRACKET = re.compile(
    rf"\s?[(,:–-]\s?(?:that\sis,?\s|i\.e\.\s)?(?:the\s)?(?:three\smonths\s)?(?:from\s)?(?:[0-9]{{1,2}}\s)?(?P<a>{MONTH_NAME})\b"
    rf"(?:\s(?P<ay>20[0-9]{{2}}))?\s?(?:to|–|-|and)\s?(?:[0-9]{{1,2}}\s)?(?P<b>{MONTH_NAME})\b(?:\s(?P<by>20[0-9]{{2}}))?"
)


def _spans_told(passage: Passage) -> Iterator[Problem]:
    """``Q2 23/24 (July to October 2023)``, ``2022/23 (April 2022 to March 2024)``."""
    lower = passage.text.lower()
    for token in title_tokens(passage.text):
        span = token.span
        if span is None or span.kind not in ("quarter", "financial year"):
            continue
        if span.kind == "financial year" and re.search(
            r"(?:quarter|q|half|term|h)\W{0,3}[0-9]?\W{0,6}(?:of\s)?$", lower[: token.start]
        ):
            continue
        told = _BRACKET.match(lower[token.end :])
        if not told:
            continue
        first, last = month_at(told["a"]), month_at(told["b"])
        wrong = first != span.first % 12 + 1 or last != span.last % 12 + 1
        for said, month in ((told["ay"], span.first), (told["by"], span.last)):
            wrong = wrong or (said is not None and int(said) != month // 12)
        if wrong:
            works = f"{month_label(span.first)} to {month_label(span.last)}"
            yield passage.problem(
                KIND, f"{token.text} is {works}.", Severity.WARNING, token.start, token.end + told.end()
            )


_BARE_QUARTER = re.compile(
    rf"\b(?:q|quarter\s)(?P<q>[1-4])\s?[(,:–-]\s?(?P<a>{MONTH_NAME})(?:\s20[0-9]{{2}})?\s?(?:to|–|-)\s?(?P<b>{MONTH_NAME})\b"
)
_BACKWARDS = re.compile(
    rf"\b(?:between|from)\s(?:[0-9]{{1,2}}\s)?(?P<a>{MONTH_NAME})\s(?P<ay>20[0-9]{{2}})\s(?:and|to|until)\s(?:[0-9]{{1,2}}\s)?(?P<b>{MONTH_NAME})\s(?P<by>20[0-9]{{2}})\b"
)


def _bare(passage: Passage) -> Iterator[Problem]:
    """``quarter 2 (July to August)``, and times that end before they start."""
    lower = passage.text.lower()
    for match in _BARE_QUARTER.finditer(lower):
        first, last, quarter = month_at(match["a"]), month_at(match["b"]), int(match["q"])
        able = ((3 * quarter) % 12 + 1, 3 * quarter - 2)  # of the financial year, of the calendar year
        if first not in able or (last - first) % 12 != 2:
            yield passage.problem(
                KIND,
                f"{match[0].strip()}: these are not the months of a quarter {quarter}.",
                Severity.WARNING,
                match.start(),
                match.end(),
            )
    for match in _BACKWARDS.finditer(lower):
        first, last = (int(match[y]) * 12 + month_at(match[m]) for m, y in (("a", "ay"), ("b", "by")))
        if last < first and not re.search(r"\b(?:fell|rose|down|up|compar\w+|chang\w+)\b", lower):
            yield passage.problem(
                KIND, "This time ends before it starts.", Severity.ERROR, match.start(), match.end()
            )


def _twelve_months(sentence: Sentence) -> Iterator[Problem]:
    """``the twelve months from April 2022 to June 2023``: more, or fewer, than twelve."""
    for start, end, first, last in month_ranges(sentence.text):
        lead = sentence.lower[max(0, start - 45) : start]
        if not re.search(r"\b(?:12|twelve)[\s-]months?\b[^.;0-9]{0,25}$", lead):
            continue
        months = last - first + 1
        partial = re.search(r"[0-9]\s[A-Za-z]", sentence.text[max(0, start - 3) : start + 3])
        if months != 12 and not (partial and months == 13):
            yield sentence.problem(
                KIND, f"{sentence.text[start:end]} is {months} months, not 12.", Severity.WARNING, start, end
            )


_ORDER = {"first": 0, "second": 1, "middle": 1, "third": 2, "last": 2, "final": 2}
_MONTH_OF = re.compile(
    rf"\b(?P<which>first|second|middle|third|last|final)\smonth\sof\s(?:the\squarter|(?:this|the)\speriod|q[1-4])[\s,(]*(?:was\s|being\s|in\s)?(?P<m>{'|'.join(MONTHS)})\b"
    rf"|\b(?P<m2>{'|'.join(MONTHS)})(?:\s20[0-9]{{2}})?,?\s\(?(?:which\s(?:is|was)\s)?the\s(?P<which2>first|second|middle|third|last|final)\smonth\sof\s(?:the\squarter|q[1-4])"
)
_PEAK = re.compile(
    rf"\b(?:peak(?:ed)?|highest|lowest|busiest|quietest|most|fewest|best|worst)\b[^.;0-9]{{0,30}}\b(?:in|was)\s(?P<m>{'|'.join(MONTHS)})\b(?!\s20)"
)


def _month_of_quarter(sentence: Sentence, report: Span | None) -> Iterator[Problem]:
    quarters = {it.span for it in sentence.tokens if it.span and it.span.kind == "quarter"}
    quarter = quarters.pop() if len(quarters) == 1 else report if not quarters else None
    if quarter is None or quarter.last - quarter.first != 2:
        return
    for match in _MONTH_OF.finditer(sentence.lower):
        month, which = match["m"] or match["m2"], match["which"] or match["which2"]
        at = (quarter.first + _ORDER[which]) % 12
        if MONTHS.index(month) != at:
            text = f"The {which} month of {quarter.label} is {MONTHS[at].title()}, not {month.title()}."
            yield sentence.problem(KIND, text, Severity.WARNING, match.start(), match.end())
    said = re.search(
        r"\b(?:in|during|of|over)\s(?:the|this)\squarter\b|\bq[1-4]\b|\bquarter\s[1-4]\b", sentence.lower
    )
    for match in _PEAK.finditer(sentence.lower) if said else ():
        if (MONTHS.index(match["m"]) - quarter.first) % 12 > 2:
            text = f"{match['m'].title()} is not a month of {quarter.label}."
            yield sentence.problem(KIND, text, Severity.ADVICE, match.start(), match.end())


_NAME = rf"(?:{'|'.join(MONTHS)})"
_ANY = r"(?:[^.;]|\.(?=[0-9]))"
_MONTHLY = re.compile(
    rf"\b(?P<a>{_NAME})(?P<g1>{_ANY}{{0,45}}?(?:,|\band)\s{_ANY}{{0,30}}?\s?)(?P<b>{_NAME})"
    rf"(?P<g2>{_ANY}{{0,45}}?,?\sand\s{_ANY}{{0,30}}?\s?)(?P<c>{_NAME})\b"
)


def _three_months(sentence: Sentence) -> Iterator[Problem]:
    """``9.8 in July, 10.4 in August and 11.2 in October``: three months of which two alone follow."""
    for match in _MONTHLY.finditer(sentence.lower):
        if not re.search(r"[0-9]", sentence.text) or re.search(_NAME, match["g1"] + match["g2"]):
            continue
        if re.search(r"\b20[0-9]{2}\b|\bbetween\b|\bto\s$", match[0]) or sentence.lower[
            : match.start()
        ].endswith("between "):
            continue
        a, b, c = (MONTHS.index(match[it]) for it in "abc")
        steps = [(b - a) % 12, (c - b) % 12]
        digits = any(re.search(r"[0-9]", match[it]) for it in ("g1", "g2"))
        if sorted(steps) in ([0, 1], [1, 2]) and digits:
            names = ", ".join(match[it].title() for it in "abc")
            yield sentence.problem(
                KIND,
                f"{names}: these months do not follow each other.",
                Severity.WARNING,
                match.start(),
                match.end(),
            )


_COUNTED = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10}
_SEVERAL = re.compile(
    rf"\b(?:last|past|previous|first|next|these|all|following)\s(?P<n>{'|'.join(_COUNTED)}|[2-9])\s(?:financial\s)?(?P<unit>year|quarter|month)s\b"
    rf"\s?(?:[(,:–-]|that\sis|from)\s?"
)
_LENGTH = {"year": "financial year", "quarter": "quarter", "month": "month"}
_MONTHS_IN = {"financial year": 12, "quarter": 3, "month": 1}


def _several(sentence: Sentence) -> Iterator[Problem]:
    """``the last three years (2021/22 and 2022/23)``."""
    for match in _SEVERAL.finditer(sentence.lower):
        number = _COUNTED.get(match["n"]) or int(match["n"])
        kind = _LENGTH[match["unit"]]
        run = list(_run(sentence, match.end(), kind))
        if len(run) < 2:
            continue
        gap = sentence.lower[run[0].end : run[1].start]
        ends = [it.span for it in run if it.span]
        if len(run) == 2 and re.fullmatch(r"\s?(?:to|–|-|until)\s?", gap):
            named = (ends[1].first - ends[0].first) // _MONTHS_IN[kind] + 1
        else:
            named = len({it.first for it in ends})
        if named != number:
            yield sentence.problem(
                KIND,
                f"{number} {match['unit']}s are spoken of, and {named} are named.",
                Severity.WARNING,
                match.start(),
                run[-1].end,
            )


def _run(sentence: Sentence, start: int, kind: str) -> Iterator[Token]:
    """Yield the periods of a kind listed from ``start`` on, with nothing but joints between them."""
    end = start
    for token in sentence.tokens:
        if token.start < start:
            continue
        gap = sentence.lower[end : token.start]
        if token.unit is not Unit.PERIOD or not token.span or token.span.kind != kind:
            return
        if not re.fullmatch(r"\s?(?:,|;|and|&|to|–|-|until|,\sand)?\s?", gap):
            return
        yield token
        end = token.end


def _repeated(sentence: Sentence) -> Iterator[Problem]:
    """``over 2021/22, 2022/23, 2022/23 and 2023/24``: a list of periods in which one comes twice."""
    tokens = [it for it in sentence.tokens if it.span and it.span.kind in _MONTHS_IN]
    for one, other in itertools.pairwise(tokens):
        gap = sentence.lower[one.end : other.start]
        if one.span == other.span and re.fullmatch(r",?\s(?:and\s)?|,\s", gap):
            yield sentence.problem(
                KIND, f"{other.text} is named twice.", Severity.WARNING, one.start, other.end
            )


def find(document: Document) -> Iterable[Problem]:
    """Yield periods that their months, or the number of them, deny."""
    report = period_of(document)
    for passage in document.passages:
        yield from _spans_told(passage)
        yield from _bare(passage)
        for sentence in passage.sentences:
            if len(sentence.text) < 12:
                continue
            yield from _twelve_months(sentence)
            yield from _month_of_quarter(sentence, report)
            yield from _three_months(sentence)
            yield from _several(sentence)
            yield from _repeated(sentence)


RULE = Rule(
    KIND,
    "A period that is not made of what it is said to be",
    "A quarter or a year with the months it covers, twelve months from one month to another, the "
    "last month of "
    "a quarter, months listed one by one, and a number of years beside their names.",
    (
        "Performance in Q2 23/24 (July to October 2023) was mixed.",
        "In the twelve months from April 2022 to June 2023 it took 40 calls.",
        "Sickness was 9.8 days in July, 10.4 in August and 11.2 in October.",
        "In quarter 2 (July to August) there were 50 fires.",
        "Between April 2023 and March 2022 there were 50 fires.",
        "Fires fell in each of the last three years (2021/22 and 2022/23).",
        "In Q3 23/24 calls were 4,118; November, the last month of the quarter, was busy.",
    ),
    (
        "Performance in Q2 23/24 (July to September 2023) was mixed.",
        "In the twelve months from April 2022 to March 2023 it took 40 calls.",
        "Sickness was 9.8 days in July, 10.4 in August and 11.2 in September.",
        "In quarter 2 (July to September) there were 50 fires.",
        "Between April 2022 and March 2023 there were 50 fires.",
        "Fires fell in each of the last two years (2021/22 and 2022/23).",
        "In Q3 23/24 calls were 4,118; December, the last month of the quarter, was busy.",
    ),
    find,
)
