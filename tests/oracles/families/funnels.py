"""Funnels: significance, limits, and overdispersion in the classical forms."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from frankpledge.assessment.peers.classical import Classical, classical_funnel
from frankpledge.assessment.peers.limits import (
    Form,
    Kind,
    limits_about,
    score_limits,
    significance,
    sizes_about,
)
from tests.oracles.registry import Case, family

WORDS = {
    -2: "Low (0.001)",
    -1: "Low (0.025)",
    0: "Not significant",
    1: "High (0.025)",
    2: "High (0.001)",
}
TAILS = {"2s": 0.95, "3s": 0.998}


def _column(rows: list[dict[str, Any]], *names: str) -> np.ndarray:
    name = next(name for name in names if name in rows[0])
    return np.array([row[name] for row in rows], float)


def _rows(case: Case, name: str = "cases") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = case.data[name]
    assert rows, f"{case.path.name}: nothing under {name}"
    return rows


@family("funnel-proportion-significance")
def proportion_significance(case: Case) -> None:
    rows = _rows(case)
    over, below = _column(rows, "numerator"), _column(rows, "denominator")
    # Where the baseline is given, it is that of all areas, of which the file may hold only some.
    stated = case.data.get("baseline_pct")
    baseline = over.sum() / below.sum() if stated is None else stated / 100
    flags = significance(over, below, baseline, Kind.PROPORTION)
    case.close([WORDS[int(flag)] for flag in flags], [row["significance"] for row in rows], "significance")


@family("funnel-ratio-significance")
def ratio_significance(case: Case) -> None:
    rows = _rows(case)
    flags = significance(
        _column(rows, "obs", "observed", "numerator"),
        _column(rows, "expected", "denominator"),
        case.data.get("target", 1.0),
        Kind.RATE,
    )
    case.close([WORDS[int(flag)] for flag in flags], [row["significance"] for row in rows], "significance")


@family("funnel-proportion-limits")
def proportion_limits(case: Case) -> None:
    for place, row in enumerate(_rows(case, "expected")):
        for sigma, tail in (("2s", "0025"), ("3s", "0001")):
            low, high = score_limits(row["Baseline"] / 100, row["Population"], TAILS[sigma])
            case.close(low * 100, row[f"Lower{sigma}{tail}limit"], f"[{place}] lower {sigma}")
            case.close(high * 100, row[f"Upper{sigma}{tail}limit"], f"[{place}] upper {sigma}")


def _years(case: Case) -> float:
    """Return how many years the events were counted over: as stated, or in the file's words, else one."""
    if "years" in case.data:
        return float(case.data["years"])
    found = re.search(r"(\d+) years?", str(case.data.get("method", "")))
    return float(found[1]) if found else 1.0


def _multiplier(statistic: str) -> float:
    found = re.search(r"per ([\d,]+)", statistic)
    return float(found[1].replace(",", "")) if found else 100_000.0


def _as_searched(limit: np.ndarray, events: np.ndarray) -> np.ndarray:
    """Return exact limits of counts as the peer's search by halving leaves them.

    It halves v = limit / (1 + events + limit) until the step is below 1e-7 and ends in the middle of a cell
    of 2⁻²³, which for the smallest limits is coarser than the file's tolerance. Ours must lie in the same
    cell.
    """
    place = limit / (1 + events + limit)
    middle = (np.floor(place * 2.0**23) + 0.5) / 2.0**23
    return (1 + events) * middle / (1 - middle)


@family("funnel-rate-limits")
def rate_limits(case: Case) -> None:
    rows, years = _rows(case, "expected"), _years(case)
    per = _multiplier(rows[0].get("statistic", ""))
    if given := case.data.get("input"):
        events = _column(given, "ev", "events", "numerator")
        if {"pop", "population", "denominator"} & set(given[0]):
            size = _column(given, "pop", "population", "denominator")
        else:
            size = events / _column(given, "rate") * per
        baseline = events.sum() / size.sum()
        case.close(baseline * per, rows[0]["baseline"], "baseline")
    else:
        baseline = rows[0]["baseline"] / per
    events = _column(rows, "Events")
    for sigma, level in TAILS.items():
        largest, smallest = sizes_about(baseline, events, level)
        for side, exact in (("lower", largest), ("upper", smallest)):
            size = _as_searched(exact * baseline, events) / baseline
            wanted = [row[f"{side}_{sigma}_population_1_year"] for row in rows]
            case.close(size / years, wanted, f"{side} {sigma} population")
            case.close(events / size * per, [row[f"{side}_{sigma}_limit"] for row in rows], f"{side} {sigma}")


@family("funnel-ratio-expected-limits")
def ratio_limits(case: Case) -> None:
    for name, level in (("95", 0.95), ("998", 0.998)):
        target = case.data.get("target", 1.0)
        # The peer takes limits of the expected count itself and sets the target beside them.
        low, high = limits_about(1.0, case.data["expected_denominators"], level, Kind.RATE, Form.EXACT)
        case.close(low * target, case.data[f"ll{name}"], f"ll{name}")
        case.close(high * target, case.data[f"ul{name}"], f"ul{name}")


def _form(words: str) -> Classical:
    """Return the form that a file names: the type of value and, for standardised ratios, the method."""
    found = re.search(r"\b(SR|PR|RC)\b", words)
    assert found, f"no type of value is named in {words!r}"
    if found[1] == "SR":
        return Classical.SR_SHMI if "SHMI" in words else Classical.SR_CQC
    return Classical.PR_CQC if found[1] == "PR" else Classical.RC_CQC


def _trim(case: Case) -> float:
    if "trim" in case.data:
        return float(case.data["trim"])
    found = re.search(r"trim ([\d.]+)", case.data["method"])
    return float(found[1]) if found else 0.1


@family("funnel-overdispersed")
def overdispersed(case: Case) -> None:
    form = _form(case.data["method"])
    given, wanted = case.data["input"], case.data["expected"]
    size = np.array(given["denominator"], float)
    made = classical_funnel(given["numerator"], size, form, _trim(case))
    case.close(made.z, wanted["uz"], "z")
    case.close(made.kept, wanted["wz"], "z kept")
    case.close(made.phi, wanted["phi"], "φ")
    case.close(made.tau2, wanted["tau2"], "τ²")
    case.close(made.target, wanted["target"], "target")
    kind = Kind.PROPORTION if form is Classical.PR_CQC else Kind.RATE
    for name, level in (("95", 0.95), ("998", 0.998)):
        if adjusted := wanted.get("limits_od"):
            # This package draws the square-root form without squaring back: its own limits, not ours.
            low, high = made.limits(level, as_drawn=True)
            case.close(low, adjusted[f"odll{name}"], f"odll{name}")
            case.close(high, adjusted[f"odul{name}"], f"odul{name}")
        if plain := wanted.get("limits_unadjusted"):
            low, high = _unadjusted(made, size, level, kind)
            case.close(low, plain[f"ll{name}"], f"ll{name}")
            case.close(high, plain[f"ul{name}"], f"ul{name}")


def _unadjusted(made: Any, size: np.ndarray, level: float, kind: Kind) -> tuple[np.ndarray, np.ndarray]:
    if made.form in (Classical.SR_CQC, Classical.SR_SHMI):
        return limits_about(made.target, size, level, kind, Form.EXACT)
    return made.without_overdispersion().limits(level, as_drawn=True)
