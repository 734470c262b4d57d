"""Decision records: every number of a series is accounted for, and a wrong file says where."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from frankpledge.errors import BadDefinition
from frankpledge.plan.decision_records import DecisionRecord, read_decision_records

GOOD = """\
series:
  - title: Decisions 2024
    decisions:
      - number: 2
        date: 2024-06-06
        title: Contract
        significance: key
        note: Two years
      - number: 1
        date: 2024-04-18
        title: Grant
      - number: 3
        not-used: Withdrawn
"""


def office(folder: Path, text: str) -> Path:
    (folder / "plan").mkdir()
    (folder / "plan" / "decision-records.yaml").write_text(text, encoding="utf-8")
    return folder


def test_records_are_read_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    assert read_decision_records(office(tmp_path, GOOD)) == (
        DecisionRecord("Decisions 2024", 1, date(2024, 4, 18), "Grant", "routine"),
        DecisionRecord("Decisions 2024", 2, date(2024, 6, 6), "Contract", "key", "Two years"),
        DecisionRecord("Decisions 2024", 3, not_used="Withdrawn"),
    )


def test_an_office_without_the_file_has_none(tmp_path: Path) -> None:
    assert read_decision_records(tmp_path) == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "part"),
    [
        ("number: 3", "number: 5", 3, "series 1.decisions", "has no number 3, 4. Add it, or say why"),
        ("number: 3", "number: 2", 12, "series 1.decisions 3.number", "stands in this series twice"),
        ("significance: key", "significance: kye", 7, "series 1.decisions 1.significance",
         "Did you mean 'key'?"),
        ("date: 2024-06-06", "date: 6 June", 5, "series 1.decisions 1.date", "is not a date"),
        ("not-used: Withdrawn", "not-used: W\n        title: T", 14, "series 1.decisions 3.title",
         "does not belong to a number not used"),
        ("        title: Grant\n", "", 9, "series 1.decisions 2.title", "missing"),
    ],
)  # fmt: skip
def test_a_wrong_file_says_where(
    tmp_path: Path, old: str, new: str, line: int, field: str, part: str
) -> None:
    assert old in GOOD
    with pytest.raises(BadDefinition) as caught:
        read_decision_records(office(tmp_path, GOOD.replace(old, new, 1)))
    assert (caught.value.where.line, caught.value.where.field) == (line, field), str(caught.value)
    assert part in str(caught.value)
