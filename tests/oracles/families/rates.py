"""Intervals of counts, rates and proportions, and standardised rates."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from frankpledge.assessment.rates.estimates import Estimate
from frankpledge.assessment.rates.intervals import byar, exact_poisson, proportion, rate, wilson
from frankpledge.assessment.rates.standardised import directly_standardised, indirectly_standardised
from tests.oracles.registry import Case, family

LIMIT = re.compile(r"^(lower|upper)(\d+)_(\d+)cl$")


def _level(said: Any) -> float:
    """Return a level given as "95%", 95 or 0.95."""
    value = float(str(said).rstrip("% "))
    return value / 100 if value > 1 else value


def _limits(row: dict[str, Any]) -> dict[float, dict[str, str]]:
    """Return the fields of a row that hold limits, by level: ``lower95_0cl`` is the lower one at 95.0 %."""
    made: dict[float, dict[str, str]] = {}
    for name in row:
        if found := LIMIT.match(name):
            level = float(f"{found[2]}.{found[3]}") / 100
            made.setdefault(level, {})[found[1]] = name
    assert made, f"no limits in {sorted(row)}"
    return made


def _hold(case: Case, made: dict[float, Estimate], row: dict[str, Any], where: str) -> None:
    for level, names in _limits(row).items():
        case.close(made[level].value, row["value"], f"{where} value")
        if "lower" in names:
            case.close(made[level].low, row[names["lower"]], f"{where} {names['lower']}")
        if "upper" in names:
            case.close(made[level].high, row[names["upper"]], f"{where} {names['upper']}")


@family("byar-wilson")
def byar_wilson(case: Case) -> None:
    for place, row in enumerate(case.data["cases"]):
        level = _level(row["confidence"])
        if row["method"].lower().startswith("wilson"):
            low, high = wilson(row["x"], row["n"], level)
        elif row["method"].lower().startswith("exact"):
            low, high = exact_poisson(row["x"], level)
        else:
            assert row["method"].lower().startswith("byar"), row["method"]
            low, high = byar(row["x"], level)
        # Where Byar's lower limit would be below 0, the peer gives none; ours is 0.
        none = row["lowercl"] is None and float(low) == 0
        case.close(None if none else low, row["lowercl"], f"[{place}] lower")
        case.close(high, row["uppercl"], f"[{place}] upper")


@family("rate-interval")
def rate_interval(case: Case) -> None:
    for place, row in enumerate(case.data["cases"]):
        pair = row["Numerator"], row["Denominator"]
        made = {level: rate(*pair, level, row.get("multiplier", 100_000)) for level in _limits(row)}
        _hold(case, made, row, f"[{place}]")


@family("proportion-interval")
def proportion_interval(case: Case) -> None:
    for place, row in enumerate(case.data["cases"]):
        exact = not row.get("method", "Wilson").lower().startswith("wilson")
        made = {
            level: proportion(
                row["Numerator"], row["Denominator"], level, row.get("multiplier", 1), exact_below_ten=exact
            )
            for level in _limits(row)
        }
        _hold(case, made, row, f"[{place}]")


def _by_area(rows: list[dict[str, Any]]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return each area's counts and populations in order; a blank count is none, as these files say."""
    made: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        made.setdefault(row["area"], []).append((row["count"] or 0, row["pop"]))
    return {area: tuple(np.array(pairs, float).T) for area, pairs in made.items()}  # type: ignore[misc]


def _per(statistic: str) -> float:
    """Return the multiplier that a statistic's words end in ("dsr per 10000", "ratio x 1")."""
    found = re.search(r"(?:per|x) ([\d,.]+)$", statistic)
    return float(found[1].replace(",", "")) if found else 100_000.0


@family("dsr")
def directly_standardised_rates(case: Case) -> None:
    given = case.data["input"]
    standard = next(given[name] for name in ("stdpop", "standard", "esp2013") if name in given)
    areas = _by_area(given["areas"])
    for place, row in enumerate(case.data["expected"]):
        count, people = areas[row["area"]]
        made = {
            level: directly_standardised(count, people, standard, level, _per(row["statistic"]))
            for level in _limits(row)
        }
        case.close(count.sum(), row["total_count"], f"[{place}] total")
        case.close(people.sum(), row["total_pop"], f"[{place}] population")
        _hold(case, made, row, f"[{place}]")


@family("isr")
def indirectly_standardised_rates(case: Case) -> None:
    given = case.data["input"]
    reference = [[row[name] for row in given["reference"]] for name in ("refcount", "refpop")]
    areas = _by_area(given["areas"])
    for place, row in enumerate(case.data["expected"]):
        by = _per(row["statistic"])
        made = {
            level: indirectly_standardised(*areas[row["area"]], *reference, level, by, by)
            for level in _limits(row)
        }
        one = next(iter(made.values()))
        case.close(one.observed, row["observed"], f"[{place}] observed")
        case.close(one.expected, row["expected"], f"[{place}] expected")
        ratio = "ratio" in row["statistic"]
        if row.get("ref_rate") is not None:
            case.close(one.reference_rate, row["ref_rate"], f"[{place}] reference rate")
        _hold(
            case,
            {level: both.ratio if ratio else both.rate for level, both in made.items()},
            row,
            f"[{place}]",
        )
