"""A new or revised month recounts what it touches and nothing else, and gives the bytes of a full build."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from frankpledge import pipeline
from frankpledge.builds.diffing import diff
from frankpledge.builds.lending import lender
from frankpledge.builds.making import BuildOutcome
from frankpledge.builds.reading import open_build
from frankpledge.generate import DEMO, generate
from frankpledge.measures.counting import counted_measures
from frankpledge.measures.local_areas import LocalMap
from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import read_office
from frankpledge.store.log import read_snapshot

SMALL = replace(DEMO, forces=tuple(replace(force, monthly_rows=500) for force in DEMO.forces))


def _quietly(what: str) -> None:
    """Steps need no showing here."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "records"
    generate(SMALL, folder, as_zip=False)
    return folder


@pytest.fixture
def office(tmp_path: Path) -> Path:
    new_office(tmp_path / "office", "westmarch")
    return tmp_path / "office"


def _same_as_full(office: Path) -> BuildOutcome:
    """Build on what stands, then anew in full: every file of figures must have the same bytes."""
    quick = pipeline.measure(office, on_step=_quietly)
    full = pipeline.measure(office, full=True, on_step=_quietly)
    assert quick.manifest.outputs
    assert quick.manifest.outputs == full.manifest.outputs
    return full


def _months(files: Path, download: str) -> list[Path]:
    return sorted(path for path in (files / download).iterdir() if path.is_dir())


def test_months_revisions_and_references_in_any_order_give_the_bytes_of_a_full_build(
    office: Path, files: Path
) -> None:
    chance = random.Random(7)  # noqa: S311
    older, newer = _months(files, "older"), _months(files, "newer")
    chance.shuffle(newer)
    batches: list[tuple[list[Path], date]] = [
        ([*older[:6], *newer[:30]], date(2025, 5, 15)),
        ([files / "reference", *newer[30:45]], date(2025, 5, 15)),
        (older[6:], date(2024, 5, 15)),
        (newer[45:], date(2025, 5, 15)),
    ]
    for paths, obtained in batches:
        summary = pipeline.take_in(office, paths, obtained=obtained)
        assert not summary.problems
        _same_as_full(office)


def test_a_changed_definition_is_counted_anew_and_the_others_are_not(office: Path, files: Path) -> None:
    pipeline.take_in(office, _months(files, "newer")[:14])
    before = _same_as_full(office).build
    file = office / "plan" / "measures" / "burglary.yaml"
    file.write_text(file.read_text().replace("crime-type: burglary", "crime-type: [burglary, robbery]"))
    sets = office / "plan" / "sets.yaml"
    sets.write_text(sets.read_text().replace("[1, 2, 3, 4, 6, 7, 8]", "[1, 2, 3, 4]"))
    definitions = read_office(office)
    editions = read_snapshot(office / "store").selected()
    lends = lender(before, definitions, editions, LocalMap(before.places, before.titles), "duckdb")
    anew = {one.id for one in counted_measures(definitions) if lends.codes_to_count(one) is None}
    assert "burglary" in anew
    assert "robbery" not in anew
    changed = {row["measure"] for row in diff(before, _same_as_full(office).build).to_pylist()}
    assert "burglary" in changed
    assert changed & {one.id for one in counted_measures(definitions)} <= anew


def test_only_the_touched_months_are_counted(office: Path, files: Path) -> None:
    months = _months(files, "newer")
    pipeline.take_in(office, months[:12])
    first = pipeline.measure(office, on_step=_quietly)
    pipeline.take_in(office, months[12:13])
    build = first.build
    definitions = read_office(office)
    editions = read_snapshot(office / "store").selected()
    local = LocalMap(build.places, build.titles)
    lends = lender(build, definitions, editions, local, "duckdb")
    added = {e.code for e in editions} - {entry["code"] for entry in first.manifest.inputs}
    by_code = {edition.code: edition for edition in editions}
    for measure in counted_measures(definitions):
        codes = lends.codes_to_count(measure)
        assert codes is not None, measure.id
        fresh = {code for code in added if by_code[code].table == measure.table}
        if measure.follow_up is None:
            assert codes == fresh, measure.id
        else:
            newest = max(edition.month or 0 for edition in editions)
            assert fresh < codes, measure.id
            assert {by_code[code].month for code in codes} == set(
                range(newest - measure.follow_up, newest + 1)
            ), measure.id


def test_a_damaged_build_lends_nothing(office: Path, files: Path) -> None:
    pipeline.take_in(office, _months(files, "newer")[:3])
    first = pipeline.measure(office, on_step=_quietly)
    damaged = first.folder / "monthly.parquet"
    damaged.write_bytes(damaged.read_bytes()[:-100])
    pipeline.take_in(office, _months(files, "newer")[3:5])
    after = _same_as_full(office).build
    assert after.manifest.id != first.manifest.id
    assert len(after.figures.reader.monthly["month"].unique()) == 5


def test_an_earlier_as_at_is_built_beside_and_lends_as_well(office: Path, files: Path) -> None:
    pipeline.take_in(office, _months(files, "older"), obtained=date(2024, 5, 15))
    pipeline.take_in(office, _months(files, "newer"), obtained=date(2025, 5, 15))
    now = pipeline.measure(office, on_step=_quietly)
    then = pipeline.measure(office, as_at_month=2024 * 12 + 4, on_step=_quietly)
    again = pipeline.measure(office, on_step=_quietly)
    assert then.manifest.outputs != now.manifest.outputs
    assert again.manifest.outputs == now.manifest.outputs
    fresh = office.parent / "fresh"
    shutil.copytree(office, fresh)
    shutil.rmtree(fresh / "builds")
    assert pipeline.measure(fresh, as_at_month=2024 * 12 + 4, on_step=_quietly).manifest.outputs == (
        then.manifest.outputs
    )
    assert open_build(office).manifest.id == again.manifest.id


def test_a_later_month_of_outcomes_counts_times_anew_and_is_named_as_the_reason(
    office: Path, files: Path
) -> None:
    months = [folder for folder in _months(files, "newer") if folder.name >= "2024-01"][:6]
    outcomes = [next(folder.glob("*-westmarch-outcomes.csv")) for folder in months]
    pipeline.take_in(office, [*months[:4], *outcomes[:4]])
    before = _same_as_full(office).build
    pipeline.take_in(office, outcomes[4:])
    after = _same_as_full(office).build
    names = ("time-to-outcome", "months-until-nine-in-ten-have-outcomes")
    changed = [row for row in diff(before, after).to_pylist() if row["measure"] in names]
    assert "immature" in {row["state_before"] for row in changed}
    for row in changed:
        assert row["period"] < "2024-05"
        assert row["why"].startswith("new data: outcomes, obtained"), row
