"""statsforecast: one method, fitted series by series on one core, with the ranges of its model."""

from __future__ import annotations

import sys
import time

import numpy as np
from statsforecast import models

from benchmarks.work.answer import begin, give
from benchmarks.work.forecast_counts import HORIZON, counts, scores

history, came = counts()
method = getattr(models, sys.argv[1])(season_length=12)
method.forecast(y=history[0], h=HORIZON, level=[80, 95])  # compiles

since, busy = begin(), time.process_time()
found = [method.forecast(y=series, h=HORIZON, level=[80, 95]) for series in history]
busy = time.process_time() - busy
point = np.array([one["mean"] for one in found])
ends = {
    level: tuple(np.array([one[f"{side}-{level}"] for one in found]) for side in ("lo", "hi"))
    for level in (80, 95)
}
give({"processor seconds": round(busy, 2), **scores(history, came, point, ends)}, since)
