"""Registers are read from YAML; what is wrong is told by file, line and field."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frankpledge.errors import BadDefinition
from frankpledge.plan.office_folder import new_office, ready_offices
from frankpledge.registers.describing import clock_in_words, move_in_words
from frankpledge.registers.lengths import length_of, words_of
from frankpledge.registers.register import FieldType, Length, Unit
from frankpledge.registers.register_file import BUILT_IN, read_and_check, read_registers
from frankpledge.registers.roles import STAFF, Role

GOOD = """\
title: Letters
one: letter
about: What came in and what became of it.
group: Post
headline: subject
day: came
sees: [staff]
makes: [author]
amends: [author, partner]
fields:
  subject: {type: text, title: Subject, required: true, listed: true, also: [About]}
  came: {type: date, title: Came on, published: true}
  answered: {type: date, title: Answered on}
  kind: {type: choice, title: Kind, choices: {a: One, b: Another}}
  level: {type: choice, title: Level, choices: levels, depends: kind, allowed: {a: [high]}}
  every: {type: choice, title: Every, choices: {6 weeks: Six weeks, never: Never}}
  whole: {type: number, title: Whole}
  one: {type: number, title: One}
  two: {type: number, title: Two}
  answers: {type: link, title: Answers, to: letters}
states:
  open: {title: Open}
  done: {title: Done, public: true, closed: true}
moves:
  finish: {title: Finish, from: [open], to: done, roles: [author], needs: [answered], stamps: answered}
clocks:
  answer: {title: Answer, start: came, length: 10 working days, met-by: answered, reminds: [author]}
  again: {title: Look again, start: came, every: every, met-by: answered, recurs: true, warns: 2 weeks}
sums:
  - {whole: whole, parts: [one, two], title: The whole}
