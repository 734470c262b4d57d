"""Reading what people give: every way in which a zip, folder or file can be wrong is refused by name."""

from __future__ import annotations

import functools
import gzip
import os
import pickle
import random
import shutil
import struct
import tempfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from frankpledge.errors import BadArchive, BadEnvironment, BadInput, FrankpledgeError, WrongUse
from frankpledge.sources.archive_limits import Limits
from frankpledge.sources.archives import SourceFile, file_date, walk

DATA = Path(
    os.environ.get("FRANKPLEDGE_DATA") or Path(__file__).resolve().parents[2].parent / "shared" / "data"
)
NOBODY = 65_534
STREET = "2023-05/2023-05-anyshire-street.csv"
ROWS = b"Crime ID,Month\r\n" + b"".join(b"%064x,2023-05\r\n" % number for number in range(500))


def make_zip(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 7, 1, 10, 0, 0)), content, method)
    return path


def patched(path: Path, change: Callable[[bytearray], None]) -> Path:
    """Apply ``change`` to the bytes of a zip: the way to make what zip tools refuse to make."""
    content = bytearray(path.read_bytes())
    change(content)
    path.write_bytes(content)
    return path


def set_in_headers(offset_local: int, layout: str, value: int) -> Callable[[bytearray], None]:
    """Return a change that writes ``value`` into every local header and directory entry.

    Fields lie two bytes further in a directory entry than in a local header.
    """

    def change(content: bytearray) -> None:
        for mark, shift in ((b"PK\x03\x04", 0), (b"PK\x01\x02", 2)):
            place = content.find(mark)
            while place >= 0:
                struct.pack_into(layout, content, place + offset_local + shift, value)
                place = content.find(mark, place + 4)

    return change


def read_all(path: Path, limits: Limits) -> None:
    for file in walk(path, limits):
        file.read()


def refused(path: Path, limits: Limits | None = None) -> FrankpledgeError:
    """Walk and read all of ``path``, and return the error it ends with."""
    with pytest.raises(FrankpledgeError) as caught:
        read_all(path, limits or Limits())
    assert caught.value.do, "an error says what to do"
    return caught.value


# What is found.


def test_a_zip_is_walked_by_name_with_sizes_dates_and_checksums(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"2023-06/b.csv": b"b", STREET: ROWS, "2023-06/empty.csv": b""})
    files = walk(path)
    assert [file.name for file in files] == [STREET, "2023-06/b.csv", "2023-06/empty.csv"]
    assert [file.size for file in files] == [len(ROWS), 1, 0]
    assert files[0].origin == path
    assert files[0].modified == date(2024, 7, 1)
    assert files[0].crc == zlib.crc32(ROWS)
    assert files[0].read() == ROWS
    assert files[2].read() == b""


@pytest.mark.parametrize("placeholder", [(1980, 1, 1), (2000, 1, 1), (2021, 0, 0)])
def test_a_placeholder_date_is_no_date(tmp_path: Path, placeholder: tuple[int, int, int]) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(STREET, (*placeholder, 0, 0, 0)), ROWS)
    os.utime(path, (1_719_788_400, 1_719_788_400))  # 30 June 2024, 23:00 UTC: 1 July in London
    (file,) = walk(path)
    assert file.modified is None
    assert file_date(file.origin) == date(2024, 7, 1)


def test_a_folder_is_walked_with_its_subfolders(tmp_path: Path) -> None:
    (tmp_path / "2023-05").mkdir()
    (tmp_path / STREET).write_bytes(ROWS)
    (tmp_path / "notes.txt").write_bytes(b"")
    (tmp_path / "2023-05" / "packed.csv.gz").write_bytes(gzip.compress(ROWS))
    files = walk(tmp_path)
    assert [file.name for file in files] == [STREET, "2023-05/packed.csv.gz", "notes.txt"]
    assert [file.crc for file in files] == [None, None, None]
    assert files[0].origin == tmp_path / STREET
    assert files[0].modified == file_date(tmp_path / STREET)
    assert files[1].content_name == "2023-05/packed.csv"
    assert [file.read() for file in files] == [ROWS, ROWS, b""]


@pytest.mark.parametrize("name", ["areas.geojson", "areas.json", "street.csv", "street.CSV.GZ", "book.xlsx"])
def test_a_single_file_is_itself(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(ROWS) if name.lower().endswith(".gz") else ROWS)
    (file,) = walk(path)
    assert (file.name, file.origin) == (name, path)
    assert file.read() == ROWS
    with file.open() as stream:
        assert stream.read(8) == ROWS[:8]
        assert stream.readline() == ROWS[8:].split(b"\n")[0] + b"\n"


