"""Record tables of data.police.uk: street-level crimes and incidents, outcomes, and stops."""

from __future__ import annotations

from frankpledge.contracts.tables import Column, Disclosure, PersonalData, Table, Type
from frankpledge.contracts.vocabularies import CRIME_TYPES, OUTCOMES

PUBLISHER = "data.police.uk"
OGL = "Open Government Licence v3.0"

LONGITUDE = Column(
    "longitude", Type.NUMBER, "Degrees east, snapped to a nearby anonymous point.", minimum=-10, maximum=4
)
LATITUDE = Column("latitude", Type.NUMBER, "Degrees north, snapped likewise.", minimum=49, maximum=62)
PLACE = (
    LONGITUDE,
    LATITUDE,
    Column("location", Type.TEXT, "Name of the snapped point, or 'No Location'."),
    Column(
        "lsoa",
        Type.GSS_CODE,
        "Small census area of the snapped point; 2011 or 2021 code by download.",
        area_type="lsoa",
    ),
    Column("lsoa-name", Type.TEXT, "Its name: local authority, then a number and a letter."),
)
FORCE = Column(
    "force", Type.AREA, "Slug of the force whose file the row is in.", required=True, area_type="force"
)

CRIMES = Table(
    name="crimes",
    title="Street-level crimes and anti-social behaviour incidents",
    description="One row per crime or incident as published. Anti-social behaviour is not crime.",
    publisher=PUBLISHER,
    service="police",
    licence=OGL,
    identity=("crime-id",),
    disclosure=Disclosure.PUBLIC,
    disclosure_reason="Every row, at a snapped point, is on data.police.uk: anyone can count them.",
    columns=(
        FORCE,
        Column("month", Type.MONTH, "Month the crime was recorded in.", required=True),
        Column("crime-id", Type.IDENTIFIER, "Publisher's hash; none on anti-social behaviour."),
        Column("crime-type", Type.TERM, "Publisher's category.", required=True, vocabulary=CRIME_TYPES),
        Column("outcome", Type.TERM, "Last outcome known at the download.", vocabulary=OUTCOMES),
        *PLACE,
        Column("reported-by", Type.TEXT, "Force that supplied the row.", required=True),
        Column("falls-within", Type.TEXT, "Force whose area it falls in.", required=True),
        Column("context", Type.TEXT, "Free context; in practice always empty."),
    ),
)

OUTCOMES_GIVEN = Table(
    name="outcomes",
    title="Outcomes given",
    description="One row per outcome given in the month, whenever the crime was recorded.",
    publisher=PUBLISHER,
    service="police",
    licence=OGL,
    identity=("crime-id", "outcome"),
    disclosure=Disclosure.PUBLIC,
    disclosure_reason="Every row is on data.police.uk, with the crime it belongs to.",
    columns=(
        FORCE,
        Column("month", Type.MONTH, "Month the outcome was given in.", required=True),
        Column("crime-id", Type.IDENTIFIER, "Publisher's hash of the crime.", required=True),
        Column("outcome", Type.TERM, "The outcome given.", required=True, vocabulary=OUTCOMES),
        *PLACE,
        Column("reported-by", Type.TEXT, "Force that supplied the row.", required=True),
        Column("falls-within", Type.TEXT, "Force whose area it falls in.", required=True),
    ),
)

STOPS = Table(
    name="stops",
    title="Stop and search",
    description="One row per stop. A stop belongs to its file's month.",
    publisher=PUBLISHER,
    service="police",
    licence=OGL,
    disclosure=Disclosure.PUBLIC,
    disclosure_reason="About people, and every row (age, ethnicity, outcome) is on data.police.uk already.",
    columns=(
        FORCE,
        Column("month", Type.MONTH, "Month of the file, which the stop belongs to.", required=True),
        Column("at", Type.TIMESTAMP, "When it happened, in UTC as published.", required=True),
        Column("type", Type.TEXT, "Person, vehicle, or both.", required=True),
        Column("operation", Type.FLAG, "Part of a policing operation."),
        Column("operation-name", Type.TEXT, "Name of the operation."),
        LATITUDE,
        LONGITUDE,
        Column("gender", Type.TEXT, "Gender as recorded.", personal_data=PersonalData.PERSONAL),
        Column("age-range", Type.TEXT, "Age range as published.", personal_data=PersonalData.PERSONAL),
        Column(
            "self-defined-ethnicity", Type.TEXT, "As the person said.", personal_data=PersonalData.SPECIAL
        ),
        Column("ethnicity", Type.TEXT, "As the officer perceived it.", personal_data=PersonalData.SPECIAL),
        Column("legislation", Type.TEXT, "Power used."),
        Column("object", Type.TEXT, "Object of search."),
        Column("outcome", Type.TEXT, "What came of it."),
        Column("linked", Type.FLAG, "Whether the outcome was linked to the object of search."),
        Column("clothing", Type.FLAG, "Removal of more than just outer clothing."),
    ),
)
