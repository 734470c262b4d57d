"""The end of a report: data and its quality, method and definitions, glossary, and how to find the build."""

from __future__ import annotations

from collections.abc import Iterable

from frankpledge.periods import Window, day_label
from frankpledge.plan.definitions import Definitions, Measure, Office
from frankpledge.plan.describing import describe
from frankpledge.publication.amounts import grouped, said
from frankpledge.publication.glossary import terms_used, used
from frankpledge.publication.model import (
    Align,
    Block,
    Bound,
    Bullets,
    Column,
    Heading,
    Line,
    Name,
    Paragraph,
    Quoted,
    RowGroup,
    Table,
    Terms,
    line,
    lines_of,
    plain,
    walk,
)
from frankpledge.publication.readings import ReportData, SourceNote
from frankpledge.publication.sentences import joined

RULES = (
    "A quarter or a run of twelve months is given only when every month in it was supplied. "
    "Missing is never nought.",
    "A rate over a longer period is the sum of what is counted over the sum of what it is divided by, "
    "never a mean of monthly rates.",
    "Changes in percentages are in points; changes in counts, times and rates are in per cent. Changes are "
    "worked out before rounding, so they may differ in the last figure from what the rounded numbers give. "
    "A count that was below ten is compared in numbers only.",
    "Areas are compared with each other from one source only, the own area included. Where that source "
    "differs from the headline figure, the gap is printed.",
    "Better and worse follow the direction each measure declares; a change under one per cent, or under half "
    "a point, is called neither. That a change is more than ordinary variation is said only of what is "
    "called exceptional.",
    "A status is given only by a measure's declared rule.",
)
"""How figures are made and compared, as the report tells its readers."""


def data_and_quality(data: ReportData) -> list[Block]:
    """Return the sources with what was read, refused and repeated, and what is missing from each."""
    blocks: list[Block] = [Heading(2, line("Data and its quality"), "data-quality")]
    if not data.sources:
        return [*blocks, Paragraph(line("No records are behind this report."))]
    blocks.append(
        Paragraph(
            line(
                "Every figure in this report was made from the records below. Rows that break a rule are "
                "refused and counted; a repeat is a record whose identifier was already counted."
            )
        )
    )
    rows = tuple(
        (
            line(Name(note.title)),
            _count(note, "files", note.files),
            _count(note, "rows", note.rows),
            _count(note, "refused", note.refused),
            _count(note, "repeats", note.repeats),
            line(Name(note.months)),
        )
        for note in data.sources
    )
    number = Align.NUMBER
    columns = (
        Column(line("Records"), share=2.4),
        Column(line("Files"), number),
        Column(line("Rows"), number, share=1.3),
        Column(line("Refused"), number),
        Column(line("Repeats"), number),
        Column(line("Months"), share=2.6),
    )
    blocks.append(
        Table("sources", line("Records behind this report"), columns, (RowGroup(line(), rows),), compact=True)
    )
    blocks.append(Heading(3, line("What is missing, and where the records come from"), "missing"))
    blocks.append(Bullets(tuple(_about(note) for note in data.sources)))
    if data.absent:
        blocks.append(
            Bullets((line("Never supplied: ", joined(data.absent), ". Measures of them have no figures."),))
        )
    if data.notes:
        blocks.append(Bullets(tuple(line(Quoted(note, "note on the report")) for note in data.notes)))
    return blocks


def _count(note: SourceNote, what: str, value: int) -> Line:
    return line(Bound(grouped(value), f"source:{note.table}>{what}", str(value)))


def _about(note: SourceNote) -> Line:
    obtained = day_label(note.obtained_last)
    if note.obtained_first != note.obtained_last:
        obtained = f"{day_label(note.obtained_first)} to {obtained}"
    gap = line("No month is missing.")
    if note.missing_months:
        count = Bound(
            str(len(note.missing_months)), f"source:{note.table}>missing", str(len(note.missing_months))
        )
        gap = line(
            "Not supplied: ",
            count,
            f" month{'' if len(note.missing_months) == 1 else 's'}: ",
            joined(note.missing_months),
            ".",
        )
    return line(
        Name(note.title, strong=True),
        ": ",
        Name(note.publisher),
        ", obtained ",
        Name(obtained),
        ", ",
        Name(note.licence),
        ". ",
        gap,
    )


