"""An average in prose beside the values it is of: ``19 months on average (14, 17 and 11 months)``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import as_time, plain
from frankpledge.checking.document import Document, Passage, Sentence
from frankpledge.checking.phrases import change_direction
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "mean-of-list"
_AVERAGE = re.compile(r"\b(?:averag\w+|mean|median|typical)\b")
_MEAN_BEFORE = re.compile(
    r"\b(?:(?:mean|average|median)(?:\s[a-z]+){0,3}?\s(?:of|was|is|at|took)|averag(?:ed|ing)|giving|making|or|overall(?:\s(?:at|was|it\swas))?)\s"
    r"(?:(?:a|an|the)\s(?:mean|average)\sof\s|about\s|around\s)?$"
)
_MEAN_AFTER = re.compile(
    r"\s?(?:(?:minutes?|seconds?|days?|months?|hours?|\([^()]{1,25}\)|per\s[a-z]+|a\s[a-z]+)\s)?(?:on\saverage|in\sall|overall|"
    r"for\sthe\s(?:quarter|year)|together|combined)\b"
)
_BY = re.compile(
    r"\bby\s(?:month|suite|district|area|station|site|quarter|region|team|division|borough|year|group|court|base|unit|age|"
    r"force|hub|locality|county|ward|watch|shift|custody\ssuite)s?\b|\b(?:january|april|july|october)\b.*\b(?:march|june|september|december)\b"
)
_UNITS = (Unit.PERCENT, Unit.SECONDS, Unit.DAYS, Unit.MONTHS, Unit.COUNT)


def _run(sentence: Sentence, tokens: list[Token]) -> list[Token]:
    """Return the longest list of numbers joined by commas and "and"."""
    best: list[Token] = []
    run: list[Token] = []
    for token in tokens:
        gap = sentence.lower[run[-1].end : token.start] if run else ""
        gap = re.sub(r"\([^()]*\)", "", gap)
        joined = bool(run) and len(gap) < 45 and re.search(r",|\band\b", gap)
        parted = re.search(
            r"[;:]|\b(?:compared|against|target|standard|than|average|mean|giving|making|or|overall|from)\b",
            gap,
        )
        run = [*run, token] if joined and not parted else [token]
        best = run if len(run) > len(best) else best
    return best


def _means(passage: Passage) -> Iterator[Problem]:
    earlier: list[Token] = []
    for sentence in passage.sentences:
        levels = [
            it
            for it in sentence.tokens
            if it.unit in _UNITS and not it.signed and change_direction(sentence, it) is None
        ]
        means = [it for it in levels if _is_mean(sentence, it)]
        others = [it for it in levels if it not in means and not _in_count_brackets(sentence, it)]
        run = _run(sentence, others)
        units = {it.unit for it in run}
        named = next((it for it in run if it.unit is not Unit.COUNT), run[-1] if run else None)
        unit = named.unit if named else None
        if len(units) == 2 and Unit.COUNT in units and named:
            run = [_as(it, named) for it in run]  # "14, 17 and 11 months"
        elif len(units) > 1:
            run = []
        if len(run) >= 2 and unit is not None:
            told = [it for it in means if abs(it.start - run[0].start) < 160]
            listed = _BY.search(sentence.lower)
            if not told and listed and len(run) >= 3:
                told = earlier[-1:]
            for mean in told:
                if mean.unit is unit and not _within(mean, run):
                    yield _problem(sentence, mean, run, own=mean in means)
                    break
        earlier = [*earlier, *means][-3:]


def _is_mean(sentence: Sentence, token: Token) -> bool:
    before, after = sentence.lower[max(0, token.start - 60) : token.start], sentence.lower[token.end :]
    lead = _MEAN_BEFORE.search(before)
    if lead and (_AVERAGE.search(lead[0]) or _AVERAGE.search(after[:25])):
        return not re.search(
            r"\b(?:national|regional|msg|group|force|than\sthe)\s[a-z]*\s?(?:mean|average)", before
        )
    if not _MEAN_AFTER.match(after):
        return False
    if "average" in after[:40]:
        return True
    return token.unit is not Unit.COUNT and bool(lead)


def _in_count_brackets(sentence: Sentence, token: Token) -> bool:
    """Whether a count stands in brackets beside a rate: ``84% (402 due)``."""
    return token.unit is Unit.COUNT and bool(re.search(r"%\s?\($", sentence.text[: token.start]))


def _as(token: Token, like: Token) -> Token:
    if token.unit is like.unit:
        return token
    scale = like.step if like.unit in (Unit.SECONDS, Unit.DAYS, Unit.MONTHS) and like.step >= 1 else 1.0
    return Token(token.start, token.end, token.text, like.unit, token.value * scale, token.step * scale)


def _within(mean: Token, run: list[Token]) -> bool:
    step = max(mean.step, max(it.step for it in run)) if mean.unit is not Unit.SECONDS else 1.0
    low, high = min(it.value for it in run), max(it.value for it in run)
    return low - step <= mean.value <= high + step


def _problem(sentence: Sentence, mean: Token, run: list[Token], *, own: bool) -> Problem:
    show = as_time if mean.unit is Unit.SECONDS else plain
    values = [it.value for it in run]
    start, end = run[0].start, run[-1].end
    if own:
        start, end = min(start, mean.start), max(end, mean.end)
    return sentence.problem(
        KIND,
        f"{mean.text.strip()} is given as the mean of values from {show(min(values))} to "
        f"{show(max(values))}.",
        Severity.WARNING,
        start,
        min(end, start + 290),
    )


def find(document: Document) -> Iterable[Problem]:
    """Yield averages that lie outside the values listed with them."""
    for passage in document.passages:
        if _AVERAGE.search(passage.text.lower()) or _BY.search(passage.text.lower()):
            yield from _means(passage)


RULE = Rule(
    KIND,
    "An average outside the values listed with it",
    "Three or more values listed by month, by site or in brackets, beside their average in the same "
    "sentence or just "
    "before: an average lies between the least and the greatest.",
    (
        "A sale took 19 months on average (14, 17 and 11 months).",
        "Visitors waited 4:35 on average. By suite the wait was 5:02 at Hill, 4:50 at Quay and 4:41 at Mill.",
        "By month it was 7.9, 8.3 and 8.9 minutes, or 9.4 minutes on average.",
    ),
    (
        "A sale took 14 months on average (14, 17 and 11 months).",
        "Visitors waited 4:45 on average. By suite the wait was 5:02 at Hill, 4:50 at Quay and 4:41 at Mill.",
        "By month it was 7.9, 8.3 and 8.9 minutes, or 8.4 minutes on average.",
    ),
    find,
)
