"""Record tables by the name a person gives."""

from __future__ import annotations

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table
from frankpledge.errors import WrongUse, did_you_mean


def table_named(name: str) -> Table:
    """Return a record table. Raises WrongUse where there is none of that name."""
    if name not in TABLES:
        known = did_you_mean(name, TABLES) or "List them with `frankpledge tables`."
        raise WrongUse(f"There is no table '{name}'.", do=known)
    return TABLES[name]
