"""Where a series seems to have changed its level for good: proposals of a new baseline, never applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.control.baselines import Baseline
from frankpledge.assessment.control.change_points import proposals
from frankpledge.assessment.control.series import Series
from frankpledge.assessment.expected.interval import adjusted_for_season
from frankpledge.builds.judging import SeriesJudged, judge
from frankpledge.builds.reading import Build
from frankpledge.periods import Window, month_key, period_ending
from frankpledge.plan.chart_decisions import ChartChange

LEAST = 36
"""Known months a series must have: in fewer, a season passes for a change of level."""


@dataclass(frozen=True)
class Proposed:
    """A new baseline that might begin with ``month``.

    ``before`` and ``after`` are means of the months next to it, 12 at most; ``sigmas`` is the change
    in usual variations of a single month.
    """

    measure: str
    title: str
    area: str
    month: int
    before: float
    after: float
    sigmas: float

    @property
    def reason(self) -> str:
        way = "rise" if self.after > self.before else "fall"
        return (
            f"Its months seem to {way} for good here, from about {self.before:,.4g} to about "
            f"{self.after:,.4g}: {abs(self.sigmas):.1f} times what a single month usually varies, "
            "season taken out."
        )

    def as_decision(self) -> str:
        """Return the decision that could be recorded, with what only a person knows left open."""
        return "\n".join(
            (
                "  - change: rebase",
                f"    measures: [{self.measure}]",
                f"    areas: [{self.area}]",
                f"    from: {month_key(self.month)}",
                "    reason: …          # why the level changed, as those who record would say it",
                "    by: …              # who decides",
                "    decided: …         # YYYY-MM-DD",
            )
        )


def propose(build: Build, measures: Sequence[str] | None = None) -> tuple[list[Proposed], int]:
    """Return proposed baselines for the forces a build is about, and how many series are too short for any.

    By measure, area and month; looked for in the months up to the newest quarter, season taken
    out, since the latest rebase.
    """
    newest = build.figures.reader.last_month
    quarter = period_ending(Window.QUARTER, newest)
    found: list[Proposed] = []
    short = 0
    for one in judge(build, quarter, measures=measures):
        if build.figures.reader.own_source(one.measure) != one.source:
            continue
        if int((~np.isnan(one.monthly.numerator)).sum()) < LEAST:
            short += 1
        else:
            found += _of_series(one, build)
    return sorted(found, key=lambda each: (each.measure, each.area, each.month)), short


def _of_series(one: SeriesJudged, build: Build) -> list[Proposed]:
    adjusted = adjusted_for_season(one.monthly)
    width = adjusted.shape[1]
    begun = [
        decision.from_month - one.monthly.first_month
        for decision in build.definitions.chart_decisions
        if decision.change is ChartChange.REBASE and decision.covers(one.measure.id, one.key.area)
    ]
    baseline = Baseline.of(width, rebased_at=[place for place in begun if 0 < place < width])
    shown = _shown(one)
    found = []
    for proposal in proposals(Series(Window.MONTH, adjusted), baseline):
        place = proposal.place
        before = shown[max(0, place - 12) : place]
        after = shown[place : place + 12]
        month = one.monthly.first_month + place
        found.append(
            Proposed(
                one.measure.id,
                one.measure.title,
                one.key.area,
                month,
                float(np.nanmean(before)),
                float(np.nanmean(after)),
                proposal.sigmas,
            )
        )
    return found


def _shown(one: SeriesJudged) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    monthly = one.monthly
    if monthly.denominator is None:
        return np.asarray(monthly.values[0])
    below = np.where(monthly.known, monthly.denominator, np.nan)
    return np.asarray((monthly.numerator / below)[0] * monthly.per)
