"""View a worklist: who may, then which rows, then the record of it, and only then the rows.

References are shown as short handles, by which two rows of one case are known to be of one; persons never.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.areas import gss_code
from frankpledge.builds.agreed import refusals
from frankpledge.contracts.tables import Column, Type
from frankpledge.engines import open_engine
from frankpledge.errors import BadInput, WrongUse, did_you_mean
from frankpledge.measures.conditions import condition
from frankpledge.measures.derived import with_derived
from frankpledge.measures.relations import Records
from frankpledge.periods import month_key
from frankpledge.plan.agreements import Purpose
from frankpledge.plan.agreements_file import AGREEMENTS_FILE, read_agreements
from frankpledge.plan.reading import read_worklists
from frankpledge.plan.worklists_file import WORKLISTS_FILE, Worklist
from frankpledge.store.aside import records_aside
from frankpledge.store.editions import Edition
from frankpledge.store.log import Snapshot, check_parts, read_snapshot
from frankpledge.worklists.views import Viewed, write_down


@dataclass(frozen=True)
class Asking:
    """Who asks for a worklist, in which role, for what, and when (a day for agreements, a moment to note)."""

    by: str
    role: str
    purpose: str
    on: date
    at: str


def view(office: Path, name: str, asking: Asking) -> tuple[Worklist, pa.Table]:
    """Return a worklist and its rows as texts, having written the view down.

    Raises WrongUse where there is no such worklist, it is not enabled, or it does not name the role and
    the purpose; BadInput where no agreement covers the purpose.
    """
    worklist = _named(office, name)
    _check_may(office, worklist, asking)
    snapshot = read_snapshot(office / "store")
    check_parts(snapshot)
    editions = _newest(snapshot, worklist)
    agreements = read_agreements(office)
    purpose = Purpose(asking.purpose)
    refused = refusals(office, agreements, editions, asking.on, purpose)
    for why in refused.values():
        raise BadInput(
            f"worklist '{name}' may not be shown: {why}.",
            file=office / AGREEMENTS_FILE,
            do=f"An agreement in force must cover {worklist.table.name} for {purpose}.",
        )
    rows = _rows(office, snapshot, worklist, editions, asking.on)
    shown = pa.table({one: _shown(rows[one], worklist.table.column(one)) for one in worklist.columns})
    write_down(
        office / "store",
        Viewed(
            name,
            worklist.table.name,
            asking.by.strip(),
            asking.role,
            asking.purpose,
            asking.at,
            shown.num_rows,
        ),
    )
    return worklist, shown


def _named(office: Path, name: str) -> Worklist:
    known = {one.id: one for one in read_worklists(office)}
    if name not in known:
        raise WrongUse(
            f"there is no worklist '{name}'.", file=office / WORKLISTS_FILE, do=did_you_mean(name, known)
        )
    return known[name]


def _check_may(office: Path, worklist: Worklist, asking: Asking) -> None:
    file = office / WORKLISTS_FILE
    if not worklist.enabled:
        raise WrongUse(
            f"worklist '{worklist.id}' is not enabled.",
            file=file,
            do="Whoever answers for its table can write 'enabled: true'.",
        )
    if asking.role not in worklist.roles:
        roles = ", ".join(worklist.roles)
        raise WrongUse(
            f"worklist '{worklist.id}' is not for this role.", file=file, do=f"It is for: {roles}."
        )
    if asking.purpose not in worklist.purposes:
        purposes = ", ".join(worklist.purposes)
        raise WrongUse(
            f"worklist '{worklist.id}' is not for this purpose.", file=file, do=f"It is for: {purposes}."
        )
    if not asking.by.strip():
        raise WrongUse("nobody is named as the one who looks.", do='Add --by "A. Name".')


def _newest(snapshot: Snapshot, worklist: Worklist) -> list[Edition]:
    """Return the editions of the newest months held of each force."""
    own = [one for one in snapshot.selected() if one.table == worklist.table.name and one.month is not None]
    newest: dict[str, int] = {}
    for one in own:
        newest[one.area] = max(newest.get(one.area, 0), one.month or 0)
    return [one for one in own if (one.month or 0) > newest[one.area] - worklist.months]


def _rows(
    office: Path, snapshot: Snapshot, worklist: Worklist, editions: Sequence[Edition], on: date
) -> pa.Table:
    table, question = worklist.table, worklist.question
    with records_aside(office / "builds") as temporary:
        engine = open_engine("duckdb", temporary)
        try:
            records = Records(engine, snapshot.folder, editions, snapshot.ever)
            rows = records.table(table.name)
            if rows is None:
                return table.schema().empty_table()
            rows = with_derived(records, table.name, rows, [question])
            met = condition(question, question.where, rows, records)
            for one, other in worklist.below:
                met = met & (rows[one] < rows[other]).fill_null(False)
            for name, days in worklist.days_past:
                latest = ibis.literal(on - timedelta(days=days))
                met = met & (rows[name].cast("date") < latest).fill_null(False)
            rows = rows.filter(met)
            order = ["edition", "record"]
            found = engine.run(rows.select(*dict.fromkeys((*order, *worklist.columns))))
            return found.sort_by([(name, "ascending") for name in order])
        finally:
            engine.close()


def handle_of(reference: bytes) -> str:
    """Return the short handle of a reference: eight letters and digits that lead back to nothing."""
    digest = hashlib.sha256(b"handle" + reference).digest()
    return base64.b32encode(digest[:5]).decode()


def _shown(values: pa.ChunkedArray, column: Column) -> pa.Array:
    """Return a column as people read it: terms in words, times as the clock in London showed them."""
    if column.type is Type.TIMESTAMP:
        local = pc.local_timestamp(values.cast(pa.timestamp("us", tz="Europe/London")))
        return pc.strftime(local.cast(pa.timestamp("s"), safe=False), "%Y-%m-%d %H:%M")
    return pa.array([None if one is None else _word(one, column) for one in values.to_pylist()], pa.string())


def _word(value: object, column: Column) -> str:
    if column.type is Type.TERM:
        assert column.vocabulary is not None
        return column.vocabulary.terms[int(str(value))].text
    if isinstance(value, bytes):
        return handle_of(value)
    if column.type is Type.MONTH:
        return month_key(int(str(value)))
    if column.type is Type.GSS_CODE:
        return gss_code(int(str(value)))
    if column.type is Type.CLOCK:
        return f"{int(str(value)) // 60:02d}:{int(str(value)) % 60:02d}"
    if column.type is Type.FLAG:
        return "yes" if value else "no"
    return f"{value:.10g}" if isinstance(value, float) else str(value)
