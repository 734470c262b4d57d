"""Where an area stands among its peers in one quarter: funnel, rank with its set, and clear differences.

Areas are taken from one source, own area included, as in the comparisons: counts by number per
resident. Standing is a picture of one quarter; whether it changed is another question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from frankpledge.areas import force_title
from frankpledge.assessment.counts import measured_dispersion
from frankpledge.assessment.peers.comparing import clearly_different
from frankpledge.assessment.peers.funnels import Funnel, Spread, funnel, lines_of
from frankpledge.assessment.peers.limits import Kind as Form
from frankpledge.assessment.peers.ranks import RankSets, rank_sets
from frankpledge.assessment.rates.estimates import Estimate, Floats
from frankpledge.assessment.rates.intervals import proportion, rate
from frankpledge.assessment.reasons import Reason
from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Finding
from frankpledge.measures.series import SeriesSet, days_to_end_of
from frankpledge.measures.windows import KNOWN, over_windows
from frankpledge.periods import Period
from frankpledge.plan.definitions import ADDED_UP, Direction, Kind, Measure, PeerGroup
from frankpledge.plan.units import RESIDENTS

PER_RESIDENTS = 1000.0
"""Counts of areas are compared for so many residents."""

OUTSIDE_FUNNEL = "outside the funnel of its peers"
BETTER_THAN_PEERS, WORSE_THAN_PEERS = "better than usual", "worse than usual"
"""What the direction of such a finding says: of standing among others, not of change."""
COMPARABLE = (*ADDED_UP, Kind.SHARE, Kind.RATIO, Kind.RATE)


@dataclass(frozen=True)
class Standing:
    """One measure among the A areas of a group that it is held for: all arrays are A × 1.

    ``estimate`` is in ``unit``, with 95 % intervals; ``sizes`` what it is divided by. ``missing``
    names the group's areas without a figure; ``own`` is the place of the area the standing is about.
    """

    measure: Measure
    group: PeerGroup
    source: str
    quarter: Period
    areas: tuple[str, ...]
    missing: tuple[str, ...]
    own: int
    unit: str
    scale: float
    sizes: Floats
    estimate: Estimate
    funnel: Funnel
    ranks: RankSets
    clear: tuple[str, ...]
    """For each area in words: how the own one differs from it."""
    counts: Floats
    form: Form
    others: float
    """The weighted mean of the others, in ``unit``; NaN without any."""
    beside_others: str
    """How the own area differs from the others taken together, in words."""

    @property
    def as_compared(self) -> Measure:
        """The measure as its values stand here: a count is a rate of residents."""
        if self.unit == self.measure.unit:
            return self.measure
        return replace(self.measure, kind=Kind.RATE, unit=self.unit)

    @property
    def flag(self) -> int:
        """±2 beyond the 99.8 % limits, ±1 beyond 95 %, 0 within or no funnel."""
        return int(self.funnel.flag[self.own, 0])


def standings(build: Build, quarter: Period, area: str, measures: Iterable[str]) -> list[Standing]:
    """Return where a force stands in each group it is in, by measure, then group, where it has a figure."""
    found = []
    groups = [
        group
        for group in build.definitions.office.peer_groups
        if area in group.areas and group.in_force(quarter.last_month)
    ]
    for name in measures:
        measure = build.definitions.measures[name]
        if measure.kind not in COMPARABLE:
            continue
        source = build.figures.reader.sources(measure)[-1]
        held = build.figures.series(measure, source=source)
        if not held:
            continue
        for group in groups:
            made = _standing(build, held[0], group, quarter, area)
            if made is not None:
                found.append(made)
    return found


def _standing(build: Build, held: SeriesSet, group: PeerGroup, quarter: Period, area: str) -> Standing | None:
    measure = held.measure
    members = [place for place, key in enumerate(held.keys) if key.area in group.areas]
    names = [held.keys[place].area for place in members]
    windowed = over_windows(held.dense, quarter.window, (quarter,))
    counted = measure.kind in ADDED_UP
    numerator = windowed.numerator[members]
    if counted:
        sizes = build.figures.reader.sizes(RESIDENTS, names, [days_to_end_of(quarter.last_month)])
    else:
        assert windowed.denominator is not None
        sizes = windowed.denominator[members]
    valid = (windowed.state[members] == KNOWN) & (sizes > 0)
    if area not in names or not valid[names.index(area), 0]:
        return None
    own = names.index(area)
    scale = PER_RESIDENTS if counted else measure.scale
    form = Form.PROPORTION if measure.kind is Kind.SHARE else Form.RATE
    over, below = np.where(valid, numerator, np.nan), np.where(valid, sizes, np.nan)
    phi = _dispersion(held, members, counted or measure.kind is Kind.RATE)
    compared = clearly_different(over, below, valid, own, form, dispersion=phi)
    others, beside_others = _beside_others(over, below, phi, own, form)
    present = [name for name, is_valid in zip(names, valid[:, 0], strict=True) if is_valid]
    return Standing(
        measure,
        group,
        held.source,
        quarter,
        tuple(names),
        tuple(sorted(force_title(name) for name in group.areas if name not in present)),
        own,
        f"per {PER_RESIDENTS:,.0f} residents" if counted else measure.unit,
        scale,
        below,
        (proportion if form is Form.PROPORTION else rate)(over, below, multiplier=scale),
        funnel(over, below, valid, form),
        rank_sets(
            over,
            below,
            valid,
            form,
            lower_is_better=measure.direction is Direction.LOWER,
            dispersion=phi,
        ),
        tuple(compared.words((place, 0)) for place in range(len(names))),
        over,
        form,
        others * scale,
        beside_others,
    )


def _beside_others(over: Floats, below: Floats, phi: Floats, own: int, form: Form) -> tuple[float, str]:
    """Return the weighted mean of the others, and how the own area differs from them taken together.

    A sum of counts that vary more than chance varies by the mean of their dispersions, weighted by count.
    """
    rest = np.flatnonzero(~np.isnan(over[:, 0]) & (np.arange(len(over)) != own))
    total, size = float(over[rest].sum()), float(below[rest].sum())
    if not size:
        return float("nan"), Reason.NO_PEERS.words
    shared = float((phi[rest] * over[rest]).sum()) / total if total else 1.0
    above = np.array([[float(over[own, 0])], [total]])
    under = np.array([[float(below[own, 0])], [size]])
    worth = np.array([[float(phi[own, 0])], [max(shared, 1.0)]])
    compared = clearly_different(above, under, np.ones((2, 1), bool), 0, form, dispersion=worth)
    return total / size, compared.words((1, 0))


def funnel_lines(standing: Standing, points: int = 40) -> tuple[Floats, Floats, Floats, float]:
    """Return the lines of the funnel that judge the own area: sizes, limits (2 × points), centre."""
    known = ~np.isnan(standing.counts[:, 0])
    largest, least = float(np.nanmax(standing.sizes)), float(np.nanmin(standing.sizes))
    sizes = np.geomspace(least * 0.8, largest * 1.05, points)
    low, high, centre = lines_of(
        standing.counts, standing.sizes, known[:, None], standing.form, standing.own, sizes
    )
    return sizes, low * standing.scale, high * standing.scale, centre * standing.scale


def _dispersion(held: SeriesSet, members: list[int], counted: bool) -> Floats:
    """Return how much more each area's own figure varies over time than chance makes it, A × 1."""
    if not counted:
        return np.ones((len(members), 1))
    known = held.dense.state[members] == KNOWN
    counts = np.where(known, held.dense.numerator[members], np.nan)
    return np.asarray(measured_dispersion(counts).phi)[:, None]


