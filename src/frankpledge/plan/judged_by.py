"""What a measure is judged by: baseline, targets, status and control chart, as its file states them."""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.errors import WrongUse
from frankpledge.periods import MONTHLY_WINDOWS, Period, Window, parse_period
from frankpledge.plan.chart_decisions import ChartKind
from frankpledge.plan.definitions import Direction, Kind, StatusRule, Target
from frankpledge.plan.fields import Fields
from frankpledge.plan.yaml_nodes import shown


def _windows(kind: Kind) -> list[str]:
    windows = (Window.AT,) if kind in (Kind.VALUE_AT, Kind.SUPPLIED) else (*MONTHLY_WINDOWS, Window.SINCE)
    return [window.value for window in windows]


def read_baseline(fields: Fields, kind: Kind) -> Period | None:
    """Return the period a measure is held against, if it names one of a window that its kind has."""
    inner = fields.part("baseline")
    if inner is None:
        return None
    inner.only(("window", "period"), ())
    window, key = inner.word("window", _windows(kind), "window for this kind"), inner.text("period")
    if not window or not key:
        return None
    try:
        return parse_period(Window(window), key)
    except WrongUse as error:
        inner.problem("period", f"'{shown(key)}' is not a {window} period.", error.do)
        return None


def read_targets(fields: Fields, kind: Kind, unit: str) -> tuple[Target, ...]:
    """Return the targets of a measure: of one window, no two in force at once."""
    targets: list[Target] = []
    known = [window for window in _windows(kind) if window != Window.SINCE]
    for inner in fields.parts("targets"):
        inner.only(("value", "window", "from"), ("to", "source"))
        value = inner.number("value")
        window = inner.word("window", known, "window for this kind")
        start, end = inner.month("from"), inner.month("to")
        inner.in_order("to", start, end)
        if kind is Kind.SHARE and value is not None and unit == "per cent" and not 0 <= value <= 100:
            inner.problem("value", "a target in per cent lies between 0 and 100.")
        if value is None or not window or start is None:
            continue
        target = Target(value, Window(window), start, end, inner.text("source"))
        if any(_overlap(target, other) for other in targets):
            inner.problem(
                "from",
                "another target of the same window is in force then.",
                "End that one the month before.",
            )
        targets.append(target)
    return tuple(targets)


def _overlap(one: Target, other: Target) -> bool:
    if one.window is not other.window:
        return False
    starts_in_time = other.to_month is None or one.from_month <= other.to_month
    return starts_in_time and (one.to_month is None or other.from_month <= one.to_month)


_CHARTS: dict[Kind, tuple[ChartKind, ...]] = {
    Kind.COUNT: (ChartKind.XMR, ChartKind.C),
    Kind.SUM_OF: (ChartKind.XMR, ChartKind.C),
    Kind.SHARE: (ChartKind.XMR, ChartKind.P, ChartKind.LANEY_P),
    Kind.RATE: (ChartKind.XMR, ChartKind.U, ChartKind.LANEY_U),
    Kind.RATIO: (ChartKind.XMR, ChartKind.U, ChartKind.LANEY_U),
}
"""Charts that fit a kind of measure; for kinds not named here only XmR does.

Outcomes given over crimes recorded is a ratio, not a proportion: no p chart. Charts of the time
between events need the day of each, which measures by month do not have.
"""


def read_chart(fields: Fields, kind: Kind) -> ChartKind | None:
    """Return the control chart a measure declares, if it fits its kind."""
    word = fields.word("chart", [chart.value for chart in ChartKind], "control chart")
    fitting = _CHARTS.get(kind, (ChartKind.XMR,))
    if word and word not in fitting:
        fields.problem(
            "chart", f"a {word} chart does not fit kind '{kind}'.", f"Known: {', '.join(fitting)}."
        )
        return None
    return ChartKind(word) if word else None


def read_status(
    fields: Fields, direction: str, baseline: Period | None, targets: Sequence[Target]
) -> StatusRule | None:
    """Return the rule by which a measure has a status; it needs what the rule judges by."""
    word = fields.word("status", [rule.value for rule in StatusRule], "status rule")
    if not word or not direction:
        return None
    rule = StatusRule(word)
    if direction == Direction.NEUTRAL:
        fields.problem("status", "a neutral measure has no status: neither way is better.", "Take it out.")
    elif rule is StatusRule.TARGET and not targets and ("targets" not in fields or not fields.problems):
        fields.problem("status", "status by target needs a target.", "Add 'targets', or take the status out.")
    elif rule is StatusRule.BASELINE and baseline is None and "baseline" not in fields:
        fields.problem(
            "status", "status by baseline needs a baseline.", "Add 'baseline', or take the status out."
        )
    return rule