def test_a_spreadsheet_is_a_file_although_it_is_a_zip_inside(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "return.ods", {"content.xml": b"<x/>"})
    (file,) = walk(path)
    assert file.read() == path.read_bytes()


def test_a_zip_without_an_ending_is_known_by_its_content(tmp_path: Path) -> None:
    assert [file.name for file in walk(make_zip(tmp_path / "download", {STREET: ROWS}))] == [STREET]


def test_litter_is_not_listed(tmp_path: Path) -> None:
    litter = {"__MACOSX/2023-05/._x.csv": b"", ".DS_Store": b"", "2023-05/Thumbs.db": b"", ".git/x.csv": b""}
    path = make_zip(tmp_path / "a.zip", {**litter, STREET: ROWS})
    folder = tmp_path / "folder"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    assert [file.name for file in walk(path)] == [STREET]
    assert [file.name for file in walk(folder)] == [STREET]


def test_gzip_members_are_decompressed_and_empty_archives_are_empty(tmp_path: Path) -> None:
    (file,) = walk(make_zip(tmp_path / "a.zip", {STREET + ".gz": gzip.compress(ROWS)}))
    assert file.read() == ROWS
    assert walk(make_zip(tmp_path / "empty.zip", {})) == []
    (tmp_path / "folder").mkdir()
    assert walk(tmp_path / "folder") == []


def test_a_zip_with_something_before_it_is_read(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {STREET: ROWS, "b.csv": b"b"})
    path.write_bytes(b"#!/bin/sh\n" * 10 + path.read_bytes())
    assert [file.read() for file in walk(path)] == [ROWS, b"b"]


# Damage.


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_truncated_zip_is_refused(tmp_path: Path, share: float) -> None:
    path = make_zip(tmp_path / "a.zip", {STREET: ROWS})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    error = refused(path)
    assert isinstance(error, BadArchive)
    assert "cut short" in str(error)
    assert "a.zip" in str(error)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"Crime ID,Month\n", "not a zip"), (b"\n<!DOCTYPE html>", "web page")],
)
def test_what_is_not_a_zip_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    error = refused(path)
    assert isinstance(error, BadArchive)
    assert said in str(error)


def test_a_member_with_a_wrong_checksum_is_refused_by_name(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"b.csv": b"b", STREET: ROWS}, zipfile.ZIP_STORED)
    place = path.read_bytes().find(ROWS) + 1000
    patched(path, lambda content: content.__setitem__(place, content[place] ^ 1))
    error = refused(path)
    assert isinstance(error, BadArchive)
    assert STREET in str(error)
    assert "checksum" in str(error)
    assert walk(path)[1].read() == b"b"


def test_a_gzip_file_that_is_cut_short_or_altered_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(ROWS)
    for content in (whole[:-9], whole[:20], whole[:-5] + b"\x00" + whole[-4:], b"no gzip"):
        path = tmp_path / "street.csv.gz"
        path.write_bytes(content)
        error = refused(path)
        assert isinstance(error, BadArchive)
        assert "street.csv.gz" in str(error)


def test_whatever_bytes_change_the_content_is_right_or_refused(tmp_path: Path) -> None:
    original = make_zip(
        tmp_path / "a.zip", {STREET: ROWS, "b.csv": b"b" * 50, "c.csv.gz": gzip.compress(ROWS)}
    )
    content = original.read_bytes()
    right = {file.name: file.read() for file in walk(original)}
    chance = random.Random(20240701)  # noqa: S311 - a fixed seed, so that a failure can be repeated
    outcomes = {"right": 0, "refused": 0}
    for number in range(1500):
        broken = bytearray(content)
        for _ in range(chance.randint(1, 3)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        if number % 3 == 0:
            start = chance.randrange(len(broken))
            del broken[start : start + chance.randint(1, 40)]
        path = tmp_path / f"{number}.zip"
        path.write_bytes(broken)
        try:
            for file in walk(path):
                assert file.read() == right.get(file.name, file.read())
            outcomes["right"] += 1
        except FrankpledgeError:
            outcomes["refused"] += 1
        path.unlink()
    assert outcomes["refused"] > 1000
    assert outcomes["right"] > 10


# Hostility.


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../etc/cron.d/x", "climbs out"),
        ("2023-05/../../x.csv", "climbs out"),
        ("/etc/passwd", "absolute"),
        ("C:x.csv", "absolute"),
        ("C:/x.csv", "absolute"),
        ("2023-05\\x.csv", "backslashes"),
        ("..\\x.csv", "backslashes"),
        ("x\x1b[2J.csv", "cannot be shown"),
    ],
)
def test_a_path_that_leads_out_is_refused(tmp_path: Path, name: str, said: str) -> None:
    error = refused(make_zip(tmp_path / "a.zip", {STREET: ROWS, name: b"x"}))
    assert isinstance(error, BadArchive)
    assert said in str(error)
    assert str(error).isprintable()


