"""Partners send returns by page: checked before they go, of their own body alone, taken in by the office."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from frankpledge.registers.roles import Role

if TYPE_CHECKING:
    from django.test import Client

SignedIn = Callable[..., "Client"]


def test_what_is_no_return_is_refused_with_what_to_do(signed_in: SignedIn) -> None:
    partner = signed_in(Role.PARTNER, body="voice")
    for content, said in ((b"%PDF-1.7\n", "not a spreadsheet"), (b"a,b\n1,2\n", "")):
        file = SimpleUploadedFile("x.csv", content, "text/csv")
        answer = partner.post("/sending/", {"file": file, "body": "voice"})
        assert answer.status_code == 422
        assert "The file was not taken" in answer.content.decode()
        assert said in answer.content.decode()


def test_a_partner_sends_for_its_own_body_alone(signed_in: SignedIn) -> None:
    partner = signed_in(Role.PARTNER, body="voice")
    file = SimpleUploadedFile("x.csv", b"a,b\n1,2\n", "text/csv")
    assert partner.post("/sending/", {"file": file, "body": "another"}).status_code == 403


def test_staff_see_counts_of_what_was_sent_and_partners_nothing_of_others(signed_in: SignedIn) -> None:
    from frankpledge.web.models import Upload

    partner = signed_in(Role.PARTNER, body="voice", name="one")
    from frankpledge.web.accounts.models import User

    held = Upload.objects.create(
        person=User.objects.get(name="One"), body="voice", name="q1.csv", sha256="0" * 64, size=1,
        table="referrals", accepted=3, refused=1, state=Upload.State.SENT,
    )  # fmt: skip
    assert "q1.csv" in partner.get("/sending/").content.decode()
    other = signed_in(Role.PARTNER, body="road-harm", name="two")
    assert "q1.csv" not in other.get("/sending/").content.decode()
    assert other.get(f"/sending/{held.pk}/").status_code == 404
    analyst = signed_in(Role.ANALYST)
    rows = analyst.get("/received.json").json()["rows"]
    assert [(row["body"], row["rows"], row["refused"]) for row in rows] == [("voice", 3, 1)]
    assert analyst.get(f"/sending/{held.pk}/").status_code == 403


VISITS = (
    "force,suite,visited,kind-of-day,visitors,held,unavailable,available,seen,refused,issues,minutes-waited\n"
)


def visits(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("visits.csv", (VISITS + "\n".join(rows) + "\n").encode(), "text/csv")


def test_a_return_goes_from_check_to_store_and_each_step_is_an_event(
    own_served: Path, signed_in: SignedIn
) -> None:
    from frankpledge.audit.models import Event
    from frankpledge.records.verifying import verify
    from frankpledge.web.models import Upload
    from frankpledge.web.uploading import path_of

    partner = signed_in(Role.PARTNER, body="custody-scheme")
    right = "westmarch,central,2025-03-04 10:00:00,weekday,2,5,1,4,3,1,0,10"
    wrong = "westmarch,central,2025-03-05 10:00:00,weekday,2,5,1,4,9,1,0,10"
    answer = partner.post("/sending/", {"file": visits(right, wrong), "body": "custody-scheme"})
    assert answer.status_code == 302, answer.content.decode()
    page = partner.get(answer["Location"]).content.decode()
    assert "1 row can be taken in, 1 would be refused" in page
    assert "What is wrong" in page
    given = partner.get(f"{answer['Location']}answers.xlsx")
    assert given.content.startswith(b"PK")
    assert partner.post(answer["Location"], {"do": "send"}).status_code == 302
    held = Upload.objects.get()
    assert path_of(held).is_file()
    assert signed_in(Role.AUDITOR).post("/received/", {"upload": str(held.pk)}).status_code == 403
    analyst = signed_in(Role.ANALYST)
    assert analyst.post("/received/", {"upload": str(held.pk)}).status_code == 302
    held.refresh_from_db()
    assert held.state == Upload.State.TAKEN
    assert not path_of(held).exists()
    assert list((own_served / "store" / "custody-visits").rglob("*.parquet"))
    events = list(Event.objects.filter(subject=str(held)).order_by("number").values_list("action", flat=True))
    assert events == ["checked", "sent", "took in"]
    assert verify() == ()


def test_a_file_taken_back_leaves_nothing_behind(own_served: Path, signed_in: SignedIn) -> None:
    from frankpledge.web.models import Upload
    from frankpledge.web.uploading import path_of

    partner = signed_in(Role.PARTNER, body="custody-scheme")
    row = "westmarch,central,2025-03-04 10:00:00,weekday,2,5,1,4,3,1,0,10"
    answer = partner.post("/sending/", {"file": visits(row), "body": "custody-scheme"})
    held = Upload.objects.get()
    assert partner.post(answer["Location"], {"do": "back"}).status_code == 302
    assert not path_of(held).exists()
    assert partner.post(answer["Location"], {"do": "send"}).status_code == 400
