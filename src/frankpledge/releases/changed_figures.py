"""Every published figure that differs between a release and the report that corrects it, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.builds.diffing import KEY, diff
from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import State
from frankpledge.periods import Window, month_of, parse_period
from frankpledge.releases.reasons import (
    ANEW,
    GONE,
    OTHER_PROGRAM,
    PROTECTED,
    REDEFINED,
    for_readers,
)

NUMBERS = ("numerator", "denominator", "value", "n")
_COMPARED = (*NUMBERS, "state")


class What(StrEnum):
    """What became of a published figure."""

    CHANGED = "changed"
    ADDED = "added"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ChangedFigure:
    """One figure before and after a correction. ``before`` and ``after`` hold its columns, empty where none.

    ``why`` are reasons in words for readers, the most telling first.
    """

    key: Mapping[str, str]
    what: What
    label: str
    unit: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    why: tuple[str, ...]

    @property
    def values(self) -> tuple[float | None, float | None]:
        """The value before and after."""
        return self.before.get("value"), self.after.get("value")


def changed_figures(
    published: pa.Table, new: pa.Table, before: Build | None, after: Build | None
) -> list[ChangedFigure]:
    """Return every figure that differs in value, numerator, denominator, n or state, sorted by key.

    ``published`` and ``new`` are figures in the contract's columns, as released and as they are to be
    released now; ``before`` and ``after`` are their builds, None where the office no longer holds one.
    """
    left, right = _plain(published), _plain(new)
    joined = left.join(right, list(KEY), join_type="full outer", left_suffix="_before", right_suffix="_after")
    same = None
    for name in _COMPARED:
        one, other = joined[f"{name}_before"], joined[f"{name}_after"]
        alike = pc.or_(pc.equal(one, other).fill_null(False), pc.and_(pc.is_null(one), pc.is_null(other)))
        same = alike if same is None else pc.and_(same, alike)
    changed = joined.filter(pc.invert(same)).sort_by([(name, "ascending") for name in KEY])
    if not changed.num_rows:
        return []
    why = _Why(before, after, frozenset(changed["measure"].to_pylist()))
    return [_changed(row, why) for row in changed.to_pylist()]


def _plain(table: pa.Table) -> pa.Table:
    words = {name: table[name].cast(pa.string()) for name in (*KEY, "label", "unit", "state")}
    spans = {name: table[name] for name in ("period_start", "period_end")}
    whole = pa.table({**words, **spans, **{name: table[name] for name in NUMBERS}})
    return whole.group_by(whole.column_names).aggregate([])  # A row that was published twice is one figure.


def _changed(row: Mapping[str, Any], why: _Why) -> ChangedFigure:
    sides = []
    for side in ("before", "after"):
        there = row[f"state_{side}"] is not None
        sides.append({name: row[f"{name}_{side}"] for name in _COMPARED} if there else {})
    before, after = sides
    what = What.CHANGED if before and after else (What.ADDED if after else What.WITHDRAWN)
    key = {name: row[name] for name in KEY}
    span = (row["period_start_after"] or row["period_start_before"],
            row["period_end_after"] or row["period_end_before"])  # fmt: skip
    return ChangedFigure(
        key,
        what,
        row["label_after"] or row["label_before"],
        row["unit_after"] or row["unit_before"],
        before,
        after,
        tuple(why.of(key, span, {before.get("state"), after.get("state")})),
    )


class _Why:
    """Why figures changed, from what differs between the two builds month by month."""

    def __init__(self, before: Build | None, after: Build | None, measures: frozenset[str]) -> None:
        self.before, self.after = before, after
        self.by_month: dict[tuple[str, ...], dict[int, str]] = defaultdict(dict)
        self.by_key: dict[tuple[str, ...], str] = {}
        if before is None or after is None or before.manifest.id == after.manifest.id:
            return
        for row in diff(before, after, measures).select([*KEY, "why"]).to_pylist():
            of = tuple(row[name] for name in KEY)
            self.by_key[of] = row["why"]
            if row["window"] == Window.MONTH:
                month = parse_period(Window.MONTH, row["period"]).first_month
                self.by_month[_series(row)][month] = row["why"]

    def of(self, key: Mapping[str, str], span: tuple[date, date], states: set[str | None]) -> Iterable[str]:
        """Yield the reasons for one figure, each once."""
        return dict.fromkeys(self._reasons(key, span, states))

    def _reasons(
        self, key: Mapping[str, str], span: tuple[date, date], states: set[str | None]
    ) -> Iterator[str]:
        if State.SUPPRESSED in states:
            yield PROTECTED
        if self.before is None or self.after is None:
            yield GONE
            return
        told = [self.by_key[of]] if (of := tuple(key[name] for name in KEY)) in self.by_key else []
        months = self.by_month.get(_series(key), {})
        if not told and months:
            first, last = month_of(span[0]), month_of(span[1])
            told = [months[month] for month in range(first, last + 1) if month in months]
        for why in dict.fromkeys(told):
            yield from for_readers(why)
        if not told:
            yield self._of_builds(key["measure"], states)

    def _of_builds(self, measure: str, states: set[str | None]) -> str:
        assert self.before is not None
        assert self.after is not None
        old, new = self.before.manifest, self.after.manifest
        if old.definitions.get(measure) != new.definitions.get(measure):
            return REDEFINED
        if State.SUPPRESSED in states:
            return PROTECTED
        if old.versions.get("frankpledge") != new.versions.get("frankpledge"):
            return OTHER_PROGRAM
        return ANEW


def _series(key: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(key[name] for name in KEY if name not in ("window", "period"))
