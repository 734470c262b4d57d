"""How far to trust the findings: what was judged, what could have been seen, what could not be judged."""

from __future__ import annotations

from frankpledge.plan.chart_decisions import ChartDecision
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import TOO_SMALL, machine, said
from frankpledge.publication.exceptional import closing
from frankpledge.publication.finding_words import decision_words
from frankpledge.publication.found import ReportFindings, found_in
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
    Text,
    Tone,
    line,
)
from frankpledge.publication.readings import ReportData
from frankpledge.publication.sentences import joined


def honesty(data: ReportData) -> list[Block]:
    """Return the part on method and honesty of the findings; nothing where none were looked for."""
    found = found_in(data)
    if not found.series:
        return []
    blocks: list[Block] = [Heading(2, line("How far to trust the findings"), "trust")]
    blocks.append(Paragraph(line(closing(found))))
    blocks.append(Bullets(tuple(_methods(found))))
    blocks += _power(data, found)
    blocks += _not_judged(data, found)
    decisions = tuple(dict.fromkeys(one for held in found.series.values() for one in held.decisions))
    if decisions:
        blocks.append(Heading(3, line("Decisions about baselines in force"), "decisions"))
        blocks.append(Bullets(tuple(_decided(one) for one in decisions)))
    return blocks


def _decided(decision: ChartDecision) -> Line:
    if not decision.measures:
        return decision_words(decision)
    return line(joined(decision.measures), ": ", decision_words(decision))


def _methods(found: ReportFindings) -> list[Line]:
    judged = [one for one in found.series.values() if one.against is not None]
    lines: list[Line] = []
    variants = tuple(dict.fromkeys(f"{one.method}: {one.variant}" for one in judged))
    for variant in variants:
        lines.append(line("Against its own past: ", Quoted(variant, "method"), "."))
    if judged:
        lines.append(
            line(
                "A quarter is tested in three ways: by its total, by its total with the quarter before, and "
                "by its single months. Windows that overlap, such as a rolling year, are never tested."
            )
        )
    if found.peers:
        lines.append(
            line(
                "Among peers: the funnel allows for areas differing by more than chance; an area is called "
                "outside beyond its outer lines alone, and clearly different from the others only by the "
                "interval on its ratio to them. The ranks an area could have hold for all areas at once."
            )
        )
    if found.closing_of_all != found.closing:
        key = "office>false-exceptions"
        whole = Bound(found.closing_of_all, key, machine(float(len(found.rows))))
        lines.append(line("Of all measures of the office, printed here or not: ", whole))
    lines.append(line("Every finding, with its method, stands in ", Name("findings.csv"), "."))
    return lines


def _power(data: ReportData, found: ReportFindings) -> list[Block]:
    """Return the table of what would probably have been seen."""
    rows = []
    for name, reading in data.readings.items():
        series = found.series.get(name)
        if series is None or series.against is None:
            continue
        one, measure = series.against, reading.measure
        key = one.key
        cells = (
            line(Name(measure.title)),
            _cell(one.value, key, measure),
            line(_cell(one.low, f"{key}.low", measure), " to ", _cell(one.high, f"{key}.high", measure)),
            _cell(series.rise_to, f"{key}.rise", measure),
            _cell(series.fall_to, f"{key}.fall", measure),
        )
        rows.append(cells)
    if not rows:
        return []
    number = Align.NUMBER
    return [
        Heading(3, line("What could have been seen"), "power"),
        Paragraph(
            line(
                "A measure within its range may have changed all the same. These are the smallest rise and "
                "fall that would probably (four times of five) have been seen in the quarter; smaller "
                "changes can go unseen, and no clear change is not the same as no change."
            )
        ),
        Table(
            "power-table",
            line("Expected in ", Name(data.period.label), ", and what would probably have been seen"),
            (
                Column(line("Measure"), share=2.4),
                Column(line("Seen"), number, share=1.2),
                Column(line("Expected range"), number, share=2),
                Column(line("A rise to"), number, share=1.2),
                Column(line("A fall to"), number, share=1.2),
            ),
            (RowGroup(line(), tuple(rows)),),
            compact=True,
        ),
    ]


def _cell(value: float | None, key: str, measure: Measure) -> Line:
    if value is None:
        return line(Text("none", tone=Tone.QUIET))
    return line(Bound(said(value, measure, again=True), key, machine(value)))


def _not_judged(data: ReportData, found: ReportFindings) -> list[Block]:
    """Return what could not be judged, by reason."""
    reasons: dict[str, list[str]] = {}
    for name, reading in data.readings.items():
        series = found.series.get(name)
        if series is not None and series.why_not:
            reasons.setdefault(series.why_not, []).append(reading.measure.title)
        elif series is None:
            why = "it is not counted by month" if reading.has_data else "no records have been supplied"
            if reading.is_withheld:
                why = f"some of its months are {TOO_SMALL}"
            reasons.setdefault(why, []).append(reading.measure.title)
    if not reasons:
        return []
    items = tuple(
        line(Quoted(reason[0].upper() + reason[1:], "reason"), ": ", joined(titles), ".")
        for reason, titles in sorted(reasons.items(), key=lambda one: -len(one[1]))
    )
    return [Heading(3, line("What could not be judged, and why"), "not-judged"), Bullets(items)]
