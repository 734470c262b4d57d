"""Which figure it is, in words: the measure, the part of it, the place and the period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frankpledge.areas import force_title
from frankpledge.errors import WrongUse
from frankpledge.periods import Window, parse_period
from frankpledge.web.office import declared


def part_in_words(breakdown: str) -> str:
    """Return the part of a measure that a figure counts, as ``method: vehicle``; empty for the whole."""
    parts = (one.partition("=") for one in breakdown.split("|") if one)
    return ", ".join(f"{name.replace('-', ' ')}: {slug.replace('-', ' ')}" for name, _, slug in parts)


def measure_title(measure: str) -> str:
    """Return the title of a measure, as on its page; its id where the office declares it no longer."""
    known = declared().measures.get(measure)
    return measure if known is None else known.title


def figure_called(value: Mapping[str, Any]) -> str:
    """Return which figure a record names: ``Burglary, Westmarch, October 2024 to March 2025``.

    One whose key nobody can read any more is called by its key.
    """
    key = str(value.get("key", ""))
    parts = key.split(":")
    if len(parts) != 7:
        return key
    measure, _, area, breakdown, window, period, _ = parts
    titles = {one.code: one.title for one in declared().office.local_areas}
    place = titles.get(area) or (area if area[:1].isupper() else force_title(area))
    try:
        when = parse_period(Window.named(window), period).label
    except WrongUse:
        when = period
    return ", ".join(one for one in (measure_title(measure), part_in_words(breakdown), place, when) if one)
