"""An office with one measure of every kind, and a folder to write files into."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec.offices import office_of_all_kinds


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An empty office folder of Bedfordshire, with Essex and Kent among its neighbours."""
    return office_of_all_kinds(tmp_path / "office")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder for files as downloaded."""
    folder = tmp_path / "files"
    folder.mkdir()
    return folder
