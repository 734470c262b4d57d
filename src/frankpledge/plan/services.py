"""Which service a measure is of: that of every table it is counted from."""

from __future__ import annotations

from frankpledge.contracts.registry import TABLES
from frankpledge.plan.definitions import Definitions, Measure


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
