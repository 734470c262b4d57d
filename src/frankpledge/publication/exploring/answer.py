"""What answers a question: lines of figures, each held against its reference, and what was found of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from frankpledge.contracts.figures import Figure, Finding
from frankpledge.plan.definitions import Measure
from frankpledge.publication.exploring.question import Question
from frankpledge.publication.month_findings import MonthMark

COLUMNS = (
    "measure",
    "title",
    "area_type",
    "area",
    "area_name",
    "breakdown",
    "window",
    "period",
    "label",
    "value",
    "unit",
    "numerator",
    "denominator",
    "n",
    "state",
    "basis",
    "source",
    "as_at",
    "reference",
    "difference",
    "difference_unit",
    "found",
)
"""The columns of an answer as data."""


def part_words(slug: str) -> str:
    """Return a part of a breakdown as people read it."""
    return slug.replace("-", " ").capitalize()


@dataclass(frozen=True)
class Series:
    """One line of an answer: a measure in one area and part, period by period, oldest first.

    ``references``, ``differences`` and ``marks`` stand beside the figures, None where there is none;
    ``found`` are the findings that ``marks`` come from. ``ours`` marks what was asked for, against what is
    only there to be compared with.
    """

    measure: Measure
    area: str
    area_type: str
    area_name: str
    breakdown: str
    figures: tuple[Figure, ...]
    references: tuple[float | None, ...]
    differences: tuple[float | None, ...]
    marks: tuple[MonthMark | None, ...]
    found: tuple[Finding, ...] = ()
    ours: bool = True

    @property
    def part(self) -> str:
        """The part in words, as its breakdown names it."""
        return part_words(self.breakdown.partition("=")[2])

    @property
    def difference_unit(self) -> str:
        """What a difference is in."""
        return "points" if self.measure.changes_in_points else "per cent"

    @property
    def known(self) -> tuple[Figure, ...]:
        """The figures that have a value."""
        return tuple(figure for figure in self.figures if figure.value is not None)


@dataclass(frozen=True)
class Answer:
    """The lines of an answer, in the order asked: by measure, then area and part, or as figures order them.

    ``judged`` are the quarters, by label and oldest first, whose findings were looked at. ``left_out`` is how
    many lines there are besides, of which nothing was found where those alone were asked for. ``parts`` are
    all parts of the breakdown, asked for or not, as addresses and people have them.
    """

    question: Question
    series: tuple[Series, ...]
    judged: tuple[str, ...] = ()
    left_out: int = 0
    parts: tuple[tuple[str, str], ...] = ()

    def of(self, measure: Measure) -> tuple[Series, ...]:
        """Return the lines of one measure, in order."""
        return tuple(one for one in self.series if one.measure is measure)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures there is something of, in the order asked."""
        return tuple({one.measure.id: one.measure for one in self.series}.values())

    @property
    def ours(self) -> tuple[Series, ...]:
        """The lines that were asked for."""
        return tuple(one for one in self.series if one.ours)

    @property
    def periods(self) -> tuple[Figure, ...]:
        """A figure of each period there is, oldest first."""
        held = {figure.period: figure for one in self.series for figure in one.figures}
        return tuple(figure for _, figure in sorted(held.items()))

    @property
    def rows(self) -> Iterator[tuple[object, ...]]:
        """The answer as rows in COLUMNS."""
        for one in self.series:
            held = zip(one.figures, one.references, one.differences, one.marks, strict=True)
            for figure, reference, difference, mark in held:
                yield (
                    figure.measure,
                    one.measure.title,
                    figure.area_type,
                    figure.area,
                    one.area_name,
                    figure.breakdown,
                    figure.window,
                    figure.period,
                    figure.label,
                    figure.value,
                    figure.unit,
                    figure.numerator,
                    figure.denominator,
                    figure.n,
                    figure.state.value,
                    figure.basis.value,
                    figure.source,
                    None if figure.as_at is None else figure.as_at.isoformat(),
                    reference,
                    difference,
                    one.difference_unit if difference is not None else "",
                    "" if mark is None else mark.words,
                )
