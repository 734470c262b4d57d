"""More of one than of another: "leavers outnumbered joiners", "more joined than left"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.named_rows import content_words, stem
from frankpledge.checking.numerals import numbers
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import is_change
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "outnumber"
_OUTNUMBER = re.compile(r"(?<!not\s)\b(?:outnumber(?:s|ed|ing)?|outstripp?(?:ed|s)?|outpaced?)\b")
_MORE_THAN = re.compile(
    r"\b(?P<way>more|fewer)\s(?:(?:of\sthem|officers|people|staff|cases|volunteers|members|specials|in\sall)\s)?(?:(?:we|it|they)\s)?(?P<a>[a-z]+)"
    r"(?:\s[a-z]+)?\s?(?P<first>\([0-9][0-9,]*\))?\sthan\s(?:(?:we|it|they)\s)?(?P<b>[a-z]+)(?=\s?(?:[.,;:()]|$|us\b|in\b))"
)
_SAME = (
    frozenset(
        stem(it)
        for it in ("joined", "joiners", "recruited", "gained", "hired", "appointed", "came", "arrived")
    ),
    frozenset(stem(it) for it in ("left", "leavers", "lost", "lose", "departed", "leave", "leaving", "went")),
    frozenset(stem(it) for it in ("opened", "received", "opening", "receive", "started")),
    frozenset(stem(it) for it in ("closed", "closing", "finalised", "completed", "resolved", "settled")),
)
"""Deeds that are told with several words."""
_TO = re.compile(r"[^.;0-9]{0,50}?[,(:–—]\s?(?:by\s)?$")


def _counts(sentence: Sentence) -> list[Token]:
    return [
        it
        for it in numbers(sentence)
        if it.unit in (Unit.COUNT, Unit.MONEY) and not it.signed and not is_change(sentence, it)
    ]


def _names(sentence: Sentence, token: Token) -> frozenset[str]:
    """Return the stems of the words that say what a count is of: after it, or before a bracket."""
    after = re.match(r"(?:\s[a-z’'-]+){1,4}", sentence.lower[token.end :])
    words = re.split(r"\s(?:and|but|to|against|while|than)\b", after[0])[0] if after else ""
    before = re.split(r"[0-9.;:,()]|\band\b", sentence.lower[: token.start].rstrip(" ("))[-1].split()[-1:]
    return frozenset(content_words(f"{words} {' '.join(before)}"))


def _kin(word: str) -> frozenset[str]:
    own = stem(word)
    return frozenset((own,)).union(*(group for group in _SAME if own in group))


def _of(sentence: Sentence, found: list[Token], word: str) -> Token | None:
    """Return the one count whose words name a deed or a kind."""
    named = [it for it in found if _kin(word) & _names(sentence, it)]
    return named[0] if len(named) == 1 else None


def _last(found: list[Token]) -> Token | None:
    return found[-1] if found else None


def _problem(sentence: Sentence, one: Token, other: Token, said: str, start: int, end: int) -> Problem:
    return sentence.problem(
        KIND,
        f'{one.text.strip()} and {other.text.strip()}: "{said}" says it the other way about.',
        Severity.ERROR,
        min(start, one.start, other.start),
        max(end, one.end, other.end),
    )


def _outnumbers(sentence: Sentence, found: list[Token]) -> Iterator[Problem]:
    match = _OUTNUMBER.search(sentence.lower)
    if (
        match is None
        or len(found) != 2
        or re.search(r"\b(?:no|not|never|longer)\s$", sentence.lower[: match.start()])
    ):
        return
    one, other = found
    opening, closing = sentence.lower[: match.start()], sentence.lower[match.end() :]
    if other.end <= match.start():
        nouns = (re.findall(r"[a-z]+", opening)[-1:], re.findall(r"[a-z]+", closing)[:1])
        if not all(nouns):
            return
        first, second = (_of(sentence, found, it[0]) for it in nouns)
    elif one.end <= match.start() < other.start:
        near = match.start() - one.end < 40 and other.start - match.end() < 40
        first, second = (one, other) if near else (None, None)
    else:
        glue = sentence.lower[one.end : other.start]
        told = _TO.fullmatch(sentence.lower[match.end() : one.start]) and re.fullmatch(
            r"\s?(?:to|against|and)\s", glue
        )
        first, second = (one, other) if told else (None, None)
    if first is not None and second is not None and first is not second and first.value <= second.value:
        yield _problem(sentence, first, second, match[0], match.start(), match.end())


def _more_than(sentence: Sentence, found: list[Token]) -> Iterator[Problem]:
    match = _MORE_THAN.search(sentence.lower)
    if match is None or len(found) != 2:
        return
    first: Token | None
    second: Token | None
    within = [it for it in found if match.start() <= it.start < match.end()]
    if match["first"]:
        first, second = within[0] if within else None, _last(found)
        if second is None or not re.fullmatch(r"\s?\(", sentence.lower[match.end() : second.start]):
            return
    else:
        first, second = _of(sentence, found, match["a"]), _of(sentence, found, match["b"])
    if first is None or second is None or first is second or (within and not match["first"]):
        return
    way = 1 if match["way"] == "more" else -1
    if (first.value - second.value) * way <= 0:
        yield _problem(sentence, first, second, match[0], match.start(), match.end())


def find(document: Document) -> Iterable[Problem]:
    """Yield kinds said to be more than others, which their counts deny."""
    for sentence in document.sentences:
        if re.search(r"\b(?:more|fewer)\b|\bout(?:numb|st|pac)", sentence.lower):
            found = _counts(sentence)
            if len(found) == 2:
                yield from _outnumbers(sentence, found)
                yield from _more_than(sentence, found)


RULE = Rule(
    KIND,
    "More of one than of another, which the counts deny",
    '"Leavers outnumbered joiners", "more joined than left": the two counts stand in the sentence, '
    "each with its name. With more than two counts nothing is said.",
    (
        "Joiners (187) outnumbered leavers (212).",
        "In the year 187 officers joined and 212 left, so more joined than left.",
        "Women outnumber men among the visitors, 44 to 51.",
    ),
    (
        "Joiners (212) outnumbered leavers (187).",
        "In the year 212 officers joined and 187 left, so more joined than left.",
        "Women outnumber men among the visitors, 64 to 51.",
    ),
    find,
)
