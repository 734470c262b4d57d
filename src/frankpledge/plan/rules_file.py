"""``plan/rules.yaml``: what must hold between measures in every month."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from frankpledge.errors import did_you_mean
from frankpledge.plan.definitions import Kind, Measure
from frankpledge.plan.fields import IDENTIFIER, Fields, Problems
from frankpledge.plan.measure_rules import MeasureRule, RuleKind
from frankpledge.plan.yaml_nodes import Entries, shown

_FORMS = {
    RuleKind.SUBSET: "part ≤ whole",
    RuleKind.ORDER: "seen ≤ available ≤ held",
    RuleKind.SUM: "new + repeat + unknown = all",
    RuleKind.FLOW: "received − closed = open-at-end",
}
_ADDABLE = (Kind.COUNT, Kind.SUM)
_SIGN = re.compile(r"\s(\+|-|−)\s")


def read_rules(
    entries: Entries, problems: Problems, measures: Mapping[str, Measure], declared: Collection[str]
) -> tuple[MeasureRule, ...]:
    """Return the rules of an office. ``declared`` are the ids of all measures, read well or not."""
    fields = Fields(entries, problems)
    fields.only(("rules",), ())
    found: list[MeasureRule] = []
    for inner in fields.parts("rules"):
        inner.only((), tuple(kind.value for kind in RuleKind))
        if len(inner.entries.values) != 1:
            problems.add("a rule is of one kind.", line=inner.entries.line, field=inner.path, do="Split it.")
            continue
        for kind in RuleKind:
            rule = _parsed(kind, inner.text(kind)) if kind in inner else None
            if rule is not None:
                _check_measures(inner, rule, measures, declared)
                found.append(rule)
            elif inner.text(kind):
                inner.problem(kind, f"'{shown(inner.text(kind))}' is not a rule.", f"Write '{_FORMS[kind]}'.")
    return tuple(found)


def _parsed(kind: RuleKind, text: str) -> MeasureRule | None:
    if kind in (RuleKind.SUBSET, RuleKind.ORDER):
        names = [word.strip() for word in text.replace("<=", "≤").split("≤")]
        signs: list[int] = []
        fits = len(names) == 2 if kind is RuleKind.SUBSET else len(names) > 2
    else:
        left, _, total = text.partition("=")
        first, *rest = _SIGN.split(left)
        signs = [1, *(1 if sign == "+" else -1 for sign in rest[::2])]
        names = [word.strip() for word in (first, *rest[1::2], total)]
        fits = len(names) > 2
    good = fits and all(IDENTIFIER.fullmatch(name) for name in names)
    return MeasureRule(kind, text, tuple(names), tuple(signs)) if good else None


def _check_measures(
    fields: Fields, rule: MeasureRule, measures: Mapping[str, Measure], declared: Collection[str]
) -> None:
    for name in rule.measures:
        if name not in declared:
            fields.problem(
                rule.kind, f"there is no measure '{shown(name)}'.", did_you_mean(name, sorted(declared))
            )
        elif name in measures and measures[name].kind not in _ADDABLE:
            fields.problem(
                rule.kind,
                f"'{name}' is of kind '{measures[name].kind}', and rules are about counts and sums.",
                "Name the count it is made of.",
            )
