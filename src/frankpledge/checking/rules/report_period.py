"""The period a document reports on: headings for another, data later than it, or older than is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.document_dates import period_of
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.spans import Span
from frankpledge.checking.tokens import Token
from frankpledge.periods import month_label

HEADING = "heading-period"
LATER = "later-than-report"
OLDER = "older-than-said"
_TITLE = re.compile(
    r"\b(?:report|framework|update|performance|quarter(?:ly)?|review|dashboard|summary|q[1-4])\b"
)
_DATA = re.compile(
    r"\b(?:as\sof|as\sat|at\sthe\send\sof|for\sthe\smonth\sof|in|during|from|since|to\sthe\send\sof)\s(?:the\s)?(?:\w+\s)?$"
)
_AHEAD = re.compile(
    r"\b(?:will|expect(?:ed|s)?|likely|due|intend(?:s|ed)?|plan(?:s|ned)?|planning|going\sforward|moving\sforward|forecast(?:ed|s)?|predict(?:ed|s)?|until|"
    r"by|may\sbe|could|would|should|anticipat(?:ed|es)|scheduled|aim(?:s|ed)?|propos(?:ed|als?)|launch(?:es)?|next|to\sbe|are\sto|ahead|target|"
    r"projected|lifted|restrictions|ends?|commence[sd]?|begin(?:s|ning)?|starts?)\b"
)
_HAPPENED = re.compile(
    r"\b(?:was|were|is|are|has|have|had|saw|seen|recorded|showing|shows?|collated|achiev\w+|results?|stood|reported|received|[0-9]+(?:\.[0-9]+)?%)\b|%"
)
_LATEST = re.compile(
    r"\b(?:latest|most\srecent|current)\s(?P<topic>(?:[\w'’-]+\s){0,5}?)(?:reports?|data|figures?|survey|results|information|publication)\b"
    r"[^.;]{0,60}?\b(?:up\sto|to|until|from|for|as\sat|as\sof|is|are)\s(?:the\s)?(?:end\sof\s|period\s|12\smonths\sto\s)*$"
)
_DULL = {
    "police",
    "force",
    "crime",
    "performance",
    "latest",
    "national",
    "quarterly",
    "annual",
    "published",
    "available",
    "recorded",
    "county",
    "monthly",
    "local",
}


def _headings(document: Document, report: Span) -> Iterator[Problem]:
    for passage in document.passages:
        if (
            not passage.is_heading
            or "\t" in document.lines[passage.line - 1]
            or not _TITLE.search(passage.text.lower())
            or len(passage.text) > 120
        ):
            continue
        quarters = [it for it in passage.whole.tokens if it.span and it.span.kind == "quarter"]
        if (
            len(quarters) != 1
            or quarters[0].span == report
            or re.search(r"\b(?:on|than|against|to|with)\s$", passage.text.lower()[: quarters[0].start])
        ):
            continue
        if not re.search(r"\b(?:previous|last|compar\w+|since|from|next|vs)\b", passage.text.lower()):
            token = quarters[0]
            yield passage.problem(
                HEADING,
                f"The report is on {report.label}; this heading says {token.text}.",
                Severity.WARNING,
                0,
                len(passage.text),
            )


def _later(sentence: Sentence, report: Span) -> Iterator[Problem]:
    for token in sentence.tokens:
        if (
            token.span is None
            or token.span.first <= report.last
            or token.span.kind not in ("month", "quarter", "day")
        ):
            continue
        before = sentence.lower[max(0, token.start - 40) : token.start]
        if not _DATA.search(before) or token.span.first > report.last + 9:
            continue
        if _AHEAD.search(sentence.lower) or not _HAPPENED.search(sentence.lower):
            continue
        lead = _DATA.search(before)
        assert lead
        start = token.start - (len(before) - lead.start())
        start = max(0, sentence.text.rfind(" ", 0, max(0, start - 32)) + 1) if start > 40 else 0
        end = min(len(sentence.text), token.end + 20)
        yield sentence.problem(
            LATER,
            f"The report is on {report.label} and ends with {month_label(report.last)}; "
            f"{token.text} is later.",
            Severity.ADVICE,
            start
            if not re.search(r"[0-9]", sentence.text[start : token.start])
            else token.start - (len(before) - lead.start()),
            _before_number(sentence, token.end, end),
        )


def _before_number(sentence: Sentence, start: int, end: int) -> int:
    """Return the end of a quote that takes in no further number."""
    digit = re.search(r"[0-9]", sentence.text[start:end])
    return start + digit.start() if digit else end


def _older(document: Document) -> Iterator[Problem]:
    for sentence in document.sentences:
        for token in sentence.tokens:
            if token.span is None:
                continue
            said = _LATEST.search(sentence.lower[max(0, token.start - 140) : token.start])
            if not said:
                continue
            topic = {it for it in re.findall(r"[a-z]{5,}", said["topic"]) if it not in _DULL}
            if not topic:
                continue
            later = _later_data(document, sentence, topic, token.span.last)
            if later is not None:
                place, other = later
                start = max(0, token.start - (len(said[0]) + 4))
                yield sentence.problem(
                    OLDER,
                    f"The latest is said to be {token.text}, but line {place} gives "
                    f"{' '.join(sorted(topic & set(re.findall(r'[a-z]+', said['topic']))))} for "
                    f"{other.text}.",
                    Severity.WARNING,
                    start,
                    token.end,
                )


def _later_data(document: Document, said: Sentence, topic: set[str], last: int) -> tuple[int, Token] | None:
    for sentence in document.sentences:
        words = set(re.findall(r"[a-z]+", sentence.lower))
        if (
            sentence is said
            or not (topic & words)
            or ("%" not in sentence.text and not re.search(r"[0-9]{2}", sentence.text))
        ):
            continue
        if _AHEAD.search(re.sub(r"\btarget\b", "", sentence.lower)):
            continue
        for token in sentence.tokens:
            dated = _DATA.search(sentence.lower[max(0, token.start - 40) : token.start])
            if dated and token.span and token.span.kind in ("month", "quarter") and token.span.last > last:
                return sentence.passage.line_at(sentence.start), token
    return None


def find_heading(document: Document) -> Iterable[Problem]:
    """Yield headings that name another quarter than the report's."""
    report = period_of(document)
    return _headings(document, report) if report else ()


