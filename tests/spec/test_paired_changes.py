"""Shares of changed scores: from the definition to figures, held against the function for paired scores."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from frankpledge.assessment.rates.paired import paired_scores
from frankpledge.contracts import registry
from frankpledge.contracts.tables import Column, Table, Type
from frankpledge.engines import open_engine
from frankpledge.errors import FrankpledgeError
from frankpledge.measures.counting import count_all
from frankpledge.measures.coverage import coverage
from frankpledge.measures.local_areas import LocalMap
from frankpledge.measures.relations import Records
from frankpledge.measures.series import SeriesReader
from frankpledge.measures.windows import over_windows
from frankpledge.periods import Window
from frankpledge.plan.describing import describe
from tests.spec.test_service_levels import OBTAINED, definition, office_with
from tests.spec.test_service_levels import edition as edition_of

STARS = Table(
    name="stars",
    title="Scores of a service",
    description="Cases with a first and a last score.",
    publisher="A service",
    licence="None",
    columns=(
        Column("force", Type.AREA, "Force.", required=True),
        Column("month", Type.MONTH, "Month of closing.", required=True),
        Column("at-start", Type.INTEGER, "Score at the start."),
        Column("at-end", Type.INTEGER, "Score at the end."),
        Column("origin", Type.TEXT, "Who sent it."),
    ),
)
ENDS = "first: at-start, last: at-end"
ASKED = {
    "improved": f"{{{ENDS}, change: improved}}",
    "same": f"{{{ENDS}, change: same}}",
    "worse": f"{{{ENDS}, change: worse}}",
    "lower-by-more": f"{{{ENDS}, change: improved, better: lower, by-more-than: 1}}",
    "both": f"{{{ENDS}, change: both}}",
}
Score = int | None


@pytest.fixture
def stars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.TABLES, "stars", STARS)


@pytest.mark.usefixtures("stars")
@pytest.mark.parametrize("name", ASKED)
def test_shares_agree_with_the_function_for_scores(tmp_path: Path, name: str) -> None:
    draw = random.Random(5)  # noqa: S311
    scores: dict[int, list[tuple[Score, Score]]] = {
        month: [(draw.choice((None, *range(1, 6))), draw.choice((None, *range(1, 6)))) for _ in range(80)]
        for month in OBTAINED
    }
    definitions = office_with(tmp_path / "office", {name: definition(name, ASKED[name], "stars")})
    records = records_of(tmp_path, scores)
    reader = SeriesReader(count_all(records, definitions, LocalMap()), coverage(records), definitions, {})
    monthly = over_windows(reader.read(definitions.measures[name], "stars").dense, Window.MONTH)
    assert monthly.denominator is not None
    for place, pairs in enumerate(scores.values()):
        before, after = (np.array([one[end] for one in pairs], float) for end in (0, 1))
        lower = name == "lower-by-more"
        made = paired_scores(
            before, after, [0] * 80, 1, lower_is_better=lower, least_change=1.0 if lower else 0.0
        )
        if name == "both":
            expected = 100 * made.both[0] / 80
            assert monthly.denominator[0, place] == 80
        else:
            share = {"same": made.same, "worse": made.worse}.get(name, made.improved)
            expected = 100 * share.value[0]
            assert monthly.denominator[0, place] == made.both[0] < 80
        assert monthly.value[0, place] == pytest.approx(expected)
        assert 0 < expected < 100


def records_of(folder: Path, scores: dict[int, list[tuple[Score, Score]]]) -> Records:
    tables, editions = [], []
    for code, (month, pairs) in enumerate(scores.items(), start=1):
        count = len(pairs)
        columns = [
            pa.array([code] * count, pa.int32()),
            pa.array(range(count), pa.int32()),
            pa.array(["bedfordshire"] * count).dictionary_encode(),
            pa.array([month] * count, pa.int32()),
            *(pa.array([pair[end] for pair in pairs], pa.int64()) for end in (0, 1)),
            pa.array(["Police"] * count).dictionary_encode(),
        ]
        tables.append(pa.table(columns, names=STARS.schema().names))
        editions.append(edition_of(code, "stars", month, OBTAINED[month], count))
    pq.write_table(pa.concat_tables(tables), folder / "part.parquet")
    return Records(open_engine("duckdb", folder), folder, editions, editions)


@pytest.mark.usefixtures("stars")
def test_a_change_is_said_in_words(tmp_path: Path) -> None:
    definitions = office_with(tmp_path, {"improved": definition("improved", ASKED["improved"], "stars")})
    said = describe(definitions.measures["improved"], definitions)
    assert said.startswith(
        "Of records of 'Scores of a service' with both scores, the share whose score improved from at start "
        "to at end, higher being better; cases without both scores are left out. Unit"
    )


@pytest.mark.usefixtures("stars")
@pytest.mark.parametrize(
    ("numerator", "told"),
    [
        ("{first: at-start, last: at-start, change: improved}", "cannot be compared with itself"),
        ("{first: at-start, last: origin, change: improved}", "no column of numbers of stars 'origin'"),
        ("{first: at-start, last: at-end, change: better}", "no change 'better'"),
        ("{first: at-start, last: at-end}", "this key is missing"),
        ("{first: at-start, last: at-end, change: same, by-more-than: -1}", "less than nothing"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, numerator: str, told: str) -> None:
    with pytest.raises(FrankpledgeError, match=told):
        office_with(tmp_path, {"scored": definition("scored", numerator, "stars")})
