"""Which months can hold cases that had not fallen due: asked of figures, without a look at any record."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from frankpledge.plan.record_questions import ServiceLevel
from frankpledge.working_time import DAY, EPOCH, calendar


def still_open(
    level: ServiceLevel, obtained: NDArray[np.int32], month_ends: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which months can hold cases that were not yet due when the file was obtained.

    ``obtained`` is S × M days since 1970 (0: never), ``month_ends`` the last day of each of M months.
    """
    if not obtained.size:
        return np.zeros(obtained.shape, bool)
    last = max(int(obtained.max()), int(month_ends.max()) + 1)
    first = int(month_ends.min())
    start, end = (date.fromordinal(EPOCH.toordinal() + day) for day in (first, last))
    reckoned = calendar(level.time, level.hours, start, end)
    ended = reckoned.counted((month_ends + 1) * DAY)
    until = reckoned.counted(np.maximum(obtained, first).astype(np.int64) * DAY)
    return np.asarray(until - ended < level.seconds)
