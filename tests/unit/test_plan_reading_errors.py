"""Each way a definition can be wrong: file, line, field, and the nearest right word."""

from __future__ import annotations

from pathlib import Path

import pytest

from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import check_office
from tests.unit.plan_problems import check

COUNT = """\
id: x
title: X
kind: count
of: crimes
where:
  crime-type: burglary
unit: crimes
direction: lower
"""
SHARE = """\
id: x
title: X
kind: share
of: crimes
numerator:
  where:
    outcome-within-follow-up: {set: positive-outcomes}
follow-up: 3
unit: per cent
direction: higher
"""
RATIO = """\
id: x
title: X
kind: ratio
numerator: positive-outcomes-given
denominator: all-crime
unit: per 100 crimes
direction: higher
"""
RATE = """\
id: x
title: X
kind: rate
numerator: all-crime
denominator: residents
unit: per 1,000 residents
direction: lower
"""
SUM = """\
id: x
title: X
kind: sum
of: force-month-counts
column: records
unit: crimes
direction: lower
"""
TARGET = "targets:\n  - {value: 5, window: quarter, from: 2024-04, to: 2024-06}\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices") / "office"
    new_office(folder, "northamptonshire")
    return folder


def test_the_examples_themselves_are_right(office: Path) -> None:
    for text in (COUNT, SHARE, RATIO, RATE, SUM, COUNT + TARGET + "status: target\n"):
        assert check(office, "plan/measures/x.yaml", text) == []


