"""What a meeting's agenda says of the figures of its matters, to the public and to the office."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from frankpledge.registers.roles import Role
from tests.web.test_matters_once_released import CHANGED, CRIMES, LATER, SignedIn, matter
from tests.web.test_record_links import make

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def once(served: Path, _released: Path, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The office with its first release alone, served."""
    from django.conf import settings

    first = Path(shutil.copytree(_released, tmp_path / "first"))
    for folder in (first / "releases").glob("0002-*"):
        shutil.rmtree(folder)
    monkeypatch.setattr(settings, "OFFICE", first)
    return first


def test_an_agenda_says_the_figure_of_a_matter_to_whoever_may_see_it_and_how_questions_are_answered(
    once: Path, client: Client, signed_in: SignedIn
) -> None:
    meeting = make("meetings", "fixed", board="accountability-board-police", day="2099-01-12")
    asked = [{"question": "What explains it?", "form": "figures"}]
    for figure in (CHANGED, LATER):
        matter(figure, meeting=meeting.key, questions=asked)
    agenda = f"/board/meetings/{meeting.key}/agenda"
    shown = [row["figure"] for row in client.get(f"{agenda}.json").json()["rows"]]
    assert shown == [f"As released: {CRIMES.format(796)}", ""]
    seen = [row["figure"] for row in signed_in(Role.SECRETARY).get(f"{agenda}.json").json()["rows"]]
    assert "All recorded crime, Westmarch, June 2022: 293" in seen[1]
    page = client.get(f"{agenda}/").content.decode()
    assert shown[0] in page
    assert "Answer wanted: figures with their source." in page
