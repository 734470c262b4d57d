"""Ending a role takes effect at the next request, in sessions and tokens that were made before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from frankpledge.registers.roles import Role

if TYPE_CHECKING:
    from django.test import Client

    from frankpledge.web.accounts.models import User


def test_a_role_that_ends_is_gone_at_once_from_a_live_session_and_token(
    person: Callable[..., User], client: Client
) -> None:
    from django.test import Client

    from frankpledge.web.accounts import managing, tokens

    administrator = person(Role.ADMINISTRATOR)
    analyst = person(Role.ANALYST)
    _, secret = tokens.make(analyst, title="test", scopes=["read:figures"], days=1)
    header = {"Authorization": f"Bearer {secret}"}
    session = Client()
    session.force_login(analyst)

    assert session.get("/due/").status_code == 200
    assert client.get("/api/v1/figures?limit=1", headers=header).json()["data"]
    managing.end(analyst.grants.get(), by=administrator.actor)
    assert session.get("/due/").status_code == 403
    assert not client.get("/api/v1/figures?limit=1", headers=header).json()["data"]
