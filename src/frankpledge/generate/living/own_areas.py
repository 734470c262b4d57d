"""The teams, shifts and custody suites of the living county: one list for all who make records.

``westmarch/office.yaml`` declares them, each under its id.
"""

from __future__ import annotations

from typing import Final

SUITES: Final = ("northgate", "weston", "southmere")
SHIFTS: Final = {"early": 7, "late": 15, "night": 22}
"""The hour at which each begins."""
RESPONSE_TEAMS: Final = tuple(f"response-{letter}" for letter in "abcde")
NEIGHBOURHOOD_TEAMS: Final = tuple(f"npt-{number:02}" for number in range(1, 13))
INVESTIGATION_TEAMS: Final = ("investigation-north", "investigation-south", "investigation-east")
PUBLIC_PROTECTION: Final = "public-protection"
ROADS: Final = "roads"
CAMERA_TEAMS: Final = ("anpr-intercept-1", "anpr-intercept-2")
