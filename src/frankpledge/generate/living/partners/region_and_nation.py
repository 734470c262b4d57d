"""What bodies supply beside the county's own records: the year 2019, the region and the nation.

The values lie near the county's own level, so that a page shows what a board would see. Two bodies return
badly on purpose: one late, one not at all since a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from frankpledge.generate.living.partners.drawing import Array
from frankpledge.generate.living.partners.setting import Setting
from frankpledge.generate.living.partners.supplied import (
    COUNTED,
    GIVEN,
    RATE,
    SURVEY,
    Comes,
    Given,
    values_of,
)
from frankpledge.periods import month_number, parse_month

REGION: Final = "north-sea"
NATION: Final = "england-and-wales"
FORCES_OF_REGION: Final = 5

PROSECUTION: Final = "crown-prosecution-service"
COURTS: Final = "courts-and-tribunals-service"
WITNESS_CARE: Final = "witness-care-unit"
BOARD: Final = "criminal-justice-board"
POLICE: Final = "home-office"
STATISTICS: Final = "office-for-national-statistics"
COMPLAINTS: Final = "office-for-police-conduct"

BASELINE_DAY: Final = date(2019, 12, 31)
BASELINE_MONTH: Final = month_number(2019, 12)


@dataclass(frozen=True)
class Beside:
    """The levels beside the county's own of one measure, in its unit: of 2019, of the region, of the nation.

    ``region`` and ``nation`` are where they start and end over the records. A measure without a ``baseline``
    was not counted in 2019. What is ``sized`` is a number of cases that grows with the county.
    """

    measure: str
    body: str
    baseline: float | None
    region: tuple[float, float]
    nation: tuple[float, float]
    places: int = 1
    sized: bool = False


DASHBOARD: Final = (
    Beside("file-resubmission-days", PROSECUTION, 8.4, (10.1, 9.8), (11.2, 10.6)),
    Beside("charging-decision-days", PROSECUTION, 7.9, (9.6, 9.9), (10.4, 10.8)),
    Beside("charging-decisions-within-28-days", PROSECUTION, 94.8, (92.1, 91.4), (90.2, 89.6)),
    Beside("magistrates-days-to-first-hearing", COURTS, 24.6, (28.4, 29.2), (30.9, 31.6)),
    Beside("magistrates-days-to-completion", COURTS, 81.5, (101.0, 99.2), (109.4, 106.8)),
    Beside("crown-court-median-days-to-completion", COURTS, 78.0, (94.0, 96.0), (104.0, 108.0), 0),
    Beside("crown-court-over-six-months-share", COURTS, 31.2, (45.0, 46.8), (47.9, 50.1)),
    Beside("files-compliant-at-first-submission", PROSECUTION, 67.0, (61.8, 60.2), (58.9, 57.6)),
    Beside("files-accepted-at-triage", PROSECUTION, 77.4, (76.2, 75.9), (59.4, 58.5)),
    Beside("consultations-per-charge", PROSECUTION, 1.18, (1.19, 1.21), (1.22, 1.24), 2),
    Beside("magistrates-hearings-per-case", COURTS, 1.94, (2.11, 2.14), (2.18, 2.21), 2),
    Beside("crown-court-hearings-per-case", COURTS, 3.02, (3.31, 3.36), (3.42, 3.48), 2),
    Beside("magistrates-outstanding-cases", COURTS, 2_180, (13_100, 14_300), (112_000, 124_000), 0, True),
    Beside("crown-court-outstanding-cases", COURTS, 548, (3_700, 3_950), (31_400, 33_800), 0, True),
    Beside("charged-share", PROSECUTION, 71.2, (70.1, 71.0), (72.4, 73.3)),
    Beside("vawg-conviction-rate", PROSECUTION, 72.6, (71.4, 72.1), (72.8, 73.5)),
    Beside("domestic-abuse-conviction-rate", PROSECUTION, 73.9, (71.9, 72.2), (73.1, 73.8)),
    Beside("magistrates-conviction-rate", PROSECUTION, 80.6, (78.7, 79.1), (79.6, 80.0)),
    Beside("crown-court-conviction-rate", PROSECUTION, 78.9, (76.4, 76.9), (77.2, 77.8)),
    Beside("guilty-plea-share", PROSECUTION, 86.1, (84.0, 83.7), (83.2, 82.9)),
    Beside("domestic-abuse-file-quality", PROSECUTION, None, (60.9, 60.1), (61.2, 60.6)),
    Beside("witness-attendance-rate", WITNESS_CARE, 88.7, (86.2, 86.0), (85.4, 85.1)),
    Beside("unsuccessful-for-victim-reasons-share", PROSECUTION, 24.3, (26.8, 26.1), (23.6, 22.9)),
    Beside("effective-trials", COURTS, 51.6, (47.8, 47.2), (46.3, 45.4)),
)
"""The 24 measures of the criminal justice dashboard."""

OTHERS: Final = (
    Beside("grade-1-urban-response-mean-time", POLICE, None, (921, 938), (948, 972), 0),
    Beside("calls-999-answered-within-10-seconds", POLICE, None, (87.4, 88.9), (85.6, 89.8)),
    Beside("all-crime-positive-outcome-ratio", POLICE, None, (12.9, 12.2), (12.6, 11.8)),
    Beside("charge-ratio", POLICE, None, (7.3, 7.6), (7.4, 8.0)),
    Beside("crimes-recorded-within-24-hours", POLICE, None, (83.1, 84.6), (82.4, 83.9)),
    Beside("mental-health-incident-share", POLICE, None, (4.4, 3.9), (4.6, 4.0)),
    Beside("complaint-days-to-finalise", COMPLAINTS, None, (31, 36), (33, 39), 0),
)
"""Measures that the catalogue compares with the nation, and that the county's own records answer."""

