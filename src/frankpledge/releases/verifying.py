"""Working every digest of the releases out anew, and following the chain from the first to the last.

What this cannot see without a witness outside: that the newest releases were taken away whole, or that
the newest release.json was written anew, or the whole chain was. So the head of the chain is printed at
each release, to be kept or published elsewhere, and can be given here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from frankpledge.errors import BadInput, WrongUse
from frankpledge.releases.chain import release_folders
from frankpledge.releases.drafts import digest_of, sha256
from frankpledge.releases.release import FILES, MANIFEST, Release, read_release

_NOT_RELEASES = frozenset((".lock",))


def checked_heads(heads: Sequence[str]) -> tuple[str, ...]:
    """Return noted digests as they are looked for. Raises WrongUse for what is no beginning of one."""
    for head in heads:
        if not re.fullmatch(r"[0-9a-fA-F]{8,64}", head):
            raise WrongUse(
                f"'{head}' is not a digest.", do="Give at least the first 8 letters of one: 9f86d081884c7d65."
            )
    return tuple(head.lower() for head in heads)


def verify(office: Path, heads: tuple[str, ...] = ()) -> list[str]:
    """Return what is wrong with an office's releases, a sentence each naming the file; none if all is well.

    ``heads`` are digests that were noted elsewhere, each of which must be the head of the chain as it
    is or as it once was; the first letters will do.
    """
    found: list[str] = []
    folders = release_folders(office)
    found += _strangers(office / "releases", folders)
    seen: list[str] = []
    previous = ""
    for expected, folder in enumerate(folders, 1):
        raw = (folder / MANIFEST).read_bytes() if (folder / MANIFEST).is_file() else b""
        try:
            release = read_release(folder)
        except BadInput as error:
            found.append(str(error.where) + ": " + (error.what if raw else "this file is missing."))
            found += _numbering(folder, expected, folders)
            previous = ""
            seen.append(sha256(raw))
            continue
        found += _numbering(folder, expected, folders)
        if release.previous != previous and not (expected > 1 and previous == ""):
            found.append(_unchained(folder, folders, expected))
        found += _files(folder, release)
        previous = release.head
        seen.append(previous)
    for head in heads:
        if not any(one.startswith(head) for one in seen):
            found.append(
                f"{office / 'releases'}: no release has the digest {head}, which was noted elsewhere. "
                "Releases were taken away, or written anew."
            )
    return found


def _numbering(folder: Path, expected: int, folders: list[Path]) -> list[str]:
    number = int(folder.name.partition("-")[0])
    before = int(folders[expected - 2].name.partition("-")[0]) if expected > 1 else 0
    if number == before:
        return [f"{folder}: there are two releases with the number {number}."]
    return [f"{folder.parent}: release {missing} is missing." for missing in range(before + 1, number)]


def _unchained(folder: Path, folders: list[Path], expected: int) -> str:
    before = folders[expected - 2].name if expected > 1 else ""
    if not before:
        return f"{folder / MANIFEST}: it follows a release that is not here."
    return (
        f"{folder / MANIFEST}: it does not follow {before}/{MANIFEST} as that is now: "
        "one of the two was altered, or the releases were put in another order."
    )


def _files(folder: Path, release: Release) -> list[str]:
    found = []
    stated = {one.name: one for one in release.files}
    held = _held(folder)
    for name in sorted({*stated, *held}):
        path = folder / FILES / name
        if name not in held:
            found.append(f"{path}: this file is missing.")
        elif name not in stated:
            found.append(f"{path}: this file was added after the release.")
        elif path.is_symlink() or not path.is_file():
            found.append(f"{path}: this is no longer a plain file.")
        elif sha256(path.read_bytes()) != stated[name].sha256:
            found.append(f"{path}: this file was altered after the release.")
    for path in sorted(folder.iterdir()):
        if path.name not in (FILES, MANIFEST):
            found.append(f"{path}: this was added after the release.")
    if digest_of({one.name: one.sha256 for one in release.files}) != release.digest:
        found.append(f"{folder / MANIFEST}: the files it names are not those that were signed off.")
    if any(one.digest != release.digest for one in release.sign_offs):
        found.append(f"{folder / MANIFEST}: a sign-off in it is of another report.")
    return found


def _held(folder: Path) -> set[str]:
    names = set()
    for at, folders, files in os.walk(folder / FILES):
        links = [name for name in folders if Path(at, name).is_symlink()]
        names |= {Path(at, name).relative_to(folder / FILES).as_posix() for name in (*files, *links)}
    return names


def _strangers(folder: Path, folders: list[Path]) -> list[str]:
    if not folder.is_dir():
        return []
    known = {path.name for path in folders} | _NOT_RELEASES
    return [
        f"{path}: this is no release."
        for path in sorted(folder.iterdir())
        if path.name not in known and not path.name.startswith(".unfinished-")
    ]
