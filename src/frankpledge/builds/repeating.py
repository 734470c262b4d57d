"""Repeat rates as figures: of the persons or places with a record in a period, how many had another before.

Records are known by month, so "another" is one in the same month or in the months before it. A period is
missing unless the months that are looked back on were supplied too: without them the rate would rise by
itself as records grow older.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from frankpledge.contracts.figures import State
from frankpledge.measures.counting import breakdown_words
from frankpledge.measures.local_areas import LocalMap
from frankpledge.measures.pooled import AREA, Placed, encoded, figure_row, placed_records, supplied_for
from frankpledge.measures.relations import Records
from frankpledge.measures.windows import periods_of
from frankpledge.periods import MONTHLY_WINDOWS, Period
from frankpledge.plan.definitions import Definitions, Kind, Measure

Numbers = NDArray[np.int64]
Rows = dict[tuple[str, str], tuple[Numbers, Numbers]]
"""For each area and breakdown word: who or what each record is about, and its month."""


def repeat_rates(
    records: Records,
    definitions: Definitions,
    covered: pa.Table,
    local: LocalMap,
    carried: Callable[[Measure], bool] = lambda measure: False,
) -> list[dict[str, Any]]:
    """Return the figures of every repeat rate that is not ``carried`` over, as rows in any order."""
    rows: list[dict[str, Any]] = []
    for measure in definitions.measures.values():
        if measure.kind is Kind.REPEAT_RATE and not carried(measure):
            by_force = supplied_for(covered, measure)
            for placed in placed_records(records, measure, by_force, local, definitions.office):
                for breakdown in ("", *measure.breakdowns):
                    rows += _figures(measure, placed, _held(records, measure, placed, breakdown))
    return rows


def _held(records: Records, measure: Measure, placed: Placed, breakdown: str) -> Rows:
    held: Rows = {}
    if not breakdown:
        nobody = np.zeros(0, np.int64)
        held |= {(area, ""): (nobody, nobody) for area in placed.always}
    if placed.rows is None:
        return held
    keys = [AREA, "month", measure.column, *([breakdown] if breakdown else [])]
    answer = records.engine.run(placed.rows.filter(placed.rows[measure.column].notnull()).select(keys))
    words = breakdown_words(measure.table, answer, breakdown)
    areas = encoded(answer[AREA].cast(pa.string()))
    who = encoded(answer[measure.column]).indices.to_numpy().astype(np.int64)
    month = answer["month"].to_numpy().astype(np.int64)
    group = areas.indices.to_numpy().astype(np.int64) * max(len(words.known), 1) + words.codes
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    for part in np.split(order, starts[1:]) if len(order) else ():
        area, word = divmod(int(group[part[0]]), max(len(words.known), 1))
        held[areas.dictionary[area].as_py(), words.known[word]] = who[part], month[part]
    return held


def _figures(measure: Measure, placed: Placed, held: Rows) -> Iterator[dict[str, Any]]:
    # On use: intervals need scipy, which is slow to start, and few commands do.
    from frankpledge.assessment.rates.repeats import repeat_rate

    first = min(min(months) for months in placed.supplied.values())
    last = max(max(months) for months in placed.supplied.values())
    look_back = measure.look_back or 0
    periods = [period for window in MONTHLY_WINDOWS for period in periods_of(window, first, last)]
    starts, ends = ([getattr(one, name) for one in periods] for name in ("first_month", "last_month"))
    for (area, word), (who, month) in sorted(held.items()):
        months = placed.supplied.get(area, {})
        # What is before a gap in the records cannot be looked back on.
        made = repeat_rate(who, month, starts, ends, look_back)
        for place, period in enumerate(periods):
            needed = range(period.first_month - look_back, period.last_month + 1)
            yield _figure(
                measure, placed, (area, word), period,
                known=all(one in months for one in needed),
                persons=int(made.persons[place]), repeats=int(made.repeats[place]),
            )  # fmt: skip


def _figure(
    measure: Measure, placed: Placed, owner: tuple[str, str], period: Period, *,
    known: bool, persons: int, repeats: int,
) -> dict[str, Any]:  # fmt: skip
    months = placed.supplied.get(owner[0], {})
    row = figure_row(
        measure,
        *owner,
        period,
        area_type=placed.area_type,
        value=measure.scale * repeats / persons if known and persons else None,
        n=persons if known else None,
        state=State.KNOWN if known else State.MISSING,
        as_at=max((months[month] for month in period.months if month in months), default=None),
        numerator=repeats if known else None,
    )
    return row | {"denominator": float(persons) if known else None}
