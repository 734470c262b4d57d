"""The coverage-guided fuzzer finds nothing in its time: longer runs by `make fuzz SECONDS=3600`."""

from __future__ import annotations

import importlib.util

import pytest

from tests.fuzz.conftest import GIVEN
from tests.fuzz.covering import fuzz
from tests.fuzz.strategies import INPUTS

SECONDS = 30


@pytest.mark.nightly
@pytest.mark.parametrize("target", INPUTS)
def test_inputs_bred_for_coverage_find_nothing(target: str) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris is not installed: `make nightly` installs it, on Linux only")
    fuzzed = fuzz(target, SECONDS)
    assert fuzzed.finding is None, fuzzed.said[-3000:]
    assert fuzzed.inputs > 100
    GIVEN[f"{target} by coverage"] = fuzzed.inputs
