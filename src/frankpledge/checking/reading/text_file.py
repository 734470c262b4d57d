"""Plain text and Markdown, whose lines are the file's own."""

from __future__ import annotations

import re

from frankpledge.checking.document import Document
from frankpledge.errors import BadInput

_FENCE = re.compile(r"^\s*(?:```|~~~)")


def read(name: str, data: bytes) -> Document:
    """Return the document in a text file (UTF-8, UTF-16 with its mark, or Windows-1252)."""
    lines = decoded(name, data).replace("\f", "\n").splitlines()
    if name.lower().endswith((".md", ".markdown")):
        lines = _markdown(lines)
    return Document(name, tuple(lines), wrapped=True)


def decoded(name: str, data: bytes) -> str:
    """Return the text of bytes; raise BadInput where they are no text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data[:4096]:
        raise BadInput("this is not a text file.", file=name, do="Give a file its right ending.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _markdown(lines: list[str]) -> list[str]:
    """Leave out code and the marks of emphasis and links; every line keeps its number."""
    kept, code = [], False
    for line in lines:
        if _FENCE.match(line):
            code = not code
            kept.append("")
            continue
        plain = re.sub(r"`[^`]*`", "", line)
        plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", plain)
        plain = re.sub(r"(?:\*\*|__)(.+?)(?:\*\*|__)", r"\1", plain)
        if plain.lstrip().startswith("|") and plain.count("|") >= 2:
            plain = (
                "---"  # the rule below the headings is no end of the table
                if re.fullmatch(r"[\s|:-]*", plain)
                else "\t".join(it.strip() for it in plain.strip().strip("|").split("|"))
            )
        kept.append("" if code else plain)
    return kept
