"""Claims that name a measure, an area and a period of an office, against the office's own figures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from frankpledge.areas import FORCES
from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.phrases import is_quantified, levels
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "office-figure"
_BEFORE_NAME = re.compile(r"(?:^|\b(?:recorded|of|in|for|the|total|all|and|were|was|saw)\s|[,:(]\s*)$")


@dataclass(frozen=True)
class OfficeFigure:
    """One figure of a build. ``first`` and ``last`` are month numbers; ``unit`` is that of its value."""

    title: str
    area: str
    first: int
    last: int
    label: str
    value: float
    unit: Unit
    build: str


def against(figures: Sequence[OfficeFigure]) -> Rule:
    """Return the rule that holds a document's claims against an office's figures."""
    held: dict[str, list[OfficeFigure]] = defaultdict(list)
    for figure in figures:
        held[figure.title.lower()].append(figure)
    areas = {figure.area for figure in figures}
    names = sorted(held, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b" if names else r"(?!)")

    def find(document: Document) -> Iterator[Problem]:
        for sentence in document.sentences:
            if any(it.span for it in sentence.tokens):
                yield from _claims(sentence, pattern, held, areas)

    return Rule(
        KIND,
        "A figure other than the office's own",
        "A sentence that names one measure, one month, quarter or year and one number, whose figure in the "
        "newest build is another. An office with several forces: the sentence must name one.",
        (),
        (),
        find,
    )


def _claims(
    sentence: Sentence, names: re.Pattern[str], held: dict[str, list[OfficeFigure]], areas: set[str]
) -> Iterator[Problem]:
    named = list(names.finditer(sentence.lower))
    spans = {it.span for it in sentence.tokens if it.span}
    counted = [it for it in levels(sentence) if it.unit in (Unit.COUNT, Unit.PERCENT)]
    values = [it for it in counted if not any(name.start() <= it.start < name.end() for name in named)]
    if len(named) != 1 or len(spans) != 1 or len(values) != 1 or is_quantified(sentence, values[0]):
        return
    if not _BEFORE_NAME.search(sentence.lower[: named[0].start()]):
        return
    area = _area(sentence, areas)
    [span], [value] = spans, values
    for figure in held[named[0][0]]:
        same = span and (figure.first, figure.last) == (span.first, span.last) and span.kind != "day"
        same = same and figure.area == area and figure.unit is value.unit
        if same and not _agrees(value, figure):
            yield sentence.problem(
                KIND,
                f"Build {figure.build} has {plain(figure.value, 2)} for {figure.title.lower()}, "
                f"{figure.area}, {figure.label}; the document has {value.text}.",
                Severity.WARNING,
                min(named[0].start(), value.start),
                max(named[0].end(), value.end),
            )


def _area(sentence: Sentence, areas: set[str]) -> str:
    """Return the force a sentence is of: the one it names, else the office's only one; '' if unclear."""
    told = {
        force.title for force in FORCES if re.search(rf"\b{re.escape(force.title.lower())}\b", sentence.lower)
    }
    told |= {area for area in areas if area.lower() in sentence.lower}
    if len(told) == 1:
        return next(iter(told))
    return next(iter(areas)) if not told and len(areas) == 1 else ""


def _agrees(value: Token, figure: OfficeFigure) -> bool:
    return abs(value.value - figure.value) <= value.step / 2 + 1e-9
