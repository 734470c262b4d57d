"""A small fictional office with a drafted, a released and a corrected report, for copying."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.crash.stages import live
from tests.functional.cli import done

QUARTER, KEY = "Q2 24/25", "2024-25-Q2-quarterly"
CHECKER, APPROVER = "Ada Marsh", "Ben Holt"


def signed_and_released(office: Path) -> None:
    """Check, approve and release the report as it is."""
    done("sign-off", office, KEY, "--as", "checked", "--by", CHECKER)
    done("sign-off", office, KEY, "--as", "approved", "--by", APPROVER)
    done("release", office, KEY)


@pytest.fixture(scope="session")
def _drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    life = live(tmp_path_factory.mktemp("releases"), watched=(), last="build")
    return life.folder / "rebuilt"


@pytest.fixture(scope="session")
def _released(_drafted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = Path(shutil.copytree(_drafted, tmp_path_factory.mktemp("released") / "office"))
    signed_and_released(office)
    return office


@pytest.fixture(scope="session")
def _corrected(_released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = Path(shutil.copytree(_released, tmp_path_factory.mktemp("corrected") / "office"))
    done("report", office, "--quarter", QUARTER, "--corrects", "1", "--reason", "Records came in late.")
    signed_and_released(office)
    return office


@pytest.fixture(scope="session")
def approved(_drafted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, checked and approved, for copying: nothing is released yet."""
    office = Path(shutil.copytree(_drafted, tmp_path_factory.mktemp("approved") / "office"))
    done("sign-off", office, KEY, "--as", "checked", "--by", CHECKER)
    done("sign-off", office, KEY, "--as", "approved", "--by", APPROVER)
    return office


@pytest.fixture
def drafted(_drafted: Path, tmp_path: Path) -> Path:
    """An office with two builds and a draft of the first that nobody has signed; a test may change it."""
    return Path(shutil.copytree(_drafted, tmp_path / "office"))


@pytest.fixture
def released(_released: Path, tmp_path: Path) -> Path:
    """The same with the draft checked, approved and released as release 1."""
    return Path(shutil.copytree(_released, tmp_path / "office"))


@pytest.fixture
def corrected(_corrected: Path, tmp_path: Path) -> Path:
    """The same with release 2, of build 0002, that corrects release 1."""
    return Path(shutil.copytree(_corrected, tmp_path / "office"))
