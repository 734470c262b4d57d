"""10,000 series × 60 months: deseasonalising, then the newest quarter against its expected range.

    python -m benchmarks.work.expected_ours [SERIES] [MONTHS]

The series are negative binomial with season and trend; one in ten has a gap. The answer gives the
processor seconds of each part, without the drawing, and how many series were called exceptional.
"""

from __future__ import annotations

import sys
from time import process_time

import numpy as np

from benchmarks.work.answer import give
from frankpledge.assessment.expected.interval import adjusted_for_season, judge_quarter
from frankpledge.assessment.expected.monthly import Monthly
from frankpledge.plan.definitions import Kind

FIRST_MONTH = 24_000


def drawn(series: int, months: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return counts about means from 2 to 500, every tenth series with a gap of its own."""
    rng = np.random.default_rng(2026)
    at = np.arange(months)
    level = np.exp(rng.uniform(np.log(2), np.log(500), (series, 1)))
    wave = 1 + 0.25 * np.cos(2 * np.pi * at / 12 + rng.uniform(0, 2 * np.pi, (series, 1)))
    mean = level * wave * 1.03 ** (at / 12)
    counts = rng.negative_binomial(40, 40 / (40 + mean)).astype(float)
    holed = np.arange(0, series, 10)
    counts[holed, rng.integers(0, months - 12, len(holed))] = np.nan
    return counts


counts = drawn(*(int(word) for word in [*sys.argv[1:], "10000", "60"][:2]))
start = process_time()
monthly = Monthly(Kind.COUNT, counts, FIRST_MONTH)
adjusted_for_season(monthly)
season = process_time()
found = judge_quarter(monthly)
end = process_time()
give(
    {
        "series": len(counts),
        "months": counts.shape[1],
        "deseasonalising s": round(season - start, 3),
        "expected range s": round(end - season, 3),
        "exceptional": int(found.exceptional.sum()),
        "processor s": round(end - start, 3),
    }
)
