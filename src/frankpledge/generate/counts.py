"""How many rows each force has in each month and of each crime type.

Expected count = force size × share of the type (a little different in each force) × season ×
trend × planted changes; the count drawn is negative binomial around it, so it varies more than
chance alone, as real counts do.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from frankpledge.errors import WrongUse
from frankpledge.generate.county import County
from frankpledge.generate.draws import Draws, Floats, Integers, apportion, negative_binomial
from frankpledge.generate.facts import CRIME_TYPES, MAX_DELAY, SEASON, TREND_PER_YEAR, TYPE_WEIGHTS
from frankpledge.generate.scenario import FictionalForce, PlantedChange, Scenario

EARLIER_MONTHS = MAX_DELAY
"""Months before the window whose crimes still get outcomes inside it."""

TYPE_SPREAD = 0.15
"""Forces differ in the mix of types by up to this much either way."""


def area_effects(
    changes: tuple[PlantedChange, ...], county: County, crime_type: str, month: int
) -> dict[str, float]:
    """Return how much heavier districts and wards are for a type in a month, by code; empty for none."""
    effects: dict[str, float] = {}
    for change in changes:
        if change.force == county.force.slug and change.crime_type == crime_type and change.area is not None:
            effects[change.area] = effects.get(change.area, 1.0) * change.effect(month)
    return {code: effect for code, effect in effects.items() if effect != 1.0}


def expected(
    scenario: Scenario, force: FictionalForce, month: int, type_factors: Floats, county: County | None
) -> list[float]:
    """Return the expected rows of one force and month, one number per crime type."""
    weights = np.asarray(TYPE_WEIGHTS)
    shares = weights / weights.sum()
    years = (month - scenario.first_month) / 12
    result = []
    for number, crime_type in enumerate(CRIME_TYPES):
        mean = force.monthly_rows * float(shares[number] * type_factors[number])
        mean *= SEASON[crime_type][month % 12] / 100
        mean *= (1 + TREND_PER_YEAR.get(crime_type, 0.0)) ** years
        for change in scenario.planted:
            if change.force == force.slug and change.crime_type == crime_type and change.area is None:
                mean *= change.effect(month)
        if county is not None:
            effects = area_effects(scenario.planted, county, crime_type, month)
            mean *= county.growth(crime_type, effects) if effects else 1.0
        result.append(mean)
    return result


def draw_counts(scenario: Scenario, force: FictionalForce, county: County | None) -> Integers:
    """Return rows by month and type, shape (earlier months + months, types), before any scaling.

    The first :data:`EARLIER_MONTHS` rows are the months before the window. A peer without
    records needs no county: changes planted in a part of it are refused by the caller.
    """
    factors = 1 + TYPE_SPREAD * (2 * Draws(scenario.seed, "mix", force.number).uniform(len(CRIME_TYPES)) - 1)
    months = range(scenario.first_month - EARLIER_MONTHS, scenario.last_month + 1)
    draws = Draws(scenario.seed, "counts", force.number)
    counts = np.zeros((len(months), len(CRIME_TYPES)), dtype=np.int64)
    for row, month in enumerate(months):
        shares = draws.uniform(len(CRIME_TYPES)).tolist()
        means = expected(scenario, force, month, factors, county)
        for number, (share, mean) in enumerate(zip(shares, means, strict=True)):
            counts[row, number] = negative_binomial(share, mean, scenario.dispersion)
    return counts


def scale_to_rows(scenario: Scenario, counts: dict[str, Integers]) -> dict[str, Integers]:
    """Return the counts of all forces so scaled that the supplied months add up to ``scenario.rows``.

    Without ``rows`` the counts come back as they are. Months before the window and months not
    supplied are scaled alike, but not added up.
    """
    if scenario.rows is None:
        return counts
    slugs = list(counts)
    stacked = np.stack([counts[slug] for slug in slugs])
    supplied = np.zeros(stacked.shape[:2], dtype=bool)
    for place, slug in enumerate(slugs):
        for month in range(scenario.months):
            supplied[place, EARLIER_MONTHS + month] = (
                slug,
                scenario.first_month + month,
            ) not in scenario.missing
    ratio = scenario.rows / max(1, int(stacked[supplied].sum()))
    scaled = np.floor(stacked * ratio + 0.5).astype(np.int64)
    scaled[supplied] = apportion(stacked[supplied], scenario.rows)
    return {slug: scaled[place] for place, slug in enumerate(slugs)}


def force_month_rows(
    scenario: Scenario, everyone: tuple[FictionalForce, ...], counts: dict[str, Integers]
) -> list[tuple[int, str, str, int]]:
    """Return (month, force, crime type, records) as an earlier download counted them.

    That download disagrees with the street files by up to 4 % of a count, as the real ones do.
    Months not supplied are absent; a type without rows is absent too, as in the publisher's files.
    """
    rows = []
    for force in everyone:
        disagree = Draws(scenario.seed, "earlier-download", force.number)
        for place in range(scenario.months):
            month = scenario.first_month + place
            shifts = 1 + 0.04 * (2 * disagree.uniform(len(CRIME_TYPES)) - 1)
            if (force.slug, month) in scenario.missing:
                continue
            seen = np.floor(counts[force.slug][EARLIER_MONTHS + place] * shifts + 0.5).astype(int).tolist()
            rows += [(month, force.slug, kind, n) for kind, n in zip(CRIME_TYPES, seen, strict=True) if n > 0]
    return sorted(rows)


def check_areas(scenario: Scenario, counties: Mapping[str, County]) -> None:
    """Raise WrongUse when a change is planted in a district or ward that its force does not have.

    ``counties`` are those of the forces with records, by the force's slug.
    """
    for change in scenario.planted:
        if change.area is None:
            continue
        county = counties.get(change.force)
        if county is None:
            raise _unknown_area(change, "the force has no records, only counts")
        if change.area not in county.codes:
            districts = ", ".join(one.code for one in county.districts)
            wards = sorted(county.codes.difference(one.code for one in county.districts))
            raise _unknown_area(change, f"its districts are {districts}, its wards {wards[0]} to {wards[-1]}")


def _unknown_area(change: PlantedChange, why: str) -> WrongUse:
    return WrongUse(f"'{change.force}' has no district or ward '{change.area}': {why}.", field="planted")
