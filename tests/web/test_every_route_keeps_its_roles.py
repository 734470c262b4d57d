"""Every address × every role × every method: what the route says is what happens, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from frankpledge.registers.roles import NOBODY, Actor, Grant, Role

if TYPE_CHECKING:
    from django.test import Client

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
REACHED = "the view was reached"
NARROWER = {
    "not_invited": "the page is a refusal itself",
    "mfa_download_recovery_codes": "codes are shown to who has confirmed that it is they",
    "propose-meetings": "the register of meetings says who makes them",
    "agenda": "the register of meetings says who makes them",
}
"""Routes whose views refuse some of those whom the route lets in, and why."""
LIMITS = ({}, {"body": "westmarch"}, {"service": "fire"}, {"area": "E01000001"})


def _outcome(route: Any, actor: Actor, method: str, scopes: frozenset[str] | None = None) -> str:
    """Return what becomes of a request that comes to a route: ``in`` where the view is reached."""
    from dataclasses import replace

    from django.core.exceptions import PermissionDenied
    from django.http import HttpResponse
    from django.test import RequestFactory

    from frankpledge.web.access import guarded

    request: Any = RequestFactory().generic(method, "/")
    request.actor = actor
    if scopes is not None:
        request.token_scopes = scopes
    probe = replace(route, view=lambda *_, **__: HttpResponse(REACHED))
    try:
        answer: Any = guarded(probe)(request)
    except PermissionDenied:
        return "denied"
    if answer.status_code == 200 and answer.content.decode() == REACHED:
        return "in"
    return {302: "to sign in", 405: "no such method"}[answer.status_code]


@pytest.mark.parametrize("limits", LIMITS, ids=lambda one: next(iter(one), "all"))
@pytest.mark.parametrize("role", list(Role))
def test_a_route_lets_in_those_it_names_and_nobody_else(
    role: Role, limits: dict[str, str], served: object
) -> None:
    from frankpledge.web.routes import ROUTES

    actor = NOBODY if role is Role.PUBLIC else Actor("x", "X", (Grant(role, **limits),))
    for route in ROUTES:
        for method in METHODS:
            named = {"GET": route.get, "HEAD": route.get, "POST": route.post}.get(method, frozenset())
            if not named:
                assert _outcome(route, actor, method) == "no such method", (route.name, method)
                continue
            by_role = role in named and set(limits) <= set(route.scoped)
            allowed = (by_role or Role.PUBLIC in named) and not (route.signed_in and role is Role.PUBLIC)
            assert (_outcome(route, actor, method) == "in") == allowed, (route.name, method)


def test_a_token_opens_the_routes_of_its_scopes_alone(served: object) -> None:
    from frankpledge.web.accounts.tokens import CALENDAR, SCOPES
    from frankpledge.web.routes import ROUTES

    actor = Actor("x", "X", tuple(Grant(role) for role in Role))
    for scope in SCOPES:
        for route in ROUTES:
            expected = "in" if route.token == scope else ("denied" if route.get else "no such method")
            assert _outcome(route, actor, "GET", frozenset({scope})) == expected, route.name
    # That of a calendar stands in its address, because calendar programs send no headers.
    assert {route.token for route in ROUTES} - {""} == set(SCOPES) - {CALENDAR}


def test_nothing_that_sends_is_open_to_tokens(served: object) -> None:
    from frankpledge.web.routes import ROUTES

    assert not [route.name for route in ROUTES if route.token and route.post]


def test_every_address_is_a_route(served: object) -> None:
    from django.urls import URLPattern, get_resolver

    from frankpledge.web.access import FORMS
    from frankpledge.web.routes import ROUTES

    made = {f"{route.name}{'.' if form else ''}{form}" for route in ROUTES for form in FORMS}
    assert len({route.name for route in ROUTES}) == len(ROUTES)
    for pattern in get_resolver().url_patterns:
        assert isinstance(pattern, URLPattern)
        assert pattern.name in made


def _address(path: str) -> str:
    """Return an address of a route with something in each of its places that is nothing of anybody's."""
    filled = re.sub(r"<uuid:\w+>", str(uuid4()), path)
    return "/" + re.sub(r"<(?:\w+:)?\w+>", "1", filled)


def _hold_what_may_not_be_sent(route: Any, role: Role, asks: Client) -> None:
    """Hold that what somebody may not send is refused, and a method that no route has too."""
    address = _address(route.path)
    assert asks.delete(address).status_code == 405, route.name
    allowed = bool({role, Role.PUBLIC} & route.post) and not (route.signed_in and role is Role.PUBLIC)
    if not allowed:
        status = asks.post(address).status_code
        expected = 405 if not route.post else 302 if role is Role.PUBLIC else 403
        assert status == expected, (route.name, status)


@pytest.mark.parametrize("role", list(Role))
def test_real_requests_of_each_role_meet_the_same_guard(
    role: Role, signed_in: Callable[..., Client], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through every layer and by real addresses: nobody gets where they may not, and nothing breaks."""
    from django.conf import settings

    from frankpledge.web.routes import ROUTES

    monkeypatch.setattr(settings, "API_LIMITS", {"address": (10_000, 60)})
    asks = client if role is Role.PUBLIC else signed_in(role)
    for route in ROUTES:
        _hold_what_may_not_be_sent(route, role, asks)
        named = route.get
        if not named or route.name == "account_logout":
            continue
        allowed = bool({role, Role.PUBLIC} & named) and not (route.signed_in and role is Role.PUBLIC)
        if route.token:
            allowed = Role.PUBLIC in named
        status = asks.get(_address(route.path)).status_code
        assert status < 500, route.name
        if not allowed:
            assert status in ((302,) if role is Role.PUBLIC and not route.token else (403,)), (
                route.name,
                status,
            )
        else:
            assert status != 403 or route.name in NARROWER, route.name


@pytest.mark.parametrize("limits", LIMITS[1:], ids=lambda one: next(iter(one)))
@pytest.mark.parametrize("role", [Role.ANALYST, Role.COMPLAINTS, Role.RESPONDENT, Role.PARTNER])
def test_real_requests_of_a_limited_role_open_only_what_is_narrowed_or_public(
    role: Role,
    limits: dict[str, str],
    person: Callable[..., Any],
    client: Client,
) -> None:
    from frankpledge.web.routes import ROUTES

    somebody = person()
    somebody.grants.create(role=role.value, **limits)
    client.force_login(somebody)
    for route in ROUTES:
        if not route.get or route.token or route.name == "account_logout":
            continue
        status = client.get(_address(route.path)).status_code
        assert status < 500, route.name
        if Role.PUBLIC in route.get or (role in route.get and set(limits) <= set(route.scoped)):
            assert status != 403 or route.name in NARROWER, route.name
        else:
            assert status == 403, (route.name, status)


def test_the_start_page_answers_everybody_with_strict_headers(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert b"<script>" not in answer.content
    assert b"style=" not in answer.content


def test_a_page_that_is_not_there_says_so_in_plain_words(client: Client) -> None:
    answer: Any = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert b"Check the address" in answer.content
