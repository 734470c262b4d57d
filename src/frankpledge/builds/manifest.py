"""A build's manifest: what went in, what code and definitions made it. A folder without one is no build."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from frankpledge.errors import BadEnvironment, BadInput, WrongUse, did_you_mean
from frankpledge.store.files import write_atomically

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What a build names as its making.

    ``inputs`` are the editions used (file, SHA-256, date of obtaining, rows, refused);
    ``definitions`` maps measure id to definition hash; ``versions`` the software.
    ``destroyed`` are the tables, areas and months whose records were destroyed before, with the order.
    ``fingerprint`` is the hash of all that decides the figures: the same fingerprint, the same figures.
    """

    id: str
    number: int
    made_at: str
    as_at: str
    snapshot: int
    fingerprint: str
    engine: str
    versions: Mapping[str, str]
    definitions: Mapping[str, str]
    inputs: tuple[Mapping[str, Any], ...]
    outputs: Mapping[str, str] = field(default_factory=dict)
    destroyed: tuple[Mapping[str, Any], ...] = ()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Commit a build: from the moment the file has its name, readers see the build.

    Inputs, of which there are thousands, are written one to a line: so the quick encoder can be used.
    """
    others = {name: value for name, value in vars(manifest).items() if name != "inputs"}
    text = json.dumps(others, indent=1, ensure_ascii=False).removesuffix("\n}")
    inputs = ",\n".join(json.dumps(one, ensure_ascii=False) for one in manifest.inputs)
    write_atomically(folder / MANIFEST, f'{text},\n "inputs": [\n{inputs}\n ]\n}}'.encode())


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a committed build folder. Raises BadEnvironment where it is damaged."""
    try:
        values = json.loads((folder / MANIFEST).read_bytes())
        lists = {name: tuple(values.get(name, ())) for name in ("inputs", "destroyed")}
        return Manifest(**values | lists)
    except (OSError, ValueError, TypeError, KeyError):
        raise BadEnvironment(
            "this build's manifest cannot be read.", file=folder / MANIFEST, do="Build again."
        ) from None


def committed(builds: Path) -> list[Path]:
    """Return the folders of committed builds, oldest first."""
    if not builds.is_dir():
        return []
    return sorted(folder for folder in builds.iterdir() if (folder / MANIFEST).is_file())


def find_build(builds: Path, name: str | None = None) -> Path:
    """Return the folder of a build by id, its beginning or its number (default: the newest).

    Raises BadInput where there is no build at all, WrongUse where there is none of this name.
    """
    folders = committed(builds)
    if not folders:
        if not builds.parent.is_dir():
            raise BadInput("there is no such office folder.", file=builds.parent, do="Check its name.")
        raise BadInput(
            "there is no build yet.",
            file=builds,
            do=f"Run `frankpledge build {builds.parent}` first.",
        )
    if name is None:
        return folders[-1]
    start = f"{int(name):04d}-" if name.isdecimal() and len(name) <= 4 else name
    found = [folder for folder in folders if folder.name == name] or [
        folder for folder in folders if folder.name.startswith(start)
    ]
    if len(found) != 1:
        names = [folder.name for folder in folders]
        wrong = "more than one build" if found else "no build"
        hint = did_you_mean(name, names[-12:])
        raise WrongUse(f"there is {wrong} '{name}'.", file=builds, do=hint)
    return found[0]
