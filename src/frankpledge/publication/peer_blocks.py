"""A measure beside its peers, as ranked bars and a funnel."""

from __future__ import annotations

from dataclasses import replace

from frankpledge.contracts.figures import Figure
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import machine, shown, unit_in_words
from frankpledge.publication.finding_words import sentence
from frankpledge.publication.found import PeersFound, found_in, peers_tell
from frankpledge.publication.funnel_charts import Beyond, funnel_chart, funnel_subtitle, funnel_table
from frankpledge.publication.model import (
    Align,
    Block,
    Bound,
    Cell,
    Chart,
    Column,
    Heading,
    Line,
    Name,
    Paragraph,
    RowGroup,
    Table,
    Text,
    Together,
    Tone,
    figure_key,
    line,
)
from frankpledge.publication.part_tables import figure_cell
from frankpledge.publication.peer_charts import PeerFindings, peers_chart
from frankpledge.publication.peers import (
    against_peers,
    missing_peers,
    own_as_headline,
    peer_key,
    peer_measure,
    ranked,
)
from frankpledge.publication.readings import MeasureReading, ReportData
from frankpledge.publication.sentences import joined, spaced

NUMBER = Align.NUMBER


def peer_blocks(reading: MeasureReading, data: ReportData, *, drawn: bool = False) -> list[Block]:
    """Return what is said of peers; nothing where there are none.

    Chart and table stand with it where they tell something, or where they are to be ``drawn`` in any case.
    """
    measure = reading.measure
    said = [*against_peers(reading), *_gap_to_headline(reading)]
    found = found_in(data)
    peers = found.peers.get(measure.id)
    if peers is None or not reading.peers or not (drawn or peers_tell(reading, found)):
        return [Paragraph(spaced(said))] if said else []
    group = line(" (", Name(reading.peer_group), ")") if reading.peer_group else line()
    heading = Heading(5, line(Name(measure.title), " beside its peers", group), f"peers-{measure.id}")
    blocks: list[Block] = [Paragraph(spaced(said))] if said else []
    blocks += [Paragraph(sentence(row, measure)) for row in peers.outside]
    picture = peers_chart(reading, data.accent, peers.bars)
    table = peer_table(reading, peers.bars)
    if picture is None:
        return [Together(heading, (*blocks, table))]
    missing = missing_peers(reading)
    without = line("No figure: ", joined(missing), ". ") if missing else line()
    source = line(without, "Source: ", Name(reading.peer_source or measure.table), ".")
    made = line(" ", Text("Generated records, not real.", strong=True)) if data.generated else line()
    chart = Chart(
        f"chart-peers-{measure.id}",
        line(Name(measure.title), " by area, ", Name(reading.quarter.label)),
        line(
            Name(unit_in_words(peer_measure(reading)).capitalize()),
            ", best first in the measure's direction. Own area in colour; whiskers show what each could be.",
            made,
        ),
        (picture,),
        source,
        table,
    )
    return [Together(heading, (*blocks, chart)), *_funnel(reading, data, peers)]


def _funnel(reading: MeasureReading, data: ReportData, peers: PeersFound) -> list[Block]:
    """Return the funnel, where the area lies beyond its inner lines."""
    picture = None if peers.funnel is None else funnel_chart(peers.funnel, data.accent)
    if peers.funnel is None or picture is None:
        return []
    own = next((area for area in peers.funnel.areas if area.own), None)
    outer = own is not None and own.beyond is Beyond.CONTROL
    word = "outside" if outer else "beyond the inner lines of"
    made = line(" ", Text("Generated records, not real.", strong=True)) if data.generated else line()
    lines = (
        line(" They are made of the other areas, and judge the own area alone.") if peers.own_lines else None
    )
    return [
        Chart(
            f"chart-funnel-{reading.measure.id}",
            line(Name(reading.measure.title), f": {word} the funnel of ", Name(peers.funnel_group)),
            line(funnel_subtitle(peers.funnel, peers.funnel_group), lines, made),
            (picture,),
            line("Source: ", Name(reading.peer_source or reading.measure.table), "."),
            replace(funnel_table(peers.funnel), folded=True, paged=False),
        )
    ]


def _gap_to_headline(reading: MeasureReading) -> tuple[Line, ...]:
    """Return the difference between the own figure in the comparison source and the headline, if any."""
    own, headline = own_as_headline(reading), reading.quarter
    if own is None or own.value is None or headline.value is None or headline.period != own.period:
        return ()
    if own.source == headline.source:
        return ()
    gap = own.value - headline.value
    measure = reading.measure
    if abs(gap) < 0.05:
        return (line("The comparison source agrees with the headline figure."),)
    theirs = Bound(shown(own.value, measure), figure_key(own), machine(own.value))
    ours = Bound(shown(headline.value, measure), figure_key(headline), machine(headline.value))
    size = Bound(shown(abs(gap), measure), f"{figure_key(own)}>gap-to-headline", machine(round(gap, 9)))
    word = "more" if gap > 0 else "less"
    return (
        line(
            "The source that compares areas has ",
            theirs,
            " for this area, ",
            size,
            f" {word} than the headline of ",
            ours,
            ", so the two are not mixed.",
        ),
    )


def peer_table(reading: MeasureReading, found: PeerFindings | None = None) -> Table:
    """Return peers ranked, with their intervals where there are any, those without a figure last and named.

    On paper the chart stands alone: each bar carries its value, and its alternative text tells them.
    """
    measure = reading.measure
    order = ranked(reading)
    rows: list[tuple[Cell, ...]] = []
    compared = peer_measure(reading)
    ends = ("low", "high") if found is not None and found.intervals else ()
    for peer, figure, _ in order:
        own = Text(" (own area)", tone=Tone.QUIET) if peer.own else None
        cells = [
            line(Name(peer.title, strong=peer.own), own),
            figure_cell(figure, compared, peer_key(reading, figure)),
        ]
        rows.append((*cells, *(_interval_cell(found, figure, part, compared) for part in ends)))
    with_value = {peer.area for peer, _, _ in order}
    for peer in reading.peers:
        if peer.area not in with_value:
            empty = [line(Name("[x]")), *(line() for _ in ends)]
            rows.append((line(Name(peer.title, strong=peer.own)), *empty))
    notes = (line("[x] not supplied."),) if len(order) < len(reading.peers) else ()
    return Table(
        f"peers-table-{measure.id}",
        line(Name(measure.title), " by area, best first, ", Name(unit_in_words(compared))),
        (
            Column(line("Area"), share=3),
            Column(line(Name(reading.quarter.label)), NUMBER),
            *(Column(line(f"Could be {'from' if part == 'low' else 'to'}"), NUMBER) for part in ends),
        ),
        (RowGroup(line(), tuple(rows)),),
        notes,
        folded=True,
        compact=True,
        paged=False,
    )


def _interval_cell(found: PeerFindings | None, figure: Figure, part: str, measure: Measure) -> Line:
    """Return one end of an area's interval, as its chart draws it."""
    interval = found.intervals.get(figure.area) if found is not None else None
    if interval is None:
        return line()
    value = interval[0 if part == "low" else 1]
    return line(Bound(shown(value, measure), f"{figure_key(figure)}>interval.{part}", machine(value)))
