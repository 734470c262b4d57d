"""Numbers with their units, periods, times, ranks and fractions in a sentence.

One pass of one regular expression: what comes first in it wins, so that ``21/22`` after ``Q1``
is a period and ``00:12:15`` a time before either is a number.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from enum import StrEnum

from frankpledge.checking import spans
from frankpledge.checking.spans import Span


class Unit(StrEnum):
    """What a number counts or measures."""

    COUNT = "count"
    PERCENT = "per cent"
    POINTS = "points"
    MONEY = "pounds"
    SECONDS = "seconds"
    DAYS = "days"
    MONTHS = "months"
    ORDINAL = "ordinal"
    FRACTION = "fraction"
    PERIOD = "period"
    NAME = "name"


LEVELS = (Unit.COUNT, Unit.PERCENT, Unit.MONEY, Unit.SECONDS, Unit.DAYS)
"""Units in which a measure can be said to stand at a value."""


@dataclass(frozen=True)
class Token:
    """One number or period. ``step`` is one unit of the last digit printed, in the unit of ``value``.

    A fraction ``11/16`` or ``11 of 16`` has value 11 and ``base`` 16. A period has ``span``
    (None where what is written is no period, with ``fault`` saying why).
    """

    start: int
    end: int
    text: str
    unit: Unit
    value: float = 0.0
    step: float = 1.0
    base: float | None = None
    span: Span | None = None
    fault: str = ""
    signed: bool = False

    @property
    def is_level(self) -> bool:
        return self.unit in LEVELS and not self.signed


_MONTHS = "|".join((*calendar.month_name[1:], *calendar.month_abbr[1:], "Sept"))
_NUM = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_TIME_UNIT = r"seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|yrs?|s(?![a-z])"
_PATTERN = re.compile(
    rf"""
    (?P<name>\b(?:COVID[\s-]?19|Grade\s?[0-9]+|[Ss]ection\s?[0-9]+[A-Z]?|[Tt]ier\s?[0-9]+|[Cc]ategory\s?[0-9]+
        |[Pp]riority\s?[0-9]+|[Pp]hase\s?[0-9]+|[Ss]tage\s?[0-9]+|[Ll]evel\s?[0-9]+|[Vv]ersion\s?[0-9.]+
        |[Pp]age\s?[0-9]+|[Ww]ave\s?[0-9]+|[Rr]ound\s[0-9]+
        |[Aa]ppendix\s?[0-9]+|[Ff]igure\s?[0-9.]+|[Tt]able\s?[0-9.]+|[Pp]aragraph\s?[0-9.]+
        |(?<!this\s)(?<!last\s)[Yy]ear\s[0-9]{{1,2}}(?![0-9/,%]|\.[0-9]|\sper\s?cent)
        |24/7|9/11|50/50|(?:999|101|111|112)\s(?:and\s(?:999|101)\s)?(?:\(?[a-z]+\)?\s)?
            (?:calls?|contacts?|emergency|demand|triage|abandon\w*|answer\w*|service|line)
        |[0-9]{{1,2}}[:.][0-9]{{2}}\s?(?:am|pm|hrs|hours)\b|[0-9]{{1,2}}\s?(?:am|pm)\b|[0-9]:[0-9]\b(?!:)
        |(?:under|over|aged?)\s[0-9]{{1,2}}(?:s\b|\s?(?:-|–|to)\s?[0-9]{{1,2}}\b)
        )(?![0-9]))
  | (?P<isodate>\b[12][0-9]{{3}}-[01][0-9]-[0-3][0-9]\b)
  | (?P<numdate>\b[0-9]{{1,2}}[/.][0-9]{{1,2}}[/.](?:20)?[0-9]{{2}}\b)
  | (?P<quarter>\b(?:Q|[Qq]uarter\s|[Qq]tr\s?)(?P<q>[0-9])(?:\s?(?:-|–|to|&|and)\s?Q?
        (?P<q2>[1-4])(?![0-9]))?[\s,:(-]*
        (?:of\s)?(?P<qy>(?:20)?[0-9]{{2}})\s?[/–-]\s?(?P<qy2>(?:20)?[0-9]{{2}})(?![0-9]|/))
  | (?P<bareq>\b(?:Q[1-9]|(?<!the\s)[Qq]uarter\s[1-4])\b(?![.,][0-9]))
  | (?P<date>\b(?:[1-9]|[0-3][0-9])(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTHS})\.?,?
        (?:\s(?:20|19)[0-9]{{2}}\b)?(?![a-z]))
  | (?P<month>\b(?:{_MONTHS})\.?[\s'’-]{{1,2}}(?:(?:20|19)[0-9]{{2}}
        |[0-9]{{2}}(?!st|nd|rd|th|[0-9%:/]|[,.][0-9])(?<![04-9][0-9]))\b)
  | (?P<fy>\b(?:20[0-9]{{2}}\s?[/–-]\s?(?:20)?[0-9]{{2}}|(?<![0-9£.,/])[0-9]{{2}}/[0-9]{{2}})\b(?![/%0-9]))
  | (?P<time>(?<![0-9:.])[0-9]{{1,3}}:[0-9]{{2}}(?::[0-9]{{2}})?(?![0-9:]))
  | (?P<spoken>\b(?P<mins>[0-9]+)\s?(?:minutes?|mins?|m)\s?(?:and\s|,\s)?(?P<secs>[0-9]+)
        \s?(?:seconds?|secs?|s)\b)
  | (?P<hoursmins>\b(?P<hours>[0-9]{{1,3}})\s?(?:hours?|hrs?|h)\s?(?:and\s|,\s)?(?P<over>[0-5]?[0-9])
        \s?(?:minutes?|mins?|m)\b)
  | (?P<ordrank>\b(?P<rank>[0-9]+)(?:st|nd|rd|th)\s(?:out\s)?of\s(?:the\s|all\s)?(?P<rankof>[0-9]+)\b)
  | (?P<ordinal>\b[0-9]+(?:st|nd|rd|th)\b)
  | (?P<fraction>(?<![0-9/.,£])[0-9]{{1,3}}(?:,?[0-9]{{3}})?\s?/\s?
        [0-9]{{1,3}}(?:,?[0-9]{{3}})?(?![0-9/%.]*[0-9/%])
        |\b(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)\s(?:out\sof|of)\s(?:the\s|a\stotal\sof\s|all\s)?
         (?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)\b(?!\.[0-9]|%|\s?per\s?cent|/))
  | (?P<money>(?P<msign>[+−–-])?£\s?(?P<mnum>{_NUM})\s?
        (?P<mscale>million|billion|thousand|bn|mn|m|k)?(?![a-zA-Z]))
  | (?P<number>(?P<sign>(?<![0-9a-zA-Z)%])[+−–-])?(?<![0-9A-Za-z.,])(?P<num>{_NUM})
        (?:\s?(?P<percent>%(?:\s?points?|\s?pts?|\s?pp)?|per\s?cent(?:age)?(?:\spoints?)?|percentage[\s-]points?
            |(?:pp|ppts?|pts?)\b|points?\b)
          |[\s-]?(?:(?:working|calendar|clear)\s)?(?P<length>{_TIME_UNIT})\b
          |\s?(?P<scale>million|billion|thousand|m|k)\b)?)
    """,
    re.VERBOSE,
)
_SCALES = {"million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "thousand": 1e3, "k": 1e3}
_LENGTHS = (
    ("month", Unit.MONTHS, 1.0),
    ("m", Unit.SECONDS, 60.0),
    ("s", Unit.SECONDS, 1.0),
    ("h", Unit.SECONDS, 3600.0),
    ("d", Unit.DAYS, 1.0),
    ("w", Unit.DAYS, 7.0),
    ("y", Unit.MONTHS, 12.0),
)


def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the numbers and periods of a sentence, in order, none overlapping."""
    found = []
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup or ""
        for name in _MAKERS:
            if match[name] is not None:
                kind = name
                break
        token = _MAKERS[kind](match)
        if token is not None:
            found.append(token)
    return tuple(found)


