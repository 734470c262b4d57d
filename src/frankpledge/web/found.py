"""The findings of the newest quarter about the measures of the plan, worked out once for each build."""

from __future__ import annotations

from functools import lru_cache

from frankpledge.builds.asking import newest_quarter
from frankpledge.builds.finding import FIRST, QuarterFindings
from frankpledge.contracts.figures import Finding
from frankpledge.pipeline import find_in
from frankpledge.web.office import build_named, current_build


def newest_findings() -> QuarterFindings | None:
    """Return what was found in the newest quarter of the newest build; None where there is none in full."""
    build = current_build()
    return None if build is None else _found(build.manifest.id)


def exceptional(found: QuarterFindings) -> list[Finding]:
    """Return the published exceptions, as the report counts them."""
    return [row for row in found.rows if row.kind in FIRST]


@lru_cache(maxsize=2)
def _found(build_id: str) -> QuarterFindings | None:
    build = build_named(build_id)
    quarter = newest_quarter(build)
    if quarter is None:
        return None
    priorities = build.definitions.plan.priorities
    planned = list(dict.fromkeys(name for one in priorities for name in one.measures))
    return find_in(build, quarter, measures=planned or None)
