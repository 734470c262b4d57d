"""The catalogue of what the office holds, read once for each state of its store, builds and reports."""

from __future__ import annotations

from frankpledge.catalogue.entries import Catalogue, catalogue_of
from frankpledge.pipeline import today
from frankpledge.releases.chain import release_folders
from frankpledge.store.log import log_folder
from frankpledge.web.keeping import Kept
from frankpledge.web.office import changed_at, current_build, declared, office_folder

_CATALOGUE: Kept[Catalogue] = Kept(1)


def catalogue_now() -> Catalogue:
    """Return the catalogue as of today."""
    office, on = office_folder(), today()
    log = log_folder(office / "store")
    build = current_build()
    state = (
        sum(1 for _ in log.iterdir()) if log.is_dir() else 0,
        build.manifest.id if build is not None else "",
        len(release_folders(office)),
        changed_at(),
        on,
    )
    return _CATALOGUE.get(state, lambda: catalogue_of(office, on, declared(), build))