def test_a_declared_bomb_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {STREET: bytes(11 << 20)})
    assert "200 times" in str(refused(path))
    assert "at most 1,000" in str(refused(path, Limits(max_member_bytes=1000)))
    twice = make_zip(tmp_path / "b.zip", {"a.csv": ROWS, "b.csv": ROWS})
    assert "at most 40,000" in str(refused(twice, Limits(max_total_bytes=40_000)))
    small = make_zip(tmp_path / "c.zip", {STREET: bytes(1 << 20)})
    assert len(walk(small)[0].read()) == 1 << 20


@pytest.mark.parametrize("declared", [10, len(ROWS) - 1, len(ROWS) + 1])
def test_a_member_that_lies_about_its_size_is_refused(tmp_path: Path, declared: int) -> None:
    path = make_zip(tmp_path / "a.zip", {STREET: ROWS})
    patched(path, set_in_headers(22, "<L", declared))
    if declared < len(ROWS):
        # With the checksum of its beginning, a reader that believes the size sees nothing amiss.
        patched(path, set_in_headers(14, "<L", zlib.crc32(ROWS[:declared])))
        with zipfile.ZipFile(path) as archive:
            assert archive.read(STREET) == ROWS[:declared]
    error = refused(path)
    assert isinstance(error, BadArchive)
    assert STREET in str(error)


def test_an_actual_bomb_is_stopped_in_bounded_memory(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {STREET: bytes(200 << 20)})
    patched(path, set_in_headers(22, "<L", 1000))
    bomb = tmp_path / "bomb.csv.gz"
    bomb.write_bytes(gzip.compress(bytes(200 << 20)))
    tracemalloc.start()
    try:
        assert "more than it declares" in str(refused(path))
        assert "may hold" in str(refused(bomb))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # read() holds what it gave so far: for the gzip at most 200 times its 200 kB, here some 40 MB.
    assert peak < 120 << 20


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.csv": ROWS, "b.csv": ROWS})

    def both_at_the_start(content: bytearray) -> None:
        second = content.find(b"PK\x01\x02", content.find(b"PK\x01\x02") + 4)
        struct.pack_into("<L", content, second + 42, 0)

    assert "overlap" in str(refused(patched(path, both_at_the_start)))


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {STREET: ROWS})
    assert "encrypted" in str(refused(patched(path, set_in_headers(6, "<H", 1))))


@pytest.mark.parametrize(("method", "said"), [(9, "Deflate64"), (93, "Zstandard"), (77, "method 77")])
def test_unreadable_methods_are_refused_by_name(tmp_path: Path, method: int, said: str) -> None:
    path = make_zip(tmp_path / "a.zip", {STREET: ROWS})
    assert said in str(refused(patched(path, set_in_headers(8, "<H", method))))


def test_methods_without_a_bound_on_memory_are_refused(tmp_path: Path) -> None:
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        assert "not read" in str(refused(make_zip(tmp_path / f"{method}.zip", {STREET: ROWS}, method)))


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.csv": b"1", "b.csv": b"2"})
    path.write_bytes(path.read_bytes().replace(b"b.csv", b"a.csv"))
    assert "Two members" in str(refused(path))
    assert "Two members" in str(refused(make_zip(tmp_path / "b.zip", {"a.csv": b"1", "./a.csv": b"2"})))


def test_too_many_members_or_files_are_refused(tmp_path: Path) -> None:
    few = Limits(max_members=10)
    for number in range(11):
        (tmp_path / f"{number}.csv").write_bytes(b"")
    assert "more than 10" in str(refused(tmp_path, few))
    with tempfile.TemporaryDirectory() as elsewhere:
        members = {f"{number}.csv": b"" for number in range(11)}
        assert "more than 10" in str(refused(make_zip(Path(elsewhere) / "a.zip", members), few))
        long_list = {f"{number}-{'x' * 200}.csv": b"" for number in range(50)}
        crowded = make_zip(Path(elsewhere) / "b.zip", long_list)
        error = refused(crowded, few)
        # The list itself is too long: refused from the end record, before it is read.
        assert "more than 10" in str(error)
        assert "check_directory_size" in traceback_names(error)
        assert len(walk(crowded)) == 50


