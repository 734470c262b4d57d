"""A figure against its own past: earlier periods, baseline, highest and lowest since, runs.

Arrays are S series × P periods, oldest first, NaN where there is no value. ``state`` says
which values are mature: an immature value is never held against a mature one.
"""

from __future__ import annotations

import numpy as np

Floats = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Ints = np.ndarray[tuple[int, int], np.dtype[np.int64]]
States = np.ndarray[tuple[int, int], np.dtype[np.int8]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


def earlier(values: Floats, state: States, lag: int) -> Floats:
    """Return each value's reference ``lag`` periods before it; NaN where none, or where either is not mature.

    Two immature values are not alike either: the later one has had less time.

    >>> import numpy as np
    >>> earlier(np.array([[1.0, 2.0, 4.0]]), np.zeros((1, 3), np.int8), 1)
    array([[nan,  1.,  2.]])
    """
    reference = np.full_like(values, np.nan)
    if lag < values.shape[1]:
        reference[:, lag:] = values[:, :-lag]
        mature = np.zeros(values.shape, bool)
        mature[:, lag:] = (state[:, lag:] == 0) & (state[:, :-lag] == 0)
        reference[~mature] = np.nan
    return reference


def differences(values: Floats, reference: Floats, in_points: Flags) -> Floats:
    """Return value less reference: in points where ``in_points`` holds for the series, else in per cent.

    A change from 0 has no per cent: NaN.
    """
    change = values - reference
    percent = np.divide(100.0 * change, reference, out=np.full_like(change, np.nan), where=reference != 0)
    return np.asarray(np.where(in_points[:, None], change, percent))


def last_at_least(values: Floats) -> Ints:
    """Return for each value the place of the latest earlier one that is as high or higher.

    −1: none, back to the start or to a gap. The search stops at a missing value: what is
    not known cannot be exceeded. Places with no value give the place itself.
    """
    count, width = values.shape
    place = np.full((count, width), -1, np.int64)
    for now in range(width):
        open_ = ~np.isnan(values[:, now])
        place[~open_, now] = now
        for back in range(now - 1, -1, -1):
            if not open_.any():
                break
            gap = np.isnan(values[:, back])
            found = open_ & ~gap & (values[:, back] >= values[:, now])
            place[found, now] = back
            open_ = open_ & ~found & ~gap
    return place


def known_run(values: Floats) -> Ints:
    """Return how many periods up to and including each one have a value without a gap."""
    return runs(~np.isnan(values))


def runs(holds: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> Ints:
    """Return the length of the run of true values that ends at each place (0 where false)."""
    length = np.zeros(holds.shape, np.int64)
    for place in range(holds.shape[1]):
        before = length[:, place - 1] if place else 0
        length[:, place] = np.where(holds[:, place], before + 1, 0)
    return length
