"""What the OWASP standard asks of views, links, files and errors, where no other test shows it."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from frankpledge.registers.roles import Role
from tests.web.reading import read_json
from tests.web.test_people_are_invited_and_given_roles import PASSWORD, _invite
from tests.web.test_record_links import DECISION, make
from tests.web.test_record_pages import version_of

if TYPE_CHECKING:
    from django.test import Client

    from frankpledge.web.accounts.models import User

SignedIn = Callable[..., "Client"]


def test_a_saved_view_is_its_owners_whatever_is_sent_with_it(
    person: Callable[..., User], signed_in: SignedIn
) -> None:
    from frankpledge.web.models import SavedView

    other = person(Role.ANALYST, name="other")
    shared = SavedView.objects.create(owner=other, name="Theirs", query="window=month", shared=True)
    own = SavedView.objects.create(owner=other, name="Their own", query="window=month")
    analyst = signed_in(Role.ANALYST, name="ana")
    more = {"id": shared.pk, "pk": shared.pk, "owner": other.pk, "owner_id": other.pk, "owner.identity": "x"}
    sent = {"name": "Theirs", "query": "https://evil.example/", "shared": "true", **more}
    assert analyst.post("/explore/views/save/", sent).status_code == 302
    made = SavedView.objects.exclude(owner=other).get()
    assert (made.owner.name, made.pk not in (shared.pk, own.pk), made.shared) == ("Ana", True, False)
    for held in (shared, own):
        before = (held.owner_id, held.name, held.query, held.shared)
        assert analyst.post(f"/explore/views/{held.pk}/drop/").status_code == 404
        held.refresh_from_db()
        assert (held.owner_id, held.name, held.query, held.shared) == before
    told = read_json(analyst, "/explore/views.json")["rows"]
    assert {one["name"] for one in told} == {"Theirs"}, "nobody sees what another has not shared"
    assert all(one["link"].startswith("/explore/?") for one in told), "a link leads nowhere else"


def test_a_form_with_a_character_of_none_is_refused_before_a_database_fails_at_it(
    signed_in: SignedIn,
) -> None:
    from frankpledge.web.models import SavedView

    analyst = signed_in(Role.ANALYST)
    for sent in ({"name": "a\0b"}, {"name": "a", "query": "\0"}, {"name": "a", "\0": "b"}):
        assert analyst.post("/explore/views/save/", sent).status_code == 400
    assert not SavedView.objects.exists()


def bomb(main: str = "word/document.xml", size: int = 500 * 1024**2) -> bytes:
    """Return a document that is small as it is sent and hundreds of megabytes once it is unpacked."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as write:
        write.writestr("[Content_Types].xml", "<Types/>")
        with write.open(main, "w") as part:
            for _ in range(size // 1024**2):
                part.write(b"A" * 1024**2)
    return made.getvalue()


def test_a_document_that_is_a_bomb_is_kept_as_it_is_and_never_unpacked(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from frankpledge.web.models import Upload

    data = bomb()
    assert len(data) < 1024**2, "it is small as it is sent"
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_, **__: pytest.fail("something was unpacked"))
    make("decisions", "published", **DECISION)
    secretary, partner = signed_in(Role.SECRETARY), signed_in(Role.PARTNER, body="voice")
    where = "/records/decisions/decision-record-1/"
    sent = {"version": version_of(secretary, where), "file": SimpleUploadedFile("a.docx", data)}
    assert secretary.post(f"{where}attach/", {**sent, "description": "x"}).status_code == 302
    answer = secretary.get(f"{where}files/1")
    assert (b"".join(answer) if answer.streaming else answer.content) == data
    asked = {"file": SimpleUploadedFile("a.docx", data), "body": "voice"}
    assert partner.post("/sending/", asked).status_code == 422
    assert not Upload.objects.exists()


def test_links_that_open_nothing_answer_alike_and_not_without_end(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from frankpledge.web.accounts.models import Invitation, Spent

    admin = signed_in(Role.ADMINISTRATOR)
    used, expired, good = [_invite(admin, email=f"{one}@office.example") for one in ("a", "b", "c")]
    assert Client().post(used, PASSWORD).status_code == 302
    Invitation.objects.filter(email="b@office.example").update(expires=timezone.now() - timedelta(seconds=1))
    unknown = "/join/ImEi:1abcde:made-up/"

    def said(link: str, how: str) -> tuple[int, str]:
        answer = getattr(Client(), how)(link, PASSWORD if how == "post" else {})
        return answer.status_code, re.sub(r'value="\w{64}"|/join/[^"]*', "", answer.content.decode())

    for how in ("get", "post"):
        assert len({said(link, how) for link in (used, expired, unknown)}) == 1
        assert said(unknown, how)[0] == 410
    Spent.objects.all().delete()
    monkeypatch.setattr(settings, "JOIN_LIMIT", (2, 3600))
    assert [said(unknown, "get")[0] for _ in range(3)] == [410, 410, 429]
    assert 0 < int(Client().get(unknown)["Retry-After"]) <= 3600
    # Whoever sits behind the same address and holds a link of ours does not wait for those who guess.
    assert Client().get(good).status_code == 200
    assert [said(link, "get")[0] for link in (used, expired) * 3] == [410] * 6
    altered = good[:-2] + ("A" if good[-2] != "A" else "B") + "/"
    assert said(altered, "get")[0] == 429, "what a link says is looked at only where we signed it"
    assert Client().get(unknown, REMOTE_ADDR="192.0.2.7").status_code == 410


INSIDE = re.compile(
    r"Traceback|/home/|/tmp/|/srv/|\.py\b|Error\b|sqlite|SELECT |frankpledge\.", re.IGNORECASE
)


def test_errors_of_the_api_name_what_is_at_fault_and_nothing_of_the_inside(
    released: Path, client: Client
) -> None:
    import base64

    from frankpledge.web.api.answering import RESOURCES
    from frankpledge.web.api.resource import packed

    deep = base64.urlsafe_b64encode(b"[" * 50_000).decode()
    paths = [f"/api/v1/{one.path}".replace("<slug:register>", "decisions") for one in RESOURCES]
    for path in paths:
        for query, field in (
            ("limti=1", "limti"),
            ("limit=0", "limit"),
            ("limit=" + "9" * 5000, "limit"),
            ("limit=1&limit=2", "limit"),
            ("cursor=x", "cursor"),
            (f"cursor={deep}", "cursor"),
            (f"cursor={packed({'row': -1})}", "cursor"),
        ):
            answer = client.get(f"{path}?{query}")
            told = answer.json()
            if answer.status_code == 200:  # A list in one piece has no cursor to go on from.
                assert field == "cursor"
                continue
            assert answer.status_code in (400, 403), (path, query)
            assert answer["Content-Type"] == "application/problem+json"
            assert set(told) == {"type", "title", "status", "detail"}
            assert told["status"] == answer.status_code
            assert answer.status_code == 403 or field in told["detail"], (path, query, told)
            assert not INSIDE.search(answer.content.decode()), (path, query, told)
    for path in ("/api/v1/", "/api/v1/records/nothing", "/api/v1/figures/1"):
        answer = client.get(path)
        assert answer.status_code in (400, 403, 404), path
        assert answer["Content-Type"] == "application/problem+json", path
        assert not INSIDE.search(answer.content.decode()), path


SAVED = ("text/csv", "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")
"""Types that are always to be saved."""
NAMED = ("application/pdf", "image/svg+xml", "image/png", *SAVED)
"""Types that are given with a name, under which a browser saves them."""
FOR_PROGRAMS = (
    "application/json",
    "application/geo+json",
    "application/ld+json",
    "application/atom+xml",
    "text/calendar",
    "text/css",
    "text/plain",
)
"""Types that programs read; no browser runs them."""


def test_every_route_that_gives_a_file_says_its_type_and_name_and_lets_nothing_be_guessed(
    released: Path, signed_in: SignedIn
) -> None:
    from frankpledge.web.routes import ROUTES

    make("decisions", "published", **DECISION)
    staff = signed_in(Role.ANALYST, Role.TEAM, Role.AUDITOR, Role.ADMINISTRATOR, Role.SECRETARY, name="staff")
    where = "/records/decisions/decision-record-1/"
    paper = SimpleUploadedFile("minutes.pdf", b"%PDF-1.7\n%%EOF")
    sent = {"version": version_of(staff, where), "file": paper, "description": "x"}
    assert staff.post(f"{where}attach/", sent).status_code == 302
    [report, *_] = read_json(staff, "/reports.json")["rows"]
    [release, *_] = read_json(staff, "/releases.json")["rows"]
    places = {
        "measure": "/measures/all-crime",
        "measure-history": "/measures/all-crime/history",
        "register": "/records/decisions",
        "record": where.rstrip("/"),
        "history": f"{where}history",
        "summary": "/records/decisions/in-all",
        "tree": "/records/decisions/plan",
        "report": f"/reports/{report['key']}",
        "release": f"/releases/{release['number']}",
    }
    addresses = [
        "/index.csv",
        "/index.json",
        "/explore/chart.svg?measure=all-crime",
        "/explore/chart.png?measure=all-crime",
        "/records/decisions/workbook.xlsx",
        f"{where}files/1",
        "/api/v1/records/decisions",
    ]
    for route in ROUTES:
        if not route.get:
            continue
        if "<" not in route.path and not route.data:
            addresses.append(f"/{route.path}")
        elif route.data and route.path and ("<" not in route.path or route.name in places):
            base = places.get(route.name, f"/{route.path.rstrip('/')}")
            addresses += [f"{base}.csv", f"{base}.json"]
    for kind, listed in (("reports", f"/reports/{report['key']}"), ("releases", places["release"])):
        page = staff.get(f"{listed}/").content.decode()
        addresses += sorted(set(re.findall(rf'href="(/{kind}/[^"]+/files/[^"?#]+)"', page)))
    page = staff.get("/measures/all-crime/").content.decode()
    addresses += sorted(set(re.findall(r'"(/measures/all-crime/[\w-]+\.(?:svg|png))"', page)))
    given: dict[str, str] = {}
    for address in addresses:
        while (answer := staff.get(address)).status_code == 202:
            time.sleep(0.2)  # It is still worked out.
        assert answer.status_code < 500, address
        assert answer["X-Content-Type-Options"] == "nosniff", address
        if answer.status_code != 200:
            continue
        kind = answer["Content-Type"].partition(";")[0]
        given[address] = kind
        named = answer.get("Content-Disposition", "")
        if kind == "text/html":
            continue
        assert kind.startswith((*NAMED, *FOR_PROGRAMS)), (address, kind)
        assert not kind.startswith(SAVED) or named.startswith("attachment"), (address, named)
        assert not kind.startswith(NAMED) or 'filename="' in named, (address, named)
        assert "default-src 'none'" in answer["Content-Security-Policy"], address
    for kind in NAMED[:-1]:
        assert any(one.startswith(kind) for one in given.values()), kind
    assert sum(kind != "text/html" for kind in given.values()) > 60
    assert any("/files/report.docx" in one for one in given), "files of reports and releases are among them"
