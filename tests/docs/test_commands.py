"""Every command line that the documentation shows is one that the program has."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from frankpledge.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
FENCED = re.compile(r"^ *```(?:sh|bash|console)?\n(.*?)^ *```", flags=re.DOTALL | re.MULTILINE)


def _shown() -> Iterator[tuple[str, list[str]]]:
    """Yield the page and the words of every frankpledge command in a block of code."""
    for page in PAGES:
        for block in FENCED.findall(page.read_text(encoding="utf-8")):
            for line in block.splitlines():
                if re.match(r" *(?:\S*/)?frankpledge ", line):
                    yield str(page.relative_to(ROOT)), shlex.split(line, comments=True)[1:]


SHOWN = list(_shown())


def test_the_documentation_shows_the_main_path() -> None:
    verbs = {words[0] for _, words in SHOWN}
    assert {"new", "ingest", "build", "figures", "explain", "diff", "report"} <= verbs


@pytest.mark.parametrize(("page", "words"), SHOWN, ids=lambda it: it if isinstance(it, str) else " ".join(it))
def test_the_command_exists_with_its_options(page: str, words: list[str]) -> None:
    context = click.Context(main, info_name="frankpledge")
    command = main.get_command(context, words[0])
    assert command is not None, f"{page} shows a command that does not exist: {words[0]}"
    if isinstance(command, click.Group):
        context = click.Context(command, parent=context, info_name=words[0])
        words = words[1:]
        command = command.get_command(context, words[0])
        assert command is not None, f"{page} shows a command that does not exist: {' '.join(words)}"
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    used = {word.partition("=")[0] for word in words[1:] if word.startswith("-")}
    assert used <= options, f"{page} shows an option that `{words[0]}` does not have"
    # The rest parses too: arguments are neither too few nor too many, choices are known.
    given = [word for word in words[1:] if word not in ("-h", "--help")]
    command.make_context(words[0], given, parent=context, resilient_parsing=False)
