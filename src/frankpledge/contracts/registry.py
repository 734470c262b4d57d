"""Every record table, by name, and by the family it belongs to."""

from __future__ import annotations

from frankpledge.contracts import (
    commissioning,
    complaints,
    crimes,
    custody,
    domestic_abuse,
    engagement,
    fire,
    incidents,
    justice,
    organised_crime,
    outcome_texts,
    police,
    reference,
    roads,
    services,
    stats19,
    vulnerability,
    workforce,
)
from frankpledge.contracts.tables import Table

FAMILIES: dict[str, tuple[Table, ...]] = {
    "Open police data": (police.CRIMES, police.OUTCOMES_GIVEN, police.STOPS),
    "Reference": (
        reference.FORCE_MONTH_COUNTS,
        reference.POPULATIONS,
        reference.LSOA_LOOKUP,
        reference.LSOA_SUCCESSORS,
        reference.LSOA_POINTS,
        reference.FORCE_LOOKUP,
        reference.AUTHORITIES,
        reference.WORKFORCE,
        reference.POLICE_GRANT,
        reference.BOUNDARIES,
        outcome_texts.OUTCOME_TEXTS,
    ),
    "Calls and incidents": incidents.TABLES,
    "Crimes and their outcomes": crimes.TABLES,
    "Arrests, searches and force": custody.TABLES,
    "Domestic abuse": domestic_abuse.TABLES,
    "People at risk": vulnerability.TABLES,
    "Roads": (*stats19.TABLES, *roads.TABLES),
    "Prosecution and courts": justice.TABLES,
    "Services for people": services.TABLES,
    "Public voice": engagement.TABLES,
    "Workforce and fleet": workforce.TABLES,
    "Serious crime and firearms": organised_crime.TABLES,
    "Fire and rescue": fire.TABLES,
    "Cases of the office": complaints.TABLES,
    "Returns and supplied values": commissioning.TABLES,
}
"""Tables by family, in the order in which people read about them."""

TABLES: dict[str, Table] = {table.name: table for tables in FAMILIES.values() for table in tables}

for _table in TABLES.values():
    for _rule in _table.across:
        _rule.fit(_table, TABLES)
