"""What the fictional boards come back to: the questions put, the answers given, what was made of them."""

from __future__ import annotations

from dataclasses import dataclass

from frankpledge.generate.office_records.words import rows_of


@dataclass(frozen=True)
class Topic:
    """One matter of assurance: its question, the answer given, what the board made of it, and an action.

    ``every`` is a frequency of the registers, ``level`` the assurance last given, ``owner`` a post.
    """

    title: str
    every: str
    question: str
    answer: str
    made_of_it: str
    level: str
    action: str
    owner: str
    measure: str = ""


def topics_of(body: str) -> tuple[Topic, ...]:
    """Return what the board of a body, ``police`` or ``fire``, comes back to."""
    return tuple(
        Topic(**{name.replace("-", "_"): words for name, words in row.items() if name != "body"})
        for row in rows_of("topics")
        if row["body"] == body
    )
