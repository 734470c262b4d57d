"""The publisher's words and the forces' names, written out a second time."""

from __future__ import annotations

from functools import cache

POLICE_COLUMNS: dict[str, dict[str, str]] = {
    "crimes": {
        "crime-id": "Crime ID",
        "crime-type": "Crime type",
        "outcome": "Last outcome category",
        "location": "Location",
        "context": "Context",
        "reported-by": "Reported by",
        "falls-within": "Falls within",
        "lsoa-name": "LSOA name",
    },
    "outcomes": {
        "crime-id": "Crime ID",
        "outcome": "Outcome type",
        "location": "Location",
        "reported-by": "Reported by",
        "falls-within": "Falls within",
        "lsoa-name": "LSOA name",
    },
    "stops": {
        "type": "Type",
        "operation": "Part of a policing operation",
        "operation-name": "Policing operation",
        "gender": "Gender",
        "age-range": "Age range",
        "self-defined-ethnicity": "Self-defined ethnicity",
        "ethnicity": "Officer-defined ethnicity",
        "legislation": "Legislation",
        "object": "Object of search",
        "outcome": "Outcome",
        "linked": "Outcome linked to object of search",
        "clothing": "Removal of more than just outer clothing",
    },
}
TABLE_OF_KIND = {"street": "crimes", "outcomes": "outcomes", "stop-and-search": "stops"}
FLAGS = ("operation", "linked", "clothing")

OUTCOME_TYPES: dict[str, tuple[int, ...]] = {
    "Suspect charged": (1,),
    "Suspect charged as part of another case": (4,),
    "Offender given a caution": (2, 3),
    "Offender given penalty notice": (6,),
    "Offender given a drugs possession warning": (7,),
    "Local resolution": (8,),
    "Formal action is not in the public interest": (9, 10, 11),
    "Further action is not in the public interest": (),
    "Further investigation is not in the public interest": (21,),
    "Unable to prosecute suspect": (5, 12, 13, 14, 15, 16, 17),
    "Investigation complete; no suspect identified": (18,),
    "Action to be taken by another organisation": (20,),
}
"""Decided outcomes only."""

COUNTRY: tuple[str, ...] = (
    "avon-and-somerset",
    "bedfordshire",
    "cambridgeshire",
    "cheshire",
    "city-of-london",
    "cleveland",
    "cumbria",
    "derbyshire",
    "devon-and-cornwall",
    "dorset",
    "durham",
    "dyfed-powys",
    "essex",
    "gloucestershire",
    "greater-manchester",
    "gwent",
    "hampshire",
    "hertfordshire",
    "humberside",
    "kent",
    "lancashire",
    "leicestershire",
    "lincolnshire",
    "merseyside",
    "metropolitan",
    "norfolk",
    "north-wales",
    "north-yorkshire",
    "northamptonshire",
    "northumbria",
    "nottinghamshire",
    "south-wales",
    "south-yorkshire",
    "staffordshire",
    "suffolk",
    "surrey",
    "sussex",
    "thames-valley",
    "warwickshire",
    "west-mercia",
    "west-midlands",
    "west-yorkshire",
    "wiltshire",
)
"""The 43 territorial forces of England and Wales."""

SPELLINGS = {"london-city-of": "city-of-london", "metropolitan-police": "metropolitan"}


def slug(text: str) -> str:
    """Return a text in lower case with single hyphens for everything that is not a letter or digit."""
    letters = [letter if letter.isascii() and letter.isalnum() else " " for letter in text.lower()]
    return "-".join("".join(letters).split())


@cache
def force(text: str) -> str:
    """Return the slug of a force as reference files spell it: ``Devon & Cornwall``, ``avon_and_somerset``."""
    plain = slug(text.replace("&", " and ").removesuffix("(generated)"))
    return SPELLINGS.get(plain, plain)
