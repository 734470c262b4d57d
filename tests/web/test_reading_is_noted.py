"""Wherever what is personal of a record is shown or given, the trail says who read it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from frankpledge.registers.roles import Role

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from frankpledge.web.access import Route

NAME = "Jane Unforgotten"
CASE = {
    "subject": NAME,
    "received": "1 October 2024",
    "kind": "casework",
    "issue": "other",
    "from": NAME,
    "what": f"{NAME} writes.",
    "answer": f"Dear {NAME}",
}


def addresses(route: Route, key: str) -> Iterator[str]:
    """Give the addresses of a route for one case, in every form."""
    path = route.path.replace("<slug:register>", "casework").replace("<str:key>", key)
    path = "/" + re.sub(r"<(?:\w+:)?\w+>", "1", path.replace("<slug:move>", "wait"))
    yield path
    if route.data:
        yield from (f"{path.rstrip('/')}.{form}" for form in ("json", "csv"))
    if route.name == "register":
        yield f"{path}?q=unforgotten"


def given(answer: HttpResponse) -> bytes:
    """Return what an answer says; of a workbook, all its parts."""
    said = b"".join(answer) if answer.streaming else answer.content
    if not zipfile.is_zipfile(io.BytesIO(said)):
        return said
    with zipfile.ZipFile(io.BytesIO(said)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def test_whoever_reads_a_name_anywhere_has_an_event_that_says_so(signed_in: Callable[..., Client]) -> None:
    from frankpledge.audit.models import Event
    from frankpledge.web.routes import ROUTES

    officer = signed_in(Role.COMPLAINTS, Role.TEAM)
    key = officer.post("/records/casework/new/", CASE)["Location"].rstrip("/").rpartition("/")[2]
    made = officer.post("/accounts/tokens/", {"title": "x", "scopes": ["read:records"], "days": "1"})
    token = re.search(r'<code id="token">([^<]+)', made.content.decode())
    assert token is not None
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {token[1]}"}
    events, showing = Event.objects.filter(stream="seen:casework"), set[str]()
    others = ("home", "due", "shelves", "worklists", "thread", "api-records")
    for route in ROUTES:
        if not route.get or not ("<slug:register>" in route.path or route.name in others):
            continue
        for address in addresses(route, key):
            before = events.count()
            answer = officer.get(address, **(bearer if route.token else {}))
            if NAME.encode() in given(answer):
                showing.add(route.name)
                assert events.count() == before + 1, address
    assert {"register", "record", "change-record", "history", "workbook"} <= showing
    assert "api-records" not in showing, "the API gives published records alone"
