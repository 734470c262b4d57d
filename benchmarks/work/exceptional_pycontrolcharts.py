"""pycontrolcharts: XmR charts with its run tests, one call for each series; no season, no assurance.

It draws a part of the series, and the figure is scaled up to all of them: it takes minutes.
"""

from __future__ import annotations

from time import process_time

import pandas as pd
import pycontrolcharts

from benchmarks.work.answer import give
from benchmarks.work.exceptional_counts import drawn

PART = 250

counts = drawn()
start = process_time()
for series in counts[:PART]:
    pycontrolcharts.calc_xmr(pd.Series(series).dropna())
took = process_time() - start
give({"series": PART, "charted s": round(took * len(counts) / PART, 1)})
