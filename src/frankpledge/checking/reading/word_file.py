"""Word files: a paragraph is a line, a table's row a line of cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from frankpledge.checking.document import Document
from frankpledge.errors import BadInput


def read(name: str, data: bytes) -> Document:
    """Return the document in a .docx file; raise BadInput where it is none."""
    import docx
    from docx.opc.exceptions import OpcError

    try:
        return Document(name, tuple(_lines(docx.Document(io.BytesIO(data)))))
    except (
        OpcError,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        SyntaxError,
        OSError,
        AttributeError,
    ) as error:
        raise BadInput(
            f"this is not a Word file that can be read ({type(error).__name__}).",
            file=name,
            do="Save it as .docx again.",
        ) from error


def _lines(document: object) -> Iterator[str]:
    from docx.document import Document as WordDocument
    from docx.table import Table

    assert isinstance(document, WordDocument)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield "\t".join(_without_merged([(id(cell._tc), cell.text) for cell in row.cells]))
            yield ""
        else:
            yield " ".join(block.text.split())


def _without_merged(cells: list[tuple[int, str]]) -> list[str]:
    """A merged cell is given once for each column: keep its text in the first."""
    texts, last = [], None
    for key, text in cells:
        texts.append("" if key == last else " ".join(text.split()))
        last = key
    return texts
