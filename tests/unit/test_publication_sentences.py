"""What the writer of sentences says, and what it must never say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frankpledge.contracts.figures import Comparator, State
from frankpledge.plan.definitions import Direction
from frankpledge.publication.amounts import TOO_SMALL
from frankpledge.publication.changes import between, by_size, change
from frankpledge.publication.data_state import state_of_data
from frankpledge.publication.key_sentences import key_sentences
from frankpledge.publication.model import Bound, Name, Quoted, Text, line, plain
from frankpledge.publication.part_tables import before_cell
from frankpledge.publication.peers import against_peers, ranked
from frankpledge.publication.progress import figures_table
from frankpledge.publication.readings import MeasureReading
from frankpledge.publication.sentences import (
    against_target,
    change_cell,
    chart_title,
    headline,
    history,
    paragraph,
    running,
)
from tests.unit.report_example import (
    BURGLARY,
    CHARGES,
    QUARTER,
    Series,
    compared,
    count,
    example,
    figure,
    reading,
    readings,
    wave,
)


@pytest.fixture(scope="module")
def made() -> dict[str, MeasureReading]:
    return readings()


def test_plain_text_cannot_hold_a_number() -> None:
    with pytest.raises(ValueError, match="bound to nothing"):
        Text("312 crimes")


def test_a_count_says_how_many_fewer_and_by_how_many_per_cent(made: dict[str, MeasureReading]) -> None:
    now, before = (
        made["burglary"].quarter.value,
        figure(BURGLARY, Series(wave(190, swing=0.2, drift=-0.08, seed=2)), QUARTER.year_before()).value,
    )
    assert now is not None
    assert before is not None
    words = plain(headline(made["burglary"]))
    assert f"{now:,.0f}" in words
    assert f"down {100 * (before - now) / before:.1f} per cent" in words
    assert "Q4 22/23" in words
    assert "Q4 21/22" in words


def test_a_percentage_changes_in_points_never_in_per_cent(made: dict[str, MeasureReading]) -> None:
    words = plain(headline(made["charge-rate"]))
    assert "points" in words
    assert "up 8" not in words


def test_nothing_is_ever_called_significant(made: dict[str, MeasureReading]) -> None:
    for one in made.values():
        said = plain(paragraph(one)).lower()
        for word in ("significant", "exceptional", "expected", "trend", "because"):
            assert word not in said


def test_a_reference_of_none_gets_no_percentage(made: dict[str, MeasureReading]) -> None:
    words = plain(headline(made["bicycle-theft"]))
    assert "in Q4 21/22 there were none" in words
    assert "per cent" not in words


def test_a_handful_gets_no_percentage() -> None:
    few = count("few", "Few")
    now = figure(few, Series(dict.fromkeys(QUARTER.months, 3.0)), QUARTER)
    before = figure(few, Series(dict.fromkeys(QUARTER.months, 2.0)), QUARTER)
    assert plain(by_size(between(now, before, few))) == "3 more"


def test_missing_is_said_and_is_not_nought(made: dict[str, MeasureReading]) -> None:
    assert plain(headline(made["asb-incidents"])).startswith("No figure: not all of the records for Q4 22/23")
    assert plain(headline(made["home-fire-safety-visits"])) == (
        "No figure: records for Q4 22/23 have not been supplied."
    )
    assert plain(change_cell(made["asb-incidents"])) == "no figure"


def test_a_supplied_nought_is_said_as_none() -> None:
    none = reading(
        count("none", "None"),
        Series(dict.fromkeys(range(QUARTER.first_month - 40, QUARTER.last_month + 1), 0.0)),
    )
    assert "there were none" in plain(headline(none)) or "was none" in plain(headline(none))


def test_suppressed_says_so_and_shows_nothing(made: dict[str, MeasureReading]) -> None:
    hidden = replace(
        made["robbery"], quarter=replace(made["robbery"].quarter, value=None, state=State.SUPPRESSED)
    )
    assert "too small to publish safely" in plain(headline(hidden))


def test_what_is_withheld_of_last_year_is_said_wherever_a_change_from_it_stands(
    made: dict[str, MeasureReading],
) -> None:
    whole = made["burglary"]
    year_before = figure(whole.measure, Series({}), QUARTER.year_before())
    missing = replace(whole, comparisons=(), year_before=year_before)
    last_year = Comparator.SAME_PERIOD_LAST_YEAR
    assert plain(change_cell(missing)) == "nothing to compare with"
    assert plain(before_cell(missing, last_year)) == "[x]"

    withheld = replace(missing, year_before=replace(year_before, state=State.SUPPRESSED))
    assert plain(change_cell(withheld)) == TOO_SMALL
    assert plain(before_cell(withheld, last_year)) == "[c]"
    assert plain(headline(withheld)).endswith(f"; the numbers for Q4 21/22 are {TOO_SMALL}.")

    known = replace(missing, year_before=replace(whole.quarter, value=400.0))
    assert plain(change_cell(known)) == plain(by_size(between(known.quarter, known.year_before, BURGLARY)))

    data = example()
    table = figures_table("all", line("All"), [withheld, made["robbery"]], data)
    words = plain(line(*(cell for row in table.groups[0].rows for cell in row if isinstance(cell, tuple))))
    assert TOO_SMALL in words
    assert "none" not in words
    assert f"[c] {TOO_SMALL}" in " ".join(plain(note) for note in table.notes)


def test_provisional_and_small_and_missing_are_said(made: dict[str, MeasureReading]) -> None:
    assert any("Provisional" in plain(one) for one in state_of_data(made["positive-outcomes-recorded-rate"]))
    assert any(
        plain(one) == "The numbers behind it are small: 3 of 7."
        for one in state_of_data(made["stop-search-arrest-rate"])
    )
    assert any(
        "6 of the 36 months shown (July to December 2021)" in plain(one)
        for one in state_of_data(made["robbery"])
    )


def test_a_reading_that_says_its_own_gaps_is_not_repeated(made: dict[str, MeasureReading]) -> None:
    noted = replace(made["robbery"], notes=("Six months have not been supplied.",))
    said = [plain(one) for one in state_of_data(noted)]
    assert said == ["Six months have not been supplied."]


def test_a_comparison_refused_upstream_stays_unsaid(made: dict[str, MeasureReading]) -> None:
    now = made["charge-rate"].quarter
    row = replace(compared(now, CHARGES, Comparator.SAME_PERIOD_LAST_YEAR, 8.0), difference=None)
    assert change(now, row, CHARGES) is None


def test_times_are_said_in_minutes_and_seconds(made: dict[str, MeasureReading]) -> None:
    assert "12 minutes 11 seconds" in plain(headline(made["grade-one-urban-median"]))


def test_a_target_is_met_or_not_by_the_declared_direction(made: dict[str, MeasureReading]) -> None:
    words = plain(against_target(made["charge-rate"]) or ())
    assert (
        words
        == "The target of 9.5 per cent (Plan 2021 to 2025) was not met: 0.1 points lower than the target."
    )
    lower = replace(made["charge-rate"], measure=replace(CHARGES, direction=Direction.LOWER))
    assert " was met" in plain(against_target(lower) or ())


def test_history_and_runs_come_from_their_comparisons(made: dict[str, MeasureReading]) -> None:
    assert plain(history(made["burglary"]) or ()) == "No quarter has been as low since Q1 20/21."
    assert "fifth quarter running below" in plain(running(made["burglary"]) or ())
    assert history(made["robbery"]) is None


def test_a_highest_since_last_quarter_is_not_worth_saying(made: dict[str, MeasureReading]) -> None:
    row = compared(
        made["robbery"].quarter, made["robbery"].measure, Comparator.HIGHEST_SINCE, 150.0, note="Q2 22/23"
    )
    assert history(replace(made["robbery"], comparisons=(row,))) is None


def test_peers_give_mean_rank_and_who_is_missing(made: dict[str, MeasureReading]) -> None:
    words = " ".join(plain(one) for one in against_peers(made["burglary"]))
    assert "rank 1 of 6, with the lowest first; no figure for Lowdale and Greyshire" in words
    assert "by number per resident scaled to this area" in words
    assert (
        "Among more areas it is rank 11 of 38 (England and Wales, 1 is the lowest; missing: Greyshire)"
        in words
    )
    assert ranked(made["burglary"])[0][0].title == "Westmarch"


def test_charts_are_titled_with_the_finding(made: dict[str, MeasureReading]) -> None:
    assert plain(chart_title(made["burglary"])) == "Burglary: down 6.8 per cent on Q4 21/22"
    assert plain(chart_title(made["bicycle-theft"])) == "Bicycle theft: 13 more than in Q4 21/22"
    assert plain(chart_title(made["asb-incidents"])) == "ASB incidents: no figure for Q4 22/23"


def test_better_and_worse_follow_the_declared_direction_and_need_more_than_a_little(
    made: dict[str, MeasureReading],
) -> None:
    assert plain(change_cell(made["burglary"])).endswith("better")
    assert plain(change_cell(made["charge-rate"])).endswith("better")
    assert plain(change_cell(made["all-crime"])).endswith(")")
    assert plain(change_cell(made["possession-of-weapons"])).endswith(")")


def test_there_are_three_to_seven_key_sentences_with_the_unknown_among_them() -> None:
    said = [plain(one) for one in key_sentences(example())]
    assert 3 <= len(said) <= 7
    assert any(one.startswith("Not known: 2 of 12 measures") for one in said)
    assert any("no more than ordinary variation" in one for one in said)


def test_key_sentences_turn_to_the_quarter_before_where_no_year_before_was_supplied() -> None:
    data = example()
    recent = {
        name: replace(
            one,
            comparisons=tuple(row for row in one.comparisons if row.comparator != "same-period-last-year"),
        )
        for name, one in data.readings.items()
    }
    said = " ".join(plain(one) for one in key_sentences(replace(data, readings=recent)))
    assert "season alone" in said
    assert "the quarter before" in said


def test_wording_varies_over_a_page_and_never_over_runs() -> None:
    openings = set()
    for place in range(12):
        one = reading(count(f"m-{place}", "Some crime"), Series(wave(300, drift=0.1)))
        first, second = plain(headline(one)), plain(headline(one))
        assert first == second
        openings.add(first)
    assert len(openings) >= 3


def test_lines_join_spans_and_strings() -> None:
    spans = line("There were ", Bound("312", "k", "312"), None, (Name(" in Q4 22/23"), Quoted(".", "x")))
    assert plain(spans) == "There were 312 in Q4 22/23."
