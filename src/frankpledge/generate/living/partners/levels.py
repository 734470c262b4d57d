"""Levels of partners' records that a planted change can move, and the changes of the demonstration.

A level is declared once: the table it is of, what of it, and its usual value. A change multiplies it from a
month on; both are told in the truth of the generated records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from frankpledge.generate.living.partners.setting import Setting
from frankpledge.generate.living.planted import RecordChange
from frankpledge.generate.scenario import Shape


@dataclass(frozen=True)
class Level:
    """What ``what`` of a table usually is: a share, a number of days, a number a month."""

    table: str
    what: str
    usual: float

    def at(self, setting: Setting, month: int) -> float:
        """Return the level in a month, planted changes in it."""
        return self.usual * setting.effect(self.table, self.what, month)


VOICE_CONTACT: Final = Level("referrals", "share of voice contacted within 72 hours", 0.88)
ON_CALL_COVER: Final = Level("appliance-cover", "share of on-call hours available", 0.78)
BURGLARY_SATISFIED: Final = Level("survey-responses", "share of burglary victims satisfied overall", 0.76)
OFFICERS_LEAVING: Final = Level("leavers", "share of officers leaving in a year", 0.062)
OUTSIDE_STATIONS: Final = Level("officer-duties", "share of neighbourhood time outside stations", 0.57)
GRANT_DAYS: Final = Level("firearms-licensing", "median days to decide a grant", 62.0)
COMPLAINT_DAYS: Final = Level("complaints", "median days to finalise outside Schedule 3", 17.0)
SERIOUS_INJURIES: Final = Level("casualties", "share of injuries that are fatal or serious", 0.394)
HOME_VISITS: Final = Level("home-safety-visits", "number", 430.0)


def _step(level: Level, first: str, factor: float) -> RecordChange:
    return RecordChange(level.table, level.what, Shape.STEP, first, factor)


PARTNER_CHANGES: Final = (
    _step(VOICE_CONTACT, "2024-07", 0.81),
    _step(ON_CALL_COVER, "2024-09", 0.85),
    _step(BURGLARY_SATISFIED, "2024-04", 1.13),
    _step(OFFICERS_LEAVING, "2024-04", 1.5),
    _step(OUTSIDE_STATIONS, "2024-10", 1.16),
    _step(GRANT_DAYS, "2024-02", 1.95),
    _step(COMPLAINT_DAYS, "2024-08", 1.6),
    _step(SERIOUS_INJURIES, "2024-06", 1.25),
    _step(HOME_VISITS, "2024-01", 1.3),
)
"""What the demonstration plants in partners' records, whose last month is March 2025."""
