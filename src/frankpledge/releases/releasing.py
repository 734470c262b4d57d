"""Releasing a report: its files copied where nothing alters them, and chained to the release before."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from frankpledge.builds.manifest import MANIFEST as BUILD_MANIFEST
from frankpledge.errors import BadEnvironment, BadInput, WrongUse
from frankpledge.releases.chain import head_of, released, to_correct
from frankpledge.releases.drafts import Draft, read_draft, sha256
from frankpledge.releases.inspecting import Inspection, build_of, inspect
from frankpledge.releases.release import FILES, MANIFEST, Release, ReleasedFile
from frankpledge.releases.sign_offs import Stage, State, in_one_line
from frankpledge.releases.signing import ReportStanding, refuse_unprotected, standing_of
from frankpledge.releases.verifying import verify
from frankpledge.store.files import flush, flush_all, friendly_disk_errors, writing_lock

_UNFINISHED = ".unfinished-"
READ_ONLY = 0o444


@dataclass(frozen=True)
class Released:
    """What came of a release. ``release`` is None where errors stand in the way; ``new`` tells a rerun."""

    release: Release | None
    new: bool
    inspection: Inspection | None


def release(
    office: Path,
    report: str,
    *,
    at: str,
    by: str = "",
    code_version: str,
    audit_heads: Mapping[str, str] | None = None,
) -> Released:
    """Release a checked and approved report as it is, and return the release.

    ``audit_heads`` are the heads of the audit chains of the office's records, by stream: it carries them.
    The checks run again first. The same bytes again change nothing and return the release they are.
    Raises WrongUse where the report lacks a sign-off on these very bytes, was released already in
    other bytes and this corrects nothing, or was made unprotected; BadInput where an earlier release
    has been altered; Locked while another process releases.
    """
    folder = office / "releases"
    with friendly_disk_errors(folder), writing_lock(folder, "release"):
        clear_unfinished(folder)
        files = read_draft(office, report)
        now = standing_of(office, files.summed)
        if now.is_released and now.release is not None:
            return Released(now.release, new=False, inspection=None)
        _refuse(office, now)
        broken = verify(office)
        if broken:
            raise BadInput(
                f"the earlier releases are not as they were released: {broken[0]}",
                do=f"Put them right first; `frankpledge releases {office} --verify` lists all that is wrong.",
            )
        inspection = inspect(office, files)
        if inspection.open_errors(now.standing.accepted):
            return Released(None, new=False, inspection=inspection)
        made = replace(
            _described(office, now, files.contents, inspection, at, in_one_line(by), code_version),
            audit_heads=dict(sorted((audit_heads or {}).items())),
        )
        commit(folder, made, files.contents)
        return Released(made, new=True, inspection=inspection)


def clear_unfinished(folder: Path) -> None:
    """Remove what a release that was stopped has left. The lock must be held."""
    for path in folder.iterdir():
        if path.name.startswith(_UNFINISHED):
            shutil.rmtree(path)


def commit(folder: Path, made: Release, contents: Mapping[str, bytes]) -> None:
    """Write a release in a folder of its own, flush it to the disk, and give it its name last."""
    unfinished = folder / f"{_UNFINISHED}{made.folder}"
    for name, content in contents.items():
        _write(unfinished / FILES / name, content)
    _write(unfinished / MANIFEST, made.manifest)
    flush_all(unfinished)
    target = folder / made.folder
    if target.exists():
        raise BadEnvironment("something stands where this release belongs.", file=target, do="Look at it.")
    unfinished.rename(target)
    flush(folder)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(READ_ONLY)


def _refuse(office: Path, now: ReportStanding) -> None:
    """Raise WrongUse, saying what to do, where this report cannot be released as it is."""
    draft = now.files.draft
    refuse_unprotected(now.files.draft)
    if draft.corrects is not None:
        to_correct(released(office), draft.corrects, draft.report)
    elif now.release is not None:
        number = now.release.number
        raise WrongUse(
            f"{draft.report} was released on {now.release.day} as release {number}, and what is released "
            "never changes.",
            do=f"To publish other figures or words, make the report with --corrects {number} "
            '--reason "…", have it checked and approved, and release that.',
        )
    if now.standing.state is not State.APPROVED:
        lapsed = now.standing.lapsed
        what = (
            f"the report was changed after {lapsed[-1].by} signed it off as {lapsed[-1].stage}, so nobody "
            "has signed what it says now"
            if lapsed
            else "only a report that was checked and approved can be released, and this one is "
            + (
                "checked, not approved"
                if now.standing.state is State.CHECKED
                else "a draft nobody has checked"
            )
        )
        stage = Stage.APPROVED if now.standing.state is State.CHECKED else Stage.CHECKED
        raise WrongUse(
            f"{what}.",
            do=f'Next: frankpledge sign-off {office} {draft.report} --as {stage} --by "A. Name"',
        )


def _described(
    office: Path,
    now: ReportStanding,
    contents: Mapping[str, bytes],
    inspection: Inspection,
    at: str,
    by: str,
    code_version: str,
) -> Release:
    draft: Draft = now.files.draft
    build = build_of(office, draft.build)
    chain = released(office)
    return Release(
        number=chain[-1].number + 1 if chain else 1,
        report=draft.report,
        kind=draft.kind,
        period=draft.period,
        label=draft.label,
        title=draft.title,
        at=at,
        by=by or now.standing.of(Stage.APPROVED)[-1].by,
        build=build.manifest.id,
        build_manifest=sha256((build.folder / BUILD_MANIFEST).read_bytes()),
        versions={**build.manifest.versions, "frankpledge (released by)": code_version},
        definitions=dict(build.manifest.definitions),
        digest=now.files.digest,
        sign_offs=now.standing.valid,
        warnings=inspection.warnings,
        files=tuple(
            ReleasedFile(name, len(content), now.files.sums[name]) for name, content in contents.items()
        ),
        previous=head_of(chain),
        corrects=draft.corrects,
        reason=draft.reason,
    )
