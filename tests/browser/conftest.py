"""One real Chromium for all browser tests; they skip with a reason where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright


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
