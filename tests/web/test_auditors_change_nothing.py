"""The auditor reads: whatever an auditor sends, the office's records, files and trail stay as they were."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frankpledge.registers.roles import Role
from tests.web.test_record_pages import DECISION, made, published, version_of

if TYPE_CHECKING:
    from django.test import Client

OWN = re.compile(r"(accounts|join|explore/views)/")
"""Addresses at which people keep their own account, sessions, tokens and saved questions, and no more."""
OF_REQUESTS = {"django_session", "usersessions_usersession", "accounts_spent", "sqlite_sequence"}
"""Tables in which every request may be written: who is signed in where, and how often somebody asked."""
DECISION_KEY = "decision-record-234"


def _rows() -> dict[str, list[Any]]:
    """Return every row of every table but those of requests and the trail of reading."""
    from django.db import connection

    held = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in OF_REQUESTS:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (a name the database gave)
                held[table] = sorted(map(repr, cursor.fetchall()))
    return held


def _files(office: Path) -> dict[str, str]:
    return {
        file.relative_to(office).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(office.rglob("*"))
        if file.is_file() and not file.name.startswith("records.sqlite3") and file.name != ".lock"
    }


def _address(path: str, person: str) -> list[str]:
    """Return addresses of a route with what is real in its places."""
    filled = []
    for register in ("decisions", "matters", "meetings"):
        one = path
        for place, value in {
            "register": register,
            "key": DECISION_KEY if path.startswith("records/") else "2023-24-Q3-quarterly",
            "move": "unpublish",
            "identity": person,
            "slot": "summary",
            "name": "open-cases",
            "number": "1",
            "pk": person,
        }.items():
            one = re.sub(rf"<(?:\w+:)?{place}>", value, one)
        filled.append(f"/{one}")
    return list(dict.fromkeys(filled))


def test_nothing_an_auditor_sends_changes_anything(
    own_served: Path, person: Callable[..., Any], signed_in: Callable[..., Client], client: Client
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from frankpledge.records.seeing import SEEN
    from frankpledge.web.routes import ROUTES

    secretary = signed_in(Role.SECRETARY, Role.TEAM, name="sec")
    made(secretary)
    published(secretary, signed_in(Role.APPROVER))
    somebody = person(Role.ANALYST, name="somebody")
    auditor = signed_in(Role.AUDITOR)
    where = f"/records/decisions/{DECISION_KEY}/"
    version = version_of(auditor, where)
    before, files = _rows(), _files(own_served)
    tried = 0
    for route in ROUTES:
        if not route.post or OWN.match(route.path):
            continue
        for address in _address(route.path, str(somebody.identity)):
            bodies: list[dict[str, Any]] = [
                {},
                {**DECISION, "number": "235", "version": version, "reason": "To see.", "grounds": "foi-22"},
                {"file": SimpleUploadedFile("a.csv", b"title,decided\nA,2026-01-01\n"), "version": version},
                {
                    "role": "administrator",
                    "email": "a@example.org",
                    "name": "A",
                    "number": "235",
                    "why": "Lost",
                },
            ]
            for body in bodies:
                answer = auditor.post(address, body)
                tried += 1
                assert answer.status_code < 500, address
    assert tried > 150
    after = _rows()
    for table, rows in before.items():
        more = [one for one in after[table] if one not in rows]
        gone = [one for one in rows if one not in after[table]]
        assert not gone, table
        if table == "audit_event":
            assert all(f"'{SEEN}" in one for one in more), "Only that something restricted was read."
        else:
            assert not more, (table, more)
    assert _files(own_served) == files
    assert client.get(where).status_code == 200, "what was public stays public"
