"""What each quarter of a financial year found: a year is not tested as such, its quarters were."""

from __future__ import annotations

from frankpledge.publication.finding_words import sentence
from frankpledge.publication.kinds.kind import SectionUse
from frankpledge.publication.model import Block, Bound, Bullets, Heading, Name, Paragraph, line
from frankpledge.publication.readings import QuarterFound, ReportData
from frankpledge.publication.worded_sections import anchor_of


def year_findings_section(data: ReportData, use: SectionUse) -> list[Block]:
    """Return the exceptions of each quarter, with how many were judged; nothing where none was looked at."""
    if not data.quarters:
        return []
    title = use.title or "What each quarter found"
    blocks: list[Block] = [
        Heading(2, line(Name(title)), anchor_of(title)),
        Paragraph(
            line(
                "Each quarter was held against what the months before it led to expect, by the records as "
                "they are now. The year as a whole is not tested again: that would count the same months "
                "twice."
            )
        ),
    ]
    for one in data.quarters:
        blocks += _quarter(one, data)
    return blocks


def _quarter(found: QuarterFound, data: ReportData) -> list[Block]:
    key = f"report>{found.period.key}"
    heading = Heading(3, line(Name(found.period.label)), f"found-{found.period.key.lower()}")
    told = [row for row in found.exceptions if row.measure in data.readings]
    closing = Bound(found.closing, f"{key}>false-exceptions", str(found.judged))
    if not found.judged:
        return [
            heading,
            Paragraph(line("Nothing could be judged: the test needs two years of months before.")),
        ]
    if not told:
        nothing = line("No measure lay outside the range its own past led to expect.")
        return [heading, Paragraph(nothing), Paragraph(line(closing), note=True)]
    items = tuple(sentence(row, data.readings[row.measure].measure) for row in told)
    return [heading, Bullets(items), Paragraph(line(closing), note=True)]
