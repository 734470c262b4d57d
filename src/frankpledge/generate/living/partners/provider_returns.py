"""What bodies return under contracts: security measures, whether returns came, counts of their own."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from frankpledge.generate.living.partners.drawing import Array, days_in, month_end, month_start, picked
from frankpledge.generate.living.partners.referrals import referral_rows
from frankpledge.generate.living.partners.region_and_nation import (
    COURTS,
    PROSECUTION,
    WITNESS_CARE,
    has_not_come,
    is_late,
)
from frankpledge.generate.living.partners.service_shapes import SERVICES, WHOLE_COUNTY
from frankpledge.generate.living.partners.setting import Setting, remembered
from frankpledge.generate.living.partners.spans import Span, joined, spanned

INSTALLED: Final = {
    "Door or lock": (0.34, 18, 185),
    "Window lock": (0.12, 22, 40),
    "Alley gate": (0.12, 3, 1450),
    "Camera": (0.14, 4, 980),
    "Light": (0.14, 9, 210),
    "Alarm": (0.07, 12, 95),
    "Property marking": (0.07, 35, 9),
}
"""Of each kind: its share of entries, mean items of an entry, and mean pounds of an item."""
CALLED_OFF_AFTER: Final = np.timedelta64(365, "D")
"""After so long without an answer the office asks for a return no more."""
ROUND_MONTHS: Final = 15
TARGET_AREAS: Final = 6
ENTRIES_A_MONTH: Final = 11.0

CONTRACTS: Final = (
    ("voice", "victims-2020", "quarterly"),
    ("sunflower", "advisers-2020", "quarterly"),
    ("children", "young-victims-2021", "quarterly"),
    ("restorative-justice", "restorative-2020", "quarterly"),
    ("ace", "early-help-2019", "monthly"),
    ("youth", "youth-2021", "quarterly"),
    ("road-safety-partnership", "road-safety-2020", "half-yearly"),
    ("watch-association", "watch-grant-2020", "quarterly"),
    ("borough-council", "safer-streets", "quarterly"),
    ("road-harm", "road-harm-2020", "quarterly"),
    *((body, "justice-board", "quarterly") for body in (PROSECUTION, COURTS, WITNESS_CARE)),
)
EVERY: Final = {"monthly": 1, "quarterly": 3, "half-yearly": 6}
STATES: Final = {"Received on time": 0.83, "Received late": 0.12, "Asked for": 0.05}
ADEQUACY: Final = {"Adequate": 0.71, "Minor gaps": 0.20, "Major gaps": 0.07, "Not usable": 0.02}
REVISED: Final = 0.08
"""Share of returns that are sent again, as a return called revised."""
DAYS_ALLOWED: Final = 30
RETURNING: Final = ("voice", "road-harm", "children", "sunflower")
"""Services whose providers return counts beside their cases, each as the sender of those."""


def security_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return what was installed in a month. A round of money lasts fifteen months, in a few small areas."""
    nth, within = divmod(month - setting.first_month, ROUND_MONTHS)
    random = setting.random("security-measures", month)
    areas = setting.random("safer-streets", nth).integers(0, len(setting.lsoa), TARGET_AREAS)
    pace = 0.3 if within < 3 else 1.2
    count = int(random.poisson(ENTRIES_A_MONTH * pace * setting.residents / WHOLE_COUNTY))
    kind = picked(random, count, {name: share for name, (share, _, _) in INSTALLED.items()})
    items = 1 + random.poisson([INSTALLED[one][1] for one in kind], count)
    each = np.array([INSTALLED[one][2] for one in kind], np.float64)
    place = areas[random.integers(0, TARGET_AREAS, count)]
    return {
        "project": np.full(count, f"safer-streets-{nth + 1}", object),
        "installed": days_in(random, month, count, 0.1),
        "kind": kind,
        "items": items.astype(np.float64),
        "planned": np.array([INSTALLED[one][1] * 28 for one in kind], np.float64),
        "pounds": np.rint(items * each * random.uniform(0.85, 1.2, count)),
        "where": place,
    }


