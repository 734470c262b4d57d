"""What all pages of docs/reference are made of."""

from __future__ import annotations

from collections.abc import Iterable

GENERATED = "<!-- Written by tools/build_reference.py: change the code, then run `make docs`. -->"


def page(title: str, *parts: str) -> str:
    """Return a page's whole text."""
    return "\n\n".join([f"# {title}", GENERATED, *(part.strip() for part in parts if part.strip())]) + "\n"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table."""
    lines = [list(heads), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
