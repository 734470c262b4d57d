"""Every record table, by name."""

from __future__ import annotations

from frankpledge.contracts import outcome_texts, police, reference
from frankpledge.contracts.tables import Table

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        police.CRIMES,
        police.OUTCOMES_GIVEN,
        police.STOPS,
        reference.FORCE_MONTH_COUNTS,
        reference.POPULATIONS,
        reference.LSOA_LOOKUP,
        reference.LSOA_POINTS,
        reference.FORCE_LOOKUP,
        reference.AUTHORITIES,
        reference.WORKFORCE,
        reference.POLICE_GRANT,
        reference.BOUNDARIES,
        outcome_texts.OUTCOME_TEXTS,
    )
}
