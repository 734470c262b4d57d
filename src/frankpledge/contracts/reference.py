"""Reference tables: counts by force and month, populations, area lookups, workforce, grant, boundaries."""

from __future__ import annotations

from frankpledge.contracts.governance import Grain
from frankpledge.contracts.police import OGL
from frankpledge.contracts.tables import Column, Disclosure, Table, Type
from frankpledge.contracts.vocabularies import CRIME_TYPES

FORCE = Column("force", Type.AREA, "Slug of the force.", required=True, area_type="force")

FORCE_MONTH_COUNTS = Table(
    name="force-month-counts",
    title="Monthly records by force and crime type",
    description="Rows of the street files counted by force, month and type, repeats included; one download.",
    publisher="data.police.uk",
    service="police",
    licence=OGL,
    monthly=False,
    grain=Grain.AGGREGATE,
    disclosure=Disclosure.PUBLIC,
    disclosure_reason="Counts of rows that are on data.police.uk.",
    columns=(
        FORCE,
        Column("month", Type.MONTH, "Month recorded.", required=True),
        Column("crime-type", Type.TERM, "Publisher's category.", required=True, vocabulary=CRIME_TYPES),
        Column("records", Type.INTEGER, "Rows published.", required=True, minimum=0),
    ),
)

POPULATIONS = Table(
    name="populations",
    title="Residents and households by police force area",
    description="Mid-year residents of each police force area, and its households where they are told. Trap: "
    "an area whose households are not told has no rate by households; its residents never stand in for them.",
    publisher="Office for National Statistics",
    licence=OGL,
    monthly=False,
    grain=Grain.AGGREGATE,
    disclosure=Disclosure.PUBLIC,
    disclosure_reason="Published estimates, of areas of tens of thousands of people and more.",
    columns=(
        FORCE,
        Column("code", Type.TEXT, "Official code of the police force area.", required=True),
        Column("date", Type.DATE, "Day the estimate is for.", required=True),
        Column("residents", Type.INTEGER, "Residents.", required=True, minimum=1),
        Column("households", Type.INTEGER, "Households; empty where they are not told.", minimum=1),
    ),
)

LSOA_LOOKUP = Table(
    name="lsoa-lookup",
    title="Small census areas, wards and local authorities",
    description="Which ward and local authority each 2011 small census area best fits.",
    publisher="Office for National Statistics",
    licence=OGL,
    monthly=False,
    grain=Grain.REFERENCE,
    disclosure=Disclosure.THINGS,
    disclosure_reason="About places.",
    columns=(
        Column("lsoa", Type.GSS_CODE, "Small census area.", required=True),
        Column("lsoa-name", Type.TEXT, "Its name.", required=True),
        Column("ward", Type.GSS_CODE, "Best-fit ward.", required=True),
        Column("ward-name", Type.TEXT, "Its name.", required=True),
        Column("authority", Type.GSS_CODE, "Local authority.", required=True),
        Column("authority-name", Type.TEXT, "Its name.", required=True),
    ),
)

LSOA_SUCCESSORS = Table(
    name="lsoa-successors",
    title="Small census areas of 2011 and what became of them in 2021",
    description="Each pair of a 2011 small census area and a 2021 one that it lies in, wholly or in part. An "
    "area that was split has several rows, and so have those that were merged.",
    publisher="Office for National Statistics",
    licence=OGL,
    monthly=False,
    grain=Grain.REFERENCE,
    disclosure=Disclosure.THINGS,
    disclosure_reason="About places.",
    columns=(
        Column("lsoa", Type.GSS_CODE, "Small census area of 2011.", required=True),
        Column("change", Type.TEXT, "U unchanged, S split, M merged, X redrawn.", required=True),
        Column("successor", Type.GSS_CODE, "Small census area of 2021.", required=True),
        Column("successor-name", Type.TEXT, "Its name.", required=True),
        Column("authority", Type.GSS_CODE, "Local authority of the 2021 area.", required=True),
        Column("authority-name", Type.TEXT, "Its name.", required=True),
    ),
)

