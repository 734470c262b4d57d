"""A figure against other areas': weighted mean of the others, and rank with those present.

Arrays are A areas × P periods. All values come from one source and one basis, own area
included; ``valid`` says which are known and of the same maturity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Floats = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Ints = np.ndarray[tuple[int, int], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int, int], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Standing:
    """Where each area stands in each period.

    ``ratio`` is numerator over denominator (NaN where not valid); ``mean_of_others`` the sum
    of the others' numerators over the sum of their denominators (NaN where there are none);
    ``rank`` starts at 1 for the best and is shared by ties; ``ties`` is how many others share
    it; ``present`` (P values) is how many areas are valid. Ranks of areas not valid mean nothing.
    """

    ratio: Floats
    mean_of_others: Floats
    rank: Ints
    ties: Ints
    present: np.ndarray[tuple[int], np.dtype[np.int64]]


def standing(numerator: Floats, denominator: Floats, valid: Flags, *, lower_is_better: bool) -> Standing:
    """Return every area's standing among the areas given.

    >>> import numpy as np
    >>> n, d = np.array([[1.0], [4.0], [9.0]]), np.array([[10.0], [10.0], [10.0]])
    >>> made = standing(n, d, np.ones((3, 1), bool), lower_is_better=True)
    >>> made.rank.ravel().tolist(), made.mean_of_others.ravel().tolist()
    ([1, 2, 3], [0.65, 0.5, 0.25])
    """
    over = np.where(valid, numerator, 0.0)
    below = np.where(valid, denominator, 0.0)
    ratio = np.divide(over, below, out=np.full_like(over, np.nan), where=below > 0)
    other_over = over.sum(axis=0) - over
    other_below = below.sum(axis=0) - below
    mean = np.divide(other_over, other_below, out=np.full_like(over, np.nan), where=other_below > 0)
    signed = np.where(valid, ratio if lower_is_better else -ratio, np.inf)
    order = np.sort(signed, axis=0)
    rank, ties = np.zeros_like(over, np.int64), np.zeros_like(over, np.int64)
    for period in range(signed.shape[1]):
        first = np.searchsorted(order[:, period], signed[:, period], side="left")
        after = np.searchsorted(order[:, period], signed[:, period], side="right")
        rank[:, period] = first + 1
        ties[:, period] = after - first - 1
    return Standing(ratio, mean, rank, ties, valid.sum(axis=0))
