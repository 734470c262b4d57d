"""Ingest by Spark's workers leaves the same store, byte for byte, as ingest in one process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import frankpledge
from frankpledge.engines import open_spread
from frankpledge.errors import BadEnvironment, FrankpledgeError
from frankpledge.sources.archives import walk
from frankpledge.sources.converting import Context
from frankpledge.sources.recognise import published
from frankpledge.store.intake import ROW_KEY, IngestSummary, Spread, ingest
from frankpledge.store.log import read_snapshot
from frankpledge.store.parts import Read, Work, read_file, take_group
from tests.functional.spark_cluster import standalone_cluster
from tests.spec import offices
from tests.spec.engines import needs_spark, spark_on
from tests.spec.tiny import Shape, write

pytestmark = pytest.mark.filterwarnings(
    # Py4J leaves the sockets of answered calls to the garbage collector.
    "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning"
)
KEY = bytes(range(32))
HEAD = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context\n"
)
ROW = "{crime:064x},{month},Kent Police,Kent Police,{lon},51.3,On or near High Street,,,Burglary,,\n"


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One Spark on two cores of this machine for the whole module."""
    with spark_on("local[2]", tmp_path_factory.mktemp("spark")):
        yield


@pytest.fixture
def downloads(tmp_path: Path) -> list[Path]:
    """Good files of all kinds, and a folder with refused rows, repeats, a broken file and no data at all."""
    good, odd = tmp_path / "good", tmp_path / "odd"
    good.mkdir()
    odd.mkdir()
    found = [one.path for one in write(good, Shape(seed=5, months=6, older=3))]
    rows = [ROW.format(crime=number % 7, month="2021-03", lon=number * 2 - 6) for number in range(9)]
    (odd / "2021-03-kent-street.csv").write_text(HEAD + "".join(rows))
    (odd / "2021-04-kent-street.csv").write_text(HEAD)
    (odd / "2021-05-kent-street.csv").write_text("Crime ID,Month\n1,2021-05\n")
    (odd / "2021-05-essex-street.csv").write_bytes(HEAD.encode() + b"\x00" * 80)
    (odd / "notes.txt").write_text("no data")
    return [*found, odd]


def take(store: Path, paths: list[Path], spread: Spread | None, **more: date) -> IngestSummary:
    """Ingest into a store that has the same secret each time, so that hashes of rows can be held together."""
    store.mkdir(exist_ok=True)
    (store / ROW_KEY).write_bytes(KEY)
    return ingest(store, paths, loaded_at=offices.LOADED_AT, spread=spread, **more)


def bytes_of(store: Path) -> dict[str, bytes]:
    """Return everything in a store, by name."""
    return {
        file.relative_to(store).as_posix(): file.read_bytes()
        for file in store.rglob("*")
        if file.is_file() and file.name != ".lock"
    }


def told(summary: IngestSummary) -> tuple[object, ...]:
    return (
        summary.added, summary.unchanged, summary.passed_over, [str(one) for one in summary.problems],
        [type(one) for one in summary.problems], summary.superseding, summary.superseded, summary.refusals,
    )  # fmt: skip


@needs_spark
@pytest.mark.usefixtures("spark")
def test_workers_leave_the_same_store(tmp_path: Path, downloads: list[Path]) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    spread = open_spread("spark")
    ours, theirs = take(here, downloads, None), take(there, downloads, spread)
    assert told(ours) == told(theirs)
    assert len(ours.added) > 50
    assert (len(ours.problems), ours.total("refused") > 0, ours.total("repeats") > 0) == (2, True, True)
    assert bytes_of(here) == bytes_of(there)
    again = date(2030, 1, 1)
    ours, theirs = take(here, downloads, None, obtained=again), take(there, downloads, spread, obtained=again)
    assert told(ours) == told(theirs)
    assert bytes_of(here) == bytes_of(there)
    assert take(there, downloads[:1], spread, obtained=again).unchanged > 0