"""
LEVELS = "levels: {high: High, low: Low}\n"


def _office(folder: Path, text: str = GOOD, **others: str) -> Path:
    registers = folder / "registers"
    registers.mkdir()
    for name, content in {"letters": text, "choices": LEVELS, **others}.items():
        (registers / f"{name}.yaml").write_text(content, encoding="utf-8")
    return folder


def test_a_register_is_read_whole(tmp_path: Path) -> None:
    [letters] = read_registers(_office(tmp_path)).values()
    assert (letters.id, letters.title, letters.one, letters.headline) == (
        "letters",
        "Letters",
        "letter",
        "subject",
    )
    assert letters.sees == STAFF
    assert letters.amends == {Role.AUTHOR, Role.PARTNER}
    assert [field.id for field in letters.fields][:3] == ["subject", "came", "answered"]
    assert letters.field_of("subject").also == ("About",)
    assert letters.field_of("level").choices == {"high": "High", "low": "Low"}
    assert letters.field_of("level").allowed == {"a": ("high",)}
    assert letters.field_of("answers").type is FieldType.LINK
    assert letters.first_state.id == "open"
    assert [move.id for move in letters.open_to("open")] == ["finish"]
    answer, again = letters.clocks
    assert answer.length == Length(10, Unit.WORKING_DAYS)
    assert (again.every, again.length, again.warns) == ("every", None, Length(2, Unit.WEEKS))
    assert letters.sums[0].parts == ("one", "two")


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "said"),
    [
        ("headline: subject", "headline: subjct", 5, "headline", "Did you mean 'subject'"),
        ("day: came", "day: subject", 6, "day", "not of type 'date'"),
        ("type: text", "type: txt", 11, "fields.subject.type", "Did you mean 'text'"),
        ("choices: levels", "choices: level", 15, "fields.level.choices", "Did you mean 'levels'"),
        ("allowed: {a: [high]}", "allowed: {c: [high]}", 15, "fields.level.allowed", "no choice 'c'"),
        ("allowed: {a: [high]}", "allowed: {a: [top]}", 15, "fields.level.allowed", "no choice 'top'"),
        ("to: letters", "to: leters", 20, "fields.answers.to", "Did you mean 'letters'"),
        ("type: link", "type: text", 20, "fields.answers.to", "belongs to links"),
        ("to: done", "to: don", 25, "moves.finish.to", "Did you mean 'done'"),
        ("from: [open]", "from: [opened]", 25, "moves.finish.from", "no state 'opened'"),
        ("roles: [author]", "roles: [writer]", 25, "moves.finish.roles", "no role 'writer'"),
        ("needs: [answered]", "needs: [answer]", 25, "moves.finish.needs", "no field 'answer'"),
        ("stamps: answered", "stamps: subject", 25, "moves.finish.stamps", "not of type 'date'"),
        ("10 working days", "ten days", 27, "clocks.answer.length", "not a length of time"),
        ("length: 10 working days, ", "", 27, "clocks.answer.length", "a length or a field"),
        ("every: every", "every: kind", 28, "clocks.again.every", "no choice of 'kind' is a length"),
        (", met-by: answered, recurs", ", recurs", 28, "clocks.again.recurs", "met by a date"),
        ("parts: [one, two]", "parts: [one, kind]", 30, "sums 1.parts", "not of type 'number'"),
        ("{title: Done, public: true", "{title: Done, public: false", 12, "fields.came.published", "public"),
        ("finish: {title", "Finish it: {title", 25, "moves.Finish it", "kebab-case"),
        ("group: Post\n", "", 1, "group", "missing"),
        ("sees: [staff]", "sees: [staf]", 7, "sees", "Did you mean 'staff'"),
        ("subject: {type", "subject: {internal: true, type", 11, "fields.subject.internal", "no page shows"),
        ("kind: {type: choice", "kind: {type: text", 14, "fields.kind.choices", "offers no choice"),
    ],
)
def test_what_is_wrong_names_its_place(
    tmp_path: Path, old: str, new: str, line: int, field: str, said: str
) -> None:
    assert GOOD.count(old) == 1, "the example must change in one place"
    _, problems = read_and_check(_office(tmp_path, GOOD.replace(old, new)))
    assert {one.where.file for one in problems} == {tmp_path / "registers" / "letters.yaml"}
    found = {(one.where.line, one.where.field): str(one) for one in problems}
    assert said in found[line, field]


def test_a_state_that_nothing_leads_to_is_told(tmp_path: Path) -> None:
    text = GOOD.replace("states:\n", "states:\n  begun: {title: Begun}\n")
    _, problems = read_and_check(_office(tmp_path, text))
    assert ["no move leads to this state" in str(one) for one in problems] == [True]


def test_every_problem_of_every_file_is_found_at_once(tmp_path: Path) -> None:
    office = _office(tmp_path, GOOD.replace("10 working", "10 workin"), notes="title: Notes\n", bad="a: [")
    _, problems = read_and_check(office)
    assert {Path(str(one.where.file)).name for one in problems} == {"letters.yaml", "notes.yaml", "bad.yaml"}
    with pytest.raises(BadDefinition, match=r"more to put right"):
        read_registers(office)


def test_an_office_without_registers_keeps_those_that_come_with_the_program(tmp_path: Path) -> None:
    assert read_registers(tmp_path).keys() == read_registers(_made(tmp_path, "england-wales")).keys()


def _made(folder: Path, ready: str) -> Path:
    new_office(folder / ready, ready)
    return folder / ready


@pytest.mark.parametrize("ready", sorted(ready_offices()))
def test_every_new_office_has_its_registers(tmp_path: Path, ready: str) -> None:
    registers = read_registers(_made(tmp_path, ready))
    assert {"actions", "assurance", "decisions", "matters", "meetings", "work-plan"} <= registers.keys()


def test_a_file_of_an_office_stands_in_place_of_the_one_it_came_with(tmp_path: Path) -> None:
    office = _made(tmp_path, "england-wales")
    path = office / "registers" / "actions.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("title: Actions", "title: To do"), encoding="utf-8"
    )
    assert read_registers(office)["actions"].title == "To do"
    assert len(read_registers(office)) == len(read_registers(tmp_path / "nowhere"))


def test_the_example_of_the_documentation_is_a_register(tmp_path: Path) -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "declare-a-register.md"
    text = textwrap.dedent(page.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0])
    [letters] = read_registers(_office(tmp_path, text)).values()
    assert clock_in_words(letters, letters.clocks[0]) == (
        "Due 10 working days after “Came on”; met by “Answered on”. Reminders go to: Author."
    )
    assert move_in_words(letters, letters.moves[0]) == ("Open → Answered, by Author. It sets “Answered on”.")


@pytest.mark.parametrize("words", ["1 day", "10 working days", "5 clear days before", "1 week", "12 months"])
def test_lengths_in_words(words: str) -> None:
    length = length_of(words)
    assert length is not None
    assert words_of(length) == words


@pytest.mark.parametrize("words", ["ten days", "5", "5 years", "-5 days", "5 days after"])
def test_what_is_no_length(words: str) -> None:
    assert length_of(words) is None


SPOILT = [
    "",
    "title: {a: b}",
    "  x: [",
    "fields: []",
    "roles: [nobody]",
    "  length: soon",
    "- a",
    "states: {}",
]


@pytest.mark.nightly
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(path.name for path in BUILT_IN.glob("*.yaml"))),
    line=st.integers(0, 200),
    other=st.one_of(st.sampled_from(SPOILT), st.integers(0, 200)),
)
def test_a_spoilt_file_is_told_and_never_crashes(
    tmp_path: Path, name: str, line: int, other: str | int
) -> None:
    lines = (BUILT_IN / name).read_text(encoding="utf-8").splitlines()
    lines[line % len(lines)] = lines[other % len(lines)] if isinstance(other, int) else other
    folder = tmp_path / "registers"
    folder.mkdir(exist_ok=True)
    for path in BUILT_IN.glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    registers, problems = read_and_check(tmp_path)
    if problems:
        for one in problems:
            assert one.where.file is not None
        with pytest.raises(BadDefinition):
            read_registers(tmp_path)
    else:
        assert len(registers) == 23


RULES = """\
title: Letters
one: letter
about: What came in and what became of it.
group: Post
headline: subject
sees: [staff]
makes: [author]
amends: [author]
fields:
  subject: {type: text, title: Subject}
  came: {type: date, title: Came on, not-future: true}
  due: {type: date, title: Due, after: came, keeps-first: first, counts-changes: moved}
  first: {type: date, title: First due}
  moved: {type: number, title: Times moved, computed: {rule: kept, of: [due]}}
  slipped: {type: number, title: Slipped, computed: {rule: days, of: [first, due]}}
  kind: {type: choice, title: Kind, choices: {a: One, b: Another}}
  every: {type: choice, title: Every, choices: {6 weeks: Six weeks}}
  place: {type: choice, title: Kept in, choices: {parcels.send: Parcels}}
  parcel: {type: link, title: Parcel, to: parcels}
  before: {type: links, title: Waits for, to: letters, no-ring: true, no-later: due}
