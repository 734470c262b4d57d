"""Why rows were refused: counted by edition, column and rule. No value of any row is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from frankpledge.store.editions import Edition


@dataclass(frozen=True)
class Refusal:
    """How many rows of one edition were refused by one rule on one column."""

    edition: Edition
    column: str
    rule: str
    count: int


def refusals_of(store: Path, editions: Iterable[Edition]) -> tuple[Refusal, ...]:
    """Return why rows of editions were refused, most frequent first within each."""
    by_part: dict[str, list[Edition]] = {}
    for one in editions:
        if one.refused_part:
            by_part.setdefault(one.refused_part, []).append(one)
    found: list[Refusal] = []
    for part, members in sorted(by_part.items()):
        path = store / part
        if not path.is_file():
            continue
        table = pq.read_table(path, columns=["edition", "column", "rule"])
        for edition in members:
            own = table.filter(pc.equal(table["edition"], edition.code))
            pairs = zip(own["column"].to_pylist(), own["rule"].to_pylist(), strict=True)
            counted = Counter(pairs).most_common()
            found += [Refusal(edition, column or "", rule, count) for (column, rule), count in counted]
    return tuple(found)
