"""Living counties of any size for tests, with the changes that partners' records have planted in them."""

from __future__ import annotations

from frankpledge.generate.counts import draw_counts
from frankpledge.generate.county import build_county
from frankpledge.generate.living.context import Living
from frankpledge.generate.living.partners.levels import PARTNER_CHANGES
from frankpledge.generate.scenario import FictionalForce, Scenario
from frankpledge.periods import parse_month

LAST = parse_month("2025-03")


def living_county(seed: int, rows: float, months: int) -> Living:
    """Return a county of so many street rows a month, over months that end in March 2025."""
    force = FictionalForce(0, rows)
    scenario = Scenario(seed=seed, forces=(force,), first_month=LAST - months + 1, months=months)
    county = build_county(force, seed)
    return Living(scenario, county, draw_counts(scenario, force, county), PARTNER_CHANGES)
