"""Numbered paragraphs, as committees use them: parts 1, 2, 3 and in each its paragraphs 2.1, 2.2 …"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from frankpledge.publication.model import Block, Heading, Name, Paragraph, Together, line


class _Counter:
    """Where numbering has come to: the part, and the paragraph in it."""

    def __init__(self) -> None:
        self.part = 0
        self.paragraph = 0

    def numbered(self, block: Block) -> Block:
        if isinstance(block, Heading) and block.level == 2:
            self.part, self.paragraph = self.part + 1, 0
            return replace(block, text=line(Name(f"{self.part}. "), block.text))
        if isinstance(block, Paragraph) and not block.note and self.part:
            self.paragraph += 1
            return replace(block, text=line(Name(f"{self.part}.{self.paragraph} "), block.text))
        if isinstance(block, Together):
            heading = self.numbered(block.heading)
            assert isinstance(heading, Heading)
            return Together(heading, tuple(self.numbered(inner) for inner in block.blocks))
        return block


def with_numbers(blocks: Iterable[Block]) -> list[Block]:
    """Return blocks with parts (headings of level 2) and the paragraphs in them numbered from 1.

    What stands before the first part, notes, lists and tables bear no number.
    """
    counter = _Counter()
    return [counter.numbered(block) for block in blocks]
