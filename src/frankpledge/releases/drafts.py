"""A report as drafted: its files, what they say of themselves, and the one digest for them all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from frankpledge.errors import BadInput, WrongUse, did_you_mean

ABOUT = "about.json"
"""The file of a report that says, for programs, what report it is."""


@dataclass(frozen=True)
class Draft:
    """What a report says of itself.

    ``files`` maps the name of each other file of the report to its SHA-256, as they were made.
    ``corrects`` is the number of the release that this report corrects, for the ``reason`` given.
    An ``unprotected`` report is for authorised eyes, and can never be released.
    """

    report: str
    kind: str
    period: str
    label: str
    title: str
    build: str
    corrects: int | None = None
    reason: str = ""
    unprotected: bool = False
    files: Mapping[str, str] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        """Return the content of ``about.json``, the same for the same draft."""
        return (json.dumps(vars(self), indent=1, ensure_ascii=False) + "\n").encode()


@dataclass(frozen=True)
class DraftSums:
    """What a report says of itself, and the SHA-256 of each of its files by name in order.

    It is enough to say how the report stands, and small where the files together are tens of megabytes.
    """

    draft: Draft
    sums: Mapping[str, str]

    @property
    def digest(self) -> str:
        """The digest that people sign: see :func:`digest_of`."""
        return digest_of(self.sums)


@dataclass(frozen=True)
class DraftFiles:
    """A report's files as they lie in its folder, by name in order, with what they say of themselves."""

    draft: Draft
    contents: Mapping[str, bytes]

    @property
    def summed(self) -> DraftSums:
        """The same files by their SHA-256."""
        return DraftSums(self.draft, {name: sha256(content) for name, content in self.contents.items()})

    @property
    def digest(self) -> str:
        """The digest that people sign: see :func:`digest_of`."""
        return self.summed.digest

    def check_as_made(self) -> None:
        """Raise BadInput where a file is no longer the one that `frankpledge report` made."""
        made = self.draft.files
        held = {name: sha256(content) for name, content in self.contents.items() if name != ABOUT}
        for name in sorted({*made, *held}):
            if made.get(name) == held.get(name):
                continue
            what = "was changed after the report was made" if name in made and name in held else ""
            what = what or ("is gone" if name in made else "was put here after the report was made")
            raise BadInput(
                f"this file of the report {what}, so nothing vouches for its numbers.",
                file=name,
                do="Change what authors write in texts/ and make the report again with `frankpledge report`.",
            )


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def digest_of(files: Mapping[str, str]) -> str:
    """Return one digest for files given as name → SHA-256.

    It is the SHA-256 of the lines that ``sha256sum`` prints for the files in the order of their
    names' bytes, so that anybody can work it out without this program.

    >>> digest_of({})[:8]
    'e3b0c442'
    """
    names = sorted(files, key=lambda name: name.encode())
    return sha256("".join(f"{files[name]}  {name}\n" for name in names).encode())


def files_in(folder: Path) -> dict[str, Path]:
    """Return every file under a folder by its path there, in order of names.

    Raises BadInput for a link or anything else that is no plain file.
    """
    found = {}
    for path in sorted(folder.rglob("*"), key=lambda one: one.relative_to(folder).as_posix().encode()):
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            raise BadInput("only plain files can be released.", file=path, do="Take it out of the report.")
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = path
    return found


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the content of every file under a folder; raises as :func:`files_in` does."""
    return {name: path.read_bytes() for name, path in files_in(folder).items()}


def read_draft(office: Path, report: str) -> DraftFiles:
    """Return a report by its key, the name of its folder in ``reports/``, such as 2024-25-Q4-quarterly.

    Raises WrongUse where there is none of this name, BadInput where its files do not say what they are.
    """
    folder = draft_folder(office, report)
    contents = read_files(folder)
    return DraftFiles(_draft_of(contents.get(ABOUT, b""), folder, report), contents)


def read_sums(office: Path, report: str) -> DraftSums:
    """Return what a report says and its files' SHA-256, reading them a piece at a time; raises as above."""
    folder = draft_folder(office, report)
    about, sums = b"", {}
    for name, path in files_in(folder).items():
        with path.open("rb") as file:
            sums[name] = hashlib.file_digest(file, "sha256").hexdigest()
        if name == ABOUT:
            about = path.read_bytes()
            sums[name] = sha256(about)
    return DraftSums(_draft_of(about, folder, report), sums)


def draft_folder(office: Path, report: str) -> Path:
    """Return the folder of a report. Raises WrongUse where there is none of this name."""
    known = drafted(office)
    if report not in known:
        hint = did_you_mean(report, known) or f"`frankpledge report {office} --help` says how to make one."
        raise WrongUse(f"there is no report '{report}' in {office / 'reports'}.", do=hint)
    return office / "reports" / report


def drafted(office: Path) -> list[str]:
    """Return the keys of the reports that stand in an office's ``reports/``."""
    folder = office / "reports"
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def _draft_of(content: bytes, folder: Path, report: str) -> Draft:
    try:
        values: dict[str, Any] = json.loads(content)
        draft = Draft(**values)
        if draft.report != report or not isinstance(draft.files, dict):
            raise ValueError(draft.report)
    except (ValueError, TypeError):
        raise BadInput(
            "this report does not say what build it was made from.",
            file=folder / ABOUT,
            do="Make it again with `frankpledge report`.",
        ) from None
    return draft
