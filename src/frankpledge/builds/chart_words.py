"""What a control chart shows in words, and the months read back out of a finding that says so.

A row of findings tells of all months that rules mark on one side; its period is the newest of them. What has
been released is that row alone, so its own words are what says which months they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from frankpledge.builds.charting import Signal
from frankpledge.periods import MONTH_NAMES, month_label, since

WAYS = {1: "higher than usual", -1: "lower than usual", 0: "an unusual pattern"}
OUTSIDE = "outside the limits"
_TOLD = re.compile(rf": ({'|'.join(WAYS.values())}) \((.+)\), read on ")
_NAMED = "|".join(MONTH_NAMES[1:])
_SPAN = re.compile(rf"(?:({_NAMED})(?: ([0-9]{{4}}))? to )?({_NAMED}) ([0-9]{{4}})")


@dataclass(frozen=True)
class SignalTold:
    """A rule in words, the side it marks (±1, or 0 for neither) and a month that it marks."""

    rule: str
    side: int
    month: int


def signals_told(title: str, side: int, signals: Sequence[Signal], read_on: str) -> str:
    """Return the sentence of what rules mark on one side: ``Burglary: higher than usual (…), read on …``."""
    months: dict[str, list[int]] = {}
    for signal in signals:
        months.setdefault(signal.hit.words, []).append(signal.month)
    met = "; ".join(f"{words} in {_months_met(sorted(set(held)))}" for words, held in months.items())
    return f"{title}: {WAYS[side]} ({met}), read on {read_on}."


def _months_met(months: Sequence[int]) -> str:
    """Return months in words, those in a row as a span."""
    if len(months) > 1 and months[-1] - months[0] == len(months) - 1:
        return since(months[0], months[-1]).label
    return ", ".join(month_label(month) for month in months)


def signals_in(sentence: str) -> Iterator[SignalTold]:
    """Yield the months that a sentence of :func:`signals_told` tells of, rule by rule; none of another."""
    told = _TOLD.search(sentence)
    if told is None:
        return
    side = next(side for side, way in WAYS.items() if way == told[1])
    for clause in told[2].split("; "):
        rule, _, months = clause.rpartition(" in ")
        for span in _SPAN.finditer(months):
            last = _month(span[3], span[4])
            first = _month(span[1], span[2] or span[4]) if span[1] else last
            for month in range(first, last + 1):
                yield SignalTold(rule, side, month)


def _month(name: str, year: str) -> int:
    return int(year) * 12 + MONTH_NAMES.index(name) - 1
