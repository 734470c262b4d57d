"""What is exceptional in the explorer's answers: marked for whoever may see it, taken away with a chart."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from frankpledge.builds.finding import CHART_SIGNAL
from frankpledge.builds.reading import open_build
from frankpledge.generate import generate
from frankpledge.generate.scenario import PlantedChange, Shape
from frankpledge.periods import parse_month
from frankpledge.registers.roles import Role
from tests.functional.cli import HOME, SMALL, done
from tests.web.reading import read_csv, read_json, read_text

if TYPE_CHECKING:
    from django.test import Client

RISEN, FROM = "shoplifting", "2025-01"
PLANTED = replace(
    SMALL,
    planted=(PlantedChange(Shape.STEP, HOME.slug, "Shoplifting", parse_month(FROM), 1.8),),
    missing=frozenset(),
)
"""In the newest quarter shoplifting rises."""
MORE = 40
"""Reports of anti-social behaviour that one small area has besides in each month of that quarter."""


def _troubled(newer: Path, folder: Path) -> Path:
    """Return a download as it was but for one small area with more reports in a quarter."""
    troubled, area = folder / "troubled.zip", ""
    with zipfile.ZipFile(newer) as before, zipfile.ZipFile(troubled, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if re.search(rf"2025-0[1-3]-{HOME.slug}-street\.csv", name):
                lines = [
                    one for one in content.splitlines(keepends=True) if b",Anti-social behaviour," in one
                ]
                area = area or re.findall(r"[EW]01\d{6}", lines[0].decode())[0]
                content += next(one for one in lines if area.encode() in one) * MORE
            after.writestr(name, content)
    return troubled


def _released(office: Path, quarter: str, key: str) -> None:
    done("report", office, "--quarter", quarter)
    done("sign-off", office, key, "--as", "checked", "--by", "Ada Marsh")
    done("sign-off", office, key, "--as", "approved", "--by", "Ben Holt")
    done("release", office, key)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose build finds much in its newest quarter, and which has released the one before."""
    place = tmp_path_factory.mktemp("found")
    generate(PLANTED, place / "records")
    newer = _troubled(place / "records" / "newer.zip", place)
    office = place / "office"
    done("new", office, "--from", "westmarch")
    done("ingest", office, newer, place / "records" / "reference")
    done("build", office)
    _released(office, "Q3 24/25", "2024-25-Q3-quarterly")
    return office


