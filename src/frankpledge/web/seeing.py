"""What somebody may see of figures: staff the newest build, everybody else what was released.

Staff who are held to some see of the newest build what lies within that, and of all else what was released.

Everything that shows figures asks here, so that page, data and embedding show the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.areas import force_title
from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Figure, figures_schema
from frankpledge.errors import FrankpledgeError
from frankpledge.measures.figures import (
    ALL_SOURCES,
    COMPARISON,
    DERIVED_KINDS,
    HEADLINE,
    Query,
    figure_of,
)
from frankpledge.measures.series import SeriesKey
from frankpledge.periods import MONTHLY_WINDOWS, Period, Window, day_label
from frankpledge.plan.definitions import Definitions, Measure
from frankpledge.registers.roles import STAFF, Actor
from frankpledge.releases.chain import corrected_by, figures_in, head_of, release_folders, released
from frankpledge.releases.release import Release
from frankpledge.web.office import build_named, current_build, declared, office_folder
from frankpledge.web.within import Within, within_of

KEY = ("measure", "area_type", "area", "breakdown", "window", "period", "source")


@dataclass(frozen=True)
class Sight:
    """The figures somebody sees. ``mark`` names them: the same mark, the same figures.

    ``build`` is the whole build for staff, and None for those who do not see all of it; they have ``public``
    figures, in the contract's columns, one row a key: as the newest release of each printed it. ``within`` is
    what staff who are held to some see of the newest build instead.
    """

    mark: str
    definitions: Definitions
    build: Build | None = None
    public: pa.Table | None = None
    within: Within | None = None

    @property
    def is_public(self) -> bool:
        """Whether it is what anybody sees: released figures alone."""
        return self.build is None and self.within is None

    @property
    def newest(self) -> Build | None:
        """The build of which some is seen; of what stands in it, ``table`` and ``figure`` say what is."""
        return self.build if self.within is None else self.within.build

    @property
    def edition(self) -> str:
        """Which figures these are, as at when, and whose: for what is taken away from these pages."""
        office, newest = self.definitions.office, self.newest
        made = in_force()[:1] if self.build is None else ()
        told = [f"Released figures, the newest of {_day(one.day)}" for one in made]
        if newest is not None:
            told.insert(
                0, f"Build {newest.manifest.id} of {_day(newest.manifest.made_at[:10])}, not released"
            )
        invented = " Generated records, not real." if office.generated else ""
        return f"{'; '.join(told)}. {office.body}.{invented}"

    def build_of(self, measure: str) -> Build | None:
        """Return the build where all that it says of a measure may be seen; else None."""
        if self.within is not None and self.within.is_open(measure):
            return self.within.build
        return self.build

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures there are figures of to see."""
        if self.build is not None:
            return tuple(self.definitions.measures)
        assert self.public is not None
        held = set(self.public["measure"].unique().to_pylist())
        held |= self.within.measures if self.within is not None else frozenset()
        return tuple(name for name in self.definitions.measures if name in held)

    def title_of(self, area: str) -> str:
        """Return the name of a force or local area; its code where no name is held."""
        if area in self.definitions.office.forces or not area[:1].isupper():
            return force_title(area)
        titles = self.newest.titles if self.newest is not None else _titles(self.definitions)
        return titles.get(area, area)

    def areas(self, area_type: str, measures: Sequence[str]) -> list[tuple[str, str]]:
        """Return the places of a kind that there are figures of: code and name, by name."""
        if self.build is None:
            assert self.public is not None
            kind = pc.equal(self.public["area_type"].cast(pa.string()), area_type)
            of = pc.is_in(self.public["measure"].cast(pa.string()), pa.array(measures, pa.string()))
            codes = self.public.filter(pc.and_(kind, of))["area"].unique().to_pylist()
            if self.within is not None:
                own = _areas_in(self.within.build, area_type, measures)
                codes = sorted({*codes, *self.within.areas_of(measures, own)})
        else:
            codes = _areas_in(self.build, area_type, measures)
        return sorted(((code, self.title_of(code)) for code in codes), key=lambda one: one[1])

    def table(self, query: Query) -> pa.Table:
        """Return the figures a query asks for, in the contract's columns and sorted by key."""
        if self.build is not None:
            return self.build.figures.table(query)
        assert self.public is not None
        found = self._of_source(_asked(self.public, query), query.source)
        if self.within is None:
            return found
        outside = found.filter(pc.invert(self.within.mask(found)))
        return _sorted(pa.concat_tables([outside, self.within.table(query)]))

    def figure(self, measure: str, key: SeriesKey, period: Period, source: str = HEADLINE) -> Figure | None:
        """Return one figure; None where there is none, or none for this viewer."""
        if measure not in self.definitions.measures:
            return None
        declared = self.definitions.measures[measure]
        if self.build is not None:
            return _one(self.build, declared, key, period, source)
        if self.within is not None and self.within.covers(measure, key.area):
            figure = _one(self.within.build, declared, key, period, source)
            return None if figure is None else self.within.shown(figure)
        assert self.public is not None
        wanted = (measure, key.area_type, key.area, key.breakdown, period.window.value, period.key)
        rows = self.public
        for name, word in zip(KEY, wanted, strict=False):
            rows = rows.filter(pc.equal(rows[name].cast(pa.string()), word))
        rows = self._of_source(rows, source)
        return figure_of(rows.to_pylist()[0]) if rows.num_rows else None

    def _of_source(self, rows: pa.Table, source: str) -> pa.Table:
        """Return released rows of one source: for the headline, of each area that which comes first."""
        if source == ALL_SOURCES or not rows.num_rows:
            return rows
        sources = rows["source"].cast(pa.string())
        if source not in (HEADLINE, COMPARISON):
            return rows.filter(pc.equal(sources, source))
        keys = zip(
            *(rows[name].cast(pa.string()).to_pylist() for name in ("measure", "area_type", "area")),
            strict=True,
        )
        held: dict[tuple[str, ...], set[str]] = {}
        listed = list(keys)
        for one, of in zip(listed, sources.to_pylist(), strict=True):
            held.setdefault(one, set()).add(of)
        chosen = {one: self._chosen(one[0], found, source) for one, found in held.items()}
        keep = [chosen[one] == of for one, of in zip(listed, sources.to_pylist(), strict=True)]
        return rows.filter(pa.array(keep, pa.bool_()))

    def _chosen(self, measure: str, held: set[str], wanted: str) -> str:
        """Return the source that is meant: the measure's own, or that which compares areas."""
        measures = self.definitions.measures
        root = measures[measure]
        while root.numerator in measures:
            root = measures[root.numerator]
        order = [one for one in (root.table, root.peers) if one in held]
        order += sorted(held - set(order))
        return order[0] if wanted == HEADLINE else order[-1]