def test_the_same_content_twice_in_one_ingest_is_taken_once(tmp_path: Path) -> None:
    """Files are read ahead: the second copy is read before the first is written, and yet it is known."""
    text = HEAD + ROW.format(crime=1, month="2021-03", lon=0)
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "2021-03-kent-street.csv").write_text(text)
    summary = take(tmp_path / "store", [tmp_path / "a", tmp_path / "b"], None, obtained=date(2022, 1, 1))
    assert (len(summary.added), summary.unchanged, summary.total("rows")) == (1, 1, 1)


# --- one try at a part ------------------------------------------------------------------------------


def works(tmp_path: Path) -> list[Work]:
    folder = tmp_path / "files"
    folder.mkdir()
    for month in ("2021-03", "2021-04"):
        (folder / f"{month}-kent-street.csv").write_text(HEAD + ROW.format(crime=1, month=month, lon=0))
    known = [one for file in walk(folder) if (one := published(file))]
    return [Work(one, date(2022, 1, 1), 1, 1, code) for code, one in enumerate(known, 1)]


def test_a_try_that_breaks_off_leaves_no_part_and_spares_a_whole_one(tmp_path: Path) -> None:
    store, group = tmp_path / "store", works(tmp_path)
    whole = take_group(store, 1, [(one, read_file(one, {}, Context())) for one in group], {}, attempt="one")
    [part] = {edition.part for edition in whole.editions}
    held = (store / part).read_bytes()

    def breaking() -> Iterator[tuple[Work, Read | FrankpledgeError]]:
        yield group[0], read_file(group[0], {}, Context())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_group(store, 1, breaking(), {}, attempt="two")
    assert (store / part).read_bytes() == held
    assert pq.read_metadata(store / part).num_rows == 2
    left = [file.name for file in (store / part).parent.iterdir()]
    assert sorted(left) == ["00000001.parquet", "00000001.parquet.two.tmp"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"version": "0.0.1"}, "Install the same version"), ({"key_digest": "0"}, "does not see this store")],
)
@needs_spark
def test_a_worker_that_is_not_fit_says_so(tmp_path: Path, wrong: dict[str, str], said: str) -> None:
    from frankpledge.engines.spark_ingest import _carry_out, _Order

    store = tmp_path / "store"
    store.mkdir()
    order = _Order(store, 1, works(tmp_path), {}, frozenset(), "", frankpledge.__version__)
    refused = _carry_out(replace(order, **wrong))
    assert isinstance(refused, BadEnvironment)
    assert said in str(refused)
    assert not list(store.iterdir())


# --- on a cluster -----------------------------------------------------------------------------------


@pytest.mark.nightly
@needs_spark
@pytest.mark.parametrize("kill", [False, True], ids=["both workers", "one gone"])
def test_a_cluster_takes_files_in_by_the_command_line(
    tmp_path: Path, downloads: list[Path], *, kill: bool
) -> None:
    """Paths are given relative to where the command runs, which is not where the workers run."""
    office = offices.office_of_all_kinds(tmp_path / "office")
    take(tmp_path / "here", downloads, None)
    (office / "store").mkdir()
    (office / "store" / ROW_KEY).write_bytes(KEY)
    with standalone_cluster(tmp_path / "cluster") as cluster:
        command = [sys.executable, "-m", "frankpledge", "ingest", "office"]
        command += [str(path.relative_to(tmp_path)) for path in downloads]
        command += ["--engine", "spark", "--spark-master", cluster.url]
        environ = {**cluster.environment, "PYSPARK_PYTHON": sys.executable}
        if kill:
            cluster.workers[0].kill()
        done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=300)
    assert done.returncode == 3, done.stderr
    assert done.stderr.count("Not taken in: ") == 2
    ours = {name: data for name, data in bytes_of(tmp_path / "here").items() if name.endswith(".parquet")}
    assert ours == {
        name: data for name, data in bytes_of(office / "store").items() if name.endswith(".parquet")
    }
    assert len(read_snapshot(office / "store").editions) == len(read_snapshot(tmp_path / "here").editions)
