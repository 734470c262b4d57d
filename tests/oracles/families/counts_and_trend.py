"""Two counts, displacement, and trend."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from frankpledge.assessment.counts import displacement_difference, e_test, poisson_z, usual_range
from frankpledge.assessment.trend import Trend, mann_kendall, seasonal_mann_kendall
from tests.oracles.registry import Case, family

TRENDS = {"rising": "increasing", "falling": "decreasing", "no clear trend": "no trend"}


def _printed(case: Case, ours: float, theirs: float, where: str) -> None:
    """Hold a number against one that was printed rounded: to as many places as are printed."""
    places = len(repr(theirs).partition(".")[2]) if isinstance(theirs, float) else 0
    case.close(round(ours, places) if places < 8 else ours, theirs, where)


def _e_test(row: dict[str, Any]) -> float:
    """Return p, or −1 as the cases have it where the test has no meaning."""
    try:
        p = e_test(row["k1"], row["k2"], row.get("n1", 1), row.get("n2", 1), row.get("d", 0))
    except ValueError:
        return -1.0
    return -1.0 if math.isnan(p) else p


@family("poisson-tests")
def poisson_tests(case: Case) -> None:
    for place, row in enumerate(case.data.get("etest", [])):
        allowed = {"abs": row["abs"]} if "abs" in row else {}
        case.close(_e_test(row), row["p"], f"E-test {place}", **allowed)
    for place, row in enumerate(case.data.get("z", [])):
        # Wheeler's z takes the past for the true mean.
        made = poisson_z(row["post"], row["pre"], row.get("k", 1), past_is_exact=True)
        case.close(made, row["z"], f"z {place}")
    for place, row in enumerate(case.data.get("wdd", [])):
        sizes = row.get("area_weights", [1, 1, 1, 1])
        made_ = displacement_difference(
            row["treated"],
            row["control"],
            row.get("disp_treated", (0, 0)),
            row.get("disp_control", (0, 0)),
            times=row.get("time_weights", (1, 1)),
            sizes=(sizes[1], sizes[0], sizes[3], sizes[2]),
            level=1 - row.get("alpha", 0.1),
        )
        held = {
            "local": made_.local,
            "displaced": made_.displaced,
            "total": made_.total,
            "z": made_.z,
            "low": made_.low,
            "high": made_.high,
        }
        for name, value in held.items():
            if name in row:
                _printed(case, value, row[name], f"displacement {place} {name}")
        case.close(made_.error, row["se"], f"displacement {place} error")
    assert any(name in case.data for name in ("etest", "z", "wdd"))


@family("poisson-z")
def poisson_z_cases(case: Case) -> None:
    for place, row in enumerate(case.data["cases"]):
        where = f"[{place}] {row['what']}"
        if "post" in row:
            pair = row["post"], row["pre"], row.get("k", 1), row.get("phi", 1.0)
            if "wheeler_z" in row:
                case.close(poisson_z(*pair, past_is_exact=True), row["wheeler_z"], where, rel=1e-9)
            for name in {"z", "two_sample_z"} & set(row):
                case.close(poisson_z(*pair), row[name], where, rel=1e-9)
        elif "m" in row:
            low, high = usual_range(row["m"], row.get("z", 3.0), row.get("phi", 1.0))
            case.close(low, row["low"], where)
            case.close(high, row["high"], where)
        else:
            # In words only: that overlapping windows are refused is held where charts are made.
            assert "require" in row, where


def _hold(case: Case, made: Trend, wanted: dict[str, Any], where: str) -> None:
    held = {
        "h": bool(made.clear[0]),
        "p": made.p[0],
        "z": made.z[0],
        "Tau": made.tau[0],
        "s": made.score[0],
        "var_s": made.variance[0],
        "slope": made.slope[0],
        "intercept": made.intercept[0],
        "trend": TRENDS.get(made.words(0), "no trend"),
    }
    for name, value in wanted.items():
        case.close(held[name], value, f"{where} {name}")


@family("mann-kendall")
def mann_kendall_cases(case: Case) -> None:
    series = np.array([np.nan if value is None else value for value in case.data["input"]], float)
    level = 1 - case.data.get("alpha", 0.05)
    plain = mann_kendall(series, level)
    by_season = seasonal_mann_kendall(series, case.data.get("period", 12), level)
    parts = {
        "sens_slope": plain,
        "original_test": plain,
        "seasonal_sens_slope": by_season,
        "seasonal_test": by_season,
    }
    for name, wanted in case.data["expected"].items():
        assert name in parts, f"{case.path.name}: no such test is known: {name}"
        _hold(case, parts[name], wanted, name)
