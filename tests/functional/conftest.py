"""The small fictional office that the tests of the command line share. Whoever changes it takes a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.functional.cli import Records, make_records
from tests.once import copy_of_office


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """The generated files."""
    return make_records(tmp_path_factory.mktemp("generated") / "records")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with two builds, for reading only."""
    return copy_of_office(tmp_path_factory, tmp_path_factory.mktemp("shared") / "office")


@pytest.fixture
def own_office(office: Path, tmp_path: Path) -> Path:
    """A copy of the office that a test may change or damage."""
    return Path(shutil.copytree(office, tmp_path / "office"))


@pytest.fixture
def empty_office(tmp_path: Path) -> Path:
    """An office without records."""
    from tests.functional.cli import done

    done("new", tmp_path / "office", "--from", "westmarch")
    return tmp_path / "office"
