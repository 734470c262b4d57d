"""Reference files: known by their headers, with each publisher's ways put right in one place."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from frankpledge.contracts.vocabularies import OUTCOMES
from frankpledge.errors import BadInput
from frankpledge.sources.archives import walk
from frankpledge.sources.converting import Context
from frankpledge.sources.recognise import is_data, published, returned
from frankpledge.sources.reference import REFERENCE_FILES, kind_of, read

COUNTS = "month,force,crime_type,records\n"
PEOPLE = "pfa_code,pfa_name,population_2020,n_local_authorities\n"
LOOKUP = "LSOA11CD,LSOA11NM,WD17CD,WD17NM,WD17NMW,LAD17CD,LAD17NM,FID\n"
WORKFORCE = "year,function_name,force,officers,type,function_group\n"
GRANT = "force,budget_gbp\n"
TEXTS = "text,stage,outcome_types,default_positive,note\n"


def rows(text: str, file: str = "made.csv", **more: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return accepted and refused rows of a reference file written out here."""
    data = text.encode()
    kind = kind_of(file, data)
    assert kind is not None
    accepted, refused = read(file, data, kind, **more)
    return accepted.to_pylist(), refused.to_pylist()


@pytest.mark.parametrize(
    ("header", "table"),
    [
        (COUNTS, "force-month-counts"),
        (PEOPLE, "populations"),
        ("\ufeff" + LOOKUP, "lsoa-lookup"),
        ("# a note\n# and another\n" + GRANT, "police-grant"),
        (WORKFORCE, "workforce"),
        (TEXTS, "outcome-texts"),
        ("LSOACD,latitude,longitude,lsoa11cd\n", "lsoa-points"),
    ],
)
def test_a_file_is_known_by_its_header_whatever_its_name(header: str, table: str) -> None:
    kind = kind_of("anything.csv", header.encode())
    assert kind is not None
    assert kind.table.name == table


@pytest.mark.parametrize("header", ["a,b\n", "force\n", "month,force,records\n", "text,stage\n"])
def test_a_header_of_no_kind_is_none(header: str) -> None:
    assert kind_of("made.csv", header.encode()) is None


def test_no_two_kinds_can_be_taken_for_each_other() -> None:
    for kind in REFERENCE_FILES:
        headings = set(kind.headings) | kind.ignored
        others = [
            other.name for other in REFERENCE_FILES if other is not kind and other.signature <= headings
        ]
        assert others == []


def test_counts_by_force_and_month() -> None:
    accepted, refused = rows(
        COUNTS
        + "2023-01,bedfordshire,Burglary,12\n2023-01,bedfordshire,Burglary,-1\n"
        + "2023-01,bedfordshire,Drugs,1.5\n"
        + "2023-01,gotham,Drugs,1\n2023-14,kent,Drugs,1\n2023-01,kent,Treason,1\n2023-01,kent,Drugs,\n"
        + "2023-01,kent,Drugs,0\n"
    )
    assert [(row["force"], row["month"], row["records"]) for row in accepted] == [
        ("bedfordshire", 2023 * 12, 12),
        ("kent", 2023 * 12, 0),
    ]
    assert [(row["record"], row["column"]) for row in refused] == [
        (2, "records"), (3, "records"), (4, "force"), (5, "month"), (6, "crime-type"), (7, "records"),
    ]  # fmt: skip


def test_the_year_of_an_estimate_is_in_its_heading() -> None:
    accepted, refused = rows(PEOPLE.replace("2020", "2023") + 'E23000034,"London, City of",10938,1\n')
    assert refused == []
    assert (accepted[0]["force"], accepted[0]["date"], accepted[0]["residents"]) == (
        "city-of-london", date(2023, 6, 30), 10938,
    )  # fmt: skip
    with pytest.raises(BadInput):
        rows("pfa_code,pfa_name\nE23000034,Kent\n")
    with pytest.raises(BadInput):
        rows("pfa_code,pfa_name,population_2020,population_2021\nE23000032,Kent,1,2\n")


def test_households_are_told_beside_residents_or_not_at_all() -> None:
    heads = "pfa_code,pfa_name,population_2020,households_2020\n"
    accepted, refused = rows(heads + "E23000032,Kent,1868199,771000\nE23000028,Essex,1856063,\n")
    assert refused == []
    assert [row["households"] for row in accepted] == [771000, None]
    accepted, refused = rows(
        heads + "E23000032,Kent,1868199,0\nE23000028,Essex,1856063,7.5\nE23000024,Norfolk,9,4\n"
    )
    assert [row["force"] for row in accepted] == ["norfolk"]
    assert [(row["record"], row["column"]) for row in refused] == [(1, "households"), (2, "households")]
    accepted, _ = rows(PEOPLE + "E23000032,Kent,1868199,13\n")
    assert accepted[0]["households"] is None


def test_households_are_of_the_year_of_the_residents() -> None:
    with pytest.raises(BadInput) as told:
        rows("pfa_code,pfa_name,population_2020,households_2021\nE23000032,Kent,1868199,771000\n")
    assert (told.value.where.line, told.value.where.field) == (1, "households_2021")
    assert "households are told for 2021, and residents for 2020" in str(told.value)


def test_nobody_living_anywhere_is_refused() -> None:
    accepted, refused = rows(PEOPLE + "E23000032,Kent,0,1\nE23000026,Bedfordshire,5,1\n")
    assert [row["force"] for row in accepted] == ["bedfordshire"]
    assert refused[0]["column"] == "residents"


