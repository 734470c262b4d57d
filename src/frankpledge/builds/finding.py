"""All findings of a build for one quarter: what is exceptional, and what can and cannot be said of the rest.

The published exceptions are those of the default test alone, and the report's budget of false
ones is theirs. What stands beside them says so in its kind: control charts, peers, local areas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

import pyarrow as pa

from frankpledge.assessment.control.assurance import Assured
from frankpledge.assessment.expected.budget import LEVELS, Levels, expected_false_exceptions, levels_within
from frankpledge.assessment.findings import (
    FindingKind,
    Judged,
    closing_sentence,
    direction_of,
    findings_of,
)
from frankpledge.builds.chart_words import signals_told
from frankpledge.builds.charting import SeriesCharted, charted
from frankpledge.builds.judging import SeriesJudged, Words, judge
from frankpledge.builds.reading import Build
from frankpledge.builds.scanning import AreaScan, area_scans
from frankpledge.builds.scanning import findings_of as area_findings
from frankpledge.builds.standing import Standing, finding_of, standings
from frankpledge.contracts.figures import Finding, findings_schema
from frankpledge.errors import WrongUse
from frankpledge.periods import Period, Window, month_label, period_ending

CHART_SIGNAL = "signal on a control chart"
ASSURANCE = "target"

FIRST = (
    FindingKind.QUARTER_OUTSIDE,
    FindingKind.HALF_YEAR_OUTSIDE,
    FindingKind.MONTH_OUTSIDE,
)
"""Kinds that count as published exceptions, the weightiest first."""


@dataclass(frozen=True)
class QuarterFindings:
    """What was found in one quarter: the series judged (with charts), standings, scans, and the rows.

    ``false_exceptions`` is how many of the published exceptions would be expected though nothing
    had changed; ``closing`` says so in a sentence.
    """

    quarter: Period
    charted: tuple[SeriesCharted, ...]
    standings: tuple[Standing, ...]
    scans: tuple[AreaScan, ...]
    rows: tuple[Finding, ...]
    levels: Levels
    judged: int
    exceptional: int

    @property
    def false_exceptions(self) -> float:
        return expected_false_exceptions(self.judged, self.levels)

    @property
    def closing(self) -> str:
        return closing_sentence(self.judged, self.exceptional, self.levels)

    def table(self) -> pa.Table:
        """Return the findings in the contract's columns."""
        schema = findings_schema()
        rows = [asdict(row) for row in self.rows]
        return pa.table({name: [row[name] for row in rows] for name in schema.names}, schema=schema)

    def of(self, measure: str, kinds: Sequence[str] = ()) -> tuple[Finding, ...]:
        """Return the findings about one measure, of some kinds (default: all)."""
        return tuple(row for row in self.rows if row.measure == measure and (not kinds or row.kind in kinds))


def find(
    build: Build,
    quarter: Period,
    words: Words,
    *,
    measures: Iterable[str] | None = None,
    areas: Sequence[str] | None = None,
    local: bool = True,
) -> QuarterFindings:
    """Return what was found in a quarter, for the forces a build is about (or those named).

    Exceptions first, then peers, local areas, control charts and targets, then what lies within
    its range, then what could not be judged. Raises WrongUse for another window than a quarter.
    """
    if quarter.window is not Window.QUARTER:
        raise WrongUse(
            f"Findings are of a quarter, and {quarter.label} is none.", do='Write for example "Q4 22/23".'
        )
    chosen = None if measures is None else tuple(measures)
    held, levels = _within_budget(build, quarter, chosen, areas)
    drawn = charted(held)
    names = chosen or tuple(build.definitions.measures)
    own = build.focus if areas is None else areas
    stand = [one for area in own for one in standings(build, quarter, area, names)] if len(own) == 1 else []
    scans = (
        area_scans(build, quarter, names)
        if local and set(own) == set(build.definitions.office.forces)
        else []
    )
    rows: list[Finding] = []
    for one in held:
        rows += findings_of(one.judgement, [one.subject(words)], quarter)
    for found in drawn:
        rows += _chart_findings(found, quarter, words)
    rows += [row for one in stand if (row := _peer_finding(one, words)) is not None]
    rows += [row for one in scans for row in area_findings(one)]
    judged = [one for one in held if one.is_judged]
    return QuarterFindings(
        quarter,
        tuple(drawn),
        tuple(stand),
        tuple(scans),
        tuple(sorted(rows, key=_order)),
        levels,
        len(judged),
        sum(one.is_exceptional for one in judged),
    )


