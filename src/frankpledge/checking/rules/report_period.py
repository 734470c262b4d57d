"""The period a document reports on: headings for another, data later than it, or older than is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.document_dates import Day, covers, period_of, written
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.spans import Span
from frankpledge.checking.tokens import Token, Unit
from frankpledge.periods import month_label

HEADING = "heading-period"
LATER = "later-than-report"
OLDER = "older-than-said"
_TITLE = re.compile(
    r"\b(?:report|framework|update|performance|quarter(?:ly)?|review|dashboard|summary|q[1-4])\b"
)
_DATA = re.compile(
    r"\b(?:as\sof|as\sat|at|at\sthe\send\sof|for\sthe\smonth\sof|in|on|during|for|from|since|to\sthe\send\sof|up\sto|by\sthe\send\sof|"
    r"between|to|ending|ended)\s(?:the\s)?(?:early\s|late\s|mid-?\s?|\w+\s)?$"
)
_STANDS = re.compile(
    r"\b(?:as\sat|as\sof|figures?\sfor|data\sfor|results?\sfor|at\sthe\send\sof)\s(?:the\send\sof\s)?$"
)
_AHEAD = re.compile(
    r"\b(?:will|expect(?:ed|s)?|likely|due|intend(?:s|ed)?|plan(?:s|ned)?|planning|going\sforward|moving\sforward|forecast(?:ed|s)?|predict(?:ed|s)?|until|"
    r"may\sbe|could|would|should|anticipat(?:ed|es)|scheduled|aim(?:s|ed)?|propos(?:ed|als?)|next|to\sbe|are\sto|is\sto|ahead|target|"
    r"projected|lifted|restrictions|ends?|expires?|commence[sd]?|begin(?:s|ning)?|starts?|deadline|runs|agreed\sto|takes?\seffect|assum\w+|"
    r"arranged|booked|set\sfor|promised|asked\sto|required\sto|must|budget(?:ed)?|meets|reopen\w*|launch(?:es)?|roll(?:ed)?\sout\sby|timetable)\b"
)
_AHEAD_HERE = re.compile(
    r"\b(?:by|until|till|before|no\slater\sthan|on\sor\sbefore|not\suntil|meeting\s(?:of|on)|from\sthe|review\sin|report\sin|into|through)\s(?:the\send\sof\s|early\s|late\s)?$"
)
_HAPPENED = re.compile(
    r"\b(?:was|were|has|have|had|did|saw|seen|rose|fell|grew|stood|recorded|received|completed|collated|achiev\w+|results?|reported|attended|"
    r"showing|shows?|showed|took|reached|dropped|increased|decreased|reduced|closed|opened|joined|left|cost|spent|dealt|answered|lost|handled|"
    r"held|ran|met|made|issued|served|charged|arrested|trained|supported|helped|sent|won|paid|bought|delivered|filled|killed|visited|took\splace|found|gave|went|came|averaged|totalled|improved|fewer|more)\b"
)
_DONE_BY = re.compile(r"\b(?:had|have|has)\s(?:been|[a-z]+ed|fallen|risen|grown)\b|\bwere\s[a-z]+ed\b")
_DATED = re.compile(
    r"\b(?:audit|inspection|visit|survey|count|census|return|review|meeting|check|poll|figures?|letter)\sof\s$"
)
_STATE = re.compile(r"\b(?:is|are)\b")
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


def _later(sentence: Sentence, report: Span | None, day: Day | None) -> Iterator[Problem]:
    """A past fact of a time after the document was written, or a figure of a time after its period."""
    if _AHEAD.search(sentence.lower):
        return
    for token in sentence.tokens:
        if token.span is None or token.span.kind not in ("month", "quarter", "day"):
            continue
        before = sentence.lower[max(0, token.start - 40) : token.start]
        lead = _DATA.search(before)
        done = _DONE_BY.search(sentence.lower) and re.search(r"\bby\s(?:the\send\sof\s)?$", before)
        lead = (
            lead
            or (re.search(r"\bby\s(?:the\send\sof\s)?$", before) if done else None)
            or _DATED.search(before)
        )
        if not lead or (_AHEAD_HERE.search(before) and not done):
            continue
        after_written = day is not None and _is_after(token, day)
        past = _HAPPENED.search(sentence.lower) or _STANDS.search(before)
        if after_written and past and day:
            message = f"The document is of {day.text}: it cannot tell what happened by {token.text}."
            severity = Severity.WARNING
        elif (
            report
            and report.last < token.span.first <= report.last + 9
            and _is_figure(sentence, token, before)
        ):
            message = (
                f"The report is on {report.label} and ends with {month_label(report.last)}; "
                f"{token.text} is later."
            )
            severity = Severity.ADVICE
        else:
            continue
        yield _quoted(sentence, token, len(before) - lead.start(), message, severity)


def _is_after(token: Token, day: Day) -> bool:
    assert token.span
    if token.span.first != day.month:
        return day.month < token.span.first <= day.month + 24
    number = re.match(r"[0-9]{1,2}(?![0-9])", token.text)
    return token.span.kind == "day" and number is not None and int(number[0]) > day.day


_FEW = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|half|third|quarter)\b"
)


def _is_figure(sentence: Sentence, token: Token, before: str) -> bool:
    """Whether the sentence gives a figure of the time named: a number that is no date, and a verb."""
    lead = _DATA.search(before)
    since = re.search(r"\b(?:further|since|more|another)\b", sentence.lower)
    if lead is not None and re.match(r"on\s|between\s", lead[0]) and not since:
        return False
    figure = any(it.is_level or it.unit is Unit.POINTS for it in sentence.tokens) or bool(
        _FEW.search(sentence.lower)
    )
    verb = _HAPPENED.search(sentence.lower) or _STATE.search(sentence.lower)
    return bool(verb) and (figure or bool(_STANDS.search(before)))


def _quoted(sentence: Sentence, token: Token, back: int, message: str, severity: Severity) -> Problem:
    """Return the problem with the clause around the time, which takes in no further number if it can."""
    start = token.start - back
    start = max(0, sentence.text.rfind(" ", 0, max(0, start - 32)) + 1) if start > 40 else 0
    if re.search(r"[0-9]", sentence.text[start : token.start]):
        start = token.start - back
    end = _before_number(sentence, token.end, min(len(sentence.text), token.end + 30))
    return sentence.problem(LATER, message, severity, start, end)


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
    report, day = covers(document), written(document)
    if day is not None and report is not None and day.month < report.last:
        report = None  # written within the period
    if report is None and day is None:
        return
    for sentence in document.sentences:
        if any(it.span for it in sentence.tokens) and not sentence.passage.is_heading:
            yield from _later(sentence, report, day)


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
    "A figure of a month or quarter after the report's end, and what is told as past though it is "
    "later than the "
    "date the document gives itself; what is planned or expected is left alone.",
    (
        _TOP + "As of September 2021, checks are taking 21.5 days.",
        "DECISION RECORD\n\nDate: 14 December 2023\n\nReplies to the survey were taken up to 31 "
        "January 2024.",
    ),
    (
        _TOP + "As of June 2021, checks are taking 21.5 days. A review will take place in December 2021.",
        "DECISION RECORD\n\nDate: 14 December 2023\n\nReplies to the survey were taken up to 30 "
        "November 2023.",
    ),
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
