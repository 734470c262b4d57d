"""Which build is served: the one before until the newest is ready, and never one that is gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from frankpledge.builds.manifest import committed
from frankpledge.builds.reading import Build


@pytest.fixture
def folders(served: Path) -> list[Path]:
    found = committed(served / "builds")
    assert len(found) == 2
    return found


def eventually(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)
    return holds()


def test_without_anybody_to_ready_it_the_newest_is_served_at_once(folders: list[Path]) -> None:
    from frankpledge.web.office import Turn

    turn = Turn()
    assert turn.build(folders[:1]).folder == folders[0]
    assert turn.build(folders).folder == folders[1]


def test_the_build_before_is_served_until_the_newest_is_ready(folders: list[Path]) -> None:
    from frankpledge.web.office import Turn

    go_on, made = threading.Event(), list[Build]()

    def ready(build: Build) -> None:
        made.append(build)
        assert go_on.wait(10)

    turn = Turn()
    turn.ready = ready
    assert turn.build(folders[:1]).folder == folders[0]
    assert [turn.build(folders).folder for _ in range(5)] == [folders[0]] * 5
    go_on.set()
    assert eventually(lambda: turn.build(folders).folder == folders[1])
    assert [one.folder for one in made] == [folders[1]]  # Readied once, however many asked.


def test_a_build_that_cannot_be_made_ready_is_served_to_say_why(folders: list[Path]) -> None:
    from frankpledge.web.office import Turn

    def ready(_build: Build) -> None:
        raise ValueError("damaged")

    turn = Turn()
    turn.ready = ready
    turn.build(folders[:1])
    assert eventually(lambda: turn.build(folders).folder == folders[1])


def test_a_build_that_is_gone_is_served_no_longer(folders: list[Path]) -> None:
    from frankpledge.web.office import Turn

    turn = Turn()
    turn.ready = lambda _build: None
    turn.build(folders)
    assert turn.build(folders[:1]).folder == folders[0]


def test_what_the_office_declares_is_not_read_twice_where_the_build_says_the_same(own_served: Path) -> None:
    from frankpledge.web import office

    def declared() -> object:
        office._LOOKED.clear()
        return office.declared()

    build = office.current_build()
    assert build is not None
    assert declared() is build.definitions
    with (own_served / "office.yaml").open("a") as file:
        file.write("# a change\n")
    assert declared() is not build.definitions
