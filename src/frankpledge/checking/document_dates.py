"""What a document says of itself in its first lines: the period it covers, and when it was written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from frankpledge.checking.document import Document
from frankpledge.checking.spans import Span
from frankpledge.checking.tokens import Token, tokens_of
from frankpledge.periods import month_number

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTH_NAME = rf"(?:{'|'.join(MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
_FIRST_LINES = 40
_TITLE = re.compile(
    r"\b(?:report|framework|update|performance|quarter(?:ly)?|review|dashboard|summary|q[1-4]|pack|bulletin|return)\b"
)
_YEARLY = re.compile(
    r"\b(?:report|review|survey|statement|scheme|complaints?|statistics|profile|year|performance|workforce|inspection|accounts)\b"
)
_AHEAD = re.compile(r"\b(?:budget|precept|plans?|strategy|forecast|proposed|medium\sterm|programme|bids?)\b")
_COVERS = re.compile(
    r"(?i)\b(?:period(?:\sunder\sreview|\scovered|\sof\sreport)?|reporting\speriod|return\sfor|quarter(?=:)|covering|this\s(?:report|paper|return|pack)\scovers|"
    r"covers)\b\s?:?\s{0,3}\**(?:the\s)?(?:months?\s|period\s|quarter\s)?"
)
_REPORT = re.compile(
    r"\b(?:report|monitoring|update|performance|statistics|dashboard|workforce|position|figures|return|pack|bulletin|profile)\b"
)
_WRITTEN = re.compile(
    r"\b(?:date[ds]?|published|prepared|issued|signed|version|printed|report(?:ed)?\sto|for\sthe|meeting|board|panel|"
    r"committee|council|commissioner|office|report|briefing|paper)\b"
)
_NOT_WRITTEN = re.compile(
    r"\b(?:fieldwork|data|figures|period|year|quarter|ended|ending|between|from|to|since|as\sat|next|until|elections?|"
    r"deadline|by|polling|plan|visited|inspected|visits?|hmic\w*|covering|months)\b[^.;]{0,24}$"
)
_RANGE = re.compile(
    rf"\b(?:[0-9]{{1,2}}\s)?(?P<a>{MONTH_NAME})\.?(?:\s(?P<ay>20[0-9]{{2}}))?\s?(?:to|–|-|and|until)\s?(?:[0-9]{{1,2}}\s)?"
    rf"(?P<b>{MONTH_NAME})\.?\s(?P<by>20[0-9]{{2}})\b"
)
_YEAR_TO = re.compile(
    rf"\b(?:year|12\smonths|twelve\smonths)\s(?:ended|ending|to|up\sto)\s(?:the\send\sof\s)?(?:[0-9]{{1,2}}\s)?(?P<b>{MONTH_NAME})\s(?P<by>20[0-9]{{2}})\b"
)


@dataclass(frozen=True)
class Day:
    """A date on which a document was written: its month, and the day where one is given."""

    month: int
    day: int
    text: str


def month_at(name: str) -> int:
    """Return 1 to 12 for a month's name or its short form.

    >>> month_at("Sept"), month_at("may")
    (9, 5)
    """
    return next(at for at, it in enumerate(MONTHS, 1) if it.startswith(name.lower()[:3]))


def month_ranges(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield ``(start, end, first, last)``: places and month numbers of ``April 2022 to March 2023``."""
    for match in _RANGE.finditer(text.lower()):
        last = month_number(int(match["by"]), month_at(match["b"]))
        if match["ay"]:
            first = month_number(int(match["ay"]), month_at(match["a"]))
        else:
            first = last - (month_at(match["b"]) - month_at(match["a"])) % 12
        yield match.start(), match.end(), first, last


def title_tokens(text: str) -> tuple[Token, ...]:
    """Return a heading's numbers and periods, read alike in capitals."""
    capitals = sum(it.isupper() for it in text) > sum(it.islower() for it in text)
    return tokens_of(text.title() if capitals else text)


def period_of(document: Document) -> Span | None:
    """Return the quarter a document reports on: named in its first headings, else the one it names most.

    None where neither tells.
    """
    headings = [it.text for it in document.passages if it.is_heading and _TITLE.search(it.text.lower())]
    named_in = {
        it.span for text in headings for it in title_tokens(text) if it.span and it.span.kind == "quarter"
    }
    if len(named_in) > 2:
        return None
    for text in _titles(document):
        if not _TITLE.search(text.lower()):
            continue
        spans = [it.span for it in title_tokens(text) if it.span]
        quarters = {it for it in spans if it.kind == "quarter"}
        if len(quarters) == 1:
            return quarters.pop()
        months = [it for it in spans if it.kind == "month"]
        if len(months) == 2 and months[1].last - months[0].first == 2:
            return Span(months[0].first, months[1].last, "quarter")
    named = Counter(
        it.span
        for sentence in document.sentences
        for it in sentence.tokens
        if it.span and it.span.kind == "quarter"
    )
    if named:
        (span, count), *rest = named.most_common(2)
        if count >= 4 and count >= 2 * (rest[0][1] if rest else 0):
            return span
    return None