@pytest.fixture(scope="module")
def told(found: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same office when the newest quarter is released too."""
    copied = shutil.ignore_patterns("records.sqlite3*")
    office = Path(shutil.copytree(found, tmp_path_factory.mktemp("told") / "office", ignore=copied))
    _released(office, "Q4 24/25", "2024-25-Q4-quarterly")
    return office


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch, db: Path) -> Callable[[Path], None]:
    """Serve another office than the usual one."""
    from django.conf import settings

    return lambda office: monkeypatch.setattr(settings, "OFFICE", office)


def _sentences(office: Path, measure: str) -> list[str]:
    rows = done("findings", office, "--measure", measure, "--quarter", "Q4 24/25", "--format", "csv").rows
    return [row["sentence"] for row in rows if "outside" in row["kind"] and row["area_type"] == "force"]


def _svg(client: Client, query: str) -> str:
    answer = client.get(f"/explore/chart.svg?{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_exceptional_points_are_marked_with_the_words_of_their_findings(
    found: Path, serving: Callable[[Path], None], analyst: Client
) -> None:
    serving(found)
    rows = read_csv(analyst, f"/explore.csv?measure={RISEN}")
    assert {row["period"] for row in rows if row["found"]} == {"2025-01", "2025-02", "2025-03"}
    page = unescape(read_text(analyst, f"/explore/?measure={RISEN}"))
    said = _sentences(found, RISEN)
    assert said
    assert any(sentence in page for sentence in said)
    assert '<th scope="col">Exceptional</th>' in page
    assert "above expected, worse</td>" in page
    drawn = page[page.index("<svg") : page.index("</svg>")]
    assert "Marked: March 2025" in drawn
    assert ">above expected<" in drawn or ">quarter above expected<" in drawn
    quarters = read_csv(analyst, f"/explore.csv?measure={RISEN}&window=quarter")
    assert [row["period"] for row in quarters if row["found"]] == ["2024-25-Q4"]


def _signals(office: Path, quarter: str) -> dict[str, dict[str, str]]:
    """Return a signal of a control chart of each measure that has one in a quarter."""
    rows = done("findings", office, "--quarter", quarter, "--format", "csv").rows
    return {row["measure"]: row for row in rows if row["kind"] == CHART_SIGNAL and row["area"] == HOME.slug}


def test_signals_of_control_charts_are_marked_at_their_months_for_whoever_may_see_them(
    found: Path, serving: Callable[[Path], None], analyst: Client, client: Client
) -> None:
    serving(found)
    words: list[str] = []
    for reader, quarter, upto in (
        (analyst, "Q4 24/25", ""),
        (client, "Q3 24/25", ""),
        (analyst, "Q3 24/25", "&to=2024-11"),
    ):
        told = _signals(found, quarter)
        assert told
        for measure, row in told.items():
            asked = f"measure={measure}{upto}"
            marked = {one["period"]: one["found"] for one in read_csv(reader, f"/explore.csv?{asked}")}
            page = unescape(read_text(reader, f"/explore/?{asked}"))
            assert f"What is exceptional is marked in {quarter}." in page, (asked, page)
            if row["period"] in marked:
                assert marked[row["period"]], (quarter, row["sentence"])
                assert row["sentence"] in page
            words += marked.values()
    assert any("its chart" in one for one in words)


def test_longer_periods_have_no_marks_and_say_why(
    found: Path, serving: Callable[[Path], None], analyst: Client
) -> None:
    serving(found)
    asked = f"measure={RISEN}&window=rolling-12"
    assert not any(row["found"] for row in read_csv(analyst, f"/explore.csv?{asked}"))
    assert "longer periods are not marked" in read_text(analyst, f"/explore/?{asked}")
    empty = read_text(analyst, f"/explore/?{asked}&only=found")
    assert "Findings are of months and quarters" in empty
    assert f'href="?measure={RISEN}&amp;window=quarter&amp;only=found"' in empty


def test_small_areas_that_stand_out_are_asked_for_alone_and_are_those_of_the_map(
    found: Path, serving: Callable[[Path], None], analyst: Client
) -> None:
    serving(found)
    asked = "measure=asb-incidents&area-type=lsoa&window=quarter"
    everywhere = read_csv(analyst, f"/explore.csv?{asked}&last=1")
    marked = {row["area"] for row in everywhere if row["found"]}
    assert 0 < len(marked) < len(everywhere)
    only = read_csv(analyst, f"/explore.csv?{asked}&last=1&only=found")
    assert {row["area"] for row in only} == marked
    page = read_text(analyst, f"/explore/?{asked}&last=1&only=found&view=table")
    stand = "stands out" if len(marked) == 1 else "stand out"
    assert f"only the {len(marked)} of {len(everywhere)} small census areas that {stand}" in page
    areas = read_json(analyst, f"/explore/areas.geojson?{asked}")["features"]
    assert {one["properties"]["code"] for one in areas if one["properties"]["sign"]} == marked


def test_a_picture_taken_away_says_what_it_is_from_what_and_as_at_when(
    found: Path, serving: Callable[[Path], None], analyst: Client
) -> None:
    serving(found)
    build = open_build(found).manifest.id
    queries = (
        f"measure={RISEN}&against=year-before",
        f"measure={RISEN}&area-type=local-authority&view=small-multiples",
        "measure=burglary&area-type=ward&window=quarter&view=map",
    )
    for query in queries:
        said, page = _svg(analyst, query), read_text(analyst, f"/explore/?{query}")
        for words in (
            "Source: ",
            "Records as at ",
            f"Build {build} of ",
            "not released",
            "Generated records",
        ):
            assert words in said, (query, words)
            assert words in page, (query, words)
        picture = analyst.get(f"/explore/chart.png?{query}")
        assert picture.content.startswith(b"\x89PNG")
        assert 'filename="' in picture["Content-Disposition"]
    title = _svg(analyst, queries[0])
    assert f"{RISEN.capitalize()}: quarter above expected, to March 2025" in title
    assert "by month, April 2022 to March 2025, against the same period a year before" in title


def test_the_public_sees_the_marks_that_were_released(
    found: Path, told: Path, serving: Callable[[Path], None], client: Client
) -> None:
    serving(found)
    before = read_csv(client, f"/explore.csv?measure={RISEN}")
    assert before
    assert not any(row["found"] for row in before)
    serving(told)
    after = read_csv(client, f"/explore.csv?measure={RISEN}")
    assert {row["period"] for row in after if row["found"]} == {"2025-01", "2025-02", "2025-03"}
    framed = unescape(read_text(client, f"/embed/explore/?measure={RISEN}"))
    assert any(sentence in framed for sentence in _sentences(told, RISEN))
    assert "Released figures, the newest of " in framed
    assert "not released" not in framed


def test_whoever_is_held_to_another_body_sees_no_finding_of_the_build(
    found: Path, serving: Callable[[Path], None], signed_in: Callable[..., Client]
) -> None:
    serving(found)
    held = signed_in(Role.ANALYST, body="fire")
    rows = read_csv(held, f"/explore.csv?measure={RISEN}")
    assert rows
    assert not any(row["found"] for row in rows)


def test_the_table_of_many_areas_folds_those_that_do_not_stand_out_and_a_search_folds_none(
    found: Path, serving: Callable[[Path], None], analyst: Client
) -> None:
    serving(found)
    asked = "map=asb-incidents-lsoa"
    rows = read_json(analyst, f"/map.json?{asked}")["rows"]
    out = [one for one in rows if one["finding"] in ("more than expected", "fewer than expected")]
    assert 0 < len(out) < len(rows) - 20
    before, _, after = read_text(analyst, f"/map/?{asked}").partition('<details class="printed"><summary>')
    assert re.findall(r'<th scope="row">(.*?)</th>', before) == [one["area"] for one in out]
    assert after.startswith(f"{len(rows) - len(out)} others</summary>")
    assert after.count('<th scope="row">') == len(rows) - len(out)
    last = rows[-1]["area"]
    assert (
        f'<th scope="row">{last}</th>'
        in read_text(analyst, f"/map/?{asked}&q={last}").partition('<details class="printed"')[0]
    )
    assert "No area of this name." in read_text(analyst, f"/map/?{asked}&q=nothing-of-the-kind")
