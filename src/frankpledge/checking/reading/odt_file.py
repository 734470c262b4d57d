"""OpenDocument texts: a paragraph is a line, a table's row a line of cells."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

from frankpledge.checking.document import Document
from frankpledge.checking.reading.unpacking import check_unpacked
from frankpledge.errors import BadInput


def read(name: str, data: bytes) -> Document:
    """Return the document in an .odt file; raise BadInput where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_unpacked(name, [archive.getinfo("content.xml")])
            root = fromstring(archive.read("content.xml"))  # noqa: S314 - no outside entities are fetched
    except (zipfile.BadZipFile, zlib.error, KeyError, ParseError, OSError) as error:
        raise BadInput(
            f"this is not an OpenDocument text that can be read ({type(error).__name__}).", file=name
        ) from error
    return Document(name, tuple(_lines(root)))


_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_REPEATED = f"{_TABLE}number-columns-repeated"
_SPACES = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": " "}
_SKIPPED = (f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_TEXT}sequence-decls")


def _lines(node: Element) -> Iterator[str]:
    for child in node:
        if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield _text(child)
        elif child.tag == f"{_TABLE}table":
            yield from ("\t".join(_cells(row)) for row in child.iter(f"{_TABLE}table-row"))
            yield ""
        elif child.tag not in _SKIPPED:
            yield from _lines(child)


def _cells(row: Element) -> Iterator[str]:
    for cell in row:
        if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            text = " ".join(_text(each) for each in cell.iter(f"{_TEXT}p"))
            repeated = int(cell.get(_REPEATED, "1")) if text else 1
            yield from [text] * min(repeated, 100)


def _text(node: Element) -> str:
    return " ".join("".join(_words(node)).split())


def _words(node: Element) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        if child.tag not in _SKIPPED:
            yield _SPACES.get(child.tag, "")
            yield from _words(child)
        yield child.tail or ""
