"""Offices whose own files are damaged: the store's log, a build, a definition."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.cli import HOME, Records, done, run, state_of

BURGLARY = ("--measure", "burglary", "--area", HOME.slug, "--format", "csv")


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:200])


def _lose_a_field(file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace('"sha256"', '"sha"', 1), encoding="utf-8")


def _put_a_list(file: Path) -> None:
    file.write_text("[]", encoding="utf-8")


@pytest.mark.parametrize("damage", [_cut, _lose_a_field, _put_a_list])
def test_a_damaged_entry_of_the_log_is_named_and_the_last_build_served(
    damage: object, own_office: Path, records: Records
) -> None:
    assert callable(damage)
    entry = own_office / "store" / "log" / "00000001.json"
    kept = entry.read_bytes()
    damage(entry)
    before = state_of(own_office)
    for words in (["ingest", own_office, records.newer], ["build", own_office]):
        ran = run(*words)
        assert ran.code == 4
        assert f"{entry}: this entry of the store's log is damaged." in ran.err
        assert "Restore the store folder from a backup" in ran.err
    assert state_of(own_office) == before
    assert done("figures", own_office, *BURGLARY).rows
    entry.write_bytes(kept)
    assert "Nothing has changed" in done("build", own_office).out


def test_an_entry_missing_from_the_log_is_noticed(own_office: Path, records: Records) -> None:
    entry = own_office / "store" / "log" / "00000001.json"
    entry.unlink()
    for words in (["ingest", own_office, records.newer], ["build", own_office]):
        ran = run(*words)
        assert ran.code == 4
        assert "entry 1 of the store's log is missing" in ran.err
    assert done("figures", own_office, *BURGLARY).rows


def test_a_lost_or_damaged_part_of_the_store_is_named_by_the_build(own_office: Path) -> None:
    before = done("figures", own_office, *BURGLARY).out
    part = sorted((own_office / "store" / "crimes").rglob("*.parquet"))[-1]
    whole = part.read_bytes()
    for change in (lambda: part.write_bytes(whole[:1000]), part.unlink):
        change()
        ran = run("build", own_office, "--full")
        assert ran.code == 4
        assert str(part) in ran.err
        assert "backup" in ran.err
        assert done("figures", own_office, *BURGLARY).out == before
    part.write_bytes(whole)
    done("build", own_office, "--full")
    assert done("figures", own_office, *BURGLARY).out == before


def test_a_damaged_file_of_a_build_is_named(own_office: Path) -> None:
    newest = sorted((own_office / "builds").glob("0*"))[-1]
    (newest / "monthly.parquet").write_bytes(b"not parquet")
    ran = run("figures", own_office, *BURGLARY)
    assert ran.code == 4
    assert str(newest / "monthly.parquet") in ran.err
    assert done("figures", own_office, *BURGLARY, "--build", "1").rows


@pytest.mark.parametrize(
    ("file", "old", "new", "parts"),
    [
        ("office.yaml", "body-type:", "bodytype:", ["line 4", "'bodytype'", "Did you mean 'body-type'?"]),
        ("office.yaml", "generated: true", "generated: [true", ["office.yaml, line", "not valid YAML"]),
        ("plan/measures/burglary.yaml", "of: crimes", "of: crimse", ["line 4", "Did you mean 'crimes'?"]),
        (
            "plan/measures/burglary.yaml",
            "crime-type: burglary",
            "crime-type: burglry",
            ["Did you mean 'burglary'?"],
        ),
        ("plan/measures/burglary.yaml", "kind: count", "kind: tally", ["line 3", "'tally'"]),
    ],
)
def test_a_wrong_definition_stops_with_file_and_line_and_the_last_build_is_served(
    file: str, old: str, new: str, parts: list[str], own_office: Path, records: Records
) -> None:
    path = own_office / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    before = state_of(own_office)
    commands = [["build", own_office], ["ingest", own_office, records.newer]]
    if file != "office.yaml":
        # Taking records in needs no measure: a wrong one stops the build, not the records.
        assert "105 were here already" in done(*commands.pop()).out
    for words in commands:
        ran = run(*words)
        assert ran.code == 3
        for part in (str(path), *parts):
            assert part in ran.err
    assert state_of(own_office) == before
    assert done("figures", own_office, *BURGLARY).rows
    path.write_text(text, encoding="utf-8")
    assert "Nothing has changed" in done("build", own_office).out
