"""The parts of the generator: random draws, counts, scenarios, geography, identifiers, clocks."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from frankpledge.errors import BadEnvironment, WrongUse
from frankpledge.generate import DEMO, FictionalForce, PlantedChange, Scenario, Shape, Truth, generate
from frankpledge.generate.county import build_county, csv_texts
from frankpledge.generate.crimes import OUTCOME_TABLES, hex_ids
from frankpledge.generate.draws import Draws, apportion, cumulative, negative_binomial
from frankpledge.generate.facts import (
    ASB,
    CRIME_TYPES,
    DELAY_WEIGHTS,
    MAX_DELAY,
    OUTCOME_WEIGHTS,
    OUTCOMES,
    SEASON,
    TYPE_WEIGHTS,
)
from frankpledge.generate.scenario import KINDS, MAX_FORCES
from frankpledge.generate.stops import _minutes_of_month
from frankpledge.periods import parse_month


def probability(k: int, mean: float, dispersion: float) -> float:
    """The negative binomial probability by its textbook formula."""
    size = 1 / dispersion
    logs = math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1)
    return math.exp(logs + size * math.log(size / (size + mean)) + k * math.log(mean / (size + mean)))


@pytest.mark.parametrize(("mean", "dispersion"), [(0.7, 0.002), (12.0, 0.01), (240.0, 0.002), (1900.0, 0.05)])
def test_negative_binomial_inverts_the_textbook_distribution(mean: float, dispersion: float) -> None:
    for share in (0.001, 0.2, 0.5, 0.9, 0.999):
        count = negative_binomial(share, mean, dispersion)
        below = sum(probability(k, mean, dispersion) for k in range(count))
        assert below <= share + 1e-6
        assert below + probability(count, mean, dispersion) > share - 1e-6


def test_negative_binomial_of_nothing_is_nothing() -> None:
    assert negative_binomial(0.99, 0.0, 0.002) == 0


PINNED = [650, 359, 157, 831, 275]


def test_streams_are_fixed_numbers_and_apart_from_each_other() -> None:
    # Pinned: a change here changes every generated record, and needs a line in the changelog.
    assert Draws(1, "pin").below(1000, 5).tolist() == PINNED
    assert Draws(1, "pin").below(1000, 5).tolist() == Draws(1, "pin").below(1000, 5).tolist()
    assert Draws(2, "pin").below(1000, 5).tolist() != PINNED
    assert Draws(1, "other").below(1000, 5).tolist() != PINNED


def test_picking_follows_the_weights_and_never_an_empty_one() -> None:
    table = cumulative([0, 3, 1, 0])
    seen = np.bincount(Draws(5, "pick").pick(table, 40_000), minlength=4)
    assert seen[0] == 0
    assert seen[3] == 0
    assert seen[1] / seen[2] == pytest.approx(3, rel=0.06)


def test_apportioning_adds_up_and_keeps_proportions() -> None:
    amounts = np.asarray([[10, 0, 5], [3, 3, 979]])
    scaled = apportion(amounts, 12_345)
    assert int(scaled.sum()) == 12_345
    assert scaled[0, 1] == 0
    assert abs(scaled[1, 2] - 979 * 12.345) < 1


def test_tables_of_facts_are_complete() -> None:
    assert len(TYPE_WEIGHTS) == len(CRIME_TYPES)
    assert sum(TYPE_WEIGHTS) == pytest.approx(100, abs=4)
    assert set(SEASON) == set(CRIME_TYPES)
    assert all(len(months) == 12 and 97 < sum(months) / 12 < 103 for months in SEASON.values())
    assert set(OUTCOME_WEIGHTS) == set(CRIME_TYPES) - {ASB}
    assert all(len(weights) == len(OUTCOMES) for weights in OUTCOME_WEIGHTS.values())
    assert all(len(weights) == MAX_DELAY + 1 for weights in DELAY_WEIGHTS.values())
    assert len(OUTCOME_TABLES) == len(CRIME_TYPES) - 1


def test_identifiers_are_64_digits_all_different_and_blank_for_incidents() -> None:
    uid = np.concatenate([np.zeros(3, dtype=np.uint64), np.arange(1, 50_001, dtype=np.uint64)])
    ids = hex_ids(uid, 7).to_pylist()
    assert ids[:3] == ["", "", ""]
    assert len(set(ids[3:])) == 50_000
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in ids[3:500])
    assert hex_ids(uid, 8).to_pylist()[3] != ids[3]


def test_a_step_a_spike_and_a_drift() -> None:
    step = PlantedChange(Shape.STEP, "westmarch", "Burglary", 100, 0.5)
    spike = PlantedChange(Shape.SPIKE, "westmarch", "Burglary", 100, 2.0, 101)
    drift = PlantedChange(Shape.DRIFT, "westmarch", "Burglary", 100, 1.1, 102)
    assert [step.effect(month) for month in (99, 100, 150)] == [1, 0.5, 0.5]
    assert [spike.effect(month) for month in (99, 100, 101, 102)] == [1, 2, 2, 1]
    assert [drift.effect(month) for month in (99, 100, 102, 110)] == pytest.approx([1, 1.1, 1.331, 1.331])


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"crime_type": "Burglry"}, "Did you mean 'Burglary'?"),
        ({"factor": 0.0}, "factor"),
        ({"shape": Shape.SPIKE}, "last month"),
        ({"last_month": 99}, "end before it starts"),
    ],
)
def test_a_wrong_planted_change_cannot_be_built(wrong: dict[str, object], says: str) -> None:
    right: dict[str, object] = {
        "shape": Shape.STEP,
        "force": "westmarch",
        "crime_type": "Burglary",
        "first_month": 100,
        "factor": 1.5,
    }
    with pytest.raises(WrongUse, match=re.escape(says)):
        PlantedChange(**{**right, **wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"seed": -1}, "seed"),
        ({"forces": ()}, "At least one force"),
        ({"months": 0}, "months"),
        ({"peers": (FictionalForce(0, 10),)}, "named twice"),
        ({"dispersion": 0.0}, "dispersion"),
        ({"rows": -5}, "negative"),
        ({"older_months": 60}, "older download"),
        ({"kinds": ("outcomes",)}, "street files are always made"),
        ({"kinds": ("street", "outcome")}, "Did you mean 'outcomes'?"),
        ({"missing": frozenset({("westmarsh", 24000)})}, "Did you mean 'westmarch'?"),
        ({"supplied_empty": frozenset({("aldermoor", 24000)})}, "not generated"),
        ({"planted": (PlantedChange(Shape.STEP, "westmarhc", ASB, 1, 2.0),)}, "Did you mean 'westmarch'?"),
    ],
)
def test_a_wrong_scenario_cannot_be_built(wrong: dict[str, object], says: str) -> None:
    right: dict[str, object] = {
        "seed": 1,
        "forces": (FictionalForce(0, 500),),
        "first_month": parse_month("2024-01"),
        "months": 15,
    }
    with pytest.raises(WrongUse, match=re.escape(says)):
        Scenario(**{**right, **wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("forces", "months", "rows"), [(0, 12, 10), (MAX_FORCES + 1, 12, 10), (1, 0, 9), (1, 1, 0)]
)
def test_sizes_that_cannot_be_made_are_refused(forces: int, months: int, rows: int) -> None:
    with pytest.raises(WrongUse, match="Ask for"):
        Scenario.sized(forces, months, rows)


def test_a_sized_scenario_has_forces_of_real_proportions() -> None:
    scenario = Scenario.sized(44, 60, 20_000_000, 3)
    sizes = sorted(force.monthly_rows for force in scenario.forces)
    assert sum(sizes) * 60 == pytest.approx(20_000_000)
    assert sizes[-1] / sizes[0] == pytest.approx(1.9 / 0.4, rel=0.1)
    assert len({force.slug for force in scenario.forces}) == 44
    assert scenario.kinds == KINDS


@pytest.mark.parametrize("number", [0, 7, MAX_FORCES - 1])
def test_counties_are_plainly_not_real(number: int) -> None:
    county = build_county(FictionalForce(number, 19_000), 1)
    codes = [area.code for area in county.areas]
    later = [code for area in county.areas for code, _ in area.later]
    names_2021 = [name for area in county.areas for _, name in area.later]
    assert len(set(codes)) == len(codes)
    assert len(set(later)) == len(later)
    assert len(set(names_2021)) == len(names_2021)
    assert all(re.fullmatch(r"E019[0-9]{5}", code) for code in codes + later)
    low, high = number * 2_000 + 1, (number + 1) * 2_000
    assert all(low <= int(code[4:]) <= high for code in codes + later), "codes of forces must not meet"
    wards = {area.ward_code: area.ward_name for area in county.areas}
    assert len(set(wards.values())) == len(wards)
    for text in county.coordinates.to_pylist()[::97]:
        latitude, longitude = (float(part) for part in text.split(","))
        assert 53.8 < latitude < 56.0, "off the coast"
        assert 0.55 < longitude < 2.2, "in the North Sea"


def test_some_small_areas_changed_and_two_districts_merged() -> None:
    county = build_county(DEMO.forces[0], DEMO.seed)
    split = [area for area in county.areas if len(area.later) == 2]
    assert 0.1 < len(split) / len(county.areas) < 0.25
    assert not {code for area in split for code, _ in area.later} & {area.code for area in county.areas}
    later = {(district.later_code, district.later_name) for district in county.districts}
    assert len(later) == len(county.districts) - 1


def test_csv_pieces_are_quoted_only_where_needed() -> None:
    assert csv_texts([["a", "b, c", 'd "e"', ""]]) == ['a,"b, c","d ""e""",']


