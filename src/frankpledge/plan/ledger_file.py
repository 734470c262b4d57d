"""``plan/ledger.yaml``: quoted figures, each once, with its unit, source, date and owner.

A number that no records give (doors fitted, a grant, an inspectorate's rank) stands here and nowhere
else; texts refer to it by its id, so that it cannot be said in two ways.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from frankpledge.errors import did_you_mean
from frankpledge.plan.definitions import LedgerEntry
from frankpledge.plan.fields import Fields, Problems
from frankpledge.plan.yaml_nodes import Entries, shown

_REQUIRED = ("id", "title", "value", "unit", "source", "date", "owner")


def read_ledger_file(
    entries: Entries, problems: Problems, measures: Collection[str]
) -> tuple[LedgerEntry, ...]:
    """Return the quoted figures in the order of the file.

    An id may not be that of a measure (``measures``): a text refers to both alike. A total must be the
    sum of its parts.
    """
    top = Fields(entries, problems)
    top.only(("figures",), ())
    readers = top.parts("figures")
    found = [_read_entry(inner) for inner in readers]
    seen: dict[str, LedgerEntry] = {}
    for inner, entry in zip(readers, found, strict=True):
        if entry is None:
            continue
        if entry.id in measures:
            inner.problem("id", f"'{shown(entry.id)}' is a measure already.", "Choose another id.")
        elif entry.id in seen:
            inner.problem("id", f"the id '{shown(entry.id)}' is used twice.", "Give each its own.")
        seen[entry.id] = entry
    for inner, entry in zip(readers, found, strict=True):
        if entry is not None and entry.total_of:
            _check_total(inner, entry, seen)
    return tuple(seen.values())


def _read_entry(fields: Fields) -> LedgerEntry | None:
    fields.only(_REQUIRED, ("publishable", "group", "total-of"))
    name, value, on = fields.identifier("id"), fields.number("value"), fields.day("date")
    title, unit = fields.text("title"), fields.text("unit")
    source, owner = fields.text("source"), fields.text("owner")
    if not name or value is None or on is None:
        return None
    return LedgerEntry(
        name,
        title,
        value,
        unit,
        source,
        on,
        owner,
        fields.flag("publishable", True),
        fields.text("group"),
        fields.words("total-of"),
    )


def _check_total(fields: Fields, entry: LedgerEntry, held: dict[str, LedgerEntry]) -> None:
    for name in entry.total_of:
        if name not in held:
            known = did_you_mean(name, list(held))
            fields.problem("total-of", f"there is no figure '{shown(name)}' in the ledger.", known)
            return
    parts = [held[name] for name in entry.total_of]
    if other := [part for part in parts if part.unit != entry.unit]:
        fields.problem(
            "total-of",
            f"'{other[0].id}' is in {other[0].unit}, and the total in {entry.unit}.",
            "Add up one unit.",
        )
        return
    if entry.publishable and (hidden := [part for part in parts if not part.publishable]):
        fields.problem(
            "total-of",
            f"'{hidden[0].id}' is not publishable, and this total would give it away.",
            "Make both publishable, or neither.",
        )
        return
    total = sum((Decimal(repr(part.value)) for part in parts), Decimal(0))
    if total != Decimal(repr(entry.value)):
        fields.problem(
            "value",
            f"the parts add up to {float(total):,.10g}, not {entry.value:,.10g}.",
            "Put the total or a part right.",
        )
