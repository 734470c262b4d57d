"""One sum of money given twice in a paragraph with digits changed: a slip of typing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.document import Document, Passage
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "money-again"
_STOP = frozenset(
    re.findall(
        r"\w+",
        "the and for was were are has have had with this that from which will been not would their "
        "our its all per year million thousand each about over under into than more less also of in "
        "to at by on it is be a an if ",
    )
)
_OTHER = re.compile(
    r"\b(?:from|than|compared|against|rise|rose|fall|fell|increase\w*|reduc\w+|last|previous|further|another|"
    r"additional|extra|up|down|over\sby|under\sby|underspen\w+|overspen\w+|forecast|estimate\w*|band|revised|originally|instead|target)\b"
)


def _alike(one: Token, other: Token) -> int:
    """Return how alike two sums look: 3 or 2 for two digits turned (long, short), 1 for one changed."""
    first, second = (re.sub(r"[\s,£]", "", it.text).lower() for it in (one, other))
    if len(first) != len(second) or first == second or sum(it.isdigit() for it in first) < 2:
        return 0
    if re.sub(r"[0-9]", "0", first) != re.sub(r"[0-9]", "0", second):
        return 0
    off = [at for at, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    turned = sorted(first) == sorted(second) and len(off) == 2
    if turned:
        return 3 if sum(it.isdigit() for it in first) > 2 and off[1] - off[0] <= 2 else 2
    return 1 if len(off) == 1 else 0


def _words(passage: Passage, token: Token) -> set[str]:
    """Return the stems of the words close to a sum, in its own clause."""
    text = passage.text.lower()
    before = re.split(r"[.;:]\s", text[max(0, token.start - 60) : token.start])[-1]
    after = re.split(r"[.;:,]\s|\band\b|£", text[token.end : token.end + 60])[0]
    words = re.findall(r"[a-z]{3,}", before)[-5:] + re.findall(r"[a-z]{3,}", after)[:5]
    return {_stem(it) for it in words if it not in _STOP}


def _stem(word: str) -> str:
    if word in ("left", "leaves", "leaving", "remaining", "leftover"):
        return "left"
    if word in ("cost", "costs", "total", "totals", "totalled", "sum", "spent", "spend", "spending"):
        return "cost"
    return re.sub(r"(?:ing|ed|es|s)$", "", word)


def _pairs(passages: list[Passage]) -> Iterator[tuple[Passage, Token, Passage, Token]]:
    found = [
        (passage, it)
        for passage in passages
        for it in passage.whole.tokens
        if it.unit is Unit.MONEY and not it.signed
    ]
    for (first, one), (second, other) in itertools.combinations(found, 2):
        if first is second and not re.search(r"[.;]\s", first.text[one.end : other.start]):
            continue  # in one sentence they are two things
        yield first, one, second, other


def _again(passages: list[Passage]) -> Iterator[Problem]:
    told: set[tuple[int, int]] = set()
    for first, one, second, other in _pairs(passages):
        likeness = _alike(one, other)
        key = (second.line, other.start)
        if not likeness or key in told or (first is not second and likeness < 2):
            continue
        if any(
            it.value == other.value
            for it in first.whole.tokens
            if it.unit is Unit.MONEY and it.start < one.start
        ):
            continue
        shared = _words(first, one) & _words(second, other)
        sure = likeness == 3 and first is second
        near = second.text[max(0, other.start - 35) : other.end + (0 if sure else 30)].lower()
        if not (shared or sure) or _OTHER.search(near):
            continue
        dates = _dated(first, one), _dated(second, other)
        if dates[0] != dates[1] and (likeness == 1 or (dates[0] and dates[1])):
            continue
        told.add(key)
        end = min(len(second.text), other.end + 45)
        stop = re.search(r"[.;]\s", second.text[other.end : end])
        yield second.problem(
            KIND,
            f"{one.text.strip()} is given on line {first.line_at(one.start)} for what seems the same; "
            f"here {other.text.strip()}.",
            Severity.WARNING,
            second.text.rfind(" ", 0, max(0, other.start - 15)) + 1,
            other.end + stop.start() if stop else end,
        )


def _dated(passage: Passage, token: Token) -> set[str]:
    """Return the periods named within the sentence of a sum, as printed."""
    start = passage.text.rfind(". ", 0, token.start) + 1
    end = passage.text.find(". ", token.end)
    end = len(passage.text) if end < 0 else end
    found = [it for it in passage.whole.tokens if it.unit is Unit.PERIOD and start <= it.start < end]
    return {it.text for it in found if abs(it.start - token.start) < 40}


def find(document: Document) -> Iterable[Problem]:
    """Yield sums of money given a second time with digits changed, in a paragraph or the next."""
    groups = [it for it in document.passages if "£" in it.text]
    for passage in groups:
        yield from _again([passage])
    for first, second in itertools.pairwise(groups):
        if second.line - first.line < 12:
            both = [it for it in _again([first, second]) if it.line >= second.line]
            own = set(_again([second]))
            yield from (it for it in both if it not in own)


RULE = Rule(
    KIND,
    "A sum of money given again with digits changed",
    "Two sums printed alike that differ by two digits in the other order, or by one digit in the same "
    "paragraph, "
    "beside a word they share; not where a change, a comparison or another period is spoken of.",
    (
        "Running costs were £7.4m, most of it for staff. At £4.7m running costs remain a fair mark for "
        "saving.",
        "Savings of £4.2m are built in. If the £4.6m of savings is not achieved reserves will be used.",
    ),
    (
        "Running costs were £7.4m, most of it for staff. At £7.4m running costs remain a fair mark for "
        "saving.",
        "Savings of £4.2m are built in. If the £4.2m of savings is not achieved reserves will be used.",
        "Savings of £4.2m were made in 2022/23. Savings of £4.6m are planned for 2023/24.",
    ),
    find,
)
