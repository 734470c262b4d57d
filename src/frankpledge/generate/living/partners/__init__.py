"""The half of the records that partners of the police keep: roads, courts' services, fire, staff, surveys."""

from __future__ import annotations

from frankpledge.generate.living.context import Maker
from frankpledge.generate.living.planted import RecordChange

MAKERS: tuple[Maker, ...] = ()
CHANGES: tuple[RecordChange, ...] = ()
