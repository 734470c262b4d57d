"""A report of ours that comes back from Word: its lines with their controls, and what was printed in them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from frankpledge.checking.reading.word_lines import WordLine, lines_of
from frankpledge.contracts.bound_numbers import BoundNumbers, from_xml

PARTS = "/customXml/item"


@dataclass(frozen=True)
class ReturnedReport:
    """A Word file as edited, and the numbers as they were printed. Lines are those of the document read."""

    printed: BoundNumbers
    lines: tuple[WordLine, ...]


def returned_report(file: Path) -> ReturnedReport | None:
    """Return a Word file's lines and records; None for any file that no report of ours was written to.

    ``file`` has been read as a document already, so that it is a Word file if its name says so.
    """
    if file.suffix.lower() != ".docx":
        return None
    import docx

    document = docx.Document(io.BytesIO(file.read_bytes()))
    for part in document.part.package.iter_parts():
        if str(part.partname).startswith(PARTS):
            printed = from_xml(part.blob)
            if printed is not None:
                return ReturnedReport(printed, tuple(lines_of(document)))
    return None
