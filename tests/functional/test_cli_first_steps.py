"""The command line as a newcomer meets it: help, versions, new offices, quiet, plain output."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from pathlib import Path

import click
import pytest

import frankpledge
from frankpledge.cli import main
from tests.functional.cli import done, program, run, run_apart

COMMANDS = list(main.commands)
ESCAPE = "\x1b"


def test_the_help_lists_the_commands_in_the_order_of_the_work() -> None:
    said = done("--help").out.partition("Commands:")[2]
    places = [
        said.index(f"\n  {name} ") for name in ("new", "ingest", "build", "figures", "explain", "report")
    ]
    assert places == sorted(places)
    assert "..." not in said, "a command's one line is cut short"
    assert "Exit codes: 0 done" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples_of_itself(command: str) -> None:
    said = done(command, "--help").out
    examples = re.findall(rf"^ +frankpledge {command}\b.*$", said, flags=re.MULTILINE)
    assert "Examples:" in said
    assert examples


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_says_what_it_is_for(command: str) -> None:
    silent = [
        parameter.name
        for parameter in main.commands[command].params
        if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert silent == []


def test_the_version_is_the_package_s() -> None:
    assert done("--version").out.split()[-1] == frankpledge.__version__


def test_no_command_at_all_shows_what_there_is() -> None:
    ran = run()
    assert ran.code == 2
    assert "Start with: frankpledge demo" in ran.out + ran.err


def test_a_misspelt_command_is_met_with_the_nearest() -> None:
    ran = run("biuld", "office")
    assert ran.code == 2
    assert "'biuld'" in ran.err
    assert "'build'" in ran.err


def test_new_lists_the_ready_offices() -> None:
    names = [line.split()[0] for line in done("new", "--list").out.splitlines()]
    assert {"england-wales", "bedfordshire", "northamptonshire", "westmarch"} <= set(names)


def test_new_makes_an_office_and_names_the_next_command(tmp_path: Path) -> None:
    folder = tmp_path / "beds"
    ran = done("new", folder, "--from", "bedfordshire")
    assert f"Next: frankpledge ingest {folder}" in ran.out
    assert (folder / "office.yaml").is_file()
    assert (folder / ".gitignore").read_text(encoding="utf-8").startswith("# Only definitions")


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["new"], ["No folder is named", "frankpledge new beds --from bedfordshire"]),
        (["new", "x", "--from", "bedfordshyre"], ["'bedfordshyre'", "Did you mean 'bedfordshire'?"]),
    ],
)
def test_new_refuses_what_makes_no_sense(words: list[str], parts: list[str], tmp_path: Path) -> None:
    ran = run(*[tmp_path / word if word == "x" else word for word in words])
    assert ran.code == 2
    for part in parts:
        assert part in ran.err
    assert not list(tmp_path.iterdir())


def test_new_never_writes_over_anything(tmp_path: Path) -> None:
    note = tmp_path / "minutes.txt"
    note.write_text("keep me", encoding="utf-8")
    for place in (tmp_path, note):
        ran = run("new", place)
        assert ran.code == 2
        assert str(place) in ran.err
    assert note.read_text(encoding="utf-8") == "keep me"


def test_what_goes_into_a_file_or_pipe_has_no_colour_nor_escape_codes(office: Path) -> None:
    for words in (
        ["--help"],
        ["build", office],
        ["explain", office, "burglary", "westmarch", "2024-05"],
        ["figures", office, "--measure", "burglry"],
    ):
        ran = run_apart(*words)
        assert ESCAPE not in ran.out + ran.err
        assert ran.out or ran.err


def test_on_a_terminal_there_is_colour_and_progress(office: Path) -> None:
    ours, theirs = pty.openpty()
    words = [program(), "build", str(office)]
    process = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = b""
    try:
        while piece := os.read(ours, 1 << 16):
            seen += piece
    except OSError:
        pass  # Linux says so when the other end has closed
    finally:
        os.close(ours)
    assert process.wait(60) == 0
    assert ESCAPE.encode() in seen
    assert b"Nothing has changed" in seen


def test_quiet_prints_results_only(office: Path, empty_office: Path) -> None:
    assert run("--quiet", "build", office) == run("-q", "build", office)
    quiet = done("--quiet", "build", office)
    assert quiet.out == quiet.err == ""
    words = ["figures", office, "--measure", "burglary", "--format", "csv"]
    assert done("--quiet", *words) == done(*words)
    refused = run("--quiet", "build", empty_office)
    assert refused.code == 3
    assert "no records to build from" in refused.err


def test_a_stream_that_cannot_show_every_sign_is_no_reason_to_stop(office: Path) -> None:
    ran = run_apart("explain", office, "all-crime", "westmarch", "2024-05", PYTHONIOENCODING="ascii")
    assert ran.code == 0, ran.err
    assert "rows in the files" in ran.out


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (["ingest", "nowhere", "."], 3, "not an office folder"),
        (["build", "nowhere"], 3, "not an office folder"),
        (["figures", "nowhere"], 3, "no such office folder"),
        (["explain", "nowhere", "burglary", "westmarch", "2024-05"], 3, "no such office folder"),
        (["diff", "nowhere", "1", "2"], 3, "no such office folder"),
        (["report", "nowhere", "--quarter", "Q4 24/25"], 3, "no such office folder"),
    ],
)
def test_an_office_that_is_not_there_is_said_to_be_missing(words: list[str], code: int, part: str) -> None:
    ran = run(*words)
    assert ran.code == code
    assert part in ran.err
    assert "nowhere" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ["figures"],
        ["explain", "burglary", "westmarch", "2024-05"],
        ["diff", "1", "2"],
        ["report", "--quarter", "Q4 24/25"],
    ],
)
def test_before_the_first_build_everything_says_to_build(words: list[str], empty_office: Path) -> None:
    ran = run(words[0], empty_office, *words[1:])
    assert ran.code == 3
    assert f"Run `frankpledge build {empty_office}` first." in ran.err
