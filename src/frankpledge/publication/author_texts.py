"""What people wrote for a report, read and bound to figures: blocks by the slot they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frankpledge.publication.model import Block


@dataclass(frozen=True)
class AuthorTexts:
    """Authors' words by slot (``summary``, ``measures/burglary``, ``outcomes/…``), as blocks."""

    blocks: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)

    def at(self, slot: str) -> tuple[Block, ...]:
        """Return what was written for a slot; nothing where nobody wrote."""
        return self.blocks.get(slot, ())
