"""Word files: a paragraph is a line, a table's row a line of cells."""

from __future__ import annotations

import io
import zipfile
import zlib

from frankpledge.checking.document import Document
from frankpledge.checking.reading.unpacking import check_unpacked
from frankpledge.errors import BadInput


def read(name: str, data: bytes) -> Document:
    """Return the document in a .docx file; raise BadInput where it is none."""
    import docx
    from docx.opc.exceptions import OpcError

    from frankpledge.checking.reading.word_lines import lines_of

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_unpacked(name, archive.infolist())
        return Document(name, tuple(line.text for line in lines_of(docx.Document(io.BytesIO(data)))))
    except (
        OpcError,
        zipfile.BadZipFile,
        zlib.error,
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
