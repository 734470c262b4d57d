"""How much a packed document may hold once it is unpacked."""

from __future__ import annotations

from collections.abc import Iterable
from zipfile import ZipInfo

from frankpledge.errors import BadInput

MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes of all parts of a document that are read, unpacked."""


def check_unpacked(name: str, parts: Iterable[ZipInfo]) -> None:
    """Raise BadInput where parts declare more than a document holds.

    No part gives more than it declares: ``zipfile`` reads no further, and then finds its sum wrong.
    """
    if sum(one.file_size for one in parts) > MOST_UNPACKED:
        raise BadInput("the text is too large to be a document (over 200 MiB unpacked).", file=name)
