"""Every address × every role × every method: what the route says is what happens, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from frankpledge.registers.roles import Role

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
REACHED = "the view was reached"


@pytest.mark.parametrize("role", list(Role))
def test_a_route_lets_in_those_it_names_and_nobody_else(
    role: Role, signed_in: Callable[..., Client], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.exceptions import PermissionDenied
    from django.http import HttpResponse
    from django.test import RequestFactory

    from frankpledge.registers.roles import NOBODY, Actor, Grant
    from frankpledge.web.access import Route, guarded
    from frankpledge.web.routes import ROUTES

    actor = NOBODY if role is Role.PUBLIC else Actor("x", "X", (Grant(role),))
    for route in ROUTES:
        probe = Route(
            route.name, route.path, lambda *_, **__: HttpResponse(REACHED), route.get, route.post, route.data
        )
        for method in METHODS:
            request = RequestFactory().generic(method, "/")
            request.actor = actor  # type: ignore[attr-defined]
            allowed = role in route.roles(method) or Role.PUBLIC in route.roles(method)
            try:
                answer = guarded(probe)(request)
            except PermissionDenied:
                assert not allowed, (route.name, method)
                continue
            if allowed:
                assert answer.content.decode() == REACHED, (route.name, method)  # type: ignore[attr-defined]
            else:
                assert answer.status_code in (302, 405), (route.name, method)


def test_every_address_is_a_route_or_signing_in(served: object) -> None:
    from django.urls import URLPattern, get_resolver

    from frankpledge.web.access import FORMS
    from frankpledge.web.routes import ROUTES

    made = {f"{route.name}{'.' if form else ''}{form}" for route in ROUTES for form in FORMS}
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            assert pattern.name in made
        else:
            assert str(pattern.pattern) == "accounts/"


def test_the_start_page_answers_everybody_with_strict_headers(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert b"<script>" not in answer.content
    assert b"style=" not in answer.content


def test_a_page_that_is_not_there_says_so_in_plain_words(client: Client) -> None:
    answer: HttpResponse = client.get("/no-such-page/")  # type: ignore[assignment]
    assert answer.status_code == 404
    assert b"Check the address" in answer.content
