"""Leak test: whoever holds a role for some sees of the newest build what lies within that, and no more."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from frankpledge.registers.roles import Role
from tests.browser.serving import SIGN_IN
from tests.web.crowd import ROOT, Visitor, called, environment, serving
from tests.web.limited_office import (
    ALDERBECK,
    CRIME,
    MEASURES,
    MONTH,
    NUMBERS,
    THORNMOOR,
    limited_office,
    told_in,
)

if TYPE_CHECKING:
    from django.test import Client

READING = ("read:figures", "read:findings", "read:catalogue", "read:releases", "read:records")
POLICE = {"fleet", "westmarch", ALDERBECK, THORNMOOR, "aldermoor"}
SEEN: tuple[tuple[Role, dict[str, str], set[str]], ...] = (
    (Role.ANALYST, {"service": "fire"}, {"fire"}),
    (Role.ANALYST, {"area": ALDERBECK}, {ALDERBECK}),
)
"""Roles, for what they are held, and whose numbers of the newest build they see: one of each kind."""
OTHERS: tuple[tuple[Role, dict[str, str], set[str]], ...] = (
    (Role.ANALYST, {"service": "fire", "area": ALDERBECK}, set()),
    (Role.ANALYST, {"body": "fire"}, {"fire"}),
    (Role.AUTHOR, {"service": "police"}, POLICE),
    (Role.AUDITOR, {"body": "aldermoor"}, {"aldermoor"}),
    (Role.ANALYST, {"body": "westmarch", "service": "fire"}, {"fire"}),
    (Role.TEAM, {"service": "police", "area": THORNMOOR}, {THORNMOOR}),
    (Role.ANALYST, {"body": "nobody-of-this-name"}, set()),
    (Role.RESPONDENT, {"body": "westmarch"}, set()),
    (Role.PARTNER, {"body": "fire"}, set()),
)
"""More of them, for the night: a walk of every address takes a quarter of a minute."""


@pytest.fixture(scope="session")
def _limited(_released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return limited_office(_released, tmp_path_factory.mktemp("limited"))


@pytest.fixture
def limited(_limited: Path, db: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The office with a newest build that nothing is released of, served."""
    from django.conf import settings

    monkeypatch.setattr(settings, "OFFICE", _limited)
    monkeypatch.setattr(settings, "API_LIMITS", {"address": (100_000, 60), "token": (100_000, 60)})
    return _limited


@pytest.fixture
def of_role(person: Callable[..., Any]) -> Callable[..., Client]:
    """Makes a client signed in as somebody who holds a role for some."""
    from django.test import Client

    def make(role: Role, **limits: str) -> Client:
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        from frankpledge.web.accounts import tokens
        from frankpledge.web.accounts.factors import needs_factor

        somebody = person(name=f"{role.value} {' '.join(limits.values())}".strip())
        somebody.grants.create(role=role.value, **limits)
        if needs_factor(type(somebody).objects.get(pk=somebody.pk).actor):
            TOTP.activate(somebody, generate_totp_secret())
        _, secret = tokens.make(somebody, title="walk", scopes=READING, days=1)
        made = Client()
        made.force_login(somebody)
        made.walks_with = {"Authorization": f"Bearer {secret}"}  # type: ignore[attr-defined]
        return made

    return make


PLACED: dict[str, list[dict[str, object]]] = {
    "plan-part": [{"name": "burglary"}, {"name": "1"}],
    "framework": [{"framework": "matters"}],
    "framework-part": [
        {"framework": "matters", "name": "homes"},
        {"framework": "matters", "name": "safe-homes"},
    ],
    "release": [{"number": 1}, {"number": 2}],
    "own-calendar": [{"secret": "no-secret"}],
    "house-picture": [{"name": "logo"}],
}
"""What stands in the places of routes beside measures, areas, tables and files of releases."""
OF_RECORDS = ("record", "records", "shelf", "attach", "register")


def _addresses(office: Path) -> Iterator[str]:
    """Yield every address there is to read: each route with real keys in its places, in each of its forms."""
    from frankpledge.web.access import FORMS
    from frankpledge.web.routes import ROUTES

    for route in ROUTES:
        if not route.get or route.name == "account_logout":
            continue
        for path in _placed(route.name, route.path, office):
            for form in FORMS if route.data else FORMS[:1]:
                address, _, query = path.partition("?")
                address = f"{address.rstrip('/') or 'index'}.{form}" if form else address
                yield f"/{address}{'?' if query else ''}{query}"
    yield from _asked(office)


