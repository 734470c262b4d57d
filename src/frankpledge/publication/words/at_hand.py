"""What an author has at hand while writing: the references of one measure and what each prints now."""

from __future__ import annotations

from frankpledge.publication.model import plain
from frankpledge.publication.words.facts import Facts
from frankpledge.publication.words.references import WrongReference, parse_reference
from frankpledge.publication.words.saying import PARTS, say

WINDOWS = ("", ", 12 months")
"""The period of the report, and the 12 months to its end."""


def at_hand(facts: Facts, measure: str) -> list[tuple[str, str]]:
    """Return references to a measure as an author writes them, and the words each prints; no denied ones."""
    found: dict[str, str] = {}
    for part in PARTS:
        for window in WINDOWS:
            inside = f"{measure} {part}{window}" if part != "value" else f"{measure}{window}"
            try:
                words = plain(say(facts, parse_reference(inside, PARTS)).words)
            except WrongReference:
                continue
            if words != part.replace("-", " "):  # A claim, such as "fell", prints itself.
                found[f"{{{inside}}}"] = words
    return list(found.items())
