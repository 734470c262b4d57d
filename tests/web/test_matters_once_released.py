"""What the public sees of a matter's figure and background: what releases in force have, and no more."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from frankpledge.registers.roles import NOBODY, Role
from tests.web.test_record_links import BY, make

if TYPE_CHECKING:
    from django.test import Client

    from frankpledge.records.models import Record

SignedIn = Callable[..., "Client"]
Stage = Callable[[int], None]
Matters = dict[str, "Record"]
STAFF_BUILD = "0077-5ec4e7ed"
"""The build that matters name: of the office alone, and of no release."""
CHANGED = "all-crime:force:westmarch::quarter:2023-24-Q3:crimes"
"""A figure of the first release that the second corrects: 796, then 806."""
WITHDRAWN = "no-suspect-share:force:westmarch::month:2023-05:outcomes"
"""A figure of the first release, 37.5, that the second holds back."""
LATER = "all-crime:force:westmarch::month:2022-06:crimes"
"""A figure that the second release is the first to have, 293: the first says that it is missing."""
NEVER = "all-crime:force:westmarch::month:2031-01:crimes"
SOURCE = "Street-level crimes and anti-social behaviour incidents"
CRIMES = f"All recorded crime, Westmarch, Q3 23/24: {{}} (crimes). Source: {SOURCE}."
TEXTS = {
    CHANGED: f"The wombat report. {CRIMES.format(796)}",
    WITHDRAWN: "The numbat report: more than a third.",
    LATER: "The quokka report: three hundred or so.",
    NEVER: "The bilby report: none at all.",
}
BEASTS = dict(zip(TEXTS, ("wombat", "numbat", "quokka", "bilby"), strict=True))
READ = "Read against the release."


def matter(figure: str, **more: Any) -> Record:
    """Make a published matter with a figure, and a background that tells of it."""
    said = {"title": "Matter", "body": "police", "raised": "2024-05-01", "raised_by": "finding", **more}
    value = {"key": figure, "build": STAFF_BUILD}
    return make("matters", "published", figure=value, why=TEXTS[figure], **said)


def amended(record: Record, reason: str = READ, at: datetime | None = None, **values: Any) -> Record:
    from frankpledge.records import actions
    from frankpledge.web.office import registers

    record.refresh_from_db()
    said = {name.replace("_", "-"): value for name, value in values.items()}
    return actions.amend(
        registers()["matters"], record, said, BY, version=record.version, reason=reason, at=at
    )


@pytest.fixture
def stage(
    served: Path, _released: Path, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], None]:
    """Serves the office with nothing released, with its first release, or with that and its correction."""
    from django.conf import settings

    first = Path(shutil.copytree(_released, tmp_path / "first"))
    for folder in (first / "releases").glob("0002-*"):
        shutil.rmtree(folder)
    none = Path(shutil.copytree(first, tmp_path / "none"))
    shutil.rmtree(none / "releases")
    offices = (none, first, _released)
    monkeypatch.setattr(settings, "OFFICE", none)
    return lambda number: monkeypatch.setattr(settings, "OFFICE", offices[number])


@pytest.fixture
def matters(stage: Stage) -> dict[str, Record]:
    """A published matter of each figure, by its key; of two the background is confirmed at first release."""
    made = {key: matter(key) for key in TEXTS}
    stage(1)
    for key in (CHANGED, WITHDRAWN):
        made[key] = amended(made[key], why_released=True)
    return made


MADE_OF_FIGURES = ("explore", "embed", "map", "observatory", "api/v1/figures", "api/v1/findings")
"""Addresses that are made of figures on demand, and of no record: other tests walk those."""


def _addresses(records: dict[str, Record]) -> Iterator[str]:
    """Yield every address that anybody may read and that records can stand at, in each of its forms."""
    from frankpledge.web.access import FORMS
    from frankpledge.web.office import registers
    from frankpledge.web.routes import ROUTES

    for route in ROUTES:
        if Role.PUBLIC not in route.get or route.path.startswith(("accounts/", *MADE_OF_FIGURES)):
            continue
        for record in records.values():
            path = re.sub(r"<(?:\w+:)?register>", "matters", route.path)
            path = re.sub(r"<(?:\w+:)?key>", record.key, re.sub(r"<(?:\w+:)?number>", "1", path))
            for form in FORMS if route.data else FORMS[:1]:
                yield "/" + (f"{path.rstrip('/') or 'index'}.{form}" if form else path)
    yield from (
        f"/records/matters/{one.key}/{page}/" for one in records.values() for page in ("history", "change")
    )
    fields = registers()["matters"].fields
    yield from (f"/records/matters.json?sort={one.id}&{one.id}=1" for one in fields if one.published_when)
    yield "/measures/all-crime/"


def told(client: Client, records: dict[str, Record]) -> dict[str, str]:
    """Return all that somebody reads, by address."""
    found = {}
    for address in (one for one in dict.fromkeys(_addresses(records)) if "<" not in one):
        answer: Any = client.get(address)
        assert answer.status_code < 500, address
        if answer.status_code == 200:
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found[address] = _text(address, content)
    return found


def _text(address: str, content: bytes) -> str:
    if ".xlsx" not in address:
        return content.decode("utf-8", "replace")
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def forms_of(key: str) -> tuple[str, ...]:
    """Return how a figure's key can be written: as it is, and as the address of its page."""
    measure, kind, area, _, window, period, _ = key.split(":")
    return key, key.replace(":", "%3A"), f"{measure}/{kind}/{area}/{window}/{period}/"


