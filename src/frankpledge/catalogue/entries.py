"""Every table that an office holds: whose, on what footing, how fresh and good, and what it is used for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from statistics import median

from frankpledge.builds.agreed import refusals
from frankpledge.builds.reading import Build
from frankpledge.catalogue.gaps import Gaps, gaps_of
from frankpledge.catalogue.lineage import MadeReport, measures_by_table, reports_of
from frankpledge.contracts.governance import Agreement
from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table
from frankpledge.periods import last_day
from frankpledge.plan.agreements import Agreements, DataAgreement
from frankpledge.plan.agreements_file import read_agreements
from frankpledge.plan.definitions import Definitions
from frankpledge.plan.reading import read_office
from frankpledge.store.editions import Edition
from frankpledge.store.log import Snapshot, read_snapshot
from frankpledge.store.orders import Tombstone

REFRESHES = (("daily", 4), ("weekly", 18), ("monthly", 60), ("quarterly", 140), ("half-yearly", 270))
"""How often something comes, by the days between its comings: each up to so many."""


@dataclass(frozen=True)
class Entry:
    """One table as held: its editions in use, all editions ever taken in, and what rests on it.

    ``refusal`` says why it may not be used for performance reporting today; empty where it may.
    """

    table: Table
    in_use: tuple[Edition, ...]
    ever: tuple[Edition, ...]
    agreements: tuple[DataAgreement, ...]
    refusal: str
    measures: tuple[str, ...]
    reports: tuple[MadeReport, ...]
    tombstones: tuple[Tombstone, ...] = ()

    def _were(self, editions: tuple[Edition, ...]) -> tuple[Edition | Tombstone, ...]:
        """Return editions with what was destroyed: it was supplied."""
        return (*editions, *self.tombstones)

    @property
    def footing(self) -> str:
        """The licence of open data, else what must be in place."""
        if self.table.agreement is Agreement.OPEN:
            return self.table.licence
        return str(self.table.agreement)

    @property
    def forces(self) -> tuple[str, ...]:
        return tuple(sorted({one.area for one in self.in_use if one.area and self.table.monthly}))

    @cached_property
    def months(self) -> tuple[int, ...]:
        """Months held of any force; none for a table that does not come by month."""
        return tuple(sorted({one.month for one in self.in_use if one.month is not None}))

    @cached_property
    def missing(self) -> dict[str, tuple[int, ...]]:
        """For each force, the months between its first and last that were not supplied."""
        held: dict[str, set[int]] = defaultdict(set)
        for one in self._were(self.in_use):
            if one.month is not None:
                held[one.area].add(one.month)
        gaps = {force: set(range(min(some), max(some) + 1)) - some for force, some in held.items()}
        return {force: tuple(sorted(months)) for force, months in sorted(gaps.items()) if months}

    @cached_property
    def destroyed(self) -> dict[str, tuple[int, ...]]:
        """For each force, the months that were destroyed by order and not taken in again."""
        held = {one.key for one in self.in_use}
        gone: dict[str, set[int]] = defaultdict(set)
        for stone in self.tombstones:
            if stone.month is not None and stone.key not in held:
                gone[stone.area].add(stone.month)
        return {force: tuple(sorted(months)) for force, months in sorted(gone.items())}

    def total(self, what: str) -> int:
        """Return the sum of ``rows``, ``refused`` or ``repeats`` over the editions in use."""
        return sum(getattr(one, what) for one in self.in_use)

    @property
    def refused_share(self) -> float:
        """Refused rows as a share of all that came, in per cent."""
        came = self.total("rows") + self.total("refused")
        return 100 * self.total("refused") / came if came else 0.0

    @cached_property
    def came(self) -> tuple[date, ...]:
        """The days on which something of it was obtained."""
        return tuple(sorted({one.obtained for one in self._were(self.ever)}))

    @property
    def refresh(self) -> str:
        """How often it came: by the median of the days between comings; empty before the second."""
        between = [(later - earlier).days for earlier, later in zip(self.came, self.came[1:], strict=False)]
        if not between:
            return ""
        return next((word for word, most in REFRESHES if median(between) <= most), "yearly or less")

    @cached_property
    def delays(self) -> tuple[int, ...]:
        """Days from the end of each month to its first edition, for each force."""
        first: dict[tuple[str, int], date] = {}
        for one in self._were(self.ever):
            if one.month is not None:
                key = (one.area, one.month)
                first[key] = min(first.get(key, one.obtained), one.obtained)
        return tuple(sorted((day - last_day(month)).days for (_, month), day in first.items()))

    @property
    def superseded(self) -> int:
        """Editions that a later one took the place of."""
        return len(self.ever) - len(self.in_use)


@dataclass(frozen=True)
class Catalogue:
    """All that an office holds as of a snapshot of its store, seen on one day."""

    office: Path
    definitions: Definitions
    agreements: Agreements
    snapshot: Snapshot
    on: date
    entries: tuple[Entry, ...]
    gaps: Gaps


def catalogue_of(
    office: Path, on: date, definitions: Definitions | None = None, build: Build | None = None
) -> Catalogue:
    """Return the catalogue of an office. Raises as reading its definitions and its store does.

    ``definitions`` and the newest ``build`` are read here unless whoever asks has them.
    """
    definitions, agreements = definitions or read_office(office), read_agreements(office)
    snapshot = read_snapshot(office / "store")
    in_use = snapshot.selected()
    refused = refusals(office, agreements, in_use, on)
    by_table, reports = measures_by_table(definitions), reports_of(office)
    entries = []
    for name, table in TABLES.items():
        ever = [one for one in snapshot.editions if one.table == name]
        stones = tuple(one for one in snapshot.destroyed if one.table == name)
        if ever or stones:
            measures = by_table.get(name, ())
            entries.append(
                Entry(
                    table,
                    _of(name, in_use),
                    tuple(ever),
                    agreements.naming(name),
                    refused.get(name, ""),
                    measures,
                    tuple(one for one in reports if one.measures & set(measures)),
                    stones,
                )
            )
    gaps = gaps_of(office, definitions, by_table, in_use, build)
    return Catalogue(office, definitions, agreements, snapshot, on, tuple(entries), gaps)


def _of(table: str, editions: Sequence[Edition]) -> tuple[Edition, ...]:
    return tuple(one for one in editions if one.table == table)
