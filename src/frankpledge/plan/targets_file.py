"""``plan/targets.yaml``: what an office sets for measures whose definitions it shares with others.

A definition says what is counted, alike in every office; a target, a baseline and a status are an
office's own, and so stand apart from it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from frankpledge.errors import did_you_mean
from frankpledge.plan.definitions import Measure
from frankpledge.plan.fields import Fields, Problems
from frankpledge.plan.judged_by import read_baseline, read_status, read_targets
from frankpledge.plan.measure_file import Draft
from frankpledge.plan.yaml_nodes import Entries, shown

_KEYS = ("targets", "baseline", "status")


def read_targets_file(
    entries: Entries, problems: Problems, drafts: Mapping[str, Draft], declared: Collection[str]
) -> dict[str, Measure]:
    """Return the measures that the file is about, with what it sets for them.

    ``declared`` are the ids of all measures, read well or not.
    """
    fields = Fields(entries, problems)
    found: dict[str, Measure] = {}
    for name in entries.values:
        inner = fields.part(name)
        if name not in declared:
            fields.problem(
                name, f"there is no measure '{shown(name)}'.", did_you_mean(name, sorted(declared))
            )
        elif inner is not None and name in drafts:
            inner.only((), _KEYS)
            found[name] = _with(drafts[name].measure, inner)
    return found


def _with(measure: Measure, fields: Fields) -> Measure:
    for key, held in (
        ("targets", measure.targets),
        ("baseline", measure.baseline),
        ("status", measure.status),
    ):
        if key in fields and held:
            fields.problem(key, f"{measure.file} sets this already.", "Keep it in one of the two.")
    targets = (*measure.targets, *read_targets(fields, measure.kind, measure.unit))
    baseline = read_baseline(fields, measure.kind) or measure.baseline
    status = read_status(fields, measure.direction, baseline, targets) or measure.status
    return replace(measure, targets=targets, baseline=baseline, status=status)
