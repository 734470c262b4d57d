"""What a corrected report says at its top: what it corrects and why, changed figures, changed words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from frankpledge.areas import force_title
from frankpledge.contracts.figures import DifferenceUnit, State
from frankpledge.plan.columns import COUNTED_TABLE
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import (
    MARKS,
    NOTHING_OF,
    grouped,
    is_count,
    machine,
    said_difference,
    shown,
)
from frankpledge.publication.changes import HANDFUL
from frankpledge.publication.model import (
    Align,
    Block,
    Bound,
    Bullets,
    Column,
    Heading,
    Line,
    Name,
    Notice,
    Paragraph,
    Quoted,
    RowGroup,
    Table,
    line,
)
from frankpledge.releases.bound_numbers import CORRECTED
from frankpledge.releases.changed_figures import ChangedFigure, What
from frankpledge.releases.changed_words import ChangedWords

SECTION = "corrections"
"""The id of the heading under which a report says what it corrects."""
MOST_ROWS = 40
"""Rows of the table in the report; corrections.csv holds every one."""
_ORDER = {"quarter": 0, "financial-year": 0, "calendar-year": 0, "at": 0, "rolling-12": 1, "month": 2}


def correction_blocks(
    number: int,
    day: str,
    reason: str,
    changes: Sequence[ChangedFigure],
    words: ChangedWords,
    measures: Mapping[str, Measure],
    own: str,
) -> tuple[Block, ...]:
    """Return the notice, the table of changed figures (those of the ``own`` force first) and of sections."""
    stop = "" if reason.endswith((".", "!", "?")) else "."
    notice = line(
        "This corrects release ", Name(str(number)), " of ", Name(day), ". ",
        Quoted(reason, "reason for the correction"), stop,
    )  # fmt: skip
    blocks: list[Block] = [
        Notice(notice),
        Heading(2, line("What is corrected"), SECTION),
        Paragraph(_counted(changes)),
    ]
    if changes:
        blocks.append(_table(number, changes, measures, own))
    sections = _sections(words)
    if sections:
        blocks += [Paragraph(line("Where the text differs from what was released:")), Bullets(sections)]
    else:
        blocks.append(Paragraph(line("Outside this section, the text is as it was released.")))
    return tuple(blocks)


def difference_of(one: ChangedFigure, measure: Measure | None) -> tuple[float | None, str]:
    """Return a change and its unit: points for shares, per cent for what is counted, units for a handful."""
    before, after = one.values
    if before is None or after is None:
        return None, ""
    if measure is not None and measure.changes_in_points:
        return after - before, DifferenceUnit.POINTS
    if before == 0 or ((measure is None or is_count(measure)) and abs(before) < HANDFUL):
        return after - before, DifferenceUnit.UNITS
    return 100 * (after - before) / before, DifferenceUnit.PER_CENT


def _counted(changes: Sequence[ChangedFigure]) -> Line:
    if not changes:
        return line("No published figure has changed.")
    parts: list[Line] = []
    for what, words in ((What.CHANGED, "changed"), (What.ADDED, "added"), (What.WITHDRAWN, "withdrawn")):
        count = sum(one.what is what for one in changes)
        if count:
            key = f"report>corrections.{what}"
            parts.append(line(Bound(grouped(count), key, str(count)), f" {words}"))
    said = parts[0]
    for place, part in enumerate(parts[1:], 2):
        said = line(said, " and " if place == len(parts) else ", ", part)
    total = line(Bound(grouped(len(changes)), "report>corrections", str(len(changes))))
    noun = " figure differs" if len(changes) == 1 else " figures differ"
    where = (
        ". Every one, with what it was before, what it is now and why, is in the file corrections.csv "
        "that comes with this report."
    )
    kinds = line() if len(parts) == 1 and changes[0].what is What.CHANGED else line(": ", said)
    return line(total, noun, " from what was released", kinds, where)


def _sections(words: ChangedWords) -> tuple[Line, ...]:
    told = (
        ("Other words: ", words.words),
        ("The same words with other numbers: ", words.numbers),
        ("New: ", words.added),
        ("No longer there: ", words.withdrawn),
    )
    return tuple(line(what, Name("; ".join(names)), ".") for what, names in told if names)


def _table(number: int, changes: Sequence[ChangedFigure], measures: Mapping[str, Measure], own: str) -> Table:
    ordered = sorted(changes, key=lambda one: _prominence(one, own))
    rows = tuple(_row(one, measures.get(one.key["measure"])) for one in ordered[:MOST_ROWS])
    columns = (
        Column(line("Figure"), share=2.2),
        Column(line("Period"), share=1.2),
        Column(line("Released"), Align.NUMBER),
        Column(line("Now"), Align.NUMBER),
        Column(line("Change"), Align.NUMBER, share=1.3),
        Column(line("Why"), share=2.4),
    )
    notes = []
    if len(changes) > MOST_ROWS:
        rest = len(changes) - MOST_ROWS
        more = Bound(grouped(rest), "report>corrections.further", str(rest))
        notes.append(line(more, " further changed figures are in corrections.csv."))
    caption = line("Figures that differ from release ", Name(str(number)))
    return Table(
        "changed-figures",
        caption,
        columns,
        (RowGroup(line(), rows),),
        tuple(notes),
        folded=True,
        compact=True,
    )


def _prominence(one: ChangedFigure, own: str) -> tuple[object, ...]:
    """Totals of the report's own force first, newest periods first; other areas, months and parts later."""
    key = one.key
    return (
        bool(key["breakdown"]),
        key["area_type"] != "force",
        key["area"] != own,
        key["source"] == COUNTED_TABLE,
        _ORDER.get(key["window"], 3),
        _backwards(key["period"]),
        *(key[name] for name in ("measure", "area", "breakdown", "source")),
    )


