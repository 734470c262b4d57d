"""Answers of the explorer on maps: which kinds of area have boundaries, and the shapes of each."""

from __future__ import annotations

from collections.abc import Mapping

from frankpledge.areas import gss_code
from frankpledge.builds.reading import Build
from frankpledge.errors import FrankpledgeError
from frankpledge.publication.boundary_shapes import Shapes, shapes
from frankpledge.publication.exploring.class_maps import MOST_HEIGHT, WIDTH
from frankpledge.publication.joined_boundaries import joined
from frankpledge.web.keeping import Kept
from frankpledge.web.office import build_named
from frankpledge.web.seeing import Sight, releases

SMALLEST = "lsoa"
"""Of these every other kind of local area is made."""
LARGEST = "local-authority"
"""The outlines and names of these are drawn over smaller areas, to find one's way."""
_SHAPES: Kept[Shapes] = Kept(8)
_MADE: Kept[Mapping[str, str]] = Kept(4)
_GROUPS: Kept[Mapping[str, str]] = Kept(8)


def drawn_of(sight: Sight) -> Build | None:
    """Return the build whose boundaries maps are drawn on: of the public's figures that of the last release.

    Boundaries are published by the Office for National Statistics: there is nothing in them to withhold.
    """
    if sight.newest is not None:
        return sight.newest
    try:
        return build_named(releases()[-1].build)
    except FrankpledgeError:  # A build may be removed when its releases stand.
        return None


def geometries_of(build: Build, area_type: str) -> Mapping[str, str]:
    """Return the boundaries of a kind of area, GeoJSON by code; empty where none can be drawn.

    A kind without boundaries of its own is put together from the small census areas in it.
    """
    own = build.boundaries.get(area_type)
    return own or _MADE.get((build.manifest.id, area_type), lambda: _made(build, area_type))


def _made(build: Build, area_type: str) -> Mapping[str, str]:
    small = build.boundaries.get(SMALLEST, {})
    places = build.places.get(area_type, {}) if small and build.local_areas else {}
    return joined(small, {gss_code(number): area for number, area in places.items()})


def shapes_of(build: Build, area_type: str) -> Shapes:
    """Return the boundaries of a kind of area on the page, made once a build."""
    return _SHAPES.get(
        (build.manifest.id, area_type), lambda: shapes(geometries_of(build, area_type), WIDTH, MOST_HEIGHT)
    )


def kinds_with_shapes(build: Build | None) -> frozenset[str]:
    """Return the kinds of area that can be drawn."""
    if build is None:
        return frozenset()
    own = set(build.boundaries)
    return frozenset(own | (set(build.local_areas) if SMALLEST in own else set()))


def groups_of(build: Build, area_type: str) -> Mapping[str, str]:
    """Return the name of the larger area in which most small census areas of each area lie, by code."""
    return _GROUPS.get((build.manifest.id, area_type), lambda: _groups(build, area_type))


def _groups(build: Build, area_type: str) -> Mapping[str, str]:
    if area_type == LARGEST or not build.local_areas:
        return {}
    inside, larger = build.places.get(area_type, {}), build.places.get(LARGEST, {})
    counted: dict[str, dict[str, int]] = {}
    for number, area in inside.items():
        if number in larger:
            held = counted.setdefault(area, {})
            held[larger[number]] = held.get(larger[number], 0) + 1
    most = {area: max(sorted(held), key=lambda one: held[one]) for area, held in counted.items()}
    return {area: build.titles.get(code, code) for area, code in most.items()}
