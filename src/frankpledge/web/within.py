"""What of the newest build lies within the limits of somebody's roles: by measure and by area.

A role of the office may be held for one body, service or area. Of figures, such a word means the measures of
the service it names, and the area it names with all that lies in it. What is seen so is protected as a report
is: small numbers about people are withheld.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.areas import gss_code
from frankpledge.builds.asking import areas_with_figures
from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Figure, Finding, figures_schema
from frankpledge.contracts.registry import TABLES
from frankpledge.measures.figures import Query
from frankpledge.plan.services import service_of
from frankpledge.publication.disclosure.policy import thresholds_of
from frankpledge.publication.disclosure.protecting import Protection
from frankpledge.publication.disclosure.withholding import may_tell
from frankpledge.registers.roles import STAFF, Actor, Grant
from frankpledge.web.keeping import Kept
from frankpledge.web.withholding import withholding_of

SERVICES = frozenset(table.service for table in TABLES.values()) - {""}
_PARTS: Kept[tuple[Part, ...]] = Kept(100)
_PLACES: Kept[frozenset[str]] = Kept(100)


@dataclass(frozen=True)
class Part:
    """Some measures, of some areas by code; ``areas`` is None where they are seen of every area."""

    measures: frozenset[str]
    areas: frozenset[str] | None = None

    def and_also(self, other: Part) -> Part:
        """Return what lies within both."""
        held = [one for one in (self.areas, other.areas) if one is not None]
        return Part(self.measures & other.measures, frozenset.intersection(*held) if held else None)

    @property
    def holds_nothing(self) -> bool:
        """Whether nothing lies within it."""
        return not self.measures or self.areas == frozenset()


@dataclass(frozen=True)
class Within:
    """What somebody who is held to some sees of a build beside what was released.

    ``protection`` is None until it is known what must be withheld: measures about people lie outside
    till then.
    """

    build: Build
    grants: tuple[Grant, ...]
    parts: tuple[Part, ...]
    protection: Protection | None = None

    @cached_property
    def people(self) -> frozenset[str]:
        """The measures about people: their small numbers are withheld."""
        return frozenset(thresholds_of(self.build.definitions))

    @cached_property
    def measures(self) -> frozenset[str]:
        """The measures of which something lies within."""
        named = frozenset[str]().union(*(part.measures for part in self.parts))
        return named if self.protection is not None else named - self.people

    @property
    def words(self) -> str:
        """The limits as people read them: ``fire; kent``."""
        return "; ".join(dict.fromkeys(", ".join(one.limits.values()) for one in self.grants))

    def covers(self, measure: str, area: str) -> bool:
        """Whether figures of a measure and area are seen as the build has them."""
        return measure in self.measures and any(
            measure in part.measures and (part.areas is None or area in part.areas) for part in self.parts
        )

    def is_open(self, measure: str) -> bool:
        """Whether all that a build says of a measure may be seen: of every area, with nothing to withhold."""
        return measure not in self.people and any(
            measure in part.measures and part.areas is None for part in self.parts
        )

    def mask(self, table: pa.Table) -> pa.Array:
        """Return for each row of a table with ``measure`` and ``area`` whether it lies within."""
        measures, areas = (table[name].cast(pa.string()) for name in ("measure", "area"))
        found = pa.chunked_array([pa.nulls(table.num_rows, pa.bool_()).fill_null(False)])
        for part in self.parts:
            inside = _is_in(measures, part.measures & self.measures)
            if part.areas is not None:
                inside = pc.and_(inside, _is_in(areas, part.areas))
            found = pc.or_(found, inside)
        return found

    def table(self, query: Query) -> pa.Table:
        """Return the build's figures within, of those a query asks for, as they may be shown."""
        asked = self._narrowed(query)
        if asked is None:
            return figures_schema().empty_table()
        found = self.build.figures.table(asked)
        return self._shown(found.filter(self.mask(found)))

    def shown(self, figure: Figure) -> Figure:
        """Return a figure that lies within as it may be shown."""
        return figure if self.protection is None else self.protection.figure(figure)

    def told(self, rows: Iterable[Finding]) -> list[Finding]:
        """Return the findings that lie within and may be told."""
        return [row for row in rows if self.covers(row.measure, row.area) and self._may_tell(row)]

    def areas_of(self, measures: Sequence[str], held: Iterable[str]) -> list[str]:
        """Return those of some areas of which one of these measures is seen."""
        return [area for area in held if any(self.covers(name, area) for name in measures)]

    def sent(self, table: str, sender: str, area: str) -> bool:
        """Whether a file of a table lies within: by its service, its sender and its area."""
        service = TABLES[table].service if table in TABLES else ""
        return any(
            (not one.body or one.body in (service, sender, area))
            and (not one.service or one.service == service)
            and (not one.area or area in _places(one.area, self.build))
            for one in self.grants
        )

    def _narrowed(self, query: Query) -> Query | None:
        """Return a query for no more than lies within may need; None where nothing does."""
        measures = tuple(sorted(self.measures & frozenset(query.measures or self.measures)))
        kinds = query.area_types or (() if query.areas else ("force",))
        areas = query.areas
        if all(part.areas is not None for part in self.parts):
            held = frozenset[str]().union(*(part.areas or () for part in self.parts))
            areas = tuple(sorted(held & frozenset(query.areas or held)))
            if not areas:
                return None
        return replace(query, measures=measures, areas=areas, area_types=kinds) if measures else None

    def _may_tell(self, row: Finding) -> bool:
        return self.protection is None or may_tell(row, self.protection)

    def _shown(self, table: pa.Table) -> pa.Table:
        return table if self.protection is None else self.protection.table(table)