@remembered
def all_contract_returns(setting: Setting) -> Span:
    """Return every return due in the records: in time, late, still asked for, or sent again."""
    random = setting.random("contract-returns")
    rows: list[dict[str, Any]] = []
    for body, contract, name in CONTRACTS:
        for month in range(setting.first_month - 2, setting.last_month + 1):
            if (month % 12 + 1) % EVERY[name] == 0:
                rows += _due(setting, random, {"body": body, "contract": contract, "return": name}, month)
    columns: dict[str, Array] = {
        key: np.array([row[key] for row in rows], object)
        for key in ("body", "contract", "return", "state", "adequacy", "action-wanted")
    }
    for key in ("period-end", "due", "received"):
        columns[key] = np.array([row[key] for row in rows], "datetime64[D]")
    return spanned(columns, "due", setting.months)


def _planned(body: str, month: int) -> str:
    """Return how a body's return to the board stands: as its values came."""
    if has_not_come(body, month):
        return "Asked for"
    return "Received late" if is_late(body, month) else "Received on time"


def _due(
    setting: Setting, random: np.random.Generator, named: dict[str, str], month: int
) -> list[dict[str, Any]]:
    """Return a return due for the period that ends with a month, and its revision where there is one."""
    end, none = month_end(month), np.datetime64("NaT", "D")
    due = end + np.timedelta64(DAYS_ALLOWED, "D")
    state = str(picked(random, 1, STATES)[0])
    if named["contract"] == "justice-board":
        state = _planned(named["body"], month)
    late = state == "Received late"
    received = due + np.timedelta64(
        int(random.integers(1, 35)) if late else -int(random.integers(0, 12)), "D"
    )
    last = month_end(setting.last_month)
    if state == "Asked for" or received > last:
        # What was asked for in vain for a year is called off.
        state = "Asked for" if last - CALLED_OFF_AFTER < due <= last else "Not due"
        return [
            {
                **named,
                "period-end": end,
                "due": due,
                "received": none,
                "state": state,
                "adequacy": None,
                "action-wanted": state == "Asked for",
            }
        ]
    adequacy = str(picked(random, 1, ADEQUACY)[0])
    came = {
        **named,
        "period-end": end,
        "due": due,
        "received": received,
        "state": state,
        "adequacy": adequacy,
        "action-wanted": adequacy != "Adequate",
    }
    again = received + np.timedelta64(int(random.integers(5, 40)), "D")
    if random.random() >= REVISED or again > last:
        return [came]
    return [
        came,
        {
            **came,
            "return": f"{named['return']}-revised",
            "received": again,
            "state": "Received late",
            "adequacy": "Adequate",
            "action-wanted": False,
        },
    ]


def return_value_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the quarter's counts that providers made of the same cases which they also send one by one."""
    if (month % 12 + 1) % 3 or month - 2 < setting.first_month:
        return {}
    return joined(_quarter(setting, service, month) for service in RETURNING)


def _quarter(setting: Setting, service: str, month: int) -> dict[str, Array]:
    """Return referrals and the share accepting support of a quarter, as numerator and denominator."""
    mine = next(one for one in SERVICES if one.name == service)
    quarter = joined(referral_rows(setting, mine, one) for one in range(month - 2, month + 1))
    valid = quarter["valid"].astype(bool)
    total, accepted = int(valid.sum()), int((valid & ~np.isnat(quarter["support-accepted"])).sum())
    none = np.nan
    return {
        "body": np.full(2, service, object),
        "measure": np.array([f"{service}-referrals", f"{service}-support-accepted-share"], object),
        "area-type": np.full(2, "service", object),
        "area": np.full(2, service, object),
        "window": np.full(2, "Quarter", object),
        "period-start": np.full(2, month_start(month - 2)),
        "period-end": np.full(2, month_end(month)),
        "value": np.array([total, round(100 * accepted / total, 2) if total else none]),
        "numerator": np.array([none, accepted]),
        "denominator": np.array([none, total]),
        "n": np.full(2, float(total)),
        "basis": np.full(2, "Counted from records", object),
        "as-at": np.full(2, month_end(month) + np.timedelta64(12, "D")),
    }