def _one(build: Build, measure: Measure, key: SeriesKey, period: Period, source: str) -> Figure | None:
    """Return one figure of a build from a source; None where there is none."""
    if measure.kind in DERIVED_KINDS and not _is_held(build, period):
        return None
    figure = build.figures.one(measure, key.area, period, key, source)
    return figure if figure is not None and source in (HEADLINE, figure.source) else None


def _areas_in(build: Build, area_type: str, measures: Sequence[str]) -> list[str]:
    """Return the places of a kind that a build has figures of."""
    if area_type != "force":
        return sorted(build.local_areas.get(area_type, ()))
    reader, declared = build.figures.reader, build.definitions.measures
    tables = {source for name in measures if name in declared for source in reader.sources(declared[name])}
    return sorted({area for table in tables for area in reader.areas_of(table)})


def _is_held(build: Build, period: Period) -> bool:
    """Whether a build has months of a period: of a span the first and last, of any other some."""
    first, last = build.figures.reader.first_month, build.figures.reader.last_month
    if period.window is Window.SINCE:
        return first <= period.first_month and period.last_month <= last
    return period.window in MONTHLY_WINDOWS and first <= period.last_month and period.first_month <= last


def _day(iso: str) -> str:
    return day_label(date.fromisoformat(iso))


def _titles(definitions: Definitions) -> dict[str, str]:
    return {area.code: area.title for area in definitions.office.local_areas}


def sight_of(actor: Actor) -> Sight | None:
    """Return what somebody may see, or None where there is nothing yet."""
    if actor.whole & STAFF:
        build = current_build()
        return None if build is None else Sight(build.manifest.id, build.definitions, build)
    public = public_sight()
    build = current_build() if actor.roles & STAFF else None
    within = None if build is None else within_of(actor, build, office_folder(), head_of(releases()))
    return public if within is None else _limited(public, within)


