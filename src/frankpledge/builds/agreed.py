"""A build uses records only where an agreement in force covers them, for performance reporting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from frankpledge.contracts.commissioning import RETURN_VALUES
from frankpledge.contracts.registry import TABLES
from frankpledge.errors import BadInput
from frankpledge.plan.agreements import AGREED_TABLES, Agreements, Purpose
from frankpledge.plan.agreements_file import AGREEMENTS_FILE
from frankpledge.store.editions import Edition

SERVICE = "service"


def check_agreed(office: Path, agreements: Agreements, editions: Iterable[Edition], on: date) -> None:
    """Raise BadInput where records in use may not be used on a day, naming table, agreement and dates."""
    refused = refusals(office, agreements, editions, on)
    if not refused:
        return
    (first, why), *others = refused.items()
    more = f" Likewise: {', '.join(table for table, _ in others)}." if others else ""
    raise BadInput(
        f"{first} may not be used: {why}.{more}",
        file=office / AGREEMENTS_FILE,
        line=_line(agreements, first, why),
        do="Write down the agreement that covers it for "
        f"{Purpose.PERFORMANCE} (with its new end, if it was renewed; with each service that sends some, if "
        "it names services), or destroy the records: "
        f"`frankpledge destroy {office} --table {first}`.",
    )


def _line(agreements: Agreements, table: str, why: str) -> int | None:
    """Return the line of the agreement that a reason names, else of the first about a table."""
    about = agreements.naming(table)
    named = [one.line for one in about if f"agreement '{one.id}'" in why]
    return next(iter([*named, *(one.line for one in about)]), None)


def refusals(
    office: Path,
    agreements: Agreements,
    editions: Iterable[Edition],
    on: date,
    purpose: Purpose = Purpose.PERFORMANCE,
) -> dict[str, str]:
    """Return why each table's records in use may not be used for a purpose; only tables that may not."""
    held: dict[tuple[str, str], list[Edition]] = {}
    for edition in editions:
        if edition.table in AGREED_TABLES:
            held.setdefault((edition.table, edition.area), []).append(edition)
    found: dict[str, str] = {}
    for (table, force), some in held.items():
        narrowed = any(one.services for one in agreements.naming(table, force))
        services = _services(office / "store", table, some) if narrowed else ()
        why = agreements.refusal(table, force, purpose, on, services)
        if why:
            found.setdefault(table, why)
    return found


def _services(store: Path, table: str, editions: list[Edition]) -> set[str]:
    """Return the services that sent some editions; none where a table's rows say of no service.

    An edition says who sent it. Counts that bodies return say it row by row, in the area they are of.
    """
    if SERVICE not in TABLES[table].column_names and table != RETURN_VALUES.name:
        return set()
    found = {one.sender for one in editions if one.rows} - {""}
    codes: dict[str, set[int]] = {}
    for edition in editions:
        if edition.rows and not edition.sender:
            codes.setdefault(edition.part, set()).add(edition.code)
    for part, wanted in codes.items():
        chosen = pc.field("edition").isin(wanted)
        column = SERVICE
        if table == RETURN_VALUES.name:
            column, chosen = "area", chosen & (pc.field("area-type").cast(pa.string()) == SERVICE)
        rows = pq.read_table(store / part, columns=[column], filters=chosen)
        found |= set(rows[column].cast("string").unique().drop_null().to_pylist())
    return found
