"""Worked examples on open data: their rows go through the files and the reader of the publisher."""

from __future__ import annotations

from pathlib import Path

import pytest

from frankpledge.errors import BadDefinition
from frankpledge.plan.office_folder import new_office
from frankpledge.worked_examples import run_examples

EXAMPLE = """\
measure: robbery
rows:
  crimes: |
    month,crime-id,crime-type
    {month},a1,{kind}
{months}gives:
  - {{period: 2024-04, value: 1}}
  - {{period: 2024-05, {may}}}
because: One robbery in April.
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    new_office(folder)
    return folder


def declare(
    office: Path, month: str = "2024-04", kind: str = "Robbery", months: str = "", may: str = "value: 0"
) -> None:
    text = EXAMPLE.format(month=month, kind=kind, months=months and f"months: {months}\n", may=may)
    (office / "plan" / "examples" / "robbery.yaml").write_text(text)


def test_every_example_of_the_national_office_comes_out_as_by_hand(office: Path) -> None:
    results = run_examples(office)
    assert len(results) == len(list((office / "plan" / "examples").iterdir())) >= 11
    assert [(one.example.measure, one.differences) for one in results if one.differences] == []
    assert sum(one.figures for one in results) > 20


def test_a_month_without_rows_is_a_nought_only_where_the_example_covers_it(office: Path) -> None:
    declare(office, months="2024-04 to 2024-05")
    assert [one.differences for one in run_examples(office, ["robbery"])] == [()]
    declare(office, may="state: missing")
    assert [one.differences for one in run_examples(office, ["robbery"])] == [()]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "Robery"}, "none of its 1 rows can be taken in; .*crime-type is not a known crime-type"),
        ({"month": "April"}, "'April' is no month, and open data comes in files of a month"),
        ({"month": "2024-03", "months": "2024-04 to 2024-05"}, "a row of 2024-03, which is none of its"),
    ],
)
def test_what_the_publishers_files_cannot_hold_is_an_error_with_its_file(
    office: Path, changed: dict[str, str], said: str
) -> None:
    declare(office, **changed)
    with pytest.raises(BadDefinition, match=rf"robbery\.yaml.*{said}"):
        run_examples(office, ["robbery"])
