"""Status by declared rule only: no target and no rule, no status."""

from __future__ import annotations

from dataclasses import dataclass

from frankpledge.plan.definitions import Direction, Measure, StatusRule, Target


@dataclass(frozen=True)
class StatusWord:
    """A computed status: the word, why, and whether that is good (None: neither)."""

    word: str
    reason: str
    good: bool | None


def target_in_force(measure: Measure, window: str, last_month: int) -> Target | None:
    """Return the target that judges a window ending at a month, if one is in force."""
    for target in measure.targets:
        ended = target.to_month is not None and last_month > target.to_month
        if target.window == window and target.from_month <= last_month and not ended:
            return target
    return None


def status_of(
    measure: Measure, value: float | None, reference: float | None, named: str
) -> StatusWord | None:
    """Return the status of a value against its reference by the measure's rule.

    ``named`` says what the reference is, in words, for the printed reason. None where the
    measure declares no rule, has no direction, or a value is missing.
    """
    if measure.status is None or measure.direction is Direction.NEUTRAL:
        return None
    if value is None or reference is None:
        return StatusWord("not known", f"no figure to hold against {named}", None)
    good = value <= reference if measure.direction is Direction.LOWER else value >= reference
    if measure.status is StatusRule.TARGET:
        return StatusWord("meeting target" if good else "not meeting target", f"against {named}", good)
    if value == reference:
        return StatusWord("same as baseline", f"against {named}", None)
    return StatusWord("better than baseline" if good else "worse than baseline", f"against {named}", good)
