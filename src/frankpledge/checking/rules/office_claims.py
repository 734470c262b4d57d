"""What a sentence says of an office's figures: which measure, where, which parts, in which periods.

A sentence that says it in words not known here says nothing: a wrong guess would be a false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from frankpledge.checking.document import Sentence
from frankpledge.checking.office_records import KnownMeasure, Named, OfficeRecords, Part, Place
from frankpledge.checking.tokens import Token, Unit

_KNOWN = "§"
"""Stands for an area or part in a masked text, so that words around it can be read."""
_PERIOD = "¶"
_NOUN = r"offences|crimes|cases|incidents|figures|numbers|searches|reports"
_MOVES = (
    r"rose|rises?|risen|fell|falls?|fallen|grew|grown|increas\w+|decreas\w+|declin\w+|drop\w*|reduc\w+|went|"
    r"climbed|dropped|up|down|higher|lower|fewer|more|unchanged|level"
)
_BEFORE_NAME = re.compile(
    rf"(?:^|[{_KNOWN}{_PERIOD}]['’]?s?\s|\b(?:recorded|of|in|for|the|total|all|and|were|was|saw|that|on|as|"
    r"overall|our|more|fewer|less|cases|crimes|offences|(?:quarter|year|month)(?:ly)?)\s|[0-9%]\s|[,:;(]\s*|[-–—•]\s)$"
)
_AFTER_NAME = re.compile(
    rf"""(?:\s(?:{_NOUN}))?
    (?:$|\s?[,.:;(–—-]|\s?\)
      |\s(?:{_MOVES}|was|were|is|are|has|have|had|did|stood|stands|at|came|comes|made|makes|make|accounted|accounts|
         totalled|remained|remains|stayed|reached|saw|recorded|to|from|by|than|compared|against|ranked|ranks|and|per\scent)\b
      |\s(?:in|for|of|across|during|over|on|involving|against)\s(?:the\s|all\s|people\s|aged\s)*
         (?:[{_KNOWN}{_PERIOD}]|(?:same|last|previous|latest|final|first|12|twelve|year|quarter|month|county|force)\b)
      |\s?[{_KNOWN}{_PERIOD}])""",
    re.VERBOSE,
)
_ELSEWHERE = re.compile(
    r"\b(?:in|across|within|for|at|from|than)\s(?:the\s)?(?!Q[1-4])[A-Z][a-z]{2,}"
    r"|\b[Ii]n the (?![¶§]|(?:same|last|previous|latest|final|year|quarter|month|county|force|area|12|"
    r"twelve|three|corresponding|preceding|period)\b)"
)
_ANOTHER_VALUE = re.compile(
    r"\b(?:national|nationally|regional\w*|msg|most similar|similar forces|average|mean|median|target|"
    r"baseline|forecast|expected|to date|so far|weeks?|daily|per day|per month|a month|a day|each|every|"
    r"half of)\b",
    re.IGNORECASE,
)
"""Words of values that are not the figure: sentences with them are read for their rank alone."""
_NOT_JUST = re.compile(
    r"\b(?:since|until|by|before|after|between|end of|start of|early|late|mid|"
    r"up to|prior to|and|to|[-–])\s?$",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    r"\b(?:rose|fell|fallen|risen|grew|increas\w+|decreas\w+|declin\w+|dropped|reduc\w+|changed?)\b[^;]*\bfrom\s"
    r"[^;]*\bto\s$",
    re.IGNORECASE,
)
_TWELVE = re.compile(
    r"\b(?:(?:the\s)?(?:12|twelve)[\s-]months?\s(?:to|ending|ended)|(?:the\s)?year\s(?:to|ending|ended))"
    r"\s(?:the\send\sof\s)?$",
    re.IGNORECASE,
)
_PERIOD_WORD = r"(?:quarter|month|period|year|12\smonths|twelve\smonths)"
_YEAR_AGO = re.compile(
    rf"\b(?:(?:the\s)?(?:same|corresponding|equivalent)\s{_PERIOD_WORD}\s(?:(?:of|in)\s)?(?:(?:the\s)?(?:last|previous|"
    r"prior|preceding)\syear|(?:the\s|a\s)?year\s(?:before|earlier|ago))|a\syear\s(?:earlier|before|ago)|"
    r"(?:the\s)?year\sbefore|year[\s-]on[\s-]year|last\syear|(?:the\s)?previous\syear)\b"
)
_JUST_BEFORE = re.compile(
    r"\b(?:(?:the\s)?(?:previous|last|preceding|prior)\s(?P<a>quarter|month|12\smonths|twelve\smonths)|"
    r"(?:the\s)?(?P<b>quarter|month|12\smonths|twelve\smonths)\sbefore|(?P<c>quarter|month)[\s-]on[\s-](?:quarter|month))\b"
)
_THAN = re.compile(
    r"\b(?:than|compared\s(?:with|to)|comparison\s(?:with|to)|from|against|on|over|level\swith|same\sas)\b"
    r"(?:\s[\w§¶,.%£-]+){0,5}?\s?\(?$"
)


@dataclass(frozen=True)
class Time:
    """Months a figure covers, and where the sentence says so."""

    start: int
    end: int
    first: int
    last: int

    def earlier(self, months: int) -> tuple[int, int]:
        return self.first - months, self.last - months


@dataclass(frozen=True)
class Claim:
    """What a sentence is of. ``parts`` are breakdowns it may mean; the empty one is the total.

    ``now`` is the period it tells of; ``then`` the one compared with and the place of the words for it.
    ``plainly``: it compares with one period only. ``of_rank``: nothing but a rank is told.
    """

    sentence: Sentence
    names: tuple[Named[KnownMeasure], ...]
    places: tuple[Place, ...]
    parts: tuple[Part, ...]
    now: Time
    then: Time | None
    plainly: bool
    masked: str
    of_rank: bool

    @property
    def measure(self) -> KnownMeasure:
        return self.names[0].meant[0]

    @property
    def start(self) -> int:
        return self.names[0].start

    @property
    def end(self) -> int:
        return self.names[-1].end

    def is_named(self, token: Token) -> bool:
        """Whether a number is part of a name or a period and no value."""
        spans = [(one.start, one.end) for one in self.names]
        spans += [(one.start, one.end) for one in (self.now, self.then) if one]
        return any(start <= token.start < end for start, end in spans)


def claim_of(sentence: Sentence, records: OfficeRecords) -> Claim | None:
    """Return what a sentence is of; None where it is of nothing known, or not plainly."""
    names = tuple(records.measures.found(sentence.lower))
    if not names or any(len(one.meant) != 1 for one in names) or len({one.meant[0] for one in names}) > 2:
        return None
    told = times_of(sentence)
    if told is None or not told:
        return None
    areas = [
        one
        for one in records.places.found(sentence.lower)
        if sentence.text[one.start].isupper() and not _within(one, names)
    ]
    dimensions = {each for one in names for each in one.meant[0].dimensions}
    parts = [
        Named(one.start, one.end, tuple(each for each in one.meant if each.dimension in dimensions))
        for one in records.parts.found(sentence.lower)
        if not _within(one, (*names, *areas))
    ]
    parts = [one for one in parts if one.meant]
    masked = _masked(sentence.text, [*areas, *parts], told)
    if len({one.meant for one in areas}) > 1 or len({one.meant for one in parts}) > 1:
        return None
    others = _without(masked, names)
    if not all(_stands_alone(one, masked) for one in names) or _ELSEWHERE.search(others):
        return None
    of_rank = bool(_ANOTHER_VALUE.search(others))
    places = areas[0].meant if areas else (records.home,) if records.home else ()
    pair = _now_and_then(told, masked)
    if not places or pair is None:
        return None
    now, then, plainly = pair
    return Claim(
        sentence, names, places, parts[0].meant if parts else (), now, then, plainly, masked, of_rank
    )


def _within(one: Named[Place] | Named[Part], names: Sequence[Named[KnownMeasure] | Named[Place]]) -> bool:
    return any(name.start < one.end and one.start < name.end for name in names)


def _masked(text: str, known: Sequence[Named[Place] | Named[Part]], times: Sequence[Time]) -> str:
    """Return the text with areas, parts and periods covered, every character in its place."""
    letters = list(text)
    for start, end, sign in (
        *((one.start, one.end, _KNOWN) for one in known),
        *((one.start, one.end, _PERIOD) for one in times),
    ):
        letters[start:end] = sign * (end - start)
    return "".join(letters)


def _without(masked: str, names: Sequence[Named[KnownMeasure]]) -> str:
    letters = list(masked)
    for one in names:
        letters[one.start : one.end] = "_" * (one.end - one.start)
    return "".join(letters)


def _stands_alone(one: Named[KnownMeasure], masked: str) -> bool:
    """Whether the words around a name leave it the whole measure: "residential burglary" does not."""
    lower = masked.lower()
    return bool(_BEFORE_NAME.search(lower[: one.start]) and _AFTER_NAME.match(lower[one.end :]))


def times_of(sentence: Sentence) -> list[Time] | None:
    """Return the periods of a sentence; None where one is not plainly told."""
    found = []
    for token in sentence.tokens:
        if token.unit is not Unit.PERIOD:
            continue
        if token.span is None:
            return None
        before = sentence.text[: token.start]
        if twelve := _TWELVE.search(before):
            found.append(Time(twelve.start(), token.end, token.span.last - 11, token.span.last))
            continue
        just = not _NOT_JUST.search(before) or (found and _FROM_TO.search(before))
        if token.span.kind == "day" or not just:
            return None
        found.append(Time(token.start, token.end, token.span.first, token.span.last))
    return found


def _now_and_then(times: Sequence[Time], masked: str) -> tuple[Time, Time | None, bool] | None:
    lower = masked.lower()
    spans = {(one.first, one.last): one for one in reversed(times)}
    implied = list(_implied(next(iter(reversed(spans.values()))), lower))
    if len(spans) == 1:
        now = next(iter(spans.values()))
        return now, implied[0] if implied else None, len(implied) == 1
    if len(spans) > 2 or implied:
        return None
    one, other = sorted(spans.values(), key=lambda it: it.first)
    if one.last - one.first != other.last - other.first:
        return None
    based = [it for it in (one, other) if _THAN.search(lower[: it.start])]
    then = based[0] if len(based) == 1 else one
    return (other if then is one else one), then, True


def _implied(now: Time, lower: str) -> list[Time]:
    found = [Time(it.start(), it.end(), *now.earlier(12)) for it in _YEAR_AGO.finditer(lower)]
    months = now.last - now.first + 1
    for it in _JUST_BEFORE.finditer(lower):
        word = it["a"] or it["b"] or it["c"]
        if {"quarter": 3, "month": 1}.get(word, 12) == months:
            found.append(Time(it.start(), it.end(), *now.earlier(months)))
    return found