def number(digits: str) -> tuple[float, float]:
    """Return the value of printed digits and one unit of the last: ``number("1,420.5") == (1420.5, 0.1)``."""
    plain = digits.replace(",", "")[:40]
    decimals = len(plain.partition(".")[2])
    return float(plain), 10.0**-decimals


def _plain(unit: Unit, match: re.Match[str], **facts: object) -> Token:
    return Token(match.start(), match.end(), match[0], unit, **facts)  # type: ignore[arg-type]


def _name(match: re.Match[str]) -> Token:
    return _plain(Unit.NAME, match)


def _period(match: re.Match[str]) -> Token | None:
    span, fault = spans.read(match)
    return _plain(Unit.PERIOD, match, span=span, fault=fault)


def _year_pair(match: re.Match[str]) -> Token | None:
    """``21/22`` is a year where the years follow each other; else two digits each way is a fraction."""
    span, fault = spans.read(match)
    if span is None and len(match["fy"]) == 5:
        return _fraction(match)
    return _plain(Unit.PERIOD, match, span=span, fault=fault)


def _time(match: re.Match[str]) -> Token | None:
    parts = [int(part) for part in match["time"].split(":")]
    if any(part > 59 for part in parts[1:]):
        return _plain(Unit.NAME, match)
    value = 0
    for part in parts:
        value = value * 60 + part
    return _plain(Unit.SECONDS, match, value=float(value))


