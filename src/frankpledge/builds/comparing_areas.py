"""Comparisons between areas: weighted mean of the others, rank, and each peer.

All areas come from one source, own area included: the measure's comparison table where it
has one, else its own. A count is made comparable by residents and scaled to the own
area's, so that a reference stands in the figure's own unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from frankpledge.areas import force_title
from frankpledge.assessment.between_areas import Standing, standing
from frankpledge.assessment.over_time import differences
from frankpledge.builds.comparison_rows import ComparisonRows, Flags, Notes, Whole
from frankpledge.contracts.figures import Comparator
from frankpledge.measures.figures import BuildFigures
from frankpledge.measures.series import days_to_end_of
from frankpledge.measures.stacked import Numbers, StackedSeries, rows_alike
from frankpledge.measures.windows import KNOWN, Floats, Windowed, over_windows
from frankpledge.plan.definitions import ADDED_UP, Direction, PeerGroup
from frankpledge.plan.units import RESIDENTS

MOST_PEERS_NAMED = 12
"""In larger groups only the mean and the rank are given, not a comparison with each member."""

Values = TypeVar("Values", np.float64, np.bool_)


@dataclass(frozen=True)
class _Areas:
    """Every measure's areas in one window of its comparison source, S series × P periods.

    ``below`` is the denominator, or residents for a count; ``factor`` turns a ratio into the
    unit of the figure of the area it is scaled to. ``names`` are all areas, ``area_of`` the
    place of each series' among them; ``sources`` says for each place where its figures are from.
    """

    series: StackedSeries
    windowed: Windowed
    below: Floats
    factor: Floats
    valid: Flags
    names: Sequence[str]
    area_of: Numbers
    sources: Notes
    by_residents: np.ndarray[tuple[int], np.dtype[np.bool_]]

    def cube(
        self, values: np.ndarray[tuple[int, ...], np.dtype[Values]], members: Sequence[int], nothing: float
    ) -> np.ndarray[tuple[int, ...], np.dtype[Values]]:
        """Return values as measures × member areas × periods, ``nothing`` where a measure has no area."""
        shape = (len(self.series.measures), len(self.names), values.shape[1])
        whole = np.full(shape, nothing, values.dtype)
        whole[self.series.measure_of, self.area_of] = values
        return whole[:, members]


def compare_areas(
    out: ComparisonRows,
    figures: BuildFigures,
    others: StackedSeries,
    headlines: StackedSeries,
    shown: Windowed,
    focus: Sequence[str],
) -> None:
    """Add the comparisons of the focus areas with every group they are in, for the window of ``shown``."""
    areas = _areas(figures, others, headlines, shown)
    for group in figures.reader.definitions.office.peer_groups:
        members = [place for place, name in enumerate(areas.names) if name in group.areas]
        in_force = np.array([group.in_force(period.last_month) for period in shown.periods], bool)
        own = np.array([name in focus and name in group.areas for name in areas.names], bool)
        rows = np.flatnonzero(own[areas.area_of])
        if len(rows) and in_force.any():
            _add_group(out, areas, group, members, in_force, rows)


def _areas(figures: BuildFigures, others: StackedSeries, headlines: StackedSeries, shown: Windowed) -> _Areas:
    windowed = shown if others is headlines else over_windows(others.dense, shown.window)
    names = sorted({key.area for key in others.keys})
    place = {name: number for number, name in enumerate(names)}
    area_of = np.array([place[key.area] for key in others.keys], np.int64)[others.key_of]
    counted = np.array([one.kind in ADDED_UP for one in others.measures], bool)
    by_residents = counted[others.measure_of][:, None]
    ends = [days_to_end_of(period.last_month) for period in windowed.periods]
    residents = figures.reader.sizes(RESIDENTS, names, ends)[area_of]
    assert windowed.denominator is not None
    below = np.where(by_residents, residents, windowed.denominator)
    return _Areas(
        series=others,
        windowed=windowed,
        below=below,
        factor=np.where(by_residents, residents, others.dense.scale),
        # An immature figure has had less time than another's: it stands beside no other area's.
        valid=(windowed.state == KNOWN) & (below > 0),
        names=names,
        area_of=area_of,
        sources=_sources(others, windowed, headlines, shown),
        by_residents=counted,
    )


def _add_group(
    out: ComparisonRows,
    areas: _Areas,
    group: PeerGroup,
    members: Sequence[int],
    in_force: np.ndarray[tuple[int], np.dtype[np.bool_]],
    rows: Numbers,
) -> None:
    """Add mean, rank and each peer for the series at ``rows``, which are of members of the group."""
    measures = areas.series.measures
    valid = areas.cube(areas.valid, members, False)
    lower = np.array([one.direction is Direction.LOWER for one in measures], bool)
    made = standing(
        areas.cube(areas.windowed.numerator, members, 0.0),
        areas.cube(areas.below, members, 0.0),
        valid,
        lower_is_better=lower[:, None, None],
    )
    valid &= in_force
    series = areas.series.take(rows)
    of, member = series.measure_of, np.searchsorted(members, areas.area_of[rows])
    here, factor = valid[of, member], areas.factor[rows]
    value = made.ratio[of, member] * factor
    in_points = np.array([one.changes_in_points for one in measures], bool)[of]
    present = made.present[of]
    absent = len(group.areas) - present
    ends = _ends(areas, group, members, valid, rows)
    add = out.over(series, areas.windowed.periods).add

    mean = made.mean_of_others[of, member] * factor
    add(
        here & ~np.isnan(mean), f"{Comparator.PEER_MEAN}:{group.id}", reference=mean,
        difference=differences(value, mean, in_points), n_present=present, n_missing=absent,
        note=Notes(
            ends.numbers, lambda end: f"{group.title}, weighted, own area left out; {ends.say(end)}"
        ),
    )  # fmt: skip
    add(
        here & (present > 1), f"{Comparator.RANK}:{group.id}", rank=made.rank[of, member],
        n_present=present, n_missing=absent, note=_rank_notes(made, of, member, lower, group, ends),
    )  # fmt: skip
    if len(group.areas) <= MOST_PEERS_NAMED:
        for other, place in enumerate(members):
            reference = made.ratio[of, other] * factor
            add(
                here & valid[of, other] & (member != other)[:, None],
                f"{Comparator.PEER}:{areas.names[place]}", reference=reference,
                difference=differences(value, reference, in_points), note=ends,
            )  # fmt: skip


def _rank_notes(
    made: Standing,
    of: Numbers,
    member: Numbers,
    lower: np.ndarray[tuple[int], np.dtype[np.bool_]],
    group: PeerGroup,
    ends: Notes,
) -> Notes:
    """Return the group, which end of the ranks is the best, how many stand level, and the usual ends."""
    most = made.ties.shape[1] + 1
    numbers = (ends.numbers * 2 + lower[of][:, None]) * most + made.ties[of, member]

    def say(number: int) -> str:
        rest, ties = divmod(number, most)
        end, is_lower = divmod(rest, 2)
        level = f"level with {ties} other{'s' if ties > 1 else ''}; " if ties else ""
        return f"{group.title}, 1 is the {'lowest' if is_lower else 'highest'}; {level}{ends.say(end)}"

    return Notes(numbers, say)


def _ends(areas: _Areas, group: PeerGroup, members: Sequence[int], valid: Flags, rows: Numbers) -> Notes:
    """Return for each row and period how areas are compared, which are missing, and the source."""
    absent = [force_title(area) for area in group.areas if area not in areas.names]
    titles = [force_title(areas.names[place]) for place in members]
    tails: dict[str, int] = {}
    tail_of = np.zeros((valid.shape[0], valid.shape[2]), np.int64)
    for measure, by_residents in enumerate(areas.by_residents.tolist()):
        seen: dict[bytes, int] = {}
        for period, held in enumerate(valid[measure].T):
            pattern = held.tobytes()
            if pattern not in seen:
                text = _tail(
                    by_residents,
                    [*absent, *(t for t, is_held in zip(titles, held, strict=True) if not is_held)],
                )
                seen[pattern] = tails.setdefault(text, len(tails))
            tail_of[measure, period] = seen[pattern]
    texts = list(tails)
    numbers = tail_of[areas.series.measure_of[rows]] + areas.sources.numbers[rows] * len(texts)

    def say(number: int) -> str:
        source, tail = divmod(number, len(texts))
        return f"{texts[tail]}{areas.sources.say(source)}"

    return Notes(numbers, say)


def _tail(by_residents: bool, missing: Sequence[str]) -> str:
    per = "compared by number per resident, scaled to own residents; " if by_residents else ""
    return f"{per}missing: {', '.join(sorted(missing))}; " if missing else per


def _sources(others: StackedSeries, windowed: Windowed, headlines: StackedSeries, shown: Windowed) -> Notes:
    """Return for each series and period its source, and how its figure there differs from the headline.

    A number below that of sources says just which; each one above it stands for one figure with a gap.
    """
    simple = len(others.sources)
    rows = rows_alike(others, headlines)
    headline_source = np.array(
        [others.sources.index(one) if one in others.sources else -1 for one in headlines.sources], np.int64
    )
    differs = np.zeros(len(rows), bool)
    found = rows >= 0
    differs[found] = headline_source[headlines.source_of[rows[found]]] != others.source_of[found]
    width = len(windowed.periods)
    numbers: Whole = np.repeat(others.source_of[:, None], width, axis=1)
    cells = np.arange(numbers.size).reshape(numbers.shape)
    numbers[differs] = simple + cells[differs]

    def say(number: int) -> str:
        if number < simple:
            return f"source: {others.sources[number]}"
        row, place = divmod(number - simple, width)
        there, headline = windowed.value[row, place], shown.value[rows[row], place]
        return _gap(others.sources[others.source_of[row]], float(there), float(headline))

    return Notes(numbers, say)


def _gap(source: str, there: float, headline: float) -> str:
    if np.isnan(headline):
        return f"source: {source}; the headline source has no figure for this period"
    gap = there - headline
    size = f"{abs(gap):,.6g} {'more' if gap > 0 else 'fewer'} than"
    words = "the same as" if gap == 0 else size
    return f"source: {source}, own figure there {there:,.6g}, {words} the headline figure {headline:,.6g}"
