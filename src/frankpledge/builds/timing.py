"""Times to an outcome as figures: what was counted is put on the survival curve, window by window.

The counts come from the engine (``measures.waits``) and the curve from ``assessment``; a figure is
the percentile alone, and its interval is told by ``explain``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import State
from frankpledge.measures.local_areas import LocalMap, local_map
from frankpledge.measures.pooled import figure_row
from frankpledge.measures.relations import Records
from frankpledge.measures.series import SeriesKey
from frankpledge.measures.waits import Waits, waits_of
from frankpledge.measures.windows import periods_of
from frankpledge.periods import MONTHLY_WINDOWS, Period
from frankpledge.plan.definitions import Definitions, Kind, Measure


def times_to_outcome(
    records: Records,
    definitions: Definitions,
    covered: pa.Table,
    local: LocalMap,
    carried: Callable[[Measure], bool] = lambda measure: False,
) -> list[dict[str, Any]]:
    """Return the figures of every time to an outcome that is not ``carried`` over, as rows in any order.

    A period is missing unless for each of its months cases were supplied, and for crimes the outcomes of
    that month too. Where so many are open that the curve does not come down to the percentile, the figure is
    immature and has no value: the endings that would say it are still to come.
    """
    rows: list[dict[str, Any]] = []
    for measure in definitions.measures.values():
        if measure.kind is Kind.TIME_TO_OUTCOME and not carried(measure):
            for waits in waits_of(records, measure, covered, local, definitions.office):
                for window in MONTHLY_WINDOWS:
                    periods = periods_of(window, *waits.span)
                    rows += _figures(measure, waits, periods) if periods and waits.owners else ()
    return rows


def _figures(measure: Measure, waits: Waits, periods: Sequence[Period]) -> Iterator[dict[str, Any]]:
    # On use: the curve needs scipy, which is slow to start, and few commands do.
    from frankpledge.assessment.rates.survival import closing_times

    values = np.full((len(waits.owners), len(periods)), np.nan)
    counts = np.zeros(values.shape, np.int64)
    for block in waits.over(periods):
        made = closing_times(block.times, block.closed, block.left, measure.percentile or 50.0)
        values[block.owner, block.period] = made.median.value
        counts[block.owner, block.period] = made.closed + made.open
    for number, (area, word) in enumerate(waits.owners):
        held = waits.obtained.get(area, {})
        for place, period in enumerate(periods):
            whole = all(month in held for month in period.months)
            n = int(counts[number, place])
            value = None if np.isnan(values[number, place]) else float(values[number, place])
            state = State.KNOWN if value is not None or not n else State.IMMATURE
            yield figure_row(
                measure,
                area,
                word,
                period,
                area_type=waits.area_type,
                value=value if whole else None,
                n=n if whole else None,
                state=state if whole else State.MISSING,
                as_at=max((held[month] for month in period.months if month in held), default=None),
                numerator=None,
            )


def told_of_time(
    records: Records, build: Build, measure: Measure, key: SeriesKey, period: Period
) -> tuple[str, ...]:
    """Return in words how a figure came about: cases, how many are open, and the 95 % interval."""
    from frankpledge.assessment.rates.survival import closing_times
    from frankpledge.assessment.reasons import Reason

    owner = (key.area, key.breakdown)
    local = local_map(records, build.definitions.office)
    for waits in waits_of(records, measure, build.coverage, local, build.definitions.office):
        if waits.area_type != key.area_type or owner not in waits.owners:
            continue
        place = waits.owners.index(owner)
        (block,) = waits.of_owner(place).over([period])
        made = closing_times(block.times, block.closed, block.left, measure.percentile or 50.0)
        cases = "crimes" if measure.duration is None else "cases"
        said = f"{made.closed[0] + made.open[0]:,} {cases}, of which {made.open[0]:,} still open"
        low, high = float(made.median.low[0]), float(made.median.high[0])
        ends = (
            f"{low:g} to {high:g} {measure.unit}" if np.isfinite(high) else f"{low:g} {measure.unit} or more"
        )
        why = Reason(int(made.median.reason[0]))
        interval = f"95 % interval {ends} ({made.median.variant})"
        if why is Reason.NO_CASES:
            return (why.words,)
        return (said, interval) if why is Reason.KNOWN else (said, why.words, interval)
    return ()
