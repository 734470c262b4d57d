"""Small print that would stand under two headings word for word: said under the first, referred to after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from frankpledge.publication.model import Block, Heading, Name, Paragraph, Together, line, plain

WORTH_REFERRING = 100
"""Characters: a shorter note is quicker read again than looked up."""


def said_once(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks, every note that repeats an earlier one replaced by where that stands.

    A note is repeated where its words are the same; the numbers in it then are the same too.
    """
    first: dict[str, Heading] = {}
    found: list[Block] = []
    under: Heading | None = None
    for block in blocks:
        if isinstance(block, Heading):
            under = block
        if isinstance(block, Together):
            under = block.heading
            found.append(replace(block, blocks=tuple(_once(one, under, first) for one in block.blocks)))
        else:
            found.append(_once(block, under, first))
    return found


def _once(block: Block, under: Heading | None, first: dict[str, Heading]) -> Block:
    if not isinstance(block, Paragraph) or not block.note or under is None:
        return block
    words = plain(block.text)
    if len(words) < WORTH_REFERRING or first.setdefault(words, under) is under:
        return block
    where = first[words]
    title = Name(plain(where.text), target=f"#{where.id}")
    return replace(block, text=line("The note under ", title, " holds here too, word for word."))
