"""Zip-based documents with steady bytes: the same content gives the same file on every run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

FIXED = (1980, 1, 1, 0, 0, 0)


def steadied(packed: bytes, *, without: Sequence[str] = ()) -> bytes:
    """Return a zip with the same members in the same order, each dated to a fixed moment.

    ``without`` names members to leave out, such as the picture of another document that a
    library's template brings along.
    """
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename in without:
                continue
            info = zipfile.ZipInfo(member.filename, FIXED)
            info.compress_type = member.compress_type
            info.external_attr = member.external_attr
            new.writestr(info, old.read(member))
    return held.getvalue()
