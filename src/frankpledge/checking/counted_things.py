"""The counts and sums of money of a sentence that may be parts of a total or the total itself."""

from __future__ import annotations

import re

from frankpledge.checking.document import Sentence
from frankpledge.checking.numerals import numbers
from frankpledge.checking.phrases import change_direction
from frankpledge.checking.tokens import Token, Unit

_UNITS = (Unit.COUNT, Unit.MONEY)


def counts_of(sentence: Sentence) -> list[Token]:
    """Return a sentence's counts and sums, both of ``484 of 598``: no changes, speeds, ages or names."""
    found = []
    for it in numbers(sentence):
        if it.unit is Unit.FRACTION and it.base and not re.search(r"[0-9](?:st|nd|rd|th)", it.text):
            digits = list(re.finditer(r"[0-9][0-9,]*", it.text))
            for match, value in zip((digits[0], digits[-1]), (it.value, it.base), strict=True):
                at = it.start + match.start()
                found.append(Token(at, at + len(match[0]), match[0], Unit.COUNT, value))
        elif it.unit not in _UNITS or it.signed or it.step < 1 or _is_measure(sentence, it):
            continue
        elif change_direction(sentence, it) is None:
            found.append(it)
    return found


def _is_measure(sentence: Sentence, token: Token) -> bool:
    """Whether a number is a speed, an age, a line to ring or the number of a thing."""
    after = sentence.lower[token.end : token.end + 24]
    before = sentence.lower[max(0, token.start - 14) : token.start]
    return bool(
        re.match(
            r"\s?(?:mph|miles|km|years|or\sover|or\sunder|to\s[0-9]|and\s[0-9]+\smph|and\sunder|and\sover|per\s|hours)",
            after,
        )
        or re.search(
            r"\b(?:per|aged?|under|over|section|paragraph|table|figure|code|no\.|band|ward|of\sa|every)\s$",
            before,
        )
        or token.text in ("999", "101", "111")
    )


def digits_turned(one: float, other: float) -> bool:
    """Whether two whole numbers have the same digits in another order: ``digits_turned(527, 572)``."""
    a, b = f"{one:.0f}", f"{other:.0f}"
    return one != other and len(a) == len(b) and sorted(a) == sorted(b)
