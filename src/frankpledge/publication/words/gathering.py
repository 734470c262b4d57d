"""What texts of one report may refer to, gathered from its build, its data and its figures."""

from __future__ import annotations

import pyarrow as pa

from frankpledge.areas import force_title
from frankpledge.builds.reading import Build
from frankpledge.publication.readings import ReportData
from frankpledge.publication.words.facts import Facts


def facts_of(build: Build, data: ReportData, figures: pa.Table) -> Facts:
    """Return the facts of a report: ``figures`` are its open data, and areas go by code, slug or name."""
    areas: dict[str, str] = {}
    for code in figures["area"].unique().to_pylist():
        title = build.titles.get(code) or force_title(code)
        areas[title.lower()] = areas[code.lower()] = code
    return Facts(data, figures, build.definitions.measures, build.definitions.office.force, areas)
