"""Figure references: what they print, what they refuse, and what the author is told to write instead."""

from __future__ import annotations

import re

import pytest

from frankpledge.contracts.figures import State
from frankpledge.periods import Window
from frankpledge.publication.changes import Change
from frankpledge.publication.model import Bound, Name, Quoted, lines_of, plain
from frankpledge.publication.words.references import Reference, WrongReference, parse_reference
from frankpledge.publication.words.saying import ASKED, BETTER, DOWN, LEVEL, UP, WORSE, say
from tests.unit.words_example import facts, read, told

FACTS = facts()
MEASURES = list(FACTS.data.readings)


def words(markdown: str, slot: str = "summary") -> str:
    return " ".join(plain(line) for block in read(markdown, slot).blocks for line in lines_of(block))


def test_a_reference_is_parsed_into_figure_and_question() -> None:
    ref = parse_reference("burglary change, for Q3 22/23, in Alderbeck, against the target", ASKED)
    assert (ref.subject, ref.part, ref.area, ref.against) == ("burglary", "change", "Alderbeck", "target")
    assert ref.period is not None
    assert (ref.period.key, ref.window) == ("2022-23-Q3", Window.QUARTER)
    assert parse_reference("burglary, 12 months", ASKED).window is Window.ROLLING_12
    assert parse_reference("burglary, for 12 months to May 2022", ASKED).period.key == "2022-05"  # type: ignore[union-attr]
    assert parse_reference("stops, ethnicity=white", ASKED).breakdown == "ethnicity=white"
    assert parse_reference("rose or fell", ASKED, "robbery").subject == "robbery"


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ("Burglary", "begins with the id"),
        ("burglary chnge", "Did you mean 'change'?"),
        ("burglary, sideways", "which figure is meant"),
        ("burglary, against the weather", "cannot be held against"),
        ("burglary, for Q2 23/23", "do not follow each other"),
        ("burglary, 12 months, quarter", "says again"),
        ("", "begins with the id"),
    ],
)
def test_a_reference_that_says_nothing_is_refused_with_a_hint(inside: str, says: str) -> None:
    with pytest.raises(WrongReference, match=re.escape(says)):
        parse_reference(inside, ASKED)


@pytest.mark.parametrize("name", MEASURES)
def test_a_value_is_bound_to_its_figure(name: str) -> None:
    figure = FACTS.data.readings[name].quarter
    if figure.value is None:
        with pytest.raises(WrongReference, match="there is no figure"):
            say(FACTS, Reference("", name))
        return
    (span,) = say(FACTS, Reference("", name)).words
    assert isinstance(span, Bound)
    assert float(span.value) == pytest.approx(figure.value)
    assert span.key.startswith(f"{name}:force:")


def _changes() -> list[tuple[str, Change]]:
    found = []
    for name in MEASURES:
        try:
            found.append((name, FACTS.change(Reference("", name))))
        except WrongReference:
            continue
    return found


@pytest.mark.parametrize(("name", "made"), _changes())
def test_a_claimed_direction_is_borne_out_or_denied(name: str, made: Change) -> None:
    """Every word of direction, on every measure: printed exactly where the figure went that way."""
    for claims, holds in (
        (UP, made.up and not made.same),
        (DOWN, not made.up and not made.same),
        (LEVEL, made.same),
        (BETTER, made.tone == "better"),
        (WORSE, made.tone == "worse"),
    ):
        for word in claims:
            ref = parse_reference(f"{name} {word}", ASKED)
            if holds:
                assert plain(say(FACTS, ref).words) == word.replace("-", " ")
            else:
                with pytest.raises(WrongReference, match="the figure denies"):
                    say(FACTS, ref)


@pytest.mark.parametrize(("name", "made"), _changes())
def test_points_for_percentages_and_per_cent_for_the_rest(name: str, made: Change) -> None:
    ref = parse_reference(f"{name} change", ASKED)
    if made.percent is None and not made.measure.changes_in_points:
        with pytest.raises(WrongReference, match="mislead"):
            say(FACTS, ref)
        return
    text = plain(say(FACTS, ref).words)
    assert text.endswith("points" if made.measure.changes_in_points else "per cent")
    size = made.size if made.measure.changes_in_points else made.percent
    assert size is not None
    assert float(re.sub(r"[^0-9.]", "", text)) == pytest.approx(
        abs(size), abs=0.5001 if abs(size) > 99 else 0.0501
    )


def test_the_change_of_two_published_figures_is_worked_out_where_no_comparison_was_made() -> None:
    ref = parse_reference("burglary change, for March 2023", ASKED)
    made = FACTS.change(ref)
    months = {one.period: one.value for one in FACTS.data.readings["burglary"].months}
    now, before = months["2023-03"], months["2022-03"]
    assert now is not None
    assert before is not None
    assert made.size == now - before
    assert made.percent == pytest.approx(100 * (now / before - 1))


def test_quoted_figures_come_from_the_ledger_with_their_source() -> None:
    assert words(
        "We fitted {doors-fitted} doors for {door-grant}; {victims-rank}, said on {victims-rank date}."
    ) == ("We fitted 650 doors for £120,450; 7 of 43, said on 1 February 2023.")
    (paragraph,) = read("{doors-fitted} doors").blocks
    first = next(lines_of(paragraph))[0]
    assert isinstance(first, Quoted)
    assert first.source == "Target hardening return, 3 April 2023"


def test_a_figure_that_is_not_to_be_published_cannot_be_quoted() -> None:
    ((line, message),) = told("We have {informants}.")
    assert line == 1
    assert "not publishable" in message
    assert "12" not in message


def test_a_suppressed_figure_cannot_be_referred_to() -> None:
    from dataclasses import replace

    data = FACTS.data
    held = data.readings["burglary"]
    hidden = replace(held.quarter, value=None, numerator=None, n=None, state=State.SUPPRESSED)
    data = replace(data, readings={**data.readings, "burglary": replace(held, quarter=hidden)})
    problems = read("{burglary} and {burglary change}", data=data).problems
    assert len(problems) == 2
    assert all("too small to publish safely" in str(problem) for problem in problems)


def test_what_findings_deny_cannot_be_claimed() -> None:
    exceptional = {name for name, one in FACTS.data.found.series.items() if one.exceptions}  # type: ignore[union-attr]
    assert exceptional
    for name, one in FACTS.data.found.series.items():  # type: ignore[union-attr]
        if one.against is None and not one.exceptions:
            continue
        claim = parse_reference(f"{name} exceptional", ASKED)
        if name in exceptional:
            assert plain(say(FACTS, claim).words) == "exceptional"
        else:
            with pytest.raises(WrongReference, match="findings deny"):
                say(FACTS, claim)


def test_a_status_is_printed_by_rule_or_refused() -> None:
    for name, reading in FACTS.data.readings.items():
        ref = parse_reference(f"{name} status", ASKED)
        if reading.status is None:
            with pytest.raises(WrongReference, match="has no status"):
                say(FACTS, ref)
        else:
            assert plain(say(FACTS, ref).words) == reading.status.word


def test_periods_and_names_claim_nothing_and_are_names() -> None:
    read_ = read("In {burglary period} and the {burglary period, 12 months}, under {name Section 136}.")
    assert not read_.problems
    spans = next(lines_of(read_.blocks[0]))
    assert [span.text for span in spans if isinstance(span, Name)] == [
        "Q4 22/23",
        "12 months to March 2023",
        "Section 136",
    ]
