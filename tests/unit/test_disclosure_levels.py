"""Levels on tables small enough to check by hand, and what is taken to count the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from frankpledge.plan.definitions import Direction, Kind, Measure
from frankpledge.plan.record_questions import Clause
from frankpledge.publication.disclosure.conditions import IN_MONTH_OF, Thing, counted_by
from frankpledge.publication.disclosure.counted import Counted, Family, Level, made_of_shown
from frankpledge.publication.disclosure.levels import settled


def counted(*rows: list[float], whole: bool = False, released: list[int] | None = None) -> Counted:
    """One financial year of series; where the first is the ``whole``, the others make it."""
    values = np.array([*rows, [0.0] * 12], float)
    months = np.zeros(values.shape, bool)
    for row in released or []:
        months[row] = True
    residual = np.arange(len(values)) == len(rows)
    families = (Family(0, tuple(range(1, len(rows))), len(rows)),) if whole else ()
    return Counted(
        3, values, np.ones(values.shape, bool), np.where(residual[:, None], 0.0, np.inf), residual, families,
        (), months, np.full((len(values), 4), Level.NOTHING, np.int8), np.zeros((0, 3), np.int64),
    )  # fmt: skip


def year(*first: float, rest: float = 20) -> list[float]:
    return [*first, *[rest] * (12 - len(first))]


def test_nothing_small_nothing_withheld() -> None:
    assert (settled(counted(year(0, 5, 6)))[0] == Level.MONTH).all()


def test_a_small_month_is_shown_by_its_quarter() -> None:
    assert settled(counted(year(3, 9, 6)))[0].tolist() == [Level.QUARTER, 0, 0, 0]


def test_a_small_quarter_is_shown_by_its_year_and_a_small_year_not_at_all() -> None:
    assert settled(counted(year(1, 2, 0)))[0].tolist() == [Level.YEAR] * 4
    assert settled(counted(year(1, 2, 0, rest=0)))[0].tolist() == [Level.NOTHING] * 4


def test_a_quarter_that_leaves_no_room_goes_to_its_year() -> None:
    """4 and 1 of 5 leave the small month from 0 to 5; with 1, 0 and 2 there is too little to move."""
    assert settled(counted(year(4, 1, 0)))[0, 0] == Level.QUARTER
    assert settled(counted(year(1, 0, 2)))[0, 0] > Level.QUARTER


def test_a_sibling_is_withheld_beside_a_small_part_and_the_whole_is_not() -> None:
    parts = [year(3, 9, 6), year(30, 40, 50), year(12, 11, 10)]
    whole = np.sum(parts, axis=0).tolist()
    levels = settled(counted(whole, *parts, whole=True))
    assert levels[:4, 0].tolist() == [Level.MONTH, Level.QUARTER, Level.MONTH, Level.QUARTER]
    assert (levels[:4, 1:] == Level.MONTH).all()


def test_what_was_released_cannot_be_withheld_beside_it() -> None:
    parts = [year(3, 9, 6), year(30, 40, 50), year(12, 11, 10)]
    whole = np.sum(parts, axis=0).tolist()
    levels = settled(counted(whole, *parts, whole=True, released=[3]))
    assert levels[2, 0] == Level.QUARTER


@pytest.mark.parametrize(
    ("levels", "first", "last", "shown"),
    [
        ([0, 0, 0, 0], 0, 0, True),
        ([1, 0, 0, 0], 0, 0, False),
        ([1, 0, 0, 0], 0, 2, True),
        ([1, 0, 0, 0], 2, 5, False),
        ([1, 0, 0, 0], 0, 11, True),
        ([2, 2, 2, 2], 0, 2, False),
        ([2, 2, 2, 2], 0, 11, True),
        ([3, 3, 3, 3], 0, 11, False),
        ([0, 1, 0, 0], 1, 5, True),
        ([0, 1, 0, 0], 1, 4, False),
        ([0, 0, 0, 0], 6, 14, False),
    ],
)
def test_a_span_is_shown_if_it_is_made_of_shown_spans(
    levels: list[int], first: int, last: int, shown: bool
) -> None:
    table = np.array([levels], np.int8)
    made = made_of_shown(table, np.array([0]), np.array([first]), np.array([last]))
    assert made.tolist() == [shown]


def measure(*where: Clause, kind: Kind = Kind.COUNT, part: tuple[Clause, ...] = ()) -> Measure:
    return Measure("m", "M", kind, "crimes", Direction.LOWER, "crimes", where, part)


def test_a_count_within_another_and_what_completes_it() -> None:
    burglary, theft = Clause("crime-type", ("burglary",)), Clause("crime-type", ("bicycle-theft",))
    both, other = Clause("crime-type", ("burglary", "bicycle-theft")), Clause("outcome", ("charged",))
    (one, _), (two, _), (sum_, _), (charged, _), (all_, _) = (
        counted_by(measure(*where), "crimes")
        for where in ((burglary,), (theft,), (both,), (burglary, other), ())
    )
    assert one.is_within(sum_)
    assert one.is_within(all_)
    assert charged.is_within(one)
    assert not sum_.is_within(one)
    assert not one.is_within(two)
    assert one.completes(two, sum_)
    assert not one.completes(two, all_)
    rest, _ = counted_by(measure(Clause("crime-type", ("burglary",), negate=True)), "crimes")
    assert one.completes(rest, all_)
    assert one.value_of(sum_) == one.value_of(all_) == "crime-type"
    assert sum_.value_of(all_) == one.value_of(rest) == ""


def test_a_breakdown_counts_what_a_measure_of_its_own_would() -> None:
    both, other = Clause("crime-type", ("burglary", "bicycle-theft")), Clause("outcome", ("charged",))
    (broken, _), (same, _) = (
        counted_by(measure(*where), "crimes")
        for where in ((both, other), (Clause("crime-type", ("burglary",)), other))
    )
    assert broken.broken_down("crime-type=burglary") == same
    assert broken.broken_down("") == broken


def test_a_share_counts_its_part_and_its_base() -> None:
    charged = Clause("outcome", ("charged",))
    part, base = counted_by(measure(kind=Kind.SHARE, part=(charged,)), "crimes")
    assert base is not None
    assert part.is_within(base)


def test_what_ended_or_is_open_is_no_part_of_what_came_in_that_month() -> None:
    came = Thing("complaints", frozenset())
    ended = Thing("complaints", frozenset({(IN_MONTH_OF, False, frozenset({"finalised"}))}))
    still = Thing("complaints", frozenset(), "open received to finalised")
    given = Thing("complaints", frozenset(), "with received")
    assert not ended.is_within(came)
    assert not still.is_within(came)
    assert given.is_within(came)
    assert still.broken_down("handling=a").is_within(still)
    assert still.open_between == ("received", "finalised")
    assert still.of_month("received", own="received") == came
    assert still.of_month("finalised", own="received") == ended
    assert came.open_between is None


def test_what_is_open_for_longer_is_a_part_of_what_is_open_and_of_shorter_spans() -> None:
    still = Thing("complaints", frozenset(), "open received to finalised")

    def longer(span: str) -> Thing:
        return replace(still, of=f"{still.of} longer than {span}")

    assert longer("30 working days").is_within(still)
    assert longer("60 working days").is_within(longer("30 working days"))
    assert longer("30 working days").is_within(longer("30 days"))
    assert longer("90 days").is_within(longer("30 days"))
    assert longer("60 working days").broken_down("body=police").is_within(longer("30 working days"))
    assert not still.is_within(longer("30 days"))
    assert not longer("30 working days").is_within(longer("60 working days"))
    assert not longer("30 days").is_within(longer("30 working days"))
    assert not longer("60 days").is_within(longer("30 working days"))
    assert not longer("60 days").is_within(Thing("complaints", frozenset()))
    assert not longer("60 days").is_within(Thing("complaints", frozenset(), "open logged to finalised"))
    assert longer("30 days").open_between is None
    halves = [still.broken_down("body=police"), longer("30 days").broken_down("body=office")]
    assert not halves[1].completes(halves[0], still)