def of_records(address: str) -> bool:
    return address.startswith(("/records/", "/api/v1/records", "/board/", "/feeds/", "/due"))


def leaks(
    read: dict[str, str], markers: tuple[str, ...], *, everywhere: bool = False
) -> list[tuple[str, str]]:
    """Return where what must not be told is: of figures, where records are, for other pages may tell them."""
    return [
        (address, one)
        for address, text in read.items()
        for one in markers
        if one in text and (everywhere or of_records(address))
    ]


KEYS = {key: forms_of(key) for key in TEXTS}


def test_nothing_of_what_is_not_released_is_anywhere(stage: Stage, matters: Matters, client: Client) -> None:
    stage(0)
    read = told(client, matters)
    walked = ("matters.csv", "matters/1.json", "matters/workbook.xlsx")
    others = (
        "/api/v1/records/matters",
        "/board/thread/1/",
        "/feeds/records.atom",
        "/feeds/calendar.ics",
        "/",
    )
    assert {*(f"/records/{one}" for one in walked), *others} <= read.keys()
    assert "Matter" in read["/records/matters/1/"], "a published matter is there"
    nothing = (STAFF_BUILD, "796", *BEASTS.values(), *(form for forms in KEYS.values() for form in forms))
    assert leaks(read, nothing) == []
    assert leaks(read, (STAFF_BUILD, *BEASTS.values()), everywhere=True) == []
    stage(2)
    read = told(client, matters)
    hidden = (STAFF_BUILD, *BEASTS.values(), "796 (crimes)", *KEYS[WITHDRAWN], *KEYS[NEVER])
    assert leaks(read, hidden) == [], "a background waits for its figure, and quotes none that was corrected"
    assert {key for key in TEXTS if leaks(read, (key,))} == {CHANGED, LATER}


@pytest.mark.parametrize(
    ("role", "body"),
    [(None, ""), (Role.PARTNER, ""), (Role.RESPONDENT, "fire"), (Role.TEAM, "fire"), (Role.ANALYST, "fire")],
)
def test_whoever_keeps_other_matters_sees_of_these_what_the_public_does(
    role: Role | None, body: str, stage: Stage, matters: Matters, client: Client, signed_in: SignedIn
) -> None:
    """Of two matters the first release has the figure, and somebody confirmed the background; of two not."""
    stage(1)
    read = told(client if role is None else signed_in(role, body=body), matters)
    assert leaks(read, (STAFF_BUILD, BEASTS[LATER], BEASTS[NEVER], *KEYS[LATER], *KEYS[NEVER])) == []
    seen = {one for one in (*TEXTS, *BEASTS.values()) if leaks(read, (one,))}
    assert seen == {CHANGED, WITHDRAWN, BEASTS[CHANGED], BEASTS[WITHDRAWN]}


def test_the_export_of_the_public_record_holds_no_more(
    stage: Stage, matters: Matters, tmp_path: Path
) -> None:
    from frankpledge.web.exporting import export_public

    folder = tmp_path / "public"
    stage(0)
    export_public(folder)
    files = [one for one in folder.rglob("*") if one.is_file()]
    read = {f"/{one.relative_to(folder)}": _text(one.name, one.read_bytes()) for one in files}
    assert "/records/matters/1/index.html" in read
    assert leaks(read, (STAFF_BUILD, *TEXTS, *BEASTS.values()), everywhere=True) == []


