"""A figure against its own past: earlier periods, baseline, highest and lowest since, runs.

Arrays are S series × P periods, oldest first, NaN where there is no value. ``state`` says
which values are mature: an immature value is never held against a mature one.
"""

from __future__ import annotations

import numpy as np

Floats = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Ints = np.ndarray[tuple[int, int], np.dtype[np.int64]]
States = np.ndarray[tuple[int, int], np.dtype[np.int8]]
Flags = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
Places = np.ndarray[tuple[int], np.dtype[np.int64]]


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


def differences(
    values: Floats, reference: Floats, in_points: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Floats:
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

    Each place searched has its own answer already, and what lies between the two is lower
    still: so the search jumps from answer to answer, in all series at once.
    """
    count, width = values.shape
    # Gaps, and the place before the first, stand as walls that nothing is higher than.
    walls = np.full((width + 1, count), np.inf)
    np.copyto(walls[1:], values.T)
    walls[np.isnan(walls)] = np.inf
    known = np.isfinite(walls)
    rises = known[1:] & (walls[1:] > walls[:-1])
    # Places are numbered through all periods: taking by one number is far faster than by a pair.
    found = np.arange(walls.size).reshape(walls.shape) - known * count
    heights, answers = walls.reshape(-1), found.reshape(-1)
    for now in range(1, width + 1):
        here: Places = np.flatnonzero(rises[now - 1]) + now * count
        height, back = heights.take(here), answers.take(here - count)
        while len(here):
            lower = heights.take(back) < height
            met, on = np.flatnonzero(~lower), np.flatnonzero(lower)
            answers[here.take(met)] = back.take(met)
            here, height = here.take(on), height.take(on)
            back = answers.take(back.take(on))
    last = found // max(count, 1) - 1
    last[known & np.isinf(heights.take(found))] = -1
    return np.ascontiguousarray(last[1:].T)


def known_run(values: Floats) -> Ints:
    """Return how many periods up to and including each one have a value without a gap."""
    return runs(~np.isnan(values))


def runs(holds: Flags) -> Ints:
    """Return the length of the run of true values that ends at each place (0 where false)."""
    places = np.arange(holds.shape[1])
    last_false = np.maximum.accumulate(np.where(holds, -1, places), axis=1)
    return np.asarray(places - last_false)
