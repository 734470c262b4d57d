"""Boundaries as GeoJSON: small census areas, wards and force areas, in degrees."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from frankpledge.areas import force_slug
from frankpledge.contracts.reference import BOUNDARIES
from frankpledge.errors import BadInput
from frankpledge.sources.checking import check
from frankpledge.sources.converting import Context
from frankpledge.sources.csv_rows import Rows

CODE_FIELDS = {
    "LSOA11CD": ("lsoa-2011", "LSOA11NM"),
    "LSOA21CD": ("lsoa-2021", "LSOA21NM"),
    "MSOA21CD": ("msoa", "MSOA21NM"),
    "WD25CD": ("ward", "WD25NM"),
    "PFA23CD": ("force", "PFA23NM"),
}
"""The property that holds an area's code → kind of area, property of its name. Years change: see below."""

GEOMETRIES = (
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
)
NAME_FIELDS = ("name", "NAME", "pfa16nm", "PFA16NM", "PFA17NM", "PFA20NM", "PFA22NM", "PFA23NM")


def read(file: str, data: bytes, context: Context = Context()) -> tuple[pa.Table, pa.Table]:
    """Return (accepted, refused) features of a GeoJSON FeatureCollection. Raises BadInput."""
    try:
        whole = json.loads(data, parse_constant=_refused)
    except (RecursionError, ValueError) as error:  # ValueError: of the text, the JSON or a giant number
        line = getattr(error, "lineno", None)
        raise BadInput("it is not JSON.", file=file, line=line, do="Download it again.") from None
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list) or not features:
        raise BadInput("it is not a GeoJSON FeatureCollection with features.", file=file)
    found = [_described(file, number, feature) for number, feature in enumerate(features, 1)]
    columns = {
        name: pa.array([row[place] for row in found], pa.string()).dictionary_encode()
        for place, name in enumerate(("area-type", "code", "name", "geometry"))
    }
    record = pa.array(range(1, len(found) + 1), pa.int32()).to_numpy()
    return check(Rows(file, columns, record), BOUNDARIES, context=context)


def _refused(word: str) -> float:
    """NaN and Infinity are no JSON, though Python writes and reads them."""
    raise ValueError(word)


def _described(file: str, number: int, feature: Any) -> tuple[str, str, str, str]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or not _is_geometry(geometry):
        raise BadInput(f"feature {number} has no properties or no geometry.", file=file)
    try:
        text = json.dumps(geometry, separators=(",", ":"))
    except RecursionError:
        raise BadInput(f"feature {number} has lists within lists without end.", file=file) from None
    words = {key: value for key, value in properties.items() if isinstance(value, str) and _is_text(value)}
    for code_field, (area_type, name_field) in CODE_FIELDS.items():
        for key, code in words.items():
            if _same_but_for_year(key, code_field):
                return area_type, code, words.get(key[:-2] + name_field[-2:]) or code, text
    for key in NAME_FIELDS:
        slug = force_slug(words.get(key, ""))
        if slug:
            return "force", slug, words[key], text
    raise BadInput(
        f"feature {number} names no area code that is known.",
        file=file,
        do=f"Expected a property such as {', '.join(CODE_FIELDS)}.",
    )


def _is_geometry(value: Any) -> bool:
    """Whether it is an object of a GeoJSON kind of geometry with coordinates (or parts)."""
    if not isinstance(value, dict) or value.get("type") not in GEOMETRIES:
        return False
    held = value.get("geometries" if value["type"] == "GeometryCollection" else "coordinates")
    return isinstance(held, list) and bool(held)


def _is_text(value: str) -> bool:
    """Whether it says something and can be stored: JSON may hold half of a surrogate pair."""
    return value != "" and value.encode("utf-8", "replace").decode() == value


def _same_but_for_year(key: str, pattern: str) -> bool:
    """``WD24CD`` is ``WD25CD`` of another year; census areas keep theirs (2011 and 2021 differ)."""
    if key == pattern:
        return True
    if pattern.startswith(("LSOA", "MSOA")):
        return False
    return len(key) == len(pattern) and key[:-4] == pattern[:-4] and key[-4:-2].isdigit() and key[-2:] == "CD"
