"""What a build finds of a quarter, by the keys that bind a report's numbers to it: ranges, findings, peers.

Worked out from the build anew, so that a page cannot carry a range or a rank that the build denies.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping

from frankpledge.assessment.findings import FindingKind
from frankpledge.builds.finding import FIRST, QuarterFindings, find
from frankpledge.builds.reading import Build
from frankpledge.builds.standing import Standing
from frankpledge.contracts.figures import Comparator
from frankpledge.errors import WrongUse
from frankpledge.periods import Period, Window, parse_period
from frankpledge.publication.amounts import words_of
from frankpledge.publication.gather_peers import rank_set
from frankpledge.publication.model import finding_key

_TOLD = (*FIRST, FindingKind.WITHIN)
"""Kinds whose sentence begins with the value that was seen."""


def found_numbers(build: Build, period: str, *, whole_plan: bool) -> Mapping[str, tuple[float, ...]]:
    """Return the values that a quarter's findings allow by key; nothing for a period that is no quarter.

    ``whole_plan``: the report tells of every measure of the plan, so that its count of those judged
    can be taken from the build too.
    """
    try:
        quarter = parse_period(Window.QUARTER, period)
    except WrongUse:
        return {}
    found = find(build, quarter, words_of, local=False)
    held: dict[str, list[float]] = defaultdict(list)
    for key, value in (*_of_findings(found), *_of_standings(found, quarter)):
        if value is not None and math.isfinite(value):
            held[key].append(float(value))
    if whole_plan:
        planned = {name for one in build.definitions.plan.priorities for name in one.measures}
        judged = {
            one.judged.measure.id
            for one in found.charted
            if one.judged.is_judged and one.judged.key.area == build.definitions.office.force
        }
        held["report>false-exceptions"].append(float(len(planned & judged)))
    return {key: tuple(values) for key, values in held.items()}


def _of_findings(found: QuarterFindings) -> Iterator[tuple[str, float | None]]:
    judged = {
        (one.judged.measure.id, one.judged.key.area, one.judged.source): one.judged.judgement
        for one in found.charted
    }
    for row in found.rows:
        key = finding_key(row)
        if row.kind in _TOLD:
            yield key, row.seen
            for name, value in (("low", row.expected_low), ("high", row.expected_high)):
                yield f"{key}.{name}", value
                yield f"{key}>expected.{name}", value
        made = judged.get((row.measure, row.area, row.source))
        if made is not None and row.kind in _TOLD:
            yield f"{key}.months", float(made.months_used[0])
            yield f"{key}.rise", float(made.power.rise_to[0])
            yield f"{key}.fall", float(made.power.fall_to[0])


def _of_standings(found: QuarterFindings, quarter: Period) -> Iterator[tuple[str, float | None]]:
    for one in found.standings:
        for place, area in enumerate(one.areas):
            key = f"{one.measure.id}:force:{area}::{quarter.window}:{quarter.key}:{one.source}"
            yield f"{key}>interval.low", float(one.estimate.low[place, 0])
            yield f"{key}>interval.high", float(one.estimate.high[place, 0])
            if one.unit != one.measure.unit:  # A count stands among its peers as a rate.
                yield f"{key}>rate", float(one.estimate.value[place, 0])
                yield f"{key}>rate>size", float(one.sizes[place, 0])
            if place == one.own:
                yield from _of_rank(one, key)


def _of_rank(one: Standing, key: str) -> Iterator[tuple[str, float | None]]:
    span = rank_set(one)
    if span is not None:
        for name, value in zip(("interval_low", "interval_high"), span, strict=True):
            yield f"{key}>{Comparator.RANK}:{one.group.id}.{name}", float(value)
