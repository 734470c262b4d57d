"""Classes of a shaded map: the best there are, all values in one of them, told apart without colour."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.publication.exploring.map_classes import (
    CLASS_COLOURS,
    CLASS_WORDS,
    class_for,
    classes_of,
)
from frankpledge.publication.tokens import READABLE, contrast

VALUES = st.lists(st.integers(0, 60).map(float), min_size=1, max_size=12)


def _spread(values: list[float]) -> float:
    mean = sum(values) / len(values)
    return sum((one - mean) ** 2 for one in values)


def _least(values: list[float], most: int) -> float:
    """Return the least squared distances inside classes, by trying every way to cut them."""
    steps = sorted(set(values))
    number = min(most, len(steps))
    found = []
    for cuts in combinations(range(1, len(steps)), number - 1):
        bounds = [0, *cuts, len(steps)]
        groups = [set(steps[one:other]) for one, other in pairwise(bounds)]
        found.append(sum(_spread([one for one in values if one in group]) for group in groups))
    return min(found)


@given(VALUES, st.integers(1, 5))
def test_no_other_classes_are_closer_inside(values: list[float], most: int) -> None:
    made = classes_of(values, most)
    inside = sum(_spread([one for one in values if class_for(one, made) is held]) for held in made)
    assert inside == pytest.approx(_least(values, most), abs=1e-6)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=1200))
def test_every_value_is_in_the_one_class_that_says_so(values: list[float]) -> None:
    made = classes_of(values)
    assert sum(one.areas for one in made) == len(values)
    assert [one.number for one in made] == list(range(1, len(made) + 1))
    assert all(before.high < after.low for before, after in pairwise(made))
    assert (made[0].low, made[-1].high) == (min(values), max(values))
    for value in values:
        held = class_for(value, made)
        assert held.low <= value <= held.high


def test_many_different_values_are_classed_quickly_and_no_worse_than_evenly() -> None:
    values = [float(one * one % 100_003) for one in range(5_000)]
    made = classes_of(values)
    assert len(made) == 5
    assert all(500 < one.areas < 2_000 for one in made)


def test_no_value_makes_no_class() -> None:
    assert classes_of([]) == ()


def test_grounds_grow_darker_and_words_on_them_can_be_read() -> None:
    light = [contrast(colour, "#000000") for colour in CLASS_COLOURS]
    assert all(before / after > 1.3 for before, after in pairwise(light))
    assert all(contrast(*pair) >= READABLE for pair in zip(CLASS_COLOURS, CLASS_WORDS, strict=True))
