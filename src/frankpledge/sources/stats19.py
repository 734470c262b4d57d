"""Road collisions, their vehicles and casualties, as the Department for Transport publishes them (STATS19).

One file holds a year or more of all forces, and is kept as if each force and month had come alone. Vehicles
and casualties say neither force nor day: both are those of their collision, which must be held. What the
publisher writes as -1 is not known, and stays empty.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.areas import force_slug
from frankpledge.contracts.stats19 import CASUALTIES, COLLISIONS, VEHICLES
from frankpledge.contracts.stats19_collision_words import POLICE_FORCE
from frankpledge.contracts.tables import Table
from frankpledge.errors import BadInput, FrankpledgeError
from frankpledge.sources.archives import SourceFile
from frankpledge.sources.checking import check
from frankpledge.sources.converting import Context
from frankpledge.sources.csv_rows import read_header, read_rows
from frankpledge.sources.month_parts import KeptPart, parts_by_month

_INDEX: Final = ("collision_index", "accident_index")
_KINDS: Final = {"police_force": COLLISIONS, "casualty_class": CASUALTIES, "vehicle_type": VEHICLES}
"""The heading that only files of one table have."""

_RENAMED: Final = {
    "accident-index": "collision-index",
    "accident-year": "collision-year",
    "accident-reference": "collision-ref-no",
    "collision-reference": "collision-ref-no",
    "accident-ref-no": "collision-ref-no",
    "accident-severity": "collision-severity",
    "enhanced-severity-collision": "enhanced-collision-severity",
    "collision-adjusted-severity-serious": "collision-adjusted-serious",
    "collision-adjusted-severity-slight": "collision-adjusted-slight",
    "casualty-adjusted-severity-serious": "casualty-adjusted-serious",
    "casualty-adjusted-severity-slight": "casualty-adjusted-slight",
    "did-police-officer-attend-scene-of-accident": "did-police-officer-attend-scene-of-collision",
    "lsoa-of-accident-location": "lsoa",
    "lsoa-of-collision-location": "lsoa",
    "pedestrian-crossing-human-control": "pedestrian-crossing-human-control-historic",
    "pedestrian-crossing-physical-facilities": "pedestrian-crossing-physical-facilities-historic",
}
"""What files of other years, and the guide itself, call columns of the contract."""
_HISTORIC: Final = "-historic"
_NOTHING: Final = frozenset({"-1", "NULL"})
_HARDLY_REPEAT: Final = ("collision-index", "collision-ref-no", "longitude", "latitude")
_DAY: Final = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
HELD: Final = ("collision-index", "force", "date")
"""What of collisions is looked up for vehicles and casualties."""


@dataclass
class Collisions:
    """Force and day of the collisions known, by their numbers; of two editions the one added later counts."""

    held: list[pa.Table] = field(default_factory=list)
    editions: dict[tuple[str, int], str] = field(default_factory=dict)

    def add(self, rows: pa.Table, editions: Mapping[tuple[str, int], str]) -> None:
        """Add collisions in their stored form, and the SHA-256 of the content of each force and month."""
        kept = rows.select(HELD)
        for place, name in enumerate(HELD[:2]):
            kept = kept.set_column(place, name, kept[name].cast(pa.string()))
        self.held.append(kept)
        self.editions |= editions

    @property
    def digest(self) -> str:
        """What is the same while the same collisions are known."""
        return hashlib.sha256(repr(sorted(self.editions.items())).encode()).hexdigest()[:16]

    def of(self, index: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Return force and day (as text) of each number; null where no such collision is known."""
        if not self.held:
            none = pa.nulls(len(index), pa.string())
            return none, none
        known = pa.concat_tables(reversed(self.held)).combine_chunks()
        place = pc.index_in(index.cast(pa.string()), value_set=known["collision-index"])
        return tuple(known[name].cast(pa.string()).combine_chunks().take(place) for name in HELD[1:])


def table_of(file: SourceFile) -> Table | None:
    """Return which of the three tables a file is of, by its header; None for another kind of file."""
    if not file.content_name.lower().endswith(".csv"):
        return None
    with file.open() as stream:
        start = stream.read(64 * 1024)
    try:
        header = [cell.strip().lower() for cell in read_header(file.shown, start)]
    except FrankpledgeError:
        return None  # Whatever else it is, its own reader will say what is wrong with it.
    if not header or header[0] not in _INDEX:
        return None
    return next((table for heading, table in _KINDS.items() if heading in header), None)


