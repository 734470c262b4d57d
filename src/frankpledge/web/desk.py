"""The desk of a report's authors: what they write against, made once for each build and kept."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from django.utils.safestring import mark_safe

from frankpledge.errors import BadDefinition, FrankpledgeError, WrongUse
from frankpledge.periods import Period, Window, parse_period
from frankpledge.publication.html import blocks_html
from frankpledge.publication.words.drafting import drafts
from frankpledge.publication.words.folder import LONGEST, texts_folder
from frankpledge.publication.words.markdown import read_text
from frankpledge.reporting import Desk, desk
from frankpledge.store.files import friendly_disk_errors, write_atomically, writing_lock
from frankpledge.web.keeping import Kept
from frankpledge.web.office import current_build, office_folder

_DESKS: Kept[Desk] = Kept(3)
_FAILED: dict[tuple[str, str, str], str] = {}
SLOT = re.compile(r"(?:(?:measures|priorities|outcomes)/)?[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Told:
    """A text as it would be printed, and what is wrong with it: line, what, and what to do."""

    html: str
    problems: tuple[tuple[int | None, str, str], ...]


def desk_of(kind: str, period: Period) -> Desk | None:
    """Return the desk of a report; None while it is being made, which is begun here.

    Raises WrongUse where it cannot be made.
    """
    build = current_build()
    if build is None:
        raise WrongUse("there is no build yet.", do="Run `frankpledge build` first.")
    key = (build.manifest.id, kind, period.key)
    if failed := _FAILED.pop(key, ""):
        raise WrongUse(failed)
    held = _DESKS.held(key)
    if held is None:
        Thread(target=_make, args=(key, kind, period), daemon=True).start()
    return held


def _make(key: tuple[str, str, str], kind: str, period: Period) -> None:
    try:
        _DESKS.get(key, lambda: desk(office_folder(), period, kind=kind, on_step=lambda _: None))
    except FrankpledgeError as error:
        _FAILED[key] = str(error)


def period_of(key: str) -> tuple[str, Period]:
    """Return the kind and period that a report's key names. Raises WrongUse where it names none."""
    found = re.fullmatch(r"([0-9]{4}-[0-9]{2}-Q[1-4])-([a-z0-9-]+)|([0-9]{4}-[0-9]{2})-([a-z0-9-]+)", key)
    if found is None:
        raise WrongUse(f"'{key}' is the key of no report.", do="Open it from the list of reports.")
    if found[1]:
        return found[2], parse_period(Window.QUARTER, found[1])
    from frankpledge.publication.kinds.reading import read_kind

    return found[4], parse_period(read_kind(found[4], office_folder()).covers.window, found[3])


def slots_of(held: Desk) -> list[str]:
    """Return the slots of a report that invite a text, and those somebody wrote besides."""
    folder = texts_folder(office_folder(), held.key)
    written = [file.relative_to(folder).with_suffix("").as_posix() for file in sorted(folder.rglob("*.md"))]
    return list(dict.fromkeys([*drafts(held.data), *written]))


def file_of(key: str, slot: str) -> Path:
    """Return the file of a slot. Raises WrongUse for what is no slot."""
    if not SLOT.fullmatch(slot):
        raise WrongUse("there is no such text.", do="Open it from the list of texts.")
    return texts_folder(office_folder(), key) / f"{slot}.md"


def text_of(key: str, slot: str) -> str:
    """Return a text as it stands; empty where nobody wrote one."""
    file = file_of(key, slot)
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def mark_of(text: str) -> str:
    """Return what names a text, so that a save can tell whether somebody else has changed it."""
    return hashlib.sha256(text.encode()).hexdigest()


def save(key: str, slot: str, text: str, began: str) -> str | None:
    """Keep a text, and return None; or, where it is not the one that was opened, what it is now."""
    text = text.replace("\r\n", "\n")
    if len(text.encode()) > LONGEST:
        raise WrongUse(f"a text has at most {LONGEST:,} bytes.", do="Shorten it.")
    file = file_of(key, slot)
    with writing_lock(office_folder() / "reports", "text"):
        now = text_of(key, slot)
        if mark_of(now) != began and now != text:
            return now
        with friendly_disk_errors(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(file, (text if text.endswith("\n") else f"{text}\n").encode())
    return None


def told(held: Desk, slot: str, text: str) -> Told:
    """Return a text as the report would print it, with everything that is wrong with it."""
    read = read_text(text.replace("\r\n", "\n"), slot, file_of(held.key, slot), held.facts)
    printed = "" if read.problems else str(blocks_html(read.blocks, lambda _: "", lambda _: ""))
    return Told(mark_safe(printed), tuple(_problem(one) for one in read.problems))  # noqa: S308  (our templates')


def _problem(one: BadDefinition) -> tuple[int | None, str, str]:
    return one.where.line, one.what, one.do or ""
