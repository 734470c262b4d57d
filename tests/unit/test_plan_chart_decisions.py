"""Charts, rules and recorded decisions about baselines, as an office declares them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from frankpledge.builds.making import fingerprint_of
from frankpledge.plan.chart_decisions import ChartChange, ChartKind, RuleSet
from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import DECISIONS_FILE, read_office
from tests.unit.plan_problems import check

GOOD = """\
decisions:
  - change: rebase
    measures: [burglary]
    areas: [bedfordshire]
    from: 2022-04
    reason: Recording changed.
    by: A. Name
    decided: 2022-07-01
  - change: exclude
    from: 2020-04
    to: 2020-06
    reason: First lockdown.
    by: A. Name
    decided: 2020-09-30
"""
MEASURE = "plan/measures/burglary.yaml"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    new_office(tmp_path / "beds", "bedfordshire")
    return tmp_path / "beds"


def test_decisions_are_read_in_order_with_what_they_cover(office: Path) -> None:
    before = fingerprint_of([], read_office(office), "duckdb")
    (office / DECISIONS_FILE).write_text(GOOD, encoding="utf-8")
    read = read_office(office)
    rebase, exclusion = read.chart_decisions
    assert (rebase.change, rebase.by, rebase.decided) == (ChartChange.REBASE, "A. Name", date(2022, 7, 1))
    assert rebase.covers("burglary", "bedfordshire")
    assert not rebase.covers("robbery", "bedfordshire")
    assert not rebase.covers("burglary", "kent")
    assert exclusion.covers("robbery", "kent")
    assert exclusion.to_month - exclusion.from_month == 2
    assert fingerprint_of([], read, "duckdb") != before


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "said"),
    [
        ("change: rebase", "change: rebasing", 2, "decisions 1.change", "Did you mean 'rebase'?"),
        ("[burglary]", "[burglry]", 3, "decisions 1.measures", "Did you mean 'burglary'?"),
        ("    to: 2020-06\n", "", 10, "decisions 2.from", "needs its last month"),
        ("to: 2020-06", "to: 2020-03", 11, "decisions 2.to", "ends before it starts"),
        ("from: 2022-04", "from: April", 5, "decisions 1.from", "is not a month"),
        ("decided: 2022-07-01", "decided: soon", 8, "decisions 1.decided", "YYYY-MM-DD"),
        ("    reason: First lockdown.\n", "", 9, "decisions 2.reason", "missing"),
        ("    from: 2022-04\n", "    from: 2022-04\n    to: 2022-05\n", 6, "decisions 1.to", "Take it out"),
    ],
)
def test_a_wrong_decision_names_line_and_field(
    office: Path, old: str, new: str, line: int, field: str, said: str
) -> None:
    assert GOOD.count(old) == 1
    found = check(office, DECISIONS_FILE, GOOD.replace(old, new))
    assert [(at, name) for at, name, _ in found] == [(line, field)]
    assert said in found[0][2]


def test_chart_and_rules_are_declared_and_change_the_definition(office: Path) -> None:
    plain = read_office(office).measures["burglary"]
    assert (plain.chart, plain.rules) == (None, RuleSet.MDC_2023)
    text = (office / MEASURE).read_text(encoding="utf-8")
    (office / MEASURE).write_text(text + "chart: c\nrules: nelson\n", encoding="utf-8")
    changed = read_office(office).measures["burglary"]
    assert (changed.chart, changed.rules) == (ChartKind.C, RuleSet.NELSON)
    assert changed.definition_hash != plain.definition_hash


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("chart: p", "a p chart does not fit kind 'count'. Known: xmr, c."),
        ("chart: lany-u", "Did you mean 'laney-u'?"),
        ("rules: nelsen", "Did you mean 'nelson'?"),
    ],
)
def test_a_chart_that_does_not_fit_is_refused(office: Path, added: str, said: str) -> None:
    text = (office / MEASURE).read_text(encoding="utf-8")
    found = check(office, MEASURE, f"{text}{added}\n")
    assert len(found) == 1
    assert said in found[0][2]
