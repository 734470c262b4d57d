"""A direction told apart from its two values: a sentence away, after a semicolon, or of several at once."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.named_rows import content_words, stem
from frankpledge.checking.numerals import numbers
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import (
    in_unit_of,
    is_change,
    is_earlier,
    is_peer,
    is_target,
    own_values,
    sentences_before,
)
from frankpledge.checking.rules.direction_words import OF_TIME, movement, side_of, told_after, way_said
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import LEVELS, Token, Unit

KIND = "direction-apart"
_IT_WAS = re.compile(
    r"(?:(?:in|at|for)\s[^.;,]{1,30}?,?\s)?(?:(?:the|a)\s(?:year|quarter|month|wave)\s(?:before|earlier),?\s)?(?:last\s\w+,?\s)?"
    r"(?:it|there|they|this|that|the\s(?:figure|number|rate|total))\s(?:was|were|had\sbeen|stood\sat)\s(?:only\s|just\s)?$"
)
_THEN_WAS = re.compile(
    r".{0,12}?\b(?:(?:a|the)\s(?:year|quarter|month|wave)\s(?:before|earlier|ago)|last\s(?:year|quarter|month)|previous\w*|"
    r"in\s20[0-9]{2}(?:[/–-][0-9]{2})?|(?:in|at)\sq[1-4])"
)
_NOTED = re.compile(
    r"(?:[a-z’'-]+\s){1,5}(?:rose|fell|increased|decreased|dropped|grew|declined|(?:was|were)\s(?:up|down))"
    r"(?:\s(?:again|slightly|sharply|further))?\.?"
)
_GLUE_AND = re.compile(r"\s(?:[a-z]+\s)?and\s(?:[a-z]+\s)?")
_GLUE_AGAINST = re.compile(
    r"(?:\srespectively)?[\s,(]+(?:against|compared\s(?:with|to)|having\sbeen|up\sfrom|down\sfrom|from|and\snot)\s(?:[a-z]+\s)?"
)
_ALL_OF = re.compile(r"\b(?:both|all|each)\b")
_HEDGE = re.compile(
    r"\b(?:not|no|never|if|would|will|may|might|should|hope|expect\w*|although|but|while|by)\b"
)


def _across(sentence: Sentence, following: Sentence) -> Iterator[Problem]:
    """``Fires fell again, to 402. There were 388 in 2021/22.``: the earlier value comes a sentence later."""
    units = (*LEVELS, Unit.MONTHS)
    here = [it for it in numbers(sentence) if it.unit in units]
    there = [it for it in numbers(following) if it.unit in units]
    if len(here) != 1 or len(there) != 1 or is_change(sentence, here[0]) or is_change(following, there[0]):
        return
    value, earlier = here[0], there[0]
    before = in_unit_of(earlier, value)
    said = way_said(sentence.lower[: value.start]) or told_after(sentence, value.end) or _noted(sentence)
    opening = following.lower[: earlier.start]
    told = _IT_WAS.match(opening) and (
        _THEN_WAS.search(opening) or _THEN_WAS.match(following.lower, earlier.end)
    )
    if before is None or not told or said is None or is_target(sentence, value):
        return
    noun = re.match(r"\s([a-z]{4,})\s", following.lower[earlier.end :])
    if noun and stem(noun[1]) not in content_words(sentence.text):
        return
    ends = [[it.span.last for it in place.tokens if it.span is not None] for place in (sentence, following)]
    if all(ends) and max(ends[1]) >= max(ends[0]):
        return
    way = side_of(said[0], sentence, value)
    timed = value.unit in (Unit.SECONDS, Unit.DAYS)
    if way is None or (said[1][0] in OF_TIME and not timed) or (value.value - before) * way > 0:
        return
    if not 0.4 <= before / (value.value or 1) <= 2.5:
        return
    if re.search(r"\b(?:by|of|no|not)\s(?:about\s)?$", sentence.lower[: value.start]):
        return
    yield sentence.problem(
        KIND,
        f"{earlier.text.strip()} to {value.text.strip()} is {movement(value.value - before)}: not "
        f'"{said[1][0]}".',
        Severity.ERROR if said[0] in ("up", "down") else Severity.WARNING,
        min(said[1].start(), value.start),
        value.end,
    )


def _noted(sentence: Sentence) -> tuple[str, re.Match[str]] | None:
    """Return the way a short sentence just before says: ``Visits rose. There were 78 in the quarter``."""
    if not re.match(r"there\s(?:were|was)\b|they\b|it\b", sentence.lower):
        return None
    behind = sentences_before(sentence, 1)
    if not behind or not _NOTED.fullmatch(behind[0].lower):
        return None
    return way_said(behind[0].lower)


def _after_semicolon(sentence: Sentence) -> Iterator[Problem]:
    """``Complaints fell to 112; the quarter before, it was 131``."""
    at = sentence.text.find("; ")
    if at > 0:
        first = Sentence(sentence.passage, sentence.start, sentence.text[:at])
        second = Sentence(sentence.passage, sentence.start + at + 2, sentence.text[at + 2 :])
        yield from _across(first, second)


_BY_THEN = re.compile(
    r"[^.;0-9]{0,60}(?:;|,|,\sand|,\sbut)\s(?:by|in|at)\s(?:the\s)?(?:[a-z]+\s){0,3}?[a-z]+,?\s(?:this|it|they|that|the\s[a-z]+)\s(?:had|has|have)\s(?:since\s)?"
    r"(?:(?P<up>risen|grown|climbed|increased|gone\sup)|(?P<down>fallen|dropped|declined|decreased|slipped|shrunk|come\sdown))\sto\s"
    r"(?:just\s|only\s|about\s)?"
)


def _by_then(sentence: Sentence) -> Iterator[Problem]:
    """``In the spring 61% felt safe; by the autumn this had risen to 64%``."""
    found = [it for it in numbers(sentence) if it.unit is not Unit.PERIOD]
    for earlier, value in itertools.pairwise(found):
        match = _BY_THEN.fullmatch(sentence.lower[earlier.end : value.start])
        before = in_unit_of(earlier, value)
        if match is None or before is None or is_target(sentence, earlier) or is_change(sentence, earlier):
            continue
        if value.unit in LEVELS and (value.value - before) * (1 if match["up"] else -1) <= 0:
            yield sentence.problem(
                KIND,
                f"{earlier.text.strip()} to {value.text.strip()} is {movement(value.value - before)}: not "
                f'"{match["up"] or match["down"]}".',
                Severity.ERROR,
                earlier.start,
                value.end,
            )


def _in_parallel(sentence: Sentence) -> Iterator[Problem]:
    """``Both fell: they were 412 and 88 against 450 and 97``: first and third, second and fourth."""
    found = [it for it in numbers(sentence) if it.unit is not Unit.PERIOD]
    for at in range(len(found) - 3):
        a, b, c, d = found[at : at + 4]
        if (
            any(it.unit not in LEVELS or it.signed for it in (a, b, c, d))
            or a.unit is not c.unit
            or b.unit is not d.unit
        ):
            continue
        lower = sentence.lower
        if not (
            _GLUE_AND.fullmatch(lower[a.end : b.start])
            and _GLUE_AGAINST.fullmatch(lower[b.end : c.start])
            and _GLUE_AND.fullmatch(lower[c.end : d.start])
        ):
            continue
        opening = re.split(r"[.;]\s|[0-9]", lower[: a.start])[-1]
        if (
            not re.search(r"\b(?:half|quarter)\b", opening)
            and _ALL_OF.search(opening)
            and len(opening) < 110
            and not is_target(sentence, c)
            and not is_peer(sentence, c)
        ):
            yield from _each_way(sentence, opening, [(a, c), (b, d)], a.start - len(opening), d.end)


_THEY_WERE = re.compile(
    r"(?P<opening>[^0-9:;.]*?\b(?:both|all\sthree)\b[^0-9:;.]{0,40})[:;]\s(?:(?:a|the)\s(?:year|quarter|month)\s(?:before|earlier|ago)|last\s(?:year|quarter))"
    r",?\s(?:they|these|the\sfigures)\s(?:were|had\sbeen|stood\sat)\s$"
)


def _both_before(sentence: Sentence) -> Iterator[Problem]:
    """``Both dipped: the year before they were 9.9% and 6.7%``, the values just before in the same order."""
    found = [it for it in numbers(sentence) if it.unit is not Unit.PERIOD]
    behind = sentences_before(sentence, 2)
    match = _THEY_WERE.fullmatch(sentence.lower[: found[0].start]) if found else None
    if match is None or not behind:
        return
    values = [
        it
        for it in numbers(behind[0])
        if it.unit in LEVELS and not it.signed and not is_target(behind[0], it)
    ]
    if not len(found) == len(values) >= 2 or any(
        a.unit is not b.unit for a, b in zip(found, values, strict=True)
    ):
        return
    yield from _each_way(sentence, match["opening"], list(zip(values, found, strict=True)), 0, found[-1].end)


def _each_from(sentence: Sentence) -> Iterator[Problem]:
    """``Both improved: satisfaction from 71% to 74% and confidence from 66% to 65%``."""
    found = [it for it in numbers(sentence) if it.unit in LEVELS]
    pairs = [
        (other, one)
        for one, other in itertools.pairwise(found)
        if one.unit is other.unit
        and re.search(r"\bfrom\s$", sentence.lower[: one.start])
        and re.fullmatch(r"\sto\s", sentence.lower[one.end : other.start])
    ]
    if len(pairs) < 2:
        return
    opening = sentence.lower[: pairs[0][1].start]
    head = re.match(r"[^0-9:;.]{3,90}:\s", opening)
    if head and _ALL_OF.search(head[0]) and not way_said(opening[head.end() :]):
        yield from _each_way(sentence, head[0], pairs, 0, pairs[-1][0].end)


def _each_way(
    sentence: Sentence, text: str, pairs: list[tuple[Token, Token]], start: int, end: int
) -> Iterator[Problem]:
    said = way_said(text)
    if said is None or _HEDGE.search(text):
        return
    for value, earlier in pairs:
        way = side_of(said[0], sentence, value)
        if way is not None and (value.value - earlier.value) * way <= 0:
            yield sentence.problem(
                KIND,
                f"{earlier.text.strip()} to {value.text.strip()} is {movement(value.value - earlier.value)}: "
                f'not "{said[1][0]}".',
                Severity.ERROR if said[0] in ("up", "down") else Severity.WARNING,
                max(start, end - 290),
                end,
            )
            return


def _concluded(sentence: Sentence) -> Iterator[Problem]:
    """``It took 15 minutes. A year ago it took 14. Response is quicker.``: two values, and then the word."""
    if any(it.unit is not Unit.PERIOD for it in numbers(sentence)) or len(sentence.text) > 90:
        return
    said, behind = way_said(sentence.lower), sentences_before(sentence, 2)
    if said is None or len(behind) != 2 or _HEDGE.search(sentence.lower):
        return
    if re.search(r"\b(?:than|target|region\w*|nation\w*|average\sof|faster\sthan)\b", sentence.lower):
        return
    pairs = [
        [it for it in numbers(place) if it.unit in (*LEVELS, Unit.MONTHS) and not it.signed]
        for place in behind
    ]
    if any(len(it) != 1 for it in pairs):
        return
    order = [(behind[0], pairs[0][0]), (behind[1], pairs[1][0])]
    early = [_is_past(place, token) for place, token in order]
    spans = [[it.span for it in place.tokens if it.span is not None] for place in behind]
    if all(len(it) == 1 for it in spans) and spans[0][0].kind == spans[1][0].kind:
        early = [spans[0][0].last < spans[1][0].last, spans[1][0].last < spans[0][0].last]
    if early[0] is early[1]:
        return
    (owner, value), (place, earlier) = order[::-1] if early[0] else order
    before = in_unit_of(earlier, value)
    subject = set(content_words(sentence.lower[: said[1].start()])) - _IDLE
    known = set(content_words(f"{owner.text} {place.text}"))
    if (
        before is None
        or (subject and not subject & known and said[1][0] not in OF_TIME)
        or is_target(owner, value)
        or is_change(owner, value)
    ):
        return
    if (
        is_peer(owner, value)
        or is_peer(place, earlier)
        or is_target(place, earlier)
        or is_change(place, earlier)
    ):
        return
    if not own_values(owner, earlier) or not 0.4 <= before / (value.value or 1) <= 2.5:
        return
    way = side_of(said[0], sentence, value)
    timed = value.unit in (Unit.SECONDS, Unit.DAYS, Unit.MONTHS)
    if said[1][0] in OF_TIME and timed:
        way = 1 if said[1][0] in ("slower", "longer", "slowed") else -1
    if way is None or (said[1][0] in OF_TIME and not timed) or (value.value - before) * way > 0:
        return
    yield sentence.problem(
        KIND,
        f"{earlier.text.strip()} to {value.text.strip()} is {movement(value.value - before)}: not "
        f'"{said[1][0]}".',
        Severity.WARNING,
        0,
        said[1].end(),
    )


_IDLE = frozenset(
    content_words(
        "number figure rate total therefore thus so now has have is are was it this that which then"
    )
)


def _is_past(sentence: Sentence, token: Token) -> bool:
    """Whether a sentence's only value is one of before: ``A year ago it took 14``."""
    return is_earlier(sentence, token) or bool(
        re.match(
            r"(?:a|one|the)\s(?:year|quarter|month)\s(?:ago|before|earlier)\b|(?:last|the\sprevious)\s(?:year|quarter|month|time)\b",
            sentence.lower,
        )
    )