states:
  open: {title: Open}
  held: {title: Held, idle: true}
moves:
  hold: {title: Hold, from: [open], to: held, roles: [author], not-before: came, when: {kind: [a]}}
  back: {title: Back, from: [held], to: open, roles: [author], redates: [came], all-closed: parcels.letter}
clocks:
  go: {title: Go, start: came, every: every, met-by: due, recurs: true, unrecorded: true, kept-in: place}
sets:
  - {link: parcel, in: [held], values: {sent: due}}
unique:
  - fields: [subject, came]
"""
PARCELS = """\
title: Parcels
one: parcel
about: What went out.
group: Post
headline: subject
sees: [staff]
makes: [author]
amends: [author]
fields:
  subject: {type: text, title: Subject}
  letter: {type: link, title: Letter, to: letters}
  sent: {type: date, title: Sent}
states:
  open: {title: Open}
clocks:
  send: {title: Send, start: sent, length: 1 day}
"""


def test_rules_that_reach_other_registers_are_read(tmp_path: Path) -> None:
    register = read_registers(_office(tmp_path, RULES, parcels=PARCELS))["letters"]
    assert register.others.keys() == {"parcels"}
    assert register.sets[0].values == {"sent": "due"}
    assert register.unique == (("subject", "came"),)


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ("after: came", "after: cam", "fields.due.after", "Did you mean 'came'"),
        ("keeps-first: first", "keeps-first: subject", "fields.due.keeps-first", "no date beside this"),
        ("counts-changes: moved", "counts-changes: kind", "fields.due.counts-changes", "no number"),
        ("title: Subject}", "title: Subject, not-future: true}", "fields.subject.type", "only a date"),
        ("of: [first, due]", "of: [first]", "fields.slipped.computed", "reads 2 fields"),
        ("of: [first, due]", "of: [first, kind]", "fields.slipped.computed", "no field of type"),
        ("rule: days", "rule: day", "fields.slipped.computed.rule", "Did you mean 'days'"),
        ("rule: days", "rule: reached", "fields.slipped.computed", "column of a small table"),
        ("title: Slipped", "title: Slipped, required: true", "fields.slipped.required", "Take this out"),
        ("to: letters, no-ring", "to: parcels, no-ring", "fields.before.no-ring", "within one register"),
        ("not-before: came", "not-before: kind", "moves.hold.not-before", "not of type"),
        ("when: {kind: [a]}", "when: {kind: [c]}", "moves.hold.when", "no choice 'c'"),
        ("redates: [came]", "redates: [kind]", "moves.back.redates", "not of type"),
        ("parcels.letter", "parcels.sent", "moves.back.all-closed", "no link that leads here"),
        ("recurs: true, ", "", "clocks.go.unrecorded", "comes round"),
        ("parcels.send", "parcels.sent", "clocks.go.kept-in", "no clock of another register"),
        ("link: parcel,", "link: parcle,", "sets 1.link", "Did you mean 'parcel'"),
        ("in: [held]", "in: [hold]", "sets 1.in", "Did you mean 'held'"),
        ("{sent: due}", "{send: due}", "sets 1.values", "Did you mean 'sent'"),
        ("{sent: due}", "{sent: kind}", "sets 1.values", "of one type"),
        ("{sent: due}", "{sent: letter.day}", "sets 1.values", "no field here"),
        ("[subject, came]", "[subject, cam]", "unique 1.fields", "Did you mean 'came'"),
    ],
)
def test_what_is_wrong_with_a_rule_names_its_place(
    tmp_path: Path, old: str, new: str, field: str, said: str
) -> None:
    assert RULES.count(old) == 1, "the example must change in one place"
    _, problems = read_and_check(_office(tmp_path, RULES.replace(old, new), parcels=PARCELS))
    found = [f"{one.where.field} {one}" for one in problems]
    assert any(one.startswith(f"{field} ") and said in one for one in found), found


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ("      suite: nothing\n", "there is no field 'nothing'"),
        ("", "needs 'suite' too"),
        ("      suite: suite\n      cell: seen\n", "has no column 'cell'"),
        ("      suite: suite\n      issues-told: other-reason\n", "has no column 'issues-told'"),
        ("      suite: {sum: [suite, seen]}\n", "'suite' is of type 'text', which never leaves the register"),
        ("      suite: row\n", "only a table of rows has numbers of rows"),
    ],
)
def test_only_what_a_table_knows_and_a_register_may_give_fills_it(
    tmp_path: Path, columns: str, told: str
) -> None:
    text = (BUILT_IN / "custody-visits.yaml").read_text()
    office = tmp_path / "office"
    (office / "registers").mkdir(parents=True)
    file = office / "registers" / "custody-visits.yaml"
    file.write_text(text.replace("      suite: suite\n", columns))
    with pytest.raises(BadDefinition) as caught:
        read_registers(office)
    assert told in str(caught.value)
    assert caught.value.where.line is not None


@pytest.mark.parametrize("name", ["subject", "what", "complainant", "answer"])
def test_what_may_be_about_a_person_fills_no_table(tmp_path: Path, name: str) -> None:
    text = (BUILT_IN / "complaints.yaml").read_text()
    office = tmp_path / "office"
    (office / "registers").mkdir(parents=True)
    file = office / "registers" / "complaints.yaml"
    file.write_text(text.replace("      body: handled-by\n", f"      body: {name}\n"))
    with pytest.raises(BadDefinition, match="never leaves the register"):
        read_registers(office)


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ("[subjct]", "Did you mean 'subject'"),
        ("[came]", "not of type 'text' or 'choice'"),
        ("[kind, level, subject, every, more]", "four levels at most"),
    ],
)
def test_a_plan_stands_under_lines_and_choices(tmp_path: Path, tree: str, said: str) -> None:
    more = f"tree: {tree}\nfields:\n  more: {{type: text, title: More}}\n"
    _, problems = read_and_check(_office(tmp_path, GOOD.replace("fields:\n", more, 1)))
    assert [said in str(one) and one.where.field == "tree" for one in problems] == [True]


def test_what_is_due_comes_first_only_where_something_is(tmp_path: Path) -> None:
    unclocked = GOOD[: GOOD.index("clocks:")] if "clocks:" in GOOD else GOOD
    _, problems = read_and_check(_office(tmp_path, f"due-first: true\n{unclocked}"))
    assert ["no clock is declared" in str(one) for one in problems if one.where.field == "due-first"] == [
        True
    ]


def test_sums_for_the_public_are_of_nothing_private(tmp_path: Path) -> None:
    text = GOOD.replace("title: Subject, required: true", "title: Subject, required: true, personal: true")
    _, problems = read_and_check(_office(tmp_path, f"public-summary: true\n{text}"))
    assert ["'subject' may hold something about a person" in str(one) for one in problems] == [True]
    (tmp_path / "other").mkdir()
    text = GOOD.replace("title: Done, public: true", "title: Done").replace(", published: true", "")
    _, problems = read_and_check(_office(tmp_path / "other", f"public-summary: true\n{text}"))
    assert ["no state of this register is public" in str(one) for one in problems] == [True]
