"""The units for systemd in deploy/: read by its own checker, and each command in them run as written."""

from __future__ import annotations

import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.web.crowd import ROOT, called, environment
from tests.web.test_production import SECRETS, copy_of

DEPLOY = ROOT / "deploy"
SERVICES = ("frankpledge@.service", "frankpledge-daily@.service", "frankpledge-backup@.service")
ANALYZE = shutil.which("systemd-analyze") or ""
OFFICE = "beds"


@pytest.fixture
def office(served: Path, tmp_path: Path) -> Path:
    """An office at the place that the units give it, under a folder of the test's own, with its database."""
    place = tmp_path / "srv" / OFFICE
    place.parent.mkdir()
    copy_of(served, tmp_path).rename(place)
    called("frankpledge", "upgrade", place, env=environment(place))
    return place


def placed(text: str, tmp_path: Path) -> str:
    """Return the text of a unit for the places of this test, and otherwise as it is."""
    places = {
        "/opt/frankpledge/venv/bin": str(Path(sys.executable).parent),
        "/srv/frankpledge": str(tmp_path / "srv"),
        "/var/backups/frankpledge": str(tmp_path / "backups"),
        "/etc/frankpledge/gunicorn.conf.py": str(DEPLOY / "gunicorn.conf.py"),
    }
    for written, here in places.items():
        text = text.replace(written, here)
    return text


def commands(service: str, tmp_path: Path) -> list[str]:
    """Return the commands of a service, with what systemd fills in filled in."""
    text = placed((DEPLOY / service).read_text(), tmp_path)
    found = re.findall(r"^Exec\w+=(.*)$", text, flags=re.MULTILINE)
    return [one.replace("%i", OFFICE).replace("$$", "$").replace("%%", "%") for one in found]


def setting(service: str, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", (DEPLOY / service).read_text(), flags=re.MULTILINE)


def surroundings(office: Path, service: str) -> dict[str, str]:
    """Return the environment that a unit gives, with a secret as the file of settings would."""
    given = dict(one.split("=", 1) for one in setting(service, "Environment"))
    assert given.pop("FRANKPLEDGE_OFFICE") == "/srv/frankpledge/%i"
    return environment(office, **given, **SECRETS, FRANKPLEDGE_ADDRESS="https://figures.office.example")


def run(command: str, office: Path, service: str) -> str:
    env = surroundings(office, service)
    done = subprocess.run(["/bin/sh", "-c", command], env=env, cwd=office, capture_output=True, timeout=300)
    said = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == 0, (command, said)
    return said


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    if not ANALYZE:
        pytest.skip("systemd-analyze is not installed (Debian: systemd)")
    for file in DEPLOY.glob("frankpledge*@.*"):
        # The user, the group and the file of settings are the machine's own.
        text = placed(file.read_text(), tmp_path).replace("User=frankpledge", f"User={os.getuid()}")
        text = text.replace("Group=frankpledge", f"Group={os.getgid()}")
        (tmp_path / file.name).write_text(text)
    units = [str(one) for one in sorted(tmp_path.glob("frankpledge*@.*"))]
    assert len(units) == 6
    done = subprocess.run([ANALYZE, "verify", "--man=no", *units], capture_output=True, timeout=120)
    told = [
        line for line in done.stderr.decode().splitlines() if str(tmp_path) in line or "rankpledge" in line
    ]
    assert told == []
    assert done.returncode == 0, done.stderr.decode()


def test_the_nightly_backup_is_whole_private_and_clears_what_is_older_than_five_weeks(
    office: Path, tmp_path: Path
) -> None:
    service = "frankpledge-backup@.service"
    backups = tmp_path / "backups"
    backups.mkdir()
    for name, days in (
        (f"{OFFICE}-2026-01-01T013000", 40),
        (f"{OFFICE}-2026-02-01T013000", 30),
        ("other", 90),
    ):
        old = backups / f"{name}.tar"
        old.write_bytes(b"old")
        then = (datetime.now(UTC) - timedelta(days=days)).timestamp()
        os.utime(old, (then, then))
    backup, clear = commands(service, tmp_path)
    run(backup, office, service)
    run(clear, office, service)
    left = sorted(one.name for one in backups.iterdir())
    assert left[:1] == [f"{OFFICE}-2026-02-01T013000.tar"]
    assert left[-1] == "other.tar"
    [made] = left[1:-1]
    assert re.fullmatch(rf"{OFFICE}-\d{{4}}-\d\d-\d\dT\d{{6}}\.tar", made)
    assert stat.S_IMODE((backups / made).stat().st_mode) & 0o077 == 0
    again = tmp_path / "again"
    called("frankpledge", "restore", backups / made, again, env=environment(again))
    assert "All holds" in called("frankpledge", "audit", again, env=environment(again))


def test_every_morning_it_is_tidied_and_people_are_reminded(office: Path, tmp_path: Path) -> None:
    service = "frankpledge-daily@.service"
    tidy, remind = commands(service, tmp_path)
    assert run(tidy, office, service)
    assert "Messages sent: 0." in run(remind, office, service)  # Nobody has joined yet.


def test_the_application_takes_the_socket_it_is_given_and_says_when_it_is_ready(
    office: Path, tmp_path: Path
) -> None:
    service = "frankpledge@.service"
    assert setting(service, "Type") == ["notify"]
    [command] = commands(service, tmp_path)
    listening, told = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    with listening, told:
        listening.bind(str(tmp_path / "beds.sock"))
        listening.listen(16)
        told.bind(str(tmp_path / "notify"))
        told.settimeout(300)
        env = surroundings(office, service) | {"NOTIFY_SOCKET": str(tmp_path / "notify")}
        # As systemd hands a socket over: it is descriptor 3, for the process of this very number.
        handing = f"exec 3<&{listening.fileno()}; export LISTEN_FDS=1 LISTEN_PID=$$; exec {command}"
        process = subprocess.Popen(
            ["/bin/bash", "-c", handing],
            env=env,
            cwd=office,
            pass_fds=[listening.fileno()],
            stderr=subprocess.PIPE,
        )
        try:
            assert b"READY=1" in told.recv(4096)
            assert answer_of(tmp_path / "beds.sock").startswith("HTTP/1.1 200")
        finally:
            process.terminate()
            said = process.communicate(timeout=60)[1].decode()
        assert "Traceback" not in said


def answer_of(at: Path) -> str:
    """Return what /alive answers on a socket, asked as the proxy asks."""
    until = time.monotonic() + 60
    while True:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(60)
            line.connect(str(at))
            line.sendall(
                b"GET /alive HTTP/1.1\r\nHost: figures.office.example\r\nX-Forwarded-Proto: https\r\n"
                b"X-Forwarded-For: 127.0.0.1\r\nConnection: close\r\n\r\n"
            )
            said = line.recv(4096).decode()
        if said or time.monotonic() > until:
            return said


def test_every_service_has_its_settings_and_no_more_rights_than_it_needs() -> None:
    for service in SERVICES:
        assert setting(service, "NoNewPrivileges") == ["yes"]
        assert setting(service, "ProtectSystem") == ["strict"]
        assert setting(service, "User") == ["frankpledge"]
        assert setting(service, "UMask") == ["0077"]
