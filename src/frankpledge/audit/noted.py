"""The heads of the chains that each release carries: the witnesses outside the database."""

from __future__ import annotations

from pathlib import Path

from frankpledge.audit.queries import Head, head_of, heads
from frankpledge.errors import BadInput
from frankpledge.releases.chain import released


def heads_to_note() -> dict[str, str]:
    """Return the head of every stream as a release carries it, by stream."""
    return {stream: str(head) for stream, head in heads().items()}


def noted_in_releases(office: Path) -> list[dict[str, Head]]:
    """Return the heads that each release of an office carries, oldest first.

    Raises BadInput where a release cannot be read or carries something that is no head.
    """
    noted = []
    for one in released(office):
        try:
            noted.append({stream: head_of(words) for stream, words in one.audit_heads.items()})
        except ValueError:
            raise BadInput(
                f"release {one.number} carries something that is no head of an audit chain.",
                file=office / "releases" / one.folder,
                do="Put it back from a copy.",
            ) from None
    return noted
