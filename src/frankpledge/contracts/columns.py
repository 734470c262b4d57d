"""Columns that many tables have, and short ways to declare the usual kinds."""

from __future__ import annotations

from frankpledge.contracts.tables import Column, PersonalData, Type
from frankpledge.contracts.vocabularies import Vocabulary

FORCE = Column(
    "force",
    Type.AREA,
    "Police force area the row is counted for, also where the body that sends it is no force.",
    required=True,
    area_type="force",
    example="bedfordshire",
)
MONTH = Column("month", Type.MONTH, "Month the row is counted in.", required=True)
LSOA = Column(
    "lsoa", Type.GSS_CODE, "Small census area, 2021 codes where the sender has them.", area_type="lsoa"
)
WARD = Column("ward", Type.GSS_CODE, "Ward.", area_type="ward", example="E05011234")
AUTHORITY = Column(
    "authority", Type.GSS_CODE, "Local authority.", area_type="local-authority", example="E06000055"
)


def moment(name: str, description: str, required: bool = False, example: str | None = None) -> Column:
    """A time: with its zone, or as the clock in Europe/London showed it."""
    return Column(name, Type.TIMESTAMP, description, required, local=True, example=example)


def day(name: str, description: str, required: bool = False, example: str | None = None) -> Column:
    """A date."""
    return Column(name, Type.DATE, description, required, example=example)


def term(
    name: str,
    vocabulary: Vocabulary,
    description: str,
    required: bool = False,
    personal: PersonalData = PersonalData.OPEN,
    example: str | None = None,
) -> Column:
    """A term of a closed vocabulary."""
    return Column(name, Type.TERM, description, required, vocabulary, personal_data=personal, example=example)


def flag(
    name: str,
    description: str,
    required: bool = False,
    personal: PersonalData = PersonalData.OPEN,
    example: str | None = None,
) -> Column:
    """A yes or no."""
    return Column(name, Type.FLAG, description, required, personal_data=personal, example=example)


def count(
    name: str,
    description: str,
    required: bool = False,
    minimum: float | None = 0,
    maximum: float | None = None,
    example: str | None = None,
) -> Column:
    """A whole number, by default from 0."""
    return Column(
        name, Type.INTEGER, description, required, minimum=minimum, maximum=maximum, example=example
    )


def amount(
    name: str,
    description: str,
    required: bool = False,
    minimum: float | None = 0,
    maximum: float | None = None,
    example: str | None = None,
) -> Column:
    """A number with decimals, by default from 0."""
    return Column(name, Type.NUMBER, description, required, minimum=minimum, maximum=maximum, example=example)


def age(name: str, description: str) -> Column:
    """An age in whole years, which says something about a person."""
    return Column(
        name, Type.INTEGER, description, minimum=0, maximum=120, personal_data=PersonalData.PERSONAL
    )


def person(name: str, key: str, description: str, required: bool = False, within: str = "") -> Column:
    """A person, of whom only a keyed hash is stored; ``within`` whose numbers of persons they are."""
    return Column(
        name,
        Type.PERSON,
        description,
        required,
        personal_data=PersonalData.PERSONAL,
        key=f"{key}/person",
        within=within,
    )


def reference(name: str, key: str, description: str, required: bool = False, within: str = "") -> Column:
    """The sender's own number of a record, kept as a keyed hash: it leads to persons there."""
    return Column(
        name,
        Type.REFERENCE,
        description,
        required,
        personal_data=PersonalData.PERSONAL,
        key=key,
        within=within,
    )


def named(
    name: str,
    description: str,
    required: bool = False,
    area_type: str = "",
    example: str | None = None,
) -> Column:
    """The name of a thing that the office declares: a team, station, service, court. Never of a person."""
    return Column(name, Type.SLUG, description, required, area_type=area_type, example=example)
