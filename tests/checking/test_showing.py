"""What is found, shown in four ways, and the command with its exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from frankpledge import errors
from frankpledge.checking.checks import RULES
from frankpledge.cli import main

WRONG = "In the quarter, 72% (56/72) of the <b>inspections</b> were completed.\n"
ADVICE = "In all, 760 children were helped, of which 55% were told. 8% were seen and 20% were sent on.\n"
RIGHT = "In the quarter, 78% (56/72) of the inspections were completed.\n"


def _run(path: Path, text: str, *options: str) -> tuple[int, str]:
    path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(main, ["check", str(path), *options])
    return done.exit_code, done.output


@pytest.mark.parametrize(
    ("text", "code"),
    [(RIGHT, errors.DONE), (ADVICE, errors.DONE), (WRONG, errors.DONE_WITH_THINGS_TO_LOOK_AT)],
)
def test_the_exit_code_says_whether_there_is_something_to_look_at(
    tmp_path: Path, text: str, code: int
) -> None:
    assert _run(tmp_path / "a.txt", text)[0] == code


def test_wrong_use_and_unreadable_input_have_their_own_codes(tmp_path: Path) -> None:
    assert _run(tmp_path / "a.exe", WRONG)[0] == errors.WRONG_USE
    assert _run(tmp_path / "a.docx", WRONG)[0] == errors.BAD_INPUT
    assert CliRunner().invoke(main, ["check", str(tmp_path / "none.txt")]).exit_code == errors.BAD_INPUT
    assert _run(tmp_path / "a.txt", WRONG, "--format", "csv")[0] == errors.WRONG_USE


def test_text_has_place_quote_arithmetic_and_how_sure(tmp_path: Path) -> None:
    _, output = _run(tmp_path / "a.txt", WRONG)
    assert f"{tmp_path / 'a.txt'}:1: error (certain), share-of-count" in output
    assert "“72% (56/72”" in output
    assert "56 of 72 is 77.8%, not 72%." in output
    assert "1 error in 1 lines." in output


def test_json_has_exactly_the_promised_keys(tmp_path: Path) -> None:
    _, output = _run(tmp_path / "a.txt", WRONG + "\n" + ADVICE, "--format", "json")
    problems = json.loads(output)
    assert [list(it) for it in problems] == [["line", "quote", "kind", "message", "severity"]] * 2
    assert [(it["line"], it["severity"]) for it in problems] == [(1, "error"), (3, "advice")]
    assert json.loads(_run(tmp_path / "b.txt", RIGHT, "--format", "json")[1]) == []


def test_sarif_names_every_rule_and_places_each_result(tmp_path: Path) -> None:
    _, output = _run(tmp_path / "a b.txt", WRONG, "--format", "sarif")
    log = json.loads(output)
    [run] = log["runs"]
    assert log["version"] == "2.1.0"
    rules = [it["id"] for it in run["tool"]["driver"]["rules"]]
    assert rules == [rule.kind for rule in RULES]
    [result] = run["results"]
    assert rules[result["ruleIndex"]] == result["ruleId"] == "share-of-count"
    assert result["level"] == "error"
    place = result["locations"][0]["physicalLocation"]
    assert place["region"]["startLine"] == 1
    assert place["artifactLocation"]["uri"].endswith("a%20b.txt")


def test_the_page_marks_quotes_and_has_the_findings_beside_their_lines(tmp_path: Path) -> None:
    output = tmp_path / "checked.html"
    code, said = _run(
        tmp_path / "a.txt",
        WRONG + "\n<script>alert(1)</script>\n",
        "--format",
        "html",
        "--output",
        str(output),
    )
    assert code == 1
    assert "1 error" in said
    page = output.read_text(encoding="utf-8")
    assert '<mark id="q1">72% (56/72</mark>' in page
    assert re.search(r'<li class="note error" id="f1">.*?56 of 72 is 77\.8%', page, flags=re.DOTALL)
    assert "<script" not in page
    assert '<html lang="en-GB">' in page
