"""What office.yaml may say of disclosure control: stricter than a contract, never laxer."""

from __future__ import annotations

from pathlib import Path

import pytest

from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import read_office
from frankpledge.publication.disclosure.policy import thresholds_of
from tests.unit.plan_problems import check


@pytest.fixture
def office(tmp_path: Path) -> Path:
    new_office(tmp_path / "office", "westmarch")
    return tmp_path / "office"


def test_tables_already_public_need_no_protection(office: Path) -> None:
    assert thresholds_of(read_office(office)) == {}


def test_an_office_makes_a_table_stricter_and_every_measure_counted_from_it(office: Path) -> None:
    with (office / "office.yaml").open("a", encoding="utf-8") as file:
        file.write("disclosure:\n  stops: people\n")
    found = thresholds_of(read_office(office))
    assert "stop-searches" in found
    assert "all-crime" not in found
    assert {(one.count, one.base) for one in found.values()} == {(5, 10)}


@pytest.mark.parametrize(
    ("words", "line", "said"),
    [
        ("disclosure:\n  stop: people\n", 2, "stops"),
        ("disclosure:\n  stops: things\n", 2, "people"),
        ("disclosure: stops\n", 1, "disclosure"),
    ],
)
def test_what_an_office_cannot_say(office: Path, words: str, line: int, said: str) -> None:
    text = (office / "office.yaml").read_text(encoding="utf-8")
    ((where, _, told),) = check(office, "office.yaml", text + words)
    assert where == text.count("\n") + line
    assert said in told
