"""Something of every kind that an office keeps, put into one and looked for in another made from its backup.

``python -m tests.web.filled_office fill`` prints what is needed to look for it; ``look TOLD`` what is found.
"""

from __future__ import annotations

import json
import re
import sys
import time
from typing import Any

PASSWORD = "a long enough secret"  # noqa: S105
PAPER = b"%PDF-1.7 kept\n%%EOF"
WHERE = "/records/decisions/decision-record-1"
VISITS = (
    "force,suite,visited,kind-of-day,visitors,held,unavailable,available,seen,refused,issues,minutes-waited\n"
    "westmarch,central,2025-03-04 10:00:00,weekday,2,5,1,4,3,1,0,10\n"
)


def fill() -> dict[str, str]:
    """Fill an office as people do: a record with a paper, a return, a token, a second factor."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from frankpledge.registers.roles import Role
    from frankpledge.web.accounts import tokens
    from frankpledge.web.accounts.models import User
    from tests.web.crowd import NEW_RECORD

    keeper = User.objects.create_user("keeper@example.org", "A. Keeper", PASSWORD)
    for role in (Role.ANALYST, Role.SECRETARY, Role.TEAM):
        keeper.grants.create(role=role.value)
    secret = generate_totp_secret()
    TOTP.activate(keeper, secret)
    _, token = tokens.make(keeper, title="kept", scopes=["read:figures"], days=30)
    partner = User.objects.create_user("partner@example.org", "A. Partner", PASSWORD)
    partner.grants.create(role=Role.PARTNER.value, body="custody-scheme")
    client, sender = Client(), Client()
    client.force_login(keeper)
    sender.force_login(partner)
    assert client.post(*NEW_RECORD).status_code == 302
    sent = {"version": "1", "file": SimpleUploadedFile("paper.pdf", PAPER)}
    assert client.post(f"{WHERE}/attach/", sent).status_code == 302
    visits = SimpleUploadedFile("visits.csv", VISITS.encode(), "text/csv")
    answer = sender.post("/sending/", {"file": visits, "body": "custody-scheme"})
    assert answer.status_code == 302, answer.content
    assert sender.post(answer["Location"], {"do": "send"}).status_code == 302
    return {
        "token": token,
        "factor": secret,
        "session": client.cookies["sessionid"].value,
    }


def look(told: dict[str, str]) -> dict[str, Any]:
    """Return what stands of it: as whoever holds the token, the session, the password with the factor."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
    from django.test import Client

    from frankpledge.audit.models import Event
    from frankpledge.web.models import Upload
    from frankpledge.web.uploading import path_of

    program, going_on, anew = Client(), Client(), Client()
    bearer = {"Authorization": f"Bearer {told['token']}"}
    read = program.get("/api/v1/figures?limit=1", headers=bearer)
    going_on.cookies["sessionid"] = told["session"]
    entered = anew.post("/accounts/login/", {"login": "keeper@example.org", "password": PASSWORD})
    code = format_hotp_value(hotp_value(told["factor"], int(time.time()) // 30))
    anew.post(entered["Location"], {"code": code})
    page = anew.get(f"{WHERE}/").content.decode()
    paper = re.search(rf'href="({WHERE}/files/[^"]+)"', page)
    taken = b"" if paper is None else anew.get(paper[1]).content
    upload = Upload.objects.get()
    return {
        "by token": bool(read.json().get("data")),  # Nothing is released: nobody else reads a figure.
        "by session": going_on.get("/accounts/").status_code,
        "by sign-in": anew.get("/accounts/").status_code,
        "paper": taken == PAPER,
        "upload": (upload.state, path_of(upload).read_text() == VISITS),
        "events": Event.objects.count(),
    }


if __name__ == "__main__":
    from frankpledge.web.starting import set_up

    set_up()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    print(json.dumps(fill() if sys.argv[1] == "fill" else look(json.loads(sys.argv[2]))))  # noqa: T201
