"""Small print under two headings: said under the first, referred to under the second."""

from __future__ import annotations

from frankpledge.publication.model import Block, Bound, Heading, Name, Paragraph, Together, line
from frankpledge.publication.said_once import said_once

WHY = (
    "Why this is believed: the range is a prediction interval of the quarter, from the months before it, "
    "with trend and season: "
)


def note(words: str = WHY) -> Paragraph:
    return Paragraph(line(words, Bound("57", "a>months", "57"), "."), note=True)


def test_a_note_that_stands_twice_is_said_once_and_referred_to() -> None:
    one, two = (Heading(3, line(name), name.lower()) for name in ("Burglary", "Robbery"))
    blocks: list[Block] = [Together(one, (note(),)), two, note(), note("Another note, as long as that. " * 4)]
    made = said_once(blocks)
    reference = line(
        "The note under ", Name("Burglary", target="#burglary"), " holds here too, word for word."
    )
    assert made == [blocks[0], two, Paragraph(reference, note=True), blocks[3]]


def test_what_is_short_or_no_note_stays_where_it_is() -> None:
    one, two = (Heading(3, line(name), name.lower()) for name in ("Burglary", "Robbery"))
    short, said = note("Short: "), Paragraph(line(WHY * 2))
    blocks: list[Block] = [one, short, said, two, short, said]
    assert said_once(blocks) == blocks
