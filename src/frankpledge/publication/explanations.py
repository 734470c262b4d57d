"""A page of explanations for each measure: what it counts, from which files, and how each number was made.

Written from the report's own figures, so that nothing stands here that the report could not show.
Every number that a reader meets in the report has one place here, with a stable name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from frankpledge.contracts.figures import Finding
from frankpledge.periods import day_label
from frankpledge.publication.amounts import grouped, machine, short
from frankpledge.publication.back_matter import declared_in, definition_of
from frankpledge.publication.explained_figures import (
    comparator_of,
    comparison_lines,
    comparison_name,
    figure_lines,
)
from frankpledge.publication.explained_parts import (
    AREAS,
    FIGURES,
    GROUPS,
    MONTHS,
    PLACES,
    Part,
    part_of,
)
from frankpledge.publication.found import SeriesFound, found_in
from frankpledge.publication.known_figures import Known
from frankpledge.publication.model import (
    Align,
    Block,
    Bound,
    Bullets,
    Cell,
    Column,
    Document,
    Heading,
    Line,
    Name,
    Paragraph,
    Quoted,
    RowGroup,
    Table,
    finding_key,
    line,
    lines_of,
    walk,
)
from frankpledge.publication.readings import ReportData
from frankpledge.publication.rows_counted import RowsCounted

REPORT_PAGE = "index"
"""The page of what is no one measure's: counts of the report and of its records."""

COMPARATOR_GROUPS = {"peer": AREAS, "peer-mean": AREAS, "rank": AREAS}
_FINDING = re.compile(r"finding\.[^.>]+")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9:/.=_-]")


@dataclass(frozen=True)
class Explained:
    """One number: its key, what it is, how the report prints it, how it was made."""

    key: str
    name: Line
    shown: tuple[Bound, ...]
    lines: tuple[Line, ...]

    @property
    def id(self) -> str:
        return anchor(self.key)


@dataclass(frozen=True)
class Entry:
    """The numbers about one figure, under what it is of."""

    title: Line
    numbers: tuple[Explained, ...]


