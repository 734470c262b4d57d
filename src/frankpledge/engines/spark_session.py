"""Starting Spark, or joining one that runs: what must be there, and clear words where it is not."""

from __future__ import annotations

import logging
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from py4j.protocol import Py4JError
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import SparkSession

from frankpledge.errors import BadEnvironment, WrongUse

THIS_MACHINE = "local[*]"
OLDEST_JAVA = 17
MASTER = re.compile(
    r"local(\[([0-9]+|\*)(,[0-9]+)?\])?|local-cluster\[[0-9]+,[0-9]+,[0-9]+\]|spark://.+|yarn|k8s://.+"
)
STANDALONE = re.compile(r"([^,]+):([0-9]+)")
PATIENCE_SECONDS = 5.0
QUIET = "FATAL"
"""How much of its log Spark shows here: its errors quote the value at fault, and logs never hold row values.
The workers' own logs stay with the cluster."""
PARTITIONS = "spark.sql.shuffle.partitions"


def open_session(master: str | None, temporary: Path) -> tuple[SparkSession, bool]:
    """Return a session with settings and views of its own, and whether Spark was started for it.

    Where this process runs Spark already (a notebook, a platform's job), that is used and left
    running, and asking for another master raises WrongUse. Else Spark is started on ``master``,
    for None on this machine's cores.
    """
    running = SparkSession.getActiveSession()
    if running is not None and master in (None, running.sparkContext.master):
        return running.newSession(), False
    master = master or THIS_MACHINE
    if not MASTER.fullmatch(master):
        raise WrongUse(
            f"'{master}' is no Spark master.",
            do="Write local[*] for this machine's cores, spark://HOST:PORT, yarn or k8s://….",
        )
    if running is not None:
        raise WrongUse(
            f"Spark runs in this process already, on {running.sparkContext.master}.",
            do="Name that master, or none, or stop it first.",
        )
    _need_java()
    _need_master(master)
    try:
        return _start(master, temporary), True
    except (PySparkException, Py4JError, OSError) as error:
        raise BadEnvironment(
            f"Spark could not be started on {master} ({_named(error)}).",
            do="Do the master and this machine run the same Spark, and may they reach each other?",
        ) from None


def _start(master: str, temporary: Path) -> SparkSession:
    settings = {
        "spark.master": master,
        "spark.app.name": "frankpledge",
        "spark.log.level": QUIET,
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.warehouse.dir": str(temporary / "warehouse"),
    }
    if master.startswith("local"):
        # Nobody but this process has anything to ask of it: no page of its jobs, no port on the network.
        settings["spark.ui.enabled"] = "false"
        settings["spark.driver.host"] = settings["spark.driver.bindAddress"] = "127.0.0.1"
        settings["spark.local.dir"] = str(temporary)
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # not whichever python3 comes first
    logging.getLogger("SQLQueryContextLogger").disabled = True  # the Python side's own, for the same reason
    builder = SparkSession.builder
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    if master.startswith("local") and not session.sparkContext.getConf().contains(PARTITIONS):
        # Answers are small and there are many: Spark's 200 pieces for each would double the time.
        session.conf.set(PARTITIONS, 2 * session.sparkContext.defaultParallelism)
    return session


@contextmanager
def failures() -> Iterator[None]:
    """Turn a job that Spark gave up into BadEnvironment. A query it cannot read is our bug and rises."""
    try:
        yield
    except AnalysisException as error:
        if error.getCondition() != "PATH_NOT_FOUND":
            raise
        raise BadEnvironment(
            "Spark does not find the store's files.", do="Is the store complete? Restore it from a backup."
        ) from None
    except (PySparkException, Py4JError) as error:
        raise BadEnvironment(
            f"Spark gave up ({_named(error)}).",
            do="Every worker must see the office folder under the same path, and for an ingest the files, "
            "and have frankpledge installed. The workers' logs say more.",
        ) from None


def _named(error: Exception) -> str:
    """Return what kind of failure it is, never its text: that may hold the values of records."""
    condition = error.getCondition() if isinstance(error, PySparkException) else None
    java = getattr(error, "java_exception", None)
    return condition or (java.getClass().getSimpleName() if java is not None else type(error).__name__)


def _need_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    try:
        command = [java or "java", "-version"]
        said = subprocess.run(command, capture_output=True, text=True, timeout=60).stderr  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        said = ""
    found = re.search(r'version "([0-9]+)', said)
    if found is None or int(found[1]) < OLDEST_JAVA:
        what = f"Java {found[1]}" if found else "no Java"
        raise BadEnvironment(
            f"Spark needs Java {OLDEST_JAVA} or later; {what} was found.",
            do="Install it (Debian: openjdk-17-jre-headless) or point JAVA_HOME at it.",
        )


def _need_master(master: str) -> None:
    """A standalone master that does not answer is named at once; Spark itself would try for a minute."""
    places = STANDALONE.findall(master.removeprefix("spark://")) if master.startswith("spark://") else []
    if not master.startswith("spark://"):
        return
    for host, port in places:
        try:
            socket.create_connection((host.strip("[]"), int(port)), PATIENCE_SECONDS).close()
        except (OSError, OverflowError):
            continue
        return
    raise BadEnvironment(
        f"Nothing answers at {master}.", do="Is the cluster's master running, and reachable?"
    )
