"""Promise 8, on a real report: the attacker has every file it publishes, and how the measures are defined."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from frankpledge.builds.reading import Build, open_build
from frankpledge.contracts.figures import State
from frankpledge.generate import FictionalForce, Scenario, generate
from frankpledge.measures.figures import Query
from frankpledge.periods import Window, month_of
from frankpledge.publication.disclosure.assembling import Assembly, assemble
from frankpledge.publication.disclosure.counted import Counted
from frankpledge.publication.disclosure.earlier import Released
from frankpledge.publication.disclosure.levels import WIDE
from frankpledge.publication.disclosure.policy import thresholds_of
from frankpledge.releases.chain import read_figures
from tests.functional.cli import run
from tests.soundness.lp_attack import Attack
from tests.spec.offices import ready

STRICT = "disclosure:\n  stops: people\n  crimes: people\n"
NAME = "2024-25-Q3-quarterly"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small Westmarch whose records are taken to be about people: many of its numbers are small."""
    folder = tmp_path_factory.mktemp("small-numbers")
    scenario = Scenario(
        seed=5,
        forces=(FictionalForce(0, 150),),
        peers=(FictionalForce(1, 300),),
        first_month=2023 * 12 + 9,
        months=15,
    )
    generate(scenario, folder / "made")
    office = ready(folder / "office", "westmarch")
    with (office / "office.yaml").open("a", encoding="utf-8") as file:
        file.write(STRICT)
    run("ingest", office, folder / "made" / "newer.zip", folder / "made" / "reference")
    run("build", office)
    run("report", office, "--quarter", "Q3 24/25")
    return office


@pytest.fixture(scope="module")
def build(office: Path) -> Build:
    return open_build(office)


@pytest.fixture(scope="module")
def truth(build: Build) -> tuple[Counted, Assembly]:
    measures = [build.definitions.measures[name] for name in thresholds_of(build.definitions)]
    return assemble(build, measures, Released())


def published(office: Path, build: Build) -> list[dict[str, object]]:
    """Every row of the report's open data that has a value, of the measures about people."""
    table = read_figures((office / "reports" / NAME / "figures.csv").read_bytes())
    people = thresholds_of(build.definitions)
    return [row for row in table.to_pylist() if row["measure"] in people and row["value"] is not None]


def attack_on(rows: list[dict[str, object]], counted: Counted, made: Assembly) -> Attack:
    """What a reader of the open data knows of the monthly counts behind it."""
    count, width = counted.values.shape
    attack = Attack(count * width)
    for row in rows:
        series = made.made_of.get(
            (row["measure"], row["source"], row["area_type"], row["area"], row["breakdown"])
        )
        if series is None or row["window"] == Window.AT:
            continue
        first = month_of(row["period_start"]) - made.first_month
        last = month_of(row["period_end"]) - made.first_month
        totals = [row["numerator"], row["denominator"]][: len(series)]
        if row["numerator"] is None:
            totals = [row["n"]]
        for one, total in zip(series, totals, strict=True):
            true = counted.values[one, first : last + 1].sum()
            # Of a mean, whose numerator is a sum, the denominator is what was counted.
            assert true in (total, row["denominator"], row["n"])
            attack.knows({one * width + month: 1.0 for month in range(first, last + 1)}, float(true))
    for one in counted.families:
        members = (*one.parts, one.residual)
        for month in range(width):
            if counted.values[list(members), month].sum() == counted.values[one.whole, month]:
                terms = {part * width + month: 1.0 for part in members}
                attack.knows({**terms, one.whole * width + month: -1.0}, 0.0)
    for row_ in np.flatnonzero(counted.residual):
        for month in range(width):
            if np.isfinite(counted.most[row_, month]):
                attack.top[int(row_) * width + month] = float(counted.most[row_, month])
    for part, base in counted.bases:
        for month in range(width):
            if counted.values[part, month] <= counted.values[base, month]:
                attack.knows_at_most({part * width + month: 1.0, base * width + month: -1.0}, 0.0)
    return attack


def small_numbers(counted: Counted) -> Iterator[tuple[dict[int, float], float]]:
    """Every number of 1 to 4, by month and quarter: what the attacker is after."""
    width = counted.values.shape[1]
    for months in (1, 3):
        sums = counted.by(months)
        pairs = [({int(row): 1.0}, sums[row]) for row in np.flatnonzero(~counted.residual)]
        pairs += [({base: 1.0, part: -1.0}, sums[base] - sums[part]) for part, base in counted.bases]
        for rows, values in pairs:
            for place in np.flatnonzero((values >= 1) & (values <= 4)):
                span = range(int(place) * months, (int(place) + 1) * months)
                yield (
                    {row * width + month: by for row, by in rows.items() for month in span},
                    float(values[place]),
                )