@dataclass(frozen=True)
class Explanation:
    """One page: words and tables first, then every number by group."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    groups: tuple[tuple[str, tuple[Entry, ...]], ...]


def page_name(name: str) -> str:
    """Return the name of a page for a measure or part: the index keeps its own."""
    return f"{name}-" if name == REPORT_PAGE else name


def anchor(key: str) -> str:
    """Return the place on its page of the number with this key: the key without its measure.

    >>> anchor("burglary:force:westmarch::quarter:2024-25-Q4:crimes>target.reference")
    'force:westmarch::quarter:2024-25-Q4:crimes/target.reference'
    """
    rest = key[len(key.partition(":")[0]) + 1 :] if ":" in key else key
    place = rest.replace(">", "/")
    return _NOT_IN_NAMES.sub(lambda found: f"~{ord(found[0]):x}~", place)


def bound_in(document: Document) -> dict[str, list[Bound]]:
    """Return every number of a document by its key, in reading order, each way of printing it once."""
    found: dict[str, dict[str, Bound]] = {}
    lines = [document.subtitle, document.running, *(words for _, words in document.facts)]
    lines += [spans for block in walk(document.blocks) for spans in lines_of(block)]
    for spans in lines:
        for span in spans:
            if isinstance(span, Bound):
                found.setdefault(span.key, {}).setdefault(span.text, span)
    return {key: list(ways.values()) for key, ways in found.items()}


def explanations(document: Document, data: ReportData) -> tuple[Explanation, ...]:
    """Return a page for each measure that the document has a number of, and one for its own counts."""
    known = Known(data)
    by_page: dict[str, dict[str, list[Bound]]] = {REPORT_PAGE: {}}
    for key, ways in bound_in(document).items():
        name = key.partition(":")[0]
        page = page_name(name) if ":" in key and known.measure(name) is not None else REPORT_PAGE
        by_page.setdefault(page, {})[key] = ways
    pages = []
    for page, numbers in by_page.items():
        groups = _groups(numbers, known)
        name = next(iter(numbers), "").partition(":")[0]
        measure = known.measure(name) if page != REPORT_PAGE else None
        if measure is None:
            pages.append(Explanation(page, "Counts of this report", _of_report(data), groups))
        else:
            blocks = _about(measure.id, known, data.counted.get(measure.id))
            pages.append(Explanation(page, measure.title, blocks, groups))
    return tuple(pages)


def split(key: str) -> tuple[str, str]:
    """Return the key of a figure and the part of it, or of what is said of it, that a number is."""
    base, _, part = key.partition(">")
    head, colon, last = base.rpartition(":")
    if not part and "." in last:
        last, _, part = last.partition(".")
        return f"{head}{colon}{last}", f".{part}"
    return base, part


def _groups(
    numbers: Mapping[str, Sequence[Bound]], known: Known
) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    entries: dict[str, dict[str, list[Explained]]] = {group: {} for group in GROUPS}
    for key, ways in numbers.items():
        base, part = split(key)
        group, made = _explained(key, base, part, tuple(ways), known)
        entries[group].setdefault(base, []).append(made)
    return tuple(
        (group, tuple(Entry(known.title_of(base), tuple(held)) for base, held in by_base.items()))
        for group, by_base in entries.items()
        if by_base
    )


def _explained(
    key: str, base: str, part: str, ways: tuple[Bound, ...], known: Known
) -> tuple[str, Explained]:
    name: Line
    if not part:
        group, name, lines = _figure(base, known)
    elif f"{base}>{part.rpartition('.')[0]}" in known.comparisons:
        row = known.comparisons[f"{base}>{part.rpartition('.')[0]}"]
        what = part.rpartition(".")[2]
        usual = PLACES if _is_part(base) else FIGURES
        group = COMPARATOR_GROUPS.get(str(comparator_of(row)), usual)
        name, lines = comparison_name(row, what), comparison_lines(row, what, known)
    else:
        declared = part_of(part)
        group, name = declared.group, line(declared.name)
        lines = [line(declared.about), *_method(key, base, declared, known)]
    return group, Explained(key, name, ways, tuple(lines))


def _figure(base: str, known: Known) -> tuple[str, Line, list[Line]]:
    held = known.figures.get(base)
    if held is None:
        words = "Counted in the records of the period that lie in this place."
        return PLACES, line("The figure"), [line(words)]
    figure = held.figure
    own = known.data.readings[figure.measure].quarter
    group = MONTHS if figure.window == "month" else FIGURES
    if _is_part(base):
        group = PLACES
    elif (figure.area, figure.source) != (own.area, own.source) and figure.window != "month":
        group = AREAS
    return group, line("The figure"), figure_lines(held, known)


def _is_part(base: str) -> bool:
    """Whether a key is of a local area or of one part of a breakdown."""
    parts = base.split(":")
    return len(parts) == 7 and (parts[1] != "force" or bool(parts[3]))


def _method(key: str, base: str, part: Part, known: Known) -> Iterator[Line]:
    """Yield by what method a range was worked out and what was seen, for numbers about a finding."""
    found = _FINDING.match(key[len(base) + 1 :])
    finding = known.findings.get(f"{base}>{found[0]}") if found else None
    measure = known.measure(base.partition(":")[0])
    if finding is not None:
        own = finding_key(finding)
        yield _how(finding, known.series_of(finding.measure, finding.source), own)
        if finding.expected_low is not None and finding.expected_high is not None and measure is not None:
            low, high = (
                Bound(short(end, measure), f"{own}>expected.{name}", machine(end))
                for name, end in (("low", finding.expected_low), ("high", finding.expected_high))
            )
            seen = None if finding.seen is None else Bound(
                short(finding.seen, measure), base, machine(finding.seen)
            )  # fmt: skip
            yield line("Expected ", low, " to ", high, line("; seen ", seen) if seen else None, ".")
        return
    series = known.series_of(base.partition(":")[0], base.rpartition(":")[2]) if ":" in base else None
    if series is not None and part.pattern.pattern.startswith("expected") and series.method:
        words = "Method: " if series.is_band else "Limits of a control chart. Judged by: "
        yield line(words, Quoted(series.method, "method"), " (", Quoted(series.variant, "method"), ").")


def _how(finding: Finding, series: SeriesFound | None, key: str) -> Line:
    variant = line(" (", Quoted(finding.variant, "method"), ")") if finding.variant else None
    baseline = line(", judged against ", Name(finding.baseline)) if finding.baseline else None
    if baseline and series is not None and series.months_used and series.baseline == finding.baseline:
        used = str(series.months_used)
        baseline = line(baseline, " (", Bound(used, f"{key}.months", used), " months)")
    return line("Method: ", Quoted(finding.method, "method"), variant, baseline, ".")


# --- words and tables before the numbers ------------------------------------------------------------


def _of_report(data: ReportData) -> tuple[Block, ...]:
    return (
        Paragraph(
            line(
                "Numbers that are of no one measure: how many measures moved, how many files and rows were "
                "read, and how many false exceptions to expect."
            )
        ),
        Heading(2, line("As they stood"), "revisions"),
        _revisions(data),
    )


def _revisions(data: ReportData) -> Paragraph:
    return Paragraph(
        line(
            "Figures are of build ",
            Name(data.build_id),
            ", from records as they stood on ",
            Name(day_label(data.as_at)),
            ". A later download may revise any month; it makes a new build, and what was published stays "
            "as it is, with a correction where one is needed.",
        )
    )


def _about(name: str, known: Known, counted: Sequence[RowsCounted] | None) -> tuple[Block, ...]:
    data, measure = known.data, known.measure(name)
    assert measure is not None
    blocks: list[Block] = [
        Heading(2, line("What it counts"), "definition"),
        Paragraph(definition_of(measure, declared_in(data))),
        Heading(2, line("Where it comes from"), "sources"),
    ]
    blocks += _sources(name, known)
    if counted:
        blocks.append(Heading(2, line("Rows counted, and rows left out"), "rows"))
        for place, one in enumerate(counted):
            blocks += _rows(one, f"{name}-{place}")
    blocks += [Heading(2, line("Revisions"), "revisions"), _revisions(data)]
    reading = data.readings.get(name)
    if reading is not None and reading.notes:
        blocks.append(Bullets(tuple(line(Quoted(note, "note on the data")) for note in reading.notes)))
    return tuple(blocks)


def _sources(name: str, known: Known) -> list[Block]:
    """Return the record tables behind a measure's figures: title, publisher, obtained, licence."""
    used = {held.figure.source for held in known.figures.values() if held.figure.measure == name}
    series = found_in(known.data).series.get(name)
    used |= {series.source} if series is not None else set()
    items = []
    for note in known.data.sources:
        if note.table in used:
            obtained = day_label(note.obtained_last)
            if note.obtained_first != note.obtained_last:
                obtained = f"{day_label(note.obtained_first)} to {obtained}"
            items.append(
                line(
                    Name(note.title, strong=True), ": ", Name(note.publisher), ", obtained ",
                    Name(obtained), ", ", Name(note.licence), ".",
                )
            )  # fmt: skip
    if not items:
        return [Paragraph(line("Supplied or declared by the office; no file of records is behind it."))]
    return [Bullets(tuple(items))]


