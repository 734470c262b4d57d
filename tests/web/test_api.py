"""The API: what is public, what a token adds, how it is paged, marked, limited and described."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from frankpledge.registers.roles import Role
from tests.functional.cli import done

if TYPE_CHECKING:
    from django.test import Client

    from frankpledge.web.accounts.models import User

QUARTER, REPORT = "Q4 23/24", "2023-24-Q4-quarterly"


@pytest.fixture(scope="module")
def with_release(served: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the office of which one report is released."""
    office = tmp_path_factory.mktemp("released") / "office"
    shutil.copytree(served, office)
    done("report", office, "--quarter", QUARTER)
    for stage, name in (("checked", "Ada Marsh"), ("approved", "Ben Holt")):
        done("sign-off", office, REPORT, "--as", stage, "--by", name)
    done("release", office, REPORT)
    return office


@pytest.fixture
def released(with_release: Path, db: Path) -> Iterator[Path]:
    """The application serves the office with a release."""
    from django.conf import settings

    kept, settings.OFFICE = settings.OFFICE, with_release
    yield with_release
    settings.OFFICE = kept


@pytest.fixture
def token(person: Callable[..., User]) -> Callable[..., dict[str, str]]:
    """Makes the header that sends a token of somebody with roles."""

    def make(*roles: Role, scopes: tuple[str, ...] = ("read:figures", "read:findings")) -> dict[str, str]:
        from frankpledge.web.accounts import tokens

        _, secret = tokens.make(person(*roles), title="test", scopes=scopes, days=1)
        return {"Authorization": f"Bearer {secret}"}

    return make


