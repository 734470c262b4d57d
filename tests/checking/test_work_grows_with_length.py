"""However repetitive a text is, a character of it costs no more than so many calls.

Work is counted in calls made, so that the test says the same on every machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from frankpledge.checking.checks import check
from frankpledge.checking.problems import Problem
from tests.checking.documents import document

LENGTH = 6_000
"""Characters: a passage holds no more, and within one whatever is asked of pairs would show."""

MOST_CALLS = 260
"""For each character: prose costs a fifth of it."""

PIECES = {
    "shares and counts of a list": "12 of 30, 45% (23), ",
    "other shares and counts each time": "{0} of {2}, {1}% ({3}), ",
    "shares alone": "5% ",
    "counts alone": "612 ",
    "shares of those before": "of these 45% (23), ",
    "changes": "up 5% from 580 to 612, ",
    "comparisons": "612 in Q1 22/23, above the target of 580, ",
    "ranks": "ranked 7/8 in its MSG, ",
    "sentences": "Burglary was 612 in Q1 22/23, up 5% from 580. ",
    "rows of a table": "Burglary\t612\t580\t5%\n",
    "other rows each time": "Row {0}\t{1}\t{2}\t{3}%\n",
    "a numbered list": "{0}. Burglary was {3} in 2022.\n",
}


def text_of(piece: str, length: int) -> str:
    """Return repetitions of a piece; its numbers, if it has places for them, differ from one to the next."""
    made = (piece.format(n, 1 + n * 7 % 97, 100 + n * 13 % 389, 20 + n * 11 % 71) for n in range(length))
    text = ""
    while len(text) < length:
        text += next(made)
    return text[:length]


def calls_of(work: Callable[[], list[Problem]]) -> int:
    """Return how many calls, of Python and of C, some work makes."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("kind", PIECES)
def test_a_character_costs_so_many_calls_at_most(kind: str) -> None:
    text = document(text_of(PIECES[kind], LENGTH))
    check(document(text_of(PIECES[kind], 200)))  # what is worked out once for all is not counted
    assert calls_of(lambda: check(text)) < MOST_CALLS * LENGTH
