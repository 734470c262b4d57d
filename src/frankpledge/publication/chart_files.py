"""Every chart of a report as files: SVG and PNG with the words around it, and its numbers as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from frankpledge.publication.model import (
    Bound,
    Cell,
    Chart,
    Document,
    Picture,
    Table,
    plain,
    walk,
)
from frankpledge.publication.pictures import png
from frankpledge.publication.sheets import neutral
from frankpledge.publication.standalone import Framed, framed

FOLDER = "charts"


@dataclass(frozen=True)
class DrawnChart:
    """One picture of a chart drawn once for every format: framed by its words, and that as PNG."""

    framed: Framed
    png: bytes


def drawn_charts(document: Document) -> dict[str, DrawnChart]:
    """Return every picture of a chart by its id, with the words around it, drawn."""
    drawn = {}
    for chart in charts_of(document):
        for picture in chart.pictures:
            made = framed(picture, chart.title, chart.subtitle, chart.source)
            drawn[picture.id] = DrawnChart(made, png(made.whole))
    return drawn


def chart_files(document: Document, drawn: Mapping[str, DrawnChart]) -> dict[str, bytes]:
    """Return the files of every chart by their path in a report's folder: ``charts/burglary-months.svg``."""
    files = {}
    for chart in charts_of(document):
        for picture in chart.pictures:
            files[picture_file(picture, "svg")] = drawn[picture.id].framed.whole.svg.encode()
            files[picture_file(picture, "png")] = drawn[picture.id].png
        if chart.table is not None:
            files[table_file(chart)] = table_csv(chart.table)
    return files


def charts_of(document: Document) -> Iterator[Chart]:
    """Yield every chart of a document in reading order."""
    return (block for block in walk(document.blocks) if isinstance(block, Chart))


def picture_file(picture: Picture, suffix: str) -> str:
    """Return where a picture stands in the report's folder."""
    return f"{FOLDER}/{picture.id}.{suffix}"


def table_file(chart: Chart) -> str:
    """Return where the numbers of a chart stand in the report's folder."""
    return f"{FOLDER}/{chart.id}.csv"


def table_csv(table: Table) -> bytes:
    """Return a table as UTF-8 CSV: a cell of one number as programs read it, all else as it is printed."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(neutral(plain(column.title)) for column in table.columns)
    for row in table.rows:
        writer.writerow(_value(cell) for cell in row)
    return held.getvalue().encode()


def _value(cell: Cell) -> str:
    if isinstance(cell, Picture):
        return neutral(plain(cell.beside))
    if len(cell) == 1 and isinstance(cell[0], Bound):
        return cell[0].value
    return neutral(plain(cell))
