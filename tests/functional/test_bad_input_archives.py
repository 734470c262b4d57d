"""Zips that are cut short, hostile or not zips, given to `frankpledge ingest`."""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.functional.cli import HOME, Records, done, run, state_of

MEMBER = f"2024-05/2024-05-{HOME.slug}-street.csv"
GIB = 1 << 30


def _zip(file: Path, members: dict[str, bytes], *, stored: bool = False) -> None:
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def _cut_short(file: Path, records: Records) -> None:
    whole = records.newer.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])


def _not_a_zip(file: Path, records: Records) -> None:
    file.write_bytes(bytes(range(256)) * 4)


def _a_web_page(file: Path, records: Records) -> None:
    file.write_text("<!doctype html><title>Not found</title>", encoding="utf-8")


def _empty(file: Path, records: Records) -> None:
    file.write_bytes(b"")


def _bomb(file: Path, records: Records) -> None:
    _zip(file, {MEMBER: b"0" * (64 << 20)})


def _overlapping(file: Path, records: Records) -> None:
    """Two entries of the directory that point at the same bytes, as the worst zip bombs have it."""
    _zip(file, {MEMBER: records.file("2024-05")})
    data = file.read_bytes()
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    twin = entry.replace(b"2024-05-", b"2024-06-").replace(b"2024-05/", b"2024-06/")
    tail = bytearray(data[end:])
    struct.pack_into("<HHL", tail, 8, 2, 2, len(entry) * 2)
    file.write_bytes(data[:start] + entry + twin + bytes(tail))


def _climbing(file: Path, records: Records) -> None:
    _zip(file, {f"../../{MEMBER}": records.file("2024-05")})


def _absolute(file: Path, records: Records) -> None:
    _zip(file, {f"/tmp/{MEMBER}": records.file("2024-05")})  # noqa: S108 (a path in a zip, never written)


def _nested(file: Path, records: Records) -> None:
    _zip(file, {MEMBER: records.file("2024-05"), "more.zip": records.older.read_bytes()[:500]})


def _damaged_member(file: Path, records: Records) -> None:
    _zip(file, {MEMBER: records.file("2024-05")}, stored=True)
    data = file.read_bytes()
    file.write_bytes(data.replace(b"Burglary", b"Robbery!", 1))


def _declared_huge(file: Path, records: Records) -> None:
    _declaring(file, records, GIB + 5)


def _declared_larger(file: Path, records: Records) -> None:
    _declaring(file, records, len(records.file("2024-05")) + 5)


def _declaring(file: Path, records: Records, size: int) -> None:
    good = records.file("2024-05")
    _zip(file, {MEMBER: good})
    file.write_bytes(file.read_bytes().replace(struct.pack("<L", len(good)), struct.pack("<L", size)))


def _a_link(file: Path, records: Records) -> None:
    info = zipfile.ZipInfo(MEMBER)
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(info, "/etc/passwd")


def _encrypted(file: Path, records: Records) -> None:
    _zip(file, {MEMBER: records.file("2024-05")})
    data = bytearray(file.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    file.write_bytes(data)


@dataclass(frozen=True)
class Bad:
    """A bad zip: how it is made, and what the message must say."""

    make: Callable[[Path, Records], None]
    says: tuple[str, ...]


CASES = {
    "cut short": Bad(_cut_short, ("damaged or cut short", "download it again")),
    "not a zip": Bad(_not_a_zip, ("This is not a zip.", "Check that the download")),
    "a web page": Bad(_a_web_page, ("web page, not a zip",)),
    "empty": Bad(_empty, ("0 bytes", "Download or copy it again")),
    "a zip bomb": Bad(_bomb, (MEMBER, "more than 200 times its size", "zip bomb")),
    "members that overlap": Bad(_overlapping, ("overlap", "zip bomb")),
    "a path that climbs out": Bad(_climbing, (f"../../{MEMBER}", "climbs out", "Do not trust this file")),
    "an absolute path": Bad(_absolute, ("absolute path", "Do not trust this file")),
    "a zip in a zip": Bad(_nested, ("more.zip", "inside another archive", "Take it out")),
    "a damaged member": Bad(_damaged_member, (MEMBER, "does not match its checksum", "again")),
    "a gigabyte declared": Bad(_declared_huge, (MEMBER, "1,073,741,829 bytes", "are read")),
    "more declared than held": Bad(_declared_larger, (MEMBER, "does not match its checksum or size")),
    "a link": Bad(_a_link, (MEMBER, "link, not a file")),
    "encrypted": Bad(_encrypted, (MEMBER, "encrypted", "password")),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bad_zip_is_refused_by_name_and_leaves_nothing(
    case: str, office: Path, records: Records, tmp_path: Path
) -> None:
    bad = CASES[case]
    file = tmp_path / "given" / "police.zip"
    file.parent.mkdir()
    bad.make(file, records)
    before = state_of(office)
    ran = run("ingest", office, file)
    assert ran.code == 3, ran
    assert str(file) in ran.err
    for part in bad.says:
        assert part in ran.err
    assert len(ran.err) < 500
    assert state_of(office) == before
    assert [path.name for path in tmp_path.rglob("*")] == ["given", "police.zip"], "nothing is unpacked"


def test_a_bad_zip_among_good_paths_lets_nothing_in(
    empty_office: Path, records: Records, tmp_path: Path
) -> None:
    _cut_short(tmp_path / "police.zip", records)
    ran = run("ingest", empty_office, records.older, tmp_path / "police.zip")
    assert ran.code == 3
    assert not (empty_office / "store" / "log").exists()
    assert "Took in 24 files." in done("ingest", empty_office, records.older).out


def test_a_damaged_member_does_not_keep_the_others_out(
    empty_office: Path, records: Records, tmp_path: Path
) -> None:
    file = tmp_path / "police.zip"
    other = MEMBER.replace("2024-05", "2024-06")
    _zip(file, {MEMBER: records.file("2024-05"), other: records.file("2024-06")}, stored=True)
    file.write_bytes(file.read_bytes().replace(b"Burglary", b"Robbery!", 1))
    ran = run("ingest", empty_office, file)
    assert ran.code == 3
    assert "Took in 1 file." in ran.out
    assert f"Not taken in: {file}/{MEMBER}" in ran.err


def test_a_link_out_of_a_folder_is_not_followed(office: Path, records: Records, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_bytes(records.file("2024-05"))
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / f"2024-05-{HOME.slug}-street.csv").symlink_to(outside)
    ran = run("ingest", office, folder)
    assert ran.code == 3
    assert "leads out of the folder" in ran.err


def test_a_pipe_is_not_waited_for(office: Path, tmp_path: Path) -> None:
    pipe = tmp_path / f"2024-05-{HOME.slug}-street.csv"
    os.mkfifo(pipe)
    ran = run("ingest", office, pipe)
    assert ran.code == 3
    assert "pipe or device" in ran.err


def test_a_link_to_nothing_is_said_to_be_one(office: Path, tmp_path: Path) -> None:
    (tmp_path / "police.zip").symlink_to(tmp_path / "gone.zip")
    ran = run("ingest", office, tmp_path / "police.zip")
    assert ran.code == 2
    assert "a link to something that is not there" in ran.err
