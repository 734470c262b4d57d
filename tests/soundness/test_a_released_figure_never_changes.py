"""Promise: a released figure never changes. What is altered, added, removed or reordered is found."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from frankpledge.releases.drafts import digest_of, sha256
from frankpledge.releases.release import Release, ReleasedFile
from frankpledge.releases.releasing import commit
from frankpledge.releases.sign_offs import SignOff, Stage
from frankpledge.releases.verifying import verify


def _release(number: int, report: str, contents: dict[str, bytes], previous: str) -> Release:
    hashes = {name: sha256(content) for name, content in contents.items()}
    digest = digest_of(hashes)
    signed = tuple(
        SignOff(stage, by, "2026-01-01T00:00:00+00:00", digest, "0001-a")
        for stage, by in ((Stage.CHECKED, "A. Name"), (Stage.APPROVED, "B. Name"))
    )
    files = tuple(ReleasedFile(name, len(content), hashes[name]) for name, content in contents.items())
    return Release(
        number, report, "quarterly", "2024-25-Q4", "Q4 24/25", "T", "2026-01-02T00:00:00+00:00", "B. Name",
        "0001-a", "0" * 64, {"frankpledge": "1"}, {"burglary": "1" * 64}, digest, signed, 0, files, previous,
    )  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office with four releases of made-up files."""
    folder = tmp_path / "office" / "releases"
    folder.mkdir(parents=True)
    previous = ""
    for number in range(1, 5):
        contents = {
            "figures.csv": f"measure,value\nburglary,{number}\n".encode(),
            "site/index.html": b"<p>A page</p>",
        }
        made = _release(number, f"2024-25-Q{number}-quarterly", contents, previous)
        commit(folder, made, contents)
        previous = made.head
    assert verify(tmp_path / "office") == []
    return tmp_path / "office"


def _folders(office: Path) -> list[Path]:
    return sorted(path for path in (office / "releases").iterdir() if path.is_dir())


def _rewrite(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


@pytest.mark.parametrize("seed", range(40))
def test_one_altered_byte_is_found_and_its_file_named(office: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    newest = _folders(office)[-1] / "release.json"
    files = [path for path in (office / "releases").rglob("*") if path.is_file() and path != newest]
    path = chance.choice(sorted(files))
    content = bytearray(path.read_bytes())
    place = chance.randrange(len(content))
    content[place] ^= 1 << chance.randrange(8)
    _rewrite(path, bytes(content))
    found = verify(office)
    assert any(str(path.parent.name) in line or str(path) in line for line in found), (path, found)


def test_a_file_taken_out_or_put_in_is_named(office: Path) -> None:
    folder = _folders(office)[1]
    (folder / "files" / "figures.csv").unlink()
    (folder / "files" / "more.csv").write_text("x", encoding="utf-8")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    (office / "releases" / "stray").mkdir()
    found = verify(office)
    assert [Path(line.partition(":")[0]).name for line in found] == [
        "stray", "figures.csv", "more.csv", "notes.txt",
    ]  # fmt: skip


def test_a_file_that_became_a_link_is_named(office: Path, tmp_path: Path) -> None:
    file = _folders(office)[0] / "files" / "figures.csv"
    (tmp_path / "elsewhere").write_bytes(file.read_bytes())
    file.unlink()
    file.symlink_to(tmp_path / "elsewhere")
    assert any("figures.csv" in line and "plain file" in line for line in verify(office))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_release_taken_out_of_the_chain_is_missed(office: Path, number: int) -> None:
    shutil.rmtree(_folders(office)[number - 1])
    assert any(f"release {number} is missing" in line for line in verify(office))


def test_releases_in_another_order_are_found(office: Path) -> None:
    second, third = _folders(office)[1:3]
    second.rename(office / "releases" / "aside")
    third.rename(office / "releases" / third.name.replace("0003", "0002"))
    (office / "releases" / "aside").rename(office / "releases" / second.name.replace("0002", "0003"))
    assert verify(office)


def _rewritten(folder: Path, change: Callable[[dict[str, object]], None]) -> None:
    path = folder / "release.json"
    values = json.loads(path.read_bytes())
    change(values)
    _rewrite(path, (json.dumps(values, indent=1, ensure_ascii=False) + "\n").encode())


def test_a_record_rewritten_in_its_own_form_breaks_the_chain_after_it(office: Path) -> None:
    _rewritten(_folders(office)[1], lambda values: values.update(by="Somebody Else"))
    assert any("0003" in line and "0002" in line for line in verify(office))


def test_files_and_record_altered_together_break_the_chain_after_them(office: Path) -> None:
    folder = _folders(office)[0]
    content = b"measure,value\nburglary,99\n"
    _rewrite(folder / "files" / "figures.csv", content)

    def change(values: dict[str, object]) -> None:
        files = {"figures.csv": content, "site/index.html": b"<p>A page</p>"}
        made = _release(1, "2024-25-Q1-quarterly", files, "")
        values.update(json.loads(made.manifest))

    _rewritten(folder, change)
    assert any("0002" in line for line in verify(office))


def test_what_only_a_witness_outside_can_see_is_seen_with_one(office: Path) -> None:
    heads = [sha256((folder / "release.json").read_bytes()) for folder in _folders(office)]
    assert verify(office, (heads[0], heads[3][:16])) == []
    shutil.rmtree(_folders(office)[-1])
    assert verify(office) == [], "a chain cut short looks whole from inside: the documentation says so"
    [line] = verify(office, (heads[3],))
    assert "no release has the digest" in line
    assert verify(office, (heads[2],)) == []


def test_a_release_is_in_its_own_form_byte_for_byte(office: Path) -> None:
    path = _folders(office)[-1] / "release.json"
    _rewrite(path, path.read_bytes().replace(b'"number": 4', b'"number":  4'))
    assert any(str(path) in line for line in verify(office))
