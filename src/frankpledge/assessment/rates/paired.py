"""Paired scores: the same people before and after (Outcome Star, closing assessments).

Only people with both scores are compared; how many had each is said beside, for those who left before the
second score are seldom those who did best.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from frankpledge.assessment.rates.estimates import Estimate, Ints
from frankpledge.assessment.rates.intervals import proportion


@dataclass(frozen=True)
class PairedScores:
    """How many of G groups improved, stayed the same and got worse, of those with both scores.

    ``first`` and ``second`` count who had each score, ``both`` who had both: the three shares (0 to 1,
    each with its interval) are of these.
    """

    first: Ints
    second: Ints
    both: Ints
    improved: Estimate
    same: Estimate
    worse: Estimate


def paired_scores(
    before: Any,
    after: Any,
    group: Any,
    groups: int,
    *,
    lower_is_better: bool,
    least_change: float = 0.0,
    level: float = 0.95,
) -> PairedScores:
    """Return what became of the scores of N people (NaN: no score) in groups numbered from 0.

    A change of at most ``least_change`` either way is "same".

    >>> made = paired_scores([3, 5, 2], [4, 5, float("nan")], [0, 0, 0], 1, lower_is_better=False)
    >>> made.improved.value.tolist(), made.first.tolist(), made.both.tolist()
    ([0.5], [3], [2])
    """
    one, other = np.asarray(before, float), np.asarray(after, float)
    owner = np.asarray(group, np.int64)
    change = one - other if lower_is_better else other - one
    both = _counted(~np.isnan(change), owner, groups)

    def share(which: Any) -> Estimate:
        return proportion(_counted(which, owner, groups), both, level)

    return PairedScores(
        _counted(~np.isnan(one), owner, groups),
        _counted(~np.isnan(other), owner, groups),
        both,
        share(change > least_change),
        share(np.abs(change) <= least_change),
        share(change < -least_change),
    )


def _counted(which: Any, owner: Ints, groups: int) -> Ints:
    return np.bincount(owner[which], minlength=groups)
