"""Local areas that had more or less than their usual share: maps where there are boundaries, and tables."""

from __future__ import annotations

from frankpledge.publication.area_maps import AreaMap, area_map, map_table
from frankpledge.publication.found import ReportFindings, found_in
from frankpledge.publication.model import (
    Block,
    Bound,
    Chart,
    Heading,
    Line,
    Name,
    NewPage,
    Paragraph,
    Text,
    Together,
    line,
)
from frankpledge.publication.readings import ReportData


def local_part(data: ReportData) -> list[Block]:
    """Return the part on local areas; nothing where none could be scanned."""
    found = found_in(data)
    if not found.scanned:
        return []
    blocks: list[Block] = [NewPage(), Heading(2, line("Local areas"), "local-areas")]
    blocks.append(
        Paragraph(
            line(
                "Each area's count was held against its own share of the whole in the months before, so that "
                "a rise or a season everywhere is no finding about one area. With so many areas some stand "
                "out by chance; the list is kept so that about one in ten of those named may be there for no "
                "other reason (the false discovery rate)."
            )
        )
    )
    for of in found.maps:
        blocks += _found(of, data)
    nothing = _nothing(found)
    return [*blocks, Paragraph(nothing)] if nothing else blocks


def _found(of: AreaMap, data: ReportData) -> list[Block]:
    count, total = str(len(of.found)), str(len(of.areas))
    key = f"{of.areas[0].key}>map"
    stand = "stands out" if len(of.found) == 1 else "stand out"
    title = line(
        Bound(count, f"{key}.found", count),
        " of ",
        Bound(total, f"{key}.areas", total),
        " ",
        Name(of.kind),
        f" {stand}",
    )
    heading = Heading(3, line(Name(of.measure.title), " by ", Name(of.kind)), f"local-{of.id}-heading")
    made = line(" ", Text("Generated records, not real.", strong=True)) if data.generated else line()
    picture = area_map(of)
    table = map_table(of)
    if picture is None:
        said = line(title, ". No boundaries are held of these areas, so there is no map.", made)
        return [Together(heading, (Paragraph(said), table))]
    chart = Chart(
        f"chart-{of.id}",
        title,
        line(Name(of.area_title), ", ", Name(of.period), ". A large area is not a large finding.", made),
        (picture,),
        line("Expected: its share of the months before."),
        table,
    )
    return [Together(heading, (chart,))]


def _nothing(found: ReportFindings) -> Line | None:
    quiet = [one for one in found.scanned if not one.found]
    if not quiet:
        return None
    spans: list[Line | str] = []
    for place, one in enumerate(quiet):
        areas = Bound(f"{one.tested:,}", f"{one.key}.tested", str(one.tested))
        spans.append(
            line(
                "; " if place else None, Name(one.measure_title), " (", areas, " ", Name(one.kind), " tested)"
            )
        )
    return line("No area stands out in: ", *spans, ".")
