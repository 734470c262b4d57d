"""Shares told in words ("a fifth", "two thirds", "one in nine"), with what they may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from frankpledge.checking.numerals import NUMBER_WORDS

_PARTS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "twelfth": 12,
    "twentieth": 20,
}
_NUMBER = rf"(?:{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))}|[1-9][0-9]?)"
_UNDER = (
    r"almost|nearly|just\sunder|just\sbelow|just\sshort\sof|close\sto|not\squite|under"
    r"|less\sthan|fewer\sthan|approaching"
)
_OVER = r"just\sover|just\sabove|a\slittle\sover|over|more\sthan|at\sleast|upwards\sof|well\sover"
_NEAR = r"about|around|roughly|some|approximately|broadly"
_SHARE = re.compile(
    rf"\b(?:(?P<under>{_UNDER})\s|(?P<over>{_OVER})\s|(?P<near>{_NEAR})\s)?(?:"
    rf"(?:(?P<top>an?|{_NUMBER})[\s-](?P<part>{'|'.join(it for it in _PARTS if it != 'half')})s?"
    rf"|(?P<half>half))"
    rf"|(?P<a>{_NUMBER})\s(?:(?:[a-z]+\s)?in(?:\severy)?|out\sof(?:\severy)?)\s(?P<b>{_NUMBER}))\b(?!\s?(?:of\s(?:an?\s)?(?:per\scent|point)|-?\s?hours?|days?|"
    r"years?|months?|points?|%|,[0-9]))"
)


@dataclass(frozen=True)
class WordedShare:
    """A share in words: its place, and the least and greatest per cent it may fairly stand for."""

    start: int
    end: int
    text: str
    value: float
    low: float
    high: float


def _small(word: str) -> int:
    return int(word) if word.isdigit() else NUMBER_WORDS.get(word, 1)


def worded_shares(lower: str) -> Iterator[WordedShare]:
    """Yield the shares told in words in a text in lower case.

    A share alone may be off by a fifth of itself, at most 3 points; "nearly" and "over" allow more
    on their side.

    >>> [round(it.value, 1) for it in worded_shares("two thirds of them, one in nine and half")]
    [66.7, 11.1, 50.0]
    """
    for match in _SHARE.finditer(lower):
        if match["half"]:
            value = 50.0
        elif match["part"]:
            value = (
                100.0 * (1 if match["top"] in ("a", "an") else _small(match["top"])) / _PARTS[match["part"]]
            )
        else:
            value = 100.0 * _small(match["a"]) / max(_small(match["b"]), 1)
        if not 0 < value < 100:
            continue
        tight, wide = min(3.0, 0.2 * value), min(9.0, 0.25 * value)
        low, high = value - tight, value + tight
        if match["under"]:
            low, high = value - wide, value + 1
        elif match["over"]:
            low, high = value - 1, value + wide
        elif match["near"]:
            low, high = value - 1.7 * tight, value + 1.7 * tight
        yield WordedShare(match.start(), match.end(), match[0], value, low, high)
