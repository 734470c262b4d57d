"""A figure against other areas': weighted mean of the others, and rank with those present.

Arrays are A areas × P periods, or M measures × A areas × P periods. All values of a measure
come from one source and one basis, own area included; ``valid`` says which are known and of
the same maturity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Ints = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Standing:
    """Where each area stands in each period.

    ``ratio`` is numerator over denominator (NaN where not valid); ``mean_of_others`` the sum
    of the others' numerators over the sum of their denominators (NaN where there are none);
    ``rank`` starts at 1 for the best and is shared by ties; ``ties`` is how many others share
    it; ``present`` (without the axis of areas) is how many areas are valid. Ranks of areas not
    valid mean nothing.
    """

    ratio: Floats
    mean_of_others: Floats
    rank: Ints
    ties: Ints
    present: Ints


def standing(
    numerator: Floats, denominator: Floats, valid: Flags, *, lower_is_better: bool | Flags
) -> Standing:
    """Return every area's standing among the areas given.

    ``lower_is_better`` is one for all, or one for each measure (M × 1 × 1).

    >>> import numpy as np
    >>> n, d = np.array([[1.0], [4.0], [9.0]]), np.array([[10.0], [10.0], [10.0]])
    >>> made = standing(n, d, np.ones((3, 1), bool), lower_is_better=True)
    >>> made.rank.ravel().tolist(), made.mean_of_others.ravel().tolist()
    ([1, 2, 3], [0.65, 0.5, 0.25])
    """
    over = np.where(valid, numerator, 0.0)
    below = np.where(valid, denominator, 0.0)
    ratio = np.divide(over, below, out=np.full_like(over, np.nan), where=below > 0)
    other_over = over.sum(axis=-2, keepdims=True) - over
    other_below = below.sum(axis=-2, keepdims=True) - below
    mean = np.divide(other_over, other_below, out=np.full_like(over, np.nan), where=other_below > 0)
    signed = np.where(valid, np.where(lower_is_better, ratio, -ratio), np.inf)
    rank, ties = _ranks(signed)
    return Standing(ratio, mean, rank, ties, np.asarray(valid.sum(axis=-2)))


def _ranks(values: Floats) -> tuple[Ints, Ints]:
    """Return each area's rank, 1 for the lowest and the same for ties, and how many others share it."""
    across = np.ascontiguousarray(np.swapaxes(values, -1, -2))
    order = np.argsort(across, axis=-1)
    ordered = np.take_along_axis(across, order, axis=-1)
    places = np.broadcast_to(np.arange(across.shape[-1]), across.shape)
    differs = ordered[..., 1:] != ordered[..., :-1]
    starts, ends = np.ones(across.shape, bool), np.ones(across.shape, bool)
    starts[..., 1:] = ends[..., :-1] = differs
    first = np.maximum.accumulate(np.where(starts, places, 0), axis=-1)
    last = np.where(ends, places, across.shape[-1])[..., ::-1]
    last = np.minimum.accumulate(last, axis=-1)[..., ::-1]
    rank, ties = np.empty(across.shape, np.int64), np.empty(across.shape, np.int64)
    np.put_along_axis(rank, order, first + 1, axis=-1)
    np.put_along_axis(ties, order, last - first, axis=-1)
    return np.swapaxes(rank, -1, -2), np.swapaxes(ties, -1, -2)