def test_a_generated_force_is_taken_where_the_office_declares_it() -> None:
    text = PEOPLE + "E23900001,Westmarch (generated),600,3\nE23000026,Bedfordshire,5,1\n"
    accepted, refused = rows(text, context=Context(other_forces=frozenset({"westmarch"})))
    assert [row["force"] for row in accepted] == ["westmarch", "bedfordshire"]
    accepted, refused = rows(text)
    assert [row["column"] for row in refused] == ["force"]


def test_na_is_this_publishers_nothing() -> None:
    accepted, refused = rows(
        WORKFORCE
        + "2023,total,kent,NA,NA,NA\n2023,total,bedfordshire,1300.5,Frontline,x\n2023,NA,kent,1,NA,NA\n"
        + "2023,total,x_,1,NA,NA\n"
    )
    assert [(row["force"], row["officers"], row["class"]) for row in accepted] == [
        ("kent", None, None), ("bedfordshire", 1300.5, "Frontline"),
    ]  # fmt: skip
    assert {row["date"] for row in accepted} == {date(2023, 3, 31)}
    assert [(row["record"], row["column"], row["rule"]) for row in refused] == [
        (3, "function", "required and empty"),
        (4, "force", "not a known force"),
    ]


def test_the_year_of_a_grant_is_in_the_files_name_and_its_first_line_is_a_note() -> None:
    text = "# Police Grant Report\n" + GRANT + "West Midlands,598077146\n"
    accepted, _ = rows(text, "police-grant-2025-26.csv")
    assert (accepted[0]["force"], accepted[0]["date"], accepted[0]["pounds"]) == (
        "west-midlands", date(2025, 4, 1), 598_077_146,
    )  # fmt: skip
    for name in ("2019-20/police-grant-2025-26.csv", "2026-01-15-police-grant-2025-26.csv"):
        (row,), _ = rows(text, name)
        assert row["date"] == date(2025, 4, 1)
    for name in ("grant.csv", "2025-26/grant.csv", "grant-2025-27.csv", "grant-2024-25-and-2025-26.csv"):
        with pytest.raises(BadInput, match="which financial year"):
            rows(text, name)


def test_files_for_different_days_stand_side_by_side_and_two_for_one_day_do_not(tmp_path: Path) -> None:
    """So that a rate can use the estimate of its year, whichever file was obtained last."""
    for name, year in (("old", 2020), ("new", 2021), ("revised", 2021)):
        text = PEOPLE.replace("2020", str(year)) + "E23000032,Kent,5,1\n"
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "police-grant-2025-26.csv").write_text(GRANT + "Kent,1\n", encoding="utf-8")
    (tmp_path / "counts.csv").write_text(COUNTS, encoding="utf-8")
    parts = {file.name: published(file) for file in walk(tmp_path)}
    parts = {name: (one.table.name, one.area) for name, one in parts.items() if one}
    assert parts == {
        "counts.csv": ("force-month-counts", ""),
        "new.csv": ("populations", "2021-06-30"),
        "old.csv": ("populations", "2020-06-30"),
        "police-grant-2025-26.csv": ("police-grant", "2025-04-01"),
        "revised.csv": ("populations", "2021-06-30"),
    }


def test_a_mapping_of_outcome_texts_must_be_the_one_we_know() -> None:
    good = "".join(
        f"{term.text},{term.stage},{';'.join(map(str, term.types))},{'yes' if 1 in term.types else 'no'},\n"
        for term in OUTCOMES.terms
    )
    accepted, refused = rows(TEXTS + good + ",open,,no,blank\n")
    assert (len(accepted), refused) == (len(OUTCOMES.terms) + 1, [])
    _, refused = rows(TEXTS + "Pardoned,decided,1,yes,\nLocal resolution,decided,9,yes,\n" + good)
    assert [(row["record"], row["column"]) for row in refused] == [(1, "text"), (2, "types")]


def test_columns_in_another_order_are_read_alike_and_a_missing_one_is_named() -> None:
    (row,), _ = rows("records,crime_type,force,month\n12,Burglary,kent,2023-01\n")
    assert (row["force"], row["records"]) == ("kent", 12)
    with pytest.raises(BadInput, match="column 'more'"):
        rows("force,budget_gbp,more\nKent,1,2\n", "police-grant-2025-26.csv")


def test_a_compressed_file_is_recognised_by_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "lookup.csv.gz"
    line = "E01000001,City of London 001A,E05009288,Aldersgate,,E09000001,City of London,1\n"
    path.write_bytes(gzip.compress(("\ufeff" + LOOKUP + line).encode()))
    (file,) = walk(path)
    known = published(file)
    assert known is not None
    assert (known.table.name, known.area, known.month) == ("lsoa-lookup", "", None)
    accepted, _ = known.reader(file.shown, file.read(), Context())
    assert accepted["ward-name"].to_pylist() == ["Aldersgate"]


def test_a_csv_of_no_kind_says_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "readme.txt").write_text("hello", encoding="utf-8")
    unknown, readme = walk(tmp_path)
    assert not is_data(readme)
    assert published(unknown) is None
    with pytest.raises(BadInput, match="force-month counts"):
        returned(unknown)


def test_accepted_columns_are_those_of_the_contract_in_their_types() -> None:
    kind = kind_of("x.csv", COUNTS.encode())
    assert kind is not None
    accepted, _ = read("x.csv", (COUNTS + "2023-01,kent,Drugs,1\n").encode(), kind)
    assert accepted.column_names == ["record", *kind.table.column_names]
    for column in kind.table.columns:
        assert accepted.schema.field(column.name).type == column.arrow_type()
    assert pa.types.is_int64(accepted.schema.field("records").type)
