"""The months to come of a build's series: one force's measures, or the parts of one that add up.

A forecast goes on from the months a series had; it knows of nothing that is about to change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.forecasting.calibrating import Held
from frankpledge.assessment.forecasting.forecasting import LONGEST, Forecast, forecast
from frankpledge.assessment.forecasting.reconciling import reconciled
from frankpledge.builds.reading import Build
from frankpledge.errors import WrongUse
from frankpledge.measures.figures import DERIVED_KINDS, HEADLINE
from frankpledge.measures.series import SeriesKey, SeriesSet
from frankpledge.measures.windows import KNOWN, Floats, over_windows
from frankpledge.periods import Window, month_label
from frankpledge.plan.definitions import ADDED_UP, Kind, Measure

HISTORY = 120
"""Months of history that a forecast looks at, at most."""
REMAINDER = "rest"
"""The part of a total that lies in none of its areas: no location was recorded, or it lies outside."""

Row = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Tried:
    """How ranges made as of earlier dates did: of ``months`` forecast from ``dates``, how many lay inside.

    It is of one series, or of ``series`` of them taken together, where ``dates`` are the most that one had.
    """

    dates: int
    months: int
    inside80: int
    inside95: int
    series: int = 1


@dataclass(frozen=True)
class YearAhead:
    """The first twelve months ahead together, and the ranges of their sum."""

    point: float
    low80: float
    high80: float
    low95: float
    high95: float


@dataclass(frozen=True)
class SeriesForecast:
    """One series with its months to come, in the measure's own unit.

    ``seen`` holds the months from ``first_month`` (NaN where not known), ``point`` and the ranges
    those from ``first_ahead``. ``mase`` is the backtest's error over seasonal naive's within the
    history (NaN: no backtest), ``naive_mase`` that of seasonal naive itself, ``origins`` how many backtests
    there were; ``tried`` is how its own ranges did, and ``together`` those of all series forecast with it.
    ``year`` is of series that add up over time, forecast for twelve months or more. ``note`` says where the
    ordinary treatment was not possible.
    """

    measure: Measure
    key: SeriesKey
    source: str
    first_month: int
    seen: Row
    first_ahead: int
    point: Row
    low80: Row
    high80: Row
    low95: Row
    high95: Row
    method: str
    mase: float
    naive_mase: float
    origins: int
    tried: Tried
    together: Tried
    year: YearAhead | None
    note: str

    @property
    def last_seen(self) -> int | None:
        """The newest month with a figure."""
        known = np.flatnonzero(~np.isnan(self.seen))
        return self.first_month + int(known[-1]) if len(known) else None

    @property
    def is_known(self) -> bool:
        return not bool(np.isnan(self.point).any())


def forecasts(
    build: Build,
    area: str,
    *,
    measures: Iterable[str] | None = None,
    upto: int | None = None,
    horizon: int = 12,
) -> list[SeriesForecast]:
    """Return the forecast of each measure's total for a force, by measure.

    ``upto`` is the last month that is looked at (default: the newest that each series has). Series
    of a kind calibrate each other's ranges, so all measures of the office are forecast and those
    asked for are given. Raises WrongUse for a horizon that is not 1 to 24 months.
    """
    check_horizon(horizon)
    wanted = set(build.definitions.measures if measures is None else measures)
    held: list[SeriesSet] = []
    for measure in build.definitions.measures.values():
        if measure.kind in DERIVED_KINDS:
            held += build.figures.series(measure, areas=[area], source=HEADLINE)[:1]
    groups: dict[tuple[Kind, int], list[SeriesSet]] = {}
    for one in held:
        last = _newest(one) if upto is None else upto
        if last is not None:
            groups.setdefault((one.measure.kind, last), []).append(one)
    found: list[SeriesForecast] = []
    for (_, last), alike in groups.items():
        values = np.concatenate([_months(one, last) for one in alike])
        made = forecast(values, horizon)
        found += [_one(one, one.keys[0], values[row], last, made, row) for row, one in enumerate(alike)]
    return sorted((one for one in found if one.measure.id in wanted), key=lambda one: one.measure.id)


def forecast_parts(
    build: Build, area: str, measure: Measure, split: str, *, upto: int | None = None, horizon: int = 12
) -> list[SeriesForecast]:
    """Return forecasts of a measure's total and of its parts, which add up to it.

    ``split`` is a breakdown of the measure, or a kind of local area (whose remainder is a part of
    its own). Raises WrongUse where the measure has no such parts, or does not add up: shares and
    rates do not.
    """
    check_horizon(horizon)
    if measure.kind not in (Kind.COUNT, Kind.SUM):
        raise WrongUse(
            f"The parts of '{measure.id}' do not add up: it is a {measure.kind}.",
            do="Forecast the counts that it is made of.",
        )
    by_area = split in measure.area_types and split != "force"
    if not by_area and split not in measure.breakdowns:
        known = (*measure.breakdowns, *(kind for kind in measure.area_types if kind != "force"))
        raise WrongUse(
            f"'{measure.id}' is not divided by '{split}'.",
            do=f"Known: {', '.join(known)}." if known else "It has no parts.",
        )
    total = build.figures.series(measure, areas=[area], source=measure.table)
    parts = (
        build.figures.series(measure, split, source=measure.table)
        if by_area
        else build.figures.series(measure, breakdown=split, areas=[area], source=measure.table)
    )
    if not total or not parts:
        raise WrongUse(f"There is no figure of '{measure.id}' for {area} by {split}.", do="Check the area.")
    last = _newest(total[0]) if upto is None else upto
    if last is None:
        raise WrongUse(f"There is no figure of '{measure.id}' to forecast from.", do="Ingest more records.")
    whole, each = _months(total[0], last), _months(parts[0], last)
    known = ~np.isnan(whole[0])
    each = np.where(known, np.nan_to_num(each), np.nan)
    keys = list(parts[0].keys)
    rest = whole - each.sum(axis=0)
    if bool((np.nan_to_num(rest) > 0).any()):
        each = np.concatenate([each, rest])
        keys.append(
            SeriesKey(split, REMAINDER) if by_area else SeriesKey("force", area, f"{split}={REMAINDER}")
        )
    values = np.concatenate([whole, each])
    sums = np.concatenate([np.ones((1, len(keys))), np.eye(len(keys))])
    made = reconciled(forecast(values, horizon), sums)
    named = [total[0].keys[0], *keys]
    return [_one(total[0], key, values[row], last, made, row) for row, key in enumerate(named)]


def check_horizon(horizon: int) -> None:
    """Raise WrongUse unless a forecast can reach so many months."""
    if not 1 <= horizon <= LONGEST:
        raise WrongUse(f"A forecast reaches 1 to {LONGEST} months, not {horizon}.", do="Try --months 12.")


def _newest(held: SeriesSet) -> int | None:
    """Return the newest month that a set has a mature figure for; None where it has none."""
    known = np.flatnonzero((held.dense.state == KNOWN).any(axis=0))
    return held.dense.first_month + int(known[-1]) if len(known) else None


def _months(held: SeriesSet, last: int) -> Floats:
    """Return the months of a set up to ``last``, NaN where missing, immature or not held."""
    windowed = over_windows(held.dense, Window.MONTH)
    value = np.where(windowed.state == KNOWN, windowed.value, np.nan)
    first = max(last - HISTORY + 1, min(held.dense.first_month, last))
    months = np.full((len(held.keys), last - first + 1), np.nan)
    start, end = max(first, held.dense.first_month), min(last, held.dense.last_month)
    if start <= end:
        at = slice(start - held.dense.first_month, end - held.dense.first_month + 1)
        months[:, start - first : end - first + 1] = value[:, at]
    return months


def _one(of: SeriesSet, key: SeriesKey, seen: Row, last: int, made: Forecast, row: int) -> SeriesForecast:
    tested, adds = made.tested, of.measure.kind in ADDED_UP and not of.dense.numerator_at_end
    known = np.flatnonzero(~np.isnan(seen))
    first = int(known[0]) if len(known) else 0
    late = "" if not len(known) or known[-1] == len(seen) - 1 else _late(last, len(seen) - 1 - int(known[-1]))
    return SeriesForecast(
        of.measure,
        key,
        of.source,
        last - len(seen) + 1 + first,
        seen[first:],
        last + 1,
        made.point[row],
        made.low80[row],
        made.high80[row],
        made.low95[row],
        made.high95[row],
        made.method[row],
        float(tested.mase[row]),
        float(tested.seasonal_naive_mase[row]),
        int(tested.origins[row]),
        _tried(tested.held, row),
        _together(tested.held),
        _year(made, row) if adds else None,
        " ".join(part for part in (made.notes.get(row, ""), late) if part),
    )


def _tried(held: Held, row: int) -> Tried:
    dates, months = int(held.dates[row]), int(held.months[row])
    return Tried(dates, months, int(held.inside80[row]), int(held.inside95[row]))


def _together(held: Held) -> Tried:
    return Tried(
        int(held.dates.max(initial=0)),
        int(held.months.sum()),
        int(held.inside80.sum()),
        int(held.inside95.sum()),
        int((held.months > 0).sum()),
    )


def _year(made: Forecast, row: int) -> YearAhead | None:
    if made.year is None or bool(np.isnan(made.year.point[row])):
        return None
    year = made.year
    ends = (year.point, year.low80, year.high80, year.low95, year.high95)
    return YearAhead(*(float(part[row]) for part in ends))


def _late(last: int, months: int) -> str:
    return f"the newest figure is {months} months before {month_label(last)}, so the ranges are wider"
