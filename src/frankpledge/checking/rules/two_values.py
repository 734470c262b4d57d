"""One thing with two values in the same document."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import close
from frankpledge.checking.document import Document, Passage, Sentence
from frankpledge.checking.phrases import change_direction
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import LEVELS, Token, Unit

KIND = "two-values"
_LEAST_WORDS = 5
_RUN = re.compile(
    r"\b(?P<way>not\sfallen\sbelow|not\sdropped\sbelow|remained\sabove|stayed\sabove|been\sabove|exceed(?:ed|s)|above|over|met|achieved|"
    r"not\sexceeded|remained\sbelow|been\sbelow|below|under)\b(?P<gap>[^.;]{0,60}?)(?P<value>[0-9]+(?:\.[0-9]+)?)\s?%[^.;]{0,30}?\bfor\s"
    r"(?:the\s(?:last|past)\s)?(?P<length>[0-9]+)\s(?:consecutive\s|successive\s)?(?P<unit>months?|quarters?|weeks?)\b"
)


def _saying(sentence: Sentence, token: Token) -> tuple[str, ...]:
    """Return what is said before a number, as words, and the noun after it: what identifies the thing."""
    before = re.findall(r"[a-z0-9&'’/]+", sentence.lower[: token.start])
    after = re.findall(r"[a-z]{3,}", sentence.lower[token.end : token.end + 40])[:1]
    return (*before, "#", token.unit.value, *(after or [""]))


def _follows(sentence: Sentence, token: Token) -> list[str]:
    """Return the four words after a number."""
    return re.findall(r"[a-z0-9]+", sentence.lower[token.end :])[:4]


def _same_words(document: Document) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], list[tuple[Sentence, Token]]] = defaultdict(list)
    for sentence in document.sentences:
        for token in sentence.tokens:
            if token.unit not in LEVELS or token.signed or change_direction(sentence, token) is not None:
                continue
            if any(it.unit in LEVELS for it in sentence.tokens if it.end <= token.start):
                continue
            words = _saying(sentence, token)
            if len([it for it in words[:-3] if len(it) > 3]) >= 2 and len(words) - 3 >= _LEAST_WORDS:
                seen[words].append((sentence, token))
    for words, found in seen.items():
        first_sentence, first = found[0]
        if len(found) > 2:
            continue  # a set form of words
        for sentence, token in found[1:]:
            if close(token.value, first.value, max(token.step, first.step)) and token.unit is first.unit:
                continue
            passage, first_passage = sentence.passage, first_sentence.passage
            same = (passage.line, passage.cell) == (first_passage.line, first_passage.cell)
            subject = re.search(r"\b(?:volumes|they|it|this|these|service|there|we)\b", " ".join(words[:-3]))
            dated = any(it.unit is Unit.PERIOD and it.span for it in sentence.tokens)
            if not same and (
                not dated
                or len(words) < 11
                or subject
                or _follows(sentence, token) != _follows(first_sentence, first)
            ):
                continue
            where = (
                "just before" if same else f"on line {first_sentence.passage.line_at(first_sentence.start)}"
            )
            noun = re.match(r"[\s-]*[A-Za-z]+", sentence.text[token.end :])
            yield sentence.problem(
                KIND,
                f"The same words {where} give {first.text}; here {token.text}.",
                Severity.WARNING,
                0,
                token.end + (noun.end() if noun else 0),
            )
            if passage is first_passage:
                end = first.end + (noun.end() if noun else 0)
                span_end = sentence.start + token.end - first_sentence.start
                text_end = span_end if span_end < 290 else end
                yield first_sentence.passage.problem(
                    KIND,
                    f"The same words are followed by {first.text} and, further on, by {token.text}.",
                    Severity.WARNING,
                    first_sentence.start,
                    first_sentence.start + text_end,
                )


def _run_lengths(passage: Passage) -> Iterator[Problem]:
    """``not below 80% for 6 months`` and ``above 80% for 5 consecutive months``."""
    found = list(_RUN.finditer(passage.text.lower()))
    for one, other in itertools.pairwise(found):
        if (
            one["value"] != other["value"]
            or one["unit"].rstrip("s") != other["unit"].rstrip("s")
            or one["length"] == other["length"]
        ):
            continue

        def up(match: re.Match[str]) -> bool:
            low = match["way"] in ("below", "under", "been below", "remained below", "not exceeded")
            return not low

        if up(one) is not up(other):
            continue
        start = one.start() if other.end() - one.start() < 295 else other.start()
        yield passage.problem(
            KIND,
            f"On one side of {one['value']}% for {one['length']} {one['unit']} and for "
            f"{other['length']} {other['unit']}: say which.",
            Severity.ADVICE,
            start,
            other.end(),
        )


def _money(document: Document) -> Iterator[Problem]:
    """``a total of £1.2m for X`` said again with another sum."""
    seen: dict[tuple[str, ...], tuple[Sentence, Token]] = {}
    for sentence in document.sentences:
        for token in sentence.tokens:
            if token.unit is not Unit.MONEY or token.signed:
                continue
            before = re.findall(r"[a-z0-9/]+", sentence.lower[: token.start])[-4:]
            after = re.findall(r"[a-z0-9/]+", sentence.lower[token.end : token.end + 80])[:6]
            if (
                "total" not in before
                and "budget" not in before + after[:3]
                and "precept" not in before + after[:3]
            ):
                continue
            key = (
                *(
                    [
                        it
                        for it in before
                        if it in ("total", "budget", "precept", "net", "gross", "capital", "revenue")
                    ]
                ),
                *[it for it in after if len(it) > 3],
            )
            if len(key) < 4:
                continue
            first = seen.setdefault(key, (sentence, token))
            if not close(token.value, first[1].value, max(token.step, first[1].step)):
                place = first[0].passage.line_at(first[0].start)
                yield sentence.problem(
                    KIND,
                    f"Line {place} gives {first[1].text} for this; here {token.text}.",
                    Severity.WARNING,
                    max(0, token.start - 30),
                    min(len(sentence.text), token.end + 60),
                )


def find(document: Document) -> Iterable[Problem]:
    """Yield second values of one thing."""
    yield from _same_words(document)
    yield from _money(document)
    for passage in document.passages:
        yield from _run_lengths(passage)


RULE = Rule(
    KIND,
    "One thing with two values",
    "The same words before two different numbers, lengths of one run above a threshold that differ, and "
    "sums of money said twice.",
    (
        "At the end of May, the service had a waiting list of 412 people. At the end of May, the "
        "service had a waiting list of 3,126 people.",
        "It has not fallen below 75% for 6 months. It has exceeded the target of 75% for 5 "
        "consecutive months.",
        "A total of £1.2m was awarded for street lighting schemes.\n\nIn all, a total of £1.4m was "
        "awarded for street lighting schemes.",
    ),
    (
        "At the end of May, the service had a waiting list of 412 people. At the end of June, the "
        "service had a waiting list of 420 people.",
        "It has not fallen below 75% for 6 months. It has exceeded the target of 75% for 6 "
        "consecutive months.",
        "A total of £1.2m was awarded for street lighting schemes.\n\nIn all, a total of £1.21m was "
        "awarded for street lighting schemes.",
    ),
    find,
)
