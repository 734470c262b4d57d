"""Making an office folder from a ready one: what it is based on, then what it adds or replaces."""

from __future__ import annotations

import os
import shutil
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from frankpledge.errors import BadEnvironment, WrongUse, did_you_mean
from frankpledge.plan.fields import Fields, Problems
from frankpledge.plan.yaml_nodes import entries_of

FOLDERS = ("returns", "store", "builds", "reports", "releases")
"""What an office folder holds beside its definitions: files as supplied, and what is made of them."""

READY_FILE = "ready.yaml"
LOGOS = ("logo.svg", "logo.png")
GITIGNORE = """\
# Only definitions and texts go into git. Records, and what is made of them, never do.
# Who signed a report off, and the record of each release, do: a copy elsewhere shows if one is altered.
/*
!/.gitignore
!/README.md
!/office.yaml
!/logo.png
!/logo.svg
!/plan/
/plan/**
!/plan/**/
!/plan/**/*.md
!/plan/**/*.yaml
!/registers/
!/registers/**/
!/registers/**/*.yaml
!/documents/
!/documents/*.yaml
!/texts/
!/texts/**/
!/texts/**/*.md
!/texts/**/seen.json
!/reports/
/reports/*
!/reports/*.sign-off.yaml
!/releases/
/releases/*
!/releases/*/
/releases/*/*
!/releases/*/release.json
"""


def ready_offices() -> dict[str, str]:
    """Return the ready offices: id, and one line on what each is."""
    return {name: _about(folder)[0] for name, folder in _folders().items()}


def new_office(folder: Path, ready: str = "england-wales") -> list[Path]:
    """Make an office folder from a ready office and return the files written, in order.

    The folder appears whole or not at all. Raises WrongUse where there is no such ready
    office or the folder holds something already, BadEnvironment where it cannot be written.
    """
    known = _folders()
    if ready not in known:
        raise WrongUse(f"There is no ready office '{ready}'.", do=did_you_mean(ready, list(known)))
    contents = _contents(ready, known)
    contents[PurePosixPath(".gitignore")] = GITIGNORE.encode()
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 (resolve() would follow a link away from what was asked)
    unfinished = folder.parent / f".{folder.name}.unfinished-{os.getpid()}"
    try:
        _refuse_what_is_there(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(unfinished, contents)
            if folder.is_dir():
                folder.rmdir()
            unfinished.rename(folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise BadEnvironment(
            f"the office cannot be written ({error.strerror}).", file=folder, do="Check rights and space."
        ) from None
    return [folder / name for name in sorted(contents)]


def _folders() -> dict[str, Traversable]:
    """Return the folders of the ready offices by id, the national one first."""
    found = [entry for entry in files("frankpledge").joinpath("offices").iterdir() if entry.is_dir()]
    offices = {entry.name: entry for entry in found if entry.joinpath(READY_FILE).is_file()}
    return dict(sorted(offices.items(), key=lambda item: (bool(_about(item[1])[1]), item[0])))


def _about(folder: Traversable) -> tuple[str, tuple[str, ...]]:
    """Return a ready office's one line, and the ready offices it builds on, the later over the earlier."""
    path = Path(folder.name, READY_FILE)
    problems = Problems(path)
    fields = Fields(entries_of(folder.joinpath(READY_FILE).read_text(encoding="utf-8"), path), problems)
    fields.only(("summary",), ("base",))
    if problems:
        raise problems.found[0]
    base = fields.entries.values.get("base")
    return fields.text("summary"), fields.words_of(base, "base", single=True) if base is not None else ()


def _contents(ready: str, known: dict[str, Traversable]) -> dict[PurePosixPath, bytes]:
    """Return the definitions of a ready office, those of its bases beneath its own."""
    contents: dict[PurePosixPath, bytes] = {}
    for base in _about(known[ready])[1]:
        contents |= _contents(base, known)
    return contents | _definitions(known[ready], PurePosixPath())


def _definitions(folder: Traversable, under: PurePosixPath) -> dict[PurePosixPath, bytes]:
    found: dict[PurePosixPath, bytes] = {}
    for entry in folder.iterdir():
        if entry.is_dir():
            found |= _definitions(entry, under / entry.name)
        elif entry.name in LOGOS or (entry.name != READY_FILE and entry.name.endswith(".yaml")):
            found[under / entry.name] = entry.read_bytes()
    return found


def _refuse_what_is_there(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise WrongUse("this is not a folder.", file=folder, do="Choose another name.")
    if folder.is_dir() and any(folder.iterdir()):
        raise WrongUse(
            "this folder is not empty, and a new office never writes over anything.",
            file=folder,
            do="Choose a new name.",
        )


def _write(folder: Path, contents: dict[PurePosixPath, bytes]) -> None:
    folder.mkdir()
    for name in FOLDERS:
        (folder / name).mkdir()
    for path, content in contents.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
