"""The files that make a report one that can be signed off: what it is, and what it corrects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from frankpledge.releases.correcting import CORRECTIONS, Correction
from frankpledge.releases.drafts import ABOUT, Draft, sha256


def described(
    draft: Draft, correction: Correction | None
) -> Callable[[Mapping[str, bytes]], dict[str, bytes]]:
    """Return what gives, for a report's files, corrections.csv (if it corrects one) and about.json."""

    def beside(contents: Mapping[str, bytes]) -> dict[str, bytes]:
        extra = {} if correction is None else {CORRECTIONS: correction.table}
        files = {name: sha256(content) for name, content in sorted({**contents, **extra}.items())}
        return {**extra, ABOUT: replace(draft, files=files).as_bytes()}

    return beside
