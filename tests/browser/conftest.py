"""One real Chromium for all browser tests; they skip with a reason where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.live import Served, serving
from tests.functional.cli import done, make_office, make_records


def _chromium() -> str | None:
    """Return the browser to run: FRANKPLEDGE_CHROMIUM if set, else Debian's chromium."""
    named = os.environ.get("FRANKPLEDGE_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return shutil.which("chromium", path="/usr/bin") or shutil.which("chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is a browser test."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, as Debian ships it; Playwright's own download is never used."""
    executable = _chromium()
    if executable is None:
        pytest.skip("no Chromium (Debian: chromium; or name one in FRANKPLEDGE_CHROMIUM)")
    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    flags += ["--disable-component-update", "--disable-sync", "--disable-quic"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, headless=True, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def unreleased(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with two builds and a report that nobody has signed. For copying only."""
    folder = tmp_path_factory.mktemp("unreleased")
    office = make_office(folder / "office", make_records(folder / "records"))
    done("report", office, "--quarter", "Q4 24/25")
    return office


@pytest.fixture(scope="session")
def served(unreleased: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An office at work, served: a report released, decisions and actions recorded, people of every kind."""
    office = Path(shutil.copytree(unreleased, tmp_path_factory.mktemp("at-work") / "office"))
    key = next((office / "reports").glob("*-quarterly")).name
    for step, name in (("checked", "Ada Marsh"), ("approved", "Ben Holt")):
        done("sign-off", office, key, "--as", step, "--by", name)
    done("release", office, key)
    with serving(office) as at:
        yield at


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An office just begun, served: no build, no release, no record."""
    office = tmp_path_factory.mktemp("untouched") / "office"
    done("new", office, "--from", "westmarch")
    with serving(office, empty=True) as at:
        yield at
