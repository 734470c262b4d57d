"""Writing a report: every format from one document, beside the last one, then put in its place whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from frankpledge.errors import BadEnvironment
from frankpledge.publication.chart_files import chart_files, drawn_charts
from frankpledge.publication.compose import compose
from frankpledge.publication.csvw import figures_metadata, findings_metadata
from frankpledge.publication.datapackage import datapackage
from frankpledge.publication.figures_json import figures_json
from frankpledge.publication.found import found_in
from frankpledge.publication.html import html
from frankpledge.publication.model import Block, Document, Notice
from frankpledge.publication.pdf import pdf
from frankpledge.publication.readings import ReportData
from frankpledge.publication.sheets import figures_csv, figures_ods, findings_csv
from frankpledge.publication.site import site
from frankpledge.publication.word import word
from frankpledge.store.files import flush, flush_all, writing_lock

FILES = (
    "report.html",
    "report.pdf",
    "report.docx",
    "site/index.html",
    "figures.csv",
    "figures.csv-metadata.json",
    "figures.json",
    "figures.ods",
    "findings.csv",
    "findings.csv-metadata.json",
    "datapackage.json",
)
"""The files that people open. Beside them stand the rest of the site, and every chart in ``charts``."""

Progress = Callable[[str], None]
Front = Callable[[Document], tuple[Block, ...]]
"""What a document says before everything else, made when all else of it is known."""
Beside = Callable[[Mapping[str, bytes]], Mapping[str, bytes]]
"""Files that stand beside a report's own, made when those are known."""


def write_report(
    data: ReportData,
    figures: pa.Table,
    folder: Path,
    on_progress: Progress | None = None,
    *,
    front: Front | None = None,
    beside: Beside | None = None,
) -> list[Path]:
    """Write one report into ``folder`` and return the paths of ``FILES`` and of those beside.

    ``front`` is put before all else that the document says; ``beside`` gives further files.

    Everything is made before anything is written, written beside the folder and then put in
    its place in one move, so that a failure at any point leaves the last good report.
    ``on_progress`` is told the name of each file as work on it begins. Raises BadInput for
    figures that are not in the contract's columns, BadDefinition for an accent colour that
    cannot be read, BadEnvironment where the folder cannot be written, Locked while another process
    puts a report in its place.
    """
    contents = render(data, figures, on_progress, front)
    extra = beside(contents) if beside is not None else {}
    contents |= extra
    try:
        with writing_lock(folder.parent, "report"):
            _put(folder, contents)
    except OSError as error:
        raise BadEnvironment(
            f"The report could not be written: {error.strerror or 'unknown reason'}.",
            file=folder,
            do="Make room, or check who may write there. The last report is as it was.",
        ) from error
    return [folder / name for name in (*FILES, *extra)]


def render(
    data: ReportData, figures: pa.Table, on_progress: Progress | None = None, front: Front | None = None
) -> dict[str, bytes]:
    """Return every file of a report by its path in the report's folder, those of ``FILES`` first."""
    tell = on_progress or (lambda _: None)
    tell("figures.csv")
    csv = figures_csv(figures)
    findings = findings_csv(found_in(data).rows)
    tell("charts")
    document = compose(data)
    if front is not None:
        document = _fronted(document, front(document))
    drawn = drawn_charts(document)
    others = chart_files(document, drawn)
    tell("site")
    others |= site(document, data)
    makers: dict[str, Callable[[], bytes]] = {
        "report.html": lambda: html(document).encode(),
        "report.pdf": lambda: pdf(document),
        "report.docx": lambda: word(document, drawn),
        "figures.csv": lambda: csv,
        "site/index.html": lambda: others["site/index.html"],
        "figures.csv-metadata.json": lambda: figures_metadata(data),
        "figures.json": lambda: figures_json(data, figures),
        "findings.csv": lambda: findings,
        "findings.csv-metadata.json": lambda: findings_metadata(data),
        "figures.ods": lambda: figures_ods(data),
        "datapackage.json": lambda: datapackage(data, csv, findings),
    }
    contents = {}
    for name in FILES:
        tell(name)
        contents[name] = makers[name]()
    return contents | others


def _fronted(document: Document, blocks: tuple[Block, ...]) -> Document:
    """Return a document with blocks before its own, but after a notice it opens with."""
    own = document.blocks
    place = 1 if own and isinstance(own[0], Notice) else 0
    return replace(document, blocks=(*own[:place], *blocks, *own[place:]))


def _put(folder: Path, contents: dict[str, bytes]) -> None:
    """Write the files beside the folder, then swap: the old report is set aside until the new one stands."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = folder.with_name(f".{folder.name}.new")
    aside = folder.with_name(f".{folder.name}.old")
    if aside.exists() and not folder.exists():
        aside.rename(folder)  # An earlier run stopped between the two moves below.
    for left_over in (fresh, aside):
        shutil.rmtree(left_over, ignore_errors=True)
    try:
        fresh.mkdir()
        for name, content in contents.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(content)
        flush_all(fresh)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    if folder.exists():
        folder.rename(aside)
    try:
        fresh.rename(folder)
    except OSError:
        if aside.exists():
            aside.rename(folder)
        raise
    flush(folder.parent)
    shutil.rmtree(aside, ignore_errors=True)
