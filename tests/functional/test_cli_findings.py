"""`findings`, `forecast` and `propose`: what they find on generated records with known truth, and refuse."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from frankpledge.assessment.findings import FindingKind
from frankpledge.contracts.figures import FINDING_COLUMNS
from frankpledge.generate import generate
from frankpledge.generate.scenario import PlantedChange, Shape
from frankpledge.periods import parse_month
from tests.functional.cli import HOME, SMALL, done, run

QUARTER = ("--quarter", "Q4 24/25")
PLANTED = replace(
    SMALL,
    planted=(
        PlantedChange(Shape.STEP, HOME.slug, "Shoplifting", parse_month("2025-01"), 1.8),
        PlantedChange(Shape.STEP, HOME.slug, "Anti-social behaviour", parse_month("2025-01"), 0.45),
    ),
    missing=frozenset(),
)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose newest quarter holds a planted rise and a planted fall."""
    place = tmp_path_factory.mktemp("planted")
    generate(PLANTED, place / "records")
    folder = place / "office"
    done("new", folder, "--from", "westmarch")
    done("ingest", folder, place / "records" / "newer.zip", place / "records" / "reference")
    done("build", folder)
    return folder


def test_planted_changes_are_found_and_little_else(changed: Path) -> None:
    rows = done("findings", changed, *QUARTER, "--format", "csv").rows
    outside = {
        row["measure"]: row
        for row in rows
        if row["kind"] == FindingKind.QUARTER_OUTSIDE and row["area"] == HOME.slug
    }
    assert {"shoplifting", "asb-incidents"} <= set(outside)
    assert len(outside) <= 5, sorted(outside)  # the wholes that the two are part of may be among them
    assert outside["shoplifting"]["direction"] == "worsening"
    assert outside["asb-incidents"]["direction"] == "improving"
    said = done("findings", changed, *QUARTER).out
    assert "Quarter outside its expected range" in said
    assert "Had nothing changed at all" in " ".join(said.split())


def test_every_row_is_of_the_contract_and_of_the_figure_it_judges(changed: Path) -> None:
    rows = done("findings", changed, *QUARTER, "--format", "csv").rows
    assert list(rows[0]) == list(FINDING_COLUMNS)
    figures = {
        row["measure"]: row
        for row in done("figures", changed, "--area", HOME.slug, "--window", "quarter", "--from", "2025-01",
                        "--to", "2025-03", "--format", "csv").rows
    }  # fmt: skip
    judged = [row for row in rows if row["kind"] in (FindingKind.QUARTER_OUTSIDE, FindingKind.WITHIN)]
    assert len(judged) > 15
    for row in judged:
        assert float(row["seen"]) == pytest.approx(float(figures[row["measure"]]["value"]), rel=1e-9)
        inside = float(row["expected_low"]) <= float(row["seen"]) <= float(row["expected_high"])
        assert inside == (row["kind"] == FindingKind.WITHIN)
        assert row["sentence"]
        assert "nan" not in row["sentence"].lower()
    each = [row["measure"] for row in judged]
    assert len(each) == len(set(each)), "one source each"


def test_csv_json_and_parquet_hold_the_same(changed: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    rows = done("findings", changed, *QUARTER, "--format", "csv").rows
    told = json.loads(done("findings", changed, *QUARTER, "--format", "json").out)
    done("findings", changed, *QUARTER, "--output", tmp_path / "f.parquet")
    held = pq.read_table(tmp_path / "f.parquet").to_pylist()
    assert len(rows) == len(told) == len(held)
    assert [row["sentence"] for row in told] == [row["sentence"] for row in held]


def test_a_recorded_rebase_takes_the_months_before_it_out(changed: Path, tmp_path: Path) -> None:
    import shutil

    office = Path(shutil.copytree(changed, tmp_path / "office"))
    (office / "plan" / "chart-decisions.yaml").write_text(
        "decisions:\n  - change: rebase\n    measures: [shoplifting]\n    from: 2024-01\n"
        "    reason: Recording changed.\n    by: A. Name\n    decided: 2025-04-01\n",
        encoding="utf-8",
    )
    done("build", office)
    rows = done("findings", office, *QUARTER, "--measure", "shoplifting", "--format", "csv").rows
    own = next(row for row in rows if row["kind"] == FindingKind.NO_JUDGEMENT)
    assert "12 months before the quarter, 24 are needed" in own["sentence"]
    earlier = done(
        "findings", office, *QUARTER, "--measure", "shoplifting", "--build", "0001", "--format", "csv"
    ).rows
    assert earlier[0]["kind"] == FindingKind.QUARTER_OUTSIDE, "an earlier build still says what it said"


def test_a_declared_budget_of_false_exceptions_tightens_the_levels(changed: Path, tmp_path: Path) -> None:
    import shutil

    office = Path(shutil.copytree(changed, tmp_path / "office"))
    file = office / "office.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "false-exceptions: 0.02\n", encoding="utf-8")
    done("build", office)

    def width(folder: Path) -> float:
        rows = done("findings", folder, *QUARTER, "--measure", "drugs", "--format", "csv").rows
        row = next(row for row in rows if row["window"] == "quarter")
        return float(row["expected_high"]) - float(row["expected_low"])

    assert width(office) > 1.2 * width(changed)
    assert "0.0 would still" in " ".join(done("findings", office, *QUARTER).out.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("findings", "--quarter", "Q9 24/25"), "quarter"),
        (("findings", "--measure", "shoplfting"), "Did you mean 'shoplifting'?"),
        (("findings", "--area", "westmach"), "Did you mean 'westmarch'?"),
        (("forecast", "burglry"), "Did you mean 'burglary'?"),
        (("forecast", "burglary", "--months", "0"), "1 to 24 months"),
        (("forecast", "burglary", "robbery", "--output", "fan.svg"), "A chart is of one measure"),
        (("forecast", "--by", "crime-type"), "one measure at a time"),
        (("forecast", "burglary", "--by", "outcme"), "not divided by 'outcme'"),
        (("forecast", "charge-rate", "--by", "crime-type"), "do not add up"),
        (("propose", "--measure", "burglry"), "Did you mean 'burglary'?"),
    ],
)
def test_words_that_mean_nothing_are_answered_with_the_right_ones(
    changed: Path, words: tuple[str, ...], said: str
) -> None:
    ran = run(words[0], changed, *words[1:])
    assert ran.code == 2
    assert said in ran.err