def within_of(actor: Actor, build: Build, office: Path, head: str) -> Within | None:
    """Return what of a build lies within the limits of somebody's roles; None where nothing does.

    ``head`` is the digest of the newest release: what was released decides what must be withheld.
    """
    grants = tuple(one for one in actor.grants if one.role in STAFF and one.limited)
    if not grants:
        return None
    limits = tuple(tuple(one.limits.items()) for one in grants)
    parts = _PARTS.get((build.manifest.id, limits), lambda: _parts_of(grants, build))
    within = Within(build, grants, parts)
    if not parts or not any(part.measures & within.people for part in parts):
        return within if parts else None
    return replace(within, protection=withholding_of(office, build, head).soon())


def _parts_of(grants: Iterable[Grant], build: Build) -> tuple[Part, ...]:
    """Return what lies within each of some grants: all that it is limited to, at once."""
    found = []
    for grant in grants:
        chosen: list[Part] | None = None
        for kind, word in grant.limits.items():
            meant = _meant(kind, word, build)
            chosen = meant if chosen is None else [one.and_also(other) for one in chosen for other in meant]
        found += [part for part in chosen or () if not part.holds_nothing]
    return tuple(dict.fromkeys(found))


def _meant(kind: str, word: str, build: Build) -> list[Part]:
    """Return what one limit means: the measures of a service it names, the figures of an area it names."""
    declared = build.definitions.measures
    if kind != "area" and word in SERVICES:
        return [Part(frozenset(it for it in declared if service_of(declared[it], build.definitions) == word))]
    areas = _places(word, build)
    known = areas_with_figures(build)
    kinds = {known[area] for area in areas if area in known}
    kinds |= {kind for kind, held in build.local_areas.items() if held & areas}
    supplied = build.figures.supplied
    measures = frozenset(
        name
        for name, one in declared.items()
        if kinds & {"force", *one.area_types, *(supplied.area_types(name) if supplied is not None else ())}
    )
    return [Part(measures, areas)]


def _places(word: str, build: Build) -> frozenset[str]:
    """Return an area and what lies in it: in the office's only force all its local areas.

    A local area lies in another where all its small census areas do.
    """
    return _PLACES.get((build.manifest.id, word), lambda: _placed_in(word, build))


def _placed_in(word: str, build: Build) -> frozenset[str]:
    office = build.definitions.office
    if office.forces == (word,):
        return frozenset({word}).union(*build.local_areas.values(), (one.code for one in office.local_areas))
    small: dict[str, set[int]] = {}
    for places in build.places.values():
        for lsoa, area in places.items():
            small.setdefault(area, set()).add(lsoa)
    for lsoa in {lsoa for held in small.values() for lsoa in held}:
        small.setdefault(gss_code(lsoa), {lsoa})
    own = small.get(word, set())
    return frozenset({word, *(area for area, held in small.items() if own and held <= own)})


def _is_in(column: pa.ChunkedArray, words: frozenset[str]) -> pa.ChunkedArray:
    return pc.is_in(column, pa.array(sorted(words), pa.string()))
