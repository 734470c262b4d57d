"""The half of the records that partners of the police keep: roads, courts' services, fire, staff, surveys."""

from __future__ import annotations

from frankpledge.generate.living.context import Maker
from frankpledge.generate.living.partners.levels import PARTNER_CHANGES
from frankpledge.generate.living.partners.making import beside_as_told, make_earlier, make_partners
from frankpledge.generate.living.planted import RecordChange

MAKERS: tuple[Maker, ...] = (make_partners,)
CHANGES: tuple[RecordChange, ...] = PARTNER_CHANGES
__all__ = ["CHANGES", "MAKERS", "beside_as_told", "make_earlier"]
