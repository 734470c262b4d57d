"""Windows of time that do not fit: a quarter and a month, 12 months and a year, all time and a quarter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.document_dates import period_of
from frankpledge.checking.phrases import previous_sentence
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Unit

KIND = "windows"
_ROLLING_YEAR = re.compile(
    r"\b(?:past|last|rolling|previous|latest)\s(?:12|twelve)[\s-]months?(?:\speriod)?[\s,(]*(?:in\s|of\s|during\s|for\s)?$"
)
_PREVIOUS_MONTH = re.compile(
    r"\b(?:during|in|from|on|than|to|with|of|for|achieved)\s(?:\w+\s)?the\s(?P<m>previous|last|prior)\s(?P<unit>month|quarter)\b"
)
_EVER = re.compile(
    r"\b(?:since\s(?:the\s)?(?:inception|launch|start|beginning|it\sbegan)|to\sdate|in\stotal\ssince|since)\b"
)


def _rolling(document: Document) -> Iterator[Problem]:
    report = period_of(document)
    for sentence in document.sentences:
        for token in sentence.tokens:
            if token.span is None or token.span.kind != "financial year":
                continue
            said = _ROLLING_YEAR.search(sentence.lower[: token.start])
            if not said or (report and report.last == token.span.last):
                continue
            if report is None and not re.search(r"\bpast\b", said[0]):
                continue
            numbers = [
                it
                for it in sentence.tokens
                if it.start >= token.end and it.unit is Unit.PERCENT and it.start - token.end < 60
            ]
            yield sentence.problem(
                KIND,
                f"The past 12 months and {token.text} are two periods"
                + (f": the report ends with {report.label}" if report else "")
                + ". Say which is meant.",
                Severity.ADVICE,
                said.start(),
                numbers[0].end if numbers else token.end,
            )


def _unequal(document: Document) -> Iterator[Problem]:
    """A quarter's value against "the previous month", a month's against "the previous quarter"."""
    for sentence in document.sentences:
        match = _PREVIOUS_MONTH.search(sentence.lower)
        if not match:
            continue
        if re.search(
            r"\b(?:and|to)\s(?:january|february|march|april|may|june|july|august|september|october|november|december)\b",
            sentence.lower,
        ):
            continue  # a span of months
        own = {it.span.kind for it in sentence.tokens if it.span and it.span.kind in ("month", "quarter")}
        bare = (
            {"quarter"}
            if any(it.unit is Unit.PERIOD and re.fullmatch(r"(?i)q[1-4]", it.text) for it in sentence.tokens)
            else set()
        )
        kinds = own | bare
        if not kinds:
            earlier = previous_sentence(sentence)
            kinds = (
                {it.span.kind for it in earlier.tokens if it.span and it.span.kind in ("month", "quarter")}
                if earlier
                else set()
            )
            if earlier is None or not re.search(r"\bprevious\s(?:quarter|month)\b", earlier.lower):
                continue
        values = [it for it in sentence.tokens if it.is_level and it.end <= match.start()]
        if len(kinds) != 1 or match["unit"] in kinds or not values:
            continue
        start = values[0].start if match.end() - values[0].start < 200 else match.start()
        yield sentence.problem(
            KIND,
            f"The figure is of a {kinds.pop()} and is compared with the previous {match['unit']}: "
            "periods of two lengths.",
            Severity.ADVICE,
            start,
            match.end(),
        )


def _running_total(sentence: Sentence) -> Iterator[Problem]:
    """``Since January 2020 … 5,120 (4,100 in Q4)``: a quarter that would be most of a long time."""
    if not _EVER.search(sentence.lower):
        return
    tokens = sentence.tokens
    starts = [
        it.span.first
        for it in tokens
        if it.span and re.search(r"\bsince\b|\(", sentence.lower[max(0, it.start - 40) : it.start])
    ]
    for index, whole in enumerate(tokens[:-2]):
        part, period = tokens[index + 1], tokens[index + 2]
        if (
            whole.unit is not Unit.COUNT
            or part.unit is not Unit.COUNT
            or period.span is None
            or whole.value < 20
        ):
            continue
        if not re.fullmatch(r"[^.;0-9]{1,40}\(", sentence.text[whole.end : part.start]) or not re.match(
            r"\s(?:in|during|for)\s", sentence.text[part.end : period.start + 1]
        ):
            continue
        months = period.span.last - period.span.first + 1
        known = [it for it in starts if it < period.span.first]
        share = part.value / whole.value
        least = (period.span.last - min(known) + 1) if known else 4 * months
        if 0.5 < share < 1 and share > 3 * months / max(least, 1):
            yield sentence.problem(
                KIND,
                f"{part.text} of {whole.text} is {plain(100 * share)}% of all since the start, in "
                f"{months} of {least} or more months: "
                f"say whether {part.text} is of that period alone or the running total then (which "
                f"leaves {plain(whole.value - part.value)} since).",
                Severity.ADVICE,
                whole.start,
                period.end,
            )


def find(document: Document) -> Iterable[Problem]:
    """Yield windows of time that do not fit each other."""
    yield from _rolling(document)
    yield from _unequal(document)
    for sentence in document.sentences:
        yield from _running_total(sentence)


_TOP = "Performance Report Q1 21/22\n\n"
RULE = Rule(
    KIND,
    "Windows of time that do not fit",
    '"The past 12 months" beside a financial year that ends elsewhere, a quarter compared with the '
    "previous month, and "
    "a quarter that would hold most of what has been counted since a start long before.",
    (
        _TOP + "Searches over the past 12 months 20/21 have seen a large increase.",
        "During Q1 21/22 84% coped better; this was 84.2% in the previous quarter. 77.4% felt "
        "better, in line with scores in the previous month.",
        "Since January 2020 the team has had 5,120 contacts (4,100 in Q4 20/21).",
    ),
    (
        "Performance Report Q4 20/21\n\nSearches over the past 12 months 20/21 have seen a large increase.",
        "During Q1 21/22 84% coped better; this was 84.2% in the previous quarter. 77.4% felt "
        "better, in line with scores in the previous quarter.",
        "Since January 2020 the team has had 5,120 contacts (1,020 in Q4 20/21).",
    ),
    find,
)