def _titles(document: Document) -> list[str]:
    """Return the lines of the headings that a document opens with, its own and those of its parts."""
    found = []
    for passage in [it for it in document.passages if it.line <= _FIRST_LINES][:25]:
        if passage.is_heading:
            found.append(passage.text)
        elif passage.line <= 15 and not re.search(r"[.;,]\s*$", passage.text):
            ends = [at for at, _ in passage.places[1:]] + [len(passage.text)]
            lines = [passage.text[at:end] for (at, _), end in zip(passage.places, ends, strict=True)]
            found += [it.strip() for it in lines if len(it.split()) <= 16]
    return found


def covers(document: Document) -> Span | None:
    """Return the quarter, year or months that a document's first headings say it is on; None for a plan."""
    quarter = period_of(document)
    if quarter is not None:
        return quarter
    first = _titles(document)
    title = " ".join(first[:6]).lower()
    if _AHEAD.search(title) and not re.search(r"annual\sreport|performance|review\sof", title):
        return None
    for text in first:
        lower = text.lower()
        for match in _YEAR_TO.finditer(lower):
            last = month_number(int(match["by"]), month_at(match["b"]))
            return Span(last - 11, last, "year")
        for _, _, start, end in month_ranges(text):
            if 1 <= end - start <= 11:
                return Span(start, end, "months")
        years = {it.span for it in title_tokens(text) if it.span and it.span.kind == "financial year"}
        if len(years) == 1 and _YEARLY.search(lower):
            return years.pop()
    return _said_to_cover(document) or _calendar_year(first) or _as_at(first)


def _said_to_cover(document: Document) -> Span | None:
    """Return the time that an opening line gives as its own: "Period under review: April to June 2024"."""
    for passage in document.passages:
        if passage.line > 25:
            return None
        for match in _COVERS.finditer(passage.text):
            said = re.split(r"[.;]\s", passage.text[match.end() : match.end() + 70])[0]
            for _, _, start, end in month_ranges(said):
                if end - start <= 11:
                    return Span(start, end, "months")
            spans = [
                it.span
                for it in title_tokens(said)
                if it.span and it.span.kind in ("quarter", "financial year")
            ]
            if len(spans) == 1:
                return spans[0]
    return None


def _calendar_year(titles: list[str]) -> Span | None:
    for text in titles[:4]:
        years = {it.span for it in title_tokens(text) if it.span and it.span.kind == "calendar year"}
        if (
            len(years) == 1
            and re.search(r"\bannual\b|\byear\b", text.lower())
            and _YEARLY.search(text.lower())
        ):
            return years.pop()
    return None


def _as_at(titles: list[str]) -> Span | None:
    """Return the year that ends where a title says its figures do ("as at 31 August 2024")."""
    for text in titles[:6]:
        for token in title_tokens(text):
            lead = re.search(
                r"\b(?:as\sat|as\sof|to|to\sthe\send\sof|up\sto|position\sat|at)\s$",
                text.lower()[: token.start],
            )
            if lead and token.span and token.span.kind in ("day", "month") and _REPORT.search(text.lower()):
                return Span(token.span.last - 11, token.span.last, "year to date")
    return None


def written(document: Document) -> Day | None:
    """Return the latest date that a document's first and last lines give as its own."""
    found = [it for text in _titles(document) for it in _dates(text, early=True)]
    last = document.passages[-1].line if document.passages else 0
    for passage in document.passages:
        early = passage.line <= 25
        if not early and passage.line < last - 3:
            continue
        for sentence in passage.sentences:
            if len(sentence.text.split()) > 30:
                continue
            found += _dates(sentence.text, early)
    return max(found, key=lambda it: (it.month, it.day), default=None)


def _dates(text: str, early: bool) -> Iterator[Day]:
    lower = text.lower()
    capitals = text.title() if text.isupper() else text
    alone = len(text.split()) <= 12 and early
    for token in tokens_of(capitals):
        if token.span is None or token.span.kind not in ("day", "month"):
            continue
        before = re.sub(
            r"\b(?:report|paper|update|presented|submitted|briefing)(?:ed)?\sto\b",
            "report",
            lower[: token.start],
        )
        if _NOT_WRITTEN.search(before) or (
            token.span.kind == "month" and re.match(r"\s?(?:to|–|-)\s", lower[token.end :])
        ):
            continue
        if not before.strip(" |–-,:") or (_WRITTEN.search(before) and (alone or early)) or "signed" in before:
            day = int(re.match(r"[0-9]{1,2}", token.text)[0]) if _day_first(token) else 31  # type: ignore[index]
            yield Day(token.span.first, day, token.text)


def _day_first(token: Token) -> bool:
    return (
        token.span is not None
        and token.span.kind == "day"
        and bool(re.match(r"[0-9]{1,2}(?![0-9])", token.text))
    )
