"""Monthly values of several measures added up, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from frankpledge.measures.windows import Days, Dense, States


@dataclass(frozen=True)
class Addend:
    """One measure of a sum of S series: ``rows`` are their S places in ``dense``, −1 where it has none.

    ``state`` and ``obtained`` (S × M) are what was supplied of it: they stand where it has no series, since
    nothing counted in a supplied month is 0.
    """

    dense: Dense
    rows: np.ndarray[tuple[int], np.dtype[np.int64]]
    state: States
    obtained: Days


def added_up(first_month: int, parts: Sequence[Addend]) -> Dense:
    """Return S × M sums of two measures or more: a month is as good as the worst of what is added."""
    held = [_in_place(one) for one in parts]
    numerator = np.sum([counts for counts, _, _ in held], axis=0)
    state = np.max([state for _, state, _ in held], axis=0)
    obtained = np.max([days for _, _, days in held], axis=0)
    return Dense(first_month, numerator, state, obtained)


def _in_place(one: Addend) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], States, Days]:
    numerator, state, obtained = np.zeros(one.state.shape), one.state.copy(), one.obtained.copy()
    has, places = one.rows >= 0, one.rows[one.rows >= 0]
    numerator[has] = one.dense.numerator[places]
    state[has], obtained[has] = one.dense.state[places], one.dense.obtained[places]
    return numerator, state, obtained