def traceback_names(error: BaseException) -> list[str]:
    names, step = [], error.__traceback__
    while step:
        names.append(step.tb_frame.f_code.co_name)
        step = step.tb_next
    return names


def test_the_list_of_a_zip64_is_measured_too(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {f"{number}-{'x' * 200}.csv": b"" for number in range(50)})

    def widen(content: bytearray) -> None:
        end = content.rfind(b"PK\x05\x06")
        length, start = struct.unpack_from("<LL", content, end + 12)
        wide = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 50, 50, length, start)
        locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
        struct.pack_into("<HHLL", content, end + 8, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
        content[end:end] = wide + locator

    patched(path, widen)
    assert len(walk(path)) == 50
    assert "more than 10" in str(refused(path, Limits(max_members=10)))


def test_archives_inside_others_are_refused(tmp_path: Path) -> None:
    inner = make_zip(tmp_path / "inner.zip", {STREET: ROWS})
    outer = make_zip(tmp_path / "outer.zip", {"2023-05/inner.zip": inner.read_bytes()})
    assert "lies inside another" in str(refused(outer))
    assert "lies inside another" in str(refused(tmp_path))
    for name in ("a.tar.gz", "a.7z"):
        path = tmp_path / name
        path.write_bytes(b"x")
        assert "not read" in str(refused(path))


def test_a_zip_under_a_csv_name_is_refused(tmp_path: Path) -> None:
    assert "Rename it" in str(refused(make_zip(tmp_path / "street.csv", {STREET: ROWS})))


# Links, pipes, rights, absence, change.


def test_links_that_lead_out_are_refused_and_links_inside_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.csv").write_bytes(ROWS)
    (folder / "b.csv").symlink_to("a.csv")
    assert [file.read() for file in walk(folder)] == [ROWS, ROWS]
    outside = tmp_path / "secret.csv"
    outside.write_bytes(b"secret")
    link = folder / "c.csv"
    link.symlink_to(outside)
    assert "leads out of the folder" in str(refused(folder))
    link.unlink()
    link.symlink_to("gone.csv")
    assert "not there" in str(refused(folder))
    link.unlink()
    link.symlink_to("c.csv")
    assert isinstance(refused(folder), FrankpledgeError)
    link.unlink()
    (folder / "more").symlink_to(tmp_path, target_is_directory=True)
    assert "link to a folder" in str(refused(folder))


def test_a_link_inside_a_zip_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("2023-05/link.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "is a link" in str(refused(tmp_path / "a.zip"))


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert "pipe" in str(refused(tmp_path / "pipe.csv"))
    assert "pipe" in str(refused(tmp_path))


def test_names_that_cannot_be_shown_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x\x1b[2J.csv").write_bytes(b"")
    error = refused(tmp_path)
    assert isinstance(error, BadInput)
    assert str(error).isprintable()


def test_a_missing_path_is_wrong_use_with_the_nearest_name(tmp_path: Path) -> None:
    make_zip(tmp_path / "bedfordshire.zip", {STREET: ROWS})
    error = refused(tmp_path / "bedforshire.zip")
    assert isinstance(error, WrongUse)
    assert "Did you mean 'bedfordshire.zip'?" in str(error)
    assert isinstance(refused(tmp_path / "no" / "where"), WrongUse)
    assert isinstance(refused(Path("nul\0l")), WrongUse)


def test_a_file_that_changes_or_goes_after_the_walk_is_refused(tmp_path: Path) -> None:
    for path in (make_zip(tmp_path / "a.zip", {STREET: ROWS}), tmp_path / "b.csv"):
        if path.suffix == ".csv":
            path.write_bytes(ROWS)
        (file,) = walk(path)
        with ThreadPoolExecutor(1) as other_thread:
            content = path.read_bytes()
            path.write_bytes(content + b"more")
            with pytest.raises(BadInput, match="changed while"):
                other_thread.submit(file.read).result()
            path.unlink()
            with pytest.raises(BadInput, match="no longer there"):
                other_thread.submit(file.read).result()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        path.chmod(0o700)
    shutil.rmtree(folder)


def as_nobody(work: Callable[[], object]) -> str:
    """Run ``work`` in a real process without root's rights, and return the error it ends with."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = "not a FrankpledgeError"
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setegid(NOBODY)
                os.seteuid(NOBODY)
            work()
            said = "no error"
        except FrankpledgeError as error:
            said = f"{type(error).__name__}: {error}"
        finally:
            os.write(writing, said.encode())
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as answer:
        return answer.read().decode()


def test_files_and_folders_without_rights_are_the_environments_fault(open_folder: Path) -> None:
    locked = open_folder / "locked"
    locked.mkdir()
    file = open_folder / "street.csv"
    file.write_bytes(ROWS)
    archive = make_zip(open_folder / "a.zip", {STREET: ROWS})
    assert as_nobody(lambda: walk(archive)[0].read()) == "no error"
    readable = walk(file)[0]
    for path in (locked, file, archive):
        path.chmod(0)
    for path in (locked, file, archive, locked / "inside.csv"):
        said = as_nobody(functools.partial(walk, path))
        assert said.startswith(BadEnvironment.__name__), said
        assert str(path) in said
        assert "rights" in said
    assert as_nobody(readable.read).startswith(BadEnvironment.__name__)
    archive.unlink()
    file.unlink()
    assert as_nobody(lambda: walk(open_folder)).startswith(BadEnvironment.__name__)
    locked.chmod(0o744)
    (locked / "listed-only.csv").write_bytes(b"")
    assert as_nobody(lambda: walk(open_folder)).startswith(BadEnvironment.__name__)


# Limits, threads, processes, time.


def test_limits_cannot_be_built_wrong() -> None:
    with pytest.raises(WrongUse, match="max_members"):
        Limits(max_members=0)


def test_large_single_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "street.csv"
    path.write_bytes(ROWS)
    assert "at most 1,000" in str(refused(path, Limits(max_member_bytes=1000)))
    (tmp_path / "again.csv").write_bytes(ROWS)
    assert "more than 40,000" in str(refused(tmp_path, Limits(max_total_bytes=40_000)))


def read_length(file: SourceFile) -> int:
    return len(file.read())


def test_members_are_read_by_threads_and_processes(tmp_path: Path) -> None:
    members = {f"2023-05/{number}.csv": ROWS * (number % 7) for number in range(200)}
    files = walk(make_zip(tmp_path / "a.zip", members))
    with ThreadPoolExecutor(8) as pool:
        for file, content in zip(files, pool.map(SourceFile.read, files), strict=True):
            assert content == members[file.name]
    assert pickle.loads(pickle.dumps(files)) == files  # noqa: S301 - our own bytes
    with ProcessPoolExecutor(2) as processes:
        assert list(processes.map(read_length, files[:20])) == [file.size for file in files[:20]]


def count_open_files() -> int:
    descriptors = Path("/proc/self/fd")
    return len(list(descriptors.iterdir())) if descriptors.is_dir() else 0


def test_many_archives_read_in_turn_keep_few_files_open(tmp_path: Path) -> None:
    files = [walk(make_zip(tmp_path / f"{number}.zip", {STREET: ROWS}))[0] for number in range(30)]
    before = count_open_files()
    streams = [file.open() for file in files]
    assert all(stream.read() == ROWS for stream in streams)
    for stream in streams:
        stream.close()
    assert count_open_files() <= before + 4


def test_a_national_archive_walks_and_reads_fast(tmp_path: Path) -> None:
    files_in = {
        f"2023-{n % 12 + 1:02d}/2023-{n % 12 + 1:02d}-force-{n}-street.csv": b"x" for n in range(2640)
    }
    path = make_zip(tmp_path / "a.zip", files_in)
    start = time.perf_counter()
    files = walk(path)
    walked = time.perf_counter()
    assert sum(len(file.read()) for file in files) == 2640
    read = time.perf_counter()
    assert walked - start < 1
    # Parsing the list of members anew for each would take some 40 ms each, 100 s in all.
    assert read - walked < 5


@pytest.mark.shared
@pytest.mark.skipif(not (DATA / "police_uk").is_dir(), reason=f"the sample data are not at {DATA}")
def test_the_real_archives_are_read_whole() -> None:
    for path in sorted((DATA / "police_uk").glob("*.zip")):
        files = walk(path)
        assert files
        assert all(file.modified is None for file in files)
        for file in files:
            content = file.read()
            assert (len(content), zlib.crc32(content)) == (file.size, file.crc)
    with pytest.raises(BadArchive, match="lies inside another"):
        walk(DATA / "police_uk")
