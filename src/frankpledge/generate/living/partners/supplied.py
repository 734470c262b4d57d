"""Values that come no other way: budgets, reserves, grants, grades, ranks and survey estimates.

Each is declared once: whose it is, when it comes, where it starts and ends over the records, and its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

import numpy as np

from frankpledge.generate.draws import apportion
from frankpledge.generate.living.partners.drawing import Array, month_end, month_start
from frankpledge.generate.living.partners.service_shapes import WHOLE_COUNTY
from frankpledge.generate.living.partners.setting import Setting
from frankpledge.periods import month_of

COUNTED, ESTIMATED, SURVEY, RANK, GRADE, RATE = (
    "Counted from records",
    "Estimated",
    "Survey estimate",
    "Rank",
    "Grade",
    "Finished rate",
)
FORCES: Final = 43
PEERS: Final = 8
DAYS_TO_STATE: Final = 15
"""Days after a period until a body takes its value: before its return comes."""


class Comes(StrEnum):
    """When a value comes, by the word that its period is written with."""

    YEAR = "Financial year"
    MARCH = "At a date"
    QUARTER = "Quarter"
    MONTH = "Month"
    ROLLING = "Rolling 12"
    CALENDAR = "Calendar year"


@dataclass(frozen=True)
class Given:
    """One value. It goes from ``first`` to ``last`` in a line over the records, with ``noise`` around it.

    ``parts`` are of the dimension ``by``: shares of the whole, or values of their own where ``each``.
    ``sized`` says that it grows with the county. ``of`` is of how many for a rank, ``n`` the answers behind
    an estimate. What comes ``once`` is of that day, or of the period that ends with it, alone. It is of the
    force, unless it is of another ``area`` of ``area_type``.
    """

    measure: str
    comes: Comes
    body: str
    basis: str
    first: float
    last: float
    noise: float = 0.0
    places: int = 0
    sized: bool = False
    of: int | None = None
    n: int | None = None
    by: str = ""
    parts: Mapping[str, float] = field(default_factory=dict)
    each: bool = False
    once: date | None = None
    area_type: str = "force"
    area: str = ""


_FINANCE: Final = "chief-finance-officer"
_OFFICE: Final = "office"
_INSPECTOR: Final = "inspectorate"
_PORTFOLIO: Final = "programme-office"
_PLANNING: Final = "strategic-planning"
_HOME_OFFICE: Final = "home-office"
_STATISTICS: Final = "office-for-national-statistics"
CENSUS_DAY: Final = date(2021, 3, 21)

_BUDGETS: Final = {"force": 0.985, "office": 0.015}
_SOURCES: Final = {"government-grant": 55.2, "council-tax": 40.6, "other-income": 4.2}
_COSTS: Final = {
    "neighbourhood-policing": 0.11,
    "incident-management": 0.24,
    "investigations": 0.22,
    "support": 0.26,
    "other": 0.17,
}
_FUND: Final = {"victims": 0.58, "safer-streets": 0.29, "road-safety": 0.10, "fly-tipping": 0.03}
_GRADES: Final = {
    "preventing-crime": 2,
    "responding-to-the-public": 4,
    "investigating-crime": 4,
    "protecting-vulnerable-people": 3,
    "managing-offenders": 3,
    "developing-a-positive-workplace": 3,
    "leadership": 3,
}
_RISKS: Final = {"domestic-abuse": 61, "serious-violence": 55, "roads": 44, "cyber": 52, "control-room": 49}

_ORG: Final = "organisation"
_BODIES: Final = {"police": 0.62, "fire": 0.21, "joint": 0.17}
_OBJECTIVES: Final = dict.fromkeys(
    ("prevention", "young-people", "domestic-abuse", "justice", "drug-harm"), 0.2
)
_DEMAND: Final = {"crime": 0.43, "public-safety": 0.33, "transport": 0.16, "anti-social-behaviour": 0.08}
_INSTALLED: Final = {"door-or-lock": 0.42, "light": 0.20, "camera": 0.10, "alley-gate": 0.06, "other": 0.22}

GIVEN: Final = (
    Given("budget-gross", Comes.YEAR, _FINANCE, COUNTED, 151, 188, 0.6, 1, True, by=_ORG, parts=_BUDGETS),
    Given("budget-net", Comes.YEAR, _FINANCE, COUNTED, 133, 165, 0.6, 1, True, by=_ORG, parts=_BUDGETS),
    Given("funding-mix", Comes.YEAR, _FINANCE, RATE, 100, 100, by="source", each=True, parts=_SOURCES),
    Given("funding-deficit", Comes.YEAR, _FINANCE, ESTIMATED, 2.1, 5.3, 0.3, 1, True),
    Given("funding-deficit-share", Comes.YEAR, _FINANCE, RATE, 1.6, 3.2, 0.2, 1),
    Given("efficiencies-delivered", Comes.YEAR, _FINANCE, COUNTED, 4.3e5, 5.6e5, 3e4, sized=True,
          by=_ORG, parts={"police": 0.78, "joint": 0.22}),
    Given("usable-reserves", Comes.MARCH, _FINANCE, COUNTED, 33.4, 22.8, 0.8, 1, True,
          by="kind", parts={"general-fund": 0.18, "earmarked": 0.82}),
    Given("reserves-share", Comes.MARCH, _FINANCE, RATE, 24.1, 13.6, 0.3, 1),
    Given("general-fund-share", Comes.MARCH, _FINANCE, RATE, 3.6, 3.1, 0.1, 1),
    Given("value-for-money-cost", Comes.YEAR, _INSPECTOR, RATE, 191, 226, 1.2, 1,
          by="function", parts=_COSTS),
    Given("community-fund-grants", Comes.YEAR, _OFFICE, COUNTED, 31, 44, 3.0, 0, True),
    Given("community-fund-grants-value", Comes.YEAR, _OFFICE, COUNTED, 168_000, 241_000, 6_000, 0, True),
    Given("grants-by-fund", Comes.YEAR, _OFFICE, COUNTED, 9.8e5, 1.42e6, 2e4, sized=True,
          by="fund", parts=_FUND),
    Given("safer-streets-items-planned", Comes.YEAR, _OFFICE, ESTIMATED, 900, 1_250, 40, sized=True,
          by="kind", parts=_INSTALLED),
    Given("custody-visitors", Comes.MARCH, _OFFICE, COUNTED, 19, 24, 1.0),
    Given("custody-visitors-recruited", Comes.YEAR, _OFFICE, COUNTED, 4, 7, 1.0),
    Given("work-plan-actions", Comes.MARCH, _OFFICE, COUNTED, 52, 64, 2.0,
          by="objective", parts=_OBJECTIVES),
    Given("work-plan-actions-done-by-due-date", Comes.MARCH, _OFFICE, COUNTED, 29, 41, 2.0,
          by="objective", parts=_OBJECTIVES),
    Given("work-plan-actions-late", Comes.MARCH, _OFFICE, COUNTED, 11, 7, 1.0,
          by="objective", parts=_OBJECTIVES),
    Given("work-plan-actions-undated", Comes.MARCH, _OFFICE, COUNTED, 9, 5, 1.0,
          by="objective", parts=_OBJECTIVES),
    Given("portfolio-projects", Comes.MARCH, _PORTFOLIO, COUNTED, 18, 26, 1.5, by=_ORG, parts=_BODIES),
    Given("portfolio-benefits-planned", Comes.MARCH, _PORTFOLIO, ESTIMATED, 7e5, 1.1e6, 2e4,
          by=_ORG, parts=_BODIES),
    Given("portfolio-benefits-achieved", Comes.MARCH, _PORTFOLIO, COUNTED, 3.9e5, 8.1e5, 2e4,
          by=_ORG, parts=_BODIES),
    Given("inspection-recommendations-complete-share", Comes.MARCH, _INSPECTOR, RATE, 51, 72, 3.0,
          by="report", each=True, parts={"peel": 63.0, "thematic": 58.0}),
    Given("peel-grade", Comes.MARCH, _INSPECTOR, GRADE, 3, 3, by="question", each=True, parts=_GRADES),
    Given("operational-risk-score", Comes.YEAR, _PLANNING, ESTIMATED, 52, 47, 1.5,
          by="business-area", each=True, parts=_RISKS),
    Given("burglary-msg-rank", Comes.ROLLING, _HOME_OFFICE, RANK, 6, 3, 0.8, of=PEERS),
    Given("drug-trafficking-msg-rank", Comes.ROLLING, _HOME_OFFICE, RANK, 5, 6, 0.8, of=PEERS),
    Given("dvds-disclosure-rate-rank", Comes.ROLLING, _HOME_OFFICE, RANK, 19, 12, 2.0, of=FORCES),
    Given("dvpo-rate-rank", Comes.ROLLING, _HOME_OFFICE, RANK, 14, 8, 2.0, of=FORCES),
    Given("mental-health-crime-rank", Comes.ROLLING, _HOME_OFFICE, RANK, 7, 5, 1.0, of=FORCES),
    Given("outcome-16-rank", Comes.ROLLING, _HOME_OFFICE, RANK, 27, 18, 2.0, of=FORCES),
    Given("robbery-charge-rank", Comes.ROLLING, _HOME_OFFICE, RANK, 21, 13, 2.0, of=FORCES),
    Given("robbery-positive-outcome-rank", Comes.ROLLING, _HOME_OFFICE, RANK, 18, 11, 2.0, of=FORCES),
    Given("serious-knife-crime-rank", Comes.ROLLING, _HOME_OFFICE, RANK, 25, 29, 2.0, of=FORCES),
    Given("calls-999-answer-rank", Comes.MONTH, _HOME_OFFICE, RANK, 21, 14, 4.0, of=FORCES),
    Given("csew-overall-confidence", Comes.ROLLING, _STATISTICS, SURVEY, 72.5, 67.0, 1.2, 1, n=561),
    Given("csew-police-doing-good-job", Comes.ROLLING, _STATISTICS, SURVEY, 54.0, 48.5, 1.4, 1, n=561),
    Given("streetsafe-reports", Comes.MONTH, _HOME_OFFICE, COUNTED, 15, 29, 5.0, 0, True),
    Given("population-growth", Comes.MARCH, _STATISTICS, RATE, 13.5, 13.5, 0.0, 1, once=CENSUS_DAY),
    Given("forecast-demand", Comes.YEAR, _PLANNING, ESTIMATED, 188_000, 197_000, 900, sized=True,
          by="type", parts=_DEMAND),
)  # fmt: skip


def values_of(setting: Setting, given: Iterable[Given], month: int) -> dict[str, Array]:
    """Return those of some values whose period ends with a month, in columns of ``supplied-values``."""
    rows = [row for one in given for row in _values(setting, one, month)]
    names = ("body", "measure", "area-type", "area", "breakdown", "part", "window", "basis", "publication")
    columns = {name: np.array([row[name] for row in rows], object) for name in names}
    for name in ("period-start", "period-end", "as-at"):
        columns[name] = np.array([row[name] for row in rows], "datetime64[D]")
    for name in ("value", "of", "n", "interval-low", "interval-high"):
        columns[name] = np.array([row[name] for row in rows], np.float64)
    return columns


def period_start(comes: Comes, month: int) -> np.datetime64 | None:
    """Return the first day of the period that ends with a month; None where none does."""
    of_year = month % 12 + 1
    if comes is Comes.MONTH:
        return month_start(month)
    if comes in (Comes.YEAR, Comes.MARCH) and of_year != 3:
        return None
    if of_year % 3 or (comes is Comes.CALENDAR and of_year != 12):
        return None
    back = {Comes.QUARTER: 2, Comes.MARCH: 0}.get(comes, 11)
    return month_end(month) if comes is Comes.MARCH else month_start(month - back)


def _values(setting: Setting, given: Given, month: int) -> Iterator[dict[str, Any]]:
    start, end = period_start(given.comes, month), month_end(month)
    if given.once is not None:
        if month_of(given.once) != month:
            return
        end = np.datetime64(given.once, "D")
        start = end if given.comes is Comes.MARCH else start
    if start is None:
        return
    along = max(0.0, (month - setting.first_month) / max(1, len(setting.months) - 1))
    named = (given.measure, given.area) if given.area else (given.measure,)
    random = setting.random("supplied", *named, month)
    scale = setting.residents / WHOLE_COUNTY if given.sized else 1.0
    value = scale * (given.first + (given.last - given.first) * along + given.noise * random.uniform(-1, 1))
    if given.of is not None:
        value = float(np.clip(value, 1, given.of))
    whole = _row(setting, given, (start, end), round(value, given.places))
    yield whole
    amounts = dict(given.parts) if given.each else _shared(given, whole["value"])
    for part, amount in amounts.items():
        yield {**whole, "breakdown": given.by, "part": part, "value": amount}


def _shared(given: Given, whole: float) -> dict[str, float]:
    """Return the parts of a value by their shares, as printed, so that they add up to it."""
    unit = 10**given.places
    weights = np.array([round(10_000 * share) for share in given.parts.values()], np.int64)
    amounts = apportion(weights, round(whole * unit)) / unit
    return dict(zip(given.parts, amounts.tolist(), strict=True))


def _row(
    setting: Setting, given: Given, span: tuple[np.datetime64, np.datetime64], value: float
) -> dict[str, Any]:
    start, end = span
    half = np.nan
    if given.n is not None:
        share = min(max(value / 100, 0.01), 0.99)
        half = 100 * 1.96 * float(np.sqrt(share * (1 - share) / given.n))
    return {
        "body": given.body,
        "measure": given.measure,
        "area-type": given.area_type,
        "area": given.area or setting.force,
        "breakdown": None,
        "part": None,
        "window": given.comes.value,
        "period-start": start,
        "period-end": end,
        "value": value,
        "of": np.nan if given.of is None else given.of,
        "n": np.nan if given.n is None else given.n,
        "interval-low": np.round(value - half, 1),
        "interval-high": np.round(value + half, 1),
        "basis": given.basis,
        "publication": f"generated-{given.body}-{str(end)[:7]}",
        "as-at": end + np.timedelta64(DAYS_TO_STATE, "D"),
    }