def _placed(name: str, path: str, office: Path) -> Iterator[str]:
    """Yield the addresses of a route with what is real in each of its places."""
    places = re.findall(r"<(?:\w+:)?(\w+)>", path)
    if not places:
        yield path
        return
    measures = [CRIME, "burglary", "stop-and-search", *MEASURES]
    values: dict[str, list[str]] = {
        "figure": [],
        "release-file": [
            f"{one.parent.parent.name}|{one.name}" for one in sorted(office.glob("releases/*/files/*.*"))
        ],
    }
    if name == "figure":
        for measure, kind, area in _areas_of_figures():
            for window, period in (("month", MONTH), ("rolling-12", MONTH), ("quarter", "2023-24-Q3")):
                yield f"figure/{measure}/{kind}/{area}/{window}/{period}/"
        return
    if name == "release-file":
        for one in values["release-file"]:
            folder, file = one.split("|")
            yield f"releases/{folder}/files/{file}"
        return
    if name == "measure-picture":
        for measure in measures:
            for picture in ("lines", "year", "peers", "control", "parts"):
                yield f"measures/{measure}/{measure}-{picture}.svg"
        return
    if path.startswith("measures/<slug:name>"):
        for measure in measures:
            yield path.replace("<slug:name>", measure)
        return
    if name == "explore-picture":
        yield "explore/chart.svg"
        return
    if name == "map-shapes":
        for measure in measures:
            for kind in ("ward", "lsoa", "local-authority"):
                yield f"map/{measure}-{kind}.geojson"
        return
    if name == "observatory-table":
        for table in ("crimes", "stops", "fleet", "appliance-cover"):
            yield path.replace("<slug:name>", table)
        return
    for one in PLACED.get(name, [dict.fromkeys(places, "1")]):
        made = path
        for place, value in one.items():
            made = re.sub(rf"<(?:\w+:)?{place}>", str(value), made)
        if "uuid" in made:
            made = re.sub(r"<uuid:\w+>|(?<=/)1(?=/)", "00000000-0000-4000-8000-000000000000", made)
        yield made


def _areas_of_figures() -> list[tuple[str, str, str]]:
    crimes = [("force", "westmarch"), ("force", "aldermoor")]
    crimes += [("local-authority", ALDERBECK), ("local-authority", THORNMOOR)]
    own = [(name, "force", "westmarch") for name in MEASURES]
    return [*own, *((CRIME, kind, area) for kind, area in crimes)]


def _asked(office: Path) -> Iterator[str]:
    """Yield addresses that ask: the explorer in all its forms, the API by its parameters, maps, lists."""
    for measure in (CRIME, "burglary", *MEASURES):
        for kind in ("force", "local-authority", "ward"):
            area_type = {} if kind == "force" else {"area-type": kind}
            for window in ("month", "rolling-12"):
                asked = urlencode({"measure": measure, "window": window, **area_type})
                yield from (
                    f"/explore/?{asked}&view={view}" for view in ("chart", "multiples", "table", "map")
                )
                yield from (f"/explore.{form}?{asked}" for form in ("json", "csv"))
                yield f"/explore/chart.svg?{asked}"
                yield f"/explore/areas.geojson?{asked}&at={MONTH}"
                yield f"/embed/explore/?{asked}&view=table"
            for source in ("headline", "all", "comparison"):
                asked = urlencode({"measure": measure, "area-type": kind, "source": source})
                yield f"/api/v1/figures?{asked}&from={MONTH}&limit=5000"
        for against in ("last-year", "peers", "national", "mean"):
            yield f"/explore.json?{urlencode({'measure': measure, 'area': 'westmarch', 'against': against})}"
        yield f"/explore.json?{urlencode({'measure': measure, 'by': 'crime-type'})}"
        for area in ("westmarch", "aldermoor", ALDERBECK, THORNMOOR):
            yield f"/api/v1/figures?{urlencode({'measure': measure, 'area': area, 'limit': 5000})}"
            yield f"/api/v1/findings?{urlencode({'measure': measure, 'area': area})}"
            kind = "local-authority" if area.startswith("E") else "force"
            asked = urlencode({"measure": measure, "area-type": kind, "area": area, "view": "table"})
            yield from (f"/explore{form}?{asked}" for form in ("/", ".json", ".csv"))
        yield f"/measures/{measure}/?period=2023-24-Q3"
    yield "/api/v1/findings?limit=5000"
    yield f"/search/?{urlencode({'q': 'crime'})}"


@cache
def _all_addresses(office: Path) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_addresses(office)))


def _told(client: Client, office: Path) -> dict[str, set[str]]:
    """Return whose numbers of the newest build somebody is told, each with the addresses that tell it."""
    found: dict[str, set[str]] = {}
    for address in _all_addresses(office):
        header = getattr(client, "walks_with", None) if address.startswith("/api/v1/") else None
        answer: Any = client.get(address, headers=header)
        assert answer.status_code < 500, address
        if answer.status_code != 200:
            continue
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for name in told_in(content.decode("utf-8", "replace")):
            found.setdefault(name, set()).add(address)
    return found


def test_the_walk_finds_every_number_that_the_whole_office_is_shown(
    limited: Path, of_role: Callable[..., Client]
) -> None:
    found = _told(of_role(Role.ANALYST), limited)
    assert set(found) == set(NUMBERS)
    for name, addresses in found.items():
        kinds = {address.split("/")[1].split("?")[0] for address in addresses}
        assert {"figure", "explore", "explore.json", "explore.csv", "api"} <= kinds, (name, kinds)


