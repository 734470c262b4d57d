"""What many tests begin from: made once in a run, by whichever of its processes asks first, for copying."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.functional.cli import make_office, make_records
from tests.web.releasing import released_office


def copy_of_office(factory: pytest.TempPathFactory, folder: Path) -> Path:
    """Return a copy, at ``folder``, of the small office with two builds of which nothing is released."""
    return Path(shutil.copytree(_office(factory), folder))


def copy_of_released(factory: pytest.TempPathFactory, folder: Path) -> Path:
    """Return a copy, at ``folder``, of that office with a release and one that corrects it."""

    def make(place: Path) -> None:
        released_office(_office(factory), place)

    return Path(shutil.copytree(_once(factory, "released", make) / "office", folder))


def _office(factory: pytest.TempPathFactory) -> Path:
    def make(place: Path) -> None:
        make_office(place / "office", make_records(place / "records"))

    return _once(factory, "office", make) / "office"


def _once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder that ``make`` filled: the same one in every process of this run."""
    base = factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "once"
    shared.mkdir(exist_ok=True)
    made = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            begun = shared / f"{name}-begun"
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir()
            make(begun)
            begun.rename(made)
    return made
