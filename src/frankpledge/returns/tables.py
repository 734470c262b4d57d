"""Record tables and files by the name a person gives."""

from __future__ import annotations

from pathlib import Path

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table
from frankpledge.errors import BadInput, WrongUse, did_you_mean
from frankpledge.store.files import write_atomically


def content_of(file: Path) -> bytes:
    """Return a file's content. Raises BadInput where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput(f"it cannot be read ({reason}).", file=file, do="Check the name.") from None


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, whole or not at all. Raises WrongUse where it is."""
    if path.exists():
        raise WrongUse(f"{path} is there already.", do="Choose another name, or move it away.")
    write_atomically(path, content)


def table_named(name: str) -> Table:
    """Return a record table. Raises WrongUse where there is none of that name."""
    if name not in TABLES:
        known = did_you_mean(name, TABLES) or "List them with `frankpledge tables`."
        raise WrongUse(f"There is no table '{name}'.", do=known)
    return TABLES[name]
