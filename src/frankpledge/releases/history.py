"""What releases printed of a measure's figures, one after another, and which of them a later one changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import FIGURE_KEY, Figure
from frankpledge.measures.figures import figure_of
from frankpledge.releases.changed_figures import ChangedFigure, What, changed_figures
from frankpledge.releases.release import Release

Key = tuple[str, ...]
"""The seven parts of a figure's key, as in ``FIGURE_KEY``."""


@dataclass(frozen=True)
class Printed:
    """One figure as one release printed it."""

    release: Release
    figure: Figure


@dataclass(frozen=True)
class Restated:
    """One figure that a later release printed otherwise than the release before it, with reasons in words."""

    before: Release
    after: Release
    change: ChangedFigure

    @property
    def why(self) -> tuple[str, ...]:
        """The reason a correction was given, then what the builds tell."""
        given = (self.after.reason,) if self.after.corrects is not None and self.after.reason else ()
        return (*given, *self.change.why)


def of_measure(figures: pa.Table, measure: str) -> pa.Table:
    """Return the rows of one measure of a figures table."""
    return figures.filter(pc.equal(figures["measure"].cast(pa.string()), measure))


def of_key(figures: pa.Table, key: Key) -> pa.Table:
    """Return the one row of a figures table that has a key, or none."""
    for name, value in zip(FIGURE_KEY, key, strict=True):
        figures = figures.filter(pc.equal(figures[name].cast(pa.string()), value))
    return figures


def printed(published: Sequence[tuple[Release, pa.Table]]) -> dict[Key, tuple[Printed, ...]]:
    """Return by key what each release printed, oldest first."""
    found: dict[Key, list[Printed]] = {}
    for release, table in published:
        for row in table.to_pylist():
            found.setdefault(_key(row), []).append(Printed(release, figure_of(row)))
    return {key: tuple(ways) for key, ways in found.items()}


def restated(
    published: Sequence[tuple[Release, pa.Table]], build_of: Callable[[Release], Build | None]
) -> tuple[Restated, ...]:
    """Return every figure that a release printed otherwise than the one that printed it last before.

    ``published`` are releases, oldest first, with their figures; ``build_of`` gives the build of a release,
    None where the office no longer holds it.
    """
    last: dict[Key, int] = {}
    found: list[Restated] = []
    for place, (release, table) in enumerate(published):
        keys = [_key(row) for row in table.select(list(FIGURE_KEY)).to_pylist()]
        for earlier in sorted({last[key] for key in keys if key in last}):
            before, old = published[earlier]
            of = {key for key in keys if last.get(key) == earlier}
            changes = changed_figures(_only(old, of), _only(table, of), build_of(before), build_of(release))
            found += [Restated(before, release, one) for one in changes if _otherwise(one)]
        last |= dict.fromkeys(keys, place)
    return tuple(found)


def _otherwise(change: ChangedFigure) -> bool:
    """Whether a reader would see another figure: another value, or one where there was none."""
    return change.what is What.CHANGED and change.values[0] != change.values[1]


def _only(table: pa.Table, keys: set[Key]) -> pa.Table:
    rows = table.select(list(FIGURE_KEY)).to_pylist()
    return table.filter(pa.array([_key(row) in keys for row in rows], pa.bool_()))


def _key(row: dict[str, str]) -> Key:
    return tuple(row[name] for name in FIGURE_KEY)
