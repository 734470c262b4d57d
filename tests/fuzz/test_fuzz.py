"""Thousands of wrong and nearly right inputs: each is refused properly or taken in rightly, and in time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz import targets
from tests.fuzz.conftest import GIVEN, TAKEN
from tests.fuzz.strategies import CORPUS, INPUTS, seeds

FINDINGS = sorted(path for path in CORPUS.rglob("*") if path.is_file() and path.suffix != ".md")

TAKEN_IN = {
    "geojson/empty-code.json",
    "geojson/half-a-character.json",
    "geojson/null-as-code.json",
    "geojson/number-as-code.json",
    "period/form-feeds-inside-a-quarter.txt",
    "period/week-as-a-date.txt",
    "reference/date-without-hyphens.csv",
    "reference/number-a-float-cannot-hold.csv",
    "reference/number-beyond-64-bits.csv",
    "reference/number-of-400-digits.csv",
    "stops/first-moment-of-the-calendar.csv",
    "stops/last-moment-of-the-calendar.csv",
}
"""Findings of which what is right is taken in; the others are refused whole."""


def _give(target: str, inputs: int, *, anew: bool) -> None:
    @settings(
        max_examples=inputs,
        deadline=None,
        derandomize=not anew,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(INPUTS[target])
    def each(data: bytes) -> None:
        GIVEN[target] += 1
        TAKEN[target] += targets.run(target, data)

    before = GIVEN[target]
    each()
    assert GIVEN[target] - before >= inputs // 2, "too few inputs: the strategy throws most of them away"
    assert TAKEN[target], "no input got past the first check: the strategy has gone stale"


@pytest.mark.parametrize("target", INPUTS)
def test_hundreds_of_inputs(target: str) -> None:
    _give(target, 200, anew=False)


@pytest.mark.nightly
@pytest.mark.parametrize("target", INPUTS)
def test_thousands_of_inputs_other_ones_each_night(target: str) -> None:
    _give(target, 3000, anew=True)


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_stays_mended(finding: Path) -> None:
    taken_in = targets.run(finding.parent.name, finding.read_bytes())
    assert taken_in == (f"{finding.parent.name}/{finding.name}" in TAKEN_IN)


@pytest.mark.parametrize("kind", ["office", "plan", "sets", "measure"])
def test_the_ready_made_definitions_are_taken_in(kind: str) -> None:
    assert seeds(kind)
    assert all(targets.run(kind, seed) for seed in seeds(kind))


def test_every_finding_is_of_a_target() -> None:
    assert {path.parent.name for path in FINDINGS} <= set(targets.ALL)
