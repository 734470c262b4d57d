"""An office's own figures, taken from a build, for claims to be held against."""

from __future__ import annotations

from pathlib import Path

from frankpledge.areas import FORCES
from frankpledge.builds.reading import open_build
from frankpledge.checking.rules.office_figure import OfficeFigure
from frankpledge.checking.tokens import Unit
from frankpledge.measures.figures import Query
from frankpledge.periods import Window, month_of

_WINDOWS = (Window.MONTH, Window.QUARTER, Window.FINANCIAL_YEAR)


def office_figures(office: Path, build: str | None = None) -> tuple[OfficeFigure, ...]:
    """Return the known totals of a build (the newest) for the office's own forces: months, quarters, years.

    Raises BadInput where the office has no build.
    """
    opened = open_build(office, build)
    measures = opened.definitions.measures
    titles = {force.slug: force.title for force in FORCES}
    table = opened.figures.table(Query(areas=opened.focus, area_types=("force",), windows=_WINDOWS))
    return tuple(
        OfficeFigure(
            title=measures[row["measure"]].title,
            area=titles.get(row["area"], row["area"].replace("-", " ").title()),
            first=month_of(row["period_start"]),
            last=month_of(row["period_end"]),
            label=row["label"],
            value=float(row["value"]),
            unit=Unit.PERCENT if "%" in row["unit"] or "per cent" in row["unit"] else Unit.COUNT,
            build=opened.manifest.id,
        )
        for row in table.to_pylist()
        if row["state"] == "known" and row["value"] is not None and not row["breakdown"]
    )