def in_order(files: Iterable[tuple[SourceFile, Table | None]]) -> list[tuple[SourceFile, Table | None]]:
    """Return files in the order in which they can be read: collisions before what happened in them."""
    return sorted(files, key=lambda pair: pair[1] in (VEHICLES, CASUALTIES))


def read(
    file: SourceFile, table: Table, collisions: Collisions, context: Context = Context()
) -> list[KeptPart]:
    """Return a file's parts by force and month. Collisions read are added to those known.

    Raises BadInput for a file that is no CSV of these columns, of which no row can be taken in, or, of
    vehicles and casualties, none of whose collisions is known.
    """
    data = file.read()
    header = read_header(file.shown, data)
    headings = _headings(header, table)
    ignored = {cell for cell in header if cell not in headings and _named(cell) == "collision-year"}
    rows = read_rows(file.shown, data, headings, ignored=ignored, plain=_HARDLY_REPEAT, one_line_each=True)
    columns = {name: _without_nothing(text) for name, text in rows.columns.items()}
    if table is COLLISIONS:
        columns |= _of_collisions(columns)
    else:
        columns |= _joined(file, columns, collisions)
    provisional = "provisional" in PurePosixPath(file.name).name.lower()
    accepted, refused = check(
        replace(rows, columns=columns),
        table,
        constants={"provisional": provisional},
        context=context,
    )
    if not accepted.num_rows:
        raise BadInput("it has no rows.", file=file.shown, do="Use the publisher's own file.")
    months = pc.min_max(accepted["month"])
    span = range(months["min"].as_py(), months["max"].as_py() + 1)
    parts = parts_by_month(file, table, accepted, {span[0]: refused}, span)
    if table is COLLISIONS:
        shas = {(area, month): hashlib.sha256(part.content).hexdigest() for part, area, month, _ in parts}
        collisions.add(accepted, shas)
    return parts


def _named(heading: str) -> str:
    plain = heading.strip().lower().replace("_", "-")
    return _RENAMED.get(plain, plain)


def _headings(header: list[str], table: Table) -> dict[str, str]:
    """Return the contract's column for each heading. Where a file has one form of a column that has been
    coded anew since, and not both, it is of a year before: then its codes are the historic ones."""
    names = [_named(cell) for cell in header]
    found = {}
    for cell, name in zip(header, names, strict=True):
        before = name + _HISTORIC
        column = before if before in table.column_names and before not in names else name
        if column in table.column_names:
            found[cell] = column
    return found


def _without_nothing(text: pa.Array) -> pa.Array:
    words = text.dictionary if pa.types.is_dictionary(text.type) else text
    nothing = pc.is_in(words, value_set=pa.array(sorted(_NOTHING)))
    if not pc.any(nothing, min_count=0).as_py():
        return text
    kept = pc.if_else(nothing, pa.scalar(None, pa.string()), words)
    return kept if words is text else kept.take(text.indices)


def _by_word(text: pa.Array, said: Mapping[str, str | None]) -> pa.Array:
    """Return each text as what is said for it."""
    encoded = text if pa.types.is_dictionary(text.type) else text.dictionary_encode()
    words = pa.array([said[word] for word in encoded.dictionary.to_pylist()], pa.string())
    return words.take(encoded.indices)


def _distinct(text: pa.Array) -> list[str]:
    return [word for word in pc.unique(text.cast(pa.string())).to_pylist() if word is not None]


def _of_collisions(columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    """Return force and day as contracts write them."""
    made = {}
    if "date" in columns:
        days = {word: _DAY.sub(r"\3-\2-\1", word) for word in _distinct(columns["date"])}
        made["date"] = _by_word(columns["date"], days)
    if "police-force" in columns:
        forces = {word: force_of_code(word) for word in _distinct(columns["police-force"])}
        made["force"] = _by_word(columns["police-force"], forces)
    return made


def force_of_code(code: str) -> str:
    """Return the force of a code of the guide. One of Scotland, or unknown, stays as it is: it is refused."""
    place = POLICE_FORCE.code_of_word(code)
    return code if place is None else force_slug(POLICE_FORCE.terms[place].text) or code


def _joined(file: SourceFile, columns: Mapping[str, pa.Array], collisions: Collisions) -> dict[str, pa.Array]:
    force, day = collisions.of(columns["collision-index"])
    if len(force) and force.null_count == len(force):
        raise BadInput(
            "none of its collisions is held, and only they say in which force and month it was.",
            file=file.shown,
            do="Give the file of collisions of the same years together with it, or before.",
        )
    return {"force": force, "date": day}
