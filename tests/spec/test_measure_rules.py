"""Rules between measures: read from the plan, held against a build, and named when broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from frankpledge.builds.holding_rules import broken_rules
from frankpledge.errors import FrankpledgeError
from frankpledge.measures.figures import Query
from frankpledge.plan.reading import read_office
from tests.spec import offices, tiny

COUNT = "kind: count\nof: crimes\nunit: crimes\ndirection: neutral\n"
MEASURES = {
    "crime": COUNT + "where: {crime-type: {not: anti-social-behaviour}}\n",
    "asb": COUNT + "where: {crime-type: anti-social-behaviour}\n",
    "drugs": COUNT + "where: {crime-type: drugs}\n",
    "everything": COUNT,
    "share": "kind: share\nof: crimes\nnumerator: {where: {crime-type: drugs}}\nunit: per cent\n"
    "direction: lower\n",
}
HOLD = """\
rules:
  - subset: drugs ≤ crime
  - order: drugs <= crime <= everything
  - sum: crime + asb = everything
"""
"""Three rules that hold whatever the records are."""


def office_with(folder: Path, rules: str) -> Path:
    measures = folder / "plan" / "measures"
    measures.mkdir(parents=True)
    (folder / "office.yaml").write_text(offices.OFFICE, encoding="utf-8")
    (folder / "plan" / "plan.yaml").write_text(offices.PLAN, encoding="utf-8")
    (folder / "plan" / "rules.yaml").write_text(rules, encoding="utf-8")
    for name, text in MEASURES.items():
        (measures / f"{name}.yaml").write_text(f"id: {name}\ntitle: {name}\n{text}", encoding="utf-8")
    return folder


def test_rules_that_hold_and_rules_that_do_not(tmp_path: Path) -> None:
    downloads = tiny.write(tmp_path, tiny.Shape(seed=2, months=8, rows=20, gaps=0.1))
    rules = f"{HOLD}  - sum: crime - drugs = everything\n  - flow: crime − asb = everything\n"
    office = office_with(tmp_path / "office", rules)
    offices.load(office, downloads)
    build = offices.build(office)
    table = build.figures.table(Query()).to_pylist()
    values = {(row["measure"], row["area"], row["period"]): row["value"] for row in table}
    periods = sorted({row["period"] for row in table})
    expected = set()
    for area in {row["area"] for row in table}:
        for before, period in zip(["", *periods], periods, strict=False):
            crime, asb, drugs, every = (
                values.get((name, area, period)) for name in ("crime", "asb", "drugs", "everything")
            )
            if every is None:
                continue
            if crime - drugs != every:
                expected.add(("crime - drugs = everything", area, period))
            last = values.get(("everything", area, before))
            if last is not None and last + crime - asb != every:
                expected.add(("crime − asb = everything", area, period))
    broken = broken_rules(build.figures, build.definitions)
    got = {(one.rule.text, one.area, f"{one.month // 12}-{one.month % 12 + 1:02d}") for one in broken}
    assert got == expected
    assert len({text for text, *_ in got}) == 2
    first = broken[0]
    assert first.sentence.startswith(f"'crime - drugs = everything' does not hold for {first.area} in ")
    assert first.sentence.endswith(
        f": crime {first.values[0]:g}, drugs {first.values[1]:g}, everything {first.values[2]:g}."
    )


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("subset: drugs = crime", "is not a rule"),
        ("subset: drugs ≤ crime ≤ everything", "is not a rule"),
        ("sum: crime = everything", "is not a rule"),
        ("subset: drug ≤ crime", "there is no measure 'drug'"),
        ("subset: share ≤ crime", "rules are about counts and sums"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, rule: str, told: str) -> None:
    with pytest.raises(FrankpledgeError, match=told):
        read_office(office_with(tmp_path / "office", f"rules:\n  - {rule}\n"))
