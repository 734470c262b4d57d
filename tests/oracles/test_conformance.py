"""Every numeric case that lies in the folder of oracles, file by file, each run by its family."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.oracles.registry import VARIABLE, Case, cases, oracle_folder, runs

HELD = cases()
WITH_FAMILY = [case for case in HELD if case.family is not None]
WITHOUT = [case for case in HELD if case.family is None]

USED_BY = {
    "m3_monthly_100_peer_scores.json": "tests/oracles/test_forecast_accuracy.py",
    "peers_on_m3_100.json": "tests/oracles/test_forecast_accuracy.py",
}
"""Files that name no family, with the test that reads them."""


def _name(case: Case) -> str:
    return str(case.path.relative_to(oracle_folder()))


def test_the_folder_that_is_named_holds_cases() -> None:
    if os.environ.get(VARIABLE):
        assert WITH_FAMILY, f"{VARIABLE} names {oracle_folder()}, where no case was found"
    elif not WITH_FAMILY:
        pytest.skip(f"shared data absent: set {VARIABLE} to the folder of cases")


@pytest.mark.parametrize("case", WITH_FAMILY, ids=_name)
def test_case(case: Case) -> None:
    known = runs()
    assert case.family in known, f"{_name(case)}: no way is known to run the family '{case.family}'"
    known[case.family](case)


@pytest.mark.parametrize("case", WITHOUT, ids=_name)
def test_file_without_a_family_is_listed(case: Case, record_property: Callable[[str, object], None]) -> None:
    record_property("read by", USED_BY.get(case.path.name, "no test yet"))
    assert case.path.stat().st_size
