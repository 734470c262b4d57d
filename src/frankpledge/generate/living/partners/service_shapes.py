"""What each service for people is like: how many it helps, how soon, and what comes of it.

Levels are round figures near those that commissioners of a county of 750,000 have published in quarterly
reports; none is a copy of a service's own records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

WHOLE_COUNTY: Final = 750_000
"""Residents for which the monthly numbers are meant; a smaller county gets its share of them."""

POLICE_FIRST: Final = {
    "Police": 0.86,
    "Self": 0.07,
    "Voluntary sector": 0.02,
    "Health": 0.02,
    "Local authority": 0.02,
    "Other": 0.01,
}


@dataclass(frozen=True, eq=False)
class Service:
    """One service. Shares lie between 0 and 1; ``monthly`` is referrals a month in the whole county.

    ``of_victims`` says that its referrals are drawn from the month's victims. ``hours`` is the clock of first
    contact and ``in_time`` the share contacted within it; ``accepted`` is of those contacted. ``events`` are
    the kinds of support given, with their weights and mean hours.
    """

    name: str
    monthly: float
    hours: int
    in_time: float
    accepted: float
    sources: Mapping[str, float]
    harms: Mapping[str, float]
    events: Mapping[str, tuple[float, float]]
    of_victims: bool = False
    taken_on: float = 1.0
    valid: float = 0.95
    repeat: float = 0.18
    ages: tuple[float, float] = (18, 90)
    female: float = 0.55
    growth: float = 1.0
    supported: float = 0.85
    events_each: float = 3.0
    days_open: float = 75.0
    tool: str = ""
    points: tuple[str, ...] = ()
    improved: float = 0.66
    themes: Mapping[str, float] = field(default_factory=lambda: {"Emotional wellbeing": 0.6, "Safety": 0.4})
    with_children: bool = False


COPING: Final = ("Better able to cope", "Health and wellbeing", "Feeling safe")
STAR: Final = (
    "Physical health",
    "Emotional health",
    "Self-esteem",
    "Education and work",
    "Family and relationships",
    "Choices and behaviour",
)
YOUNG_THEMES: Final = {
    "Emotional wellbeing": 0.24,
    "Family and relationships": 0.16,
    "Education and work": 0.16,
    "Exploitation": 0.12,
    "Knife crime": 0.10,
    "Drugs and alcohol": 0.09,
    "Online safety": 0.07,
    "Anti-social behaviour": 0.06,
}
SUPPORT: Final = {"Practical support": (0.5, 0.6), "Emotional support": (0.5, 0.8)}

VOICE: Final = Service(
    "voice",
    1500,
    72,
    0.88,
    0.43,
    POLICE_FIRST,
    {"Violence": 1.0},
    SUPPORT,
    of_victims=True,
    tool="Closing assessment",
    points=COPING,
    improved=0.71,
)
ROAD_HARM: Final = Service(
    "road-harm",
    34,
    72,
    0.90,
    0.21,
    {"Police": 0.93, "Self": 0.05, "Health": 0.02},
    {"Road harm": 1.0},
    {"Counselling": (0.35, 1.0), **SUPPORT},
    repeat=0.02,
    events_each=7.0,
    days_open=150,
    tool="Closing assessment",
    points=COPING,
    improved=0.68,
)
CHILDREN: Final = Service(
    "children",
    82,
    48,
    0.84,
    0.58,
    {"Police": 0.52, "School": 0.18, "Local authority": 0.12, "Family or friend": 0.10, "Health": 0.08},
    {"Sexual offence": 0.32, "Violence": 0.24, "Child abuse or exploitation": 0.22, "Domestic abuse": 0.22},
    {"Counselling": (0.45, 1.0), "Emotional support": (0.40, 0.9), "Practical support": (0.15, 0.6)},
    ages=(4, 18),
    female=0.62,
    events_each=8.0,
    days_open=130,
    tool="Closing assessment",
    points=COPING,
    improved=0.74,
    growth=1.04,
)
RESTORATIVE: Final = Service(
    "restorative-justice",
    19,
    120,
    0.80,
    0.38,
    {"Police": 0.40, "Court or probation": 0.28, "Other service of the office": 0.20, "Self": 0.12},
    {"Violence": 0.38, "Burglary": 0.24, "Robbery and theft": 0.18, "Anti-social behaviour": 0.20},
    {"Restorative meeting": (0.25, 2.0), "Practical support": (0.40, 1.0), "Review": (0.35, 0.5)},
    repeat=0.05,
    days_open=160,
    growth=1.06,
)
SUNFLOWER: Final = Service(
    "sunflower",
    325,
    24,
    0.79,
    0.61,
    {"Police": 0.72, "Self": 0.12, "Local authority": 0.06, "Health": 0.06, "Voluntary sector": 0.04},
    {"Domestic abuse": 0.93, "Stalking and harassment": 0.07},
    {"Practical support": (0.55, 1.0), "Emotional support": (0.45, 1.2)},
    of_victims=True,
    repeat=0.29,
    female=0.93,
    events_each=5.0,
    days_open=65,
    tool="Closing assessment",
    points=COPING,
    improved=0.77,
    growth=1.03,
)
ACE: Final = Service(
    "ace",
    118,
    120,
    0.83,
    0.95,
    {"School": 0.44, "Police": 0.26, "Health": 0.12, "Local authority": 0.12, "Self": 0.06},
    {"Adverse childhood experiences": 0.60, "Domestic abuse": 0.28, "Child abuse or exploitation": 0.12},
    {"One-to-one work": (0.45, 1.5), "Practical support": (0.35, 1.0), "Review": (0.20, 0.5)},
    taken_on=0.68,
    supported=0.86,
    repeat=0.09,
    ages=(22, 50),
    female=0.84,
    events_each=6.0,
    days_open=110,
    tool="Outcome Star",
    points=("Emotional health", "Family and relationships", "Housing and money"),
    with_children=True,
)
YOUTH: Final = Service(
    "youth",
    72,
    120,
    0.86,
    0.74,
    {"School": 0.45, "Police": 0.20, "Local authority": 0.16, "Family or friend": 0.11, "Self": 0.08},
    {"Not in education, employment or training": 0.30, "Anti-social behaviour": 0.25, "Other": 0.45},
    {"One-to-one work": (0.55, 1.2), "Group work": (0.45, 2.0)},
    repeat=0.06,
    ages=(10, 21),
    female=0.38,
    events_each=7.0,
    days_open=140,
    tool="Youth Star",
    points=STAR,
    improved=0.63,
    themes=YOUNG_THEMES,
)
SERVICES: Final = (VOICE, ROAD_HARM, CHILDREN, RESTORATIVE, SUNFLOWER, ACE, YOUTH)
