"""Percentages that no whole number of the people or things counted can give."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.numerals import numbers
from frankpledge.checking.phrases import change_direction, is_quantified, previous_sentence
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.rules.share_of_count import whole_before
from frankpledge.checking.tokens import Token, Unit

KIND = "impossible-share"


def reachable(share: float, step: float, base: int) -> bool:
    """Whether some whole number out of ``base``, rounded or cut to ``step``, gives ``share`` per cent."""
    low = math.floor((share - step) * base / 100)
    return any(
        abs(share - 100 * part / base) < step - 1e-9 or abs(share - 100 * part / base) < 1e-9
        for part in range(max(0, low), min(base, low + 3) + 1)
    )


_AMONG = re.compile(
    r"\b(?:among|amongst|of|out\sof|across|for|in|from)\s(?:(?:the|our|its|their|your|all|these|those|both|only|just)\s)*$"
)
_OF_BASE = re.compile(r"\s?(?:,\s)?of\s(?:(?:the|these|those|all|our|its|their|your)\s)*")
_SINGLE = re.compile(r"\s?\((?:n\s?=\s?|of\s|base\s(?:of\s)?|from\s)(?=[0-9])")


def _among(sentence: Sentence, share: Token) -> Token | None:
    """Return the small group that a share is told of: "Among the 7 new chaplains 65% …"."""
    counts = [it for it in numbers(sentence) if it.unit is Unit.COUNT and it.step == 1 and not it.signed]
    for pattern in (_OF_BASE, _SINGLE):
        after = pattern.match(sentence.lower, share.end)
        whole = next((it for it in counts if after and it.start == after.end()), None)
        if whole is not None:
            return whole if not re.match(r"\s(?:per|or)\b", sentence.lower[whole.end :]) else None
    before = [it for it in counts if it.end <= share.start]
    if not before or (len(before) > 1 and before[-1].start - before[-2].end < 4):
        return None
    whole = before[-1]
    if _asked_all(sentence, whole, share):
        return whole
    between = sentence.lower[whole.end : share.start]
    lead = _AMONG.search(sentence.lower[: whole.start])
    opens = lead and re.fullmatch(r"\W*|.*[,;:]\s", sentence.lower[: lead.start()])
    if not lead or (not opens and not lead[0].startswith(("among", "out"))):
        return None
    if lead[0].startswith(("for", "in", "from", "across")) and not re.match(
        r"\s(?:[a-z'’-]+\s){0,3}(?:who|that|which|asked|people|officers|staff|cases|visits|forces|schools|areas|members|volunteers|victims)\b",
        sentence.lower[whole.end :],
    ):
        return None
    if re.search(
        r"[0-9;:]|\.\s|\b(?:target|than|against|compared|average|budget|only|hours|days|years|months|weeks)\b",
        between,
    ):
        return None
    return whole if len(between) < 70 and re.search(r"\s[a-z'’-]{3,}", between) else None


_ANSWERED = re.compile(
    r"\s(?:[a-z'’-]+\s){1,4}(?:replied|responded|answered|took\spart|were\s(?:asked|surveyed|interviewed|held|seen|visited|checked|inspected|reviewed)|returned|completed|attended)\b[^0-9.;]{0,40}"
)


def _asked_all(sentence: Sentence, whole: Token, share: Token) -> bool:
    """Whether a sentence opens with a group and tells a share of it: "All 8 boards replied and 70% …"."""
    between, tail = sentence.lower[whole.end : share.start], sentence.lower[share.end : share.end + 20]
    opens = re.fullmatch(
        r"(?:all|just|only|some|the|based\son|on|from|after)?\s?", sentence.lower[: whole.start]
    )
    linked = re.search(r"\bof\s(?:whom|which|these|them)\s$", between) or re.match(
        r"\sof\s(?:whom|which|them|these)\b", tail
    )
    if re.search(r"[0-9:;]|\b(?:target|than|against|compared|average|by)\b", between):
        return False
    told = _ANSWERED.fullmatch(between) and re.search(r"(?:,|\band)\s$", between)
    based = sentence.lower.startswith(("based on", "on the basis", "from "))
    return bool(opens and (linked or told or (based and len(between) < 50)))


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
            whole = whole_before(sentence, token.start) or _among(sentence, token)
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
        "Among the 7 new chaplains 65% are women.",
        "Some 80% of our twelve areas have a team.",
        "All 8 boards replied and 70% were content.",
    ),
    (
        "Out of the 10 families who replied, 80% felt better.",
        "Eleven had an interpreter; 73% of the 11 understood it.",
        "Of the same 72 people, 66.7% would come again.",
        "Among the 7 new chaplains 57% are women.",
        "Some 83% of our twelve areas have a team.",
        "We supported 45 people. 40% of these were under 18.",
        "In all, 410 incidents were sent on, 53% of which fell in the quarter.",
    ),
    find,
)
