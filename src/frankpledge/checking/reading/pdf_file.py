"""PDF files: text laid out as on the page, so that the columns of a table stay apart."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter

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
        pages = [_page(page.extract_text(extraction_mode="layout")) for page in reader.pages]
        lines = [line for page in _without_running_lines(pages) for line in (*page, "")]
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


_EDGE = 2
"""How many lines at the top and the bottom of a page may be its running heads."""


def _without_running_lines(pages: list[list[str]]) -> list[list[str]]:
    """Return pages whose running heads and feet stand once, and apart: they are no part of a paragraph.

    A running line stands at the edge of most pages (of three at least), its numbers apart.
    """
    edges = [_edges(page) for page in pages]
    seen = Counter(key for page in edges for key in set(page.values()))
    running = {key for key, count in seen.items() if count >= 3 and 2 * count > len(pages)}
    told: set[str] = set()
    found = []
    for page, edge in zip(pages, edges, strict=True):
        lines = []
        for place, line in enumerate(page):
            key = edge.get(place)
            if key in running:
                lines += ["", line, ""] if key not in told else [""]
                told.add(key)
            else:
                lines.append(line)
        found.append(lines)
    return found


def _edges(page: list[str]) -> dict[int, str]:
    """Return the lines at a page's edges by their place, numbers covered."""
    filled = [place for place, line in enumerate(page) if line.strip()]
    return {place: re.sub(r"[0-9]+", "0", page[place]) for place in (*filled[:_EDGE], *filled[-_EDGE:])}


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
