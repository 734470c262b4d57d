"""Promise: the public sees released figures only, and no source that may not be published."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from frankpledge.contracts.registry import TABLES
from tests.crash.stages import live
from tests.functional.cli import run

KEY = "2024-25-Q2-quarterly"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with the draft of a report."""
    return live(tmp_path_factory.mktemp("life"), watched=(), last="first-report").folder / "reported"


@pytest.mark.parametrize("table", ["crimes", "outcomes", "populations"])
def test_a_report_made_from_what_may_not_be_published_is_not_signed(
    office: Path, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TABLES, table, replace(TABLES[table], publishable=False))
    ran = run("sign-off", office, KEY, "--as", "checked", "--by", "A. Name")
    assert ran.code == 3
    assert "may not be published" in ran.err
    assert TABLES[table].title in ran.err
    assert not list((office / "reports").glob("*.sign-off.yaml"))
