"""Comparisons between areas: weighted mean of the others, rank, and each peer.

All areas come from one source, own area included: the measure's comparison table where it
has one, else its own. A count is made comparable by residents and scaled to the own
area's, so that a reference stands in the figure's own unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from frankpledge.areas import force_title
from frankpledge.assessment.between_areas import Standing, standing
from frankpledge.builds.comparison_rows import ComparisonRows, Places, change, unit_of_change
from frankpledge.contracts.figures import Comparator
from frankpledge.measures.figures import BuildFigures
from frankpledge.measures.series import EPOCH, SeriesSet
from frankpledge.measures.windows import KNOWN, Floats, Windowed, over_windows
from frankpledge.periods import Window, last_day
from frankpledge.plan.definitions import Direction, Kind, Measure, PeerGroup

MOST_PEERS_NAMED = 12
"""In larger groups only the mean and the rank are given, not a comparison with each member."""


@dataclass(frozen=True)
class _Areas:
    """One measure and window in its comparison source: A areas × P periods.

    ``below`` is the denominator, or residents for a count; ``factor`` turns a ratio into the
    unit of the figure of the area it is scaled to.
    """

    series: SeriesSet
    windowed: Windowed
    below: Floats
    factor: Floats
    by_residents: bool


def compare_areas(
    out: ComparisonRows,
    figures: BuildFigures,
    measure: Measure,
    window: Window,
    focus: Sequence[str],
    headlines: Sequence[SeriesSet],
) -> None:
    """Add the comparisons of the focus areas with every group they are in."""
    source = figures.reader.sources(measure)[-1]
    found = figures.series(measure, source=source)
    if not found:
        return
    areas = _areas(figures, found[0], over_windows(found[0].dense, window))
    names = [key.area for key in areas.series.keys]
    gaps = _gap_notes(areas, headlines)
    for group in figures.reader.definitions.office.peer_groups:
        members = np.array([place for place, name in enumerate(names) if name in group.areas], np.int64)
        own = [place for place in members.tolist() if names[place] in focus]
        absent = [force_title(area) for area in group.areas if area not in names]
        in_force = np.array([group.in_force(period.last_month) for period in areas.windowed.periods])
        if not own or not in_force.any():
            continue
        # An immature figure has had less time than another's: it stands beside no other area's.
        valid = (areas.windowed.state[members] == KNOWN) & (areas.below[members] > 0)
        if valid.any():
            made = standing(
                areas.windowed.numerator[members],
                areas.below[members],
                valid,
                lower_is_better=measure.direction is Direction.LOWER,
            )
            _add_group(out, areas, group, members, own, valid & in_force, made, absent, gaps)


def _areas(figures: BuildFigures, series: SeriesSet, windowed: Windowed) -> _Areas:
    by_residents = series.measure.kind in (Kind.COUNT, Kind.SUM)
    if not by_residents:
        assert windowed.denominator is not None
        factor = np.full(windowed.value.shape, series.measure.scale)
        return _Areas(series, windowed, windowed.denominator, factor, False)
    ends = np.array([(last_day(p.last_month) - EPOCH).days for p in windowed.periods], np.int64)
    residents = np.zeros(windowed.value.shape)
    for row, key in enumerate(series.keys):
        held = figures.reader.residents.get(key.area)
        if held is not None:
            residents[row] = held.at(ends)
    return _Areas(series, windowed, residents, residents, True)


def _add_group(
    out: ComparisonRows,
    areas: _Areas,
    group: PeerGroup,
    members: Places,
    own: Sequence[int],
    valid: np.ndarray[tuple[int, int], np.dtype[np.bool_]],
    made: Standing,
    absent: Sequence[str],
    gaps: Mapping[int, Sequence[str]],
) -> None:
    """Add mean, rank and each peer for the own areas; ``valid`` and ``made`` are over the group's members."""
    measure = areas.series.measure
    unit = unit_of_change(measure)
    titles = [force_title(areas.series.keys[place].area) for place in members]
    tails = _tails(areas, titles, absent, valid)
    better = "lowest" if measure.direction is Direction.LOWER else "highest"
    for place in own:
        row = int(np.flatnonzero(members == place)[0])
        periods: Places = np.flatnonzero(valid[row])
        rows = np.full(len(periods), place)
        factor = areas.factor[place, periods]
        value = made.ratio[row, periods] * factor
        counts = {
            "n_present": made.present[periods],
            "n_missing": len(group.areas) - made.present[periods],
        }
        ends = [f"{tails[period]}{gaps[place][period]}" for period in periods.tolist()]
        mean = made.mean_of_others[row, periods] * factor
        known = ~np.isnan(mean)
        out.add(
            areas.series, areas.windowed, rows[known], periods[known], f"{Comparator.PEER_MEAN}:{group.id}",
            reference=mean[known], difference=change(value, mean, unit)[known], unit=unit,
            n_present=counts["n_present"][known], n_missing=counts["n_missing"][known],
            note=_notes(f"{group.title}, weighted, own area left out; ", ends, known),
        )  # fmt: skip
        ranked = made.present[periods] > 1
        ties = [f"level with {t} other{'s' if t > 1 else ''}; " if t else "" for t in made.ties[row, periods]]
        out.add(
            areas.series, areas.windowed, rows[ranked], periods[ranked], f"{Comparator.RANK}:{group.id}",
            rank=made.rank[row, periods][ranked],
            n_present=counts["n_present"][ranked], n_missing=counts["n_missing"][ranked],
            note=_notes(
                f"{group.title}, 1 is the {better}; ",
                [tie + end for tie, end in zip(ties, ends, strict=True)],
                ranked,
            ),
        )  # fmt: skip
        if len(group.areas) <= MOST_PEERS_NAMED:
            for other, member in enumerate(members):
                both = valid[other, periods]
                if member != place and both.any():
                    reference = made.ratio[other, periods] * factor
                    out.add(
                        areas.series, areas.windowed, rows[both], periods[both],
                        f"{Comparator.PEER}:{areas.series.keys[member].area}", reference=reference[both],
                        difference=change(value, reference, unit)[both], unit=unit,
                        note=_notes("", ends, both),
                    )  # fmt: skip


