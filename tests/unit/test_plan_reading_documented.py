"""The definitions that the how-to pages show are right ones."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from frankpledge.plan.definitions import Kind
from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import read_office
from frankpledge.plan.units import scale_of

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to"


def shown(page: str) -> list[str]:
    """Return the YAML blocks of a page."""
    text = (HOW_TO / page).read_text(encoding="utf-8")
    return [
        textwrap.dedent(block)
        for block in re.findall(r"^ *```yaml\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    ]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    new_office(tmp_path / "office")
    return tmp_path / "office"


def test_the_measures_shown_can_be_declared(office: Path) -> None:
    first, second, *_ = shown("declare-a-measure.md")
    for text in (first, second):
        name = text.split()[1]
        (office / f"plan/measures/{name}.yaml").write_text(text, encoding="utf-8")
    measures = read_office(office).measures
    assert measures["weapon-search-arrest-rate"].targets[0].source == "Our plan, page 12"
    assert measures["weapons-rate"].scale == scale_of("per 100,000 residents") == 100_000


def test_the_sets_shown_can_be_declared(office: Path) -> None:
    text = shown("declare-a-measure.md")[2]
    rest = (office / "plan/sets.yaml").read_text(encoding="utf-8")
    for name in re.findall(r"^([a-z-]+):", text, re.MULTILINE):
        rest = re.sub(rf"^{name}:\n(?:  .*\n)+", "", rest, flags=re.MULTILINE)
    (office / "plan/sets.yaml").write_text(text + rest, encoding="utf-8")
    assert read_office(office).sets["no-suspect"] == ("investigation-complete-no-suspect-identified",)


def test_the_office_and_plan_shown_can_be_declared(office: Path) -> None:
    declared, plan = shown("make-an-office.md")
    (office / "office.yaml").write_text(declared, encoding="utf-8")
    (office / "plan/plan.yaml").write_text(plan, encoding="utf-8")
    definitions = read_office(office)
    assert definitions.office.force == "bedfordshire"
    assert [outcome.measures for outcome in definitions.plan.priorities[0].outcomes][1] == ()


def test_the_decisions_shown_can_be_recorded(office: Path) -> None:
    (office / "plan/chart-decisions.yaml").write_text(shown("change-a-baseline.md")[0], encoding="utf-8")
    rebase, exclusion = read_office(office).chart_decisions
    assert rebase.covers("violence-and-sexual-offences", "bedfordshire")
    assert exclusion.covers("burglary", "kent")


def test_every_kind_is_explained() -> None:
    text = (HOW_TO / "declare-a-measure.md").read_text(encoding="utf-8")
    assert all(f"| `{kind}` |" in text for kind in Kind)
