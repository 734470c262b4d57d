"""Files that partners send: kept apart until they are taken in, never under a name that came with them."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from frankpledge.audit.actions import append
from frankpledge.errors import BadInput, WrongUse
from frankpledge.pipeline import take_in
from frankpledge.records.sniffing import CSV, ODS, TXT, XLSX, kind_of, safe_name
from frankpledge.registers.roles import Actor
from frankpledge.returns.checking import Checked, check_return
from frankpledge.store.aside import records_aside
from frankpledge.store.files import write_atomically
from frankpledge.web.accounts.models import User
from frankpledge.web.models import Upload
from frankpledge.web.office import office_folder

LARGEST = 50 * 1024 * 1024
"""Bytes of the largest file taken by a page; larger ones go by `frankpledge ingest`."""
KINDS = (CSV, ODS, TXT, XLSX)
KEPT_FOR = timedelta(days=7)
"""How long a file that was checked and never sent is kept."""
STREAM = "uploads"


def path_of(upload: Upload) -> Path:
    """Return where the bytes of an upload lie."""
    return office_folder() / "records" / "uploads" / str(upload.pk)


def receive(sent: UploadedFile[bytes], body: str, person: User) -> tuple[Upload, Checked]:
    """Check a file and keep it for its sender. Raises BadInput or WrongUse for what is no return."""
    if sent.size is None or sent.size > LARGEST:
        raise WrongUse(
            f"the file is larger than {LARGEST // 1024**2} MB.", do="Send it in parts, or ask the office."
        )
    content = sent.read()
    kind = kind_of(content, sent.name or "")
    if kind is None or kind not in KINDS:
        raise BadInput(
            "this is not a spreadsheet or CSV file.", do="Send Excel (.xlsx), OpenDocument (.ods) or CSV."
        )
    name = safe_name(sent.name or "", kind)
    checked = checked_return(content, name)
    _own_rows(checked, body)
    upload = Upload(
        person=person,
        body=body,
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        table=checked.table.name,
        accepted=checked.accepted,
        refused=len(checked.wrong),
    )
    path = path_of(upload)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(path, content)
    try:
        _move(upload, Upload.State.CHECKED, person.actor, "checked")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return upload, checked


def checked_return(content: bytes, name: str) -> Checked:
    """Return what a check of a file's rows gives. What is wrong is told by the file's name alone."""
    with records_aside() as folder:
        file = folder / name
        file.write_bytes(content)
        return check_return(file, office_folder())


def _own_rows(checked: Checked, body: str) -> None:
    """Raise WrongUse where a file has rows in the name of another body than the one that sends it."""
    rows, sent_by = checked.made.accepted, checked.table.sent_by
    column = sent_by or ("body" if "body" in rows.column_names else "")
    if not column:
        return
    others = set(rows[column].cast(pa.string()).unique().to_pylist()) - {body, None}
    if others:
        raise WrongUse(
            f"the column {column} names {len(others)} other than {body}.",
            do=f"Send rows of {body} alone, and write its name as the office does.",
        )


def recheck(upload: Upload) -> Checked:
    """Return what is wrong with an upload, read again. Raises BadInput as ``_bytes_of`` does."""
    return checked_return(_bytes_of(upload), upload.name)


def _bytes_of(upload: Upload) -> bytes:
    """Return what was sent. Raises BadInput where it is gone or is not what was sent any more."""
    try:
        content = path_of(upload).read_bytes()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != upload.sha256:
        raise BadInput(
            f"{upload.name} is missing here, or is not what was sent any more.",
            do="Ask its sender for it anew.",
        )
    return content


def send(upload: Upload, by: Actor) -> None:
    """Hand a checked file over to the office."""
    _expect(upload, Upload.State.CHECKED)
    _move(upload, Upload.State.SENT, by, "sent")


def take_back(upload: Upload, by: Actor) -> None:
    """Take a file back that was not taken in yet; its bytes go."""
    _expect(upload, Upload.State.CHECKED, Upload.State.SENT)
    _move(upload, Upload.State.BACK, by, "took back")
    path_of(upload).unlink(missing_ok=True)


def take_upload_in(upload: Upload, by: Actor) -> tuple[int, int]:
    """Take a sent file into the store, as `frankpledge ingest` does; return rows accepted and refused.

    Raises what intake raises: nothing of the file is in the store then, and it stays as sent.
    """
    _expect(upload, Upload.State.SENT)
    with records_aside() as folder:
        file = folder / upload.name
        file.write_bytes(_bytes_of(upload))
        summary = take_in(office_folder(), [file])
    if summary.problems:
        raise summary.problems[0]
    _move(upload, Upload.State.TAKEN, by, "took in")
    path_of(upload).unlink(missing_ok=True)
    return summary.total("rows"), summary.total("refused")


def clear_unsent() -> int:
    """Drop files that were checked long ago and never sent; return how many.

    So go bytes whose upload is not open: of one that was taken back, taken in or received when the process
    was killed. Bytes of no upload go only where this database moved one since they came: of an office
    whose records are in another database, it knows none and lets all stay.
    """
    before = timezone.now() - KEPT_FOR
    count = Upload.objects.filter(state=Upload.State.CHECKED, at__lt=before).update(state=Upload.State.BACK)
    held = Upload.objects.filter(state__in=(Upload.State.CHECKED, Upload.State.SENT))
    still_open = {str(key) for key in held.values_list("pk", flat=True)}
    known = {str(key) for key in Upload.objects.values_list("pk", flat=True)}
    last = Upload.objects.aggregate(last=Max("moved"))["last"]
    in_use = last.timestamp() if last else 0.0
    folder = office_folder() / "records" / "uploads"
    for file in folder.iterdir() if folder.is_dir() else ():
        came = file.stat().st_mtime
        over = file.name in known or came < in_use
        if file.name not in still_open and over and came < before.timestamp():
            file.unlink(missing_ok=True)
    return count


def unknown_files() -> int:
    """Return how many files of no upload there are that came more than a week ago."""
    before = (timezone.now() - KEPT_FOR).timestamp()
    known = {str(key) for key in Upload.objects.values_list("pk", flat=True)}
    folder = office_folder() / "records" / "uploads"
    files = folder.iterdir() if folder.is_dir() else ()
    return sum(one.name not in known and one.stat().st_mtime < before for one in files)


def _expect(upload: Upload, *states: Upload.State) -> None:
    if upload.state not in states:
        raise WrongUse(f"this file is already “{upload.get_state_display()}”.", do="Reload the page.")


def _move(upload: Upload, state: Upload.State, by: Actor, action: str) -> None:
    with transaction.atomic():
        upload.state = state
        upload.save()
        facts = {"body": upload.body, "sha256": upload.sha256, "table": upload.table, "state": state.value}
        append(STREAM, by=by, action=action, subject=str(upload), facts=facts)
