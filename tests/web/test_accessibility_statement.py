"""The accessibility statement says what the regulations of 2018 ask of a public sector body."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from frankpledge import __version__
from frankpledge.registers.roles import Role

if TYPE_CHECKING:
    import pytest
    from django.test import Client


def test_it_names_failings_date_enforcement_and_how_to_reach_the_office(
    own_served: Path, client: Client, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client.get("/accessibility/").content.decode()
    for needed in (
        "partially compliant",
        "What is not accessible",
        "Equality and Human Rights Commission",
        "Accessibility Regulations 2018",
        "https://www.equalityadvisoryservice.com/",
        "2026",
        __version__,
        "has not yet said here how to reach it",
    ):
        assert needed in page, needed
    assert "office.yaml" not in page
    assert "office.yaml" in signed_in(Role.ADMINISTRATOR).get("/accessibility/").content.decode()
    from frankpledge.web import office

    monkeypatch.setattr(office, "LOOKED_EVERY", -1.0)  # Declarations are looked at again each time.
    file = own_served / "office.yaml"
    file.write_text(file.read_text() + "\ncontact: access@example.org\n")
    page = client.get("/accessibility/").content.decode()
    assert '<a href="mailto:access@example.org">' in page
