"""Numbers written as words ("twelve months", "fell to five"), beside those in digits."""

from __future__ import annotations

import re
from functools import lru_cache

from frankpledge.checking.document import Sentence
from frankpledge.checking.tokens import Token, Unit, tokens_of

NUMBER_WORDS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_UNITS = (
    ("month", Unit.MONTHS, 1.0),
    ("minute", Unit.SECONDS, 60.0),
    ("second", Unit.SECONDS, 1.0),
    ("hour", Unit.SECONDS, 3600.0),
    ("day", Unit.DAYS, 1.0),
    ("week", Unit.DAYS, 7.0),
    ("year", Unit.MONTHS, 12.0),
    ("per cent", Unit.PERCENT, 1.0),
    ("percent", Unit.PERCENT, 1.0),
    ("point", Unit.POINTS, 1.0),
    ("percentage point", Unit.POINTS, 1.0),
)
NUMBER_WORDS |= {
    f"{tens}-{units}": NUMBER_WORDS[tens] + NUMBER_WORDS[units]
    for tens in ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
    for units in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
}
_WORDS = "|".join(sorted((it for it in NUMBER_WORDS if it not in ("zero", "one")), key=len, reverse=True))
_WORD = re.compile(
    rf"\b(?P<n>{_WORDS})\b"
    r"(?!-|\sof\s(?![0-9])|\s(?:in|out|thirds?|quarters?|fifths?|tenths?|times|hundred|thousand|million|or|to)\b)"
    r"(?:[\s-](?:(?:working|calendar|clear|full)\s)?(?P<unit>months?|minutes?|seconds?|hours?|days?|weeks?|years?|per\scent|percentage\spoints?|points?)\b)?"
)

_ONE = re.compile(
    r"\b(?:inside|within|under|over|beyond|than|of|outside)\s(?P<said>(?:the|an|a|one)\s(?P<unit>hour|minute|week))\b(?!\s(?:of|before|after|ending)\b)"
)
_PARTS = {
    "half": 50.0,
    "third": 100 / 3,
    "quarter": 25.0,
    "fifth": 20.0,
    "tenth": 10.0,
}
_AIMED_PART = re.compile(
    r"\b(?:target|aim|ambition|goal|aspiration|promise|pledge|standard|expectation|commitment|floor|minimum)\s(?:of|is|was|being|set\sat)\s(?:at\sleast\s|over\s)?"
    rf"(?P<said>half|(?:a|an|one|two|three|four)[\s-](?:thirds?|quarters?|fifths?)|(?P<few>{'|'.join(list(NUMBER_WORDS)[1:10])})\s(?:in|out\sof)\s(?:every\s)?(?P<many>{'|'.join(list(NUMBER_WORDS)[2:11])}))\b"
    r"(?!\s(?:of\s)?(?:a\s)?(?:day|hour|year|million|mile)s?\b)"
)
"""A share aimed for, in words. Other fractions in words are left to the rules about shares."""


def _share_in_words(match: re.Match[str]) -> float:
    """Return the per cent of ``two thirds``, ``nine in ten`` or ``half``."""
    if match["few"]:
        return 100 * NUMBER_WORDS[match["few"]] / NUMBER_WORDS[match["many"]]
    *many, part = re.split(r"[\s-]", match["said"])
    times = {"a": 1, "an": 1, **NUMBER_WORDS}[many[0]] if many else 1
    return times * _PARTS[part.removesuffix("s")]


@lru_cache(maxsize=4096)
def _of(text: str) -> tuple[Token, ...]:
    found = list(tokens_of(text))
    taken = [(it.start, it.end) for it in found]
    for match in _WORD.finditer(text.lower()):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        value, unit, scale = NUMBER_WORDS[match["n"]], Unit.COUNT, 1.0
        if match["unit"]:
            unit, scale = next((u, s) for start, u, s in _UNITS if match["unit"].startswith(start))
        found.append(
            Token(match.start(), match.end(), text[match.start() : match.end()], unit, value * scale, scale)
        )
    for match in _AIMED_PART.finditer(text.lower()):
        start, end = match.span("said")
        found = [it for it in found if it.end <= start or it.start >= end]
        found.append(Token(start, end, text[start:end], Unit.PERCENT, _share_in_words(match), 0.1))
    for match in _ONE.finditer(text.lower()):
        unit, scale = next((u, s) for start, u, s in _UNITS if match["unit"].startswith(start))
        start = match.start("said")
        found.append(Token(start, match.end(), text[start : match.end()], unit, scale, scale))
    return tuple(sorted(found, key=lambda it: it.start))


def numbers(sentence: Sentence) -> tuple[Token, ...]:
    """Return a sentence's numbers in digits and in words, in order (not "one", fractions and "two of")."""
    return _of(sentence.text)
