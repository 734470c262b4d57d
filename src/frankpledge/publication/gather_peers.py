"""Gather where an area stands among its peers: intervals, possible ranks and the funnel that judges it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from frankpledge.areas import force_title
from frankpledge.assessment.peers.funnels import FEWEST, HUBER_FROM
from frankpledge.assessment.reasons import Reason
from frankpledge.builds.standing import OUTSIDE_FUNNEL, Standing, funnel_lines
from frankpledge.contracts.figures import Comparator, Comparison, Finding
from frankpledge.plan.definitions import ADDED_UP, Direction, Kind, Measure
from frankpledge.plan.units import RESIDENTS
from frankpledge.publication.found import PeersFound
from frankpledge.publication.funnel_charts import Beyond, Funnel, FunnelArea, FunnelLines
from frankpledge.publication.model import Tone
from frankpledge.publication.peer_charts import PeerFindings
from frankpledge.publication.readings import MeasureReading

_BEYOND = {0: Beyond.NEITHER, 1: Beyond.WARNING, 2: Beyond.CONTROL}


def peers_found(
    standings: Sequence[Standing], readings: dict[str, MeasureReading], rows: Sequence[Finding]
) -> dict[str, PeersFound]:
    """Return where the area stands by measure: in the group its reading shows, and in a funnel.

    The funnel is one whose outer lines it lies beyond, or else that of the group shown; it is drawn
    where the area lies beyond its inner lines.
    """
    by_measure: dict[str, list[Standing]] = {}
    for one in standings:
        if one.measure.id in readings:
            by_measure.setdefault(one.measure.id, []).append(one)
    found = {}
    for name, held in by_measure.items():
        group = readings[name].peer_group
        shown = next((one for one in held if one.group.title == group), None)
        if shown is None:
            continue
        widest = max(held, key=lambda one: (abs(one.flag) > 1, _present(one) >= FEWEST and one is shown))
        funnel = _funnel(widest) if widest.flag and _present(widest) >= FEWEST else None
        found[name] = PeersFound(
            bars=_bars(shown),
            beside_others=shown.beside_others,
            funnel=funnel,
            funnel_group=widest.group.title,
            own_lines=_present(widest) < HUBER_FROM,
            outside=tuple(row for row in rows if row.measure == name and row.kind == OUTSIDE_FUNNEL),
        )
    return found


def _present(one: Standing) -> int:
    return int(one.funnel.present[0])


def _bars(one: Standing) -> PeerFindings:
    made = one.estimate
    intervals = {
        area: (float(made.low[place, 0]), float(made.high[place, 0]))
        for place, area in enumerate(one.areas)
        if np.isfinite(made.low[place, 0]) and np.isfinite(made.high[place, 0])
    }
    return PeerFindings(intervals, one.others if np.isfinite(one.others) else None, rank_set(one))


def rank_set(one: Standing) -> tuple[int, int] | None:
    """Return the best and worst rank the own area could have; None where it is not ranked."""
    ranks, own = one.ranks, one.own
    if ranks.reason[own, 0] != Reason.KNOWN:
        return None
    return int(ranks.best[own, 0]), int(ranks.worst[own, 0])


def _funnel(one: Standing) -> Funnel:
    sizes, low, high, centre = funnel_lines(one)
    common = _present(one) >= HUBER_FROM
    areas = []
    for place, area in enumerate(one.areas):
        value = float(one.funnel.value[place, 0])
        if not np.isfinite(value):
            continue
        own, flag = place == one.own, int(one.funnel.flag[place, 0])
        # Lines made of the other areas judge the own one alone.
        beyond = _BEYOND[abs(flag)] if common or own else Beyond.NEITHER
        key = ":".join(
            (one.measure.id, "force", area, "", str(one.quarter.window), one.quarter.key, one.source)
        )
        if one.as_compared.unit != one.measure.unit:
            key += ">rate"  # A count is drawn as a rate, which is not the figure itself.
        tone = _tone(flag, one.measure.direction) if beyond is not Beyond.NEITHER else Tone.PLAIN
        size = float(one.sizes[place, 0])
        areas.append(FunnelArea(force_title(area), size, value * one.scale, key, own, beyond, tone))
    lines = FunnelLines(*(part.tolist() for part in (sizes, low[0], high[0], low[1], high[1])))
    return Funnel(
        one.as_compared,
        one.quarter.label,
        tuple(areas),
        lines,
        centre,
        _size_words(one.measure),
        overdispersed=True,
        missing=one.missing,
    )


def _size_words(measure: Measure) -> str:
    """Return what an area's size is counted in: of counts, which are compared by residents, and rates."""
    if measure.kind in ADDED_UP:
        return RESIDENTS
    return measure.denominator if measure.kind is Kind.RATE else "number it is out of"


def _tone(flag: int, direction: Direction) -> Tone:
    if direction is Direction.NEUTRAL:
        return Tone.PLAIN
    return Tone.BETTER if (flag > 0) == (direction is Direction.HIGHER) else Tone.WORSE


def with_rank_sets(
    compared: tuple[Comparison, ...], standings: Sequence[Standing], measure: str
) -> tuple[Comparison, ...]:
    """Return comparisons whose ranks say which ranks the area could have, where the same were ranked."""
    sets = {one.group.id: one for one in standings if one.measure.id == measure}

    def completed(row: Comparison) -> Comparison:
        kind, _, group = row.comparator.partition(":")
        one = sets.get(group) if kind == Comparator.RANK and row.window == "quarter" else None
        span = None if one is None else rank_set(one)
        if one is None or span is None or int(one.ranks.rank[one.own, 0]) != row.rank:
            return row
        return replace(row, interval_low=float(span[0]), interval_high=float(span[1]))

    return tuple(completed(row) for row in compared)
