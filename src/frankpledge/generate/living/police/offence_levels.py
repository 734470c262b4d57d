"""What crimes of each published type are in the force's own system: sub-groups, flags, people. Levels only.

Shares are rounded from published national statistics (Home Office police recorded crime and outcomes open
data, year to March 2024; domestic abuse: ONS, about 16 % of recorded crime), none of one force.
"""

from __future__ import annotations

from dataclasses import dataclass

from frankpledge.generate.facts import (
    CAUTION,
    CHARGED,
    DRUGS_WARNING,
    FORMAL_ACTION,
    FURTHER_ACTION,
    FURTHER_INVESTIGATION,
    LOCAL_RESOLUTION,
    NO_SUSPECT,
    OTHER_BODY,
    OTHER_CASE,
    PENALTY_NOTICE,
    UNABLE,
)

LEFT_OUT_SHARE = 0.004
"""Published crimes that the force's extract does not have: cancelled or transferred since."""

GROUPS_OF_TYPE: dict[str, dict[str, float]] = {
    "Bicycle theft": {"bicycle-theft": 1},
    "Burglary": {
        "residential-burglary-home": 50,
        "residential-burglary-unconnected-building": 18,
        "non-residential-burglary": 32,
    },
    "Criminal damage and arson": {"criminal-damage": 95.5, "arson": 4.5},
    "Drugs": {"trafficking-of-drugs": 22, "possession-of-drugs": 78},
    "Other crime": {"miscellaneous-crimes-against-society": 97, "fraud-offences": 3},
    "Other theft": {"other-theft": 1},
    "Possession of weapons": {"possession-of-weapons": 1},
    "Public order": {"public-order-offences": 1},
    "Robbery": {"robbery-of-business-property": 14, "robbery-of-personal-property": 86},
    "Shoplifting": {"shoplifting": 1},
    "Theft from the person": {"theft-from-the-person": 1},
    "Vehicle crime": {
        "theft-of-a-vehicle": 33,
        "theft-from-a-vehicle": 52,
        "interfering-with-a-vehicle": 15,
    },
    "Violence and sexual offences": {
        "homicide": 0.03,
        "death-or-serious-injury-unlawful-driving": 0.05,
        "violence-with-injury": 25.5,
        "violence-without-injury": 35.5,
        "stalking-and-harassment": 30,
        "rape": 3.2,
        "other-sexual-offences": 5.72,
    },
}


@dataclass(frozen=True)
class Levels:
    """Of crimes of a sub-group: shares with each flag, its code, and who its people are.

    ``ages`` weigh the eight age bands of victims, ``female`` is the share of victims, ``victims`` the share
    with a person as victim (others: businesses, the state), ``suspects`` the share with a named suspect.
    """

    code: str
    domestic: float = 0.01
    knife: float = 0.0
    weapon: float = 0.0
    cyber: float = 0.0
    hate: float = 0.002
    alcohol: float = 0.03
    night: float = 0.02
    mental_health: float = 0.03
    child: float = 0.0
    victims: float = 1.0
    female: float = 0.48
    ages: tuple[float, ...] = (1, 3, 4, 17, 22, 28, 18, 7)
    suspects: float = 0.15
    attended: float = 0.35


_YOUNG = (1, 7, 16, 28, 18, 18, 9, 3)
_SEXUAL = (8, 16, 20, 26, 14, 11, 4, 1)
_VIOLENT = (3, 7, 9, 18, 25, 25, 10, 3)
_STATE = {"victims": 0.0, "suspects": 0.85, "attended": 0.9}

