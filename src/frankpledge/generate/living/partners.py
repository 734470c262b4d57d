"""The tables that partners and the office send, by the maker of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pyarrow as pa

from frankpledge.generate.living import (
    duties,
    fire_service,
    licensing,
    office_cases,
    provider_returns,
    public_voice,
    road_casualties,
    supplied,
    support,
    workforce,
)
from frankpledge.generate.living.drawing import Array
from frankpledge.generate.living.setting import Living
from frankpledge.generate.living.sheets import sheet
from frankpledge.generate.living.spans import Span

Rows = Callable[[Living, int], Mapping[str, Array]]


def _cut(whole: Callable[[Living], Span]) -> Rows:
    return lambda living, month: whole(living).rows(month)


PARTNER_TABLES: Final[Mapping[str, Rows]] = {
    "referrals": _cut(support.all_referrals),
    "case-events": _cut(support.all_case_events),
    "assessments": _cut(support.all_assessments),
    "service-answers": _cut(support.all_service_answers),
    "detached-sessions": support.session_rows,
    "survey-responses": public_voice.survey_rows,
    "watch-schemes": public_voice.scheme_rows,
    "alert-members": public_voice.member_rows,
    "alerts-sent": public_voice.alert_rows,
    "staff": workforce.staff_rows,
    "joiners": workforce.joiner_rows,
    "leavers": workforce.leaver_rows,
    "recruitment-cohorts": _cut(duties.all_recruits),
    "officer-duties": duties.duty_rows,
    "fleet": duties.fleet_rows,
    "fleet-accidents": duties.accident_rows,
    "firearms-licensing": _cut(licensing.all_applications),
    "firearms-licensing-flow": licensing.licensing_flow_rows,
    "fire-incidents": fire_service.fire_incident_rows,
    "fire-safety-jobs": _cut(fire_service.all_jobs),
    "fire-safety-notices": _cut(fire_service.all_notices),
    "home-safety-visits": fire_service.home_visit_rows,
    "appliance-cover": fire_service.cover_rows,
    "collisions": road_casualties.collision_rows,
    "collision-vehicles": road_casualties.vehicle_rows,
    "casualties": road_casualties.casualty_rows,
    "complaints": _cut(office_cases.all_complaints),
    "complaint-allegations": _cut(office_cases.all_allegations),
    "complaint-reviews": _cut(office_cases.all_reviews),
    "casework": office_cases.casework_rows,
    "custody-visits": office_cases.custody_visit_rows,
    "security-measures": provider_returns.security_rows,
    "contract-returns": _cut(provider_returns.all_contract_returns),
    "return-values": provider_returns.return_value_rows,
    "supplied-values": supplied.supplied_rows,
}
"""What makes each table, in the order in which they are written. None sends the positions of anybody."""


def make_partners(living: Living, month: int) -> dict[str, pa.Table]:
    """Return the month's rows of every table that a partner or the office sends, as they would write them."""
    return {name: sheet(name, living, month, rows(living, month)) for name, rows in PARTNER_TABLES.items()}
