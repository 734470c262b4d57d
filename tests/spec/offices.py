"""An office folder for tests, with one measure of every kind, and the way from files to a build."""

from __future__ import annotations

from pathlib import Path

from frankpledge.builds.making import make_build
from frankpledge.builds.reading import Build, open_build
from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import read_office
from frankpledge.store.intake import IngestSummary, ingest
from frankpledge.store.log import read_snapshot
from tests.spec.naive.definitions import read
from tests.spec.naive.figures import Naive
from tests.spec.naive.files import Download, supply

LOADED_AT = "2026-01-01T00:00:00+00:00"

OFFICE = """\
name: Bedfordshire
body: A body for tests
body-type: police-and-crime-commissioner
forces: [bedfordshire]
peer-groups:
  - id: neighbours
    title: Neighbours
    areas: [bedfordshire, essex, kent, norfolk, suffolk]
local-areas:
  - {code: E06000055, title: Bedford, type: local-authority}
  - {code: E06000032, title: Luton, type: local-authority, names: [Luton Borough]}
"""
PLAN = """\
title: A plan for tests
priorities:
  - {id: all, title: All, outcomes: [{id: safe, text: People are safe.}]}
"""
SETS = """\
positive: {outcome-types: [1, 2, 3, 8]}
drugs-searched-for: {words: [controlled-drugs]}
decided:
  outcomes:
    - suspect-charged
    - offender-given-a-caution
    - local-resolution
    - unable-to-prosecute-suspect
    - investigation-complete-no-suspect-identified
"""
ALL_AREAS = "areas: [force, local-authority, ward, lsoa]"
MEASURES = {
    "crimes-all": f"kind: count\nof: crimes\nwhere: {{crime-type: {{not: anti-social-behaviour}}}}\n"
    f"unit: crimes\ndirection: lower\nbreakdowns: [crime-type, outcome]\n{ALL_AREAS}\n"
    "peers: force-month-counts\n",
    "asb": f"kind: count\nof: crimes\nwhere: {{crime-type: anti-social-behaviour}}\nunit: incidents\n"
    f"direction: lower\n{ALL_AREAS}\n",
    "drugs-higher": "kind: count\nof: crimes\nwhere: {crime-type: drugs}\nunit: crimes\n"
    "direction: higher\npeers: force-month-counts\n",
    "not-positive": "kind: count\nof: crimes\nwhere: {outcome: {not: {set: positive}}}\nunit: crimes\n"
    "direction: neutral\nareas: [force, local-authority]\n",
    "outcomes-given": "kind: count\nof: outcomes\nunit: outcomes\ndirection: neutral\n"
    "areas: [force, local-authority]\nbreakdowns: [outcome]\n",
    "charged-share": "kind: share\nof: outcomes\nnumerator: {where: {outcome: suspect-charged}}\n"
    "unit: per cent\ndirection: higher\nareas: [force, local-authority]\n",
    "answered-for": "kind: share\nof: crimes\nwhere: {crime-type: {not: anti-social-behaviour}}\n"
    "numerator: {where: {outcome-within-follow-up: {set: positive}}}\nfollow-up: 2\nunit: per cent\n"
    "direction: higher\nbreakdowns: [crime-type]\nareas: [force, local-authority]\n",
    "given-over-recorded": "kind: ratio\nnumerator: outcomes-given\ndenominator: crimes-all\n"
    "unit: per 100 crimes\ndirection: higher\nareas: [force, local-authority]\n",
    "drugs-over-crimes": "kind: ratio\nnumerator: drugs-higher\ndenominator: crimes-all\n"
    "unit: per 100 crimes\ndirection: neutral\n",
    "drugs-over-asb": "kind: ratio\nnumerator: drugs-higher\ndenominator: asb\nunit: per 100 incidents\n"
    "direction: neutral\n",
    "crime-rate": "kind: rate\nnumerator: crimes-all\ndenominator: residents\n"
    "unit: per 1,000 residents\ndirection: lower\nbreakdowns: [crime-type]\npeers: force-month-counts\n",
    "crime-household-rate": "kind: rate\nnumerator: crimes-all\ndenominator: households\n"
    "unit: per 100 households\ndirection: lower\nbreakdowns: [crime-type]\npeers: force-month-counts\n",
    "records": "kind: sum\nof: force-month-counts\ncolumn: records\n"
    "where: {crime-type: [burglary, robbery]}\nunit: records\ndirection: lower\nbreakdowns: [crime-type]\n",
    "mean-wait": "kind: mean\nof: outcomes\ncolumn: months-to-outcome\nunit: months\ndirection: lower\n",
    "median-wait": "kind: percentile\nof: outcomes\ncolumn: months-to-outcome\npercentile: 50\n"
    "unit: months\ndirection: lower\n",
    "ninety-wait": "kind: percentile\nof: outcomes\ncolumn: months-to-outcome\npercentile: 90\n"
    "where: {outcome: {set: positive}}\nunit: months\ndirection: lower\n",
    "time-to-decision": "kind: time-to-outcome\nof: crimes\n"
    "where: {crime-type: {not: anti-social-behaviour}}\nended-by: {set: decided}\n"
    f"unit: months\ndirection: lower\nbreakdowns: [crime-type]\n{ALL_AREAS}\n",
    "tenth-charged-by": "kind: time-to-outcome\nof: crimes\npercentile: 10\n"
    "ended-by: [suspect-charged, local-resolution]\nunit: months\ndirection: lower\n",
    "crimes-ended": "kind: distinct-count\nof: outcomes\ncolumn: crime-id\nunit: crimes\ndirection: neutral\n"
    f"{ALL_AREAS}\n",
    "searches": "kind: count\nof: stops\nunit: searches\ndirection: neutral\n"
    "breakdowns: [ethnicity, linked, object]\n",
    "linked-share": "kind: share\nof: stops\nwhere: {object: {set: drugs-searched-for}}\n"
    "numerator: {where: {linked: true}}\nunit: per cent\ndirection: higher\nbreakdowns: [ethnicity]\n",
    "residents": "kind: value-at\nof: populations\ncolumn: residents\nunit: residents\ndirection: neutral\n",
}


