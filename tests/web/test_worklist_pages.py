"""Worklists on pages: rows for the roles that people sign in with, for a purpose, each view written down."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from frankpledge.plan.office_folder import new_office
from frankpledge.plan.worklists_file import SIGN_IN
from frankpledge.registers.roles import STAFF, Role
from frankpledge.worklists.views import read_views
from tests.functional.test_worklists import WORKLISTS, office_with

if TYPE_CHECKING:
    from django.test import Client

SHORT, STILL = "/worklists/vehicles-short/", "/worklists/still-missing/"


@pytest.fixture
def office(tmp_path: Path, db: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office with two worklists, of which one is switched on."""
    from django.conf import settings

    monkeypatch.setenv("FRANKPLEDGE_KEY_POLICE", "a long secret for tests alone")
    declared = WORKLISTS.replace("[performance officer]", "[performance officer, analyst]")
    folder = office_with(tmp_path, declared.replace("[performance officer, comm", "[analyst, comm"))
    monkeypatch.setattr(settings, "OFFICE", folder)
    return folder


def test_a_worklist_may_be_for_every_role_that_the_office_signs_in_with() -> None:
    assert set(SIGN_IN) == {role.value for role in STAFF}


def test_rows_are_shown_for_a_purpose_and_the_view_is_written_down(
    office: Path, signed_in: Callable[..., Client]
) -> None:
    analyst = signed_in(Role.ANALYST, name="ada")
    listed = analyst.get("/worklists/").content.decode()
    assert f'<a href="{SHORT}">Vehicles short on the newest day</a>' in listed
    assert STILL not in listed, "it is not switched on"
    assert "Show the rows" in analyst.get(SHORT).content.decode()
    assert read_views(office / "store") == [], "nothing was shown yet"
    page = analyst.post(SHORT, {"purpose": "follow-up"}).content.decode()
    assert "2 rows, seen for follow-up" in page
    for words in ("Vehicle kind", "15 May 2024", "Response car"):
        assert words in page
    assert '<td class="number">2</td>' in page
    [viewed] = read_views(office / "store")
    assert (viewed.by, viewed.role, viewed.purpose, viewed.rows) == ("Ada", "analyst", "follow-up", 2)


def test_nobody_else_sees_it_nor_for_another_purpose(office: Path, signed_in: Callable[..., Client]) -> None:
    for role, body in ((Role.AUTHOR, ""), (Role.ANALYST, "police"), (Role.ADMINISTRATOR, "")):
        other = signed_in(role, body=body)
        assert SHORT not in other.get("/worklists/").content.decode()
        assert other.get(SHORT).status_code == 403
        assert other.post(SHORT, {"purpose": "follow-up"}).status_code == 403
    analyst = signed_in(Role.ANALYST, name="ada")
    assert analyst.get(STILL).status_code == 404, "it is not switched on"
    refused = analyst.post(SHORT, {"purpose": "research"})
    assert refused.status_code == 400
    assert "not for this purpose" in refused.content.decode()
    assert read_views(office / "store") == []


def test_the_demonstration_has_worklists_that_people_who_sign_in_may_see(tmp_path: Path) -> None:
    from frankpledge.plan.reading import read_worklists

    new_office(tmp_path / "westmarch", "westmarch-whole")
    declared = read_worklists(tmp_path / "westmarch")
    assert declared
    assert all(one.enabled and set(one.roles) & set(SIGN_IN) for one in declared)
    new_office(tmp_path / "own", "whole-office")
    assert not any(one.enabled for one in read_worklists(tmp_path / "own")), "an office switches them on"
