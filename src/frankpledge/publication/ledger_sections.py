"""Quoted figures of the ledger as tables by group; that totals are sums was seen to when it was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from frankpledge.errors import BadDefinition, did_you_mean
from frankpledge.periods import day_label
from frankpledge.plan.definitions import LedgerEntry
from frankpledge.publication.amounts import ledger_amount
from frankpledge.publication.kinds.kind import DocumentKind, SectionUse
from frankpledge.publication.model import (
    Align,
    Block,
    Column,
    Heading,
    Line,
    Name,
    Quoted,
    RowGroup,
    Table,
    line,
)
from frankpledge.publication.readings import ReportData
from frankpledge.publication.worded_sections import anchor_of, declared

LEDGER_FILE = "plan/ledger.yaml"


def publishable(data: ReportData) -> dict[str, LedgerEntry]:
    """Return the quoted figures that may stand in a document, by id."""
    return {entry.id: entry for entry in data.ledger if entry.publishable}


def named_entries(names: Sequence[str], data: ReportData, kind: DocumentKind) -> list[LedgerEntry]:
    """Return the quoted figures a section names.

    A built-in kind names what many offices have, and what this one lacks is left out; in a kind of the
    office's own that is an error: BadDefinition with the nearest right word.
    """
    held = publishable(data)
    for name in names:
        if kind.is_own and name not in held:
            raise BadDefinition(
                f"there is no publishable quoted figure '{name}' in {LEDGER_FILE}.",
                file=kind.file,
                do=did_you_mean(name, sorted(held)),
            )
    return [held[name] for name in names if name in held]


def quoted_value(entry: LedgerEntry) -> Quoted:
    """Return a quoted figure as it is read: ``£1,250,000``, ``82.4 per cent``, ``650 doors``."""
    number = ledger_amount(entry)
    own_unit = entry.unit == "£" or number.endswith(entry.unit)
    text = number if own_unit else f"{number} {entry.unit}"
    return Quoted(text, f"ledger:{entry.id}")


def quoted_line(entry: LedgerEntry) -> Line:
    """Return a quoted figure as one line: what, how much, by whom, when."""
    title, source = Quoted(entry.title, f"ledger:{entry.id}"), Quoted(entry.source, f"ledger:{entry.id}")
    return line(title, ": ", quoted_value(entry), " (", source, ", as at ", Name(day_label(entry.on)), ").")


def finance_section(data: ReportData, use: SectionUse) -> list[Block]:
    """Return what authors wrote and a table for each group of the ledger; nothing where there is neither."""
    held = publishable(data)
    groups = use.groups or tuple(dict.fromkeys(entry.group for entry in held.values() if entry.group))
    written = data.texts.at(use.slot) if use.slot else ()
    tables = [table for group in groups if (table := _table(group, held)) is not None]
    if not tables and not written:
        return []
    title = use.title or "Finance"
    return [Heading(2, line(Name(title)), anchor_of(title)), *declared(use), *written, *tables]


def _table(group: str, held: Mapping[str, LedgerEntry]) -> Table | None:
    entries = [entry for entry in held.values() if entry.group == group]
    if not entries:
        return None
    rows = []
    for entry in sorted(entries, key=lambda one: bool(one.total_of)):
        key = f"ledger:{entry.id}"
        name = (
            line(Quoted(entry.title, key), " (total)") if entry.total_of else line(Quoted(entry.title, key))
        )
        rows.append(
            (
                name,
                line(quoted_value(entry)),
                line(Name(day_label(entry.on))),
                line(Quoted(entry.source, key)),
            )
        )
    notes = (line("Each total is the sum of the parts it is declared to have."),)
    return Table(
        f"ledger-{anchor_of(group)}",
        line(Name(group.replace("-", " ")[:1].upper() + group.replace("-", " ")[1:])),
        (
            Column(line("Quoted figure"), share=2.4),
            Column(line("Amount"), Align.NUMBER, share=1.3),
            Column(line("As at"), share=1.3),
            Column(line("Source"), share=2.2),
        ),
        (RowGroup(line(), tuple(rows)),),
        notes if any(entry.total_of for entry in entries) else (),
    )