def test_the_public_sees_the_figure_as_it_was_released_and_never_the_newer_one(
    stage: Stage, matters: Matters, client: Client, signed_in: SignedIn
) -> None:
    where = f"/records/matters/{matters[CHANGED].key}"
    link = 'href="/figure/all-crime/force/westmarch/quarter/2023-24-Q3/?source=crimes"'
    for number, value, build in ((1, 796, "0001-"), (2, 806, "0003-")):
        stage(number)
        page = client.get(f"{where}/").content.decode()
        assert link in page
        assert f"As released: {CRIMES.format(value)}" in page
        assert "Now:" not in page
        figure = client.get(f"{where}.json").json()["values"]["figure"]
        assert figure["key"] == CHANGED
        assert figure["build"].startswith(build)
        said = f"{CHANGED} @ {figure['build']}"
        assert said in client.get(f"{where}.csv").content.decode()
        assert said in b"".join(cast("Any", client.get("/records/matters.csv"))).decode()
        rows = client.get("/api/v1/records/matters").json()["data"]
        assert [one["values"].get("figure") for one in rows if one["key"] == matters[CHANGED].key] == [figure]
    stage(1)
    secretary = signed_in(Role.SECRETARY)
    page = secretary.get(f"{where}/").content.decode()
    assert f"Now: {CRIMES.format(806)}<br>As released: {CRIMES.format(796)}" in page
    assert secretary.get(f"{where}.json").json()["values"]["figure"]["build"] == STAFF_BUILD
    assert f"(build {STAFF_BUILD})" in secretary.get(f"{where}/history/").content.decode()
    assert page.count("The public sees this.") == 2
    stage(2)
    page = signed_in(Role.SECRETARY, name="again").get(f"{where}/").content.decode()
    assert "The public does not see this: no release in force has “" in page


def test_search_finds_a_background_only_where_it_is_shown(
    stage: Stage, matters: Matters, client: Client
) -> None:
    def finds(word: str) -> set[str]:
        page = client.get(f"/records/matters/?q={word}").content.decode()
        rows = client.get(f"/records/matters.json?q={word}").json()["rows"]
        found = set(re.findall(r'href="/records/matters/(\d+)/"', page))
        assert found == {one["key"] for one in rows}
        return found

    own = {key: {matters[key].key} for key in TEXTS}
    for number, seen in ((0, ()), (1, (CHANGED, WITHDRAWN)), (2, ())):
        stage(number)
        for key, beast in BEASTS.items():
            assert finds(beast) == (own[key] if key in seen else set()), (number, beast)
        assert finds(STAFF_BUILD) == set()
        assert finds("2031-01") == set()
    assert finds("2022-06") == own[LATER]


