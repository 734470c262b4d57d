"""What every test may use: real sample data and a browser where they are there; in CI, no silent skips."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

# How long an example takes depends on what else the machine does: time is measured in benchmarks alone.
settings.register_profile("frankpledge", deadline=None)
settings.load_profile("frankpledge")

_Report = TypeVar("_Report", pytest.CollectReport, pytest.TestReport)
ROOT = Path(__file__).resolve().parent.parent
SHARED_ABSENT = "shared data absent"


def shared_data_folder() -> Path:
    """Return where the real sample data lies: FRANKPLEDGE_DATA, else beside the repository."""
    return Path(os.environ.get("FRANKPLEDGE_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real sample data; the test is skipped where it is not there."""
    folder = shared_data_folder()
    if not (folder / "police_uk").is_dir():
        pytest.skip(f"{SHARED_ABSENT}: set FRANKPLEDGE_DATA to its folder (looked in {folder})")
    return folder


def _chromium() -> str | None:
    """Return the browser to run: FRANKPLEDGE_CHROMIUM if set, else Debian's chromium."""
    named = os.environ.get("FRANKPLEDGE_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return shutil.which("chromium", path="/usr/bin") or shutil.which("chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, as Debian ships it; Playwright's own download is never used."""
    executable = _chromium()
    if executable is None:
        pytest.skip("no Chromium (Debian: chromium; or name one in FRANKPLEDGE_CHROMIUM)")
    # It leaves an event loop running in this thread; nothing of ours is asynchronous, whatever Django thinks.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    flags += ["--disable-component-update", "--disable-sync", "--disable-quic"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, headless=True, args=flags)
        yield chromium
        chromium.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that read the real sample data, so that `-m "not shared"` leaves them out."""
    for item in items:
        if "shared_data" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.shared)


def _skip_reason(report: pytest.CollectReport | pytest.TestReport) -> str | None:
    """Return why a test or module was skipped; None if it was not, or was an expected failure."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return None
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return reason.removeprefix("Skipped: ")


def _refuse_skip(report: _Report) -> _Report:
    """In CI turn a skip into a failure: a check that cannot run there would never run anywhere."""
    reason = _skip_reason(report)
    in_ci = os.environ.get("FRANKPLEDGE_CI") == "1"
    if in_ci and reason is not None and not reason.startswith(SHARED_ABSENT):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """See `_refuse_skip`; this is for tests and fixtures."""
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """See `_refuse_skip`; this is for whole modules."""
    return _refuse_skip((yield))
