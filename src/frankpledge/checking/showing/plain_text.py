"""Findings as text for a terminal: place, quote, what it works out to, how sure."""

from __future__ import annotations

from collections import Counter

from frankpledge.checking.document import Document
from frankpledge.checking.problems import Problem


def text_of(document: Document, problems: list[Problem]) -> str:
    """Return one block for each finding, and a closing line that counts them."""
    blocks = [
        f"{document.name}:{it.line}: {it.severity.value} ({it.severity.sureness}), {it.kind}\n"
        f"    “{it.quote}”\n    {it.message}"
        for it in problems
    ]
    return "\n".join([*blocks, summary(document, problems)]) + "\n"


def summary(document: Document, problems: list[Problem]) -> str:
    """Return how many findings there are, by how sure they are."""
    counts = Counter(it.severity.value for it in problems)
    if not problems:
        return f"{document.name}: nothing found in {len(document.lines):,} lines."
    parts = ", ".join(
        f"{counts[each]} {each}{_plural(each, counts[each])}"
        for each in ("error", "warning", "advice")
        if counts[each]
    )
    return f"{document.name}: {parts} in {len(document.lines):,} lines."


def _plural(word: str, count: int) -> str:
    return "s" if count != 1 and word != "advice" else ""