# text, line, field, words of the message
MEASURES: dict[str, tuple[str, int, str, str]] = {
    "unknown key": (COUNT + "brekdowns: [crime-type]\n", 9, "brekdowns", "Did you mean 'breakdowns'?"),
    "misspelt needed key, said once": (COUNT.replace("unit", "unti"), 7, "unti", "Did you mean 'unit'?"),
    "missing key": (COUNT.replace("title: X\n", ""), 1, "title", "missing"),
    "key of another kind": (COUNT + "percentile: 50\n", 9, "percentile", "does not belong to kind 'count'"),
    "unknown kind": (COUNT.replace("count", "cuont"), 3, "kind", "Did you mean 'count'?"),
    "unknown direction": (COUNT.replace("lower", "donw"), 8, "direction", "Known: lower, higher, neutral."),
    "near direction": (COUNT.replace("lower", "lowr"), 8, "direction", "Did you mean 'lower'?"),
    "unknown table": (COUNT.replace("crimes\nw", "crimse\nw"), 4, "of", "Did you mean 'crimes'?"),
    "table without areas": (COUNT.replace("crimes\nw", "lsoa-points\nw"), 4, "of", "there is no table"),
    "unknown column": (
        COUNT.replace("crime-type", "crimetype"),
        6,
        "where.crimetype",
        "Did you mean 'crime-type'?",
    ),
    "column no condition fits": (
        COUNT.replace("crime-type: burglary", "month: 2024-04"),
        6,
        "where.month",
        "Months are chosen when figures are read",
    ),
    "area as condition": (
        COUNT.replace("crime-type: burglary", "lsoa: E01017456"),
        6,
        "where.lsoa",
        "Areas are chosen by 'areas'",
    ),
    "unknown term": (COUNT.replace("burglary", "burglry"), 6, "where.crime-type", "Did you mean 'burglary'?"),
    "publisher's text for a term": (
        COUNT.replace("burglary", "Anti-social behaviour"),
        6,
        "where.crime-type",
        "Did you mean 'anti-social-behaviour'?",
    ),
    "open text not as a word": (
        COUNT.replace("crimes\nw", "stops\nw").replace("crime-type: burglary", "object: Controlled drugs"),
        6,
        "where.object",
        "Did you mean 'controlled-drugs'?",
    ),
    "flag that is neither": (
        COUNT.replace("crimes\nw", "stops\nw").replace("crime-type: burglary", "linked: yes"),
        6,
        "where.linked",
        "Did you mean 'true'?",
    ),
    "term twice": (
        COUNT.replace("burglary", "[burglary, burglary]"),
        6,
        "where.crime-type",
        "stands in this list twice",
    ),
    "no terms": (COUNT.replace("burglary", "[]"), 6, "where.crime-type", "names no terms"),
    "empty where": (COUNT.replace("where:\n  crime-type: burglary", "where: {}"), 5, "where", "no condition"),
    "empty value": (COUNT.replace("title: X", "title:"), 2, "title", "this is empty"),
    "null": (COUNT.replace("title: X", "title: ~"), 2, "title", "this is empty"),
    "list for a value": (COUNT.replace("title: X", "title: [X]"), 2, "title", "not a list"),
    "value for a list": (COUNT + "breakdowns: crime-type\n", 9, "breakdowns", "a list belongs here"),
    "mapping in a list of words": (COUNT + "areas: [force, {a: b}]\n", 9, "areas", "single words only"),
    "value for keys": (COUNT + "baseline: 2021-22\n", 9, "baseline", "keys and values belong here"),
    "unknown set": (
        SHARE.replace("positive-outcomes", "positive-outcome"),
        7,
        "numerator.where.outcome-within-follow-up.set",
        "Did you mean 'positive-outcomes'?",
    ),
    "set of another column": (
        SHARE.replace("positive-outcomes", "neighbourhood-crime-types"),
        7,
        "numerator.where.outcome-within-follow-up.set",
        "holds terms of 'crime-type'",
    ),
    "neither not nor set": (
        COUNT.replace("burglary", "{nto: burglary}"),
        6,
        "where.crime-type.nto",
        "there is no such key",
    ),
    "not and set together": (
        COUNT.replace("burglary", "{not: drugs, set: neighbourhood-crime-types}"),
        6,
        "where.crime-type",
        "either 'not' or 'set'",
    ),
    "outcome within no follow-up": (
        SHARE.replace("follow-up: 3\n", ""),
        7,
        "numerator.where.outcome-within-follow-up",
        "this needs a follow-up",
    ),
    "follow-up for nothing": (
        SHARE.replace("outcome-within-follow-up: {set: positive-outcomes}", "crime-type: drugs"),
        8,
        "follow-up",
        "no condition is put on 'outcome-within-follow-up'",
    ),
    "follow-up too long": (SHARE.replace("up: 3", "up: 25"), 8, "follow-up", "from 0 to 24"),
    "follow-up with an undecided outcome": (
        SHARE.replace("{set: positive-outcomes}", "under-investigation"),
        7,
        "numerator.where.outcome-within-follow-up",
        "not a decided outcome",
    ),
    "follow-up negated": (
        SHARE.replace("{set: positive-outcomes}", "{not: suspect-charged}"),
        7,
        "numerator.where.outcome-within-follow-up",
        "'not' cannot stand here",
    ),
    "id unlike its file": (COUNT.replace("id: x", "id: y"), 1, "id", "the file is called 'x.yaml'"),
    "id not kebab-case": (COUNT.replace("id: x", "id: My_Id"), 1, "id", "Did you mean 'my-id'?"),
    "unknown breakdown": (
        COUNT + "breakdowns: [crime-tpye]\n",
        9,
        "breakdowns",
        "Did you mean 'crime-type'?",
    ),
    "area as breakdown": (COUNT + "breakdowns: [ward]\n", 9, "breakdowns", "Put it under 'areas'"),
    "unknown area type": (COUNT + "areas: [froce]\n", 9, "areas", "Did you mean 'force'?"),
    "no areas": (COUNT + "areas: []\n", 9, "areas", "names no kind of area"),
    "area a table has not": (SUM + "areas: [force, ward]\n", 8, "areas", "cannot be placed in a ward"),
    "unknown column to add up": (SUM.replace("records", "recrods"), 5, "column", "Did you mean 'records'?"),
    "column that is no number": (SUM.replace("records", "crime-type"), 5, "column", "does not hold numbers"),
    "counting what is counted": (
        COUNT.replace("of: crimes", "of: force-month-counts"),
        4,
        "of",
        "Use kind: sum",
    ),
    "months of a table of dates": (SUM.replace("force-month-counts", "populations"), 4, "of", "single dates"),
    "unit in per cent of a count": (
        COUNT.replace("unit: crimes", "unit: per cent"),
        7,
        "unit",
        "divides by nothing",
    ),
    "unit of a share": (SHARE.replace("per cent", "crimes"), 9, "unit", "'per cent'"),
    "unit with a sign": (SHARE.replace("per cent", '"%"'), 9, "unit", "Did you mean 'per cent'?"),
    "unit of a rate": (RATE.replace("1,000 residents", "100 crimes"), 6, "unit", "per 1,000 residents"),
    "unit with an odd number": (
        RATIO.replace("per 100", "per 10,00"),
        6,
        "unit",
        "not how the unit is written",
    ),
    "percentile too high": (
        COUNT.replace("count", "percentile")
        .replace("of: crimes", "of: outcomes")
        .replace("where:\n  crime-type: burglary", "column: months-to-outcome\npercentile: 101"),
        6,
        "percentile",
        "between 0 and 100",
    ),
    "unknown window": (
        COUNT + TARGET.replace("quarter", "quater"),
        10,
        "targets 1.window",
        "Did you mean 'quarter'?",
    ),
    "target that ends before it starts": (
        COUNT + TARGET.replace("2024-06", "2024-03"),
        10,
        "targets 1.to",
        "ends before it starts",
    ),
    "target with an odd month": (COUNT + TARGET.replace("2024-04", "April"), 10, "targets 1.from", "YYYY-MM"),
    "target with a comma": (COUNT + TARGET.replace("5", '"5,000"'), 10, "targets 1.value", "digits only"),
    "target beyond all": (SHARE + TARGET.replace("5", "105"), 12, "targets 1.value", "between 0 and 100"),
    "two targets at once": (
        COUNT + TARGET + "  - {value: 6, window: quarter, from: 2024-06}\n",
        11,
        "targets 2.from",
        "another target of the same window",
    ),
    "odd baseline": (
        COUNT + "baseline: {window: financial-year, period: 2021-23}\n",
        9,
        "baseline.period",
        "Did you mean 21/22?",
    ),
    "status without its target": (COUNT + "status: target\n", 9, "status", "needs a target"),
    "status with an empty target": (COUNT + "targets: []\nstatus: target\n", 10, "status", "needs a target"),
    "status without its baseline": (COUNT + "status: baseline\n", 9, "status", "needs a baseline"),
    "unknown status": (COUNT + "status: targte\n", 9, "status", "Did you mean 'target'?"),
    "status of a neutral measure": (
        COUNT.replace("lower", "neutral") + TARGET + "status: target\n",
        11,
        "status",
        "neither way is better",
    ),
    "unknown peers": (COUNT + "peers: force-month-count\n", 9, "peers", "Did you mean 'force-month-counts'?"),
    "peers that do not know a condition": (
        COUNT.replace("burglary", "burglary\n  outcome: suspect-charged") + "peers: force-month-counts\n",
        10,
        "peers",
        "condition on 'outcome'",
    ),
    "peers of other records": (
        COUNT.replace("of: crimes\nwhere:\n  crime-type: burglary", "of: stops")
        + "peers: force-month-counts\n",
        7,
        "peers",
        "counts crimes",
    ),
    "ratio of a missing measure": (
        RATIO.replace("all-crime", "al-crime"),
        5,
        "denominator",
        "Did you mean 'all-crime'?",
    ),
    "ratio of itself": (RATIO.replace("all-crime", "x"), 5, "denominator", "in a circle: x → x"),
    "ratio of a share": (
        RATIO.replace("positive-outcomes-given", "charge-rate"),
        4,
        "numerator",
        "'charge-rate' is of kind 'share'",
    ),
    "ratio by what its measures are not": (
        RATIO + "breakdowns: [outcome]\n",
        8,
        "breakdowns",
        "'all-crime' is not",
    ),
    "rate of a missing measure": (RATE.replace("all-crime", "crimes"), 4, "numerator", "there is no measure"),
    "rate per something else": (
        RATE.replace("denominator: r", "denominator: all-r"),
        5,
        "denominator",
        "kind: ratio",
    ),
    "rate by households in residents": (
        RATE.replace("denominator: residents", "denominator: households"),
        6,
        "unit",
        "Write 'unit: per 1,000 households'.",
    ),
    "rate by residents in households": (
        RATE.replace("per 1,000 residents", "per 1,000 households"),
        6,
        "unit",
        "Write 'unit: per 1,000 residents'.",
    ),
    "rate by a word that is nearly one": (
        RATE.replace("residents", "households").replace("denominator: households", "denominator: household"),
        5,
        "denominator",
        "'denominator: households'",
    ),
    "rate by households of small areas": (
        RATE.replace("residents", "households") + "areas: [force, ward]\n",
        8,
        "areas",
        "households are known for forces only",
    ),
    "rate of small areas": (RATE + "areas: [force, ward]\n", 8, "areas", "known for forces only"),
    "rate by ethnicity": (
        RATE.replace("all-crime", "stop-searches-by-ethnicity") + "breakdowns: [ethnicity]\n",
        8,
        "breakdowns",
        "needs residents by 'ethnicity'",
    ),
    "rate with peers its measure lacks": (
        RATE.replace("all-crime", "stop-searches") + "peers: force-month-counts\n",
        8,
        "peers",
        "Add 'peers: force-month-counts' to it",
    ),
    "part that is missing": (COUNT + "parts: [burglry]\n", 9, "parts", "Did you mean 'burglary'?"),
    "part of another kind": (COUNT + "parts: [stop-searches]\n", 9, "parts", "cannot be a part of one"),
    "part of itself": (COUNT + "parts: [x]\n", 9, "parts", "part of itself"),
    "key twice": (COUNT + "unit: crimes\n", 9, "unit", "second time (first on line 7)"),
}


