"""Headings left from another report: other months, another year or another month's number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.document import Document, Passage
from frankpledge.checking.document_dates import covers, month_ranges, title_tokens
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.spans import Span

KIND = "heading-of-other-report"
_SECTION = re.compile(
    r"\b(?:performance|results?|review|summary|overview|highlights?|recap|headlines?|figures|facts|activity|at\sa\sglance|in\sbrief|in\snumbers|findings|"
    r"dashboard|update|report|statistics|outcomes|variances?|position|outturn|reasons|commentary|scorecard)\b"
)
_OTHER = re.compile(
    r"\b(?:previous|last|compar\w+|since|next|vs|versus|from|plans?|budget|ahead|forecast|target|priorities|baseline|trend|history|looking|strategy|"
    r"published|to\s20[0-9]{2}|update\son|actions|precept|proposed?|estimate|bid|programme|against|earlier|follow\w*)\b"
)
_MONTH_NO = re.compile(r"\bmonth\s(?P<n>[0-9]{1,2})\b|\bm(?P<m>[0-9]{1,2})\b|\bperiod\s(?P<p>[0-9]{1,2})\b")


def _headings(document: Document) -> Iterator[Passage]:
    first = True
    for passage in document.passages:
        line = document.lines[passage.line - 1]
        if (
            not passage.is_heading
            or "\t" in line
            or len(passage.text) > 110
            or re.search(r" {3,}", line.strip())
        ):
            first = first and passage.line <= 12 and (passage.is_heading or len(passage.text) < 60)
            continue
        if first and passage.line <= 12:
            continue  # the report's own title and its parts
        first = False
        if _SECTION.search(passage.text.lower()) and not _OTHER.search(passage.text.lower()):
            yield passage


def _other_span(document: Document, report: Span) -> Iterator[Problem]:
    for passage in _headings(document):
        ranges = list(month_ranges(passage.text))
        years = {it.span for it in title_tokens(passage.text) if it.span and it.span.kind == "financial year"}
        said = None
        if len(ranges) == 1 and ranges[0][3] - ranges[0][2] == report.last - report.first:
            said = Span(ranges[0][2], ranges[0][3], "months")
        elif len(years) == 1 and report.kind in ("financial year", "year"):
            said = years.pop()
        if (
            said is None
            or (said.first, said.last) == (report.first, report.last)
            or abs(said.first - report.first) > 24
        ):
            continue
        yield passage.problem(
            KIND,
            f"The report is on {report.label}; this heading says {said.label}.",
            Severity.WARNING,
            0,
            len(passage.text),
        )


def _number(match: re.Match[str]) -> int:
    return int(match["n"] or match["m"] or match["p"])


def _other_month(document: Document) -> Iterator[Problem]:
    """``Reasons for variances at Month 6`` in a report on Month 9."""
    opening = [
        _number(it)
        for each in document.passages
        if each.line <= 25
        for it in _MONTH_NO.finditer(each.text.lower())
    ]
    if not opening:
        return
    for passage in document.passages:
        found = [_number(it) for it in _MONTH_NO.finditer(passage.text.lower())]
        if not passage.is_heading or len(found) != 1 or found[0] == opening[0] or found[0] > 12:
            continue
        if not _OTHER.search(passage.text.lower()) and _SECTION.search(passage.text.lower()):
            yield passage.problem(
                KIND,
                f"The report is on Month {opening[0]}; this heading says {found[0]}.",
                Severity.WARNING,
                0,
                len(passage.text),
            )


def find(document: Document) -> Iterable[Problem]:
    """Yield headings that name another time than the report's."""
    report = covers(document)
    if report is not None:
        yield from _other_span(document, report)
    yield from _other_month(document)


_BODY = "Burglary was stable over the whole of the time, all told, and fires were as well.\n\n"
RULE = Rule(
    KIND,
    "A heading left from another report",
    "The months, year or month's number that a report is on, as its title gives them, and a "
    "heading further down that names "
    "another.",
    (
        f"Performance report, October to December 2024\n\n{_BODY}October to December 2023 recap\n\n{_BODY}",
        f"Budget monitoring report, Month 9\n\n{_BODY}At Month 9 pay was under.\n\nReasons for "
        f"variances at Month 6\n\n{_BODY}",
    ),
    (
        f"Performance report, October to December 2024\n\n{_BODY}October to December 2024 recap\n\n{_BODY}",
        f"Budget monitoring report, Month 9\n\n{_BODY}At Month 9 pay was under.\n\nReasons for "
        f"variances at Month 9\n\n{_BODY}",
    ),
    find,
)
