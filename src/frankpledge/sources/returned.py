"""A partner's return taken apart: which contract, which force and months, its rows checked.

One file may hold many months, and is kept as if each had come alone: a month it covers without rows is a
true nought, and a later file of the same months supersedes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.areas import force_slug
from frankpledge.contracts.tables import HASHED, Table, Type
from frankpledge.errors import BadInput, FrankpledgeError, did_you_mean
from frankpledge.periods import month_label, parse_month
from frankpledge.sources import reference
from frankpledge.sources.archives import SourceFile
from frankpledge.sources.checking import check
from frankpledge.sources.converting import Context
from frankpledge.sources.csv_rows import Rows
from frankpledge.sources.month_parts import KeptPart, parts_by_month
from frankpledge.sources.return_columns import Header, ReturnMapping, header_of, nearest, plain
from frankpledge.sources.return_sheets import ABOUT, Sheet, read_sheets

KNOWN_REFERENCE: Final = ", ".join(kind.name for kind in reference.REFERENCE_FILES)
_SPAN: Final = re.compile(r"(\d{4}-\d{2})\s*(?:to|_|\.\.|–)\s*(\d{4}-\d{2})")


@dataclass(frozen=True)
class About:
    """What a return says of itself: force and months it covers; empty where it does not say."""

    force: str = ""
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Return:
    """One return as read: its contract, its rows checked, and what it covers.

    ``accepted`` and ``refused`` are as :func:`frankpledge.sources.checking.check` gives them; a record is on
    the line of the sheet that is its number plus the header's.
    """

    shown: str
    header: Header
    sheet: Sheet
    about: About
    accepted: pa.Table
    refused: pa.Table

    @property
    def table(self) -> Table:
        return self.header.table

    def months(self) -> range:
        """Return the months covered: those said, else from the first to the last that has a row."""
        if self.about.first is not None and self.about.last is not None:
            return range(self.about.first, self.about.last + 1)
        held = self.accepted["month"].drop_null() if "month" in self.accepted.column_names else []
        if not len(held):
            return range(0)
        ends = pc.min_max(held)
        return range(ends["min"].as_py(), ends["max"].as_py() + 1)


def read_return(
    shown: str, name: str, data: bytes, context: Context, mappings: Sequence[ReturnMapping] = ()
) -> Return | None:
    """Return a return as read, or None where no sheet has the header of a contract.

    Raises BadInput where it cannot be read, or says something impossible of itself.
    """
    sheets = read_sheets(shown, name, data)
    for sheet in sheets:
        header = header_of(sheet.top, mappings)
        if header is not None:
            about = _about(shown, name, sheets)
            rows = _rows(shown, sheet, header, about)
            accepted, refused = check(rows, header.table, context=context)
            return Return(shown, header, sheet, about, accepted, refused)
    return None


def not_a_return(shown: str, name: str, data: bytes) -> BadInput:
    """Return the error for a sheet that fits no contract: what it comes nearest to, and what is amiss."""
    for sheet in read_sheets(shown, name, data):
        found = nearest(sheet.top)
        if found is not None:
            table, line, missing, unknown = found
            told = []
            if missing:
                told.append(f"without {', '.join(repr(one) for one in missing[:6])}")
            if unknown:
                near = did_you_mean(plain(unknown[0]), [column.name for column in table.sent_columns])
                told.append(
                    f"with {', '.join(repr(one) for one in unknown[:6])}, which it does not know. {near}"
                )
            where = f" (sheet '{sheet.name}')" if sheet.name else ""
            return BadInput(
                f"this comes nearest to a return of {table.name}{where}, {' and '.join(told)}".rstrip(".")
                + ".",
                file=shown,
                line=line,
                do=f"Use `frankpledge template {table.name}`, or map these columns with "
                f"`frankpledge return map {Path(name).name} {table.name}`.",
            )
    return BadInput(
        "this file is of no kind that can be read.",
        file=shown,
        line=1,
        do="Police files are named YYYY-MM-force-street.csv (or -outcomes, -stop-and-search); reference "
        f"files are known by headers: {KNOWN_REFERENCE}; returns as `frankpledge template` writes them.",
    )


def parts_of(file: SourceFile, made: Return) -> list[KeptPart]:
    """Return what to keep of a return: for each force and month a part and its reader. Refused rows go with
    the first."""
    months = made.months()
    forces = {made.about.force} if made.about.force else set()
    if not len(months) or not (forces or made.accepted.num_rows):
        raise BadInput(
            "it has no row that can be kept, and does not say of which force and months it is.",
            file=made.shown,
            do=f"Say so on the sheet '{ABOUT}'.",
        )
    _check_covered(made, months)
    return parts_by_month(file, made.table, made.accepted, {months[0]: made.refused}, months, forces)


def _check_covered(made: Return, months: range) -> None:
    held = pc.unique(made.accepted["month"]).to_pylist()
    outside = sorted(month for month in held if month not in months)
    if outside:
        raise BadInput(
            f"it says that it is of {month_label(months[0])} to {month_label(months[-1])}, and has rows of "
            f"{', '.join(month_label(month) for month in outside[:4])}.",
            file=made.shown,
            do=f"Correct the months on the sheet '{ABOUT}', or take those rows out.",
        )


def _rows(shown: str, sheet: Sheet, header: Header, about: About) -> Rows:
    """Return the rows below the header as text by the contract's columns; blank lines are no rows."""
    mapping = header.mapping
    named = {place: header.table.column(name) for place, name in enumerate(header.columns) if name}
    hardly_repeat = {place for place, column in named.items() if column.type in (*HASHED, *_DISTINCT)}
    cells, lines = sheet.below(header.line, hardly_repeat)
    columns: dict[str, pa.Array] = {}
    for place, column in named.items():
        words = dict(mapping.words.get(column.name, {})) if mapping is not None else {}
        columns[column.name] = in_our_words(cells[place], words) if words else cells[place]
    given = dict(mapping.constants) if mapping is not None else {}
    if about.force and "force" in columns:
        forces = columns["force"]
        columns["force"] = (forces.cast(pa.string()) if forces.null_count else forces).fill_null(about.force)
    elif about.force:
        given.setdefault("force", about.force)
    for name, value in given.items():
        columns[name] = pa.repeat(pa.scalar(value), len(lines))
    return Rows(shown, columns, (lines - header.line).astype(np.int32))


