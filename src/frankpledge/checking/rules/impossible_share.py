"""Percentages that no whole number of the people or things counted can give."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document
from frankpledge.checking.phrases import change_direction, is_quantified, previous_sentence
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.rules.share_of_count import whole_before
from frankpledge.checking.tokens import Unit

KIND = "impossible-share"


def reachable(share: float, step: float, base: int) -> bool:
    """Whether some whole number out of ``base``, rounded or cut to ``step``, gives ``share`` per cent."""
    low = math.floor((share - step) * base / 100)
    return any(
        abs(share - 100 * part / base) < step - 1e-9 or abs(share - 100 * part / base) < 1e-9
        for part in range(max(0, low), min(base, low + 3) + 1)
    )


def find(document: Document) -> Iterable[Problem]:
    """Yield shares of a small, stated base that the base cannot give, and shares over 100."""
    for sentence in document.sentences:
        for token in sentence.tokens:
            if token.unit is not Unit.PERCENT or token.signed or is_quantified(sentence, token):
                continue
            if change_direction(sentence, token) is not None:
                continue
            if (
                token.value > 100
                and re.match(
                    r"\s?of\s(?:all|the|those|these|people|victims|calls|cases|respondents)\b",
                    sentence.lower[token.end : token.end + 16],
                )
                and not re.search(
                    r"target|budget|establishment|expected|capacity|average|planned|baseline", sentence.lower
                )
            ):
                yield sentence.problem(
                    KIND,
                    f"{token.text} of a whole is more than the whole.",
                    Severity.WARNING,
                    token.start,
                    min(token.end + 30, len(sentence.text)),
                )
                continue
            whole = whole_before(sentence, token.start)
            direct = whole is None and re.match(
                r"\s?of\s(?:the\s|these\s|those\s|all\s)?(?=[0-9])", sentence.lower[token.end :]
            )
            if direct:
                whole = next((it for it in sentence.tokens if it.start == token.end + direct.end()), None)
                whole = whole if whole and whole.unit is Unit.COUNT and whole.step == 1 else None
            opening = whole is None and re.match(r"of\s(?:the\s)?(?:same|whole)\s(?=[0-9])", sentence.lower)
            if opening:
                whole = next((it for it in sentence.tokens if it.start == opening.end()), None)
                whole = whole if whole and whole.unit is Unit.COUNT and whole.step == 1 else None
            start = min(whole.start, token.start) if whole else 0
            if whole is None:
                earlier = previous_sentence(sentence)
                counts = (
                    [it for it in earlier.tokens if it.unit is Unit.COUNT and it.step >= 1] if earlier else []
                )
                linked = re.match(r"(?:of\s(?:these|those|them)\b,?\s)", sentence.lower) or re.match(
                    r"\s?of\s(?:these|those|them)\b(?!\s\w+\s(?:have|had|were|was|are))",
                    sentence.lower[token.end : token.end + 30],
                )
                if earlier is None or len(counts) != 1 or not linked or is_quantified(earlier, counts[0]):
                    continue
                whole, start = counts[0], token.start
            if not 1 <= whole.value <= 50 / token.step or whole.value != int(whole.value):
                continue
            if not reachable(token.value, token.step, int(whole.value)):
                below = math.floor(token.value * whole.value / 100)
                yield sentence.problem(
                    KIND,
                    f"No whole number out of {plain(whole.value)} is {token.text}: {below} would be "
                    f"{plain(100 * below / whole.value)}%, {below + 1} would be "
                    f"{plain(100 * (below + 1) / whole.value)}%.",
                    Severity.WARNING,
                    start,
                    max(whole.end, token.end),
                )


RULE = Rule(
    KIND,
    "A percentage its base cannot give",
    "Shares of a stated number of people or things: with 10 people only 0%, 10%, 20% … are "
    "possible. Also shares of a "
    "whole above 100%.",
    (
        "Out of the 10 families who replied, 83% felt better.",
        "We supported 8 people, of whom 40% were under 18.",
        "Eleven had an interpreter; 70% of the 11 understood it.",
        "Of the same 72 people, 67.3% would come again.",
    ),
    (
        "Out of the 10 families who replied, 80% felt better.",
        "Eleven had an interpreter; 73% of the 11 understood it.",
        "Of the same 72 people, 66.7% would come again.",
        "We supported 45 people. 40% of these were under 18.",
        "In all, 410 incidents were sent on, 53% of which fell in the quarter.",
    ),
    find,
)
