"""Files that hold many forces and months (returns, STATS19): taken in one after the other, and known again.

The rows of one such file alone are in memory. One that is as it was, and would be read so, is not read.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from frankpledge.contracts.stats19 import COLLISIONS
from frankpledge.contracts.tables import Table
from frankpledge.sources.archives import SourceFile, file_date
from frankpledge.sources.converting import Context
from frankpledge.sources.recognise import Readable, collided, in_place, read_with, returned
from frankpledge.sources.return_columns import ReturnMapping
from frankpledge.sources.stats19 import HELD, Collisions
from frankpledge.store.editions import Edition
from frankpledge.store.log import Snapshot
from frankpledge.store.parts import Work


class Stamps:
    """What tells whether a file is the one that was taken in: path, size, time; and its date of obtaining."""

    def __init__(self, obtained: date | None) -> None:
        self.obtained = obtained
        self.stats: dict[Path, os.stat_result] = {}
        self.dates: dict[Path, date] = {}

    def of(self, file: Readable) -> tuple[str, int, int, date]:
        """Return path, size in bytes, time of change in nanoseconds, and date of obtaining."""
        origin = file.origin.resolve()
        if origin not in self.stats:
            self.stats[origin] = origin.stat()
            self.dates[origin] = file_date(origin)
        stat = self.stats[origin]
        day = self.obtained or file.modified or self.dates[origin]
        return str(origin), stat.st_size, stat.st_mtime_ns, day


class ManyMonths:
    """Takes files of many months one after the other. ``unchanged`` are the parts of the last one that are
    held as they are."""

    def __init__(
        self,
        snapshot: Snapshot,
        context: Context,
        mappings: Sequence[ReturnMapping],
        obtained: date | None,
        rehash: bool,
    ) -> None:
        self.snapshot, self.context, self.mappings = snapshot, context, mappings
        self.stamps = Stamps(obtained)
        self.unchanged = 0
        self._collisions: Collisions | None = None
        # A month whose destruction was lifted since is wanted again, though the file is as it was.
        lifted = {order.table for order in snapshot.orders if order.lifts}
        self._held = Counter(
            (e.origin, e.origin_size, e.origin_mtime_ns, e.obtained, e.read_with, e.file.rpartition(" [")[0])
            for e in snapshot.editions
            if e.read_with and not rehash and e.table not in lifted
        )

    def work_of(self, file: SourceFile, table: Table | None, added: Sequence[Edition]) -> list[Work]:
        """Return the parts of a file, numbered after those ``added`` before; none where it is held as it is.

        ``table`` is that of a STATS19 file, None for a return. Raises what reading it raises.
        """
        origin, size, changed, day = self.stamps.of(file)
        if table is None:
            told = read_with(self.context, self.mappings)
        else:
            told = read_with(self.context, (), None if table is COLLISIONS else self.collisions)
        self.unchanged = self._held[origin, size, changed, day, told, file.name]
        if self.unchanged:
            return []
        if table is None:
            parts = returned(file, self.context, self.mappings)
        else:
            parts = collided(file, table, self.collisions, self.context)
        first = max(self.snapshot.next_code, max((one.code for one in added), default=0) + 1)
        return [
            Work(known, day, size, changed, first + place)
            for place, known in enumerate(sorted(parts, key=in_place))
        ]

    @property
    def collisions(self) -> Collisions:
        """The collisions held, and those read since."""
        if self._collisions is None:
            self._collisions = Collisions()
            editions = [one for one in self.snapshot.selected() if one.table == COLLISIONS.name]
            codes = pa.array([one.code for one in editions], pa.int32())
            rows = [
                pq.read_table(self.snapshot.folder / part, columns=[*HELD, "edition"], partitioning=None)
                for part in sorted({one.part for one in editions if one.rows})
            ]
            shas = {(one.area, one.month or 0): one.sha256 for one in editions}
            for held in rows:
                self._collisions.add(held.filter(pc.is_in(held["edition"], value_set=codes)), shas)
        return self._collisions
