"""Bounds in words beside the share they are about: "more than half (44%)", "a majority, 46%"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from frankpledge.checking.document import Document
from frankpledge.checking.numerals import NUMBER_WORDS
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Unit

KIND = "fraction-bound"
_SMALL = "|".join(list(NUMBER_WORDS)[1:21])
_PARTS = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0}
_BOUND = re.compile(
    r"(?<![a-z])(?:(?P<over>(?:just\s|slightly\s|well\s|a\slittle\s)?(?:more\sthan|over)|at\sleast)|(?P<under>(?:just\s|slightly\s|well\s|a\slittle\s)?(?:fewer\sthan|less\sthan|under)|at\smost))\s"
    rf"(?P<said>half|(?:a|an|one|two|three|four)[\s-](?:thirds?|quarters?|fifths?|tenths?)|(?P<few>{_SMALL}|[0-9]{{1,2}})\s(?:in|out\sof)\s(?:every\s)?(?P<many>{_SMALL}|[0-9]{{1,2}}))\b"
    r"(?P<gap>[^.;:()0-9]{0,60})\((?:just\s|some\s|at\s)?$"
)
_MAJORITY = re.compile(
    r"\b(?:an?|the)\s(?:[a-z]+\s){0,2}?(?:(?P<over>majority)|(?P<under>minority))\b(?P<gap>[^.;:,()0-9]{0,60})[,(–]\s?(?:just\s|some\s|at\s)?$|"
    r"(?:^|,\s|\band\s|\bthat\s)(?P<most>most)\s(?:of\s(?:the|those|our|these)\s)?(?:people|residents|victims|[a-z]+s)\s(?P<rest>[^.;:,()0-9]{0,40})\((?:just\s|some\s)?$"
)
_NOT_A_SHARE = re.compile(
    r"\b(?:hour|day|year|mile|million|minute|price|cost|time|up|down|fell|rose|increase\w*|reduc\w*|by)\b"
)


def _part(match: re.Match[str]) -> float:
    """Return the per cent of ``half``, ``two thirds`` or ``one in ten``."""
    if match["few"]:
        few, many = (
            float(it) if it.isdigit() else float(NUMBER_WORDS[it]) for it in (match["few"], match["many"])
        )
        return 100 * few / many if many else 0.0
    *many_of, part = re.split(r"[\s-]", match["said"])
    return (NUMBER_WORDS.get(many_of[0], 1) if many_of else 1) * _PARTS[part.removesuffix("s")]


def find(document: Document) -> Iterable[Problem]:
    """Yield bounds in words that the share beside them passes."""
    for sentence in document.sentences:
        for token in sentence.tokens:
            if token.unit is not Unit.PERCENT or token.signed:
                continue
            opening = sentence.lower[: token.start]
            match = _BOUND.search(opening)
            if match is not None:
                bound, over, gap = _part(match), bool(match["over"]), match["gap"]
            elif match := _MAJORITY.search(opening):
                bound, over, gap = 50.0, not match["under"], match["gap"] or match["rest"] or ""
                if opening.rstrip()[-1] != "(" and sentence.text[token.end : token.end + 1] not in (
                    ",",
                    " –",
                    ")",
                ):
                    continue
            else:
                continue
            before = opening[max(0, match.start() - 12) : match.start()]
            if _NOT_A_SHARE.search(gap) or re.search(r"\b(?:not|no|by|than)\s$", before):
                continue
            slack = token.step / 2
            if (token.value + slack < bound) if over else (token.value - slack > bound):
                said = re.sub(r"[\s,(–]+$", "", match[0]).lstrip(", ")
                yield sentence.problem(
                    KIND,
                    f'{token.text.strip()} is {"below" if over else "above"} {bound:.3g}%: not "{said}".',
                    Severity.ERROR,
                    match.start(),
                    token.end + (sentence.text[token.end : token.end + 1] == ")"),
                )


RULE = Rule(
    KIND,
    "A bound in words that the share beside it passes",
    '"More than half (44%)", "fewer than one in ten (12%)", "a majority, 46%": the share stands in '
    "brackets, or between commas, after the words.",
    (
        "More than half of respondents (44%) felt safe after dark.",
        "Fewer than one in ten (12%) said so.",
        "A majority, 46%, backed the rise in the precept.",
    ),
    (
        "More than half of respondents (54%) felt safe after dark.",
        "Fewer than one in ten (8%) said so.",
        "A majority, 56%, backed the rise in the precept.",
    ),
    find,
)
