"""Police force areas, and official codes as numbers.

Forces are known by the slug data.police.uk uses in file names. Codes are those of the
Office for National Statistics; regions are the statistical regions, Wales being one.
Local areas of an office are declared in its ``office.yaml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from frankpledge.errors import BadInput


@dataclass(frozen=True)
class Force:
    """One force: slug, short title, the name in published rows, official code ('' if none), region."""

    slug: str
    title: str
    name: str
    code: str
    region: str

    @property
    def territorial(self) -> bool:
        """Whether it is one of the 43 territorial forces of England and Wales."""
        return bool(self.code)


FORCES: tuple[Force, ...] = (
    Force(
        "avon-and-somerset", "Avon and Somerset", "Avon and Somerset Constabulary", "E23000036", "South West"
    ),
    Force("bedfordshire", "Bedfordshire", "Bedfordshire Police", "E23000026", "East of England"),
    Force("cambridgeshire", "Cambridgeshire", "Cambridgeshire Constabulary", "E23000023", "East of England"),
    Force("cheshire", "Cheshire", "Cheshire Constabulary", "E23000006", "North West"),
    Force("city-of-london", "City of London", "City of London Police", "E23000034", "London"),
    Force("cleveland", "Cleveland", "Cleveland Police", "E23000013", "North East"),
    Force("cumbria", "Cumbria", "Cumbria Constabulary", "E23000002", "North West"),
    Force("derbyshire", "Derbyshire", "Derbyshire Constabulary", "E23000018", "East Midlands"),
    Force("devon-and-cornwall", "Devon and Cornwall", "Devon & Cornwall Police", "E23000035", "South West"),
    Force("dorset", "Dorset", "Dorset Police", "E23000039", "South West"),
    Force("durham", "Durham", "Durham Constabulary", "E23000008", "North East"),
    Force("dyfed-powys", "Dyfed-Powys", "Dyfed-Powys Police", "W15000004", "Wales"),
    Force("essex", "Essex", "Essex Police", "E23000028", "East of England"),
    Force("gloucestershire", "Gloucestershire", "Gloucestershire Constabulary", "E23000037", "South West"),
    Force("greater-manchester", "Greater Manchester", "Greater Manchester Police", "E23000005", "North West"),
    Force("gwent", "Gwent", "Gwent Police", "W15000002", "Wales"),
    Force("hampshire", "Hampshire", "Hampshire Constabulary", "E23000030", "South East"),
    Force("hertfordshire", "Hertfordshire", "Hertfordshire Constabulary", "E23000027", "East of England"),
    Force("humberside", "Humberside", "Humberside Police", "E23000012", "Yorkshire and The Humber"),
    Force("kent", "Kent", "Kent Police", "E23000032", "South East"),
    Force("lancashire", "Lancashire", "Lancashire Constabulary", "E23000003", "North West"),
    Force("leicestershire", "Leicestershire", "Leicestershire Police", "E23000021", "East Midlands"),
    Force("lincolnshire", "Lincolnshire", "Lincolnshire Police", "E23000020", "East Midlands"),
    Force("merseyside", "Merseyside", "Merseyside Police", "E23000004", "North West"),
    Force("metropolitan", "Metropolitan", "Metropolitan Police Service", "E23000001", "London"),
    Force("norfolk", "Norfolk", "Norfolk Constabulary", "E23000024", "East of England"),
    Force("north-wales", "North Wales", "North Wales Police", "W15000001", "Wales"),
    Force(
        "north-yorkshire",
        "North Yorkshire",
        "North Yorkshire Police",
        "E23000009",
        "Yorkshire and The Humber",
    ),
    Force("northamptonshire", "Northamptonshire", "Northamptonshire Police", "E23000022", "East Midlands"),
    Force("northumbria", "Northumbria", "Northumbria Police", "E23000007", "North East"),
    Force("nottinghamshire", "Nottinghamshire", "Nottinghamshire Police", "E23000019", "East Midlands"),
    Force("south-wales", "South Wales", "South Wales Police", "W15000003", "Wales"),
    Force(
        "south-yorkshire",
        "South Yorkshire",
        "South Yorkshire Police",
        "E23000011",
        "Yorkshire and The Humber",
    ),
    Force("staffordshire", "Staffordshire", "Staffordshire Police", "E23000015", "West Midlands"),
    Force("suffolk", "Suffolk", "Suffolk Constabulary", "E23000025", "East of England"),
    Force("surrey", "Surrey", "Surrey Police", "E23000031", "South East"),
    Force("sussex", "Sussex", "Sussex Police", "E23000033", "South East"),
    Force("thames-valley", "Thames Valley", "Thames Valley Police", "E23000029", "South East"),
    Force("warwickshire", "Warwickshire", "Warwickshire Police", "E23000017", "West Midlands"),
    Force("west-mercia", "West Mercia", "West Mercia Police", "E23000016", "West Midlands"),
    Force("west-midlands", "West Midlands", "West Midlands Police", "E23000014", "West Midlands"),
    Force(
        "west-yorkshire", "West Yorkshire", "West Yorkshire Police", "E23000010", "Yorkshire and The Humber"
    ),
    Force("wiltshire", "Wiltshire", "Wiltshire Police", "E23000038", "South West"),
    Force("btp", "British Transport Police", "British Transport Police", "", ""),
    Force("northern-ireland", "Northern Ireland", "Police Service of Northern Ireland", "", ""),
)

TERRITORIAL: tuple[str, ...] = tuple(force.slug for force in FORCES if force.territorial)
FORCES_BY_SLUG: dict[str, Force] = {force.slug: force for force in FORCES}

_SPELLINGS = {
    "london-city-of": "city-of-london",
    "metropolitan-police": "metropolitan",
    "hampshire-and-isle-of-wight-constabulary": "hampshire",
    "hampshire-isle-of-wight-constabulary": "hampshire",
    "devon-cornwall": "devon-and-cornwall",
    "devon-cornwall-police": "devon-and-cornwall",
    "south-wales-police": "south-wales",
}
"""Other spellings publishers use, as slugs."""


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@cache
def _force_index() -> dict[str, str]:
    index = dict(_SPELLINGS)
    for force in FORCES:
        for text in (force.slug, force.title, force.name, force.code):
            if text:
                index[_plain(text)] = force.slug
    return index


def force_slug(text: str) -> str | None:
    """Return the slug of the force a publisher calls ``text`` (name, title, slug or code), or None."""
    return _force_index().get(_plain(text))


def force_title(slug: str) -> str:
    """Return the short title of a force, or the slug in words where it is not a known force."""
    known = FORCES_BY_SLUG.get(slug)
    return known.title if known else slug_in_words(slug)


_SMALL = frozenset({"and", "for", "in", "of", "on", "the", "upon", "with"})


def slug_in_words(slug: str) -> str:
    """Return a slug as a name.

    >>> slug_in_words("office-for-police-conduct"), slug_in_words("england-and-wales")
    ('Office for Police Conduct', 'England and Wales')
    """
    words = slug.split("-")
    return " ".join(
        word if place and word in _SMALL else word[:1].upper() + word[1:] for place, word in enumerate(words)
    )


def forces_of_region(region: str) -> tuple[str, ...]:
    """Return the slugs of the territorial forces of a region."""
    return tuple(force.slug for force in FORCES if force.region == region)


_COUNTRIES = "ENSWJKL"


def gss_number(code: str) -> int:
    """Return an official code as a number: ``gss_number('E01017456') == 1017456``.

    The country's place in a fixed list times 10⁸, plus the eight digits. Raises BadInput.
    """
    if not re.fullmatch(rf"[{_COUNTRIES}][0-9]{{8}}", code):
        raise BadInput(f"'{code}' is not an official area code.", do="A code is a letter and eight digits.")
    return _COUNTRIES.index(code[0]) * 100_000_000 + int(code[1:])


@lru_cache(maxsize=2**16)
def gss_code(number: int) -> str:
    """Return the official code of a number: the inverse of :func:`gss_number`."""
    return f"{_COUNTRIES[number // 100_000_000]}{number % 100_000_000:08d}"
