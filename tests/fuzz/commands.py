"""Command lines, right ones made wrong: for holding every command to its documented ends."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from frankpledge.cli import main
from tests.fuzz.strategies import junk, mostly

COSTLY = {"demo", "download", "serve"}
"""Commands that make a whole county, reach out into the network, or end only when they are stopped."""

_PERIODS = ("2024-05", "2024-25-Q4", "Q4 24/25", "2024-25", "2024-01..2024-05", "2024-05-01", "2024-W20")
_LIKELY = {
    "--measure": ("burglary", "all-crime", "crime-rate"),
    "--area": ("westmarch", "aldermoor", "E06900001"),
    "--area-type": ("force", "local-authority"),
    "--breakdown": ("crime-type", "crime-type=burglary"),
    "--window": ("month", "quarter", "rolling-12", "since", "week"),
    "--source": ("headline", "all", "crimes"),
    "--build": ("0001", "1", "0002"),
    "--format": ("csv", "json", "parquet", "table"),
    "--output": ("out.csv", "out/out.csv", "out.parquet", "-"),
    "--quarter": ("Q2 24/25", "2024-25-Q4"),
    "--obtained": ("2024-05-01", "2199-01-01"),
    "--as-at": ("2024-05", "2026-01"),
    "--engine": ("duckdb",),
    "--from": ("westmarch", "bedfordshire", *_PERIODS),
    "--to": _PERIODS,
}
_FIRST = {
    "new": ("new-one", "another", "office"),
    "generate": ("made", "records"),
}
_PATHS = st.sampled_from(["records", "records/reference", "office/office.yaml", "nowhere"])
_REST = {
    "ingest": st.lists(mostly(_PATHS, junk), min_size=1, max_size=2),
    "explain": st.tuples(
        mostly(st.sampled_from(["burglary", "all-crime", "crime-rate"]), junk),
        mostly(st.sampled_from(["westmarch", "aldermoor"]), junk),
        mostly(st.sampled_from(_PERIODS), junk),
    ).map(list),
    "diff": st.lists(mostly(st.sampled_from(["0001", "1", "0002"]), junk), min_size=2, max_size=2),
}


def _safe(word: str) -> bool:
    """Whether a word stays in the folder at hand, whatever path it is taken for, and off the network."""
    return not (
        word.startswith(("/", "~")) or ".." in word or "\0" in word or "://" in word or len(word) > 200
    )


def command_lines() -> st.SearchStrategy[list[str]]:
    """A command with options and arguments of its own, some of them wrong."""
    names = [name for name in main.commands if name not in COSTLY]
    lines = st.sampled_from(names).flatmap(_lines_of)
    return lines.filter(lambda words: all(map(_safe, words)) and not _asks_much(words))


def _lines_of(name: str) -> st.SearchStrategy[list[str]]:
    wrong = junk.filter(_safe)
    own = [option for parameter in main.commands[name].params for option in parameter.opts]
    flags = [option for option in own if option.startswith("-")] or ["--help"]
    chosen = st.sampled_from(flags).flatmap(
        lambda flag: mostly(_option(flag), wrong.map(lambda word: [flag, word]))
    )
    office = st.sampled_from(_FIRST.get(name, ("office", "office", "office", "nowhere")))
    rest = st.lists(wrong, max_size=1) if name not in _REST else _REST[name]
    # Whatever is asked for, little is made: the last one of an option counts.
    small = ["--rows=60", "--months=2", "--forces=1"] if name == "generate" else []
    return st.builds(
        lambda first, options, more: [name, first, *more, *(word for one in options for word in one), *small],
        office,
        st.lists(chosen, max_size=3),
        rest,
    )


def _option(flag: str) -> st.SearchStrategy[list[str]]:
    if flag not in _LIKELY:
        return st.just([flag])
    return st.sampled_from(_LIKELY[flag]).flatmap(
        lambda word: st.sampled_from([[flag, word], [f"{flag}={word}"]])
    )


def _asks_much(words: list[str]) -> bool:
    return words[0] == "generate" and any(re.match(r"--(rows|months|forces)", word) for word in words[:-3])
