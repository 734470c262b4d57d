"""Files and forms that are meant to do harm: bombs of workbooks, fields that no form has, formulas."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from frankpledge.registers.roles import Role
from tests.web.test_record_links import DECISION, make
from tests.web.test_record_pages import version_of

if TYPE_CHECKING:
    from django.test import Client

    from frankpledge.web.accounts.models import User

SignedIn = Callable[..., "Client"]
SHEET = "xl/worksheets/sheet1.xml"
NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = "".join(f'<!ENTITY {"bcdefghij"[at]} "{("&" + "abcdefghi"[at] + ";") * 12}">' for at in range(9))


def book_with(sheet: str) -> bytes:
    """Return a workbook whose one sheet is this XML."""
    plain, made = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Title"])
    book.save(plain)
    with zipfile.ZipFile(plain) as read, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as write:
        for name in read.namelist():
            write.writestr(name, sheet if name == SHEET else read.read(name))
    return made.getvalue()


def sheet_of(text: str, before: str = "", after: str = "") -> str:
    """Return a sheet of one cell, with what is put before the document and after its first row."""
    return (
        f'<?xml version="1.0"?>{before}<worksheet {NAMES}><sheetData><row r="1">'
        f'<c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>{after}</sheetData></worksheet>'
    )


HOSTILE = {
    "a cell far away": lambda: sheet_of("a", after='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a text of 400 MiB": lambda: sheet_of("A" * (400 * 1024**2)),
    "a text of 100 MiB": lambda: sheet_of("A" * (100 * 1024**2)),
    "a billion laughs": lambda: sheet_of("&j;", f'<!DOCTYPE w [<!ENTITY a "lolololol">{LAUGHS}]>'),
    "a file from outside": lambda: sheet_of("&x;", '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
}


@pytest.mark.parametrize("what", list(HOSTILE))
def test_a_workbook_meant_to_do_harm_is_refused_and_harms_nothing(what: str, signed_in: SignedIn) -> None:
    data = book_with(HOSTILE[what]())
    assert len(data) < 1024**2, "it is small as it is sent"
    secretary, partner = signed_in(Role.SECRETARY), signed_in(Role.PARTNER, body="voice")
    register = secretary.post("/records/decisions/import/", {"file": SimpleUploadedFile("a.xlsx", data)})
    returned = partner.post("/sending/", {"file": SimpleUploadedFile("a.xlsx", data), "body": "voice"})
    for answer in (register, returned):
        page = answer.content.decode()
        assert "cannot be read as a spreadsheet" in page
        assert "root:" not in page
        assert 'name="token"' not in page, "nothing of it can be taken in"
    assert secretary.get("/records/decisions/").status_code == 200


def test_an_address_with_a_character_of_none_is_refused_before_a_database_fails_at_it(
    signed_in: SignedIn,
) -> None:
    auditor = signed_in(Role.AUDITOR)
    for address in (
        "/trail/?subject=%00",
        "/records/decisions/?q=a%00",
        "/records/decisions/%00/",
        "/?%00=1",
    ):
        assert auditor.get(address).status_code == 400, address


def test_fields_that_a_form_does_not_have_change_nothing(signed_in: SignedIn) -> None:
    from frankpledge.records.models import Record

    secretary = signed_in(Role.SECRETARY, name="sec")
    more = {"state": "published", "key": "mine", "version": "9", "register": "risks",
            "lag": "0", "withheld": "cost", "day": "1 May 2020"}  # fmt: skip
    answer = secretary.post("/records/decisions/new/", {**written(DECISION), **more})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    held = Record.objects.get()
    assert (held.register, held.number, held.version) == ("decisions", 1, 1)
    assert held.state not in ("published", "taken")
    assert held.withheld == {}
    assert not held.values.keys() & {"lag", "state", "key", "number"}
    where = str(answer["Location"])
    sent = {"version": version_of(secretary, where), "title": "Other", "state": "published", "key": "x"}
    assert secretary.post(f"{where}change/", sent).status_code in (302, 422)
    held.refresh_from_db()
    assert held.key != "x"
    assert held.state != "published"


def written(values: dict[str, Any]) -> dict[str, str]:
    """Return values of a record as a form sends them."""
    return {
        name.replace("_", "-"): str(value)
        for name, value in values.items()
        if not isinstance(value, list | dict)
    }


def test_nobody_gives_themselves_more_by_a_form_of_accounts(
    person: Callable[..., User], signed_in: SignedIn
) -> None:
    from frankpledge.web.accounts.models import Grant, Token, User

    chief = person(Role.ADMINISTRATOR, name="chief")
    analyst = signed_in(Role.ANALYST, name="ana")
    ana = User.objects.get(name="Ana")
    sent = {"title": "Mine", "days": "5", "scopes": ["read:figures", "write:everything", "read:records"],
            "user": chief.pk, "user_id": chief.pk, "digest": "0" * 64, "expires": "2099-01-01"}  # fmt: skip
    analyst.post("/accounts/tokens/", sent)
    for token in Token.objects.all():
        assert token.user == ana
        assert "write:everything" not in token.scopes
        assert token.digest != "0" * 64
    sent = {"name": "Chief", "is_active": "1", "role": "administrator", "roles": "administrator",
            "email": chief.email, "identity": str(chief.identity)}  # fmt: skip
    for address in ("/accounts/", "/people/", f"/people/{ana.identity}/", "/people/invite/"):
        analyst.post(address, sent)
    ana.refresh_from_db()
    assert (ana.name, ana.email) == ("Ana", "ana-@example.org")
    assert [one.role for one in Grant.objects.filter(user=ana)] == ["analyst"]
    assert User.objects.count() == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_text_of_a_record_starts_a_formula_in_a_csv(start: str, signed_in: SignedIn) -> None:
    evil = f"{start}HYPERLINK(1)"
    make("decisions", "published", **{**DECISION, "title": evil})
    secretary = signed_in(Role.SECRETARY)
    for address in ("/records/decisions.csv", "/records/decisions/decision-record-1.csv"):
        answer = secretary.get(address)
        assert answer.status_code == 200, address
        content = b"".join(answer) if answer.streaming else answer.content
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
        assert any("HYPERLINK" in cell for cell in cells)
        assert not [cell for cell in cells if re.match(r"[=+\-@\t\r]", cell)], address


def test_every_file_that_is_given_is_saved_or_of_its_own_type_and_never_guessed(signed_in: SignedIn) -> None:
    make("decisions", "published", **DECISION)
    secretary = signed_in(Role.SECRETARY, name="sec")
    where = "/records/decisions/decision-record-1/"
    paper = SimpleUploadedFile("page.pdf", b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF")
    sent = {"version": version_of(secretary, where), "file": paper, "description": "x"}
    assert secretary.post(f"{where}attach/", sent).status_code == 302
    for address in (
        f"{where}files/1",
        "/records/decisions.csv",
        "/records/decisions.json",
        "/records/decisions/workbook.xlsx",
        "/feeds/records.atom",
        "/feeds/calendar.ics",
        "/api/v1/openapi.json",
        "/measures.csv",
    ):
        answer = secretary.get(address)
        assert answer.status_code == 200, address
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert "html" not in answer["Content-Type"], address
    assert secretary.get(f"{where}files/1")["Content-Disposition"].startswith("attachment")
