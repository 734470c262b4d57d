"""What is exceptional in the newest quarter about the measures of the plan."""

from __future__ import annotations

from frankpledge.builds.finding import FIRST
from frankpledge.contracts.figures import Finding
from frankpledge.web.office import current_build
from frankpledge.web.told import found_of, quarter_of


def newest_exceptions() -> list[Finding]:
    """Return the published exceptions of the newest quarter about measures of the plan."""
    build = current_build()
    quarter = None if build is None else quarter_of(build)
    if build is None or quarter is None:
        return []
    planned = {name for one in build.definitions.plan.priorities for name in one.measures}
    return [row for row in found_of(build, quarter).rows if row.kind in FIRST and row.measure in planned]