def method(data: ReportData) -> list[Block]:
    """Return how figures are made, and every measure's definition."""
    declared = declared_in(data)
    blocks: list[Block] = [
        Heading(2, line("Method and definitions"), "method"),
        Bullets(tuple(line(rule) for rule in RULES)),
        Heading(3, line("What each measure counts"), "definitions"),
        Terms(
            tuple(
                (line(Name(measure.title), " (", Name(measure.id), ")"), definition_of(measure, declared))
                for measure in data.definitions
            )
        ),
    ]
    return blocks


def declared_in(data: ReportData) -> Definitions:
    """Return the measures as the definitions their description is written from."""
    measures = {reading.measure.id: reading.measure for reading in data.readings.values()}
    measures |= {measure.id: measure for measure in data.definitions}
    office = Office(name=data.office_title, body=data.body, body_type="", forces=())
    return Definitions(office=office, plan=data.plan, measures=measures, sets={})


def definition_of(measure: Measure, declared: Definitions) -> Line:
    """Return what a measure counts, its baseline, targets and note, and the hash of its definition."""
    spans: list[Line | str | Name | Quoted] = [Quoted(describe(measure, declared), "definition")]
    if measure.baseline is not None:
        spans += [" Baseline: ", Name(measure.baseline.label), "."]
    for target in measure.targets:
        source = line(" (", Quoted(target.source, "target"), ")") if target.source else line()
        window = (
            "twelve months" if target.window is Window.ROLLING_12 else f"a {target.window}".replace("-", " ")
        )
        spans += [" Target: ", Quoted(said(target.value, measure), "target"), f" over {window}", source, "."]
    if measure.why:
        spans += [" Why it matters: ", Quoted(_stopped(measure.why), "definition")]
    if measure.note:
        spans += [" ", Quoted(_stopped(measure.note), "definition")]
    if measure.definition_hash:
        spans += [" Definition ", Name(measure.definition_hash[:12]), "."]
    return line(*spans)


def _stopped(text: str) -> str:
    words = " ".join(text.split())
    return words if words.endswith((".", "!", "?")) else f"{words}."


def glossary(blocks: Iterable[Block]) -> list[Block]:
    """Return the words and abbreviations these blocks use that a reader may need explained."""
    texts = [plain(spans) for block in walk(blocks) for spans in lines_of(block)]
    entries = {**terms_used(texts), **used(texts)}
    items = tuple((line(Name(term)), line(Quoted(meaning, "glossary"))) for term, meaning in entries.items())
    return [Heading(2, line("Glossary"), "glossary"), Terms(items)]


def colophon(data: ReportData) -> list[Block]:
    """Return the plan, build and licence by which a reader can find all this again."""
    plan = line("Plan: ", Name(data.plan.title), ". ")
    source = (
        line("Plan source: ", Quoted(_stopped(data.plan.source), "plan"), " ") if data.plan.source else line()
    )
    return [
        Heading(2, line("About this report"), "about"),
        Paragraph(
            line(
                plan,
                source,
                "Written from build ",
                Name(data.build_id),
                ", records as at ",
                Name(day_label(data.as_at)),
                ". Every number in the text is a figure of that build, a count of its records, or quoted.",
            )
        ),
        Paragraph(
            line(
                "The figures themselves are in the files ",
                Name("figures.csv"),
                " and ",
                Name("figures.ods"),
                ", what was found in ",
                Name("findings.csv"),
                ", beside this report; ",
                Name("datapackage.json"),
                " describes every column.",
            )
        ),
        Paragraph(
            line(
                "Published by ",
                Name(data.office_title),
                " under the ",
                Name(data.licence),
                ". ",
                _attribution(data),
            )
        ),
    ]


def _attribution(data: ReportData) -> Line:
    publishers = tuple(dict.fromkeys(note.publisher for note in data.sources))
    return line("Contains records from ", joined(publishers), ".") if publishers else line()
