"""Forces by every name publishers use, and official codes as numbers."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge import areas
from frankpledge.errors import BadInput
from tests.spec.naive.words import COUNTRY


def test_there_are_43_territorial_forces_in_ten_regions() -> None:
    assert sorted(areas.TERRITORIAL) == sorted(COUNTRY)
    regions = Counter(force.region for force in areas.FORCES if force.territorial)
    assert len(regions) == 10
    assert regions["Wales"] == 4
    assert regions["London"] == 2
    assert len({force.code for force in areas.FORCES if force.code}) == 43
    assert len({force.slug for force in areas.FORCES}) == len(areas.FORCES)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Bedfordshire Police", "bedfordshire"),
        ("bedfordshire", "bedfordshire"),
        ("E23000026", "bedfordshire"),
        ("Devon & Cornwall Police", "devon-and-cornwall"),
        ("Devon and Cornwall", "devon-and-cornwall"),
        ("Devon & Cornwall", "devon-and-cornwall"),
        ("London, City of", "city-of-london"),
        ("Metropolitan Police", "metropolitan"),
        ("Metropolitan Police Service", "metropolitan"),
        ("Hampshire & Isle of Wight Constabulary", "hampshire"),
        ("avon_and_somerset", "avon-and-somerset"),
        ("DYFED POWYS", "dyfed-powys"),
        ("British Transport Police", "btp"),
        ("Police Service of Northern Ireland", "northern-ireland"),
        ("Gotham", None),
        ("", None),
        ("x_", None),
    ],
)
def test_a_force_is_known_by_what_publishers_call_it(text: str, slug: str | None) -> None:
    assert areas.force_slug(text) == slug


def test_titles_and_regions() -> None:
    assert areas.force_title("devon-and-cornwall") == "Devon and Cornwall"
    assert areas.force_title("north-westmarch") == "North Westmarch"
    assert areas.force_title("office-for-police-conduct") == "Office for Police Conduct"
    assert areas.forces_of_region("Wales") == ("dyfed-powys", "gwent", "north-wales", "south-wales")


@given(st.sampled_from("ENSWJKL"), st.integers(0, 99_999_999))
def test_an_official_code_survives_being_a_number(letter: str, digits: int) -> None:
    code = f"{letter}{digits:08d}"
    assert areas.gss_code(areas.gss_number(code)) == code
    assert areas.gss_number(code) < 2**31


@pytest.mark.parametrize(
    "code", ["", "E0101745", "E010174560", "X01017456", "e01017456", "E0101745A", "95AA01S1"]
)
def test_what_is_no_official_code_is_refused(code: str) -> None:
    with pytest.raises(BadInput):
        areas.gss_number(code)


def test_every_force_of_the_real_reference_files_is_known(shared_data: Path) -> None:
    folder = shared_data / "reference"
    wanted = {
        "pfa_population_2020.csv": "pfa_name",
        "force_month_counts.csv": "force",
        "lad_csp_pfa_2017.csv": "PFA17NM",
    }
    for name, column in wanted.items():
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            names = {row[column] for row in csv.DictReader(file)}
        assert len(names) >= 41
        assert not [one for one in names if areas.force_slug(one) is None], name
