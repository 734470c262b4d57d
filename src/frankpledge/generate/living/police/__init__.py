"""The half of the records that the police, the prosecution and the courts keep."""

from __future__ import annotations

from frankpledge.generate.living.context import Maker
from frankpledge.generate.living.planted import RecordChange

MAKERS: tuple[Maker, ...] = ()
CHANGES: tuple[RecordChange, ...] = ()
