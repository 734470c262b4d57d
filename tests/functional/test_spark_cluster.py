"""A real cluster gives the same figures, by the command line, also when a worker is killed on the way."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from frankpledge.builds.manifest import committed, read_manifest
from tests.functional.spark_cluster import (
    Cluster,
    environment,
    java_processes_naming,
    spark_home,
    standalone_cluster,
    until,
    write_defaults,
)
from tests.spec import offices
from tests.spec.engines import SPARK_MARKS, differences, office_of_few_kinds
from tests.spec.tiny import Shape, write

pytestmark = list(SPARK_MARKS)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a build made by DuckDB."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "files").mkdir()
    office = office_of_few_kinds(folder / "office")
    offices.load(office, write(folder / "files", Shape(seed=11, months=15, older=8)))
    offices.build(office)
    return office


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers; afterwards no process that knew of their folder is left."""
    folder = tmp_path_factory.mktemp("cluster")
    with standalone_cluster(folder) as running:
        yield running
    until(lambda: not java_processes_naming(folder), "executors to end with their workers")


def build_on(
    office: Path, master: str, environ: dict[str, str], on_step: Callable[[str], None] = lambda step: None
) -> None:
    """Build through the command line on a master and hold the build against DuckDB's."""
    command = [sys.executable, "-m", "frankpledge", "build", str(office), "--full"]
    command += ["--engine", "spark", "--spark-master", master]
    said = []
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            said.append(line)
            if line.startswith("… "):
                on_step(line[2:].strip())
    assert process.returncode == 0, "".join(said)
    builds = committed(office / "builds")
    assert [read_manifest(builds[place]).engine for place in (0, -1)] == ["duckdb", "spark"]
    for file in sorted(builds[0].glob("*.parquet")):
        found = differences(pq.read_table(file), pq.read_table(builds[-1] / file.name))
        assert not found, f"{file.name}: {len(found)} differ\n" + "\n".join(found[:10])
    assert pq.read_table(builds[-1] / "monthly.parquet").num_rows > 500


@pytest.mark.nightly
def test_a_build_survives_a_killed_worker(office: Path, cluster: Cluster) -> None:
    """One of two workers is killed while measures are being counted; its work is done by the other."""
    killed = []

    def kill_one(step: str) -> None:
        if step.startswith("counting"):
            time.sleep(1)
            assert [cluster.executors(number) for number in (0, 1)] == [1, 1]
            cluster.workers[1].kill()
            killed.append(step)

    build_on(office, cluster.url, cluster.environment, kill_one)
    assert len(killed) == 1
    assert cluster.master.said("disassociated, removing it")


@pytest.mark.nightly
def test_a_standalone_cluster_gives_the_same_figures(office: Path, tmp_path: Path) -> None:
    with standalone_cluster(tmp_path / "cluster") as cluster:
        build_on(office, cluster.url, cluster.environment)
        assert [cluster.executors(number) for number in (0, 1)] == [1, 1]


@pytest.mark.nightly
def test_a_cluster_within_one_process_gives_the_same_figures(office: Path, tmp_path: Path) -> None:
    write_defaults(tmp_path / "cluster")
    home = tmp_path / "spark"  # its workers work in a folder of Spark's own, so give it one that goes away
    home.mkdir()
    for one in spark_home().iterdir():
        (home / one.name).symlink_to(one)
    build_on(
        office, "local-cluster[2,1,1024]", {**environment(tmp_path / "cluster"), "SPARK_HOME": str(home)}
    )
    assert len(list((home / "work").glob("app-*/[0-9]*"))) == 2
    assert not (spark_home() / "work").exists()
