"""Shares given with their counts: ``75% (300)``, ``63% (10 of 16)``, ``of which 80% (79)``."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

from frankpledge.checking.arithmetic import close, plain
from frankpledge.checking.document import Document, Passage, Sentence
from frankpledge.checking.phrases import change_direction, is_quantified
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "share-of-count"
OF_THEM = (
    r"\b(?:of|from|among|amongst)\s(?:which|these|those|them|whom)\b|"
    r"\bof\sthe(?:se)?\s(?:total|\d)|\bout\sof\s(?:the\s)?$"
)


def share_and_count(sentence: Sentence) -> Iterator[tuple[Token, Token]]:
    """Yield the pairs written ``P% (N things)`` or ``N (P%)``: the share, then its count."""
    tokens = [it for it in sentence.tokens if it.unit in (Unit.PERCENT, Unit.COUNT, Unit.FRACTION)]
    for one, other in itertools.pairwise(tokens):
        between = sentence.text[one.end : other.start]
        after = sentence.text[other.end : other.end + 40]
        if not re.fullmatch(r"\s?[\w\s/'’-]{0,30}\s?\(\s?(?:n\s?=\s?)?", between):
            continue
        if {one.unit, other.unit} not in ({Unit.PERCENT, Unit.COUNT}, {Unit.PERCENT, Unit.FRACTION}):
            continue
        share, count = (one, other) if one.unit is Unit.PERCENT else (other, one)
        if share is one and between.strip() != "(" and "n" not in between[-4:]:
            continue
        if count.signed or count.step < 1 or change_direction(sentence, share) is not None:
            continue
        if share is one and not re.match(r"(?:\s[A-Za-z][\w'’-]*){0,4}\s?\)", after):
            continue
        if share is other and not re.match(r"(?:\s?of\s[^()]{1,25})?\s?\)", after):
            continue
        if share is one and re.match(r"\s?(?:in|last|same|during|for)\b", after):
            continue
        yield share, count


def _wrong_fractions(sentence: Sentence) -> Iterator[Problem]:
    tokens = sentence.tokens
    for one, other in itertools.pairwise(tokens):
        if {one.unit, other.unit} != {Unit.PERCENT, Unit.FRACTION}:
            continue
        between = sentence.text[one.end : other.start]
        if not re.fullmatch(
            r"[^.;()]{0,40}\(\s?|\s?[-–:,=]?\s?|,?\s(?:or|an?\s(?:\w+\s){0,3}(?:rate|share|"
            r"proportion)\sof|[^.;()]{0,30},\san?\s(?:\w+\s){0,3}(?:rate|share|proportion)\sof|"
            r"which is|equating to|equivalent to|i\.e\.)\s",
            between,
        ):
            continue
        part = one if one.unit is Unit.FRACTION else other
        share = other if part is one else one
        base = part.base or 0.0
        if base <= 0 or share.signed or change_direction(sentence, share) is not None:
            continue
        if part.value > base or not close(share.value, 100 * part.value / base, share.step):
            works = 100 * part.value / base
            yield sentence.problem(
                KIND,
                f"{plain(part.value)} of {plain(base)} is {plain(works, 1)}%, not {share.text}.",
                Severity.ERROR,
                one.start,
                other.end,
            )


def _wrong_links(sentence: Sentence) -> Iterator[Problem]:
    """``90 referrals, of which 80% (72) …``: all three numbers are given."""
    for share, count in share_and_count(sentence):
        if count.unit is not Unit.COUNT:
            continue
        whole = whole_before(sentence, min(share.start, count.start)) or _whole_after(
            sentence, max(share.end, count.end)
        )
        if whole is None or whole.value <= 0:
            continue
        works = 100 * count.value / whole.value
        if count.value > whole.value or not close(share.value, works, share.step):
            start, end = min(share.start, count.start), max(share.end, count.end)
            others = [
                it for it in sentence.tokens if it.unit is Unit.PERCENT and whole.end < it.start < start
            ]
            if not others:
                start, end = min(whole.start, start), max(whole.end, end)
            yield sentence.problem(
                KIND,
                f"{plain(count.value)} of {plain(whole.value)} is {plain(works, 1)}%, not {share.text}; "
                f"{share.text} of {plain(whole.value)} would be {plain(share.value * whole.value / 100, 0)}.",
                Severity.ERROR,
                start,
                end,
            )


_WORDS = {
    "half": 50.0,
    "a third": 100 / 3,
    "one third": 100 / 3,
    "two thirds": 200 / 3,
    "a quarter": 25.0,
    "one quarter": 25.0,
    "three quarters": 75.0,
    "a fifth": 20.0,
}
_WORDED = re.compile(
    r"\b(?P<soft>almost|nearly|over|around|about|approximately|just\s\w+|more\sthan|less\sthan|under)?\s?\b(?P<word>half|(?:a|one)[\s-]third|two[\s-]thirds|(?:a|one)[\s-]quarter|three[\s-]quarters|a\sfifth)\b(?P<gap>\s\(|\sof\s(?:the\s|all\s)?)(?=[0-9])"
)


def _worded(sentence: Sentence) -> Iterator[Problem]:
    """``two thirds (54%)``, ``half of the 84 officers (36)``."""
    for match in _WORDED.finditer(sentence.lower):
        share = _WORDS[match["word"].replace("-", " ")]
        slack = 8.0 if match["soft"] else 3.0
        after = [it for it in sentence.tokens if it.start >= match.end()]
        if "(" in match["gap"]:
            if (
                after
                and after[0].start == match.end()
                and after[0].unit is Unit.PERCENT
                and abs(after[0].value - share) > slack
            ):
                yield sentence.problem(
                    KIND,
                    f"{after[0].text} is not {match['word']} ({plain(share)}%).",
                    Severity.ERROR,
                    match.start(),
                    after[0].end,
                )
        elif (
            (
                len(after) >= 2
                and after[0].start == match.end()
                and after[0].unit is after[1].unit is Unit.COUNT
                and after[0].value > 0
            )
            and re.fullmatch(r"(?:\s[\w'’-]+){1,6}\s\(", sentence.text[after[0].end : after[1].start])
            and sentence.text[after[1].end :].startswith(")")
        ):
            works = 100 * after[1].value / after[0].value
            if abs(works - share) > slack:
                yield sentence.problem(
                    KIND,
                    f"{after[1].text} of {after[0].text} is {plain(works)}%, not {match['word']}.",
                    Severity.ERROR,
                    match.start(),
                    after[1].end,
                )


def _share_of_whole_done(sentence: Sentence) -> Iterator[Problem]:
    """``98% of the 1,200 visits were done (1,076)``."""
    tokens = sentence.tokens
    for share, whole, part in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if (
            (share.unit, whole.unit, part.unit) != (Unit.PERCENT, Unit.COUNT, Unit.COUNT)
            or whole.value <= 0
            or part.signed
            or share.signed
        ):
            continue
        if not re.fullmatch(
            r"\sof\s(?:the\s|all\s|these\s)", sentence.lower[share.end : whole.start]
        ) or not re.fullmatch(r"[^.;()]{1,80}\(", sentence.text[whole.end : part.start]):
            continue
        works = 100 * part.value / whole.value
        if (
            sentence.text[part.end :].startswith(")")
            and part.value <= whole.value
            and not close(share.value, works, share.step)
        ):
            yield sentence.problem(
                KIND,
                f"{part.text} of {whole.text} is {plain(works)}%, not {share.text}.",
                Severity.ERROR,
                share.start,
                part.end,
            )


def whole_before(sentence: Sentence, before: int) -> Token | None:
    """Return the count that ``of which`` (or the like) in front of a share refers to."""
    links, ends = _links(sentence.lower)
    place = bisect_right(ends, before)
    if place:
        link = links[place - 1]
        if before - link.end() > 40:
            return None
        outs = re.search(r"of\sthe(?:se)?\s(?:total|\d)|out\sof", link[0])
        counts = [
            it
            for it in sentence.tokens
            if it.unit is Unit.COUNT
            and it.end <= link.start() + (12 if outs else 0)
            and not it.signed
            and it.step >= 1
        ]
        counts = [it for it in counts if not outs or it.start >= link.start()] or counts
        near = counts[-1] if counts else None
        return None if near is None or is_quantified(sentence, near) else near
    opening = re.match(
        r"(?:(?:out\s)?of|from)\s(?:the\s|a\stotal\sof\s|all\s)?$", sentence.lower[: _first(sentence)]
    )
    if not opening:
        return None
    first = next((it for it in sentence.tokens if it.unit is Unit.COUNT), None)
    return first if first and first.end < before and first.step >= 1 else None


@lru_cache(maxsize=64)
def _links(lower: str) -> tuple[tuple[re.Match[str], ...], tuple[int, ...]]:
    """Return where a sentence refers to a count before it, and where each ends; every share of it asks."""
    links = tuple(
        it
        for it in re.finditer(OF_THEM, lower)
        if not re.search(r"%\s?\)\s?$|\d\s?\)\s?$", lower[max(0, it.start() - 4) : it.start()])
        and not re.match(r"\s\([0-9.]+\s?%", lower[it.end() :])
    )
    return links, tuple(it.end() for it in links)


def _first(sentence: Sentence) -> int:
    return next((it.start for it in sentence.tokens), 0)


def _whole_after(sentence: Sentence, after: int) -> Token | None:
    if re.match(r"\)?\s?of\s(?:whom|which|these|those|them)\b", sentence.lower[after:]):
        counts = [
            it
            for it in sentence.tokens
            if it.end <= after and it.unit is Unit.COUNT and it.step >= 1 and not it.signed
        ][:-1]
        return counts[-1] if counts and not is_quantified(sentence, counts[-1]) else None
    for token in sentence.tokens:
        if token.start >= after and token.unit is Unit.COUNT and token.step >= 1 and not token.signed:
            gap = sentence.lower[after : token.start]
            return (
                token if re.fullmatch(r"\)?\s?(?:out\s)?of\s(?:the\s|all\s|a\stotal\sof\s)?", gap) else None
            )
    return None


def _whole_as_part(passage: Passage) -> Iterator[Problem]:
    """A count given as the whole, and again as less than all of it."""
    wholes: list[tuple[Sentence, Token]] = []
    for sentence in passage.sentences:
        pairs = list(share_and_count(sentence))
        parts = {id(count) for _, count in pairs}
        for share, count in pairs:
            if (
                count.unit is not Unit.COUNT
                or count.value < 5
                or share.value >= 100 - share.step / 2
                or share.value <= 0
            ):
                continue
            same = next(((s, t) for s, t in wholes if t.value == count.value), None)
            if same is None or whole_before(sentence, share.start) is not None:
                continue
            start = same[0].start + same[1].start
            end = sentence.start + max(share.end, count.end)
            if end - start > 200:
                start = sentence.start + min(share.start, count.start)
            works = share.value * count.value / 100
            yield passage.problem(
                KIND,
                f"{plain(count.value)} is given as the whole and as {share.text} of it: {share.text} of "
                f"{plain(count.value)} is {plain(works, 0)}, and {plain(count.value)} is {share.text} of "
                f"{plain(100 * count.value / share.value, 0)}.",
                Severity.ERROR,
                start,
                end,
            )
        wholes += [
            (sentence, it)
            for it in sentence.tokens
            if it.unit is Unit.COUNT and it.step >= 1 and not it.signed and id(it) not in parts
        ]


def _shares_of_stated_sum(passage: Passage) -> Iterator[Problem]:
    """``69 referrals; 94% (65) were supported and 8% (4) escalated``: their sum is given."""
    pairs = [
        (s, *pair) for s in passage.sentences for pair in share_and_count(s) if pair[1].unit is Unit.COUNT
    ]
    total = sum(count.value for _, _, count in pairs)
    counts = {id(count) for _, _, count in pairs}
    given = [
        it
        for sentence in passage.sentences
        for it in sentence.tokens
        if it.unit is Unit.COUNT and it.value == total and id(it) not in counts
    ]
    if not 2 <= len(pairs) <= 6 or not given or total < 10:
        return
    if not any(close(share.value, 100 * count.value / total, share.step) for _, share, count in pairs):
        return  # the counts are what each share is of
    for sentence, share, count in pairs:
        works = 100 * count.value / total
        linked = whole_before(sentence, min(share.start, count.start))
        if linked is None and not close(share.value, works, share.step):
            message = f"{count.text} of {given[0].text} is {plain(works, 1)}%, not {share.text}."
            start, end = min(share.start, count.start), max(share.end, count.end)
            yield sentence.problem(KIND, message, Severity.WARNING, start, end)


def find(document: Document) -> Iterable[Problem]:
    """Yield shares that their counts deny."""
    for passage in document.passages:
        if "%" not in passage.text and "per cent" not in passage.text:
            continue
        for sentence in passage.sentences:
            yield from _wrong_fractions(sentence)
            yield from _wrong_links(sentence)
            yield from _share_of_whole_done(sentence)
        yield from _whole_as_part(passage)
        yield from _shares_of_stated_sum(passage)
    for sentence in document.sentences:
        yield from _worded(sentence)


RULE = Rule(
    KIND,
    "A share that its count denies",
    "A percentage beside its count and its base, or a count given both as the whole and as a part "
    "of it. The share "
    "may be rounded or cut short at its last digit.",
    (
        "Of those surveyed, 72% (10 of 16) felt safer.",
        "The team received 120 referrals, of which 80% (72) came from schools.",
        "To date, 350 cases have closed. 81% (350) closed with needs met.",
        "56/72 (81%) of actions are complete.",
    ),
    (
        "Of those surveyed, 63% (10 of 16) felt safer.",
        "The team received 90 referrals, of which 80% (72) came from schools.",
        "To date, 350 cases have closed. 17% (60) of them had a new need.",
        "56/72 (78%) of actions are complete.",
    ),
    find,
)
