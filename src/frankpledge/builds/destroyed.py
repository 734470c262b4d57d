"""Months that a build cannot count because their records were destroyed by order: not missing, and not 0."""

from __future__ import annotations

from frankpledge.builds.diffing import tables_of
from frankpledge.builds.reading import Build
from frankpledge.periods import month_label
from frankpledge.plan.definitions import Measure


def destroyed_months(build: Build, measure: Measure, area: str) -> tuple[int, ...]:
    """Return the months of a force in which records behind a measure were destroyed, in order."""
    if not build.manifest.destroyed:
        return ()
    tables = tables_of(measure, build.definitions)
    return tuple(
        sorted(
            {
                one["month"]
                for one in build.manifest.destroyed
                if one["table"] in tables and one["area"] == area and one["month"] is not None
            }
        )
    )


def destroyed_sentences(build: Build) -> list[str]:
    """Return what was destroyed: a sentence for each order and table."""
    found: dict[tuple[str, str], list[int]] = {}
    for one in build.manifest.destroyed:
        months = found.setdefault((one["order"], one["table"]), [])
        months += [one["month"]] if one["month"] is not None else []
    return [
        f"Records of {table}{_span(months)} were destroyed by order {order}: no figure here counts them."
        for (order, table), months in found.items()
    ]


def _span(months: list[int]) -> str:
    if not months:
        return ""
    first, last = month_label(min(months)), month_label(max(months))
    return f" for {first}" if first == last else f" for {first} to {last}"
