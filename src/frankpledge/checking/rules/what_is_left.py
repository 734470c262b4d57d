"""What is left of a total, and what its parts come to: "the remaining 14", "34 in all"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.counted_things import counts_of, digits_turned
from frankpledge.checking.document import Document, Passage, Sentence
from frankpledge.checking.phrases import is_quantified
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token

KIND = "what-is-left"
_REST = re.compile(
    r"\b(?:the\s)?(?:(?:remaining|other|outstanding)|(?:rest|remainder|balance)(?:\sof\s(?:them|these|those|the\s[a-z]+))?,?(?:\s(?:of|were|was|is|are|some))?|"
    r"(?:leaves|leaving|left))\s(?:some\s|only\s|just\s|a\sfurther\s)?\(?$"
)
_ALL = re.compile(
    r"\b(?:all|total|in\sall|overall|altogether|combined|together|sum)\b[^.;0-9]{0,45}\b(?:came\sto|come\sto|was|were|is|are|totalled|numbered|reached|stood\sat|make|made|of)\s$"
    r"|\b(?:altogether|in\sall|in\stotal|together|making|totalling|total|a\stotal\sof)[,:]?\s(?:[a-z]+\s){0,3}$"
)
_STILL = re.compile(
    r"\s(?:[a-z]+\s)?(?:remain(?:s|ed)?|(?:are|is|were)\sstill|(?:are|is|were)\s(?:left|outstanding|open|unfilled|vacant)|have\syet|outstanding|to\sgo)\b"
)
_TOLD_AFTER = re.compile(
    r"\s(?:[a-z]+\s){0,2}?(?:in\sall|in\stotal|altogether|between\sthem|combined|together|all\stold|in\ssum)\b"
)


def _remaining(passage: Passage) -> Iterator[Problem]:
    """``5,720; 5,148 were made the same day. The remaining 527 …``: a total less its other parts."""
    whole = passage.whole
    counts = counts_of(whole)
    for at, rest in enumerate(counts):
        said_rest = _REST.search(whole.lower[max(0, rest.start - 45) : rest.start])
        if not (
            said_rest
            or (
                at
                and _STILL.match(whole.lower[rest.end :])
                and re.search(r"\band\s$", whole.lower[: rest.start])
            )
        ):
            continue
        if at < 2 or is_quantified(whole, rest):
            continue
        before = [it for it in counts[:at] if it.unit is rest.unit and rest.start - it.end < 320]
        if len(before) < 2:
            continue
        works = []
        for index, total in enumerate(before[:-1]):
            for last in range(index + 2, len(before) + 1):
                parts = before[index + 1 : last]
                works.append((total.value - sum(it.value for it in parts), total, parts))
            works += [(total.value - it.value, total, [it]) for it in before[index + 1 :]]
        mixed = [
            before[0].value + sum(sign * it.value for sign, it in zip(signs, before[1:], strict=True))
            for signs in itertools.product((1, -1), repeat=min(len(before) - 1, 5))
            if len(before) <= 6
        ]
        slack = rest.step if rest.step > 1 else 0
        if any(abs(value - rest.value) <= slack for value in (*mixed, *(it[0] for it in works))):
            continue
        exact = _two_of_one(whole, before, rest)
        if exact is not None:
            works.append(exact)
        able = (
            [exact]
            if exact
            else [
                it
                for it in works
                if it[0] > 0
                and (digits_turned(it[0], rest.value) or abs(it[0] - rest.value) <= max(0.12 * it[0], 3))
            ]
        )
        if able:
            value, total, parts = able[-1]
            less = " − ".join(it.text.strip() for it in (total, *parts))
            said = _REST.search(whole.lower[: rest.start])
            yield whole.problem(
                KIND,
                f"{less} = {plain(value)}, not {rest.text.strip()}.",
                Severity.WARNING,
                said.start() if said else rest.start,
                rest.end,
            )


def _two_of_one(whole: Sentence, before: list[Token], rest: Token) -> tuple[float, Token, list[Token]] | None:
    """``Of the 58, 41 have been closed, leaving 27``: the whole, one part, and what is left."""
    if len(before) < 2:
        return None
    total, part = before[-2:]
    clause = re.split(r"[.]\s", whole.lower[: total.start])[-1]
    near = whole.lower[total.start : rest.start]
    if (
        "." in near
        or not re.search(r"\bof\s(?:the\s|our\s|its\s|these\s|those\s|all\s)?$", clause)
        or part.value >= total.value
    ):
        return None
    return total.value - part.value, total, [part]


def _all_told(passages: tuple[Passage, ...], at: int) -> Iterator[Problem]:
    """``All casualties came to 1,967`` after the parts, in this paragraph or the one before."""
    whole = passages[at].whole
    counts = counts_of(whole)
    earlier = [it for each in passages[max(0, at - 1) : at] for it in counts_of(each.whole)]
    for index, total in enumerate(counts):
        lead = _ALL.search(whole.lower[: total.start])
        if not lead and _TOLD_AFTER.match(whole.lower[total.end :]):
            yield from _summed(whole, counts[:index], total)
            continue
        if lead and lead[0].strip() in ("total", "total:", "in all", "in total", "altogether", "all told"):
            yield from _summed(whole, counts[:index], total)
        if not lead or is_quantified(whole, total):
            continue
        before = [
            it for it in (*earlier, *counts[:index]) if it.unit is total.unit and it.value < total.value
        ][-7:]
        sums = [
            (sum(it.value for it in parts), parts)
            for size in (2, 3, 4, 5)
            for parts in itertools.combinations(before, size)
        ]
        if not sums or any(value == total.value for value, _ in sums):
            continue
        able = [
            it
            for it in sums
            if digits_turned(it[0], total.value)
            or (len(before) <= 4 and 0 < abs(it[0] - total.value) <= 0.02 * it[0])
        ]
        if able:
            value, parts = able[0]
            said = " + ".join(it.text.strip() for it in parts)
            yield whole.problem(
                KIND,
                f"{said} = {plain(value)}, not {total.text.strip()}.",
                Severity.WARNING,
                lead.start(),
                total.end,
            )


def _summed(whole: Sentence, before: list[Token], total: Token) -> Iterator[Problem]:
    """``Twelve were upheld and 31 were not, 34 in all``: the numbers of the sentence make it."""
    start = max((it.start for it in whole.passage.sentences if it.start <= total.start), default=0)
    if whole.lower[start : total.start].startswith("total"):
        start = max((it.start for it in whole.passage.sentences if it.start < start), default=0)
    parts = [it for it in before if it.start >= start and it.unit is total.unit]
    if (
        not 2 <= len(parts) <= 7
        or is_quantified(whole, total)
        or total.value <= max(it.value for it in parts)
    ):
        return
    sums = [
        sum(it.value for it in parts[first:last])
        for first, last in itertools.combinations(range(len(parts) + 1), 2)
    ]
    products = [a.value * b.value for a, b in itertools.combinations(parts, 2)]
    slack = sum(it.step for it in (*parts, total)) / 2 if total.step > 1 else 0
    if any(abs(it - total.value) <= slack for it in (*sums, *products)):
        return
    works = sum(it.value for it in parts)
    if digits_turned(works, total.value) or abs(works - total.value) <= 0.3 * works:
        said = " + ".join(it.text.strip() for it in parts)
        yield whole.problem(
            KIND,
            f"{said} = {plain(works)}, not {total.text.strip()}.",
            Severity.WARNING,
            parts[0].start,
            min(total.end + 12, len(whole.text)),
        )


def find(document: Document) -> Iterable[Problem]:
    """Yield remainders and sums that the numbers told before them deny."""
    for at, passage in enumerate(document.passages):
        if len(passage.text) > 25 and not passage.cell:
            yield from _remaining(passage)
            yield from _all_told(document.passages, at)


RULE = Rule(
    KIND,
    "What is left, or what parts come to, that is not so",
    '"The remaining", "leaving" and the like after a total and its other parts, and "all … came to" or '
    '"in all" after the parts.',
    (
        "Callbacks were asked for by 5,720; 5,148 were made the same day. The remaining 527 were made later.",
        "There were 456 badly hurt and 1,520 slightly. All casualties came to 1,967.",
        "Of the 58 recommendations, 41 have been closed, leaving 27.",
        "Twelve complaints were upheld and 31 were not, 34 in all.",
    ),
    (
        "Callbacks were asked for by 5,720; 5,148 were made the same day. The remaining 572 were made later.",
        "There were 456 badly hurt and 1,520 slightly. All casualties came to 1,976.",
        "Of the 58 recommendations, 41 have been closed, leaving 17.",
        "Twelve complaints were upheld and 31 were not, 43 in all.",
    ),
    find,
)