def test_the_public_is_told_none_of_them(limited: Path, client: Client) -> None:
    assert not _told(client, limited)


@pytest.mark.parametrize(
    ("role", "limits", "seen"),
    [*SEEN, *(pytest.param(*one, marks=pytest.mark.nightly) for one in OTHERS)],
    ids=lambda one: "-".join(one.values()) if isinstance(one, dict) else None,
)
def test_whoever_is_held_to_some_is_told_that_and_nothing_else(
    role: Role,
    limits: dict[str, str],
    seen: set[str],
    limited: Path,
    of_role: Callable[..., Client],
) -> None:
    found = _told(of_role(role, **limits), limited)
    assert set(found) == seen, {name: sorted(found[name])[:5] for name in set(found) - seen}
    for name in seen:
        kinds = {address.split("/")[1].split("?")[0] for address in found[name]}
        assert {"figure", "explore", "explore.json", "explore.csv", "api"} <= kinds, (name, kinds)


def test_small_numbers_are_withheld_from_whoever_is_held_to_some(
    limited: Path, of_role: Callable[..., Client]
) -> None:
    """Searches are about people in this office: what whole staff see true, others see as a report may."""
    from frankpledge.builds.reading import open_build
    from frankpledge.measures.figures import Query
    from frankpledge.reporting import protection_for

    build = open_build(limited)
    measure = "stop-searches"
    shown = protection_for(limited, build).table(build.figures.table(Query((measure,), ("westmarch",))))
    expected = {row["period"]: (row["value"], row["state"]) for row in shown.to_pylist()}
    asked = urlencode({"measure": measure, "area": "westmarch", "limit": 5000})
    whole, held = (of_role(Role.ANALYST, **limits) for limits in ({}, {"service": "police"}))

    def read(client: Any) -> dict[str, tuple[float | None, str]]:
        rows = client.get(f"/api/v1/figures?{asked}", headers=client.walks_with).json()["data"]
        return {row["period"]: (row["value"], row["state"]) for row in rows}

    assert _soon(lambda: read(held) == expected), "what must be withheld is worked out apart"
    assert any(state == "suppressed" for _, state in expected.values())
    true = read(whole)
    withheld = [period for period, (_, state) in expected.items() if state == "suppressed"]
    assert all(true[period][0] is not None for period in withheld)
    page = held.get(f"/figure/{measure}/force/westmarch/month/{withheld[-1]}/").content.decode()
    assert "too small to publish safely" in page
    assert held.get(f"/measures/{measure}/ahead/").status_code == 404


def test_what_is_withheld_is_worked_out_once_and_kept_for_all(
    limited: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a server that nobody asked; after a restart the first who asks is shown what they may see."""
    from frankpledge.builds.reading import open_build
    from frankpledge.measures.figures import Query
    from frankpledge.publication.disclosure import protecting
    from frankpledge.releases.chain import head_of, released
    from frankpledge.reporting import protection_for
    from frankpledge.web import withholding

    left_out = shutil.ignore_patterns("records.sqlite3*", "withholding")
    office = Path(shutil.copytree(limited, tmp_path / "office", ignore=left_out))
    env = environment(office)
    called("frankpledge", "upgrade", office, env=env)
    made = [sys.executable, "-c", SIGN_IN, str(office), '{"held": [["analyst", "police"]]}']
    said = subprocess.run(made, env=env, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    session = f"sessionid={json.loads(said)['held']}"
    folder = office / withholding.FOLDER
    with serving(env):
        assert _soon(lambda: bool(list(folder.glob("*.npy")))), "it is worked out before anybody asks"
    (kept,) = folder.glob("*.npy")

    build = open_build(office)
    figures = build.figures.table(Query(("stop-searches",), ("westmarch",)))
    wanted = protection_for(office, build).table(figures)
    rows = [row for row in wanted.to_pylist() if row["state"] == "suppressed" and row["window"] == "month"]
    address = f"/figure/stop-searches/force/westmarch/month/{rows[-1]['period']}/"
    with serving(env) as port, Visitor(port, session) as visitor:
        assert "too small to publish safely" in visitor.get(address).text

    def refuse(*_: object) -> None:
        raise AssertionError("what was kept is not worked out again")

    monkeypatch.setattr(protecting, "settled", refuse)
    decides = withholding.withholding_of(office, build, head_of(released(office)))
    assert decides.file == kept
    assert decides.now().table(figures).equals(wanted)
    # A kind of report that tells of more decides otherwise, and so does another release.
    more = replace(decides, told=decides.told | {"stop-searches", "anything"})
    other = replace(decides, head="0" * 64)
    assert len({decides.file, more.file, other.file}) == 3


def _soon(holds: Callable[[], bool], seconds: float = 300.0) -> bool:
    """Whether something comes to hold in some seconds."""
    end = monotonic() + seconds
    while not holds():
        if monotonic() > end:
            return False
        sleep(0.5)
    return True