def test_a_forecast_has_ranges_in_order_and_goes_on_from_the_newest_month(changed: Path) -> None:
    rows = done("forecast", changed, "burglary", "charge-rate", "--months", "6", "--format", "csv").rows
    assert [row["period"] for row in rows if row["measure"] == "burglary"] == [
        "2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09"
    ]  # fmt: skip
    for row in rows:
        ends = [float(row[name]) for name in ("low95", "low80", "point", "high80", "high95")]
        assert ends == sorted(ends)
        assert ends[0] >= 0
    said = done("forecast", changed, "burglary", "--months", "3").out
    assert "Backtest" in said
    assert "method" in said


@pytest.mark.parametrize("split", ["crime-type", "local-authority"])
def test_forecasts_of_parts_add_up_to_the_total(changed: Path, split: str) -> None:
    rows = done("forecast", changed, "all-crime", "--by", split, "--months", "3", "--format", "json").out
    told = json.loads(rows)
    for period in ("2025-04", "2025-05", "2025-06"):
        here = [row for row in told if row["period"] == period]
        total = [row for row in here if row["area"] == HOME.slug and not row["breakdown"]]
        parts = [row for row in here if row not in total]
        assert len(total) == 1
        assert len(parts) >= 3
        assert sum(row["point"] for row in parts) == pytest.approx(total[0]["point"], abs=0.1 * len(here))


def test_a_forecast_that_is_told_to_stop_earlier_knows_nothing_later(changed: Path) -> None:
    upto = done(
        "forecast", changed, "shoplifting", "--upto", "2024-12", "--months", "3", "--format", "csv"
    ).rows
    assert [row["period"] for row in upto] == ["2025-01", "2025-02", "2025-03"]
    span = ("--from", "2025-01", "--to", "2025-03", "--format", "csv")
    seen = done("figures", changed, "--measure", "shoplifting", "--area", HOME.slug, *span).rows
    above = [float(now["value"]) > float(then["high80"]) for now, then in zip(seen, upto, strict=True)]
    assert all(above), "the planted rise lies outside what was foretold"


def test_a_fan_is_written_as_a_picture(changed: Path, tmp_path: Path) -> None:
    done("forecast", changed, "burglary", "--output", tmp_path / "fan.svg")
    done("forecast", changed, "burglary", "--output", tmp_path / "fan.png")
    text = (tmp_path / "fan.svg").read_text(encoding="utf-8")
    assert 'role="img"' in text
    assert "NaN" not in text
    assert (tmp_path / "fan.png").read_bytes().startswith(b"\x89PNG")


def test_proposals_are_decisions_that_a_person_can_complete(tmp_path: Path) -> None:
    scenario = replace(
        PLANTED,
        planted=(PlantedChange(Shape.STEP, HOME.slug, "Drugs", parse_month("2023-10"), 2.2),),
        months=48,
        first_month=parse_month("2021-04"),
        supplied_empty=frozenset(),
    )
    generate(scenario, tmp_path / "records")
    office = tmp_path / "office"
    done("new", office, "--from", "westmarch")
    done("ingest", office, tmp_path / "records" / "newer.zip", tmp_path / "records" / "reference")
    done("build", office)
    before = {path: path.read_bytes() for path in (office / "plan").rglob("*.yaml")}
    said = done("propose", office, "--measure", "drugs").out
    assert "change: rebase" in said
    assert "from: 2023-10" in said or "from: 2023-09" in said or "from: 2023-11" in said
    assert {path: path.read_bytes() for path in (office / "plan").rglob("*.yaml")} == before, (
        "nothing applied"
    )
    lines = said[said.index("  - change: rebase") : said.index("Whoever knows")]
    block = "decisions:\n" + lines.replace("reason: …", "reason: New team.").replace(
        "by: …", "by: A. Name"
    ).replace("decided: …", "decided: 2025-04-01")
    (office / "plan" / "chart-decisions.yaml").write_text(block.rstrip() + "\n", encoding="utf-8")
    done("build", office)
    assert "nothing is proposed" in done("propose", office, "--measure", "drugs").out
