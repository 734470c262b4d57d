"""What an office's newest build has for the keys that bind a report's numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from frankpledge.builds.reading import Build, open_build
from frankpledge.checking.rules.returned_numbers import PresentValues
from frankpledge.contracts.figures import FIGURE_KEY, Comparison, DifferenceUnit, Figure
from frankpledge.errors import WrongUse
from frankpledge.measures.figures import DERIVED_KINDS, figure_at
from frankpledge.measures.series import EPOCH, SeriesKey
from frankpledge.measures.windows import over_windows
from frankpledge.periods import MONTHLY_WINDOWS, Period, Window, parse_period
from frankpledge.plan.units import RESIDENTS

RATE = "rate"
_PARTS = ("reference", "difference", "rank", "n_present")


def present_values(office: Path, keys: Iterable[str]) -> PresentValues:
    """Return the values of figures and comparisons by key in the office's newest build.

    Keys of other kinds, and of what the build does not have, are left out. A count of an area among its
    peers is printed as a rate per 1,000 residents under a key of its own, which ends in ``>rate``.
    Raises BadInput where the office has no build.
    """
    build = open_build(office)
    figures, compared = set(), defaultdict(set)
    for key in keys:
        base, _, part = key.partition(">")
        parts = base.split(":")
        if len(parts) != len(FIGURE_KEY) or parts[0] not in build.definitions.measures:
            continue
        if part in ("", RATE):
            figures.add(base)
        elif part.rpartition(".")[2] in _PARTS and parts[1] == "force" and not parts[3]:
            compared[parts[2]].add(key)
    values = _figures(build, figures)
    for area, wanted in compared.items():
        values |= _comparisons(build, area, wanted)
    return PresentValues(build.manifest.id, values)


def _figures(build: Build, keys: Iterable[str]) -> dict[str, tuple[float, ...]]:
    """Return the values of figures, and of counts as rates, each series read once."""
    wanted: dict[tuple[str, str, str, str], dict[tuple[str, str, str], list[str]]] = {}
    for key in keys:
        name, kind, area, breakdown, window, period, source = key.split(":")
        held = wanted.setdefault((name, kind, breakdown.partition("=")[0], source), {})
        held.setdefault((area, breakdown, window), []).append(period)
    found: dict[str, tuple[float, ...]] = {}
    for (name, kind, dimension, source), series in wanted.items():
        for figure in _of_series(build, name, kind, dimension, source, series):
            if figure.value is not None:
                key = ":".join(str(getattr(figure, column)) for column in FIGURE_KEY)
                found[key] = (figure.value,)
                if rate := _per_thousand(build, figure):
                    found[f"{key}>{RATE}"] = rate
    return found


def _of_series(
    build: Build,
    name: str,
    kind: str,
    dimension: str,
    source: str,
    wanted: dict[tuple[str, str, str], list[str]],
) -> Iterable[Figure]:
    measure = build.definitions.measures[name]
    areas = sorted({area for area, _, _ in wanted})
    if measure.kind not in DERIVED_KINDS:
        for (area, breakdown, window), words in wanted.items():
            for day in _periods(window, words):
                figure = build.figures.one(measure, area, day, SeriesKey(kind, area, breakdown))
                if figure is not None:
                    yield figure
        return
    for series in build.figures.series(measure, kind, dimension, areas, source):
        for (area, breakdown, window), words in wanted.items():
            key = SeriesKey(kind, area, breakdown)
            periods = _periods(window, words)
            if key not in series.keys or not periods or periods[0].window not in MONTHLY_WINDOWS:
                continue
            windowed = over_windows(series.dense, periods[0].window, tuple(periods))
            row = series.keys.index(key)
            yield from (figure_at(series, windowed, row, place) for place in range(len(periods)))


def _periods(window: str, keys: Iterable[str]) -> list[Period]:
    try:
        return [parse_period(Window.named(window), key) for key in keys]
    except WrongUse:
        return []


def _per_thousand(build: Build, figure: Figure) -> tuple[float, ...]:
    if figure.numerator is None or figure.denominator is not None:
        return ()
    day = (figure.period_end - EPOCH).days
    residents = float(build.figures.reader.sizes(RESIDENTS, [figure.area], [day])[0, 0])
    return (1000.0 * figure.numerator / residents,) if residents else ()


def _comparisons(build: Build, area: str, keys: Iterable[str]) -> dict[str, tuple[float, ...]]:
    wanted = set(keys)
    names = sorted({key.partition(":")[0] for key in wanted})
    windows = sorted({key.split(":")[4] for key in wanted})
    table = build.comparisons(names, [area], [Window.named(window) for window in windows])
    found: dict[str, tuple[float, ...]] = {}
    for values in table.to_pylist():
        base = ":".join(values[column] for column in FIGURE_KEY)
        row = Comparison(**values)
        for part in _PARTS:
            key = f"{base}>{row.comparator}.{part}"
            if key in wanted:
                found[key] = _printed(row, part)
    return found


def _printed(row: Comparison, part: str) -> tuple[float, ...]:
    """Return the values one part of a comparison may be printed as: a change in per cent or as a size."""
    value = getattr(row, part)
    if value is None:
        return ()
    if part == "difference" and row.difference_unit == DifferenceUnit.PER_CENT and row.reference is not None:
        return (float(value), float(value) * row.reference / 100)
    return (float(value),)