def find_later(document: Document) -> Iterable[Problem]:
    """Yield data later than the report's last month."""
    report = period_of(document)
    return (it for sentence in document.sentences for it in _later(sentence, report)) if report else ()


_TOP = "Performance Report Q1 21/22\n\n"
HEADINGS = Rule(
    HEADING,
    "A heading for another quarter",
    "The report's quarter is read from its first headings (or from the quarter it names most); "
    "another heading that "
    "names one other quarter is pointed out.",
    (_TOP + "Burglary was stable in the quarter, all told.\n\nFire performance Q4 20/21",),
    (_TOP + "Burglary was stable in the quarter, all told.\n\nFire performance Q1 21/22",),
    find_heading,
)
LATER_DATA = Rule(
    LATER,
    "Data later than the report",
    "A figure as at a month or quarter after the report's end; what is planned or expected is left alone.",
    (_TOP + "As of September 2021, checks are taking 21.5 days.",),
    (_TOP + "As of June 2021, checks are taking 21.5 days. A review will take place in December 2021.",),
    find_later,
)
OLDER_DATA = Rule(
    OLDER,
    "Data older than is said, or the other way about",
    "The latest report of something is said to end at a month, and the document gives later figures of it.",
    (
        "The latest call handling report is up to January 2022.\n\nAs of May 2022, 81% of call handling "
        "met the standard.",
    ),
    (
        "The latest call handling report is up to May 2022.\n\nAs of May 2022, 81% of call handling "
        "met the standard.",
    ),
    _older,
)
