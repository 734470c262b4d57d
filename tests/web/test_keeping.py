"""What is kept is made once, however many ask for it at once, and what goes wrong is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from frankpledge.web.keeping import Kept


def test_many_who_ask_at_once_get_one_value_made_once() -> None:
    kept: Kept[object] = Kept(4)
    go, made = Event(), []

    def make() -> object:
        go.wait(5)
        made.append(object())
        return made[-1]

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(kept.get, "a", make) for _ in range(8)]
        go.set()
        values = {one.result() for one in asked}
    assert len(made) == 1
    assert values == {made[0]}


def test_the_value_asked_for_longest_ago_goes_first() -> None:
    kept: Kept[int] = Kept(2)
    for number in (1, 2):
        kept.get(number, lambda number=number: number)  # type: ignore[misc]
    kept.get(1, lambda: 0)
    kept.get(3, lambda: 3)
    assert (kept.held(1), kept.held(2), kept.held(3)) == (1, None, 3)


def test_what_takes_long_is_there_for_the_next_who_asks() -> None:
    kept: Kept[str] = Kept(2)
    go, done = Event(), Event()

    def make() -> str:
        go.wait(5)
        done.set()
        return "made"

    assert kept.soon("a", make, 0.01) is None
    assert kept.soon("a", make, 0.01) is None
    go.set()
    done.wait(5)
    assert kept.get("a", make) == "made"
    assert kept.soon("a", make, 0.01) == "made"


def test_what_goes_wrong_is_raised_and_the_next_try_is_a_new_one() -> None:
    kept: Kept[int] = Kept(2)

    def fail() -> int:
        raise ValueError("not now")

    with pytest.raises(ValueError, match="not now"):
        kept.soon("a", fail, 5)
    with pytest.raises(ValueError, match="not now"):
        kept.get("a", fail)
    assert kept.soon("a", lambda: 1, 5) == 1