def find(document: Document) -> Iterable[Problem]:
    """Yield directions that values told elsewhere deny."""
    every = document.sentences
    for at, sentence in enumerate(every):
        if sentence.tokens and at + 1 < len(every) and every[at + 1].passage is sentence.passage:
            yield from _across(sentence, every[at + 1])
        if len(sentence.tokens) >= 2:
            yield from _after_semicolon(sentence)
            yield from _by_then(sentence)
        if len(sentence.tokens) >= 4:
            yield from _in_parallel(sentence)
            yield from _each_from(sentence)
        if sentence.tokens and ("both" in sentence.lower or "all three" in sentence.lower):
            yield from _both_before(sentence)
        yield from _concluded(sentence)


RULE = Rule(
    KIND,
    "A direction that the values deny, told apart from them",
    '"Fires fell again, to 402. There were 388 in 2021/22", "both fell: they were 412 and 99 against 450 and '
    '97", and a word after both values ("A year ago it took 14. Response is quicker").',
    (
        "Fires fell again, to 402. There were 388 in 2021/22.",
        "Complaints fell to 142; the quarter before, it was 131.",
        "Burglary and robbery both fell: they were 412 and 99 against 450 and 97 the year before.",
        "The force took 15 minutes on average. A year ago it took 14. Response is quicker.",
    ),
    (
        "Fires fell again, to 402. There were 431 in 2021/22.",
        "Complaints fell to 112; the quarter before, it was 131.",
        "Burglary and robbery both fell: they were 412 and 88 against 450 and 97 the year before.",
        "The force took 12 minutes on average. A year ago it took 14. Response is quicker.",
    ),
    find,
)
