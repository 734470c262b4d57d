"""A measure among other areas: who is compared, on what value, in which order, and what may be said of it.

Comparisons between areas name their group in the comparator (``rank:region``). The group
the measure declares leads; others, such as the whole country, follow it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from frankpledge.contracts.figures import Comparator, Comparison, Figure
from frankpledge.plan.definitions import Direction, Kind, Measure
from frankpledge.publication.amounts import grouped, machine
from frankpledge.publication.changes import amount_only, change, in_words, reference_span
from frankpledge.publication.model import Bound, Line, Name, Quoted, comparison_key, figure_key, line
from frankpledge.publication.readings import MeasureReading, PeerPosition
from frankpledge.publication.sentences import joined, value_span

SCALED = "scaled to own residents"
"""What the note of a comparison says where counts were made comparable by residents."""

WHOLE_COUNTRY = "england-and-wales"

MOST_NAMED = 6
"""More areas without a figure than this are named under the chart, not in the sentence."""


def rows_of(reading: MeasureReading, comparator: Comparator) -> Iterator[Comparison]:
    """Yield the comparisons of one kind in any group: the group shown first, the whole country last."""

    def place(row: Comparison) -> tuple[bool, bool, str]:
        group = row.comparator.partition(":")[2]
        shown_here = bool(reading.peer_group) and row.note.startswith(reading.peer_group)
        return (not shown_here and group != reading.measure.peers, group == WHOLE_COUNTRY, group)

    found = [
        row
        for row in reading.comparisons
        if row.comparator.partition(":")[0] == comparator and row.window == reading.quarter.window
    ]
    yield from sorted(found, key=place)


def leading(reading: MeasureReading, comparator: Comparator) -> Comparison | None:
    """Return the comparison of one kind in the leading group."""
    return next(rows_of(reading, comparator), None)


def peer_measure(reading: MeasureReading) -> Measure:
    """Return the measure as its peers' figures are given: a count may stand as a rate per residents there."""
    units = {peer.figure.unit for peer in reading.peers if peer.figure is not None}
    if units and units != {reading.measure.unit}:
        return replace(reading.measure, kind=Kind.RATE, unit=min(units))
    return reading.measure


def peer_key(reading: MeasureReading, figure: Figure) -> str:
    """Return the key of an area's figure as peers are compared: a rate made of a count is not the count."""
    return figure_key(figure) + (">rate" if figure.unit != reading.measure.unit else "")


def ranked(reading: MeasureReading) -> list[tuple[PeerPosition, Figure, float]]:
    """Return the peers that have a value, best first (the highest first where no direction is declared)."""
    sign = 1.0 if reading.measure.direction is Direction.LOWER else -1.0
    found = [
        (peer, peer.figure, peer.figure.value)
        for peer in reading.peers
        if peer.figure is not None and peer.figure.value is not None
    ]
    return sorted(found, key=lambda one: (sign * one[2], one[0].title))


def own_as_headline(reading: MeasureReading) -> Figure | None:
    """Return the own figure of the comparison source in the measure's own unit; None where missing."""
    own = next((peer.figure for peer in reading.peers if peer.own), None)
    if own is None or own.unit == reading.measure.unit:
        return own
    return replace(own, value=own.numerator, denominator=None, unit=reading.measure.unit)


def is_scaled(reading: MeasureReading) -> bool:
    """Whether counts were scaled to the own area's residents to be compared."""
    rows = [*rows_of(reading, Comparator.RANK), *rows_of(reading, Comparator.PEER_MEAN)]
    return any(SCALED in row.note for row in rows)


def missing_peers(reading: MeasureReading) -> tuple[str, ...]:
    """Return the names of the peers without a figure."""
    return tuple(peer.title for peer in reading.peers if peer.figure is None or peer.figure.value is None)


def rank_span(row: Comparison | None) -> Line | None:
    """Return ``rank 4 of 7``, with its interval where there is one."""
    if row is None or row.rank is None or row.n_present is None:
        return None
    rank = Bound(str(row.rank), comparison_key(row, "rank"), str(row.rank))
    present = Bound(str(row.n_present), comparison_key(row, "n_present"), str(row.n_present))
    parts = line("rank ", rank, " of ", present)
    if row.interval_low is None or row.interval_high is None:
        return parts
    low = Bound(grouped(row.interval_low), comparison_key(row, "interval_low"), machine(row.interval_low))
    high = Bound(grouped(row.interval_high), comparison_key(row, "interval_high"), machine(row.interval_high))
    return line(parts, " (could be ", low, " to ", high, ")")


def against_peers(reading: MeasureReading) -> tuple[Line, ...]:
    """Return what the peers' mean and the ranks say, with who is missing from them."""
    said = [_against_mean(reading), _leading_rank(reading), *_further_ranks(reading)]
    found = [one for one in said if one is not None]
    own = next((peer for peer in reading.peers if peer.own), None)
    if not found and own is not None and own.figure is None:
        found.append(line("No rank: there is no figure for this area in the source that compares areas."))
    return tuple(found)


def _against_mean(reading: MeasureReading) -> Line | None:
    own, row = own_as_headline(reading), leading(reading, Comparator.PEER_MEAN)
    made = change(own, row, reading.measure) if own is not None else None
    if made is None or own is None:
        return None
    group = line(" (", Name(reading.peer_group), ")") if reading.peer_group else line()
    scaled = ", by number per resident scaled to this area," if is_scaled(reading) else ","
    stands = line("level with") if made.same else line(amount_only(made), " than")
    here = line(value_span(own, reading.measure), " here in ", Name(in_words(own)))
    mean = line(f"the weighted mean of the others{scaled} ", reference_span(made))
    return line("Beside its peers", group, ": ", here, ", ", stands, " ", mean, ".")


def _leading_rank(reading: MeasureReading) -> Line | None:
    rank = rank_span(leading(reading, Comparator.RANK))
    if rank is None or not reading.peers:
        return None
    first = "the lowest first" if reading.measure.direction is Direction.LOWER else "the highest first"
    missing = missing_peers(reading)
    gap = line("; no figure for ", joined(missing)) if missing else line()
    if len(missing) > MOST_NAMED:
        gap = line("; areas without a figure are named under the chart")
    return line("It is ", rank, f", with {first}", gap, ".")


def _further_ranks(reading: MeasureReading) -> Iterator[Line]:
    """Yield the ranks in the other groups, with the note that names the group and who is missing."""
    for row in list(rows_of(reading, Comparator.RANK))[1 if reading.peers else 0 :]:
        rank = rank_span(row)
        if rank is not None:
            who = Quoted(_group_and_missing(row.note), "comparison")
            yield line("Among more areas it is " if reading.peers else "It is ", rank, " (", who, ").")


def _group_and_missing(note: str) -> str:
    """Return the parts of a rank's note that name its group and order, ties and the missing."""
    parts = note.split("; ")
    return "; ".join([parts[0], *(part for part in parts[1:] if part.startswith(("missing:", "level with")))])
