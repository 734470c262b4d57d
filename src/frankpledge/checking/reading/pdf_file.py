"""PDF files: text laid out as on the page, so that the columns of a table stay apart."""

from __future__ import annotations

import io
import logging
import re

from frankpledge.checking.document import Document
from frankpledge.errors import BadInput


def read(name: str, data: bytes) -> Document:
    """Return the document in a PDF with text in it.

    Raises BadInput for one that is broken, locked or only pictures.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadInput("the PDF is locked with a password.", file=name, do="Save it without one.")
        lines = [
            line
            for page in reader.pages
            for line in (*_page(page.extract_text(extraction_mode="layout")), "")
        ]
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
    ) as error:
        raise BadInput(f"this is not a PDF that can be read ({type(error).__name__}).", file=name) from error
    if not any(line.strip() for line in lines):
        raise BadInput(
            "the PDF holds no text: its pages are pictures.", file=name, do="Give the file it was made from."
        )
    return Document(name, tuple(lines), wrapped=True)


def _page(text: str) -> list[str]:
    """Return the lines of a page, wide gaps as tabs where numbers show that a line is a table's row."""
    lines = []
    for line in text.splitlines():
        cells = re.split(r" {3,}", line.strip())
        table = (
            len(cells) >= 3
            and sum(bool(re.search(r"[0-9]", cell)) and len(cell) < 20 for cell in cells[1:]) >= 2
        )
        lines.append("\t".join(cells) if table else " ".join(line.split()))
    return lines