def _within_budget(
    build: Build, quarter: Period, measures: Sequence[str] | None, areas: Sequence[str] | None
) -> tuple[list[SeriesJudged], Levels]:
    """Judge series at the published levels, or at stricter ones where the office's budget asks it.

    The budget is that of all the office's measures, whichever are asked for.
    """
    levels = LEVELS
    budget = build.definitions.office.false_exceptions
    if budget is not None:
        everything = _one_source_each(judge(build, quarter))
        levels = levels_within(budget, sum(one.is_judged for one in everything))
    return _one_source_each(judge(build, quarter, measures=measures, areas=areas, levels=levels)), levels


def _one_source_each(held: Sequence[SeriesJudged]) -> list[SeriesJudged]:
    """Return one series for each measure and area: two sources of one thing are not two findings.

    That of its own records, or, where those cannot be judged and the comparison source can, of that.
    """
    chosen: dict[tuple[str, str], SeriesJudged] = {}
    for one in held:
        key = (one.measure.id, one.key.area)
        if key not in chosen or (one.is_judged and not chosen[key].is_judged):
            chosen[key] = one
    return list(chosen.values())


_KINDS = (*FIRST, "outside", "local", CHART_SIGNAL, ASSURANCE, FindingKind.WITHIN, FindingKind.NO_JUDGEMENT)


def _order(row: Finding) -> tuple[int, str, str, str, str]:
    for place, kind in enumerate(_KINDS):
        if row.kind.startswith(str(kind)):
            return place, row.measure, row.area_type, row.area, row.source
    return len(_KINDS), row.measure, row.area_type, row.area, row.source


def _peer_finding(one: Standing, words: Words) -> Finding | None:
    if abs(one.flag) < 2:
        return None
    say = words(one.as_compared)
    made, own = one.funnel, one.own
    usual = tuple(say(float(limit[1, own, 0]) * one.scale) for limit in (made.low, made.high))
    return finding_of(one, say(float(made.value[own, 0]) * one.scale), (usual[0], usual[1]))


def _chart_findings(one: SeriesCharted, quarter: Period, words: Words) -> Iterator[Finding]:
    """Yield what the control chart shows of the quarter, a row for each rule, and the target's assurance."""
    held = one.judged
    drawn, last = one.chart, one.chart.values.shape[1] - 1
    low, high = (float(limit[0, last]) * one.scale for limit in (drawn.lower, drawn.upper))
    first, end = held.monthly.first_month, quarter.first_month - 1
    baseline = f"{month_label(first)} to {month_label(end)}"
    for side in (1, -1, 0):
        marked = [signal for signal in one.signals if signal.hit.side == side]
        if not marked:
            continue
        newest, raw = max(signal.month for signal in marked), bool(held.judgement.reasons[0])
        yield Finding(
            *(held.measure.id, held.key.area_type, held.key.area, held.key.breakdown),
            *(str(Window.MONTH), period_ending(Window.MONTH, newest).key, held.source, CHART_SIGNAL),
            method=f"{one.choice.chart} chart" if raw else "run rules",
            variant=f"{held.measure.rules}; {one.read_on}; chart chosen: {one.choice.reason}",
            baseline=baseline,
            expected_low=low if raw else None,
            expected_high=high if raw else None,
            seen=float(drawn.values[0, newest - first]) * one.scale,
            strength="not a published exception: such rules signal more often by chance",
            direction=str(direction_of(held.measure.direction, side) if side else Judged.NONE),
            sentence=signals_told(held.measure.title, side, marked, one.read_on),
        )
    if one.assured in (Assured.MET, Assured.HIT_AND_MISS, Assured.MISSED):
        yield Finding(
            *(held.measure.id, held.key.area_type, held.key.area, held.key.breakdown),
            *(str(Window.MONTH), period_ending(Window.MONTH, quarter.last_month).key, held.source, ASSURANCE),
            method=f"{one.choice.chart} chart",
            variant=f"limits against the target; {one.choice.reason}",
            baseline=baseline,
            expected_low=low,
            expected_high=high,
            seen=None,
            strength=one.assured.words,
            direction=str(Judged.NONE),
            sentence=f"{held.measure.title}: the monthly target is {one.assured.words} as things stand.",
        )
