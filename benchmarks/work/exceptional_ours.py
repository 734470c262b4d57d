"""Ours: deseasonalising, limits, every rule of the default set, assurance; then prediction intervals."""

from __future__ import annotations

from time import process_time

import numpy as np

from benchmarks.work import without_pandas  # noqa: F401
from benchmarks.work.answer import give
from benchmarks.work.exceptional_counts import FIRST_MONTH, TARGET, drawn
from frankpledge.assessment.control.assurance import Assured, against_limits
from frankpledge.assessment.control.baselines import Baseline
from frankpledge.assessment.control.limits import xmr
from frankpledge.assessment.control.rules import rule_set
from frankpledge.assessment.control.series import Series
from frankpledge.assessment.control.verdicts import judged
from frankpledge.assessment.expected.interval import adjusted_for_season, judge_quarter
from frankpledge.assessment.expected.monthly import Monthly
from frankpledge.assessment.expected.season import steadied
from frankpledge.periods import Window
from frankpledge.plan.definitions import Direction, Kind

counts = drawn()
start = process_time()
monthly = Monthly(Kind.COUNT, counts, FIRST_MONTH)
flat = adjusted_for_season(monthly)
chart = xmr(Series(Window.MONTH, flat), Baseline.of(flat.shape[1]))
verdicts = judged(chart, rule_set("mdc-2023"))
said = against_limits(chart.lower[:, -1], chart.upper[:, -1], steadied(np.array(TARGET)), Direction.LOWER)
charted = process_time() - start
found = judge_quarter(monthly)
whole = process_time() - start
give(
    {
        "series": len(counts),
        "points marked": int(verdicts.marked.sum()),
        "consistently met": int((said == Assured.MET).sum()),
        "quarters exceptional": int(found.exceptional.sum()),
        "charted s": round(charted, 3),
        "with intervals s": round(whole, 3),
    }
)