def _limited(public: Sight | None, within: Within) -> Sight:
    """Return what the public sees, with what lies within the limits of somebody's roles."""
    build, known = within.build, "" if within.protection is None else "-protected"
    limits = "|".join(sorted(str(sorted(one.limits.items())) for one in within.grants))
    named = sha256(f"{limits}{known}".encode()).hexdigest()[:16]
    mark = f"{build.manifest.id}-{named}-{'' if public is None else public.mark}"
    if public is None:
        return Sight(mark, build.definitions, None, figures_schema().empty_table(), within)
    newest, then = build.definitions.measures, public.definitions.measures
    own = {name: newest[name] for name in within.measures}
    definitions = replace(public.definitions, measures={**newest, **then, **own})
    return replace(public, mark=mark, definitions=definitions, within=within)


def public_sight() -> Sight | None:
    """Return what the public may see: the figures of releases in force, or None before the first release."""
    chain = releases()
    return _public(office_folder(), head_of(chain)) if chain else None


def releases() -> tuple[Release, ...]:
    """Return every release, oldest first: read once, for what is released never changes."""
    folders = release_folders(office_folder())
    return _chain(office_folder(), tuple(folder.name for folder in folders))


def in_force() -> tuple[Release, ...]:
    """Return the releases that no other corrects, newest first."""
    chain = releases()
    corrected = corrected_by(chain)
    return tuple(one for one in reversed(chain) if one.number not in corrected)


@lru_cache(maxsize=2)
def _chain(office: Path, _folders: tuple[str, ...]) -> tuple[Release, ...]:
    return tuple(released(office))


@lru_cache(maxsize=64)
def figures_of_release(office: Path, release: str) -> pa.Table:
    """Return the figures that a release published, by the name of its folder."""
    return figures_in(office, next(one for one in releases() if one.folder == release))


def _definitions_of(release: Release) -> Definitions:
    """Return what the office declared when it made a release, or declares now where its build is gone."""
    try:
        return build_named(release.build).definitions
    except FrankpledgeError:
        return declared()


@lru_cache(maxsize=2)
def _public(office: Path, head: str) -> Sight:
    chain = releases()
    corrected = corrected_by(chain)
    stands: dict[tuple[str, ...], tuple[int, int]] = {}
    tables = [figures_of_release(office, one.folder) for one in chain if one.number not in corrected]
    for at, table in enumerate(tables):
        columns = [table[name].cast(pa.string()).to_pylist() for name in KEY]
        for row, key in enumerate(zip(*columns, strict=True)):
            stands[key] = (at, row)
    kept: dict[int, list[int]] = {}
    for at, row in stands.values():
        kept.setdefault(at, []).append(row)
    parts = [tables[at].take(pa.array(sorted(rows))) for at, rows in sorted(kept.items())]
    figures = pa.concat_tables(parts) if parts else figures_schema().empty_table()
    return Sight(f"released-{head[:16]}", _definitions_of(chain[-1]), None, _sorted(figures))


def _sorted(figures: pa.Table) -> pa.Table:
    """Return figures in the order of their keys."""
    words = pa.table({name: figures[name].cast(pa.string()) for name in KEY})
    order = pc.sort_indices(words, sort_keys=[(name, "ascending") for name in KEY])
    return figures.unify_dictionaries().combine_chunks().take(order)


def _asked(table: pa.Table, query: Query) -> pa.Table:
    """Return the rows that a query asks for of figures that stand finished."""

    def within(name: str, wanted: tuple[str, ...]) -> None:
        nonlocal table
        if wanted:
            table = table.filter(pc.is_in(table[name].cast(pa.string()), pa.array(wanted, pa.string())))

    within("measure", query.measures)
    within("area", query.areas)
    within("area_type", query.area_types or (() if query.areas else ("force",)))
    windows = [*query.windows, *([Window.AT] if set(query.windows) & set(MONTHLY_WINDOWS) else [])]
    within("window", tuple(window.value for window in windows))
    words = table["breakdown"].cast(pa.string())
    table = table.filter(
        pc.starts_with(words, f"{query.breakdown}=") if query.breakdown else pc.equal(words, "")
    )
    if query.start is not None:
        table = table.filter(pc.greater_equal(table["period_end"], pa.scalar(query.start)))
    if query.end is not None:
        table = table.filter(pc.less_equal(table["period_end"], pa.scalar(query.end)))
    return table
