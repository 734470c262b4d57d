"""Firearms licensing: every application with its days, and the monthly workload counted from the same."""

from __future__ import annotations

from typing import Final

import numpy as np

from frankpledge.generate.living.partners.drawing import (
    Array,
    days_in,
    later,
    month_end,
    month_start,
    numbered,
    only,
    picked,
)
from frankpledge.generate.living.partners.levels import GRANT_DAYS
from frankpledge.generate.living.partners.service_shapes import WHOLE_COUNTY
from frankpledge.generate.living.partners.setting import Setting, remembered
from frankpledge.generate.living.partners.spans import Span, joined, spanned

EARLIER: Final = 14
"""Months of applications before the records, which make the work that is open when they begin."""
LONG_OPEN: Final = np.timedelta64(16 * 7, "D")
"""How long an open application waits before it is counted as long open: 16 weeks."""
MONTHLY: Final = {
    ("Firearm certificate", "Grant"): 22.0,
    ("Firearm certificate", "Renewal"): 54.0,
    ("Firearm certificate", "Variation"): 31.0,
    ("Shotgun certificate", "Grant"): 34.0,
    ("Shotgun certificate", "Renewal"): 92.0,
    ("Shotgun certificate", "Variation"): 4.0,
    ("Explosives certificate", "Grant"): 3.0,
    ("Explosives certificate", "Renewal"): 5.0,
    ("Dealer", "Renewal"): 2.0,
}
"""Applications a month in the whole county, by licence and step."""
MEDIAN_DAYS: Final = {"Grant": GRANT_DAYS.usual, "Renewal": 47.0, "Variation": 18.0}
RESULTS: Final = {"Granted": 0.955, "Refused": 0.018, "Withdrawn": 0.027}


@remembered
def _applications(setting: Setting) -> dict[str, Array]:
    """Return all applications, also of the months before the records; what is decided later is decided."""
    return joined(
        _received(setting, pair, month)
        for pair in MONTHLY
        for month in range(setting.first_month - EARLIER, setting.last_month + 1)
    )


def _received(setting: Setting, pair: tuple[str, str], month: int) -> dict[str, Array]:
    licence, step = pair
    random = setting.random("firearms-licensing", licence, step, month)
    spring = 1.15 if month % 12 + 1 in (3, 4, 5, 6) else 0.93
    count = int(random.poisson(MONTHLY[pair] * spring * setting.residents / WHOLE_COUNTY))
    median = GRANT_DAYS.at(setting, month) if step == "Grant" else MEDIAN_DAYS[step]
    received = days_in(random, month, count, 0.1)
    days = np.maximum(2.0, median * np.exp(0.45 * random.standard_normal(count)))
    return {
        "application": numbered(f"FL{month}-{licence[0]}{step[0]}-", 1, count),
        "received": received,
        "licence": np.full(count, licence, object),
        "step": np.full(count, step, object),
        "decided": later(received, days, "days"),
        "result": picked(random, count, RESULTS),
        "expired-first": only(
            np.full(count, step == "Renewal"), random.random(count) < np.clip(days / 400, 0, 0.6)
        ),
    }


@remembered
def all_applications(setting: Setting) -> Span:
    """Return the applications received in the records, as they stand on the last day."""
    rows = _applications(setting)
    known = rows["decided"] <= month_end(setting.last_month)
    told = {name: only(known, rows[name]) for name in ("decided", "result", "expired-first")}
    return spanned({**rows, **told}, "received", setting.months)


def licensing_flow_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return what was open, came in and was decided in a month, by licence and step."""
    rows = _applications(setting)
    start, end = month_start(month), month_end(month)
    pairs = list(MONTHLY)
    of = np.full(len(rows["received"]), -1)
    for place, (licence, step) in enumerate(pairs):
        of[(rows["licence"] == licence) & (rows["step"] == step)] = place

    def counted(kept: Array) -> Array:
        return np.bincount(of[kept], minlength=len(pairs)).astype(np.float64)

    open_now = (rows["received"] <= end) & (rows["decided"] > end)
    return {
        "licence": np.array([licence for licence, _ in pairs], object),
        "step": np.array([step for _, step in pairs], object),
        "opening": counted((rows["received"] < start) & (rows["decided"] >= start)),
        "received": counted((rows["received"] >= start) & (rows["received"] <= end)),
        "decided": counted((rows["decided"] >= start) & (rows["decided"] <= end)),
        "closing": counted(open_now),
        "over-four-months": counted(open_now & (end - rows["received"] > LONG_OPEN)),
    }