LEVELS: dict[str, Levels] = {
    "homicide": Levels("1", 0.25, 0.4, 0.6, alcohol=0.3, female=0.3, suspects=0.95, attended=1.0),
    "death-or-serious-injury-unlawful-driving": Levels("4.4", alcohol=0.2, suspects=0.9, attended=1.0),
    "violence-with-injury": Levels(
        "8N", 0.32, 0.024, 0.09, 0.0, 0.01, 0.22, 0.12, 0.10, 0.0, 1.0, 0.5, _VIOLENT, 0.68, 0.7
    ),
    "violence-without-injury": Levels(
        "105A", 0.33, 0.005, 0.03, 0.0, 0.02, 0.14, 0.06, 0.10, 0.0, 1.0, 0.52, _VIOLENT, 0.68, 0.55
    ),
    "stalking-and-harassment": Levels(
        "8L", 0.34, 0.001, 0.002, 0.38, 0.03, 0.05, 0.01, 0.09, 0.01, 1.0, 0.66, _VIOLENT, 0.72, 0.3
    ),
    "rape": Levels("19C", 0.30, 0.006, 0.01, 0.02, 0.0, 0.16, 0.08, 0.12, 0.14, 1.0, 0.9, _SEXUAL, 0.7, 0.75),
    "other-sexual-offences": Levels(
        "20A", 0.07, 0.001, 0.003, 0.18, 0.002, 0.1, 0.07, 0.08, 0.3, 1.0, 0.84, _SEXUAL, 0.55, 0.5
    ),
    "robbery-of-business-property": Levels("34A", 0, 0.2, 0.35, suspects=0.35, attended=0.9, victims=0.3),
    "robbery-of-personal-property": Levels(
        "34B", 0.01, 0.24, 0.38, night=0.15, female=0.27, ages=_YOUNG, suspects=0.3, attended=0.85
    ),
    "residential-burglary-home": Levels("28E", 0.03, 0.004, 0.01, suspects=0.11, attended=0.88),
    "residential-burglary-unconnected-building": Levels("28G", 0.005, suspects=0.05, attended=0.3),
    "non-residential-burglary": Levels("30C", 0.002, victims=0.1, suspects=0.12, attended=0.5),
    "theft-of-a-vehicle": Levels("48", 0.01, female=0.4, suspects=0.09, attended=0.2),
    "theft-from-a-vehicle": Levels("45", 0.002, female=0.38, suspects=0.04, attended=0.07),
    "interfering-with-a-vehicle": Levels("126", 0.002, female=0.4, suspects=0.06, attended=0.12),
    "theft-from-the-person": Levels("39", 0.005, night=0.22, female=0.56, suspects=0.05, attended=0.12),
    "bicycle-theft": Levels("44", 0.001, female=0.3, ages=_YOUNG, suspects=0.03, attended=0.05),
    "shoplifting": Levels("46", 0.0, 0.003, 0.01, victims=0.02, suspects=0.4, attended=0.2),
    "other-theft": Levels("49", 0.03, victims=0.7, suspects=0.14, attended=0.1),
    "criminal-damage": Levels("58B", 0.12, 0.003, 0.03, victims=0.8, suspects=0.3, attended=0.35),
    "arson": Levels("56B", 0.05, victims=0.7, suspects=0.2, attended=0.7),
    "trafficking-of-drugs": Levels("92A", 0, 0.01, 0.04, victims=0.0, suspects=0.85, attended=0.9),
    "possession-of-drugs": Levels("92D", 0, 0.004, 0.01, victims=0.0, suspects=0.85, attended=0.9),
    "possession-of-weapons": Levels("10D", 0.03, 0.62, 0.95, victims=0.0, suspects=0.85, attended=0.9),
    "public-order-offences": Levels(
        "9A", 0.11, 0.01, 0.03, 0.03, 0.11, 0.16, 0.11, 0.08, victims=0.75, suspects=0.5, attended=0.5
    ),
    "miscellaneous-crimes-against-society": Levels(
        "66", 0.06, 0.002, 0.02, 0.12, child=0.06, victims=0.3, suspects=0.55, attended=0.5
    ),
    "fraud-offences": Levels("53B", 0.02, cyber=0.4, victims=0.5, suspects=0.3, attended=0.1),
}

TYPES_OF_OUTCOME: dict[str, dict[int, float]] = {
    # published text -> Home Office outcome types of it, by weight
    UNABLE: {15: 30, 16: 60, 17: 3, 12: 2, 13: 1, 5: 1, 11: 3},
    NO_SUSPECT: {18: 1},
    CHARGED: {1: 1},
    OTHER_CASE: {4: 1},
    CAUTION: {2: 25, 3: 75},
    DRUGS_WARNING: {7: 1},
    PENALTY_NOTICE: {6: 1},
    LOCAL_RESOLUTION: {8: 1},
    FORMAL_ACTION: {9: 15, 10: 85},
    FURTHER_ACTION: {22: 1},
    FURTHER_INVESTIGATION: {21: 1},
    OTHER_BODY: {20: 1},
}
UNNAMED_TYPE = 14
"""The type of crimes whose suspect is not known and whose victim does not support action."""
UNNAMED_SHARE = 0.11

RISK_WEIGHTS = {"standard": 62.0, "medium": 26.0, "high": 12.0}
STRAND_WEIGHTS = {
    "race": 68.0,
    "religion": 6.0,
    "sexual-orientation": 13.0,
    "disability": 8.0,
    "transgender": 3.0,
    "more-than-one": 2.0,
}
"""Home Office hate crime, year to March 2024, rounded."""
KNIFE_WEIGHTS = {"used": 22.0, "threatened": 42.0, "carried": 28.0, "not-known": 8.0}
SUSPECT_AGES = (0.0, 3.0, 14.0, 26.0, 28.0, 21.0, 7.0, 1.0)
SUSPECT_FEMALE = 0.2
REPEAT_VICTIMS = 0.16
REPEAT_SUSPECTS = 0.42
"""The parts of victims and suspects that are picked among the few who come again."""

RECORDING_HOURS = (0, 0.3, 0.8, 3, 14, 30, 140, 400)
"""Hours from report to recording: most within the day, as the counting rules ask (24 hours)."""
COMMITTED_DAYS = (0, 0, 0, 0, 2, 21, 1_800, 9_000)
"""Days from the offence to its report: most the same day, a few many years."""
ARREST_DAYS = (0, 0, 0, 1, 9, 40, 160, 300)