def test_no_small_number_is_recovered_from_the_open_data(
    office: Path, build: Build, truth: tuple[Counted, Assembly]
) -> None:
    counted, made = truth
    rows = published(office, build)
    assert len(rows) > 1000
    attack, numbers = attack_on(rows, counted, made), list(small_numbers(counted))
    assert len(numbers) > 500
    chosen = np.random.default_rng(0).permutation(len(numbers))[:25]
    for terms, true in (numbers[place] for place in chosen):
        low, high = attack.bounds(terms)
        assert low - 1e-6 <= true <= high + 1e-6
        assert high - low >= WIDE - 1e-6, (terms, low, high, true)


def test_months_of_what_does_not_add_up_are_one_series(build: Build) -> None:
    measure = build.definitions.measures["crimes-given-an-outcome"]
    counted, made = assemble(build, [measure], Released())
    key = (measure.id, "outcomes", "force", "westmarch", "")
    (series,) = made.made_of[key]
    rows = build.figures.table(Query((measure.id,), ("westmarch",))).to_pylist()
    told = {month_of(row["period_start"]) - made.first_month: row["value"] for row in rows}
    assert len(told) > 10
    assert all(counted.values[series, month] == value for month, value in told.items())
    assert counted.present[series].sum() == len(told)


def test_no_page_or_file_shows_what_the_open_data_withhold(office: Path) -> None:
    """A number bound to a figure that is withheld stands nowhere, nor what is worked out from it."""
    folder = office / "reports" / NAME
    with (folder / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        hidden = {
            ":".join(
                row[name]
                for name in ("measure", "area_type", "area", "breakdown", "window", "period", "source")
            )
            for row in csv.DictReader(file)
            if row["state"] == State.SUPPRESSED
        }
    assert len(hidden) > 500
    page = (folder / "report.html").read_text(encoding="utf-8")
    bound = {key.split(">")[0].rsplit(".", 1)[0] for key in re.findall(r'data-figure="([^"]+)"', page)}
    bound |= {key.split(">")[0] for key in re.findall(r'data-figure="([^"]+)"', page)}
    assert bound
    assert not bound & hidden
    entries = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    assert "suppressed" in json.dumps(entries)


def test_no_step_from_rows_to_figure_is_shown_of_people(office: Path, build: Build) -> None:
    """Each step is a count that nothing looked at, such as of one condition of two."""
    people = thresholds_of(build.definitions)
    pages = "".join(
        page.read_text(encoding="utf-8") for page in (office / "reports" / NAME / "site").rglob("*.html")
    )
    assert people
    assert "the steps are not shown" in pages
    assert "from rows in files to rows counted" not in pages


def test_maps_and_ranges_are_not_drawn_from_what_is_withheld(office: Path, build: Build) -> None:
    with (office / "reports" / NAME / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    people = thresholds_of(build.definitions)
    assert not [row for row in rows if row["measure"] in people and row["area_type"] in ("ward", "lsoa")]


def test_an_unprotected_report_says_so_on_every_page_and_cannot_be_signed(
    office: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "office"
    shutil.copytree(office, copy)
    run("report", copy, "--quarter", "Q3 24/25", "--unprotected")
    page = (copy / "reports" / NAME / "report.html").read_text(encoding="utf-8")
    assert "Not for publication: small numbers about people are shown" in page
    assert "[c]" not in page
    refused = run("sign-off", copy, NAME, "--as", "checked", "--by", "A. Reader")
    assert refused.code == 2
    assert "--unprotected" in refused.err


def test_printed_figures_can_be_protected(office: Path, build: Build) -> None:
    asked = ["figures", office, "--measure", "stop-searches", "--breakdown", "object", "--format", "json"]
    whole, kept = (json.loads(run(*asked, *more).out) for more in ((), ("--protected",)))
    assert len(whole) == len(kept)
    hidden = [row for row in kept if row["state"] == State.SUPPRESSED]
    assert hidden
    assert all(row["value"] is None and row["n"] is None and row["numerator"] is None for row in hidden)
    values = {(row["breakdown"], row["period"]): row["value"] for row in whole}
    shown = [row for row in kept if row["state"] != State.SUPPRESSED]
    assert all(row["value"] == values[row["breakdown"], row["period"]] for row in shown)
    assert all(row["value"] == 0 or row["value"] >= 5 for row in shown if row["value"] is not None)
