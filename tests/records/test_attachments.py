"""Files are what their bytes are, whatever they are called."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from odfdo import Document as OpenDocument

from frankpledge.records import sniffing
from frankpledge.registers.roles import NOBODY
from tests.records.registers import DECISIONS, EVERY, REGISTERS

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8


def packed(parts: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def saved(document: Any) -> bytes:
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def real() -> dict[sniffing.Kind, bytes]:
    """One file of each kind, those of offices written by the libraries that write them."""
    return {
        sniffing.PDF: b"%PDF-1.7\n...",
        sniffing.DOCX: saved(Document()),
        sniffing.XLSX: saved(openpyxl.Workbook()),
        sniffing.ODT: saved(OpenDocument("text")),
        sniffing.ODS: saved(OpenDocument("spreadsheet")),
        sniffing.CSV: "a,b\r\n1,£2\r\n".encode("cp1252"),
        sniffing.TXT: "Minutes: naïve\n".encode(),
        sniffing.PNG: PNG,
        sniffing.JPEG: b"\xff\xd8\xff\xe0",
    }


def test_every_kind_is_known_by_its_bytes() -> None:
    files = real()
    assert tuple(files) == sniffing.KINDS
    for kind, content in files.items():
        assert sniffing.kind_of(content, "x.csv" if kind is sniffing.CSV else "lie.exe") == kind
        if kind not in (sniffing.CSV, sniffing.TXT):
            assert sniffing.kind_of(content, "page.html.csv") == kind


DOCX_PARTS = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}
REFUSED = {
    "empty": b"",
    "blank": b" \n",
    "a page": b"<!DOCTYPE html><script>alert(1)</script>",
    "a picture that can run": b"\xef\xbb\xbf <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a program": b"\x7fELF\x02\x01\x01\0",
    "a Windows program": b"MZ\x90\0\x03",
    "an old Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a plain zip": packed({"a.txt": b"x"}),
    "an empty zip": packed({}),
    "half a zip": packed(DOCX_PARTS)[:60],
    "macros": packed({**DOCX_PARTS, "word/vbaProject.bin": b"x"}),
    "macros in OpenDocument": packed(
        {"mimetype": sniffing.ODT.type.encode(), "Basic/Standard/Module1.xml": b"x"}
    ),
    "a Java archive": packed({"META-INF/MANIFEST.MF": b"x", "mimetype": b"application/java-archive"}),
    "an endless first line": packed({"mimetype": sniffing.ODT.type.encode() + b" " * 200}),
    "a gif": b"GIF89a\x01\0\x01\0\0",
    "controls": b"text\x1b[2J",
    "a script for PNG": b"\x89PNG\r\n\x1a wrong",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_be_attached_is_refused_whatever_its_name(name: str, sqlite: str, folder: Path) -> None:
    from frankpledge.records.actions import create
    from frankpledge.records.attaching import attach
    from frankpledge.records.refusals import Refused

    for called in ("a.pdf", "a.csv", "a.docx", "a"):
        assert sniffing.kind_of(REFUSED[name], called) is None
    record = create(DECISIONS, {"title": "Buy", "series": "record"}, EVERY)
    with pytest.raises(Refused, match="no kind that may be attached"):
        attach(DECISIONS, record, "a.pdf", io.BytesIO(REFUSED[name]), EVERY, version=1)
    assert not (folder / "records" / "files").exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Minutes of 1 May.PDF", "Minutes of 1 May.pdf"),
        ("../../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\paper.docx", "paper.pdf"),
        ("a\r\nContent-Type: text/html", "aContent-Type: text/html.pdf".rpartition("/")[2]),
        ("\u202efdp.exe", "fdp.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_name_is_for_people_and_says_what_the_file_is(name: str, shown: str) -> None:
    assert sniffing.safe_name(name, sniffing.PDF) == shown


def test_a_file_is_kept_under_its_digest_outside_what_is_served(database: str, folder: Path) -> None:
    from frankpledge.records import files
    from frankpledge.records.actions import create
    from frankpledge.records.attaching import attach
    from frankpledge.records.erasing import erase
    from frankpledge.records.refusals import Stale
    from frankpledge.records.verifying import verify

    record = create(DECISIONS, {"title": "Buy", "series": "record"}, EVERY)
    other = create(DECISIONS, {"title": "Sell", "series": "record"}, EVERY)
    content = real()[sniffing.ODS]
    file = attach(DECISIONS, record, "../x.php", io.BytesIO(content), EVERY, version=1, published=True)
    attach(DECISIONS, other, "same.ods", io.BytesIO(content), EVERY, version=1)
    assert (file.number, file.name, file.type, file.size) == (1, "x.ods", sniffing.ODS.type, len(content))
    path = files.path_of(file.sha256)
    assert path.is_relative_to(folder / "records" / "files")
    assert path.name == file.sha256
    assert not path.stat().st_mode & 0o111
    assert files.read(file) == content
    with pytest.raises(Stale):
        attach(DECISIONS, record, "late.txt", io.BytesIO(b"late"), EVERY, version=1)
    assert [one.name for one in (folder / "records" / "files").glob("??/*")] == [file.sha256]

    second = attach(DECISIONS, record, "b.txt", io.BytesIO(b"words"), EVERY, version=2)
    erased = erase(DECISIONS, record, ["file-1"], EVERY, version=3)
    assert path.exists()  # the other record has the same file
    erase(DECISIONS, other, ["file-1"], EVERY, version=2)
    assert not path.exists()
    third = attach(DECISIONS, erased, "c.txt", io.BytesIO(b"more"), EVERY, version=4)
    assert (second.number, third.number) == (2, 3)
    assert verify((), REGISTERS) == ()
    files.path_of(third.sha256).write_bytes(b"other")
    with pytest.raises(ValueError, match="not the file that was attached"):
        files.read(third)


def test_a_file_has_a_largest_size(sqlite: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from frankpledge.records import attaching
    from frankpledge.records.actions import create
    from frankpledge.records.refusals import Refused

    monkeypatch.setattr(attaching, "LARGEST", 1024 * 1024)
    record = create(DECISIONS, {"title": "Buy", "series": "record"}, EVERY)

    class Endless(io.RawIOBase):
        """Gives as many bytes as it is asked for."""

        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= 1024 * 1024 + 1
            return b"x" * size

    with pytest.raises(Refused, match="larger than 1 MB"):
        attaching.attach(DECISIONS, record, "a.txt", Endless(), EVERY, version=1)  # type: ignore[arg-type]


def test_the_public_gets_published_attachments_of_public_records_alone(sqlite: str, folder: Path) -> None:
    from django.core.exceptions import PermissionDenied

    from frankpledge.audit.models import Event
    from frankpledge.records.actions import create, move, withhold
    from frankpledge.records.attaching import attach
    from frankpledge.records.rights import attachments_seen
    from frankpledge.records.seeing import open_file

    record = create(DECISIONS, {"title": "Buy", "series": "record", "reasons": "Cheap"}, EVERY)
    paper = attach(DECISIONS, record, "a.txt", io.BytesIO(b"a"), EVERY, version=1, published=True)
    note = attach(DECISIONS, record, "b.txt", io.BytesIO(b"b"), EVERY, version=2)
    assert list(attachments_seen(DECISIONS, record, NOBODY)) == []
    with pytest.raises(PermissionDenied):
        open_file(DECISIONS, record, 1, NOBODY)
    taken = move(DECISIONS, record, "take", EVERY, version=3)
    public = move(DECISIONS, taken, "publish", EVERY, version=4)
    assert list(attachments_seen(DECISIONS, public, NOBODY)) == [paper]
    assert list(attachments_seen(DECISIONS, public, EVERY)) == [paper, note]
    events = Event.objects.filter(stream="seen:decisions")
    assert open_file(DECISIONS, public, 1, NOBODY) == (paper, b"a")
    assert open_file(DECISIONS, public, 1, EVERY) == (paper, b"a")
    assert not events.exists()
    with pytest.raises(PermissionDenied):
        open_file(DECISIONS, public, 2, NOBODY)
    assert open_file(DECISIONS, public, 2, EVERY) == (note, b"b")
    assert [(one.action, one.actor) for one in events.all()] == [("opened", EVERY.identity)]
    less = withhold(DECISIONS, public, {"file-1": "commercial"}, EVERY, version=5)
    assert list(attachments_seen(DECISIONS, less, NOBODY)) == []
