"""Making ready what pages need before anybody asks: when a server starts, and when a build is published.

Before a server forks, what pages need is made once and shared by its workers; no thread, and no connection to
a database, is left then. Afterwards each worker watches for a newer build and readies it apart from any
request, while the one before is served.
"""

from __future__ import annotations

import gc
import logging
from importlib import import_module
from threading import Thread
from time import sleep

from django.conf import settings
from django.db import connection

from frankpledge.builds.reading import Build
from frankpledge.registers.roles import STAFF
from frankpledge.releases.chain import head_of
from frankpledge.web.accounts.models import Grant
from frankpledge.web.frugal import give_back
from frankpledge.web.office import TURN, current_build, declared, office_folder, registers
from frankpledge.web.owed import returns_and_reporting
from frankpledge.web.pages.quality import refused_and_due
from frankpledge.web.pages.start import changed_since
from frankpledge.web.seeing import public_sight, releases
from frankpledge.web.told import forecast_of, found_of, gather_plan, quarter_of, told_of
from frankpledge.web.withholding import Withholding, withholding_of

_LOG = logging.getLogger(__name__)
WATCHED_EVERY = 5.0
"""Seconds between two looks of a worker at whether a build was published."""


def ready_before_forks() -> None:
    """Make what every page needs, once for all workers that are forked after it."""
    import_module(settings.ROOT_URLCONF)
    declared()
    registers()
    public_sight()
    build = current_build()
    if build is not None:
        ready(build)
        if any_is_limited() and _withheld(build).is_kept:
            _withheld(build).now()
    TURN.ready = ready
    gc.collect()
    give_back()
    gc.freeze()  # What is here now stays: looking through it for refuse would copy it into every worker.


def ready(build: Build) -> None:
    """Make what the first pages of a build need: its figures, findings, plan, forecasts and changes."""
    refused_and_due()  # First: it reads much of the store, and what it leaves free the others fill.
    _ = build.definitions, build.figures, build.titles, build.boundaries, build.local_areas
    quarter = quarter_of(build)
    if quarter is not None:
        found_of(build, quarter)
        gather_plan(build, quarter)
        forecast_of(build, quarter)
    changed_since(build)


def ready_in_worker(_worker: object) -> None:
    """Begin what a worker does apart from requests: draw its first chart, watch for builds."""
    Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    build = current_build()
    quarter = None if build is None else quarter_of(build)
    if build is not None and quarter is not None:
        # Starting what draws charts takes longest.
        told_of(build, next(iter(build.definitions.measures)), quarter)
    while True:
        _withhold()
        sleep(WATCHED_EVERY)
        current_build()
        returns_and_reporting()  # The day turns and returns come: nobody who opens a page waits for it.


def any_is_limited() -> bool:
    """Return whether anybody holds a role of the office for some only. No connection is left open."""
    try:
        return any(one.as_held.limited for one in Grant.objects.filter(ended=None, role__in=STAFF))
    finally:
        connection.close()


def _withheld(build: Build) -> Withholding:
    return withholding_of(office_folder(), build, head_of(releases()))


def _withhold() -> None:
    """Have what limited people may not see worked out before one of them asks: for this build and release."""
    try:
        build = current_build()
        if build is not None and any_is_limited():
            _withheld(build).now()
    except Exception:  # noqa: BLE001  (whatever it is: whoever asks is told, and the watch goes on)
        _LOG.exception("What must be withheld could not be worked out.")
