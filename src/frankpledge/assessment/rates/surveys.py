"""Survey percentages: weighted, with a design effect, an interval and n; and gaps that may be only error.

A weighted survey is worth fewer answers than were given. Kish's effective number (*Survey Sampling*,
1965) says how many; a publisher who knows strata and clusters gives a larger design effect, and
then that is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from frankpledge.assessment.rates.estimates import Estimate, Flags, Floats, Ints, as_floats, divide, reasons
from frankpledge.assessment.rates.intervals import wilson
from frankpledge.assessment.reasons import Reason

NO_CLEAR_DIFFERENCE = "no clear difference"


@dataclass(frozen=True)
class SurveyShare:
    """Shares (0 to 1) with interval, respondents, and the number of unweighted answers they are worth."""

    share: Estimate
    respondents: Ints
    effective: Floats
    design_effect: Floats


@dataclass(frozen=True)
class Gap:
    """The difference of two shares (first less second, −1 to 1) with its interval.

    ``clear`` holds where the interval leaves out 0; anything else is "no clear difference", which is
    not the same as no difference.
    """

    gap: Estimate
    clear: Flags

    def words(self, *, higher: str = "higher", lower: str = "lower") -> list[str]:
        """Return for each gap, in order: higher, lower, no clear difference, or why there is none."""
        rows = zip(self.gap.value.ravel(), self.clear.ravel(), self.gap.reason.ravel(), strict=True)
        return [
            Reason(int(why)).words or ((higher if value > 0 else lower) if clear else NO_CLEAR_DIFFERENCE)
            for value, clear, why in rows
        ]


def survey_share(
    answers: Any, weights: Any, group: Any, groups: int, level: float = 0.95, design_effect: Any = None
) -> SurveyShare:
    """Return the weighted share of each group who answered yes.

    N ``answers`` (1 yes, 0 no, NaN not answered: left out), N ``weights`` (> 0), N group numbers from 0 to
    ``groups`` − 1. ``design_effect`` (one, or one for each group) is the publisher's, where there is one;
    else Kish's, from the weights alone. The interval is Wilson's on the effective number.
    """
    said, worth = np.asarray(answers, float), np.asarray(weights, float)
    owner = np.asarray(group, np.int64)
    if (worth < 0).any() or not np.isfinite(worth).all():
        raise ValueError("a survey weight is a number of 0 or more")
    counted = ~np.isnan(said) & (worth > 0)
    said, worth, owner = said[counted], worth[counted], owner[counted]
    respondents = np.bincount(owner, minlength=groups)
    total = np.bincount(owner, worth, groups)
    yes = np.bincount(owner, worth * said, groups)
    kish = divide(respondents * np.bincount(owner, worth**2, groups), total**2)
    effect = kish if design_effect is None else np.broadcast_to(np.asarray(design_effect, float), (groups,))
    variant = "Wilson on the effective number, " + (
        "Kish" if design_effect is None else "design effect as supplied"
    )
    return _shares(divide(yes, total), respondents, np.array(effect), level, variant)


def published_share(
    share: Any, respondents: Any, design_effect: Any = 1.0, level: float = 0.95
) -> SurveyShare:
    """Return intervals for shares (0 to 1) that a survey published, with its n and design effect."""
    value, number, effect = as_floats(share, respondents, design_effect)
    whole = np.where(np.isnan(number), 0, number).astype(np.int64)
    return _shares(value, whole, effect, level, "Wilson on the effective number, as published")


def gap(one: SurveyShare, other: SurveyShare) -> Gap:
    """Return the difference of two sets of shares, with an interval made from both.

    The two intervals are combined by Newcombe's method (*Statistics in Medicine* 17, 1998, method 10).
    Overlapping intervals are not a test: two shares can differ clearly though theirs overlap.
    """
    return difference(one.share, other.share)


def difference(one: Estimate, other: Estimate) -> Gap:
    """Return one set of independent estimates less another, with the interval recovered from both.

    For any two estimates with intervals of their own at one level (Zou and Donner, *Statistics in Medicine*
    27, 2008): the reach of each towards the other gives the reach of the difference.
    """
    if one.level != other.level:
        raise ValueError(f"the intervals are of different levels: {one.level} and {other.level}")
    change = one.value - other.value
    low = change - np.hypot(one.value - one.low, other.high - other.value)
    high = change + np.hypot(one.high - one.value, other.value - other.low)
    why = np.where(one.reason != Reason.KNOWN, one.reason, other.reason).astype(np.uint8)
    made = Estimate(
        change, low, high, why, one.level, "difference", "Newcombe: recovered from both intervals"
    )
    return Gap(made, (why == Reason.KNOWN) & ((low > 0) | (high < 0)))


def _shares(value: Floats, respondents: Ints, effect: Floats, level: float, variant: str) -> SurveyShare:
    number = respondents.astype(float)
    why = reasons(np.where(respondents > 0, value, 0.0), number)
    # A design effect below 1 (a gain from strata) is believed where supplied; NaN is where nobody answered.
    effective = np.where(respondents > 0, divide(number, effect), 0.0)
    low, high = wilson(value * effective, effective, level)
    return SurveyShare(
        Estimate(value, low, high, why, level, "weighted survey share", variant),
        respondents,
        effective,
        effect,
    )
