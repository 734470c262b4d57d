"""Changes planted in partners' records on purpose, so that a method can be asked to find them.

Each begins so many months before the last month of the records, so that every county that is made, long or
short, shows it near its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class PartnerChange:
    """A level that is ``before`` until ``months_back`` months before the last one, then ``after``."""

    table: str
    what: str
    months_back: int
    before: float
    after: float

    def level(self, month: int, last_month: int) -> float:
        """Return the level in a month."""
        return self.after if month > last_month - self.months_back else self.before


VOICE_CONTACT: Final = PartnerChange(
    "referrals", "share of voice referrals contacted within 72 hours", 9, 0.88, 0.71
)
ON_CALL_COVER: Final = PartnerChange(
    "appliance-cover", "share of hours for which on-call appliances were available", 7, 0.78, 0.66
)
BURGLARY_SATISFIED: Final = PartnerChange(
    "survey-responses", "share of burglary victims satisfied overall", 12, 0.76, 0.86
)
OFFICERS_LEAVING: Final = PartnerChange("leavers", "officers leaving a year, as a share", 12, 0.062, 0.092)
OUTSIDE_STATIONS: Final = PartnerChange(
    "officer-duties", "share of neighbourhood duty time outside stations", 6, 0.57, 0.66
)
GRANTS_DECIDED: Final = PartnerChange(
    "firearms-licensing", "days from receipt to decision of a grant, median", 14, 62, 121
)
COMPLAINT_DAYS: Final = PartnerChange(
    "complaints", "days to finalise a complaint outside Schedule 3, median", 8, 17, 27
)
SERIOUS_INJURIES: Final = PartnerChange(
    "casualties", "fatal and serious injuries, as a multiple of what was", 10, 1.0, 1.25
)
HOME_VISITS: Final = PartnerChange("home-safety-visits", "visits a month in the whole county", 15, 430, 560)

PARTNER_CHANGES: Final = (
    VOICE_CONTACT,
    ON_CALL_COVER,
    BURGLARY_SATISFIED,
    OFFICERS_LEAVING,
    OUTSIDE_STATIONS,
    GRANTS_DECIDED,
    COMPLAINT_DAYS,
    SERIOUS_INJURIES,
    HOME_VISITS,
)
