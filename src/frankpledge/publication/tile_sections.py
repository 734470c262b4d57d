"""Figures set large: tiles for demand at a glance, and the plan on a page."""

from __future__ import annotations

from frankpledge.contracts.figures import Comparator, Figure, State
from frankpledge.plan.definitions import Measure, Priority
from frankpledge.publication.amounts import TOO_SMALL, grouped, is_few, machine, mark_of, short, unit_in_words
from frankpledge.publication.changes import Change, between, by_size, change, verdict
from frankpledge.publication.kinds.kind import SectionUse
from frankpledge.publication.model import (
    Block,
    Bound,
    Bullets,
    Heading,
    Line,
    Name,
    Paragraph,
    Quoted,
    Text,
    Tile,
    Tiles,
    Tone,
    figure_key,
    line,
)
from frankpledge.publication.part_tables import mark_notes
from frankpledge.publication.readings import MeasureReading, ReportData, TileReading
from frankpledge.publication.sentences import joined
from frankpledge.publication.sparklines import sparkline
from frankpledge.publication.worded_sections import anchor_of

COLUMNS = 3
MOST = 3


def tiles_section(data: ReportData, use: SectionUse) -> list[Block]:
    """Return the tiles a section declares, and what a reader must know of all of them."""
    held = {one.use: one for one in data.tiles}
    shown = [(place, held[tile]) for place, tile in enumerate(use.tiles, start=1) if tile in held]
    title = use.title or "Demand at a glance"
    start: list[Block] = [Heading(2, line(Name(use.title)), anchor_of(use.title))] if use.title else []
    if not shown:
        return [*start, Paragraph(line("This office declares none of the measures of these tiles."))]
    items = tuple(_declared_tile(one, data, f"{anchor_of(title)}-{place}") for place, one in shown)
    tiles = Tiles(f"tiles-{anchor_of(title)}", line(Name(title)), items, use.columns or COLUMNS)
    notes = dict.fromkeys(note for _, one in shown for note in mark_notes([one.now], one.measure))
    return [*start, tiles, *_notes(data, tuple(notes))]


def _declared_tile(one: TileReading, data: ReportData, place: str) -> Tile:
    made = None
    if one.year_before is not None and one.now.value is not None and one.now.state is one.year_before.state:
        few = is_few(one.now, one.measure) or is_few(one.year_before, one.measure)
        made = None if few else between(one.now, one.year_before, one.measure)
    return _tile((one.now, one.year_before), made, one.measure, data, place, one.use.title)


def _tile(
    figures: tuple[Figure, Figure | None],
    made: Change | None,
    measure: Measure,
    data: ReportData,
    place: str,
    title: str = "",
) -> Tile:
    """Return a tile of a figure; with it comes that of a year before, which the change is from."""
    figure, before = figures
    picture = sparkline(measure, data.readings[measure.id].months, data.accent, f"-{place}")
    return Tile(
        place,
        line(Name(title or measure.title)),
        _value(figure, measure),
        _period(figure, measure),
        _change(figure, before, made),
        picture,
    )


def _value(figure: Figure, measure: Measure) -> Line:
    if figure.value is None:
        return line(Text("no figure", tone=Tone.QUIET))
    sign = "%" if measure.unit == "per cent" else ""
    text = f"{short(figure.value, measure)}{sign} {mark_of(figure, measure)}".rstrip()
    if measure.unit == "£":
        text = f"£{text}"
    return line(Bound(text, figure_key(figure), machine(figure.value), strong=True))


def _period(figure: Figure, measure: Measure) -> Line:
    """Return unit, period, and for a share, ratio, rate or mean the number it is taken of."""
    unit = "" if measure.unit in ("per cent", "£") else unit_in_words(measure)
    base = None
    if measure.is_fraction and figure.denominator and figure.value is not None:
        key = f"{figure_key(figure)}.denominator"
        number = Bound(grouped(figure.denominator), key, machine(figure.denominator))
        base = line("; base ", number)
    return line(line(Name(unit), ", ") if unit else None, Name(figure.label), base)


def _change(figure: Figure, before: Figure | None, made: Change | None) -> Line:
    if State.SUPPRESSED in (figure.state, before.state if before else None):
        return line(Text(TOO_SMALL, tone=Tone.QUIET))
    if figure.value is None:
        return line(Text("not all records have been supplied", tone=Tone.QUIET))
    if made is None:
        return line(Text("nothing to compare with a year before", tone=Tone.QUIET))
    word = verdict(made)
    return line(by_size(made), " on a year before", ", " if word else None, word)


def plan_section(data: ReportData, use: SectionUse) -> list[Block]:
    """Return each priority with its outcomes and the first of its measures as tiles."""
    blocks: list[Block] = []
    most = use.most or MOST
    for number, priority in enumerate(data.plan.priorities, start=1):
        blocks.append(Heading(2, line(Name(f"{number}. {priority.title}")), f"priority-{priority.id}"))
        wanted = tuple(line(Quoted(outcome.text.strip(), "plan")) for outcome in priority.outcomes)
        if wanted:
            blocks.append(Bullets(wanted))
        tiles = tuple(
            _planned_tile(data.readings[name], data, f"plan-{number}-{place}")
            for place, name in enumerate(_chosen(priority, data, most), start=1)
        )
        if tiles:
            named = line("Measures of ", Name(priority.title))
            blocks.append(Tiles(f"tiles-{priority.id}", named, tiles, use.columns or COLUMNS))
        else:
            blocks.append(Paragraph(line(Text("Told in words; no measure stands for it.", tone=Tone.QUIET))))
    readings = [data.readings[name] for one in data.plan.priorities for name in _chosen(one, data, most)]
    notes = dict.fromkeys(note for one in readings for note in mark_notes([one.quarter], one.measure))
    return [*blocks, *_notes(data, tuple(notes))]


def _planned_tile(reading: MeasureReading, data: ReportData, place: str) -> Tile:
    year_before = reading.compared(Comparator.SAME_PERIOD_LAST_YEAR)
    made = change(reading.quarter, year_before, reading.measure)
    return _tile((reading.quarter, reading.year_before), made, reading.measure, data, place)


def _chosen(priority: Priority, data: ReportData, most: int) -> list[str]:
    """Return a priority's first measures: those of its outcomes, then in printed order; any figure first."""
    named = dict.fromkeys(
        (*(name for outcome in priority.outcomes for name in outcome.measures), *priority.measures)
    )
    return sorted(named, key=lambda name: data.readings[name].quarter.value is None)[:most]


def _notes(data: ReportData, notes: tuple[Line, ...]) -> list[Block]:
    """Return the small print of a page of tiles: how to read them, and where they come from."""
    publishers = tuple(dict.fromkeys(note.publisher for note in data.sources))
    source = line(" Contains records from ", joined(publishers), ".") if publishers else None
    words = line(
        "Small lines show the months before, gaps are months not shown. Better and worse follow the "
        "direction each measure declares; that a change is more than ordinary variation is not said here.",
        *(line(" ", note) for note in notes),
        source,
        " Published under the ",
        Name(data.licence),
        ".",
    )
    return [Paragraph(words, note=True)]
