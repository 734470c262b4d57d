"""What a file is, by its bytes: its name and what the browser says of it are never believed."""

from __future__ import annotations

import io
import lzma
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"


@dataclass(frozen=True)
class Kind:
    """A type of file that may be attached: its media type, ending and name."""

    type: str
    ending: str
    title: str


PDF = Kind("application/pdf", ".pdf", "PDF")
DOCX = Kind(f"{_OFFICE}.wordprocessingml.document", ".docx", "Word")
XLSX = Kind(f"{_OFFICE}.spreadsheetml.sheet", ".xlsx", "Excel")
ODT = Kind(f"{_OPEN}.text", ".odt", "OpenDocument text")
ODS = Kind(f"{_OPEN}.spreadsheet", ".ods", "OpenDocument spreadsheet")
CSV = Kind("text/csv", ".csv", "CSV")
TXT = Kind("text/plain", ".txt", "plain text")
PNG = Kind("image/png", ".png", "PNG")
JPEG = Kind("image/jpeg", ".jpg", "JPEG")
KINDS = (PDF, DOCX, XLSX, ODT, ODS, CSV, TXT, PNG, JPEG)

_MOST_PARTS = 10_000


def kind_of(content: bytes, name: str) -> Kind | None:
    """Return what bytes are; None for what may not be attached.

    Only whether plain text is a table is told by the end of ``name``. Nothing is unpacked but the first
    line of an OpenDocument file. Office files with macros, and text that a browser would take for a page,
    are nothing that may be attached.
    """
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    if _is_text(content):
        return CSV if name.lower().endswith(".csv") else TXT
    return None


def _packed(content: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {one.filename for one in parts}
            if len(parts) > _MOST_PARTS or len(names) != len(parts):
                return None
            if any("vbaproject" in one.lower() or one.startswith(("Basic/", "Scripts/")) for one in names):
                return None
            if "[Content_Types].xml" in names:
                return DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else None
            first = parts[0] if parts else None
            if first is None or first.filename != "mimetype" or first.file_size > 100:
                return None
            said = archive.read(first).decode("ascii")
            return {ODT.type: ODT, ODS.type: ODS}.get(said)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, RuntimeError, EOFError, OSError):
        return None


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            return False
    if not text.strip() or text.lstrip().startswith("<"):
        return False
    return not any(unicodedata.category(one) == "Cc" and one not in "\t\r\n\f" for one in text)


def safe_name(name: str, kind: Kind) -> str:
    """Return a name for people to see: the last part, without what is not printed, ending as its kind does.

    >>> safe_name("../../etc/minutes\\u202efdp.exe", PDF)
    'minutesfdp.pdf'
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(one for one in last if unicodedata.category(one)[0] not in "CZ" or one == " ")
    stem = shown.rpartition(".")[0] or shown
    stem = " ".join(stem.strip(". ").split())[:120]
    return f"{stem or 'file'}{kind.ending}"
