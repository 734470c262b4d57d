"""Documents that are packed: what they hold is limited, and what is broken in them is said."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from frankpledge.checking.reading.document_file import read_document
from frankpledge.errors import BadInput
from frankpledge.records.sniffing import ODT, kind_of


def packed(parts: dict[str, int]) -> bytes:
    """Return a small archive whose parts are so many megabytes long."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as write:
        for name, size in parts.items():
            with write.open(name, "w") as part:
                for _ in range(size):
                    part.write(b"A" * 1024**2)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("bomb.docx", {"[Content_Types].xml": 0, "word/document.xml": 250}),
        ("many.docx", {"[Content_Types].xml": 0, **{f"word/media/{at}.xml": 50 for at in range(5)}}),
        ("bomb.odt", {"mimetype": 0, "content.xml": 250}),
    ],
)
def test_a_document_that_is_a_bomb_is_refused_without_unpacking_it(
    name: str, parts: dict[str, int], tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(packed(parts))
    assert file.stat().st_size < 1024**2, "it is small as it is sent"
    tracemalloc.start()
    with pytest.raises(BadInput, match="too large to be a document"):
        read_document(file)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20 * 1024**2


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("mask", [0x01, 0x06, 0x55, 0xFF])
def test_a_broken_archive_is_nothing_that_may_be_attached(how: int, mask: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as write:
        write.writestr("mimetype", ODT.type)
    whole = made.getvalue()
    assert kind_of(whole, "a.odt") == ODT
    broken = bytes(one ^ mask if 38 <= at < 50 else one for at, one in enumerate(whole))
    assert kind_of(broken, "a.odt") is None
