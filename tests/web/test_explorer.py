"""The explorer: the same number as the command line, from the same build, in every form and view."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from frankpledge.contracts.registry import FAMILIES
from frankpledge.plan.reading import read_office
from frankpledge.registers.roles import Role
from tests.functional.cli import done

if TYPE_CHECKING:
    from django.test import Client

SignedIn = Callable[..., "Client"]


@pytest.fixture
def analyst(signed_in: SignedIn) -> Client:
    return signed_in(Role.ANALYST)


def rows_of(client: Client, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/explore.csv?{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


@pytest.mark.parametrize("window", ["month", "quarter", "financial-year", "rolling-12", "year-to-date"])
def test_its_figures_are_those_of_the_command_line(analyst: Client, served: Path, window: str) -> None:
    told = done(
        "figures",
        served,
        "--measure",
        "burglary",
        "--area",
        "westmarch",
        "--window",
        window,
        "--format",
        "csv",
    )
    ours = rows_of(analyst, f"measure=burglary&window={window}")
    keys = ("measure", "area", "window", "period", "value", "state", "source")
    assert [[row[key] for key in keys] for row in ours] == [[row[key] for key in keys] for row in told.rows]
    assert any(row["value"] for row in ours)


def test_page_data_and_table_say_the_same(analyst: Client) -> None:
    query = "measure=burglary&window=quarter&view=table"
    data = analyst.get(f"/explore.json?{query}").json()
    page = analyst.get(f"/explore/?{query}").content.decode()
    assert data["rows"][-1]["label"] in page
    assert f'<td class="number">{data["rows"][-1]["value"]:g}</td>' in page


def test_a_figure_is_held_against_that_of_a_year_before(analyst: Client) -> None:
    rows = {row["period"]: row for row in rows_of(analyst, "measure=burglary&against=year-before")}
    row, before = rows["2024-06"], rows["2023-06"]
    assert float(row["reference"]) == float(before["value"])
    change = 100 * (float(row["value"]) - float(before["value"])) / float(before["value"])
    assert float(row["difference"]) == pytest.approx(change)
    assert row["difference_unit"] == "per cent"


def test_a_month_never_supplied_is_neither_a_figure_nor_a_reference(analyst: Client) -> None:
    rows = {row["period"]: row for row in rows_of(analyst, "measure=burglary&against=year-before")}
    assert (rows["2023-01"]["value"], rows["2023-01"]["state"]) == ("", "missing")
    assert rows["2024-01"]["reference"] == ""
    told = "no figure of January 2023, because not all records were supplied."
    page = analyst.get("/explore/?measure=burglary").content.decode()
    assert f"There is {told}" in page, "the chart has a gap there"
    assert told not in analyst.get("/explore/?measure=burglary&from=2023-02").content.decode()
    quarters = analyst.get("/explore/?measure=burglary&window=quarter").content.decode()
    assert "There is no figure of Q4 22/23, because" in quarters
    rolling = analyst.get("/explore/?measure=burglary&window=rolling-12").content.decode()
    assert "because not all records" not in rolling, "its line begins later, and has no gap"
    places = analyst.get("/explore/?measure=burglary&area-type=local-authority").content.decode()
    assert f"These lines have {told}" in places
    two = analyst.get("/explore/?measure=burglary&measure=robbery").content.decode()
    assert f"Burglary: there is {told}" in two


def test_periods_bound_what_is_shown_but_not_what_it_is_held_against(analyst: Client) -> None:
    rows = rows_of(analyst, "measure=burglary&against=year-before&from=2024-04&to=2024-06")
    assert [row["period"] for row in rows] == ["2024-04", "2024-05", "2024-06"]
    assert all(row["reference"] for row in rows)


def test_parts_make_the_lines_and_one_of_them_can_be_asked_for(analyst: Client) -> None:
    rows = rows_of(analyst, "measure=all-crime&by=crime-type&part=burglary&window=quarter")
    assert {row["breakdown"] for row in rows} == {"crime-type=burglary"}


def test_local_areas_have_a_line_each_by_name(analyst: Client) -> None:
    rows = rows_of(analyst, "measure=burglary&area-type=local-authority&window=financial-year")
    assert {row["area_type"] for row in rows} == {"local-authority"}
    assert len({row["area"] for row in rows}) > 1
    assert not {row["area"] for row in rows} & {row["area_name"] for row in rows}


def test_every_view_answers_and_says_what_is_shown(analyst: Client) -> None:
    for view in ("chart", "small-multiples", "table"):
        page = analyst.get(
            f"/explore/?measure=burglary&area-type=local-authority&view={view}"
        ).content.decode()
        assert "Burglary in" in page
        assert 'aria-current="true"' in page
    assert page.count("<details open") == 1


def test_a_chart_has_its_words_in_it_and_nothing_inline(analyst: Client) -> None:
    page = analyst.get("/explore/?measure=burglary").content.decode()
    svg = page[page.index("<svg") : page.index("</svg>")]
    assert "<desc" in svg
    assert 'role="img"' in svg
    assert "style=" not in page
    assert "<script>" not in page
    picture = analyst.get("/explore/chart.png?measure=burglary")
    assert picture.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("measure=burglery", "no figures of a measure"),
        ("measure=burglary&window=fortnight", "kind of period"),
        ("measure=burglary&by=colour", "broken down"),
        ("measure=burglary&from=yesterday", "is not a period"),
        ("measure=burglary&area-type=street", "counted by"),
    ],
)
def test_a_word_that_means_nothing_is_refused_with_what_to_do(analyst: Client, query: str, said: str) -> None:
    answer = analyst.get(f"/explore/?{query}")
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_the_public_is_told_of_nothing_before_a_release(client: Client) -> None:
    assert b"Nothing has been released yet" in client.get("/explore/?measure=burglary").content
    assert client.get("/explore/chart.svg?measure=burglary").status_code == 404
    assert client.get("/embed/explore/?measure=burglary").status_code == 404


def test_a_view_is_saved_shared_and_dropped_by_its_owner_alone(signed_in: SignedIn, analyst: Client) -> None:
    sent = {"name": "Burglary by quarter", "query": "measure=burglary&window=quarter", "shared": "yes"}
    assert analyst.post("/explore/views/save/", sent).status_code == 302
    other = signed_in(Role.AUTHOR)
    listed = other.get("/explore/views.json").json()["rows"]
    assert [row["name"] for row in listed] == ["Burglary by quarter"]
    from frankpledge.web.models import SavedView

    view = SavedView.objects.get()
    assert other.post(f"/explore/views/{view.pk}/drop/").status_code == 404
    assert analyst.post(f"/explore/views/{view.pk}/drop/").status_code == 302
    assert not SavedView.objects.exists()


def test_data_is_not_sent_again_to_who_has_it(analyst: Client) -> None:
    first = analyst.get("/explore.json?measure=burglary")
    again = analyst.get("/explore.json?measure=burglary", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    page = analyst.get("/explore/?measure=burglary")
    assert "ETag" not in page
    assert "private" in page["Cache-Control"]


def test_a_measure_is_found_by_its_words_and_shown_alone_or_beside(analyst: Client) -> None:
    page = analyst.get("/explore/?measure=burglary&window=quarter&q=VEHICLE").content.decode()
    panel = page[page.index('id="looked"') : page.index('role="status"')]
    assert "with “VEHICLE”" in panel
    assert '<a href="?measure=vehicle-crime&amp;window=quarter">Vehicle crime</a>' in panel
    assert 'href="?measure=burglary&amp;measure=vehicle-crime&amp;window=quarter"' in panel
    assert rows_of(analyst, "measure=burglary&measure=vehicle-crime&window=quarter")
    nothing = analyst.get("/explore/?q=unicorns").content.decode()
    assert "No measure with “unicorns”" in nothing
    assert 'href="/measures/"' in nothing[nothing.index('id="looked"') :]


def test_measures_stand_once_each_under_outcomes_frameworks_and_kinds_of_records(
    analyst: Client, served: Path
) -> None:
    page = analyst.get("/explore/").content.decode()
    select = page[page.index('<select id="measure-1"') : page.index("</select>")]
    options = re.findall(r'<option value="([^"]+)"', select)
    definitions = read_office(served)
    assert sorted(options) == sorted(definitions.measures)
    groups = {
        unescape(label): re.findall(r'value="([^"]+)"', inside)
        for label, inside in re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', select)
    }
    assert sum(len(held) for held in groups.values()) == len(options)
    for priority in definitions.plan.priorities:
        under = [name for label, held in groups.items() if label.startswith(priority.title) for name in held]
        assert set(priority.named) <= {*under, *_before(groups, priority.title)}, priority.title
    assert "Other measures" not in groups
    for label in groups:
        if label.startswith("Other measures"):
            assert label.removeprefix("Other measures: ") in FAMILIES


def _before(groups: dict[str, list[str]], title: str) -> list[str]:
    """Return the measures of the groups before the first of a priority: one already stands there."""
    labels = list(groups)
    first = next((place for place, label in enumerate(labels) if label.startswith(title)), len(labels))
    return [name for label in labels[:first] for name in groups[label]]


def test_a_question_that_cannot_be_answered_keeps_its_form_and_leads_on(analyst: Client) -> None:
    answer = analyst.get("/explore/?measure=vehicle-crime&area-type=ward&window=quarter")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Vehicle crime is not counted by ward." in page
    assert 'role="alert"' in page
    assert '<option value="vehicle-crime" selected>' in page
    assert '<option value="quarter" selected>' in page
    typed = analyst.get("/explore/?measure=burglary&from=May+of+2024&order=highest").content.decode()
    assert 'value="May of 2024"' in typed, "what was typed can be put right"
    assert '<option value="highest" selected>' in typed
    assert 'href="?measure=burglary&amp;area-type=ward"' in page
    assert analyst.get("/explore.csv?measure=vehicle-crime&area-type=ward").status_code == 400


def test_the_newest_periods_are_counted_back_from_the_newest_figure(analyst: Client) -> None:
    every = [row["period"] for row in rows_of(analyst, "measure=burglary") if row["value"]]
    newest = rows_of(analyst, "measure=burglary&last=3&from=2022-04")
    assert [row["period"] for row in newest] == every[-3:]
    page = analyst.get("/explore/?measure=burglary&last=3&from=2022-04").content.decode()
    assert 'href="?measure=burglary&amp;last=3&amp;view=table"' in page


def test_lines_come_in_the_order_asked_for(analyst: Client) -> None:
    asked = "measure=burglary&area-type=ward&window=rolling-12&against=year-before&last=1"
    values = [float(row["value"]) for row in rows_of(analyst, f"{asked}&order=highest") if row["value"]]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) > 1
    changes = [row["difference"] for row in rows_of(analyst, f"{asked}&order=risen")]
    known = [float(one) for one in changes if one]
    assert known == sorted(known, reverse=True)
    assert not any(changes[len(known) :])
    assert analyst.get("/explore/?measure=burglary&order=risen").status_code == 400


def test_no_answer_says_why_and_where_there_is_one(analyst: Client) -> None:
    page = analyst.get("/explore/?measure=burglary&from=2010&to=2011").content.decode()
    assert "they run from April 2022 to March 2025" in page
    assert 'href="?measure=burglary"' in page
    assert "<table" not in page
    answer = analyst.get("/explore/?measure=burglary&area=nowhere").content.decode()
    assert "There are no figures of these places." in answer


def test_a_force_is_held_against_the_others_of_its_group(analyst: Client, served: Path) -> None:
    rows = rows_of(analyst, "measure=burglary&window=financial-year&against=peers")
    group = read_office(served).office.peer_groups[0]
    areas = {row["area"] for row in rows}
    assert "westmarch" in areas
    assert len(areas) > 2
    assert areas <= set(group.areas)
    assert {row["source"] for row in rows if row["value"]} == {"force-month-counts"}
    page = analyst.get("/explore/?measure=burglary&window=financial-year&against=peers").content.decode()
    assert "with the other forces of its group in grey, which are of other sizes" in page
    quarters = analyst.get("/explore/?measure=burglary&window=quarter&against=peers").content.decode()
    assert "What is exceptional is looked for in the force&#x27;s own records." in quarters


def test_what_is_stated_of_a_day_is_shown_whatever_periods_are_asked_for(analyst: Client) -> None:
    rows = rows_of(analyst, "measure=residents&window=quarter")
    assert rows
    assert {row["window"] for row in rows} == {"at"}
    assert "in Westmarch, on " in analyst.get("/explore/?measure=residents").content.decode()