def _rows(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    return list(answer.json()["data"])


def _all(client: Client, address: str, **more: Any) -> list[dict[str, Any]]:
    """Return the rows of every page of an answer."""
    found, following = [], address
    while following:
        answer = client.get(following, **more)
        found += _rows(answer)
        following = answer.json()["next"]
    return found


def test_the_public_gets_what_was_released_and_no_row_more(client: Client, released: Path) -> None:
    folder = next((released / "releases").glob("0001-*"))
    with (folder / "files" / "figures.csv").open(newline="") as file:
        printed = [
            row
            for row in csv.DictReader(file)
            if (row["window"], row["area_type"], row["breakdown"]) == ("quarter", "force", "")
        ]
    rows = _all(client, "/api/v1/figures?window=quarter&source=all&limit=37")
    key = ("measure", "area", "period", "source")
    assert {tuple(row[it] for it in key) for row in rows} == {tuple(row[it] for it in key) for row in printed}
    exact = {tuple(row[it] for it in key): row["value"] for row in printed}
    for row in rows:
        said = exact[tuple(row[it] for it in key)]
        assert row["value"] == (float(said) if said else None)
        assert row["value"] is not None or row["state"] in ("missing", "suppressed")
    findings = _all(client, "/api/v1/findings")
    with (folder / "files" / "findings.csv").open(newline="") as file:
        assert [row["sentence"] for row in csv.DictReader(file)] == [row["sentence"] for row in findings]


def test_before_anything_is_released_the_public_gets_nothing(client: Client) -> None:
    for name in ("figures", "findings", "releases", "catalogue/measures"):
        assert client.get(f"/api/v1/{name}").json()["data"] == []


def test_staff_get_the_figures_of_the_command_line(
    client: Client, served: Path, token: Callable[..., dict[str, str]]
) -> None:
    header = token(Role.ANALYST)
    printed = done(
        "figures",
        served,
        "--measure",
        "burglary",
        "--window",
        "quarter",
        "--from",
        "2023-24",
        "--format",
        "csv",
    ).rows
    asked = "/api/v1/figures?measure=burglary&window=quarter&from=2023-24&limit=3"
    rows = _all(client, asked, headers=header)
    assert [(row["area"], row["period"], row["state"]) for row in rows] == [
        (row["area"], row["period"], row["state"]) for row in printed
    ]
    assert [row["value"] for row in rows] == [
        float(row["value"]) if row["value"] else None for row in printed
    ]
    found = _all(client, "/api/v1/findings?quarter=Q4+23/24&measure=burglary", headers=header)
    told = done("findings", served, "--quarter", "Q4 23/24", "--measure", "burglary", "--format", "csv").rows
    assert [row["sentence"] for row in found] == [row["sentence"] for row in told]


def test_a_session_gives_the_api_no_rights(signed_in: Callable[..., Client]) -> None:
    assert signed_in(Role.ANALYST).get("/api/v1/figures").json()["data"] == []


def test_a_token_reads_within_its_scopes_and_its_holders_rights(
    client: Client, token: Callable[..., dict[str, str]]
) -> None:
    narrow = token(Role.ANALYST, scopes=("read:releases",))
    refused = client.get("/api/v1/figures", headers=narrow)
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
    assert client.get("/api/v1/releases", headers=narrow).status_code == 200
    assert client.get("/api/v1/openapi.json", headers=narrow).status_code == 403
    partner = token(Role.PARTNER, scopes=("read:catalogue", "read:figures"))
    assert client.get("/api/v1/catalogue/tables", headers=partner).status_code == 403
    assert client.get("/api/v1/figures", headers=partner).json()["data"] == []
    staff = token(Role.AUDITOR, scopes=("read:catalogue",))
    tables = _rows(client.get("/api/v1/catalogue/tables", headers=staff))
    assert "street-crimes" in [one["table"] for one in tables] or tables
    assert client.get("/people/", headers=staff).status_code == 302


@pytest.mark.parametrize("header", ["Bearer fpt_wrong", "Basic eDp5", "fpt_wrong", "Bearer "])
def test_what_is_no_good_token_is_refused_and_not_taken_for_nobody(header: str, client: Client) -> None:
    refused = client.get("/api/v1/figures", headers={"Authorization": header})
    assert refused.status_code == 401
    assert refused["WWW-Authenticate"].startswith("Bearer")
    assert refused.json()["status"] == 401


def test_a_token_is_made_shown_once_kept_as_a_digest_and_ended(
    signed_in: Callable[..., Client], client: Client
) -> None:
    from django.utils import timezone

    from frankpledge.audit.models import Event
    from frankpledge.web.accounts.models import Token

    owner = signed_in(Role.ANALYST)
    made = owner.post("/accounts/tokens/", {"title": "sheet", "scopes": ["read:figures"], "days": 30})
    found = re.search(r'<code id="token">(fpt_[\w-]{43})</code>', made.content.decode())
    assert found is not None
    assert found[1].encode() not in owner.get("/accounts/tokens/").content
    kept = Token.objects.get()
    assert found[1] not in str(vars(kept))
    header = {"Authorization": f"Bearer {found[1]}"}
    assert client.get("/api/v1/figures?limit=1", headers=header).json()["data"]
    kept.refresh_from_db()
    assert kept.used is not None
    Token.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert client.get("/api/v1/figures?limit=1", headers=header).status_code == 401
    Token.objects.update(expires=timezone.now() + timedelta(days=1))
    other = signed_in(Role.AUTHOR)
    assert other.post(f"/accounts/tokens/{kept.identity}/end/").status_code == 404
    assert owner.post(f"/accounts/tokens/{kept.identity}/end/").status_code == 302
    assert client.get("/api/v1/figures?limit=1", headers=header).status_code == 401
    events = Event.objects.filter(stream="accounts").values_list("action", flat=True)
    assert list(events) == ["token-made", "token-ended"]


def test_an_answer_is_marked_by_its_build_and_not_sent_again(
    client: Client, served: Path, token: Callable[..., dict[str, str]]
) -> None:
    header = token(Role.ANALYST)
    first = client.get("/api/v1/figures?limit=1", headers=header)
    build = sorted(one.name for one in (served / "builds").iterdir() if one.is_dir())[-1]
    assert first["ETag"].strip('"') == first.json()["from"]
    assert first.json()["from"] in build
    again = client.get("/api/v1/figures?limit=1", headers={**header, "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in first["Cache-Control"]
    assert "Authorization" in first["Vary"]
    assert "Access-Control-Allow-Origin" not in first


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("figures?mesure=burglary", "Did you mean 'measure'"),
        ("figures?measure=burglry", "burglary"),
        ("figures?limit=0", "1 to 5,000"),
        ("figures?limit=1&limit=2", "once only"),
        ("figures?cursor=zzz", "no cursor"),
        ("figures?cursor=e30", "data"),
        ("figures?from=yesterday", "yesterday"),
        ("figures?window=fortnight", "fortnight"),
        ("findings?quarter=Q7", "Q7"),
    ],
)
def test_what_is_not_understood_is_said(
    asked: str, told: str, client: Client, token: Callable[..., dict[str, str]]
) -> None:
    answer = client.get(f"/api/v1/{asked}", headers=token(Role.ANALYST))
    if told == "data":  # A cursor that says nothing begins at the beginning.
        assert answer.json()["data"]
        return
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert told in answer.json()["detail"]


def test_a_cursor_of_an_older_build_says_to_begin_again(
    client: Client, token: Callable[..., dict[str, str]]
) -> None:
    from frankpledge.web.api.resource import packed

    answer = client.get(
        f"/api/v1/figures?cursor={packed({'row': 1, 'of': 'older'})}", headers=token(Role.ANALYST)
    )
    assert answer.status_code == 400
    assert "Begin again" in answer.json()["detail"]


def test_too_much_is_refused_for_each_token_and_each_address(
    client: Client, token: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    from frankpledge.web.accounts.models import Spent

    monkeypatch.setattr(settings, "API_LIMITS", {"token": (3, 3600), "address": (2, 3600)})
    statuses = [client.get("/api/v1/releases").status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]
    assert client.get("/api/v1/releases", REMOTE_ADDR="192.0.2.7").status_code == 200
    # Nobody gets round the limit by saying that they come from elsewhere.
    assert client.get("/api/v1/releases", headers={"X-Forwarded-For": "192.0.2.8"}).status_code == 429
    header = token(Role.ANALYST, scopes=("read:releases",))
    answers = [client.get("/api/v1/releases", headers=header) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 3600
    assert answers[-1].json()["title"] == "Too many requests"
    assert sorted(Spent.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_files_are_limited_for_each_person_and_address(
    client: Client, analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "DOWNLOAD_LIMITS", {"person": (2, 3600), "address": (1, 3600)})
    assert client.get("/records.csv").status_code == 200
    refused = client.get("/records.csv")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert "go on more slowly" in refused.content.decode()
    assert client.get("/records/").status_code == 200  # Reading pages is not counted.
    assert [analyst.get("/records.json").status_code for _ in range(3)] == [200, 200, 429]


def test_the_api_changes_nothing(client: Client, token: Callable[..., dict[str, str]]) -> None:
    header = token(Role.ADMINISTRATOR)
    strict = type(client)(enforce_csrf_checks=True)
    for viewer in (client, strict):
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(viewer, method)("/api/v1/figures", headers=header)
            assert answer.status_code == 405
            assert answer["Allow"] == "GET, HEAD"
            assert answer["Content-Type"] == "application/problem+json"
            assert getattr(viewer, method)("/measures/").status_code == 405


def test_the_description_is_valid_openapi_and_says_what_answers_hold(
    client: Client, released: Path, token: Callable[..., dict[str, str]]
) -> None:
    from jsonschema import Draft202012Validator
    from openapi_spec_validator import OpenAPIV31SpecValidator

    described = client.get("/api/v1/openapi.json").json()
    OpenAPIV31SpecValidator(described).validate()
    header = token(Role.ANALYST, scopes=tuple(SCOPES))
    for path, item in described["paths"].items():
        name = item["get"]["operationId"]
        address = path.replace("{register}", "decisions")
        answer = client.get(f"{address}?limit=5", headers=header).json()
        schema = {
            **item["get"]["responses"]["200"]["content"]["application/json"]["schema"],
            "components": described["components"],
        }
        Draft202012Validator(schema).validate(answer)
        declared = set(described["components"]["schemas"][name]["properties"])
        for row in answer["data"]:
            assert declared <= set(row), name


SCOPES = ("read:figures", "read:findings", "read:catalogue", "read:releases", "read:records")


def test_releases_are_told_with_their_chain(client: Client, released: Path) -> None:
    (one,) = _rows(client.get("/api/v1/releases"))
    assert (one["number"], one["previous"], one["corrects"], one["corrected_by"]) == (1, "", None, None)
    assert "figures.csv" in [file["name"] for file in one["files"]]


def test_the_feeds_are_atom_and_the_calendar_icalendar(client: Client, released: Path) -> None:
    import icalendar
    from defusedxml.ElementTree import fromstring

    feed = fromstring(client.get("/feeds/releases.atom").content)
    atom = "{http://www.w3.org/2005/Atom}"
    (entry,) = feed.findall(f"{atom}entry")
    title = entry.findtext(f"{atom}title", "")
    assert title == "Westmarch: performance in Q4 23/24"
    assert entry.findtext(f"{atom}id", "").startswith("urn:sha256:")
    assert feed.findtext(f"{atom}updated", "") == entry.findtext(f"{atom}updated")
    assert fromstring(client.get("/feeds/records.atom").content).tag == f"{atom}feed"
    answer = client.get("/feeds/calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert icalendar.Calendar.from_ical(answer.content)["VERSION"] == "2.0"


def test_published_records_are_read_as_the_public_sees_them(
    client: Client, token: Callable[..., dict[str, str]]
) -> None:
    """The page of a register and the API tell the same, and drafts are in neither."""
    names = [one["id"] for one in _rows(client.get("/api/v1/registers"))]
    for name in names:
        assert _rows(client.get(f"/api/v1/records/{name}")) == []
    assert client.get("/api/v1/records/no-such-register").status_code == 404


def test_a_calendar_of_ones_own_has_an_address_that_opens_nothing_else(
    client: Client, person: Callable[..., User]
) -> None:
    import icalendar

    from frankpledge.pipeline import today
    from frankpledge.records import actions
    from frankpledge.registers.values import parsed
    from frankpledge.web.accounts import tokens
    from frankpledge.web.office import registers

    secretary = person(Role.SECRETARY, Role.TEAM)
    actor, of = secretary.actor, registers()["meetings"]
    day = (today() + timedelta(days=40)).isoformat()
    begins = parsed(of.field_of("begins"), f"{day} 10:30")
    values = {"board": "panel", "day": day, "begins": begins, "place": "County Hall"}
    made = actions.create(of, values, actor)
    made = actions.move(of, made, "fix", actor, version=made.version)
    gone = actions.create(of, {"board": "panel", "day": day}, actor)
    actions.move(of, gone, "cancel", actor, version=gone.version, reason="No business.")
    _, secret = tokens.make(secretary, title="Telephone", scopes=["read:calendar"], days=30)
    _, other = tokens.make(secretary, title="Sheet", scopes=["read:records"], days=30)
    answer = client.get(f"/feeds/{secret}/calendar.ics")
    events = list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))
    meetings = sorted((it for it in events if "Due" not in it["SUMMARY"]), key=lambda it: "STATUS" in it)
    assert "private" in answer["Cache-Control"]
    assert [str(one.get("LOCATION", "")) for one in meetings] == ["County Hall", ""]
    assert f"{meetings[0]['DTSTART'].dt:%H:%M}" == "10:30"
    assert [str(one.get("STATUS", "")) for one in meetings] == ["", "CANCELLED"]
    assert any("Due: Publish papers" in one["SUMMARY"] for one in events), made
    alone = icalendar.Calendar.from_ical(client.get(f"/feeds/{secret}/calendar.ics?of=meetings").content)
    assert len(alone.walk("VEVENT")) == 2
    assert client.get(f"/feeds/{other}/calendar.ics").status_code == 404
    assert client.get("/feeds/fpt_nothing/calendar.ics").status_code == 404
    bearer = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/records/meetings", headers=bearer).status_code == 403
    tokens.end(secretary.tokens.get(title="Telephone"), by=actor)
    assert client.get(f"/feeds/{secret}/calendar.ics").status_code == 404