_DISTINCT: Final = (Type.IDENTIFIER, Type.TIMESTAMP)


def in_our_words(cells: pa.Array, words: Mapping[str, str]) -> pa.Array:
    """Return a sender's texts with the words of a mapping put right."""
    encoded = cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
    ours = [words.get(word, word) or None for word in encoded.dictionary.to_pylist()]
    return pa.array(ours, pa.string()).take(encoded.indices)


def _about(shown: str, name: str, sheets: Sequence[Sheet]) -> About:
    """Return what the return says of itself: on its first sheet, else in its file name."""
    told = About()
    for sheet in sheets:
        if sheet.name == ABOUT:
            for line, row in enumerate(sheet.rows, 1):
                if not any(row):
                    break  # Instructions follow.
                told = _told(shown, sheet, line, row, told)
    span = _SPAN.search(name)
    if told.first is None and span is not None:
        told = replace(told, first=parse_month(span[1]), last=parse_month(span[2]))
    if told.first is not None and told.last is not None and told.last < told.first:
        raise BadInput("its last month is before its first.", file=shown, do=f"See the sheet '{ABOUT}'.")
    return told


def _told(shown: str, sheet: Sheet, line: int, row: Sequence[str], told: About) -> About:
    cells = [cell for cell in row if cell]
    if len(cells) < 2:
        return told
    what, value = plain(cells[0]), cells[1]
    try:
        if what == "force":
            return replace(told, force=force_slug(value) or plain(value))
        if what == "first-month":
            return replace(told, first=parse_month(value[:7] if re.match(r"\d{4}-\d{2}-", value) else value))
        if what == "last-month":
            return replace(told, last=parse_month(value[:7] if re.match(r"\d{4}-\d{2}-", value) else value))
    except FrankpledgeError:
        raise BadInput(
            "this is not a month.",
            file=shown,
            line=line,
            field=cells[0],
            do="Write it as 2024-04 or April 2024.",
        ) from None
    return told
