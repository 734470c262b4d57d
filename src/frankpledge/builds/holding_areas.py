"""Areas that records name by an id which the office does not declare, or not for that month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from frankpledge.contracts.across import Breach
from frankpledge.contracts.registry import TABLES
from frankpledge.plan.declared_areas import PLACED_BY_ID
from frankpledge.plan.definitions import Office
from frankpledge.store.editions import Edition
from frankpledge.store.rows import rows_of


def undeclared_areas(store: Path, editions: Iterable[Edition], office: Office) -> list[Breach]:
    """Return how many rows of each month name an area of a kind the office declares, and none it declares.

    A kind of which the office declares nothing is not looked at; nor are other forces' records.
    """
    own = [one for one in editions if one.area in office.forces and one.rows]
    found: list[Breach] = []
    for (name, column), kind in PLACED_BY_ID.items():
        held = [one for one in own if one.table == name]
        if held and any(area.area_type == kind for area in office.own_areas):
            found += _undeclared(store, name, column, held, office, kind)
    return found


def _undeclared(
    store: Path, name: str, column: str, editions: Sequence[Edition], office: Office, kind: str
) -> list[Breach]:
    rows = rows_of(store, TABLES[name], editions, [column, "month"])
    counted: Counter[int] = Counter()
    pairs = rows.group_by([column, "month"]).aggregate([([], "count_all")])
    for word, month, count in zip(*(pairs[one].to_pylist() for one in pairs.column_names), strict=True):
        if word is not None and office.own_area(kind, word, month) is None:
            counted[month] += count
    sentence = f"{column} is a {kind} that office.yaml declares for that month, under 'own-areas'"
    return [Breach(name, sentence, month, count) for month, count in sorted(counted.items())]
