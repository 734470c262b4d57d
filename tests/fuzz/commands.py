"""Command lines, right ones made wrong: for holding every command to its documented ends."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from frankpledge.cli import main
from tests.fuzz.strategies import junk

COSTLY = {"demo", "download"}
"""Commands that make a whole county, or reach out into the network."""

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
_REST = {
    "ingest": ("records", "records/reference", "office/office.yaml", "nowhere"),
    "explain": ("burglary", "westmarch", "2024-05", "Q2 24/25"),
    "diff": ("0001", "1", "0002"),
}


def _safe(word: str) -> bool:
    """Whether a word stays in the folder at hand, whatever path it is taken for, and off the network."""
    return not (
        word.startswith(("/", "~")) or ".." in word or "\0" in word or "://" in word or len(word) > 200
    )


def command_lines() -> st.SearchStrategy[list[str]]:
    """A command with options and arguments of its own, some of them wrong."""
    names = [name for name in main.commands if name not in COSTLY]
    return st.sampled_from(names).flatmap(_lines_of).filter(lambda words: not _asks_much(words))


def _lines_of(name: str) -> st.SearchStrategy[list[str]]:
    wrong = junk.filter(_safe)
    own = [option for parameter in main.commands[name].params for option in parameter.opts]
    flags = [option for option in own if option.startswith("-")] or ["--help"]
    chosen = st.sampled_from(flags).flatmap(
        lambda flag: st.one_of(
            st.sampled_from(_LIKELY.get(flag, ("",))).map(lambda word: [flag, word] if word else [flag]),
            st.sampled_from(_LIKELY.get(flag, ("",))).map(
                lambda word: [f"{flag}={word}"] if word else [flag]
            ),
            wrong.map(lambda word: [flag, word]),
        )
    )
    office = st.sampled_from(_FIRST.get(name, ("office", "office", "office", "nowhere")))
    given = [st.sampled_from(_REST[name])] if name in _REST else []
    rest = st.lists(st.one_of(*given, *given, wrong), max_size=3) if given else st.lists(wrong, max_size=1)
    # Whatever is asked for, little is made: the last one of an option counts.
    small = ["--rows=60", "--months=2", "--forces=1"] if name == "generate" else []
    return st.builds(
        lambda first, options, more: [name, first, *more, *(word for one in options for word in one), *small],
        office,
        st.lists(chosen, max_size=3),
        rest,
    )


def _asks_much(words: list[str]) -> bool:
    return words[0] == "generate" and any(re.match(r"--(rows|months|forces)", word) for word in words[:-3])
