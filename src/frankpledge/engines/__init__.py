"""The engines that run expressions over a snapshot, behind one small interface."""

from __future__ import annotations

from pathlib import Path

from frankpledge.engines.engine import Engine
from frankpledge.errors import WrongUse, did_you_mean

ENGINES = ("duckdb",)


def open_engine(name: str, temporary: Path) -> Engine:
    """Return the engine called ``name``, with ``temporary`` for what does not fit in memory."""
    if name == "duckdb":
        from frankpledge.engines.duckdb import DuckDBEngine

        return DuckDBEngine(temporary)
    raise WrongUse(f"There is no engine '{name}'.", do=did_you_mean(name, ENGINES))