def _rows(one: RowsCounted, place: str) -> list[Block]:
    """Return the steps from rows in files to rows counted, and the files."""
    blocks: list[Block] = []
    if one.steps:
        rows = tuple(
            (
                line(Quoted(step.what[0].upper() + step.what[1:], "step")),
                _count(step.left_out, f"{place}>rows.{n}.left-out"),
                _count(step.remain, f"{place}>rows.{n}.remain"),
            )
            for n, step in enumerate(one.steps)
        )
        columns = (
            Column(line("Step"), share=4),
            Column(line("Left out"), Align.NUMBER),
            Column(line("Remain"), Align.NUMBER),
        )
        caption = line(Name(one.title), ", ", Name(one.period), ": from rows in files to rows counted")
        blocks.append(Table(f"rows-{place}", caption, columns, (RowGroup(line(), rows),), compact=True))
    elif one.withheld:
        blocks.append(
            Paragraph(
                line(
                    Name(one.title), ": the steps are not shown, for some could tell of few people or rows."
                ),
                note=True,
            )
        )
    if one.files:
        blocks.append(_files(one, place))
    return blocks


def _count(number: int, key: str) -> Line:
    return line(Bound(grouped(number), key, str(number)))


def _files(one: RowsCounted, place: str) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for n, file in enumerate(one.files):
        key = f"{place}>file.{n}"
        rows.append(
            (
                line(Name(file.name)),
                line(Name(file.month)),
                line(Name(file.obtained)),
                _count(file.rows, f"{key}.rows"),
                _count(file.refused, f"{key}.refused"),
                _count(file.repeats, f"{key}.repeats"),
            )
        )
    columns = (
        Column(line("File"), share=4),
        Column(line("Month"), share=2),
        Column(line("Obtained"), share=2),
        Column(line("Rows"), Align.NUMBER),
        Column(line("Refused"), Align.NUMBER),
        Column(line("Repeats"), Align.NUMBER),
    )
    caption = line(Name(one.title), ", ", Name(one.period), ": files")
    return Table(f"files-{place}", caption, columns, (RowGroup(line(), tuple(rows)),), compact=True)


def places(pages: Iterable[Explanation]) -> dict[str, tuple[str, str]]:
    """Return page and place of every number by its key: ``("burglary", "force:westmarch…")``."""
    return {
        number.key: (page.name, number.id)
        for page in pages
        for _, entries in page.groups
        for entry in entries
        for number in entry.numbers
    }