_SURVEYED: Final = (
    ("csew-overall-confidence", 71.0, 66.2, 30_400),
    ("csew-police-doing-good-job", 53.0, 48.1, 30_400),
)
"""Survey estimates of the nation: where they start and end, and answers behind each."""

_NOISE: Final = 0.012
"""How far a value lies from its line, as a share of it, at most."""


def _quarterly(one: Beside, area_type: str, area: str, ends: tuple[float, float]) -> Given:
    basis = COUNTED if one.sized else RATE
    noise = _NOISE * sum(ends) / 2
    return Given(one.measure, Comes.QUARTER, one.body, basis, *ends, noise, one.places, one.sized,
                 area_type=area_type, area=area)  # fmt: skip


BASELINES: Final = tuple(
    Given(one.measure, Comes.CALENDAR, BOARD, COUNTED if one.sized else RATE, one.baseline, one.baseline,
          0.0, one.places, one.sized, once=BASELINE_DAY)
    for one in DASHBOARD
    if one.baseline is not None
)  # fmt: skip
"""The year 2019 of the county as the board returns it: from before the police's records begin."""

WIDER: Final = (
    *(_quarterly(one, "region", REGION, one.region) for one in (*DASHBOARD, *OTHERS)),
    *(_quarterly(one, "nation", NATION, one.nation) for one in (*DASHBOARD, *OTHERS)),
    *(
        Given(measure, Comes.ROLLING, STATISTICS, SURVEY, first, last, 0.3, 1, n=n,
              area_type="nation", area=NATION)
        for measure, first, last, n in _SURVEYED
    ),
)  # fmt: skip

LATE: Final[Mapping[str, tuple[str, ...]]] = {COURTS: ("2024-12",)}
"""Returns that came late, by body and the last month that they are of."""
NOT_COME: Final[Mapping[str, tuple[str, ...]]] = {
    COURTS: ("2025-03",),
    WITNESS_CARE: ("2024-12", "2025-03"),
}
"""Returns that have not come, by body and the last month that they would be of."""


def is_late(body: str, month: int) -> bool:
    """Whether a body's return of the quarter that ends with a month came late."""
    return month in map(parse_month, LATE.get(body, ()))


def has_not_come(body: str, month: int) -> bool:
    """Whether a body's return of the quarter that ends with a month never came."""
    return month in map(parse_month, NOT_COME.get(body, ()))


def supplied_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return every supplied value whose period ends with a month, but for returns that have not come."""
    come = [one for one in WIDER if not has_not_come(one.body, month)]
    return values_of(setting, (*GIVEN, *come), month)


def baseline_rows(setting: Setting) -> dict[str, Array]:
    """Return the values of 2019, where the county's records begin after it; else nothing."""
    return values_of(setting, BASELINES, BASELINE_MONTH) if setting.first_month > BASELINE_MONTH else {}


def told_beside(setting: Setting) -> dict[str, Any]:
    """Return what is true of all this: values of 2019, region and nation, and what was late or has not come.

    ``baselines`` are by measure; ``region_and_nation`` by measure, area and last day; ``late`` and
    ``not_come`` name bodies and last months within the records.
    """
    wider: dict[str, dict[str, dict[str, float]]] = {}
    for month in setting.months:
        rows = supplied_rows(setting, month)
        columns = (rows[name].tolist() for name in ("measure", "area-type", "area", "value"))
        for end, measure, kind, area, value in zip(rows["period-end"].astype(str), *columns, strict=True):
            if kind != "force":
                wider.setdefault(measure, {}).setdefault(area, {})[str(end)] = value
    earlier = baseline_rows(setting)
    known = range(setting.first_month, setting.last_month + 1)
    return {
        "baselines": dict(zip(*(earlier[name].tolist() for name in ("measure", "value")), strict=True))
        if earlier
        else {},
        "region_and_nation": wider,
        **{
            word: [[body, key] for body, keys in some.items() for key in keys if parse_month(key) in known]
            for word, some in (("late", LATE), ("not_come", NOT_COME))
        },
    }
