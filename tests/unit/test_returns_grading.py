"""The scale on which bodies' returns are graded, at its edges."""

from __future__ import annotations

from datetime import date

import pytest

from frankpledge.returns.grading import DueReturn, Standing, reporting_of

DAY = date(2024, 4, 30)


def returns(*standings: Standing, adequacy: str = "") -> list[DueReturn]:
    return [DueReturn("a", "c", "monthly", DAY, DAY, one, DAY, adequacy=adequacy) for one in standings]


ON, LATE, NO = Standing.ON_TIME, Standing.LATE, Standing.MISSING


@pytest.mark.parametrize(
    ("standings", "accepted", "refused", "adequacy", "grade"),
    [
        ([ON] * 9 + [LATE], 99, 1, "", "good"),
        ([ON] * 8 + [LATE] * 2, 100, 0, "", "adequate"),
        ([ON] * 10, 98, 2, "", "adequate"),
        ([ON] * 10, 100, 0, "major-gaps", "adequate"),
        ([ON] * 9 + [NO], 100, 0, "", "adequate"),
        ([ON] * 3 + [NO], 100, 0, "", "adequate"),
        ([ON] * 10, 94, 6, "", "poor"),
        ([ON] * 7 + [LATE] * 3, 100, 0, "", "poor"),
        ([ON] * 10, 100, 0, "not-usable", "poor"),
        ([ON, NO], 100, 0, "", "poor"),
        ([NO] * 3, 0, 0, "", "none"),
    ],
)
def test_grades_at_their_edges(
    standings: list[Standing], accepted: int, refused: int, adequacy: str, grade: str
) -> None:
    found = reporting_of("a", returns(*standings, adequacy=adequacy), accepted, refused)
    assert found is not None
    assert found.grade == grade
    assert found.due == len(standings)


def test_what_is_still_to_come_is_not_graded() -> None:
    assert reporting_of("a", returns(Standing.TO_COME), 0, 0) is None


def test_the_action_names_what_is_wrong_and_nothing_else() -> None:
    good = reporting_of("a", returns(ON, ON), 10, 0)
    assert good is not None
    assert good.action == "None."
    gaps = reporting_of("a", returns(ON, ON, adequacy="major-gaps"), 10, 0)
    assert gaps is not None
    assert gaps.action == "Agree how the gaps of 2 are closed."
    nothing = reporting_of("a", returns(NO), 0, 0)
    assert nothing is not None
    assert nothing.action == "Nothing has come: raise it with whoever answers for the contract."
