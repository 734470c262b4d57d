"""A PostgreSQL cluster of the tests' own, in a temporary folder, stopped when they are over."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest


def binaries() -> Path | None:
    """The newest PostgreSQL of this machine."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parent.parent.name)
    )
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster and give its address. The test is skipped where PostgreSQL cannot run."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'frankpledge[sql]'")
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    # Not in pytest's own folder, which none but the user running the tests may enter.
    folder = Path(tempfile.mkdtemp(prefix="frankpledge-postgresql-"))
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses root
        try:
            nobody = pwd.getpwnam("nobody")
        except KeyError:
            pytest.skip("PostgreSQL refuses root, and there is no user 'nobody'")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def call(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, *arguments], check=True, capture_output=True, cwd=folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, timeout=60, **as_user,
        )  # fmt: skip

    data = str(folder / "data")
    call("initdb", "-D", data, "-U", "keeper", "--auth=trust", "--encoding=UTF8", "--no-sync")
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    call("pg_ctl", "-D", data, "-w", "-o", settings, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://keeper:SECRET-PASSWORD@127.0.0.1:{port}/postgres"
    finally:
        call("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)