def rank_words(standing: Standing) -> str:
    """Return the rank with its set: ``rank 4 of 39 (could be 2 to 7)``, or why there is none."""
    ranks, own = standing.ranks, standing.own
    if ranks.reason[own, 0] != Reason.KNOWN:
        return Reason(int(ranks.reason[own, 0])).words
    rank, best, worst = (int(one[own, 0]) for one in (ranks.rank, ranks.best, ranks.worst))
    present = int(ranks.present[0])
    level = f", level with {int(ranks.ties[own, 0])} more" if ranks.ties[own, 0] else ""
    return f"rank {rank} of {present} (could be {best} to {worst}){level}"


def finding_of(standing: Standing, say: str, usual: tuple[str, str]) -> Finding | None:
    """Return the finding that an area lies beyond the 99.8 % limits of its peers' funnel, if it does.

    ``say`` is its value in words, ``usual`` the limits.
    """
    if abs(standing.flag) < 2:
        return None
    made, own, measure = standing.funnel, standing.own, standing.measure
    above = standing.flag > 0
    better = {Direction.LOWER: not above, Direction.HIGHER: above, Direction.NEUTRAL: None}[measure.direction]
    judged = {True: BETTER_THAN_PEERS, False: WORSE_THAN_PEERS, None: "no judgement"}[better]
    gap = f"; no figure for {', '.join(standing.missing)}" if standing.missing else ""
    low, high = (float(one[1, own, 0]) * standing.scale for one in (made.low, made.high))
    return Finding(
        *(measure.id, "force", standing.areas[own], "", str(standing.quarter.window), standing.quarter.key),
        *(standing.source, OUTSIDE_FUNNEL),
        method=made.method,
        variant=Spread(int(made.spread[0])).words,
        baseline=f"{standing.group.title}: {int(made.present[0])} areas{gap}",
        expected_low=low,
        expected_high=high,
        seen=float(made.value[own, 0]) * standing.scale,
        strength=f"beyond the 99.8 % limits; {rank_words(standing)}",
        direction=judged,
        sentence=(
            f"{measure.title}: {say} in {standing.quarter.label}, {'above' if above else 'below'} what is "
            f"usual among {standing.group.title} ({usual[0]} to {usual[1]}). It is {rank_words(standing)}."
        ),
    )
