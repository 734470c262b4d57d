"""Whether something done in a place made a difference: counts there and elsewhere, before and after.

The weighted displacement difference of Wheeler and Ratcliffe (2018): what became of the treated
areas against control areas, and, where they are named, of areas around both, into which crime
may have moved. It says how many events fewer or more, with an interval, and nothing of why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.counts import Displacement, displacement_difference, measured_dispersion
from frankpledge.builds.reading import Build
from frankpledge.errors import WrongUse, did_you_mean
from frankpledge.measures.series import SeriesSet
from frankpledge.measures.windows import KNOWN, over_windows
from frankpledge.periods import Period, since
from frankpledge.plan.definitions import Kind, Measure

GROUPS = ("treated", "control", "displaced", "displaced-control")


@dataclass(frozen=True)
class Intervention:
    """Counts of each group before and after, and what they amount to. ``phi`` is the overdispersion."""

    measure: Measure
    before: Period
    after: Period
    counts: dict[str, tuple[float, float]]
    result: Displacement
    phi: float

    @property
    def sentence(self) -> str:
        """What can be said, in one sentence that does not overclaim."""
        made, measure = self.result, self.measure
        if np.isnan(made.z):
            return f"{measure.title}: nothing was counted in any of the areas, so nothing can be said."
        size, span = _signed(made.total), f"({_signed(made.low)} to {_signed(made.high)})"
        if made.low <= 0.0 <= made.high:
            return (
                f"{measure.title}: no clear difference; {size} than the control areas would lead to expect, "
                f"within what chance alone brings {span}."
            )
        return f"{measure.title}: {size} than the control areas would lead to expect {span}."


def _signed(number: float) -> str:
    return f"{abs(number):,.0f} {'fewer' if number < 0 else 'more'}"


def intervene(
    build: Build, measure: Measure, areas: Mapping[str, Sequence[str]], before: Period, after: Period
) -> Intervention:
    """Return what became of ``areas`` (by the names of GROUPS) from one span of months to another.

    Raises WrongUse for spans that overlap or were not supplied in full, areas without figures or named
    twice, or a measure that is no count.
    """
    if measure.kind is not Kind.COUNT:
        raise WrongUse(f"'{measure.id}' is a {measure.kind}.", do="Interventions are weighed by counts.")
    if before.last_month >= after.first_month:
        raise WrongUse(
            f"{before.label} does not end before {after.label} begins.", do="Name spans that do not meet."
        )
    named = [area for group in areas.values() for area in group]
    twice = sorted({area for area in named if named.count(area) > 1})
    if twice:
        raise WrongUse(f"{twice[0]} is named twice.", do="An area is treated or control, not both.")
    held = _held(build, measure, named)
    counts = {
        group: (_total(held, areas.get(group, ()), before), _total(held, areas.get(group, ()), after))
        for group in GROUPS
    }
    phi = _dispersion(held)
    result = displacement_difference(
        counts["treated"],
        counts["control"],
        counts["displaced"],
        counts["displaced-control"],
        times=(1.0, len(after.months) / len(before.months)),
        dispersion=phi,
    )
    return Intervention(measure, before, after, counts, result, phi)


def _held(build: Build, measure: Measure, named: Sequence[str]) -> dict[str, tuple[SeriesSet, int]]:
    found: dict[str, tuple[SeriesSet, int]] = {}
    known: list[str] = []
    for area_type in measure.area_types:
        for series in build.figures.series(measure, area_type, source=measure.table):
            known += [key.area for key in series.keys]
            found |= {key.area: (series, place) for place, key in enumerate(series.keys) if key.area in named}
    for area in named:
        if area not in found:
            raise WrongUse(
                f"There is no figure of '{measure.id}' for an area '{area}'.",
                do=did_you_mean(area, known) or "`frankpledge figures --area-type lsoa` lists them.",
            )
    return found


def _total(held: dict[str, tuple[SeriesSet, int]], areas: Sequence[str], span: Period) -> float:
    whole = since(span.first_month, span.last_month)
    total = 0.0
    for area in areas:
        series, row = held[area]
        windowed = over_windows(series.dense, whole.window, (whole,))
        if windowed.state[row, 0] != KNOWN:
            raise WrongUse(
                f"Not all months of {span.label} were supplied for {area}.", do="Choose months that were."
            )
        total += float(windowed.numerator[row, 0])
    return total


def _dispersion(held: dict[str, tuple[SeriesSet, int]]) -> float:
    """Return how much more the areas' months vary than chance makes them, together."""
    rows = []
    for series, row in held.values():
        known = series.dense.state[row] == KNOWN
        rows.append(np.where(known, series.dense.numerator[row], np.nan))
    return float(measured_dispersion(np.sum(rows, axis=0)[None, :]).phi[0])
