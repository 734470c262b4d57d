"""From readings to a document: the sections its kind declares, in order, and what stands on every page."""

from __future__ import annotations

from dataclasses import replace

from frankpledge.periods import day_label, since
from frankpledge.publication.as_at_marks import with_as_at
from frankpledge.publication.kinds.kind import DocumentKind
from frankpledge.publication.kinds.reading import QUARTERLY, read_kind
from frankpledge.publication.model import Block, Document, Line, Name, Notice, Text, line
from frankpledge.publication.paragraph_numbers import with_numbers
from frankpledge.publication.readings import ReportData
from frankpledge.publication.said_once import said_once
from frankpledge.publication.sections import At, section_blocks
from frankpledge.publication.tokens import checked_accent

UNPROTECTED_NOTICE = "Not for publication: small numbers about people are shown. For authorised eyes only."
GENERATED_NOTICE = (
    "Generated records. The area, the events and every figure in this report are invented; "
    "nothing here is about a real place."
)


def compose(data: ReportData) -> Document:
    """Return the document of one report, of the quarterly kind where it is of no other.

    BadDefinition if the accent colour cannot be read on white, a quoted figure is not in the ledger, or
    a total there is not the sum of its parts.
    """
    accent = checked_accent(data.accent)
    kind = data.kind or read_kind(QUARTERLY)
    data = replace(data, kind=kind)
    blocks: list[Block] = [Notice(line(GENERATED_NOTICE))] if data.generated else []
    if data.unprotected:
        blocks.insert(0, Notice(line(UNPROTECTED_NOTICE)))
    for use in kind.sections:
        blocks += section_blocks(At(data, use, tuple(blocks)))
    blocks = said_once(blocks)
    if kind.dated:
        blocks = with_as_at(blocks, data)
    if kind.numbered:
        blocks = with_numbers(blocks)
    return Document(
        title=title_of(data, kind),
        subtitle=_subtitle(data, kind.title),
        facts=_facts(data),
        running=_running(data),
        blocks=tuple(blocks),
        publisher=data.office_title,
        licence=data.licence,
        as_at=data.as_at,
        build_id=data.build_id,
        accent=accent,
        generated=data.generated,
        keywords=("police performance", data.area_title, data.period.label),
        logo=data.logo,
        one_page=kind.one_page,
    )


def title_of(data: ReportData, kind: DocumentKind) -> str:
    """Return the title of a document of one kind: the same in the document and in the list of releases."""
    return kind.titled(
        area=data.area_title, period=data.period.label, plan=data.plan.title, office=data.office_title
    )


def _subtitle(data: ReportData, title: str) -> Line:
    """Return the plan's title, or the area's where the document bears the plan's."""
    return line(Name(data.area_title if "{plan}" in title else data.plan.title))


def _facts(data: ReportData) -> tuple[tuple[str, Line], ...]:
    span = since(data.period.first_month, data.period.last_month).label
    return (
        ("Published by", line(Name(data.office_title))),
        ("Period", line(Name(f"{data.period.label} ({span})"))),
        ("Records as at", line(Name(day_label(data.as_at)))),
        ("Build", line(Name(data.build_id))),
    )


def _running(data: ReportData) -> Line:
    made = line(" · ", Text("Generated records, not real", strong=True)) if data.generated else line()
    kept = line(Text("NOT FOR PUBLICATION", strong=True), " · ") if data.unprotected else line()
    return line(
        *kept,
        Name(data.area_title),
        " · ",
        Name(data.period.label),
        " · as at ",
        Name(day_label(data.as_at)),
        " · build ",
        Name(data.build_id),
        made,
    )