@pytest.mark.parametrize("case", MEASURES)
def test_a_wrong_measure(office: Path, case: str) -> None:
    text, line, field, words = MEASURES[case]
    [(found_line, found_field, message)] = check(office, "plan/measures/x.yaml", text)
    assert (found_line, found_field) == (line, field)
    assert words in message
    assert f"plan/measures/x.yaml, line {line}, field '{field}': " in message


def test_an_id_used_by_two_files_is_named_with_both(office: Path) -> None:
    problems = check(office, "plan/measures/x.yaml", COUNT.replace("id: x", "id: burglary"))
    assert [field for _, field, _ in problems] == ["id", "id"]
    assert "used by burglary.yaml too" in problems[1][2]


def test_ratios_that_go_round_in_a_circle_are_shown_as_one(office: Path) -> None:
    (office / "plan/measures/y.yaml").write_text(
        RATIO.replace("id: x", "id: y").replace("all-crime", "x"), encoding="utf-8"
    )
    try:
        (office / "plan/measures/x.yaml").write_text(RATIO.replace("all-crime", "y"), encoding="utf-8")
        messages = [str(problem) for problem in check_office(office)]
    finally:
        (office / "plan/measures/x.yaml").unlink()
        (office / "plan/measures/y.yaml").unlink()
    assert len(messages) == 2
    assert "x → y → x" in messages[0]
    assert "y → x → y" in messages[1]