def office_of_all_kinds(folder: Path) -> Path:
    """Write an office folder with one measure of every kind, and return it."""
    measures = folder / "plan" / "measures"
    measures.mkdir(parents=True)
    (folder / "office.yaml").write_text(OFFICE, encoding="utf-8")
    (folder / "plan" / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (folder / "plan" / "sets.yaml").write_text(SETS, encoding="utf-8")
    for name, text in MEASURES.items():
        (measures / f"{name}.yaml").write_text(f"id: {name}\ntitle: {name}\n{text}", encoding="utf-8")
    return folder


def ready(folder: Path, name: str) -> Path:
    """Make an office folder from a ready office and return it."""
    new_office(folder, name)
    return folder


def load(office: Path, downloads: list[Download], other_forces: tuple[str, ...] = ()) -> list[IngestSummary]:
    """Ingest every download with its day of obtaining, in the order given."""
    return [
        ingest(
            office / "store",
            [one.path],
            loaded_at=LOADED_AT,
            obtained=one.obtained,
            other_forces=other_forces,
        )
        for one in downloads
    ]


def build(office: Path, *, as_at_month: int | None = None, full: bool = False) -> Build:
    """Make a build of what the office's store holds, and open it."""
    outcome = make_build(
        office,
        read_snapshot(office / "store"),
        read_office(office),
        made_at=LOADED_AT,
        as_at_month=as_at_month,
        full=full,
    )
    return open_build(office, outcome.folder.name)


def naive(office: Path, downloads: list[Download]) -> Naive:
    """Return the second implementation over the same office and downloads."""
    return Naive(read(office), supply(downloads))