def _notes(start: str, ends: Sequence[str], keep: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> pa.Array:
    return pa.array([start + end for end, kept in zip(ends, keep, strict=True) if kept], pa.string())


def _tails(
    areas: _Areas,
    titles: Sequence[str],
    absent: Sequence[str],
    valid: np.ndarray[tuple[int, int], np.dtype[np.bool_]],
) -> list[str]:
    """Return for each period how areas are compared and which are missing."""
    per = "compared by number per resident, scaled to own residents; " if areas.by_residents else ""
    tails = []
    for period in range(valid.shape[1]):
        missing = sorted(
            [*absent, *(t for t, held in zip(titles, valid[:, period], strict=True) if not held)]
        )
        tails.append(f"{per}missing: {', '.join(missing)}; " if missing else per)
    return tails


def _gap_notes(areas: _Areas, headlines: Sequence[SeriesSet]) -> dict[int, list[str]]:
    """Return for each own area and period the source, and how its figure there differs from the headline."""
    source, windowed = areas.series.source, areas.windowed
    place_of = {key.area: place for place, key in enumerate(areas.series.keys)}
    notes: dict[int, list[str]] = {}
    for headline in headlines:
        shown = over_windows(headline.dense, windowed.window, windowed.periods).value
        for row, key in enumerate(headline.keys):
            place = place_of.get(key.area)
            if place is None:
                continue
            if headline.source == source:
                notes[place] = [f"source: {source}"] * len(windowed.periods)
            else:
                notes[place] = [
                    _gap_note(source, there, here)
                    for there, here in zip(windowed.value[place], shown[row], strict=True)
                ]
    for place in range(len(areas.series.keys)):
        notes.setdefault(place, [f"source: {source}"] * len(windowed.periods))
    return notes


def _gap_note(source: str, there: float, headline: float) -> str:
    if np.isnan(there):
        return ""
    if np.isnan(headline):
        return f"source: {source}; the headline source has no figure for this period"
    gap = there - headline
    size = f"{abs(gap):,.6g} {'more' if gap > 0 else 'fewer'} than"
    words = "the same as" if gap == 0 else size
    return f"source: {source}, own figure there {there:,.6g}, {words} the headline figure {headline:,.6g}"
