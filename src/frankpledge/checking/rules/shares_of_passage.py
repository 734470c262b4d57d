"""Shares beside their counts whose whole is given elsewhere in the paragraph."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from frankpledge.checking.arithmetic import close, plain
from frankpledge.checking.document import Document, Passage
from frankpledge.checking.phrases import change_direction, is_quantified
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.rules.share_of_count import share_and_count
from frankpledge.checking.tokens import Token, Unit

KIND = "share-of-whole"
_OF_SHARE = re.compile(
    r"\b(?P<noun>[a-z][a-z'’-]+)(?:\s(?:of|in|from)\s(?:the\s)?[a-z'’-]+)?\s(?:alone\s)?"
    r"(?:(?:accounts?|accounted)\sfor|(?:makes?|made)\sup|(?:is|are|was|were)|represents?|represented)\s$"
)
_OF = re.compile(
    r"\s(?:of\s(?:the\s(?:total|whole|sample|group|cohort|budget|workforce)|all|those|these|them|it)\b|[.;]|$)|[.;]|$"
)
_PLAIN = frozenset(("they", "these", "those", "this", "that", "which", "there", "who", "rate", "share"))


def _counts(passage: Passage) -> list[Token]:
    whole = passage.whole
    found = []
    for it in whole.tokens:
        value, base = it.value, it.base
        counted = it.unit is Unit.COUNT and it.step >= 1
        if not it.signed and (counted or it.unit is Unit.MONEY):
            found.append(it)
        elif it.unit is Unit.FRACTION and base and value < base:
            found.append(Token(it.start, it.end, it.text, Unit.COUNT, base))
    return found


def _fits(share: Token, part: float, whole: float) -> bool:
    return whole > 0 and close(share.value, 100 * part / whole, share.step)


def _sizes_that_fit(share: Token, part: float, ordered: Sequence[float]) -> list[float]:
    """Return the wholes, of those in order, of which ``part`` may be ``share``."""
    above, below = share.value + share.step, share.value - share.step
    low = bisect_left(ordered, 100 * part / above * (1 - 1e-6))
    high = bisect_right(ordered, 100 * part / below * (1 + 1e-6)) if below > 0 else len(ordered)
    return [size for size in ordered[low:high] if _fits(share, part, size)]


def _beside(passage: Passage) -> Iterator[Problem]:
    """Pairs of a share and a count, some of which fit one whole: do the others fit any?"""
    whole = passage.whole
    pairs = [
        (share, count)
        for share, count in (*share_and_count(whole), *_of_all(passage))
        if count.unit is Unit.COUNT
        and not re.fullmatch("999|101|111", count.text.strip())
        and count.value
        and not is_quantified(whole, share)
        and share.value > 0
    ]
    used = {count.start for _, count in pairs}
    # One count of each size, and what fits it asked once: a paragraph may hold hundreds of pairs.
    sizes: dict[float, Token] = {}
    for it in _counts(passage):
        if it.unit is Unit.COUNT:
            sizes.setdefault(it.value, it)
    wholes = list(sizes.values())
    alike: dict[tuple[float, float, float], list[tuple[Token, Token]]] = defaultdict(list)
    for share, count in pairs:
        alike[share.value, share.step, count.value].append((share, count))
    fitting: dict[float, list[tuple[Token, Token]]] = defaultdict(list)
    unfit = set()
    ordered = sorted(sizes)
    for key, same in alike.items():
        fits = _sizes_that_fit(same[0][0], key[2], ordered)
        for size in fits:
            fitting[size] += same
        if not any(size > key[2] for size in fits):
            unfit.add(key)
    total = sum(it.value for _, it in pairs)
    for share, count in pairs:
        if (share.value, share.step, count.value) not in unfit:
            continue
        able = [it for it in wholes if it.value > count.value and it.start != count.start]
        if not able:
            continue
        first = next((it for it in able if it.start < min(share.start, count.start)), None)
        backed = next(
            (
                it
                for it in able
                if any(c is not count and s is not share for s, c in fitting.get(it.value, ()))
            ),
            None,
        )
        base = backed or (
            first if first and first.start not in used and _told(passage, first, count) else None
        )
        if base is None:
            continue
        if backed is None and _fits(share, count.value, total):
            continue
        works = 100 * count.value / base.value
        start, end = min(share.start, count.start), max(share.end, count.end)
        yield whole.problem(
            KIND,
            f"{count.text} of {base.text.strip()} is {plain(works)}%, not {share.text}.",
            Severity.ERROR if backed else Severity.WARNING,
            whole.text.rfind(" ", 0, max(0, start - 12)) + 1,
            end + 1,
        )


def _of_all(passage: Passage) -> Iterator[tuple[Token, Token]]:
    """Yield pairs written ``12% of the sample (214)``."""
    tokens = passage.whole.tokens
    for share, count in itertools.pairwise(tokens):
        if (
            share.unit is Unit.PERCENT
            and not share.signed
            and count.unit is Unit.COUNT
            and re.fullmatch(
                r"\sof\s(?:the|all|our)\s(?:[a-z]+\s){1,3}\(", passage.text[share.end : count.start]
            )
            and passage.text[count.end :].startswith(")")
        ):
            yield share, count


def _told(passage: Passage, base: Token, count: Token) -> bool:
    """Whether the whole is told just before as one: ``412 people replied, 97 (17%) …``."""
    between = passage.text[base.end : count.start].lower()
    return (
        len(between) < 60
        and bool(re.match(r"\s[a-z]+(?:\s[a-z]+){0,4}[,:;.]\s", between))
        and not re.search(r"[0-9]", between)
    )


def _by_name(passage: Passage) -> Iterator[Problem]:
    """``Of the 743, 52 were children … Children were 5%``: the count is found by its noun."""
    whole = passage.whole
    counts = _counts(passage)
    if len(counts) < 2:
        return
    for share in whole.tokens:
        if (
            share.unit is not Unit.PERCENT
            or share.signed
            or share.value <= 0
            or change_direction(whole, share) is not None
            or not _OF.match(whole.lower[share.end :])
        ):
            continue
        clause = re.split(r"[.;:]\s", whole.lower[: share.start])[-1]
        said = _OF_SHARE.search(clause)
        if not said or re.search(r"[0-9]", clause[-45:]) or clause.count(",") > 1:
            continue
        subject = {_stem(it) for it in re.findall(r"[a-z]{4,}", clause[: said.end("noun")])} - _PLAIN
        named = [(len(_stem_near(passage, it) & subject), it) for it in counts if it.end < share.start]
        most = max((size for size, _ in named), default=0)
        parts = [it for size, it in named if size == most > 0]
        if len(parts) == 2 and parts[0].value > parts[1].value:
            parts = parts[1:]
        if len(parts) != 1 or len(subject) > 3:
            continue
        part = parts[0]
        wholes = [it for it in counts if it.value > part.value and it.unit is part.unit]
        before = [it for it in wholes if it.start < part.start and part.start - it.end < 160]
        if not before or any(_fits(share, part.value, it.value) for it in wholes):
            continue
        works = 100 * part.value / before[-1].value
        start = share.start - len(clause) if len(clause) < 100 else share.start - said.end() + said.start()
        yield whole.problem(
            KIND,
            f"{part.text} of {before[-1].text} is {plain(works)}%, not {share.text}.",
            Severity.WARNING,
            max(0, start),
            share.end,
        )


def _stem(word: str) -> str:
    return word.rstrip("s")


def _stem_near(passage: Passage, token: Token) -> set[str]:
    """Return the nouns a count is of: the next words up to a break, or one just before it."""
    after = re.split(r"[,;.:(]|\band\b|[0-9]", passage.text[token.end : token.end + 40].lower())[0]
    before = re.search(
        r"(?:^|[,;.:]\s|\band\s)([a-z]{4,})(?:\s(?:was|were|gave|had|took|is|are))?\s$",
        passage.text[max(0, token.start - 30) : token.start].lower(),
    )
    words = re.findall(r"[a-z]{4,}", after)[:4]
    return {_stem(it) for it in [*words, *([before[1]] if before else [])]} - _PLAIN


def find(document: Document) -> Iterable[Problem]:
    """Yield shares that no whole given in their paragraph allows."""
    for passage in document.passages:
        if "%" in passage.text or "per cent" in passage.text:
            yield from _beside(passage)
            yield from _by_name(passage)


RULE = Rule(
    KIND,
    "A share that no whole of its paragraph allows",
    "A share with its count, beside others that fit one whole given in the paragraph, or straight after "
    "the whole "
    "is told; and the share of a group whose count was given before by its name.",
    (
        "The survey had 800 replies: 416 (52%) from women, 240 (30%) from men and 144 (28%) unsaid.",
        "Of the 640 callers, 96 were children, 300 adult men and 244 adult women. Children were 10% of those "
        "who called.",
        "In all 320 people replied, 224 (70%) of them in favour. 64 (26%) were against.",
    ),
    (
        "The survey had 800 replies: 416 (52%) from women, 240 (30%) from men and 144 (18%) unsaid.",
        "Of the 640 callers, 96 were children, 300 adult men and 244 adult women. Children were 15% of those "
        "who called.",
        "In all 320 people replied, 224 (70%) of them in favour. 64 (20%) were against.",
    ),
    find,
)
