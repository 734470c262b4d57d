"""Quoted figures as an office keeps them: read strictly, each total the exact sum of its parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from frankpledge.plan.fields import Problems
from frankpledge.plan.ledger_file import read_ledger_file
from frankpledge.plan.yaml_nodes import read_entries

ENTRY = """\
  - id: {id}
    title: {id}
    value: {value}
    unit: {unit}
    source: Budget
    date: 2024-02-28
    owner: Finance officer
"""


def entry(name: str, value: str, unit: str = "£", more: str = "") -> str:
    return ENTRY.format(id=name, value=value, unit=unit) + (f"    {more}\n" if more else "")


def read(tmp_path: Path, *entries: str) -> tuple[list[str], list[str]]:
    """Return the ids read, and the problems in words."""
    file = tmp_path / "ledger.yaml"
    file.write_text("figures:\n" + "".join(entries), encoding="utf-8")
    problems = Problems(file)
    found = read_ledger_file(read_entries(file), problems, ["burglary"])
    return [one.id for one in found], [str(problem) for problem in problems.found]


def test_tenths_add_up_as_people_add_them(tmp_path: Path) -> None:
    ids, problems = read(
        tmp_path, entry("a", "0.1"), entry("b", "0.2"), entry("c", "0.3", more="total-of: [a, b]")
    )
    assert (ids, problems) == (["a", "b", "c"], [])


@pytest.mark.parametrize(
    ("total", "says"),
    [
        (entry("all", "31", more="total-of: [a, b]"), "the parts add up to 30, not 31"),
        (entry("all", "30", more="total-of: [a, bb]"), "there is no figure 'bb' in the ledger"),
        (entry("all", "30", "£m", more="total-of: [a, b]"), "'a' is in £, and the total in £m"),
        (entry("all", "42", more="total-of: [a, b, secret]"), "this total would give it away"),
        (entry("burglary", "3"), "is a measure already"),
        (entry("a", "3"), "is used twice"),
        (entry("all", "three"), "is not a number"),
        (entry("all", "3", more="amount: 3"), "there is no such key here"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_line(tmp_path: Path, total: str, says: str) -> None:
    others = (entry("a", "10"), entry("b", "20"), entry("secret", "12", more="publishable: false"))
    _, problems = read(tmp_path, *others, total)
    assert len(problems) == 1, problems
    assert says in problems[0]
    assert "ledger.yaml, line " in problems[0]