LSOA_POINTS = Table(
    name="lsoa-points",
    title="Centres of small census areas",
    description="A point for each small census area.",
    publisher="Office for National Statistics",
    licence=OGL,
    monthly=False,
    grain=Grain.REFERENCE,
    disclosure=Disclosure.THINGS,
    disclosure_reason="About places.",
    columns=(
        Column("lsoa", Type.GSS_CODE, "Small census area.", required=True),
        Column("latitude", Type.NUMBER, "Degrees north.", required=True, minimum=49, maximum=62),
        Column("longitude", Type.NUMBER, "Degrees east.", required=True, minimum=-10, maximum=4),
    ),
)

FORCE_LOOKUP = Table(
    name="force-lookup",
    title="Local authorities, community safety partnerships and police force areas",
    description="Which police force area each local authority lies in.",
    publisher="Office for National Statistics",
    licence=OGL,
    monthly=False,
    grain=Grain.REFERENCE,
    disclosure=Disclosure.THINGS,
    disclosure_reason="About places.",
    columns=(
        Column("authority", Type.GSS_CODE, "Local authority.", required=True),
        Column("authority-name", Type.TEXT, "Its name.", required=True),
        Column("partnership", Type.GSS_CODE, "Community safety partnership.", required=True),
        Column("partnership-name", Type.TEXT, "Its name.", required=True),
        FORCE,
        Column("force-code", Type.TEXT, "Official code of the police force area.", required=True),
    ),
)

AUTHORITIES = Table(
    name="authorities",
    title="Local authorities with dates and successors",
    description="Local authorities of the United Kingdom, when each began and ended, and what replaced it.",
    publisher="mySociety",
    licence="Creative Commons Attribution 4.0",
    monthly=False,
    grain=Grain.REFERENCE,
    disclosure=Disclosure.THINGS,
    disclosure_reason="About bodies.",
    columns=(
        Column("code", Type.TEXT, "Three-letter register code.", required=True),
        Column("gss", Type.GSS_CODE, "Official code."),
        Column("name", Type.TEXT, "Name in use.", required=True),
        Column("nation", Type.TEXT, "Nation.", required=True),
        Column("region", Type.TEXT, "Region; none for some combined authorities."),
        Column("type", Type.TEXT, "Kind of authority."),
        Column("starts", Type.DATE, "First day."),
        Column("ends", Type.DATE, "Last day, if it has ended."),
        Column("replaced-by", Type.TEXT, "Register codes of what replaced it."),
    ),
)

WORKFORCE = Table(
    name="workforce",
    title="Officers by function",
    description="Officers by force, year and function, as published by the Home Office.",
    publisher="Home Office",
    service="police",
    licence=OGL,
    monthly=False,
    grain=Grain.AGGREGATE,
    disclosure=Disclosure.PUBLIC,
    disclosure_reason="Official statistics, published in these numbers.",
    columns=(
        FORCE,
        Column("year", Type.INTEGER, "Year of the return.", required=True, minimum=2000, maximum=2100),
        Column("date", Type.DATE, "31 March of that year.", required=True),
        Column("function", Type.TEXT, "Function name.", required=True),
        Column("function-group", Type.TEXT, "Group of the function."),
        Column("class", Type.TEXT, "Frontline or otherwise, where given."),
        Column("officers", Type.NUMBER, "Officers; empty where the return gives none.", minimum=0),
    ),
)

POLICE_GRANT = Table(
    name="police-grant",
    title="Police grant by force",
    description="Overall total of the police grant report, council tax precept excluded.",
    publisher="Home Office",
    service="police",
    licence=OGL,
    monthly=False,
    grain=Grain.AGGREGATE,
    disclosure=Disclosure.THINGS,
    disclosure_reason="About money.",
    columns=(
        FORCE,
        Column("date", Type.DATE, "First day of the financial year.", required=True),
        Column("pounds", Type.INTEGER, "Whole pounds.", required=True, minimum=0),
    ),
)

BOUNDARIES = Table(
    name="boundaries",
    title="Boundaries",
    description="Boundaries of areas, for maps.",
    publisher="Office for National Statistics",
    licence=OGL,
    monthly=False,
    grain=Grain.REFERENCE,
    disclosure=Disclosure.THINGS,
    disclosure_reason="About places.",
    columns=(
        Column("area-type", Type.TEXT, "lsoa-2011, lsoa-2021, msoa, ward or force.", required=True),
        Column("code", Type.TEXT, "Official code, or the force's slug.", required=True),
        Column("name", Type.TEXT, "Name.", required=True),
        Column("geometry", Type.TEXT, "GeoJSON geometry in degrees (WGS 84).", required=True),
    ),
)
