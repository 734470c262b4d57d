"""A real standalone Spark cluster on this machine: one master and some workers, each a process of its own.

Everything listens on loopback only, on ports the system chooses, and works in one folder. Only
processes started here are ended, each by its id.
"""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 90.0
SMALL_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Tests are short: Java's second compiler never earns its cost."""

DEFAULTS = f"""\
spark.driver.memory 512m
spark.driver.extraJavaOptions {SMALL_JAVA}
spark.executor.memory 512m
spark.executor.cores 1
spark.executor.extraJavaOptions {SMALL_JAVA}
spark.sql.shuffle.partitions 4
spark.ui.enabled false
"""


@dataclass
class Daemon:
    """One process of the cluster and the file its log goes to."""

    process: subprocess.Popen[bytes]
    log: Path

    def said(self, pattern: str) -> re.Match[str] | None:
        """Return where the log holds a pattern, or None."""
        return re.search(pattern, self.log.read_text(encoding="utf-8", errors="replace"))

    def kill(self) -> None:
        """End the process as a power cut would, and wait until it is gone."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)


@dataclass
class Cluster:
    """A running cluster: where it is, and the environment that drivers need."""

    folder: Path
    master: Daemon
    url: str
    workers: list[Daemon] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.folder)

    def executors(self, number: int) -> int:
        """Return how many executors worker ``number`` has been asked to run."""
        return len(list((self.folder / f"worker-{number}").glob("app-*/[0-9]*")))


def environment(folder: Path) -> dict[str, str]:
    """Return the environment for every process of a cluster that lives in a folder."""
    return {
        **os.environ,
        "SPARK_CONF_DIR": str(folder / "conf"),
        "SPARK_LOCAL_DIRS": str(folder / "spilled"),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": SMALL_JAVA,
    }


def until(so: Callable[[], object], what: str) -> None:
    """Wait until something is so; fail with what it was after a minute and a half."""
    end = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < end, f"waited {PATIENCE:.0f} s in vain: {what}"
        time.sleep(0.1)


def spark_home() -> Path:
    """Return where the installed Spark lies."""
    spec = importlib.util.find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _daemon(folder: Path, name: str, *arguments: str) -> Daemon:
    home = spark_home()
    log = folder / f"{name}.log"
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{arguments[0]}", *arguments[1:]]
    command += ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
    with log.open("wb") as said:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment(folder), "SPARK_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    return Daemon(process, log)


@contextmanager
def standalone_cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Start a master and workers of one core each; end them all afterwards, however the test ended."""
    write_defaults(folder)
    started: list[Daemon] = []
    try:
        master = _daemon(folder, "master", "master.Master")
        started.append(master)
        until(lambda: master.said(r"Starting Spark master at spark://[0-9.]+:[0-9]+"), "the master's address")
        found = master.said(r"spark://[0-9.]+:[0-9]+")
        assert found is not None
        cluster = Cluster(folder, master, found[0])
        for number in range(workers):
            place = str(folder / f"worker-{number}")
            options = ("--cores", "1", "--memory", "512m", "--work-dir", place, cluster.url)
            worker = _daemon(folder, f"worker-{number}", "worker.Worker", *options)
            started.append(worker)
            cluster.workers.append(worker)
        for worker in cluster.workers:
            until(lambda: worker.said("Successfully registered with master"), "a worker to join")  # noqa: B023
        yield cluster
    finally:
        for daemon in started:
            daemon.process.terminate()
        for daemon in started:
            daemon.process.wait(PATIENCE)


def write_defaults(folder: Path) -> None:
    """Write the settings that the keeper of a cluster gives to every program on it."""
    (folder / "conf").mkdir(parents=True)
    (folder / "conf" / "spark-defaults.conf").write_text(DEFAULTS, encoding="utf-8")


def java_processes_naming(folder: Path) -> list[int]:
    """Return the processes of this machine whose command line names a folder: what was left behind."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes()
            environ = (entry / "environ").read_bytes()
        except OSError:
            continue
        if b"java" in command and str(folder).encode() in command + environ:
            found.append(int(entry.name))
    return found
