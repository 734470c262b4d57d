# ruff: noqa: E501 (each case stands on one line, so that they read as a table)
"""What can be wrong in the plan, the sets and the office itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from frankpledge.areas import TERRITORIAL
from frankpledge.periods import parse_month
from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import check_office, read_office

OFFICE = """\
name: Northamptonshire
body: The body
body-type: policing-and-crime-board
body-from: 2028-05-01
forces: [northamptonshire]
contact: someone@example.org
peer-groups:
  - {id: near, title: Near, areas: [northamptonshire, derbyshire], from: 2021-04, to: 2022-03, source: S}
  - {id: near, title: Near, areas: [northamptonshire, leicestershire], from: 2022-04}
local-areas:
  - {code: E06000061, title: North, type: local-authority, names: [Corby, Kettering], from: 2021-04-01}
  - {code: E06000062, title: West, type: local-authority, names: [Daventry]}
house-style: {accent: "#112233", publisher: The office}
"""
PLAN = """\
title: The plan
starts: 2021-04-01
ends: 2026-03-31
source: https://example.org/plan
priorities:
  - id: one
    title: One
    outcomes:
      - {id: told, text: Nothing is counted for this one.}
      - {id: counted, text: This is counted., measures: [burglary]}
    sections:
      - {title: Police, measures: [burglary, all-crime]}
      - {title: Fire, note: Nothing yet.}
