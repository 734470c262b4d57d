"""Sections that are words: of the declaration, of authors, and recommendations as a numbered list."""

from __future__ import annotations

from frankpledge.publication.kinds.kind import SectionUse
from frankpledge.publication.model import (
    Block,
    Bullets,
    Heading,
    Line,
    Name,
    Paragraph,
    Quoted,
    Text,
    Tone,
    line,
)
from frankpledge.publication.readings import ReportData

RECOMMENDATIONS = "recommendations"


def anchor_of(title: str) -> str:
    """Return a heading's anchor: its words in small letters, joined by hyphens."""
    letters = "".join(letter if letter.isalnum() else " " for letter in title.lower())
    return "-".join(letters.split()) or "section"


def declared(use: SectionUse) -> list[Block]:
    """Return the words a declaration gives a section."""
    return [Paragraph(line(Quoted(use.text, "document kind")))] if use.text else []


def words_section(data: ReportData, use: SectionUse) -> list[Block]:
    """Return a heading and words; nothing where there are none, unless the section is required."""
    written = data.texts.at(use.slot) if use.slot else ()
    if not written and not use.text and not use.required:
        return []
    blocks: list[Block] = [Heading(2, line(Name(use.title)), anchor_of(use.title)), *declared(use)]
    if use.required and not written:
        blocks.append(Paragraph(not_written(data, use.slot)))
    return [*blocks, *written]


def not_written(data: ReportData, slot: str) -> Line:
    """Return where words that are still missing belong."""
    assert data.kind is not None
    file = f"texts/{data.kind.report_key(data.period)}/{slot}.md"
    return line(Text("Not written yet. It belongs into ", tone=Tone.QUIET), Name(file), ".")


def recommendations_section(data: ReportData, use: SectionUse) -> list[Block]:
    """Return what authors recommend as one numbered list: each item of a list, and each paragraph, is one."""
    title = use.title or "Recommendations"
    heading = Heading(2, line(Name(title)), anchor_of(title))
    slot = use.slot or RECOMMENDATIONS
    items: list[Line] = []
    rest: list[Block] = []
    for block in data.texts.at(slot):
        if isinstance(block, Bullets):
            items += block.items
        elif isinstance(block, Paragraph):
            items.append(block.text)
        else:
            rest.append(block)
    if not items:
        return [heading, Paragraph(not_written(data, slot))]
    return [heading, *declared(use), Bullets(tuple(items), numbered=True), *rest]
