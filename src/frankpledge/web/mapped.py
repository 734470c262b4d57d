"""Maps of findings over small areas, as far as somebody may see them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from frankpledge.areas import force_title
from frankpledge.builds.reading import Build
from frankpledge.builds.scanning import AREA_OUTSIDE, MORE
from frankpledge.contracts.figures import FIGURE_KEY
from frankpledge.periods import Window, parse_period
from frankpledge.publication.area_maps import AreaMap, MapArea, Side
from frankpledge.publication.gather_findings import KINDS, map_of
from frankpledge.publication.model import Tone
from frankpledge.registers.roles import Actor
from frankpledge.releases.chain import findings_in, head_of
from frankpledge.releases.release import Release
from frankpledge.web.office import build_named, office_folder
from frankpledge.web.seeing import Sight, in_force, releases, sight_of
from frankpledge.web.told import found_of, quarter_of

TONES = {"improving": Tone.BETTER, "worsening": Tone.WORSE}


def maps_for(actor: Actor) -> dict[str, AreaMap]:
    """Return the maps that somebody sees, by id: staff of the newest quarter, others as it was released.

    A map is one judgement of all its areas together. Who is held to some sees the newest of measures
    that they see all of.
    """
    sight = sight_of(actor)
    if sight is None:
        return {}
    newest = {} if sight.newest is None else _newest(sight, sight.newest)
    return newest if sight.build is not None else {**_released(head_of(releases())), **newest}


def _newest(sight: Sight, build: Build) -> dict[str, AreaMap]:
    quarter = quarter_of(build)
    if quarter is None:
        return {}
    scans = found_of(build, quarter).scans
    made = (map_of(build, one) for one in scans if sight.build_of(one.measure.id) is not None)
    return {one.id: one for one in made}


@lru_cache(maxsize=2)
def _released(_head: str) -> dict[str, AreaMap]:
    """Return the maps of the newest release in force that has findings of small areas."""
    for release in in_force():
        rows = [
            row for row in findings_in(office_folder(), release).to_pylist() if row["kind"] == AREA_OUTSIDE
        ]
        if rows:
            return _maps(release, rows)
    return {}


def _maps(release: Release, rows: list[dict[str, Any]]) -> dict[str, AreaMap]:
    build = build_named(release.build)
    held: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        held.setdefault((row["measure"], row["area_type"]), []).append(row)
    made = {}
    for (measure, area_type), found in held.items():
        shapes = build.boundaries.get(area_type, {})
        areas = [_area(row, build.titles) for row in found]
        named = {area.code for area in areas}
        areas += [
            MapArea(code, build.titles.get(code, code), Side.ORDINARY, Tone.PLAIN, "")
            for code in sorted(build.local_areas.get(area_type, ()))
            if code not in named
        ]
        made[f"{measure}-{area_type}"] = AreaMap(
            f"{measure}-{area_type}",
            build.definitions.measures[measure],
            force_title(build.definitions.office.force),
            parse_period(Window(found[0]["window"]), found[0]["period"]).label,
            KINDS[area_type],
            tuple(areas),
            shapes,
        )
    return made


def _area(row: Mapping[str, Any], titles: Mapping[str, str]) -> MapArea:
    side = Side.MORE if MORE in row["sentence"] else Side.FEWER
    tone = TONES.get(row["direction"], Tone.PLAIN)
    key = ":".join(row[name] for name in FIGURE_KEY)
    return MapArea(row["area"], titles.get(row["area"], row["area"]), side, tone, key, float(row["seen"]))
