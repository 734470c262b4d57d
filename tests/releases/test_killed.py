"""A sign-off or a release killed at any of its writes: the chain verifies, and the same command completes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from frankpledge.releases.chain import released as chain_of
from frankpledge.releases.drafts import read_files
from frankpledge.releases.sign_off_file import read_sign_offs
from frankpledge.releases.sign_offs import State
from frankpledge.releases.signing import report_standing
from frankpledge.releases.verifying import verify
from tests.crash.killing import killed_at, run_whole
from tests.functional.cli import done
from tests.releases.conftest import APPROVER, KEY


def _copy(office: Path, to: Path) -> Path:
    return Path(shutil.copytree(office, to))


def _whole(office: Path, words: list[object], tmp_path: Path) -> list[str]:
    """Return every moment of writing of a command that nothing disturbs."""
    copy = _copy(office, tmp_path / "whole")
    return run_whole(copy, [copy if word == "OFFICE" else word for word in words], tmp_path / "temporary")[1]


def _kill_release(approved: Path, tmp_path: Path, number: int, moment: str) -> None:
    office = _copy(approved, tmp_path / f"office-{number}")
    reports = read_files(office / "reports")
    ended = killed_at(office, ["release", office, KEY], number, tmp_path / "temporary")
    assert ended.killed, (moment, ended)
    assert verify(office) == [], moment
    assert len(chain_of(office)) in (0, 1)
    done("release", office, KEY)
    assert verify(office) == [], moment
    [release] = chain_of(office)
    assert release.number == 1
    assert read_files(office / "releases" / release.folder / "files") == read_files(office / "reports" / KEY)
    assert {path.name for path in (office / "releases").iterdir()} == {".lock", release.folder}, moment
    assert read_files(office / "reports") == reports
    shutil.rmtree(office)


RELEASE: list[object] = ["release", "OFFICE", KEY]


def test_a_release_killed_at_a_few_moments_leaves_no_half_release(approved: Path, tmp_path: Path) -> None:
    moments = _whole(approved, RELEASE, tmp_path)
    commit = max(place for place, moment in enumerate(moments, 1) if moment.startswith("os.rename"))
    for number in sorted({commit // 2, commit, min(commit + 1, len(moments))}):
        _kill_release(approved, tmp_path, number, moments[number - 1])


@pytest.mark.nightly
def test_a_release_killed_at_every_moment_leaves_no_half_release(approved: Path, tmp_path: Path) -> None:
    moments = _whole(approved, RELEASE, tmp_path)
    assert len(moments) > 20
    for number, moment in enumerate(moments, 1):
        _kill_release(approved, tmp_path, number, moment)


def test_what_a_release_makes_visible_was_flushed_to_disk_before(approved: Path, tmp_path: Path) -> None:
    split = [moment.split(" ", 1) for moment in _whole(approved, RELEASE, tmp_path)]
    commit = max(place for place, (what, _) in enumerate(split) if what == "os.rename")
    written = {path for what, path in split[:commit] if what == "open" and "lock" not in path}
    flushed = {path for what, path in split[:commit] if what == "fsync"}
    assert len(written) > 8
    assert written <= flushed
    assert {str(Path(path).parent) for path in written} <= flushed
    last = [path for what, path in split[:commit] if what == "open"][-1]
    assert last.endswith("release.json"), "the manifest is written last"
    assert any(what == "fsync" for what, _ in split[commit:])


@pytest.mark.nightly
def test_a_sign_off_killed_at_every_moment_is_there_whole_or_not_at_all(
    approved: Path, tmp_path: Path
) -> None:
    words: list[object] = ["sign-off", "OFFICE", KEY, "--as", "approved", "--by", "Cy Ford"]
    before = read_sign_offs(approved, KEY)
    for number, moment in enumerate(_whole(approved, words, tmp_path), 1):
        office = _copy(approved, tmp_path / f"office-{number}")
        ended = killed_at(office, [office if it == "OFFICE" else it for it in words], number, tmp_path / "t")
        assert ended.killed, (moment, ended)
        held = read_sign_offs(office, KEY)
        assert held[: len(before)] == before
        assert len(held) - len(before) in (0, 1)
        done("sign-off", office, KEY, "--as", "approved", "--by", "Cy Ford")
        assert {one.by for one in read_sign_offs(office, KEY)} >= {APPROVER, "Cy Ford"}
        assert report_standing(office, KEY).state is State.APPROVED
        shutil.rmtree(office)
