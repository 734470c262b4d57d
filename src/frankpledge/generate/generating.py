"""The main path of the generator: counts → crimes → files, force by force and month by month.

Only one month of one force is in memory as rows, and at most 18 months of it as compact
columns waiting for their outcomes, so the size of the whole does not matter.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from frankpledge.errors import BadEnvironment, WrongUse
from frankpledge.generate import reference
from frankpledge.generate.boundaries import boundary_files
from frankpledge.generate.counts import (
    EARLIER_MONTHS,
    check_areas,
    draw_counts,
    force_month_rows,
    scale_to_rows,
)
from frankpledge.generate.county import DISTRICTS, County, build_county
from frankpledge.generate.crimes import Crimes, draw_crimes, revise
from frankpledge.generate.draws import Integers
from frankpledge.generate.files import PendingOutcomes, outcomes_file, street_file, wordings
from frankpledge.generate.living import Living, write_records
from frankpledge.generate.living.makers import BESIDE, CHANGES, EARLIER, MAKERS
from frankpledge.generate.living.truth import TableTruth
from frankpledge.generate.scenario import Download, FictionalForce, Scenario
from frankpledge.generate.stops import stops_file
from frankpledge.generate.truth import (
    DownloadTruth,
    ForceMonthTruth,
    Truth,
    forces_as_told,
    immature_months,
    outcomes_truth,
    planted_as_told,
    stops_truth,
    street_truth,
)
from frankpledge.generate.writing import Shelf, open_shelf, write_dated
from frankpledge.periods import month_key

Progress = Callable[[int, int], None]
"""Called with the force-months done and to do; months of records count as force-months."""

LABEL = "Generated records. Not real."


def generate(
    scenario: Scenario,
    out: Path,
    *,
    as_zip: bool = True,
    with_records: bool = False,
    on_progress: Progress | None = None,
) -> Truth:
    """Write the generated files of a scenario into ``out`` and return what is true of them.

    ``out`` must be empty or not there. It gets ``newer.zip`` (and ``older.zip`` when the scenario
    has an older download) or folders of these names, ``reference/``, ``README-GENERATED.txt``
    and, last of all, ``truth.json``. ``with_records`` adds ``records/``: the returns of the living county,
    which is that of the scenario's first force. Raises WrongUse for a folder in use or a change planted
    where there is no such district or ward, BadEnvironment when the disk or its rights stand in the way.
    """
    counties = {force.slug: build_county(force, scenario.seed) for force in scenario.forces}
    check_areas(scenario, counties)
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise WrongUse(
                "The folder for generated records is not empty.", file=out, do="Name a new folder."
            )
        return _generate(scenario, counties, out, as_zip, with_records, on_progress)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadEnvironment(
            f"The generated records could not be written: {reason}.",
            file=out,
            do="Check free space and rights, then generate again into a new folder.",
        ) from error


def _generate(
    scenario: Scenario,
    counties: dict[str, County],
    out: Path,
    as_zip: bool,
    with_records: bool,
    on_progress: Progress | None,
) -> Truth:
    everyone = (*scenario.forces, *scenario.peers)
    drawn = {force.slug: draw_counts(scenario, force, counties.get(force.slug)) for force in everyone}
    recorded = scale_to_rows(scenario, {force.slug: drawn[force.slug] for force in scenario.forces})
    counts = {**drawn, **recorded}

    total = sum(len(download.months) for download in scenario.downloads) * len(scenario.forces)
    total += scenario.months if with_records else 0
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if on_progress is not None:
            on_progress(done, total)

    downloads = []
    for download in scenario.downloads:
        with open_shelf(out, download.name, download.obtained, as_zip=as_zip) as shelf:
            force_months: list[ForceMonthTruth] = []
            for force in scenario.forces:
                county = counties[force.slug]
                force_months += _write_force(scenario, download, county, counts[force.slug], shelf, step)
        downloads.append(_download_truth(download, force_months, shelf.digests))

    references = _write_reference(scenario, everyone, list(counties.values()), counts, out)
    records, beside = {}, {}
    if with_records:
        home = scenario.forces[0].slug
        living = Living(scenario, counties[home], counts[home], CHANGES)
        records, beside = _write_records(living, out, step), BESIDE(living)
    truth = Truth(
        label=LABEL,
        seed=scenario.seed,
        first_month=month_key(scenario.first_month),
        last_month=month_key(scenario.last_month),
        forces=forces_as_told(scenario, counties),
        planted=[planted_as_told(change) for change in scenario.planted],
        missing_force_months=_told(scenario.missing),
        supplied_empty=_told(scenario.supplied_empty),
        downloads=downloads,
        reference_files=references,
        records=records,
        planted_in_records=[change.told() for change in CHANGES] if with_records else [],
        beside=beside,
    )
    _write_readme(scenario, everyone, out, as_zip, with_records)
    (out / "truth.json").write_text(truth.to_json(), encoding="utf-8")
    return truth


def _write_records(living: Living, out: Path, step: Callable[[], None]) -> dict[str, TableTruth]:
    """Write the returns of the living county and return their truth by table."""
    folder = out / "records"
    folder.mkdir()
    obtained = datetime.fromisoformat(living.scenario.downloads[-1].obtained).replace(hour=12, tzinfo=UTC)
    return write_records(living, MAKERS, folder, obtained, step, EARLIER(living))


def _write_force(
    scenario: Scenario,
    download: Download,
    county: County,
    counts: Integers,
    shelf: Shelf,
    step: Callable[[], None],
) -> list[ForceMonthTruth]:
    """Write all files of one force in one download, month by month, and return their truth."""
    with_outcomes = "outcomes" in scenario.kinds
    pending = PendingOutcomes()
    truths = []
    start = download.first_month - EARLIER_MONTHS if with_outcomes else download.first_month
    for month in range(start, download.last_month + 1):
        row = month - scenario.first_month + EARLIER_MONTHS
        crimes = draw_crimes(scenario, county, month, counts[row])
        if download.revised:
            crimes = revise(scenario, county, crimes)
        if with_outcomes:
            pending.add(crimes)
        if month >= download.first_month:
            truth = _write_month(scenario, download, county, crimes, pending, shelf)
            if truth is not None:
                truths.append(truth)
            step()
    return truths


def _write_month(
    scenario: Scenario,
    download: Download,
    county: County,
    crimes: Crimes,
    pending: PendingOutcomes,
    shelf: Shelf,
) -> ForceMonthTruth | None:
    """Write the files of one force and month; None when the month is not supplied."""
    force, month, seed = county.force, crimes.month, scenario.seed
    given = pending.given_in(month, seed, force.number)
    if (force.slug, month) in scenario.missing:
        return None
    key = month_key(month)
    name = f"{key}/{key}-{force.slug}"
    said = wordings(crimes, download, seed, force.number)
    shelf.put(f"{name}-street.csv", street_file(crimes, said, county, download, seed))
    outcomes = stops = None
    if "outcomes" in scenario.kinds:
        shelf.put(f"{name}-outcomes.csv", outcomes_file(given, month, county, download, seed))
        outcomes = outcomes_truth(given, download)
    if "stop-and-search" in scenario.kinds and not download.revised:
        made = stops_file(scenario, county, month, download)
        shelf.put(f"{name}-stop-and-search.csv", made.content)
        stops = stops_truth(made)
    return ForceMonthTruth(force.slug, key, street_truth(crimes, said, county), outcomes, stops)


def _download_truth(
    download: Download, force_months: list[ForceMonthTruth], digests: dict[str, str]
) -> DownloadTruth:
    return DownloadTruth(
        name=download.name,
        obtained=download.obtained,
        first_month=month_key(download.first_month),
        last_month=month_key(download.last_month),
        lsoa_vintage=download.lsoa_vintage,
        force_months=force_months,
        immature_months=immature_months(force_months),
        files=digests,
    )


def _write_reference(
    scenario: Scenario,
    everyone: tuple[FictionalForce, ...],
    counties: list[County],
    counts: dict[str, Integers],
    out: Path,
) -> dict[str, str]:
    """Write the reference files and return their SHA-256 by name."""
    files = {
        reference.COUNTS_FILE: reference.force_month_counts(force_month_rows(scenario, everyone, counts)),
        reference.POPULATION_FILE: reference.populations(everyone, DISTRICTS),
        reference.LOOKUP_FILE: reference.small_area_lookup(counties),
        **boundary_files(counties, scenario.seed),
    }
    with open_shelf(out, "reference", scenario.downloads[0].obtained, as_zip=False) as shelf:
        for name, content in files.items():
            shelf.put(name, content)
    return shelf.digests


def _write_readme(
    scenario: Scenario, everyone: tuple[FictionalForce, ...], out: Path, as_zip: bool, with_records: bool
) -> None:
    described = []
    for download in scenario.downloads:
        span = f"{month_key(download.first_month)} to {month_key(download.last_month)}"
        state = "an older state of some months" if download.revised else "the records"
        text = f"{state}, {span}, as if obtained on {download.obtained} ({download.lsoa_vintage} area codes)."
        described.append((f"{download.name}.zip" if as_zip else f"{download.name}/", text))
    if with_records:
        text = f"returns of {everyone[0].county}'s police and their partners, one table in each file;"
        described.append(
            ("records/", f"{text}\n  a few rows are spoiled on purpose, and truth.json tells which.")
        )
    content = reference.readme(
        scenario.seed, everyone, (scenario.first_month, scenario.last_month), described
    )
    day = datetime.fromisoformat(scenario.downloads[-1].obtained).replace(hour=12, tzinfo=UTC)
    write_dated(out / "README-GENERATED.txt", content, day)


def _told(pairs: frozenset[tuple[str, int]]) -> list[tuple[str, str]]:
    return [(force, month_key(month)) for force, month in sorted(pairs)]
