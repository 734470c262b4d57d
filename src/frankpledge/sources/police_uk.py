"""data.police.uk: street, outcomes and stop-and-search files, ``YYYY-MM/YYYY-MM-force-kind.csv``.

Stated rules for what is odd in these files:

- A row counts for the force and month its file is named for. A row that names another
  month or force is refused; a file most of whose rows do so is misnamed, and refused whole.
- A stop belongs to its file's month: timestamps are in UTC, so one just before midnight
  UTC on the last day of a month in summer is already the next month in local time.
- Anti-social behaviour and British Transport Police rows carry no Crime ID: each row is
  an event of its own, however alike two rows are.
- One Crime ID in several rows of a month is one crime: its first row is counted.
  One Crime ID and outcome in several rows of a month is one outcome.
- CRLF and LF files, quotes and commas in Location read alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.areas import FORCES_BY_SLUG, force_slug
from frankpledge.contracts.police import CRIMES, OUTCOMES_GIVEN, STOPS
from frankpledge.contracts.tables import Table, Type
from frankpledge.contracts.vocabularies import slug_of
from frankpledge.errors import BadInput, WrongUse, did_you_mean
from frankpledge.periods import month_key, month_label, parse_month
from frankpledge.sources.checking import Refusals, check
from frankpledge.sources.converting import Context
from frankpledge.sources.csv_rows import Rows, read_rows

PLACE_HEADINGS = {
    "Longitude": "longitude",
    "Latitude": "latitude",
    "Location": "location",
    "LSOA code": "lsoa",
    "LSOA name": "lsoa-name",
}
COMMON_HEADINGS = {
    "Crime ID": "crime-id",
    "Month": "month",
    "Reported by": "reported-by",
    "Falls within": "falls-within",
    **PLACE_HEADINGS,
}


@dataclass(frozen=True)
class PoliceFileKind:
    """One of the publisher's kinds of file and the contract its rows meet."""

    suffix: str
    table: Table
    headings: dict[str, str]


KINDS = {
    kind.suffix: kind
    for kind in (
        PoliceFileKind(
            "street",
            CRIMES,
            {
                **COMMON_HEADINGS,
                "Crime type": "crime-type",
                "Last outcome category": "outcome",
                "Context": "context",
            },
        ),
        PoliceFileKind("outcomes", OUTCOMES_GIVEN, {**COMMON_HEADINGS, "Outcome type": "outcome"}),
        PoliceFileKind(
            "stop-and-search",
            STOPS,
            {
                "Type": "type",
                "Date": "at",
                "Part of a policing operation": "operation",
                "Policing operation": "operation-name",
                "Latitude": "latitude",
                "Longitude": "longitude",
                "Gender": "gender",
                "Age range": "age-range",
                "Self-defined ethnicity": "self-defined-ethnicity",
                "Officer-defined ethnicity": "ethnicity",
                "Legislation": "legislation",
                "Object of search": "object",
                "Outcome": "outcome",
                "Outcome linked to object of search": "linked",
                "Removal of more than just outer clothing": "clothing",
            },
        ),
    )
}

_NAME = re.compile(r"(?:.*/)?([0-9]{4}-[0-9]{2})-([a-z0-9-]+?)-(street|outcomes|stop-and-search)\.csv")


@dataclass(frozen=True)
class PoliceFileName:
    """What a file's name says it holds."""

    month: int
    force: str
    kind: PoliceFileKind


def parse_name(name: str, shown: str = "") -> PoliceFileName | None:
    """Return what a file name says, or None where it is not of the publisher's form.

    Raises BadInput, naming the file as ``shown``, for a month that does not exist.
    """
    match = _NAME.fullmatch(name)
    if not match:
        return None
    try:
        month = parse_month(match[1])
    except WrongUse:
        raise BadInput(
            f"the file is named for a month '{match[1]}' that there is not.",
            file=shown or name,
            do="Name it YYYY-MM-force-kind.csv, with the month its rows hold.",
        ) from None
    return PoliceFileName(month, match[2], KINDS[match[3]])


