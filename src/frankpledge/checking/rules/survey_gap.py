"""Gaps between survey results that are smaller than the sampling error."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Passage, Sentence
from frankpledge.checking.numerals import numbers
from frankpledge.checking.phrases import change_direction
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "survey-gap"
_SURVEY = re.compile(r"\b(?:survey(?:ed|s)?|respondents?|sample|polled|took\spart|questionnaire)\b")
_SIZE = re.compile(
    r"\b(?:sample\s(?:size\s)?(?:of|was)|n\s?=|based\son|survey(?:ed)?(?:\sof)?|responses?\sfrom|completed\sby)\s(?:a\s|sample\s|size\s|of\s|around\s|about\s|approximately\s|just\s|over\s|some\s)*$"
)
_WHO = re.compile(
    r"\s(?:\w+\s){0,2}(?:respondents|adults|people\s(?:took|responded|surveyed)|residents\s(?:took|responded|surveyed)|responses|victims\ssurveyed|surveys)"
)


def sample_size(passage: Passage) -> Token | None:
    """Return the number of people a passage says its survey asked."""
    whole = passage.whole
    for token in whole.tokens:
        whole_number = token.unit is Unit.COUNT and token.step >= 1
        if (
            whole_number
            and 10 <= token.value <= 100_000
            and (
                _SIZE.search(whole.lower[max(0, token.start - 60) : token.start])
                or _WHO.match(whole.lower[token.end : token.end + 50])
            )
        ):
            return token
    return None


def margin(share: float, size: float) -> float:
    """Return the half-width, in points, of the 95% interval of a share: 1.96 √(p(1−p)/n), simple sampling."""
    part = min(max(share / 100, 0.0), 1.0)
    return 196.0 * math.sqrt(part * (1 - part) / size)


def find(document: Document) -> Iterable[Problem]:
    """Yield gaps from an average, or changes, that a survey of that size cannot tell from none."""
    stressed = [it for at in range(len(document.passages)) for it in _stressed(document.passages, at)]
    yield from stressed
    told = {it.line for it in stressed}
    for group in _groups(document):
        size = next((it for it in (sample_size(passage) for passage in group) if it), None)
        if size is None:
            continue
        for passage in group:
            if not _SURVEY.search(passage.text.lower()) or any(0 <= it - passage.line <= 3 for it in told):
                continue
            whole = passage.whole
            share: Token | None = None
            for token in whole.tokens:
                if token.unit not in (Unit.PERCENT, Unit.POINTS):
                    continue
                way = change_direction(whole, token)
                if way is None:
                    share = token if token.unit is Unit.PERCENT else share
                    continue
                if share is None or token.start - share.end > 260:
                    continue
                error = margin(share.value, size.value)
                if 0 < abs(token.value) < error:
                    yield passage.problem(
                        KIND,
                        f"Of {size.text} people, {share.text} is ± {plain(error)} points (95%): a "
                        f"gap of {plain(abs(token.value))} is within it.",
                        Severity.ADVICE,
                        max(0, token.start - 9),
                        min(len(passage.text), token.end + 45),
                    )
                    break


_STRESS = re.compile(
    r"\b(?:significant(?:ly)?|clear(?:ly)?|proof|proves?d?|proven|evidence|shows?\s(?:that|how)|demonstrat\w+|confirms?|real\s(?:change|improvement|"
    r"progress|gain|difference|rise|fall)|made\s(?:the|a|all\sthe)\s(?:real\s)?difference|tell\sthe\sdifference|marked(?:ly)?|definite(?:ly)?|undoubted(?:ly)?|"
    r"unmistakabl[ey]|no\sdoubt|working|paid\soff|paying\soff|borne\sfruit|delighted|proud|great\snews|(?:been|be)\sfelt|vindicat\w+|credit\sto|thanks\sto|"
    r"turned\sthe\scorner|genuine(?:ly)?|noticeabl[ey]|striking|substantial(?:ly)?|meaningful|strong(?:ly)?)\b"
)
_CAREFUL = re.compile(
    r"\b(?:not\s(?:\w+\s)?significant|margin|(?:to|by|of|from|mere)\schance|too\ssmall|sampling|confidence\sinterval|plus\sor\sminus|±|cannot\sbe\stold|no\s(?:real\s)?evidence|"
    r"within\sthe\serror|caution|not\s(?:show|prove|evidence|proof)|insignificant|may\sbe\sno)\b"
)
_PUT_DOWN = re.compile(
    r"\b(?:cannot|could\snot|can\shardly|not)\b[^.;]{0,20}\bchance\b|\bmore\sthan\schance\b"
)
_PEOPLE = re.compile(
    r"\s(?:[a-z]+\s){0,2}?(?:people|respondents|answers|replies|responses|records|forms|residents|victims|callers|adults|interviews|surveys|"
    r"questionnaires|returned|asked|replied|last|this|users|women|men|officers|staff|callers)\b"
)
_SAMPLED = re.compile(
    r"\b(?:samples?|bases?|sizes?|n\s?=|spoke\sto|asked|surveyed|interviewed|based\son|of|from|on|by)\s(?:the\s|some\s|about\s|bases\sof\s)?(?:[0-9,]{2,6}\sand\s)?\(?$"
)
_THEN = re.compile(
    r"\b(?:from|against|than|was|compared|last|previous|year|quarter|earlier|before|ago|up|down|rise|rose|fell|between|difference|to|wave|20[0-9]{2})\b|\("
)


def _sizes(window: list[Sentence]) -> list[float]:
    found = []
    for sentence in window:
        for token in sentence.tokens:
            if token.unit is Unit.FRACTION and token.base and token.base >= 30:
                found.append(token.base)
            if (
                token.unit is not Unit.COUNT
                or token.step < 1
                or not 30 <= token.value <= 20_000
                or token.signed
            ):
                continue
            before = sentence.lower[max(0, token.start - 40) : token.start]
            if _PEOPLE.match(sentence.lower[token.end :]) or _SAMPLED.search(before):
                found.append(token.value)
    return found


def _stressed(passages: tuple[Passage, ...], at: int) -> Iterator[Problem]:
    """Two shares from two samples, spoken of as a real change though their margin is wider than the gap."""
    own = passages[at].sentences
    earlier = passages[at - 1].sentences if at else ()
    for index, sentence in enumerate(own):
        window = [*own[max(0, index - 3) : index + 1]]
        after = [
            it
            for it in own[index + 1 : index + 2]
            if re.match(r"(?:that|this|these|those|it|such|the\s(?:gap|difference))\b", it.lower)
        ]
        said = _PUT_DOWN.sub("significant", sentence.lower)
        if (
            not _STRESS.search(said)
            or _CAREFUL.search(said)
            or any(_CAREFUL.search(it.lower) for it in after)
        ):
            continue
        shares = _compared(window)
        sizes = _sizes([*window, *own[index + 1 : index + 2]]) or _sizes(list(earlier[-3:]))
        if shares is None or not sizes:
            continue
        (one, other), first, last = shares, sizes[0], sizes[1] if len(sizes) > 1 else sizes[0]
        error = math.hypot(margin(one, first), margin(other, last))
        gap = abs(one - other)
        if 0 < gap < error:
            end = sentence.start + len(sentence.text)
            start = sentence.start
            if not re.search(r"[0-9]", sentence.text) and index:
                start = own[index - 1].start
            yield passages[at].problem(
                KIND,
                f"{plain(one)}% and {plain(other)}% of {plain(first)} and {plain(last)} people: "
                f"the 95% margin on the "
                f"difference is {plain(error)} points, the gap {plain(gap)}.",
                Severity.WARNING if "significant" in sentence.lower else Severity.ADVICE,
                max(start, end - 280),
                end,
            )


def _compared(window: list[Sentence]) -> tuple[float, float] | None:
    """Return the last two shares that the sentences set against each other."""
    alone = [
        (it, sentence)
        for sentence in window
        for it in sentence.tokens
        if it.unit is Unit.PERCENT and not it.signed
    ]
    points = [it for sentence in window for it in numbers(sentence) if it.unit is Unit.POINTS]
    if len(alone) == 1 and len(points) == 1:
        value, way = alone[0][0].value, change_direction(window[-1], points[0]) or 1
        return value - way * points[0].value, value
    for size in range(1, len(window) + 1):
        part = window[-size:]
        found = [
            (it, sentence)
            for sentence in part
            for it in sentence.tokens
            if it.unit is Unit.PERCENT and not it.signed and change_direction(sentence, it) is None
        ]
        if len(found) >= 2:
            text = " ".join(it.lower for it in part)
            last = next((it for it in reversed(found) if it[1] is part[-1]), found[-1])
            rest = [it for it in found if it is not last]
            own = [it for it in rest if it[1] is last[1]] or rest
            mate = min(own, key=lambda it: abs(it[0].value - last[0].value))
            return (mate[0].value, last[0].value) if _THEN.search(text) else None
    return None


def _groups(document: Document) -> list[list[Passage]]:
    """Return passages by cell or, outside tables, one with the next: where a sample's size may be told."""
    groups: list[list[Passage]] = []
    last = None
    for passage in document.passages:
        key = (passage.line, passage.cell)
        if groups and key == last:
            groups[-1].append(passage)
        else:
            groups.append([passage])
        last = key
    return groups


RULE = Rule(
    KIND,
    "A survey's gap inside its sampling error",
    "Where a survey's size is given, the 95% margin of a share p of n people is 1.96 √(p(1−p)/n); a "
    "smaller gap or change "
    "is pointed out, and so is one between two samples that is spoken of as real: its margin is "
    "1.96 √(p₁(1−p₁)/n₁ + p₂(1−p₂)/n₂).",
    (
        "In the survey 54% said good. This was 2% lower than the national average. It had a sample "
        "size of around 600 adults.",
        "Trust rose from 55% to 57%, a significant improvement on samples of 996 and 1,004.",
        "This quarter 90% of 410 records were good. Last quarter 88% were, from 380 records, and "
        "it is clear that "
        "training works.",
    ),
    (
        "In the survey 54% said good. This was 12 points lower than the national average. It had a "
        "sample size of around 600 adults.",
        "Trust rose from 50% to 57%, a significant improvement on samples of 996 and 1,004.",
        "Trust rose from 55% to 57%, which is not significant on samples of 996 and 1,004.",
    ),
    find,
)