def _spoken(match: re.Match[str]) -> Token:
    return _plain(Unit.SECONDS, match, value=60.0 * int(match["mins"][:9]) + int(match["secs"][:9]))


def _hours_and_minutes(match: re.Match[str]) -> Token:
    seconds = 3600.0 * int(match["hours"]) + 60.0 * int(match["over"])
    return _plain(Unit.SECONDS, match, value=seconds, step=60.0)


def _ranked(match: re.Match[str]) -> Token:
    return _plain(Unit.FRACTION, match, value=float(match["rank"][:15]), base=float(match["rankof"][:15]))


def _ordinal(match: re.Match[str]) -> Token:
    return _plain(Unit.ORDINAL, match, value=float(re.sub(r"[^0-9]", "", match[0])[:15]))


def _fraction(match: re.Match[str]) -> Token | None:
    top, base = (float(part.replace(",", "")[:15]) for part in re.findall(r"[0-9][0-9,]*", match[0])[:2])
    return _plain(Unit.FRACTION, match, value=top, base=base)


def _money(match: re.Match[str]) -> Token:
    value, step = number(match["mnum"])
    scale = _SCALES.get((match["mscale"] or "").lower(), 1.0)
    minus = -1.0 if (match["msign"] or "") in ("-", "−", "–") and match["msign"] else 1.0
    return _plain(
        Unit.MONEY, match, value=minus * value * scale, step=step * scale, signed=bool(match["msign"])
    )


def _number(match: re.Match[str]) -> Token | None:
    value, step = number(match["num"])
    unit, scale = Unit.COUNT, 1.0
    if match["percent"]:
        unit = Unit.POINTS if re.search(r"po?i?n?ts|point|pp", match["percent"]) else Unit.PERCENT
    elif match["length"]:
        unit, scale = next((u, s) for start, u, s in _LENGTHS if match["length"].startswith(start))
    elif match["scale"] == "m" and step == 1 and value in (3, 6, 9, 12, 18, 24, 36):
        unit = Unit.MONTHS
    elif match["scale"]:
        scale = _SCALES[match["scale"]]
    elif match["sign"] is None and step == 1 and "," not in match["num"] and 1990 <= value <= 2045:
        span, fault = spans.read(match)
        return _plain(Unit.PERIOD, match, span=span, fault=fault)
    sign = -1.0 if match["sign"] in ("-", "−", "–") else 1.0
    signed = match["sign"] is not None
    return _plain(unit, match, value=sign * value * scale, step=step * scale, signed=signed)


_MAKERS = {
    "name": _name,
    "isodate": _period,
    "numdate": _period,
    "quarter": _period,
    "bareq": _period,
    "date": _period,
    "month": _period,
    "fy": _year_pair,
    "time": _time,
    "spoken": _spoken,
    "hoursmins": _hours_and_minutes,
    "ordrank": _ranked,
    "ordinal": _ordinal,
    "fraction": _fraction,
    "money": _money,
    "number": _number,
}
