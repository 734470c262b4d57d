"""Counts with their nouns, on the terminal and on pages."""

from __future__ import annotations


def many(count: int, one: str) -> str:
    """Return a count with its noun: ``1 file``, ``1,200 files``."""
    return f"{count:,} {one}{'' if count == 1 else 's'}"
