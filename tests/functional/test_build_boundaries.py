"""A build holds the boundaries of the local areas it has figures for, and of nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from frankpledge import pipeline
from frankpledge.areas import gss_code
from frankpledge.builds.making import BuildOutcome
from frankpledge.builds.reading import Build, open_build
from frankpledge.generate import DEMO, generate
from frankpledge.plan.office_folder import new_office

SMALL = replace(DEMO, forces=tuple(replace(force, monthly_rows=300) for force in DEMO.forces))


def _quietly(what: str) -> None:
    """Steps need no showing here."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "records"
    generate(SMALL, folder, as_zip=False)
    for path in (folder / "reference").glob("*.geojson"):
        path.unlink()  # The tests bring boundaries of their own.
    return folder


@pytest.fixture
def office(tmp_path: Path, files: Path) -> Path:
    new_office(tmp_path / "office", "westmarch")
    months = sorted(path for path in (files / "newer").iterdir() if path.is_dir())
    pipeline.take_in(tmp_path / "office", [*months[:3], files / "reference"])
    return tmp_path / "office"


def _built_twice_alike(office: Path) -> Build:
    """Build on what stands, then anew in full: the boundaries too must have the same bytes."""
    quick: BuildOutcome = pipeline.measure(office, on_step=_quietly)
    full = pipeline.measure(office, full=True, on_step=_quietly)
    assert "boundaries.parquet" in quick.manifest.outputs
    assert quick.manifest.outputs == full.manifest.outputs
    return open_build(office)


def _square(at: int) -> dict[str, object]:
    x, y = -1.0 + at / 100, 52.0
    corners = [[x, y], [x + 0.01, y], [x + 0.01, y + 0.01], [x, y + 0.01], [x, y]]
    return {"type": "Polygon", "coordinates": [corners]}


def _geojson(file: Path, field: str, codes: list[str], shift: int = 0) -> Path:
    features = [
        {"type": "Feature", "properties": {field: code}, "geometry": _square(place + shift)}
        for place, code in enumerate(codes)
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


def test_only_areas_with_figures_are_held_of_one_census_from_the_latest_file(
    office: Path, tmp_path: Path
) -> None:
    pipeline.measure(office, on_step=_quietly)
    first = open_build(office)
    assert first.boundaries == {}
    assert (first.folder / "boundaries.parquet").is_file()
    outputs = {name: sha for name, sha in first.manifest.outputs.items() if name != "boundaries.parquet"}
    assert Build(first.folder, replace(first.manifest, outputs=outputs)).boundaries == {}
    codes = sorted(gss_code(number) for number in first.places["lsoa"])
    elsewhere = "E01099999"
    older = _geojson(tmp_path / "older.geojson", "LSOA11CD", codes[:2])
    newer = _geojson(tmp_path / "newer.geojson", "LSOA21CD", [*codes[:3], elsewhere])
    wards = _geojson(tmp_path / "wards.geojson", "WD17CD", sorted(set(first.places["ward"].values()))[:4])
    pipeline.take_in(office, [older, newer, wards], obtained=date(2025, 5, 1))
    held = _built_twice_alike(office).boundaries
    assert list(held["lsoa"]) == codes[:3]
    assert len(held["ward"]) == 4
    assert json.loads(held["lsoa"][codes[1]]) == _square(1)
    corrected = _geojson(tmp_path / "corrected.geojson", "LSOA21CD", codes[:2], shift=50)
    pipeline.take_in(office, [corrected], obtained=date(2025, 6, 1))
    held = _built_twice_alike(office).boundaries
    assert [json.loads(held["lsoa"][code]) for code in codes[:3]] == [_square(50), _square(51), _square(2)]


def test_real_boundaries_come_into_a_build(shared_data: Path, tmp_path: Path) -> None:
    new_office(tmp_path / "office", "northamptonshire")
    pipeline.take_in(
        tmp_path / "office",
        [shared_data / "police_uk" / "northamptonshire.zip", shared_data / "geo" / "northants_lsoa2021"],
    )
    pipeline.measure(tmp_path / "office", on_step=_quietly)
    build = open_build(tmp_path / "office")
    assert len(build.boundaries["lsoa"]) > 400
    assert build.boundaries["lsoa"].keys() <= {gss_code(number) for number in build.places["lsoa"]}