def _backwards(period: str) -> tuple[int, ...]:
    """Order periods of one window from the newest."""
    return tuple(-ord(letter) for letter in period)


def _row(one: ChangedFigure, measure: Measure | None) -> tuple[Line, ...]:
    return (
        line(Name(_named(one, measure))),
        line(Name(one.label)),
        _value(one, measure, now=False),
        _value(one, measure, now=True),
        _change(one, measure),
        line(Name(" ".join(one.why))),
    )


def _named(one: ChangedFigure, measure: Measure | None) -> str:
    key = one.key
    area = force_title(key["area"]) if key["area_type"] == "force" else key["area"]
    parts = [measure.title if measure is not None else key["measure"], area]
    parts += [part.partition("=")[2].replace("-", " ") for part in key["breakdown"].split("|") if part]
    if key["source"] == COUNTED_TABLE:
        parts.append("as compared with other areas")
    return ", ".join(parts)


def _key(one: ChangedFigure) -> str:
    return ":".join(one.key.values())


def _value(one: ChangedFigure, measure: Measure | None, *, now: bool) -> Line:
    side = one.after if now else one.before
    if not side:
        return line("withdrawn" if now else "not released")
    value = side["value"]
    if value is None:
        return line(MARKS.get(State(side["state"]), NOTHING_OF))
    text = shown(value, measure) if measure is not None else grouped(value, 0 if value.is_integer() else 2)
    key = _key(one) if now else f"{_key(one)}>{CORRECTED}.before"
    return line(Bound(text, key, machine(value)))


def _change(one: ChangedFigure, measure: Measure | None) -> Line:
    size, unit = difference_of(one, measure)
    before, after = one.values
    if size is None or before is None or after is None:
        return line("–")
    if size == 0:
        return line("none in the value; what it is made of changed")
    key, way = f"{_key(one)}>{CORRECTED}.change", "up " if size > 0 else "down "
    if unit == DifferenceUnit.PER_CENT:
        percent = Bound(f"{grouped(abs(size), 1)} per cent", key, machine(size))
        return (
            line(way, percent)
            if grouped(abs(size), 1) != "0.0"
            else line(way, "less than a tenth of one per cent")
        )
    amount = after - before
    text = said_difference(amount, measure, before) if measure is not None else grouped(abs(amount), 2)
    return line(way, Bound(text, key, machine(round(amount, 9))))
