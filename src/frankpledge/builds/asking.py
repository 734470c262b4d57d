"""What people ask of a build, checked: unknown words are refused with the nearest right one."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.builds.reading import Build
from frankpledge.contracts.registry import TABLES
from frankpledge.errors import WrongUse, did_you_mean
from frankpledge.measures.figures import ALL_SOURCES, DERIVED_KINDS, HEADLINE, Query
from frankpledge.measures.series import SeriesKey
from frankpledge.periods import (
    MONTHLY_WINDOWS,
    Period,
    Window,
    guess_period,
    month_label,
    parse_period,
    parse_quarter,
)
from frankpledge.plan.definitions import Measure


def checked_query(
    build: Build,
    *,
    measures: Sequence[str] = (),
    areas: Sequence[str] = (),
    area_types: Sequence[str] = (),
    breakdown: str = "",
    windows: Sequence[str] = (),
    start: str | None = None,
    end: str | None = None,
    source: str = HEADLINE,
    framework: str | None = None,
) -> Query:
    """Return the query these words mean: of ``measures``, and of those that a ``framework`` names.

    Raises WrongUse for a word the build does not know.
    """
    declared, frameworks = build.definitions.measures, build.definitions.frameworks
    if framework is not None:
        if not frameworks:
            raise WrongUse(
                f"Build {build.manifest.id} knows no framework.",
                do="Write plan/frameworks/NAME.yaml, and build again.",
            )
        _known(framework, list(frameworks), "framework")
        measures = (*measures, *frameworks[framework].measures)
    for name in measures:
        _known(name, list(declared), "measure")
    known = areas_with_figures(build)
    for area in areas:
        _known(area, list(known), "area with figures")
    types = ["force", *dict.fromkeys(kind for kind in known.values() if kind != "force")]
    for area_type in area_types:
        _known(area_type, types, "kind of area")
    if breakdown:
        chosen = [declared[name] for name in measures] or list(declared.values())
        offered = list(dict.fromkeys(b for measure in chosen for b in measure.breakdowns))
        if not offered:
            raise WrongUse(
                f"No breakdown is declared for {', '.join(measures)}.", do="Leave --breakdown out."
            )
        _known(breakdown, offered, "breakdown")
    if source not in (HEADLINE, ALL_SOURCES):
        supplied = build.figures.supplied
        _known(source, [*TABLES, *(supplied.bodies() if supplied is not None else ())], "source")
    return Query(
        measures=tuple(dict.fromkeys(measures)),
        areas=tuple(dict.fromkeys(areas)),
        area_types=tuple(dict.fromkeys(area_types)),
        breakdown=breakdown,
        windows=tuple(Window.named(word) for word in dict.fromkeys(windows)) or (Window.MONTH,),
        start=guess_period(start).start if start else None,
        end=guess_period(end).end if end else None,
        source=source,
    )


def checked_quarter(build: Build, words: str | None) -> Period:
    """Return the quarter these words name; the newest one supplied in full where there are none.

    Raises WrongUse for words that name no quarter, or where no quarter was supplied in full.
    """
    if words:
        return parse_quarter(words)
    newest = newest_quarter(build)
    if newest is None:
        raise WrongUse(
            f"Build {build.manifest.id} holds no quarter of crimes in full.",
            do='Name one: --quarter "Q4 22/23".',
        )
    return newest


def checked_measures(build: Build, names: Sequence[str]) -> tuple[str, ...] | None:
    """Return measures that are declared, each once; None for no names. Raises WrongUse for another word."""
    for name in names:
        _known(name, list(build.definitions.measures), "measure")
    return tuple(dict.fromkeys(names)) or None


def checked_areas(build: Build, names: Sequence[str]) -> tuple[str, ...] | None:
    """Return forces with figures, each once; None for no names. Raises WrongUse for another word."""
    forces = [area for area, kind in areas_with_figures(build).items() if kind == "force"]
    for name in names:
        _known(name, forces, "force with figures")
    return tuple(dict.fromkeys(names)) or None


def checked_key(
    build: Build, measure: str, area: str, period: str, window: str | None, breakdown: str
) -> tuple[Measure, SeriesKey, Period]:
    """Return the measure, series and period of one figure. Raises WrongUse for a word that is not known."""
    _known(measure, list(build.definitions.measures), "measure")
    known = areas_with_figures(build)
    _known(area, list(known), "area with figures")
    asked = build.definitions.measures[measure]
    if breakdown:
        _known_part(build, asked, breakdown)
    span = parse_period(Window.named(window), period) if window else guess_period(period)
    if asked.kind in DERIVED_KINDS and span.window not in (*MONTHLY_WINDOWS, Window.SINCE):
        raise WrongUse(
            f"'{measure}' is worked out from whole months: it has no figure for {span.label}.",
            do="Give a month (2023-05), quarter (2022-23-Q4), year (2022-23) or span (2019-02..2023-09).",
        )
    return asked, SeriesKey(known[area], area, breakdown), span


def nothing_matches(build: Build) -> str:
    """Return what to tell someone whose query has no answer: which months the build holds."""
    months = [entry["month"] for entry in build.manifest.inputs if entry["month"] is not None]
    held = f"Its records run from {month_label(min(months))} to {month_label(max(months))}." if months else ""
    return f"No figures match in build {build.manifest.id}. {held} Try a wider period or fewer filters."


def _known_part(build: Build, measure: Measure, breakdown: str) -> None:
    """Raise WrongUse unless ``dimension=slug`` is a part that the build has figures of."""
    dimension, separator, slug = breakdown.partition("=")
    if not measure.breakdowns:
        raise WrongUse(f"No breakdown is declared for {measure.id}.", do="Leave --breakdown out.")
    _known(dimension, list(measure.breakdowns), f"breakdown of {measure.id}")
    rows = build.figures.table(Query((measure.id,), breakdown=dimension, source=ALL_SOURCES))
    parts = [word.partition("=")[2] for word in pc.unique(rows["breakdown"].cast(pa.string())).to_pylist()]
    if not separator:
        example = f"{dimension}={parts[0]}" if parts else f"{dimension}=…"
        raise WrongUse(f"'{breakdown}' names no part.", do=f"Write --breakdown {example}.")
    _known(slug, parts, f"part of '{dimension}'")


def _known(word: str, options: list[str], what: str) -> None:
    if word not in options:
        raise WrongUse(f"There is no {what} '{word}'.", do=did_you_mean(word, options))


def areas_with_figures(build: Build) -> dict[str, str]:
    """Return every area the build has figures for, with its kind."""
    figures = build.figures
    areas = {area: "force" for table in TABLES for area in figures.reader.areas_of(table)}
    pairs = figures.reader.monthly.group_by(["area_type", "area"]).aggregate([])
    kinds = zip(
        pairs["area"].cast(pa.string()).to_pylist(),
        pairs["area_type"].cast(pa.string()).to_pylist(),
        strict=True,
    )
    areas |= dict(kinds)
    for area in pc.unique(figures.finished["area"].cast(pa.string())).to_pylist():
        areas.setdefault(area, "force")
    for area, kind in (figures.supplied.areas() if figures.supplied is not None else {}).items():
        areas.setdefault(area, kind)
    return areas


def newest_quarter(build: Build) -> Period | None:
    """Return the newest quarter whose crimes are supplied in full for the office's first force, if any."""
    held = build.full_quarters
    return held[-1] if held else None
