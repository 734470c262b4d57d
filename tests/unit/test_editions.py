"""Which edition of a month is used: the latest obtained, whatever the order of loading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from frankpledge.store.editions import Edition, select

EDITION = Edition(
    code=1,
    table="crimes",
    area="bedfordshire",
    month=24280,
    obtained=date(2023, 1, 1),
    file="2023-05/2023-05-bedfordshire-street.csv",
    origin="/downloads/one.zip",
    origin_size=10,
    origin_mtime_ns=20,
    sha256="00",
    size=5,
    rows=3,
    refused=1,
    repeats=1,
    part="crimes/bedfordshire/00000001.parquet",
)
LATER = replace(EDITION, code=2, obtained=date(2024, 1, 1))
LATEST = replace(EDITION, code=3, obtained=date(2025, 1, 1))


@pytest.mark.parametrize("order", list(permutations((EDITION, LATER, LATEST))))
def test_the_latest_obtained_is_used_in_any_order_of_loading(order: tuple[Edition, ...]) -> None:
    assert select(order) == [LATEST]
    assert select(order, date(2024, 12, 31)) == [LATER]
    assert select(order, date(2024, 1, 1)) == [LATER]
    assert select(order, date(2023, 12, 31)) == [EDITION]
    assert select(order, date(2022, 12, 31)) == []


def test_of_two_obtained_on_one_day_the_one_loaded_later_is_used() -> None:
    twin = replace(EDITION, code=9)
    assert select((EDITION, twin)) == [twin]
    assert select((twin, EDITION)) == [EDITION]


def test_each_table_area_and_month_has_its_own() -> None:
    others = [
        replace(EDITION, table="outcomes"),
        replace(EDITION, area="essex"),
        replace(EDITION, month=24279),
        replace(EDITION, month=None),
    ]
    chosen = select((EDITION, *others))
    assert len(chosen) == 5
    assert [edition.key for edition in chosen] == [
        ("crimes", "bedfordshire", None),
        ("crimes", "bedfordshire", 24279),
        ("crimes", "bedfordshire", 24280),
        ("crimes", "essex", 24280),
        ("outcomes", "bedfordshire", 24280),
    ]


def test_an_edition_survives_being_written() -> None:
    assert Edition.from_json(EDITION.to_json()) == EDITION
    assert EDITION.to_json()["obtained"] == "2023-01-01"
