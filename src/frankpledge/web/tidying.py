"""Clearing away what is over and of no use to anybody: what a timer does once a day."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.contrib.sessions.models import Session
from django.utils import timezone

from frankpledge.web import jobs
from frankpledge.web.office import office_folder
from frankpledge.web.uploading import KEPT_FOR, clear_unsent

JOBS_KEPT_FOR = timedelta(days=30)
"""How long one can still read what a job said after it began."""


def tidy() -> dict[str, int]:
    """Clear what is over, and return how many of each kind went.

    Sessions that ended, jobs that ended and began long ago, files chosen for an import that nobody finished,
    and files that a partner checked and never sent. A job that still runs stays, however old.
    """
    ended, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return {
        "sessions that ended": ended,
        "jobs long done": _clear_jobs(),
        "imports that were not finished": _clear_imports(),
        "files that were never sent": clear_unsent(),
    }


def _clear_jobs() -> int:
    places = [one for one in jobs.places() if _is_older(one, JOBS_KEPT_FOR) and not jobs.is_running(one)]
    for place in places:
        shutil.rmtree(place, ignore_errors=True)
    return len(places)


def _clear_imports() -> int:
    folder = office_folder() / "records" / "imports"
    files = [one for one in folder.iterdir() if _is_older(one, KEPT_FOR)] if folder.is_dir() else []
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


def _is_older(path: Path, span: timedelta) -> bool:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC) < datetime.now(UTC) - span
