"""Gaps between survey results that are smaller than the sampling error."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Passage
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
    for group in _groups(document):
        size = next((it for it in (sample_size(passage) for passage in group) if it), None)
        if size is None:
            continue
        for passage in group:
            if not _SURVEY.search(passage.text.lower()):
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
    "is pointed out.",
    (
        "In the survey 54% said good. This was 2% lower than the national average. It had a sample "
        "size of around 600 adults.",
    ),
    (
        "In the survey 54% said good. This was 12 points lower than the national average. It had a "
        "sample size of around 600 adults.",
    ),
    find,
)
