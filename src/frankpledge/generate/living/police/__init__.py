"""The half of the records that the police, the prosecution and the courts keep."""

from __future__ import annotations

from frankpledge.generate.living.context import Maker
from frankpledge.generate.living.police import at_risk, domestic_abuse, justice, powers, serious
from frankpledge.generate.living.police.calls import calls
from frankpledge.generate.living.police.changes import CHANGES
from frankpledge.generate.living.police.crime_people import crime_people
from frankpledge.generate.living.police.incidents import incidents
from frankpledge.generate.living.police.offences import crime_outcomes, investigation_reviews, recorded_crimes

MAKERS: tuple[Maker, ...] = (
    calls,
    incidents,
    recorded_crimes,
    crime_outcomes,
    crime_people,
    investigation_reviews,
    powers.arrests,
    powers.stop_searches,
    powers.use_of_force,
    domestic_abuse.assessments,
    domestic_abuse.disclosures,
    domestic_abuse.protection_orders,
    domestic_abuse.conference_cases,
    at_risk.missing_reports,
    at_risk.protection_notices,
    at_risk.detentions,
    at_risk.mental_health_contacts,
    at_risk.managed_offenders,
    justice.prosecution_files,
    justice.charging_decisions,
    justice.court_hearings,
    justice.court_results,
    justice.witness_attendance,
    justice.court_caseloads,
    serious.disruptions,
    serious.intelligence_logs,
    serious.seizures,
    serious.traffic_enforcement,
    serious.anpr_sites,
    serious.anpr_results,
)

__all__ = ["CHANGES", "MAKERS"]
