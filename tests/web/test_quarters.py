"""The quarter a page tells of: the newest, or the one asked for; the public sees released ones alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.reading import read_csv, read_text

if TYPE_CHECKING:
    from django.test import Client

PAGES = ("/", "/plan/", "/measures/burglary/")


@pytest.mark.parametrize("path", PAGES)
def test_staff_choose_a_quarter_by_a_link(analyst: Client, path: str) -> None:
    newest = read_text(analyst, path)
    assert "<strong>Q4 24/25</strong>, the newest quarter" in newest
    assert "?period=2024-25-Q3" in newest
    earlier = read_text(analyst, f"{path}?period=2024-25-Q2")
    assert "<strong>Q2 24/25</strong>, an earlier quarter, as the newest build counts it now" in earlier
    assert 'rel="prev"' in earlier
    assert 'rel="next"' in earlier


def test_what_is_said_and_listed_ends_with_the_quarter(analyst: Client) -> None:
    rows = read_csv(analyst, "/measures/burglary.csv?period=2024-25-Q2")
    assert max(row["period"] for row in rows if row["window"] == "quarter") == "2024-25-Q2"
    assert max(row["period"] for row in rows if row["window"] == "month") == "2024-09"
    page = read_text(analyst, "/measures/burglary/?period=2024-25-Q2")
    value = next(row["value"] for row in rows if row["period"] == "2024-25-Q2")
    assert "In Q2 24/25</h2> <p>There were <" in page or "In Q2 24/25" in page
    assert f"{float(value):,.0f}" in page
    assert "burglary-months.svg?period=2024-25-Q2" in page
    old = analyst.get("/measures/burglary/burglary-months.svg?period=2024-25-Q2").content
    assert old != analyst.get("/measures/burglary/burglary-months.svg").content
    planned = {row["measure"]: row for row in read_csv(analyst, "/plan.csv?period=2024-25-Q2")}
    assert planned["burglary"]["period"] == "Q2 24/25"


def test_a_quarter_that_is_not_held_in_full_is_refused(analyst: Client) -> None:
    for asked in ("2022-23-Q4", "2030-31-Q1", "soon"):
        answer = analyst.get(f"/plan/?period={asked}")
        assert answer.status_code == 400
        assert "supplied in full" in answer.content.decode()


def test_the_public_chooses_among_released_quarters(released: Path, client: Client) -> None:
    page = read_text(client, "/measures/burglary/?period=2023-24-Q3")
    assert "<strong>Q3 23/24</strong>, the newest quarter released" in page
    for path in ("/measures/burglary/", "/plan/", "/measures/burglary/burglary-months.svg"):
        assert client.get(f"{path}?period=2024-25-Q4").status_code == 400
