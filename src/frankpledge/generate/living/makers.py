"""All makers of records, and all changes planted in them."""

from __future__ import annotations

from frankpledge.generate.living import partners, police

MAKERS = (*police.MAKERS, *partners.MAKERS)
EARLIER = partners.make_earlier
BESIDE = partners.beside_as_told
CHANGES = (*police.CHANGES, *partners.CHANGES)
