"""The folder of a report's texts: reading every slot, writing drafts, what changed under authors' words.

``seen.json`` beside the texts keeps what each reference printed when its author last looked, and the
digest of each draft as written. A text that people changed is never written over.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from frankpledge.errors import BadDefinition, BadEnvironment, did_you_mean
from frankpledge.publication.author_texts import AuthorTexts
from frankpledge.publication.readings import ReportData
from frankpledge.publication.words.facts import Facts
from frankpledge.publication.words.markdown import ReadText, read_text
from frankpledge.store.files import friendly_disk_errors, write_atomically

TEXTS = "texts"
SEEN = "seen.json"
LONGEST = 200_000
"""Bytes of the longest text that is read."""


@dataclass(frozen=True)
class ChangedUnder:
    """A reference that prints something else than when its author last looked."""

    file: Path
    line: int
    written: str
    was: str
    now: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line:,}: {self.written} was '{self.was}' and is now '{self.now}'."


@dataclass
class Texts:
    """Every text of one report as read, with what is wrong and what changed under them."""

    read: list[ReadText] = field(default_factory=list)
    problems: list[BadDefinition] = field(default_factory=list)
    changed: list[ChangedUnder] = field(default_factory=list)

    @property
    def author(self) -> AuthorTexts:
        return AuthorTexts({one.slot: one.blocks for one in self.read if one.blocks})

    def first_problem(self) -> BadDefinition:
        """Return the first problem, which says how many more there are."""
        first, rest = self.problems[0], len(self.problems) - 1
        if not rest:
            return first
        where, more = first.where, f"({rest:,} more; `frankpledge draft` lists them all.)"
        do = f"{first.do} {more}" if first.do else more
        return BadDefinition(first.what, file=where.file, line=where.line, do=do)


@dataclass(frozen=True)
class Drafted:
    """What drafting did: slots written, those kept because people wrote them, and the texts as they stand."""

    written: tuple[str, ...]
    kept: tuple[str, ...]
    texts: Texts


def texts_folder(office: Path, key: str) -> Path:
    """Return the folder of a report's texts; ``key`` is the report's, ``2024-25-Q4-quarterly``."""
    return office / TEXTS / key


def read_texts(folder: Path, facts: Facts) -> Texts:
    """Return every text of a report, read against its facts; empty where nobody wrote."""
    texts = Texts()
    seen = _seen(folder)
    for file in sorted(folder.rglob("*.md")):
        slot = file.relative_to(folder).with_suffix("").as_posix()
        if problem := _unknown(slot, file, facts.data):
            texts.problems.append(problem)
            continue
        read = read_text(_content(file), slot, file, facts)
        texts.read.append(read)
        texts.problems += read.problems
        texts.changed += _changed(read, seen.get(slot, {}).get("printed", {}))
    return texts


def write_drafts(folder: Path, drafts: Mapping[str, str], facts: Facts, *, all_seen: bool = False) -> Drafted:
    """Write a first text for every slot without one, and renew drafts that nobody has changed.

    With ``all_seen`` everything the texts print now counts as seen by their authors. Raises
    BadEnvironment where the folder cannot be written.
    """
    seen = _seen(folder)
    written, kept = [], []
    for slot, words in drafts.items():
        file = folder / f"{slot}.md"
        if file.exists() and _digest(_content(file)) != seen.get(slot, {}).get("drafted"):
            kept.append(slot)
            continue
        if not file.exists() or _content(file) != words:
            with friendly_disk_errors(file):
                file.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(file, words.encode())
            written.append(slot)
        seen[slot] = {"drafted": _digest(words), "printed": {}}
    texts = read_texts(folder, facts)
    if written or all_seen:
        fresh = {slot for slot in drafts if slot not in kept}
        texts.changed = [] if all_seen else [one for one in texts.changed if _slot(one, folder) not in fresh]
    _keep(folder, seen, texts.read, all_seen)
    return Drafted(tuple(written), tuple(kept), texts)


def note_seen(folder: Path, read: Sequence[ReadText]) -> None:
    """Keep what references print that their author has not been shown before."""
    if folder.is_dir() and read:
        _keep(folder, _seen(folder), read, all_seen=False)


def _keep(folder: Path, seen: dict[str, Any], read: Sequence[ReadText], all_seen: bool) -> None:
    before = json.dumps(seen, sort_keys=True)
    for one in read:
        held = seen.setdefault(one.slot, {"drafted": None, "printed": {}})
        now = {printed.written: printed.words for printed in one.printed}
        old = held["printed"]
        held["printed"] = now if all_seen else {written: old.get(written, now[written]) for written in now}
    after = json.dumps(seen, sort_keys=True)
    if after != before or not (folder / SEEN).exists():
        text = json.dumps(seen, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        with friendly_disk_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(folder / SEEN, text.encode())


def _changed(read: ReadText, seen: Mapping[str, str]) -> list[ChangedUnder]:
    return [
        ChangedUnder(read.file, one.line, one.written, seen[one.written], one.words)
        for one in read.printed
        if one.written in seen and seen[one.written] != one.words
    ]


def _slot(changed: ChangedUnder, folder: Path) -> str:
    return changed.file.relative_to(folder).with_suffix("").as_posix()


def _unknown(slot: str, file: Path, data: ReportData) -> BadDefinition | None:
    """Return the problem of a text that no report would ever show, if it is one."""
    kind, _, name = slot.rpartition("/")
    known: dict[str, list[str]] = {
        "measures": list(data.readings),
        "priorities": [priority.id for priority in data.plan.priorities],
        "outcomes": [outcome.id for priority in data.plan.priorities for outcome in priority.outcomes],
    }
    if kind in known:
        if name in known[kind]:
            return None
        what = f"the plan has no {kind[:-1] if kind != 'priorities' else 'priority'} '{name}'."
        return BadDefinition(what, file=file, do=did_you_mean(name, known[kind]))
    if kind:
        return BadDefinition(
            f"no report shows texts of a folder '{kind}'.",
            file=file,
            do=f"Texts lie in {', '.join(known)}, or beside them.",
        )
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        return BadDefinition(f"'{name}' is not a kebab-case word.", file=file, do="Rename the file.")
    return None


def _content(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise BadEnvironment(f"this text cannot be read ({error.strerror}).", file=file) from None
    if len(raw) > LONGEST:
        raise BadDefinition(f"this text is longer than {LONGEST:,} bytes.", file=file, do="Divide it.")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadDefinition("this is not UTF-8 text.", file=file, line=line, do="Save it as UTF-8.") from None


def _seen(folder: Path) -> dict[str, Any]:
    file = folder / SEEN
    if not file.exists():
        return {}
    try:
        held = json.loads(file.read_bytes())
        return {
            str(slot): {
                "drafted": one["drafted"],
                "printed": {str(written): str(words) for written, words in one["printed"].items()},
            }
            for slot, one in held.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadDefinition(
            "this file does not say what was seen.",
            file=file,
            do="Delete it: what changed under the texts is then told from now on.",
        ) from None


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
