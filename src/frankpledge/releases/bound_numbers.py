"""The numbers of a report's page, each held against the build that it says it is from.

A page carries every number with the key of what it is bound to. A key that begins with the seven
parts of a figure's key names a figure; behind ``>`` it may name a comparison of it, or something
found about it. What is checked of each:

- the figure is one that the build holds;
- a figure's value, numerator or denominator is the build's, and so is a difference from an earlier
  period or a comparison of the force's total;
- a value before a correction is the one that was released;
- a range, a finding, a rate among peers or a count of what was judged is what the build finds;
- the text prints the value.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser

from frankpledge.checking.problems import LONGEST_QUOTE, Problem, Severity
from frankpledge.contracts.figures import FIGURE_KEY, Comparator, Comparison
from frankpledge.releases.build_figures import Key, KeyedFigures
from frankpledge.releases.printed_numbers import prints

KIND = "bound-number"
CORRECTED = "corrected"
"""The part of a key that names a value before a correction, or the change since."""
_IN_TIME = (Comparator.SAME_PERIOD_LAST_YEAR, Comparator.PREVIOUS_PERIOD, Comparator.PREVIOUS_12_MONTHS)
_COMPARED = ("reference", "difference", "rank", "n_present", "n_missing")


@dataclass(frozen=True)
class BoundNumber:
    """A number as a page carries it: ``value`` for programs, ``text`` for readers, ``line`` of the file."""

    line: int
    key: str
    value: str
    text: str

    @cached_property
    def base(self) -> Key | None:
        """The figure's key it begins with; None where it is bound to something else of the report."""
        parts = tuple(self.key.partition(">")[0].split(":"))
        if len(parts) != len(FIGURE_KEY):
            return None
        return (*parts[:-1], parts[-1].partition(".")[0])

    @cached_property
    def part(self) -> str:
        """What follows the figure's key: ``numerator``, ``same-period-last-year.difference`` or nothing."""
        base, _, rest = self.key.partition(">")
        return rest or base.rpartition(":")[2].partition(".")[2]

    @property
    def number(self) -> float | None:
        try:
            return float(self.value)
        except ValueError:
            return None


class _Numbers(HTMLParser):
    """Gathers the ``data`` elements of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[BoundNumber] = []
        self._open: tuple[int, str, str] | None = None
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "data" and held.get("data-figure"):
            self._open = (self.getpos()[0], held["data-figure"] or "", held.get("value") or "")
            self._words = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "data" and self._open is not None:
            self.found.append(BoundNumber(*self._open, "".join(self._words)))
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._words.append(data)


def numbers_of(page: str) -> list[BoundNumber]:
    """Return every bound number of a page, in reading order."""
    parser = _Numbers()
    parser.feed(page)
    parser.close()
    return parser.found


@dataclass(frozen=True)
class Bindings:
    """What came of it: how many numbers there are, how many the build itself confirmed, and what is wrong."""

    numbers: int
    confirmed: int
    problems: tuple[Problem, ...]


NOTHING_FOUND: Mapping[str, tuple[float, ...]] = {}


def check_bindings(
    numbers: Sequence[BoundNumber],
    figures: KeyedFigures,
    before: Mapping[Key, float | None],
    found_by_key: Mapping[str, tuple[float, ...]] = NOTHING_FOUND,
) -> Bindings:
    """Hold every number against the build's figures; ``before`` holds those of the corrected release.

    ``found_by_key`` are the values that the build's findings allow: see
    :func:`frankpledge.releases.found_numbers.found_numbers`.
    """
    found: list[Problem] = []
    confirmed = 0
    figures.load({one.base for one in numbers if one.base is not None})
    compared: dict[tuple[str, ...], Comparison] = figures.comparisons(
        {one.base for one in numbers if one.base is not None and _of_comparison(one.part)}
    )
    for one in numbers:
        allowed = _allowed(one, figures, compared, before)
        if allowed is None and one.key in found_by_key:
            allowed = list(found_by_key[one.key])
        if allowed is None:
            if one.base is not None and not figures.names(one.base):
                found.append(_problem(one, "the build has no such figure"))
            continue
        value = one.number
        if value is None or not any(_same(value, right) for right in allowed):
            right = " or ".join(f"{it:.10g}" for it in allowed) or "no value"
            found.append(_problem(one, f"the page carries {one.value or 'no value'}; the build has {right}"))
        elif not prints(one.text, value):
            found.append(_problem(one, f"the words do not print the value {value:.10g}"))
        else:
            confirmed += 1
    return Bindings(len(numbers), confirmed, tuple(found))


def _of_comparison(part: str) -> bool:
    comparator, _, what = part.rpartition(".")
    return bool(comparator) and what in _COMPARED


def _allowed(
    one: BoundNumber,
    figures: KeyedFigures,
    compared: Mapping[tuple[str, ...], Comparison],
    before: Mapping[Key, float | None],
) -> list[float] | None:
    """Return the values that a number may have; None where the build alone cannot tell."""
    if one.base is None:
        return None
    if one.part in ("", "numerator", "denominator"):
        row = figures.row(one.base)
        value = None if row is None else row[one.part or "value"]
        return [] if value is None else [value]
    if one.part == f"{CORRECTED}.before":
        value = before.get(one.base)
        return [] if value is None else [value]
    comparator, _, what = one.part.rpartition(".")
    if comparator == CORRECTED:
        return list(_changes(figures.value(one.base), before.get(one.base)))
    if comparator in _IN_TIME:
        earlier = figures.earlier(one.base, Comparator(comparator))
        if what == "reference":
            return [] if earlier is None else [earlier]
        return list(_changes(figures.value(one.base), earlier))
    compares = compared.get((*one.base, comparator))
    if compares is None or what not in _COMPARED:
        return None
    value = getattr(compares, what)
    changes = _changes(figures.value(one.base), compares.reference) if what == "difference" else ()
    return [it for it in (value, *changes) if it is not None]


def _changes(now: float | None, before: float | None) -> Iterator[float]:
    """Yield a change as an amount and, where there is one, in per cent."""
    if now is None or before is None:
        return
    yield now - before
    if before:
        yield 100 * (now - before) / before


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-7, abs_tol=1e-6)


def _problem(one: BoundNumber, what: str) -> Problem:
    quote = " ".join(one.text.split())[:LONGEST_QUOTE] or "?"
    return Problem(one.line, quote, KIND, f"Bound to {one.key}: {what}.", Severity.ERROR)
