"""The publisher's columns of a street file, and whether each holds a number: what the peers declare."""

from __future__ import annotations

COLUMNS = {
    "Crime ID": False,
    "Month": False,
    "Reported by": False,
    "Falls within": False,
    "Longitude": True,
    "Latitude": True,
    "Location": False,
    "LSOA code": False,
    "LSOA name": False,
    "Crime type": False,
    "Last outcome category": False,
    "Context": False,
}