"""
SETS = """\
positive-outcomes: {outcome-types: [1, 2, 3, 4, 6, 7, 8]}
decided-outcomes: {outcomes: [suspect-charged]}
neighbourhood-crime-types: {crime-types: [burglary]}
drugs-searched-for: {words: [controlled-drugs]}
no-further-action: {words: [a-no-further-action-disposal]}
arrested: {words: [arrest]}
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices") / "office"
    new_office(folder)
    for name, text in (("office.yaml", OFFICE), ("plan/plan.yaml", PLAN), ("plan/sets.yaml", SETS)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_an_office_and_its_plan_are_read_field_by_field(office: Path) -> None:
    definitions = read_office(office)
    own, plan = definitions.office, definitions.plan
    assert (own.name, own.body, own.body_type) == ("Northamptonshire", "The body", "policing-and-crime-board")
    assert (own.body_from, own.body_to, own.force) == (date(2028, 5, 1), None, "northamptonshire")
    first, second, every = own.peer_groups
    assert first.in_force(parse_month("2022-03"))
    assert not second.in_force(parse_month("2022-03"))
    assert (every.id, every.areas) == ("england-and-wales", TERRITORIAL)
    assert len(every.areas) == 43
    north = own.local_areas[0]
    assert (north.code, north.area_type, north.from_date) == (
        "E06000061",
        "local-authority",
        date(2021, 4, 1),
    )
    assert north.names == ("North", "Corby", "Kettering")
    assert (own.house_style.accent, own.house_style.publisher) == ("#112233", "The office")
    assert own.house_style.licence == "Open Government Licence v3.0"
    assert (plan.title, plan.starts, plan.ends) == ("The plan", date(2021, 4, 1), date(2026, 3, 31))
    [priority] = plan.priorities
    told, counted = priority.outcomes
    assert (told.measures, counted.measures) == ((), ("burglary",))
    assert priority.measures == ("burglary", "all-crime")
    assert (priority.sections[1].title, priority.sections[1].note) == ("Fire", "Nothing yet.")


# file, what is replaced, by what, line, field, words of the message
CASES: dict[str, tuple[str, str, str, int, str, str]] = {
    "body type": ("office.yaml", "policing-and-crime-board", "policing-and-crime-bored", 3, "body-type", "Did you mean 'policing-and-crime-board'?"),
    "force": ("office.yaml", "forces: [northamptonshire]", "forces: [northantonshire]", 5, "forces", "Did you mean 'northamptonshire'?"),
    "no force": ("office.yaml", "forces: [northamptonshire]", "forces: []", 5, "forces", "names no force"),
    "date": ("office.yaml", "2028-05-01", "1 May 2028", 4, "body-from", "YYYY-MM-DD"),
    "impossible date": ("office.yaml", "2028-05-01", "2027-02-29", 4, "body-from", "YYYY-MM-DD"),
    "body that ends before it begins": ("office.yaml", "contact: someone@example.org", "body-to: 2028-04-01", 6, "body-to", "ends before"),
    "group force": ("office.yaml", "derbyshire]", "darbyshire]", 8, "peer-groups 1.areas", "Did you mean 'derbyshire'?"),
    "group without areas": ("office.yaml", "areas: [northamptonshire, derbyshire]", "areas: []", 8, "peer-groups 1.areas", "names no areas"),
    "groups at the same time": ("office.yaml", "from: 2022-04", "from: 2022-03", 9, "peer-groups 2.id", "already in force"),
    "group that is built in": ("office.yaml", "{id: near, title: Near, areas: [northamptonshire, l", "{id: england-and-wales, title: Near, areas: [northamptonshire, l", 9, "peer-groups 2.id", "built in"),
    "group key": ("office.yaml", "source: S", "sorce: S", 8, "peer-groups 1.sorce", "Did you mean 'source'?"),
    "code": ("office.yaml", "E06000062", "E0600062", 12, "local-areas 2.code", "a letter and eight digits"),
    "code twice": ("office.yaml", "E06000062", "E06000061", 12, "local-areas 2.code", "declared already"),
    "name twice": ("office.yaml", "[Daventry]", "[Daventry, Corby]", 12, "local-areas 2.names", "'Corby' is already a name of E06000061"),
    "kind of local area": ("office.yaml", "type: local-authority, names: [Daventry]", "type: local-athority, names: [Daventry]", 12, "local-areas 2.type", "Did you mean 'local-authority'?"),
    "colour": ("office.yaml", '"#112233"', "navy", 13, "house-style.accent", "not a colour"),
    "logo that climbs out": ("office.yaml", "publisher:", "logo: ../../x.svg, publisher:", 13, "house-style.logo", "outside the office folder"),
    "logo that is not there": ("office.yaml", "publisher:", "logo: logo.svg, publisher:", 13, "house-style.logo", "there is no file"),
    "logo of another kind": ("office.yaml", "publisher:", "logo: office.yaml, publisher:", 13, "house-style.logo", "an .svg or .png file"),
    "plan without priorities": ("plan/plan.yaml", PLAN[PLAN.index("priorities") :], "priorities: []\n", 5, "priorities", "no priorities"),
    "plan that ends before it begins": ("plan/plan.yaml", "2026-03-31", "2020-03-31", 3, "ends", "ends before"),
    "plan's unknown measure": ("plan/plan.yaml", "[burglary, all-crime]", "[burglary, all-crimes]", 12, "priorities 1.sections 1.measures", "Did you mean 'all-crime'?"),
    "outcome's unknown measure": ("plan/plan.yaml", "measures: [burglary]}", "measures: [burglry]}", 10, "priorities 1.outcomes 2.measures", "Did you mean 'burglary'?"),
    "measure twice in a section": ("plan/plan.yaml", "[burglary, all-crime]", "[burglary, burglary]", 12, "priorities 1.sections 1.measures", "twice"),
    "section that shows nothing": ("plan/plan.yaml", ", note: Nothing yet.", "", 13, "priorities 1.sections 2.measures", "shows nothing"),
    "section twice": ("plan/plan.yaml", "title: Fire", "title: Police", 13, "priorities 1.sections 2.title", "has a section 'Police' already"),
    "id twice": ("plan/plan.yaml", "id: counted", "id: told", 10, "priorities 1.outcomes 2.id", "used twice"),
    "misspelt section": ("plan/plan.yaml", "    sections:", "    secttions:", 11, "priorities 1.secttions", "Did you mean 'sections'?"),
    "list expected": ("plan/plan.yaml", "sections:\n      - {title: Police, measures: [burglary, all-crime]}\n      - {title: Fire, note: Nothing yet.}", "sections: {title: Police}", 11, "priorities 1.sections", "Begin each item with '- '"),
    "item that is a word": ("plan/plan.yaml", "{title: Fire, note: Nothing yet.}", "Fire", 13, "priorities 1.sections 2", "keys and values belong here"),
    "types that cannot be told apart": ("plan/sets.yaml", "[1, 2, 3, 4, 6, 7, 8]", "[1, 2]", 1, "positive-outcomes.outcome-types", "2, 3 cannot be told apart"),
    "evidential types": ("plan/sets.yaml", "[1, 2, 3, 4, 6, 7, 8]", "[1, 14, 15, 16]", 1, "positive-outcomes.outcome-types", "Name all of these types or none"),
    "type that is none": ("plan/sets.yaml", "[1, 2, 3, 4, 6, 7, 8]", "[1, 23]", 1, "positive-outcomes.outcome-types", "from 1 to 22"),
    "type that open data has not": ("plan/sets.yaml", "[1, 2, 3, 4, 6, 7, 8]", "[1, 22]", 1, "positive-outcomes.outcome-types", "no outcome of type 22"),
    "set of an unknown outcome": ("plan/sets.yaml", "[suspect-charged]", "[suspect-chargd]", 2, "decided-outcomes.outcomes", "Did you mean 'suspect-charged'?"),
    "set of an unknown crime type": ("plan/sets.yaml", "[burglary]", "[burglry]", 3, "neighbourhood-crime-types.crime-types", "Did you mean 'burglary'?"),
    "word that is none": ("plan/sets.yaml", "[arrest]", "[Arrest!]", 6, "arrested.words", "Did you mean 'arrest'?"),
    "empty set": ("plan/sets.yaml", "[arrest]", "[]", 6, "arrested.words", "names nothing"),
    "set with two lists": ("plan/sets.yaml", "{words: [arrest]}", "{words: [arrest], outcomes: [suspect-charged]}", 6, "arrested", "has one list, and this one has 2"),
    "list of a set": ("plan/sets.yaml", "{words: [arrest]}", "[arrest]", 6, "arrested", "keys and values belong here"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_office_plan_or_set(office: Path, case: str) -> None:
    name, old, new, line, field, words = CASES[case]
    path = office / name
    before = path.read_text(encoding="utf-8")
    assert old in before
    try:
        path.write_text(before.replace(old, new, 1), encoding="utf-8")
        problems = check_office(office)
    finally:
        path.write_text(before, encoding="utf-8")
    assert [(it.where.line, it.where.field) for it in problems] == [(line, field)], [
        str(it) for it in problems
    ]
    assert words in str(problems[0])
    assert str(problems[0]).startswith(f"{path}, line {line}, field '{field}': ")


def test_a_generated_office_may_name_a_force_that_does_not_exist(office: Path) -> None:
    path = office / "office.yaml"
    text = "name: Made up\nbody: Nobody\nbody-type: mayor\nforces: [mercia-vale]\n"
    try:
        path.write_text(text, encoding="utf-8")
        assert "there is no force 'mercia-vale'" in str(check_office(office)[0])
        path.write_text(text + "generated: true\n", encoding="utf-8")
        assert read_office(office).office.generated
    finally:
        path.write_text(OFFICE, encoding="utf-8")


def test_an_office_needs_no_sets(office: Path, tmp_path: Path) -> None:
    new_office(tmp_path / "small")
    for path in (tmp_path / "small/plan/measures").iterdir():
        if "set:" in path.read_text(encoding="utf-8") or path.stem == "positive-outcomes-given-ratio":
            path.unlink()
    (tmp_path / "small/plan/sets.yaml").unlink()
    (tmp_path / "small/plan/plan.yaml").write_text(PLAN, encoding="utf-8")
    assert read_office(tmp_path / "small").sets == {}
