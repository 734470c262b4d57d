"""A file of any of the known formats, read into a document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from frankpledge.checking.document import Document
from frankpledge.checking.reading import html_file, odt_file, pdf_file, spreadsheet_file, text_file, word_file
from frankpledge.errors import BadInput, WrongUse

MOST_BYTES = 200 * 1024 * 1024
_Read = Callable[[str, bytes], Document]

FORMATS: dict[str, _Read] = {
    ".txt": text_file.read,
    ".text": text_file.read,
    ".tsv": text_file.read,
    ".md": text_file.read,
    ".markdown": text_file.read,
    ".csv": spreadsheet_file.read_csv,
    ".html": html_file.read,
    ".htm": html_file.read,
    ".xhtml": html_file.read,
    ".docx": word_file.read,
    ".pdf": pdf_file.read,
    ".odt": odt_file.read,
    ".xlsx": spreadsheet_file.read,
    ".xlsm": spreadsheet_file.read,
    ".xls": spreadsheet_file.read,
    ".ods": spreadsheet_file.read,
}
"""The reader for each ending of a file's name."""


def read_document(path: Path) -> Document:
    """Return the document in a file, by the ending of its name.

    Raises WrongUse for an ending that is not known, BadInput for a file that is not there, is
    empty, or cannot be read as what its name says.
    """
    reader = FORMATS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(ending.lstrip(".") for ending in FORMATS)
        raise WrongUse(f"{path}: files of this kind cannot be checked.", do=f"Known: {known}.")
    if not path.is_file():
        raise BadInput("there is no such file.", file=path)
    if path.stat().st_size > MOST_BYTES:
        raise BadInput("the file is too large to be a document (over 200 MiB).", file=path)
    data = path.read_bytes()
    if not data.strip():
        raise BadInput("the file is empty.", file=path)
    return reader(str(path), data)
