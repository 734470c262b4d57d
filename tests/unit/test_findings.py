"""Findings and their sentences: what they say, and what they never say."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from frankpledge.assessment.expected.budget import LEVELS
from frankpledge.assessment.expected.interval import judge_quarter
from frankpledge.assessment.expected.monthly import Monthly
from frankpledge.assessment.findings import (
    FindingKind,
    Subject,
    closing_sentence,
    direction_of,
    findings_of,
    one_in,
)
from frankpledge.contracts.figures import FINDING_COLUMNS, Finding, findings_schema
from frankpledge.periods import month_number, parse_quarter
from frankpledge.plan.definitions import Direction, Kind

QUARTER = parse_quarter("Q1 22/23")
FIRST = month_number(2019, 4)
BURGLARY = Subject(
    "burglary", "force", "westmarch", "", "crimes", "Burglary", Direction.LOWER, lambda value: f"{value:,.0f}"
)


def findings(series: np.ndarray, subject: Subject = BURGLARY) -> list[Finding]:
    judgement = judge_quarter(Monthly(Kind.COUNT, np.atleast_2d(series), FIRST))
    return findings_of(judgement, [subject] * len(judgement.reasons), QUARTER)


def stable(months: int = 39) -> np.ndarray:
    return np.random.default_rng(1).poisson(80, months).astype(float)


def test_a_finding_has_the_columns_of_its_contract() -> None:
    assert [item.name for item in fields(Finding)] == list(FINDING_COLUMNS)
    assert findings_schema().names == list(FINDING_COLUMNS)


def test_a_quarter_outside_says_where_how_rare_and_which_way() -> None:
    series = stable()
    series[-3:] *= 2
    found = findings(series)
    first = found[0]
    assert first.kind == FindingKind.QUARTER_OUTSIDE
    assert (first.window, first.period) == ("quarter", "2022-23-Q1")
    assert first.direction == "worsening"
    assert first.seen is not None
    assert first.expected_high is not None
    assert first.seen > first.expected_high
    assert "above" in first.sentence
    assert "worse side" in first.sentence
    assert "1 in" in first.sentence
    assert "by chance" in first.sentence
    windows = [one.window for one in found]
    assert "since" in windows
    assert "month" in windows
    half = found[windows.index("since")]
    assert half.period == "2022-01..2022-06"
    assert half.kind == FindingKind.HALF_YEAR_OUTSIDE
    neutral = findings(series, replace(BURGLARY, direction=Direction.NEUTRAL))[0]
    assert neutral.direction == "no judgement"
    assert "side" not in neutral.sentence


def test_a_quarter_within_never_says_that_nothing_changed() -> None:
    for measure in ("a", "b", "c", "d", "e", "f"):
        (found,) = findings(stable(), replace(BURGLARY, measure=measure))
        assert found.kind == FindingKind.WITHIN
        assert found.direction == "no judgement"
        assert "no change" not in found.sentence.lower()
        assert "unchanged" not in found.sentence
        assert "would probably have been seen" in found.sentence
        assert "within" in found.sentence


def test_wordings_differ_between_measures_and_not_between_runs() -> None:
    sentences = {findings(stable(), replace(BURGLARY, measure=one))[0].sentence for one in "abcdefgh"}
    assert len(sentences) > 2
    assert findings(stable()) == findings(stable())


def test_where_no_fall_could_be_seen_the_sentence_says_so() -> None:
    (found,) = findings(np.zeros(39))
    assert "a fall could not have been" in found.sentence


def test_no_judgement_says_why_and_what_can_still_be_read() -> None:
    fifteen, four = findings(stable(18))[0], findings(stable(7))[0]
    assert fifteen.kind == FindingKind.NO_JUDGEMENT
    assert "15 months before the quarter, 18 are needed" in fifteen.sentence
    assert "control chart can be read" in fifteen.sentence
    assert "Until there are 13" in four.sentence
    assert (four.seen, four.expected_low, four.strength) == (None, None, "")
    gap = stable()
    gap[-1] = np.nan
    assert findings(gap)[0].sentence.endswith("not all months of the quarter have been supplied.")


def test_subjects_must_match_the_series() -> None:
    judgement = judge_quarter(Monthly(Kind.COUNT, stable()[None], FIRST))
    with pytest.raises(ValueError, match="2 subjects for 1"):
        findings_of(judgement, [BURGLARY, BURGLARY], QUARTER)


def test_direction_is_in_the_measures_own_terms() -> None:
    assert direction_of(Direction.HIGHER, 1) == "improving"
    assert direction_of(Direction.LOWER, -1) == "improving"
    assert direction_of(Direction.HIGHER, -1) == "worsening"


def test_rarity_is_said_in_round_numbers() -> None:
    assert one_in(0.9) == "nothing unusual"
    assert one_in(0.00051) == "about 1 in 2,000"
    assert one_in(0.012) == "about 1 in 80"


def test_the_closing_line_gives_the_number_to_expect() -> None:
    assert "up to about 3.0 would" in closing_sentence(200, 5)
    assert "up to about 1.5 would" in closing_sentence(200, 1, LEVELS.times(0.5))
    assert closing_sentence(1, 0).startswith("1 measure was held")
    assert "none is called exceptional" in closing_sentence(1, 0)
