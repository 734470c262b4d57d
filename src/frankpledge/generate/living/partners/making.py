"""The tables that partners and the office send, by the maker of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pyarrow as pa

from frankpledge.generate.living.context import REMEMBERED_MONTHS, Living
from frankpledge.generate.living.partners import (
    duties,
    fire_service,
    licensing,
    office_cases,
    provider_returns,
    public_voice,
    referrals,
    region_and_nation,
    road_casualties,
    support,
    workforce,
)
from frankpledge.generate.living.partners.drawing import Array
from frankpledge.generate.living.partners.setting import Setting, setting_of
from frankpledge.generate.living.partners.sheets import sheet
from frankpledge.generate.living.partners.spans import Span

Rows = Callable[[Setting, int], Mapping[str, Array]]


def _cut(whole: Callable[[Setting], Span]) -> Rows:
    return lambda setting, month: whole(setting).rows(month)


PARTNER_TABLES: Final[Mapping[str, Rows]] = {
    "referrals": referrals.all_referral_rows,
    "case-events": support.case_event_rows,
    "assessments": support.assessment_rows,
    "service-answers": support.answer_rows,
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
    "supplied-values": region_and_nation.supplied_rows,
}
"""What makes each table, in the order in which they are written. None sends the positions of anybody."""


def make_partners(living: Living, month: int) -> dict[str, pa.Table]:
    """Return the month's rows of every table that a partner or the office sends."""
    setting = setting_of(living)
    setting.forget(month - REMEMBERED_MONTHS)
    return {name: sheet(name, setting, month, rows(setting, month)) for name, rows in PARTNER_TABLES.items()}


def make_earlier(living: Living) -> dict[str, tuple[int, pa.Table]]:
    """Return what partners send of a month before the records begin, by table: the month and its rows."""
    setting, month = setting_of(living), region_and_nation.BASELINE_MONTH
    rows = region_and_nation.baseline_rows(setting)
    return {"supplied-values": (month, sheet("supplied-values", setting, month, rows))} if rows else {}


def beside_as_told(living: Living) -> dict[str, Any]:
    """Return what is true of 2019, region and nation as bodies supply them."""
    return region_and_nation.told_beside(setting_of(living))