def test_local_midnight_in_summer_is_the_day_before_in_universal_time() -> None:
    moments = _minutes_of_month(Draws(1, "clock"), parse_month("2024-07"), 20_000)
    assert moments.min() >= np.datetime64("2024-06-30T23:00")
    assert moments.min() < np.datetime64("2024-07-01T00:00")
    assert moments.max() < np.datetime64("2024-07-31T23:00")
    winter = _minutes_of_month(Draws(1, "clock"), parse_month("2024-01"), 20_000)
    assert winter.min() >= np.datetime64("2024-01-01T00:00")
    assert winter.max() < np.datetime64("2024-02-01T00:00")
    # In 2024 clocks went forward on 31 March at 01:00 and back on 27 October.
    october = _minutes_of_month(Draws(1, "clock"), parse_month("2024-10"), 20_000)
    assert october.min() < np.datetime64("2024-10-01T00:00")
    assert october.max() > np.datetime64("2024-10-31T23:00")


SMALL = Scenario.sized(1, 3, 300, kinds=("street",))


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(WrongUse, match="not empty"):
        generate(SMALL, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_disk_that_refuses_is_an_error_of_the_environment(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(BadEnvironment, match="could not be written"):
        generate(SMALL, blocked / "out")


def test_a_change_in_a_district_of_another_force_is_refused(tmp_path: Path) -> None:
    change = PlantedChange(Shape.STEP, "westmarch", ASB, parse_month("2024-06"), 2.0, area="E06900099")
    scenario = Scenario(
        seed=1,
        forces=(FictionalForce(0, 500),),
        first_month=parse_month("2024-01"),
        months=12,
        planted=(change,),
    )
    with pytest.raises(WrongUse, match="no district or ward 'E06900099'"):
        generate(scenario, tmp_path / "out")


@pytest.mark.nightly
def test_a_large_scenario_needs_little_memory(tmp_path: Path) -> None:
    program = (
        "import re, sys; from pathlib import Path; from frankpledge.generate import Scenario, generate;"
        "generate(Scenario.sized(44, 12, 4_000_000), Path(sys.argv[1]));"
        # Not getrusage: its peak begins with that of the process that started this one.
        "print(re.search(r'VmHWM:\\s+([0-9]+)', Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "out")], check=True, capture_output=True, text=True
    )
    assert int(done.stdout) / 1024 < 600, "MiB"


def test_progress_is_told_and_truth_can_be_read_back(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    truth = generate(SMALL, tmp_path / "out", on_progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert Truth.read(tmp_path / "out" / "truth.json") == truth
    assert truth.downloads[0].force_months[0].outcomes is None


def test_the_example_in_the_documentation_runs(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "explanation" / "generated-records.md"
    (example,) = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    subprocess.run([sys.executable, "-c", example], check=True, cwd=tmp_path)
    assert (tmp_path / "made" / "newer.zip").is_file()
