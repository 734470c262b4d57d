"""Short ways to make a document and check it."""

from __future__ import annotations

from frankpledge.checking.checks import check
from frankpledge.checking.document import Document
from frankpledge.checking.problems import Problem


def document(text: str) -> Document:
    """Return the document of a text file that holds ``text``."""
    return Document("a.txt", tuple(text.splitlines()), wrapped=True)


def found(text: str) -> list[Problem]:
    """Return what is found in a text."""
    return check(document(text))


def kinds(text: str) -> set[str]:
    """Return the kinds of what is found in a text."""
    return {it.kind for it in found(text)}
