"""Marks over the explorer's lines: exceptions first, signals of a control chart at their months, peers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frankpledge.assessment.control.verdicts import Hit
from frankpledge.assessment.findings import FindingKind
from frankpledge.builds.chart_words import SignalTold, signals_in, signals_told
from frankpledge.builds.charting import Signal
from frankpledge.builds.finding import CHART_SIGNAL
from frankpledge.builds.standing import OUTSIDE_FUNNEL, WORSE_THAN_PEERS
from frankpledge.contracts.figures import Basis, Figure, Finding, State
from frankpledge.periods import Period, Window, month_key, parse_month, parse_quarter, period_ending
from frankpledge.publication.exploring.marks import marks_of
from frankpledge.publication.model import Tone
from frankpledge.publication.month_findings import MarkKind

LAST = parse_month("2025-01")
OUTSIDE = "outside the limits"
SHIFT = "one of 7 points in a row on one side of the mean"
TREND = "one of 7 points in a row each above (or each below) the last"


def _signals(side: int, **months: list[int]) -> list[Signal]:
    words = {"outside": OUTSIDE, "shift": SHIFT, "trend": TREND}
    return [
        Signal(month, month - 6, Hit(rule, words[rule], side, ()))
        for rule, held in months.items()
        for month in held
    ]


@pytest.mark.parametrize("side", [1, -1, 0])
@pytest.mark.parametrize(
    "months",
    [[LAST], [LAST - 1, LAST], [LAST - 2, LAST - 1, LAST], [LAST - 2, LAST], [LAST - 14, LAST - 13]],
)
def test_the_months_of_signals_are_read_back_out_of_the_sentence_that_tells_of_them(
    side: int, months: list[int]
) -> None:
    told = signals_told(
        "Burglary (homes)", side, _signals(side, outside=months, trend=months[:1]), "months (XmR)"
    )
    wanted = [SignalTold(OUTSIDE, side, month) for month in months] + [SignalTold(TREND, side, months[0])]
    assert list(signals_in(told)) == wanted


def test_another_sentence_tells_of_no_signal() -> None:
    assert list(signals_in("Burglary: 312 in Q4 22/23, above what is usual among peers (280 to 345).")) == []


def _figure(period: Period, source: str = "crimes") -> Figure:
    return Figure(
        measure="burglary", area_type="force", area="westmarch", breakdown="", window=str(period.window),
        period=period.key, source=source, label=period.label, period_start=period.start,
        period_end=period.end, value=300.0, unit="crimes", numerator=300.0, denominator=None, n=None,
        state=State.KNOWN, basis=Basis.COMPUTED, as_at=None,
    )  # fmt: skip


def _finding(period: Period, kind: str, sentence: str = "", source: str = "crimes") -> Finding:
    return Finding(
        measure="burglary", area_type="force", area="westmarch", breakdown="", window=str(period.window),
        period=period.key, source=source, kind=kind, method="", variant="", baseline="",
        expected_low=200.0, expected_high=250.0, seen=300.0, strength="", direction="worsening",
        sentence=sentence,
    )  # fmt: skip


MONTHS = [_figure(period_ending(Window.MONTH, month)) for month in range(LAST - 3, LAST + 3)]
QUARTER = parse_quarter("Q4 24/25")


def test_a_signal_is_marked_at_each_month_that_its_rules_mark_and_not_over_an_exception() -> None:
    words = signals_told("Burglary", 1, _signals(1, outside=[LAST], shift=[LAST, LAST + 1]), "months (XmR)")
    signal = _finding(period_ending(Window.MONTH, LAST + 1), CHART_SIGNAL, words)
    made = marks_of(MONTHS, Window.MONTH, [signal])
    held = [(month_key(one.month), one.kind, one.tone, one.words) for one in made.marks if one]
    assert held == [
        ("2025-01", MarkKind.SIGNAL, Tone.WORSE, "above its chart's limits"),
        ("2025-02", MarkKind.SIGNAL, Tone.WORSE, "high on its chart"),
    ]
    assert made.found == (signal,)
    outside = _finding(period_ending(Window.MONTH, LAST), str(FindingKind.MONTH_OUTSIDE))
    both = marks_of(MONTHS, Window.MONTH, [outside, signal])
    assert [one.words for one in both.marks if one] == ["above expected", "high on its chart"]
    quarters = [_figure(QUARTER)]
    assert marks_of(quarters, Window.QUARTER, [signal]).marks == (None,), "a signal is of months"


def test_where_a_force_lies_beyond_its_peers_is_marked_at_its_quarter_in_the_source_that_compares() -> None:
    beyond = replace(
        _finding(QUARTER, OUTSIDE_FUNNEL, source="force-month-counts"), direction=WORSE_THAN_PEERS
    )
    (mark,) = marks_of([_figure(QUARTER, "force-month-counts")], Window.QUARTER, [beyond, beyond]).marks
    assert mark is not None
    assert (mark.kind, mark.tone, mark.words) == (MarkKind.PEERS, Tone.WORSE, "above its peers' limits")
    months = [replace(one, source="force-month-counts") for one in MONTHS]
    marked = [one for one in marks_of(months, Window.MONTH, [beyond]).marks if one]
    assert {one.words for one in marked} == {"quarter above its peers' limits"}
    assert [month_key(one.month) for one in marked] == ["2025-01", "2025-02", "2025-03"]
    assert marks_of(MONTHS, Window.MONTH, [beyond]).found == ()
    quarter = _finding(QUARTER, str(FindingKind.QUARTER_OUTSIDE), source="force-month-counts")
    (mark,) = marks_of(
        [_figure(QUARTER, "force-month-counts")], Window.QUARTER, [quarter, beyond, beyond]
    ).marks
    assert mark is not None
    assert (mark.kind, mark.words) == (MarkKind.OUTSIDE, "above expected; above its peers' limits")
