"""Whose a measure is: the service whose tables it is counted from, and who answers for it to a board."""

from __future__ import annotations

from frankpledge.areas import force_title
from frankpledge.contracts.governance import Owner
from frankpledge.contracts.registry import TABLES
from frankpledge.plan.definitions import Definitions, Measure, Office

POLICE, FIRE, OFFICE = "police", "fire", "office"
"""To whom a matter is put; the first two are the services that tables name."""
_OFFICE_OWNERS = frozenset({Owner.COMMISSIONING, Owner.ENGAGEMENT})
"""Whose tables tell of what the office itself does or buys, where no service is named."""


SENDING = "service"
"""The type of own area that sends records of its own: a service that the office commissions."""


def sender_title(slug: str, office: Office) -> str:
    """Return the name of who sends records: a service as it is declared, a force, else the slug in words."""
    named = {one.id: one.title for one in office.own_areas if one.area_type == SENDING}
    return named.get(slug) or force_title(slug)


def service_of(measure: Measure, definitions: Definitions) -> str:
    """Return the one service that all of a measure is of; empty where it is of several or of none."""
    services = {TABLES[table].service if table in TABLES else "" for table in tables_of(measure, definitions)}
    return services.pop() if len(services) == 1 else ""


def tables_of(measure: Measure, definitions: Definitions) -> frozenset[str]:
    """Return the tables a measure is counted from: its own and those of the measures it is made of."""
    tables = {measure.table} if measure.table else set()
    for part in (*measure.made_of, measure.denominator):
        if part in definitions.measures:
            tables |= tables_of(definitions.measures[part], definitions)
    return frozenset(tables)


def body_of(measure: Measure, definitions: Definitions, source: str = "") -> str:
    """Return to whom a figure of a measure is put: the service whose records it counts, or the office.

    ``source`` is the table that the figure was counted from or supplied in.
    """
    service = service_of(measure, definitions)
    if service in (POLICE, FIRE):
        return service
    names = {source, *tables_of(measure, definitions)}
    owners = {TABLES[name].owner for name in names if name in TABLES}
    if Owner.FIRE in owners:
        return FIRE
    return OFFICE if owners and owners <= _OFFICE_OWNERS else POLICE
