"""A release: files that were published, with who signed them off, chained to the release before it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from frankpledge.errors import BadInput
from frankpledge.releases.drafts import sha256
from frankpledge.releases.sign_offs import Acceptance, SignOff, Stage

MANIFEST = "release.json"
FILES = "files"
_FORM = 1
"""The form of ``release.json``; a later one would have another number."""


@dataclass(frozen=True)
class ReleasedFile:
    """One file of a release: its name under ``files/``, bytes and SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Release:
    """What ``release.json`` holds.

    ``digest`` is the one that was signed; ``build_manifest`` the SHA-256 of the build's own manifest;
    ``definitions`` maps each measure to the hash of its definition; ``warnings`` counts what the checks
    found likely wrong and nobody had to accept; ``audit_heads`` are the heads of the audit chains of the
    office's records, by stream, each as the number of an event and its seal (none where no records are
    kept); ``previous`` is the SHA-256 of the release.json before this one, empty for the first.
    """

    number: int
    report: str
    kind: str
    period: str
    label: str
    title: str
    at: str
    by: str
    build: str
    build_manifest: str
    versions: Mapping[str, str]
    definitions: Mapping[str, str]
    digest: str
    sign_offs: tuple[SignOff, ...]
    warnings: int
    files: tuple[ReleasedFile, ...]
    previous: str
    corrects: int | None = None
    reason: str = ""
    audit_heads: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The name of its folder in ``releases/``."""
        return f"{self.number:04d}-{self.report}"

    @property
    def day(self) -> str:
        """The date of release, as YYYY-MM-DD."""
        return self.at[:10]

    @cached_property
    def manifest(self) -> bytes:
        """The content of ``release.json``, the same for the same release."""
        return (json.dumps({"form": _FORM, **asdict(self)}, indent=1, ensure_ascii=False) + "\n").encode()

    @cached_property
    def head(self) -> str:
        """The SHA-256 of ``release.json``, which the next release carries and anybody may keep."""
        return sha256(self.manifest)


def read_release(folder: Path) -> Release:
    """Return the release in a folder.

    Raises BadInput where ``release.json`` is not, byte for byte, what a release writes.
    """
    path = folder / MANIFEST
    try:
        raw = path.read_bytes()
        release = _release_of(json.loads(raw))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise _altered(path) from None
    if release.manifest != raw or release.folder != folder.name:
        raise _altered(path)
    return release


def _release_of(values: dict[str, Any]) -> Release:
    if values.pop("form") != _FORM:
        raise ValueError("form")
    sign_offs = tuple(
        SignOff(
            **{
                **one,
                "stage": Stage(one["stage"]),
                "accepted": tuple(Acceptance(**it) for it in one["accepted"]),
            }
        )
        for one in values["sign_offs"]
    )
    files = tuple(ReleasedFile(**one) for one in values["files"])
    return Release(**{**values, "sign_offs": sign_offs, "files": files})


def _altered(path: Path) -> BadInput:
    return BadInput(
        "the record of this release cannot be read, or is not as it was written.",
        file=path,
        do="Put it back from a copy; `frankpledge releases OFFICE --verify` says what else is wrong.",
    )
