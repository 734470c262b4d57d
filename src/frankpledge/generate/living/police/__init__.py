"""The half of the records that the police, the prosecution and the courts keep."""

from __future__ import annotations

from frankpledge.generate.living.context import Maker
from frankpledge.generate.living.planted import RecordChange
from frankpledge.generate.living.police.crime_people import crime_people
from frankpledge.generate.living.police.offences import crime_outcomes, investigation_reviews, recorded_crimes

MAKERS: tuple[Maker, ...] = (recorded_crimes, crime_outcomes, crime_people, investigation_reviews)
CHANGES: tuple[RecordChange, ...] = ()