def read(
    name: str, data: bytes, said: PoliceFileName, context: Context = Context()
) -> tuple[pa.Table, pa.Table]:
    """Return (accepted, refused) rows of one file. Raises BadInput where the file as a whole is wrong."""
    if said.force not in FORCES_BY_SLUG and said.force not in context.other_forces:
        raise BadInput(
            f"the file is named for a force '{said.force}' that is not known.",
            file=name,
            do=did_you_mean(said.force, list(FORCES_BY_SLUG))
            or "Check the name, or declare the force under `forces` in office.yaml.",
        )
    table = said.kind.table
    plain = [column.name for column in table.columns if column.type is Type.IDENTIFIER]
    rows = read_rows(name, data, said.kind.headings, plain=plain, one_line_each=True)
    constants = {"force": said.force, "month": said.month}
    return check(rows, table, constants=constants, more=_same_month_and_force(rows, said), context=context)


def _same_month_and_force(
    rows: Rows, said: PoliceFileName
) -> Callable[[dict[str, pa.Array], Refusals], None]:
    """Return the rule that a row's month and force are those of its file's name."""

    def rule(columns: dict[str, pa.Array], refusals: Refusals) -> None:
        if "month" in rows.columns:
            other = np.asarray(
                pc.not_equal(columns["month"], said.month).fill_null(False).to_numpy(zero_copy_only=False)
            )
            unreadable = refusals.rule_of >= 0
            _whole_file(rows, other, "Month", f"for {month_label(said.month)}", month_key(said.month))
            _months_written_right(rows, unreadable & _bad_month(rows))
            refusals.add(other, "another month than the file's", "month")
        if "reported-by" in rows.columns:
            text = rows.columns["reported-by"]
            words = text.dictionary.to_pylist()
            same = np.array([_is_force(word, said.force) for word in words] or [True])
            index = text.indices.fill_null(0).to_numpy(zero_copy_only=False)
            other = ~same[index] & np.asarray(pc.is_valid(text).to_numpy(zero_copy_only=False))
            _whole_file(rows, other, "Reported by", f"for {said.force}", said.force)
            refusals.add(other, "another force than the file's", "reported-by")

    return rule


def _months_written_right(rows: Rows, bad: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
    """Raise BadInput where most months cannot be read: a spreadsheet has rewritten them."""
    wrong = int(bad.sum())
    if wrong * 2 > rows.count:
        raise BadInput(
            f"{wrong:,} of its {rows.count:,} rows have a month that is not written YYYY-MM.",
            file=rows.file,
            line=rows.line(int(rows.record[np.flatnonzero(bad)[0]])),
            field="Month",
            do="A spreadsheet may have changed it: use the publisher's own file.",
        )


def _bad_month(rows: Rows) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    text = rows.columns["month"]
    readable = np.array([bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}", w)) for w in text.dictionary.to_pylist()])
    index = text.indices.fill_null(0).to_numpy(zero_copy_only=False)
    valid = np.asarray(pc.is_valid(text).to_numpy(zero_copy_only=False))
    return ~readable[index] & valid if len(readable) else np.zeros(rows.count, bool)


def _is_force(name: str, slug: str) -> bool:
    return force_slug(name) == slug or slug_of(name).startswith(slug)


def _whole_file(
    rows: Rows, other: np.ndarray[tuple[int], np.dtype[np.bool_]], heading: str, named: str, expected: str
) -> None:
    """Raise BadInput where most rows disagree with the file's name: then it is the name that is wrong."""
    wrong = int(other.sum())
    if wrong * 2 <= rows.count or not wrong:
        return
    first = int(rows.record[np.flatnonzero(other)[0]])
    raise BadInput(
        f"the file is named {named}, but {wrong:,} of its {rows.count:,} rows do not say '{expected}'.",
        file=rows.file,
        line=rows.line(first),
        field=heading,
        do="Rename the file for the month and force its rows hold, or download it again.",
    )
