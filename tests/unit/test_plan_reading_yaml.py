"""Files that are not plain YAML: each is refused with its line and what to do, and none does harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frankpledge.errors import FrankpledgeError
from frankpledge.plan.definitions import Definitions
from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import read_office
from tests.unit.plan_problems import check

COUNT = """\
id: x
title: X
kind: count
of: crimes
where:
  crime-type: burglary
unit: crimes
direction: lower
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices") / "office"
    new_office(folder, "northamptonshire")
    return folder


FILES: dict[str, tuple[str | bytes, int | None, str]] = {
    "empty": ("", None, "empty"),
    "comments only": ("# nothing yet\n", None, "empty"),
    "a word": ("burglary\n", 1, "does not consist of keys and values"),
    "a list": ("- id: x\n", 1, "does not consist of keys and values"),
    "tab": ("id: x\nwhere:\n\tcrime-type: drugs\n", 3, "begins with a tab"),
    "not UTF-8": ("id: x\ntitle: Caf\xe9\n".encode("latin-1"), 2, "Save the file as UTF-8"),
    "UTF-16": ("id: x\n".encode("utf-16"), 1, "Save the file as UTF-8"),
    "control character": (b"id: x\ntitle: a\x00b\n", 2, "U+0000"),
    "text that reads backwards": ("id: x\ntitle: a\u202eb\n", 2, "U+202E"),
    "colon in a text": ("id: x\ntitle: One: two\n", 2, "a ':' stands where none can"),
    "open quote": ('id: x\ntitle: "One\n', 3, "a quotation mark is not closed"),
    "open bracket": ("id: x\nareas: [force\nunit: x\n", 3, "closing bracket is missing"),
    "bad indentation": ("id: x\n  title: y\n", 2, "a ':' stands where none can"),
    "wrong step back": ("where:\n    a: b\n  c: d\n", 3, "not indented like those before it"),
    "key without colon": ("id: x\ntitle\n", 3, "without its ':'"),
    "alias": ("id: &a x\ntitle: *a\n", 1, "an anchor (&) or alias (*)"),
    "alias bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 1, "an anchor (&) or alias (*)"),
    "tag": ("id: !!python/object:os.system x\n", 1, "a tag (!)"),
    "directive": ("%YAML 1.1\n---\nid: x\n", 2, "a '%' directive"),
    "two documents": ("id: x\n---\nid: y\n", 2, "second document"),
    "too deep": ("a: [[[[[[[[[[x]]]]]]]]]]\n", 1, "8 levels deep"),
    "too long a list": ("a: [" + "x, " * 1001 + "x]\n", 1, "more than 1,000 entries"),
    "too large": ("a: " + "x" * 200_000, None, "larger than 128 KiB"),
    "list as a key": ("[a, b]: c\n", 1, "a key is one word"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_not_plain_yaml(office: Path, case: str) -> None:
    text, line, words = FILES[case]
    [(found_line, _, message)] = check(office, "plan/measures/x.yaml", text)
    assert found_line == line
    assert words in message


def test_a_file_from_windows_is_read_like_any_other(office: Path) -> None:
    text = "\ufeff" + COUNT.replace("\n", "\r\n")
    assert check(office, "plan/measures/x.yaml", text) == []
    [(line, _, _)] = check(office, "plan/measures/x.yaml", text.replace("burglary", "burglry"))
    assert line == 6


# Pieces of YAML and of definitions, thrown together: most is nonsense, some is nearly right.
DEFINITIONS = (
    "id: x",
    "title: X",
    "kind: count",
    "kind: ratio",
    "of: crimes",
    "of: stops",
    "unit: crimes",
    "unit: per cent",
    "direction: lower",
    "where:",
    "  crime-type: drugs",
    "  - a",
    "where: {linked: true}",
    "areas: [force]",
    "numerator: x",
    "denominator: residents",
    "numerator: {where: {a: b}}",
    "column: records",
    "percentile: 50",
    "breakdowns: [crime-type]",
    "status: target",
    "targets: [{value: 1, window: month, from: 2024-01}]",
    "baseline: {window: since, period: 2024-02..2024-01}",
    "parts: [x, burglary]",
    "follow-up: 3",
    "kind: time-to-outcome",
    "ended-by: {set: x}",
    "peers: x",
)
SIGNS = (
    "&a",
    "*a",
    "!!int",
    "---",
    "...",
    "%YAML 1.1",
    "? ",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "|",
    ">",
    "#",
    "\n",
    "\t",
    "  ",
    "<<:",
    "\x00",
    "\ufeff",
    "\u2028",
    "~",
    "null",
    "\\U0011ffff",
    "1e999",
    "-",
)
PIECES = st.sampled_from((*DEFINITIONS, *SIGNS))
LINES = st.lists(PIECES | st.text(max_size=8), max_size=30).flatmap(
    lambda pieces: st.sampled_from(["\n", " ", ""]).map(lambda between: between.join(pieces))
)
NAMES = st.sampled_from(["office.yaml", "plan/plan.yaml", "plan/sets.yaml", "plan/measures/x.yaml"])


def read(office: Path) -> Definitions | FrankpledgeError:
    """Return what reading gives; any other error than ours fails the test."""
    try:
        return read_office(office)
    except FrankpledgeError as error:
        return error


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, text=LINES | st.binary(max_size=60))
def test_whatever_is_written_gives_definitions_or_an_error_that_says_so(
    small_office: Path, name: str, text: str | bytes
) -> None:
    path = small_office / name
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    try:
        outcome = read(small_office)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)
    if isinstance(outcome, FrankpledgeError):
        assert outcome.exit_code == 3
        assert str(small_office) in str(outcome)
        assert len(str(outcome)) < 1000


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_ready_file_with_a_few_letters_changed_is_read_or_refused(
    small_office: Path, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(["plan/plan.yaml", "plan/sets.yaml", "plan/measures/crime-rate.yaml"]))
    path = small_office / name
    before = path.read_text(encoding="utf-8")
    text = before
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(text)))
        width = data.draw(st.integers(0, 2))
        text = (
            text[:place]
            + data.draw(st.sampled_from([*"\n :-[]{}'\"&*!#|>%@,?ax1~", ""]))
            + text[place + width :]
        )
    try:
        path.write_text(text, encoding="utf-8")
        outcome = read(small_office)
    finally:
        path.write_text(before, encoding="utf-8")
    if isinstance(outcome, FrankpledgeError):
        assert outcome.exit_code == 3
        assert outcome.where.file is not None


@pytest.fixture(scope="module")
def small_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with few measures, so that it can be read many times."""
    folder = tmp_path_factory.mktemp("offices") / "small"
    new_office(folder)
    kept = {"all-crime", "burglary", "crime-rate", "stop-searches"}
    for path in (folder / "plan/measures").iterdir():
        if path.stem not in kept:
            path.unlink()
    plan = "title: T\npriorities:\n  - {id: a, title: A, sections: [{title: P, measures: [all-crime]}]}\n"
    (folder / "plan/plan.yaml").write_text(plan, encoding="utf-8")
    return folder
