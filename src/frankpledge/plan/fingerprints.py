"""A hash of what a measure means, so that a figure can say by which definition it was made.

Words (title, why, note), comments, order and layout do not change a figure and so do not
change the hash. Everything a figure or a judgement of it depends on does: also the terms
of the sets used, and the measures that a ratio or rate divides or a sum adds up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from frankpledge.plan.definitions import Measure
from frankpledge.plan.record_questions import Clause

_FORM = "frankpledge measure 1"
"""Changes when the hashed content takes another form, so that old and new hashes never meet."""


def _conditions(clauses: tuple[Clause, ...]) -> list[list[object]]:
    return sorted([clause.column, clause.negate, sorted(clause.terms)] for clause in clauses)


def _ending(measure: Measure) -> dict[str, object]:
    """Return what ends a time, for measures that have it: the hashes of all others stay what they were."""
    return {} if measure.ended_by is None else {"ended_by": _conditions((measure.ended_by,))}


def _level(measure: Measure) -> dict[str, object]:
    """Return a service level with the hours it counts, months looked back on, or a change of scores."""
    if measure.look_back is not None:
        return {"look_back": measure.look_back}
    if measure.paired is not None:
        return {"paired": repr(measure.paired)}
    return {} if measure.service_level is None else {"service_level": repr(measure.service_level)}


def _taken(measure: Measure) -> dict[str, object]:
    """Return how a value is taken where it is not of every row alike over the whole period."""
    taken: dict[str, object] = {}
    if measure.duration is not None:
        taken["duration"] = repr(measure.duration)
    if measure.weight:
        taken["weight"] = measure.weight
    if measure.at_end:
        taken["at_end"] = True
    if measure.in_month_of:
        taken["in_month_of"] = measure.in_month_of
    if measure.open_between is not None:
        taken["open_between"] = list(measure.open_between)
    if measure.open_longer is not None:
        taken["open_longer"] = repr(measure.open_longer)
    if measure.of_whole:
        taken["of_whole"] = True
    if measure.returned_by:
        taken["returned_by"] = sorted(measure.returned_by)
    return taken


def _content(measure: Measure, hashes: Mapping[str, str]) -> dict[str, object]:
    baseline = measure.baseline
    return {
        "form": _FORM,
        "id": measure.id,
        "kind": measure.kind,
        "unit": measure.unit,
        "direction": measure.direction,
        "table": measure.table,
        "where": _conditions(measure.where),
        "numerator_where": _conditions(measure.numerator_where),
        "numerator": hashes.get(measure.numerator, measure.numerator),
        "denominator": hashes.get(measure.denominator, measure.denominator),
        "column": measure.column,
        "percentile": measure.percentile,
        "scale": measure.scale,
        "follow_up": measure.follow_up,
        **_ending(measure),
        **_level(measure),
        **_taken(measure),
        "breakdowns": sorted(measure.breakdowns),
        "area_types": sorted(measure.area_types),
        "peers": measure.peers,
        "baseline": [baseline.window, baseline.key] if baseline else None,
        "targets": sorted(
            [
                target.window,
                target.from_month,
                -1 if target.to_month is None else target.to_month,
                target.value,
            ]
            for target in measure.targets
        ),
        "status": measure.status,
        "chart": measure.chart,
        "rules": measure.rules,
        "parts": sorted(hashes[part] if part in measure.made_of else part for part in measure.parts),
    }


def with_hashes(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """Return the measures by id, in order of their ids, each with its ``definition_hash``.

    Measures made of others name only such as are not (the reader sees to that), so they are hashed
    after all others.
    """
    hashes: dict[str, str] = {}
    made = {name for name, measure in measures.items() if measure.made_of}
    for name in (*(name for name in measures if name not in made), *sorted(made)):
        known = {word: found for word, found in hashes.items() if word not in made}
        content = json.dumps(_content(measures[name], known), sort_keys=True, separators=(",", ":"))
        hashes[name] = sha256(content.encode("ascii")).hexdigest()
    return {name: replace(measures[name], definition_hash=hashes[name]) for name in sorted(measures)}
