"""`frankpledge build`: made once, made again only where something changed, as at any month."""

from __future__ import annotations

import json
from pathlib import Path

from tests.functional.cli import HOME, NEWER_OBTAINED, OLDER_OBTAINED, done, run, state_of


def _builds(office: Path) -> list[str]:
    return sorted(folder.name for folder in (office / "builds").iterdir() if folder.is_dir())


def test_a_build_where_nothing_changed_is_the_one_that_stands(office: Path) -> None:
    before = state_of(office)
    ran = done("build", office)
    assert f"Nothing has changed since build {_builds(office)[-1]}, which stands." in ran.out
    assert "Next: frankpledge report" in ran.out
    assert state_of(office) == before


def test_full_makes_a_new_build_with_the_same_figures(own_office: Path) -> None:
    words = ["figures", own_office, "--window", "quarter", "--format", "csv"]
    before = done(*words)
    ran = done("build", own_office, "--full")
    assert _builds(own_office)[-1].startswith("0003-")
    assert f"Made build {_builds(own_office)[-1]}:" in ran.out
    assert done(*words).out == before.out
    assert "No figure differs" in done("diff", own_office, "2", "3").out


def test_as_at_uses_only_what_was_held_then(own_office: Path) -> None:
    words = ["--measure", "all-crime", "--area", HOME.slug, "--format", "csv"]
    done("build", own_office, "--as-at", OLDER_OBTAINED[:7])
    newest = done("figures", own_office, *words).rows
    assert newest == done("figures", own_office, *words, "--build", "0001").rows
    assert {row["as_at"] for row in newest} == {OLDER_OBTAINED}
    later = done("figures", own_office, *words, "--build", "0002").rows
    assert NEWER_OBTAINED in {row["as_at"] for row in later}


def test_as_at_before_the_first_file_says_when_that_was(own_office: Path) -> None:
    before = state_of(own_office)
    ran = run("build", own_office, "--as-at", "2021-01")
    assert ran.code == 3
    assert "no records to build from obtained by 2021-01-31" in ran.err
    assert OLDER_OBTAINED in ran.err
    assert state_of(own_office) == before


def test_words_that_make_no_sense_are_refused(office: Path, empty_office: Path) -> None:
    before = state_of(office)
    for words, code, parts in (
        (["--as-at", "June"], 2, ["'June' is not a month", "YYYY-MM"]),
        (["--engine", "dukdb"], 2, ["'dukdb'", "duckdb"]),
    ):
        ran = run("build", office, *words)
        assert ran.code == code
        for part in parts:
            assert part in ran.err
    assert state_of(office) == before
    nothing = run("build", empty_office)
    assert nothing.code == 3
    assert f"Run `frankpledge ingest {empty_office} PATH` first." in nothing.err


def test_a_damaged_manifest_is_named_and_a_new_build_put_beside_it(own_office: Path) -> None:
    newest = own_office / "builds" / _builds(own_office)[-1]
    manifest = newest / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:100])
    ran = run("figures", own_office, "--measure", "burglary")
    assert ran.code == 4
    assert str(manifest) in ran.err
    assert "Build again." in ran.err
    older = done("figures", own_office, "--measure", "burglary", "--build", "0001", "--format", "csv")
    assert older.rows
    done("build", own_office)
    assert len(_builds(own_office)) == 3
    assert done("figures", own_office, "--measure", "burglary", "--format", "csv").rows
    assert manifest.stat().st_size == 100, "a committed build is never touched again, not even a damaged one"


def test_a_build_folder_without_manifest_is_no_build_and_goes_with_the_next(own_office: Path) -> None:
    left_over = own_office / "builds" / "0003-unfinished"
    left_over.mkdir()
    (left_over / "monthly.parquet").write_bytes(b"half")
    assert done("figures", own_office, "--measure", "burglary", "--format", "csv").rows
    done("build", own_office)
    assert not left_over.exists()
    assert len(_builds(own_office)) == 2


def test_little_memory_gives_the_same_build_and_no_amount_is_refused(own_office: Path) -> None:
    done("build", own_office, "--full")
    done("build", own_office, "--full", "--memory", "100MB")
    newest, before = sorted((own_office / "builds").glob("[0-9]*"))[-1:-3:-1]
    outputs = [json.loads((build / "manifest.json").read_text())["outputs"] for build in (newest, before)]
    assert outputs[0]
    assert outputs[0] == outputs[1]
    ran = run("build", own_office, "--memory", "plenty")
    assert ran.code == 2
    assert "'plenty' is not an amount of memory" in ran.err
    assert "512MB or 2GB" in ran.err
    ran = run("build", own_office, "--engine", "spark", "--memory", "1GB")
    assert ran.code == 2
    assert "spark.driver.memory" in ran.err


def test_broken_rules_between_measures_are_named(own_office: Path) -> None:
    rules = own_office / "plan" / "rules.yaml"
    rules.write_text("rules:\n  - subset: burglary ≤ all-crime\n", encoding="utf-8")
    assert "The rules of plan/rules.yaml hold in every known month." in done("build", own_office).out
    rules.write_text("rules:\n  - subset: all-crime ≤ burglary\n", encoding="utf-8")
    ran = done("build", own_office)
    assert (
        f"Warning: 'all-crime ≤ burglary' does not hold for {HOME.slug} in April 2022: all-crime " in ran.out
    )
    assert ran.out.count("Warning: ") == 11
    done("report", own_office, "--quarter", "Q4 24/25")
    written = "".join(file.read_text(encoding="utf-8") for file in (own_office / "reports").rglob("*.html"))
    assert f"does not hold for {HOME.slug} in March 2025" in written
