"""The office that is served, and its newest build, opened once and kept while it is the newest."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from time import monotonic

from django.conf import settings

from frankpledge.builds.manifest import committed, find_build, read_manifest
from frankpledge.builds.reading import Build
from frankpledge.plan.definitions import Definitions
from frankpledge.plan.reading import read_office
from frankpledge.registers.register import Register
from frankpledge.registers.register_file import read_registers


def office_folder() -> Path:
    """Return the office folder that this application serves."""
    return Path(settings.OFFICE)


def current_build() -> Build | None:
    """Return the newest committed build, or None where there is none yet."""
    folders = committed(office_folder() / "builds")
    return _opened(folders[-1]) if folders else None


def warm() -> None:
    """Read what every page needs before the first of them is asked for: a server forks after it."""
    build = current_build()
    if build is not None:
        _ = build.definitions, build.figures, build.titles
    declared()


def build_named(name: str) -> Build:
    """Return a committed build by id. Raises WrongUse or BadInput where there is none."""
    return _opened(find_build(office_folder() / "builds", name))


def build_before(build: Build) -> Build | None:
    """Return the committed build before one, or None where it is the first."""
    earlier = [folder for folder in committed(office_folder() / "builds") if folder.name < build.folder.name]
    return _opened(earlier[-1]) if earlier else None


@lru_cache(maxsize=4)
def _opened(folder: Path) -> Build:
    return Build(folder, read_manifest(folder))


def declared() -> Definitions:
    """Return what the office declares now, which may be newer than any build.

    Hundreds of files say it: whether one has changed is looked at every LOOKED_EVERY seconds.
    """
    return _declared(office_folder(), changed_at())


def changed_at() -> float:
    """Return when a definition had last changed, as of the last look."""
    now = monotonic()
    if not _LOOKED or now - _LOOKED[0] > LOOKED_EVERY:
        _LOOKED[:] = [now, _newest_change(office_folder())]
    return _LOOKED[1]


def registers() -> dict[str, Register]:
    """Return the registers of the office, by id, in the order of their titles within their groups."""
    declared()
    return _registers(office_folder(), _LOOKED[1])


@lru_cache(maxsize=2)
def _registers(office: Path, _changed: float) -> dict[str, Register]:
    found = read_registers(office)
    return dict(sorted(found.items(), key=lambda item: (item[1].group, item[1].title)))


LOOKED_EVERY = 2.0
_LOOKED: list[float] = []
"""When the definitions were last looked at, and when one of them had last changed by then."""


def _newest_change(office: Path) -> float:
    parts = (office / "plan", office / "registers")
    files = [office / "office.yaml", *(file for part in parts for file in part.rglob("*.yaml"))]
    return max((file.stat().st_mtime for file in files if file.is_file()), default=0.0)


@lru_cache(maxsize=2)
def _declared(office: Path, _changed: float) -> Definitions:
    return read_office(office)
