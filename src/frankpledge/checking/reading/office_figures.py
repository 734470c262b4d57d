"""An office's own figures, taken from a build, for claims to be held against."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path

from frankpledge.areas import FORCES, FORCES_BY_SLUG, TERRITORIAL
from frankpledge.builds.reading import Build, open_build
from frankpledge.checking.office_records import (
    KnownMeasure,
    Names,
    OfficeRank,
    OfficeValue,
    Part,
    Place,
)
from frankpledge.checking.tokens import Unit
from frankpledge.contracts.figures import FIGURE_KEY, Comparator, State
from frankpledge.contracts.registry import TABLES
from frankpledge.measures.figures import ALL_SOURCES, DERIVED_KINDS, figure_at
from frankpledge.measures.series import SeriesSet
from frankpledge.measures.windows import KNOWN, over_windows
from frankpledge.periods import MONTHLY_WINDOWS, Period, Window, period_ending
from frankpledge.plan.columns import column_of
from frankpledge.plan.definitions import ADDED_UP, Definitions, Kind, Measure
from frankpledge.plan.reading import read_office

GROUP = "group"
COUNTRY = "England and Wales"
_WINDOWS = tuple(one for one in MONTHLY_WINDOWS if one is not Window.YEAR_TO_DATE)
_UNITS = {"per cent": Unit.PERCENT, "£": Unit.MONEY, "pounds": Unit.MONEY, "seconds": Unit.SECONDS}
_UNCHECKED = {"months": Unit.MONTHS, "days": Unit.DAYS}


class OfficeFigures:
    """The figures of one build, each worked out when a document speaks of it."""

    def __init__(self, build: Build, declared: Definitions) -> None:
        """``declared`` is what the office declares today: names may be newer than the build."""
        self._build, self._declared = build, declared
        self.values = cache(self._values)
        self.ranks = cache(self._ranks)
        self._series = cache(self._read_series)

    @property
    def build(self) -> str:
        return self._build.manifest.id

    @cached_property
    def measures(self) -> Names[KnownMeasure]:
        """Every measure by its title and whatever else it is called."""
        held, today = self._build.definitions.measures, self._declared.measures
        return Names(
            (name, _known(one))
            for one in held.values()
            for name in (one.title, *today.get(one.id, one).also_called)
        )

    @cached_property
    def places(self) -> Names[Place]:
        """Forces, whether the build holds them or not, local areas, and groups of forces."""
        return Names(self._named_places())

    def _named_places(self) -> Iterator[tuple[str, Place]]:
        build = self._build
        for force in FORCES:
            for name in (force.title, force.name):
                yield name, Place("force", force.slug, force.title)
        for group in build.definitions.office.peer_groups:
            yield group.title, Place(GROUP, group.id, group.title)
            for slug in (*group.areas, *build.focus):
                yield slug.replace("-", " "), _force(slug)
        yield COUNTRY, Place(GROUP, COUNTRY, COUNTRY)
        for kind, codes in build.local_areas.items():
            for code in sorted(codes):
                if code in build.titles:
                    yield build.titles[code], Place(kind, code, build.titles[code])

    @cached_property
    def parts(self) -> Names[Part]:
        """The terms of every breakdown, as publishers write them."""
        return Names(
            (title, Part(f"{dimension}={slug}", title))
            for dimension, slug, title in self._terms()
            if len(title) > 2
        )

    def _terms(self) -> Iterator[tuple[str, str, str]]:
        open_terms: dict[str, set[str]] = {}
        declared = self._build.definitions.measures.values()
        for measure in declared:
            for dimension in measure.breakdowns:
                column = column_of(TABLES[self._counted(measure).table], dimension)
                if column is not None and column.vocabulary is not None:
                    yield from ((dimension, one.slug, one.text) for one in column.vocabulary.terms)
                elif dimension not in open_terms:
                    open_terms[dimension] = self._held_terms(measure, dimension)
        for dimension, slugs in open_terms.items():
            for slug in sorted(slugs):
                yield dimension, slug, slug.replace("-", " ")
                yield dimension, slug, slug

    def _counted(self, measure: Measure) -> Measure:
        """Return the measure whose records are counted: of one made of others, the first of them."""
        return self._build.definitions.measures[measure.made_of[0]] if measure.made_of else measure

    def _held_terms(self, measure: Measure, dimension: str) -> set[str]:
        sets = self._build.figures.series(measure, "force", dimension, self._build.focus, ALL_SOURCES)
        return {key.breakdown.partition("=")[2] for one in sets for key in one.keys}

    @cached_property
    def home(self) -> Place | None:
        focus = self._build.focus
        return _force(focus[0]) if len(focus) == 1 else None

    def _values(
        self, measure: KnownMeasure, place: Place, breakdown: str, first: int, last: int
    ) -> tuple[OfficeValue, ...]:
        declared = self._build.definitions.measures[measure.id]
        if place.area_type == GROUP:
            return tuple(self._of_group(declared, place, breakdown, first, last))
        if place.area_type not in ("force", *declared.area_types) or declared.kind not in DERIVED_KINDS:
            return ()
        found = []
        for series in self._series(measure.id, place.area_type, breakdown.partition("=")[0], place.area):
            rows = [
                row
                for row, key in enumerate(series.keys)
                if key.area == place.area and key.breakdown == breakdown
            ]
            for period in _periods(first, last) if rows else ():
                windowed = over_windows(series.dense, period.window, (period,))
                figure = figure_at(series, windowed, rows[0], 0)
                if figure.state is State.KNOWN and figure.value is not None:
                    key = ":".join(str(getattr(figure, column)) for column in FIGURE_KEY)
                    found.append(OfficeValue(figure.value, figure.source, figure.label, key))
        return tuple(found)

    def _read_series(self, name: str, area_type: str, dimension: str, area: str) -> list[SeriesSet]:
        measure = self._build.definitions.measures[name]
        if dimension and dimension not in measure.breakdowns:
            return []
        return self._build.figures.series(measure, area_type, dimension, [area], ALL_SOURCES)

    def _of_group(
        self, measure: Measure, place: Place, breakdown: str, first: int, last: int
    ) -> Iterator[OfficeValue]:
        """Yield a group's figure from each source that has every member: sums, or one sum over another."""
        members = self._members(place.area)
        if breakdown or measure.kind not in (*ADDED_UP, Kind.SHARE, Kind.RATIO, Kind.RATE) or not members:
            return
        for series in self._build.figures.series(measure, "force", "", members, ALL_SOURCES):
            if {key.area for key in series.keys} != set(members):
                continue
            for period in _periods(first, last):
                windowed = over_windows(series.dense, period.window, (period,))
                if (windowed.state != KNOWN).any():
                    continue
                value = float(windowed.numerator.sum())
                if windowed.denominator is not None:
                    below = float(windowed.denominator.sum())
                    if not below > 0:
                        continue
                    value *= measure.scale / below
                key = f"{measure.id}:{GROUP}:{place.area}::{period.window}:{period.key}:{series.source}"
                yield OfficeValue(value, series.source, period.label, key)

    def _members(self, group: str) -> tuple[str, ...]:
        if group == COUNTRY:
            return TERRITORIAL
        office = self._build.definitions.office
        return next((one.areas for one in office.peer_groups if one.id == group), ())

    def _ranks(self, measure: KnownMeasure, place: Place, first: int, last: int) -> tuple[OfficeRank, ...]:
        declared = self._build.definitions.measures[measure.id]
        if place.area_type != "force" or declared.kind not in DERIVED_KINDS:
            return ()
        found = []
        for period in _periods(first, last):
            table = self._build.comparisons([measure.id], [place.area], [period.window])
            for row in table.to_pylist():
                kind, _, group = row["comparator"].partition(":")
                if kind == Comparator.RANK and row["period"] == period.key and row["rank"] is not None:
                    key = ":".join(row[column] for column in FIGURE_KEY)
                    found.append(
                        OfficeRank(
                            row["rank"],
                            row["n_present"],
                            group,
                            row["note"],
                            f"{key}>{row['comparator']}.rank",
                        )
                    )
        return tuple(found)


def office_figures(office: Path, build: str | None = None) -> OfficeFigures:
    """Return the figures of a build (the newest). Raises BadInput where the office has none."""
    return OfficeFigures(open_build(office, build), read_office(office))


def _known(measure: Measure) -> KnownMeasure:
    unit = _UNITS.get(measure.unit) or _UNCHECKED.get(measure.unit, Unit.COUNT)
    return KnownMeasure(
        measure.id,
        measure.title,
        unit,
        measure.changes_in_points,
        measure.kind in ADDED_UP,
        measure.breakdowns,
    )


def _force(slug: str) -> Place:
    known = FORCES_BY_SLUG.get(slug)
    return Place("force", slug, known.title if known else slug.replace("-", " ").title())


def _periods(first: int, last: int) -> tuple[Period, ...]:
    """Return the periods of monthly windows that are just these months."""
    made = (period_ending(window, last) for window in _WINDOWS)
    return tuple(one for one in made if (one.first_month, one.last_month) == (first, last))
