"""The office that is served, and its newest build, opened once and kept while it is the newest."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Lock, Thread
from time import monotonic

from django.conf import settings

from frankpledge.builds.manifest import committed, find_build, read_manifest
from frankpledge.builds.reading import DEFINITIONS, Build
from frankpledge.plan import services
from frankpledge.plan.definitions import Definitions
from frankpledge.plan.reading import read_office
from frankpledge.registers.register import Register
from frankpledge.registers.register_file import read_registers


def office_folder() -> Path:
    """Return the office folder that this application serves."""
    return Path(settings.OFFICE)


def current_build() -> Build | None:
    """Return the newest committed build, or None where there is none yet.

    Where a server readies builds (:data:`TURN`), it is the newest that is ready: nobody waits for one that
    has just been published.
    """
    folders = committed(office_folder() / "builds")
    return TURN.build(folders) if folders else None


class Turn:
    """Which build is served: the one before, until the newest is ready.

    ``ready`` makes what the pages of a build need; without it the newest build is served at once.
    """

    def __init__(self) -> None:
        self.ready: Callable[[Build], None] | None = None
        self._served: Build | None = None
        self._coming: Path | None = None
        self._lock = Lock()

    def build(self, folders: list[Path]) -> Build:
        """Return the build to serve of those committed, the newest last, and have the newest readied."""
        newest = folders[-1]
        if self.ready is None:
            return _opened(newest)
        with self._lock:
            if self._served is None or self._served.folder not in folders:
                self._served = _opened(newest)
            elif self._served.folder != newest and self._coming != newest:
                self._coming = newest
                Thread(target=self._have_ready, args=(newest,), daemon=True).start()
            return self._served

    def _have_ready(self, folder: Path) -> None:
        build = _opened(folder)
        try:
            if self.ready is not None:
                self.ready(build)
        except Exception:  # Its own pages say what is wrong with it.
            logging.getLogger(__name__).exception("Build %s could not be made ready.", folder.name)
        with self._lock:
            if self._coming == folder:
                self._served, self._coming = build, None


TURN = Turn()


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
    found = {name: _with_areas(one) for name, one in read_registers(office).items()}
    return dict(sorted(found.items(), key=lambda item: (item[1].group, item[1].title)))


def sender_title(slug: str) -> str:
    """Return the name of who sends records, as the office declares it."""
    return services.sender_title(slug, declared().office)


def _with_areas(register: Register) -> Register:
    """Return a register whose texts that name areas know how the office calls those it declares."""
    names: dict[str, dict[str, str]] = {}
    for one in declared().office.own_areas:
        names.setdefault(one.area_type, {})[one.id] = one.title
    if not any(one.area in names for one in register.fields):
        return register
    fields = tuple(replace(one, choices=names.get(one.area, one.choices)) for one in register.fields)
    return replace(register, fields=fields)


LOOKED_EVERY = 2.0
_LOOKED: list[float] = []
"""When the definitions were last looked at, and when one of them had last changed by then."""


def _newest_change(office: Path) -> float:
    parts = (office / "plan", office / "registers", office / "documents")
    files = [office / "office.yaml", *(file for part in parts for file in part.rglob("*.yaml"))]
    return max((file.stat().st_mtime for file in files if file.is_file()), default=0.0)


@lru_cache(maxsize=2)
def _declared(office: Path, _changed: float) -> Definitions:
    build = current_build()
    if build is not None and _says_the_same(office, build.folder / DEFINITIONS):
        return build.definitions  # Reading hundreds of files takes a second, and holds them twice.
    return read_office(office)


def _says_the_same(office: Path, other: Path) -> bool:
    """Whether two folders of definitions hold the same files, byte for byte."""
    held, kept = _definition_files(office), _definition_files(other)
    return held.keys() == kept.keys() and all(
        held[name].stat().st_size == kept[name].stat().st_size
        and held[name].read_bytes() == kept[name].read_bytes()
        for name in held
    )


def _definition_files(folder: Path) -> dict[str, Path]:
    files = [folder / "office.yaml", *(folder / "plan").rglob("*")]
    return {one.relative_to(folder).as_posix(): one for one in files if one.is_file()}
