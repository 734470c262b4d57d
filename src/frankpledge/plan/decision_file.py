"""``plan/chart-decisions.yaml``: what people decided about the baselines of charts, each with its reason.

Nothing else rebases a chart or leaves a month out of a baseline: detection proposes, a person
decides here, and the decision is printed wherever it shows.
"""

from __future__ import annotations

from collections.abc import Collection

from frankpledge.errors import did_you_mean
from frankpledge.plan.chart_decisions import ChartChange, ChartDecision
from frankpledge.plan.fields import Fields, Problems
from frankpledge.plan.yaml_nodes import Entries, shown

_REQUIRED = ("change", "from", "reason", "by", "decided")


def read_decisions(
    entries: Entries, problems: Problems, measures: Collection[str]
) -> tuple[ChartDecision, ...]:
    """Return the decisions in the order of the file. ``measures`` are the ids they may name."""
    top = Fields(entries, problems)
    top.only(("decisions",), ())
    found = [_read_decision(inner, measures) for inner in top.parts("decisions")]
    return tuple(decision for decision in found if decision is not None)


def _read_decision(fields: Fields, measures: Collection[str]) -> ChartDecision | None:
    fields.only(_REQUIRED, ("to", "measures", "areas"))
    change = fields.word("change", [change.value for change in ChartChange], "change")
    start, end = fields.month("from"), fields.month("to")
    fields.in_order("to", start, end)
    reason, by, decided = fields.text("reason"), fields.text("by"), fields.day("decided")
    named, areas = fields.words("measures"), fields.words("areas")
    for name in named:
        if name not in measures:
            fields.problem(
                "measures",
                f"there is no measure '{shown(name)}' in plan/measures.",
                did_you_mean(name, sorted(measures)),
            )
    if change == ChartChange.EXCLUDE and "to" not in fields:
        fields.problem(
            "from", "an exclusion needs its last month.", "Add 'to', the same month for a single one."
        )
    if change == ChartChange.REBASE and "to" in fields:
        fields.problem("to", "a new baseline has no last month: the next one ends it.", "Take it out.")
    if not change or start is None or decided is None:
        return None
    last = start if end is None else end
    return ChartDecision(ChartChange(change), start, last, reason, by, decided, named, areas)