def test_a_background_is_confirmed_with_a_reason_and_only_where_nothing_is_known_to_be_unreleased(
    stage: Stage, matters: Matters, signed_in: SignedIn, client: Client
) -> None:
    secretary = signed_in(Role.SECRETARY)
    where = f"/records/matters/{matters[LATER].key}/"

    def sent(reason: str = "", **more: str) -> Any:
        version = secretary.get(f"{where[:-1]}.json").json()["version"]
        return secretary.post(f"{where}change/", {"version": str(version), "reason": reason, **more})

    refused = sent(**{"why-released": "yes"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "“Background” waits: no release in force has “Figure”." in page
    stage(2)
    refused = sent(**{"why-released": "yes"})
    assert refused.status_code == 422
    assert "Say why: it is shown." in refused.content.decode()
    quoting = f"{CRIMES.format(796)} {{all-crime, in westmarch, for 2031-01}}"
    refused = sent(READ, why=quoting, **{"why-released": "yes"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert f"“Background” waits: no release in force has “{CRIMES.format(796)}”." in page
    assert "no release in force has {all-crime, in westmarch, for 2031-01}." in page
    assert "quokka" not in client.get(where).content.decode()

    assert sent("Checked by Ada.", **{"why-released": "yes"}).status_code == 302
    page = client.get(where).content.decode()
    assert "The quokka report" in page
    assert re.search(
        r"Corrected since it was published</h2><ul><li>[^<]*: Background\. Checked by Ada\.", page
    )
    history = secretary.get(f"{where}history/").content.decode()
    assert "All that the background quotes is released" in history
    assert "Checked by Ada." in history

    assert sent("A slip.", why="The quokka report, mended.", **{"why-released": "yes"}).status_code == 302
    assert "mended" not in client.get(where).content.decode(), "a changed text is to be read anew"
    assert "is not answered with Yes" in secretary.get(where).content.decode()
    assert sent("Read anew.", **{"why-released": "yes"}).status_code == 302
    assert "mended" in client.get(where).content.decode()
    assert sent("Not after all.", **{"why-released": "no"}).status_code == 302
    page = client.get(where).content.decode()
    assert "mended" not in page
    assert "Not after all." in page


def test_a_background_does_not_come_back_with_another_figure(
    stage: Stage, matters: Matters, client: Client
) -> None:
    stage(2)
    record = matters[WITHDRAWN]
    where = f"/records/matters/{record.key}/"
    assert "numbat" not in client.get(where).content.decode(), "its figure was taken back"
    amended(record, figure=None)
    assert "numbat" not in client.get(where).content.decode()
    amended(record, "It may stay.", why_released=True)
    assert "numbat" in client.get(where).content.decode()


def test_what_was_never_public_of_a_figure_is_not_told_as_a_correction(stage: Stage, client: Client) -> None:
    record, before = matter(NEVER), datetime(2026, 1, 2, tzinfo=UTC)  # before any of these releases
    amended(record, "The bilby figure was wrong.", before, figure={"key": LATER, "build": STAFF_BUILD})
    amended(record, "The emu figure was wrong too.", before, figure={"key": CHANGED, "build": STAFF_BUILD})
    where = f"/records/matters/{record.key}/"
    for number in (0, 1, 2):
        stage(number)
        page = client.get(where).content.decode()
        assert "bilby" not in page
        assert "emu" not in page, "the figure before was not public when this was said"
    stage(2)
    amended(record, "It should be this one.", figure={"key": LATER, "build": STAFF_BUILD})
    assert "Figure. It should be this one." in client.get(where).content.decode()


def test_a_withheld_part_stays_withheld_once_released(stage: Stage, matters: Matters, client: Client) -> None:
    from frankpledge.records import actions
    from frankpledge.web.office import registers

    of, record = registers()["matters"], matters[CHANGED]
    record.refresh_from_db()
    grounds = {"figure": "foi-43", "why": "foi-43"}
    actions.withhold(of, record, grounds, BY, version=record.version, reason="A tender.")
    assert leaks(told(client, {CHANGED: record}), (BEASTS[CHANGED], *forms_of(CHANGED))) == []
    page = client.get(f"/records/matters/{record.key}/").content.decode()
    assert "“Background” is withheld" in page
    assert client.get(f"/records/matters/{record.key}.json").json()["values"].keys().isdisjoint(grounds)


def test_one_look_at_many_records_tells_those_apart_that_are_alike_but_for_their_figures(
    stage: Stage, matters: Matters
) -> None:
    from frankpledge.records.models import Record
    from frankpledge.records.rights import Sight, fields_seen, values_seen
    from frankpledge.web.office import registers

    of = registers()["matters"]
    held = list(Record.objects.filter(register="matters").order_by("number"))
    for number, seen in ((0, 0), (1, 2), (2, 2)):
        stage(number)
        sight = Sight(of, NOBODY)
        assert [sight.values(one) for one in held] == [values_seen(of, one, NOBODY) for one in held]
        assert [sight.fields(one) for one in held] == [fields_seen(of, one, NOBODY) for one in held]
        assert sum("figure" in sight.values(one) for one in held) == seen


def test_what_a_text_quotes_is_held_against_the_releases_in_force(stage: Stage) -> None:
    from frankpledge.releases.chain import findings_in
    from frankpledge.web.office import office_folder
    from frankpledge.web.quoted import released_as, unreleased_in
    from frankpledge.web.seeing import releases

    stage(2)
    first, second = (set(findings_in(office_folder(), one)["sentence"].to_pylist()) for one in releases())
    corrected, stands = min(first - second), min(second)
    quoted = {
        f"See {CHANGED}.": (),
        f"See {WITHDRAWN}, and {NEVER}.": (WITHDRAWN, NEVER),
        "{all-crime, in westmarch, for 2023-24-Q3}": (),
        "{all-crime change, in westmarch, for 2031-01}": ("{all-crime change, in westmarch, for 2031-01}",),
        "{all-crime}": ("{all-crime}",),
        "A set {of words}, and 12:30:00.": (),
        CRIMES.format(806): (),
        f"It was so.\n{CRIMES.format(796)}\n\n{CRIMES.format(806)}": (f"“{CRIMES.format(796)}”",),
        "Fires, England, 2023: 5 (fires). Source: Home Office.": (),
        stands: (),
        f"The report said: {corrected} It was wrong.": (f"“{corrected}”",),
    }
    for text, found in quoted.items():
        assert unreleased_in(text) == found, text
    stage(0)
    assert unreleased_in(CRIMES.format(806)) == (f"“{CRIMES.format(806)}”",)
    assert released_as(CHANGED) is None
