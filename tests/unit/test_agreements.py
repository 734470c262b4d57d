"""Sharing agreements: what they cover and when, how a wrong file is refused, and whose keys may match."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from frankpledge.contracts.examples import example_of
from frankpledge.contracts.registry import TABLES
from frankpledge.errors import BadEnvironment
from frankpledge.plan.agreements import AGREED_TABLES, Agreements, Purpose
from frankpledge.plan.agreements_file import KEY_SOURCES, check_agreements, read_agreements
from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import check_office
from frankpledge.plan.source_keys import source_keys
from frankpledge.sources.checking import check
from frankpledge.sources.converting import Context
from frankpledge.sources.csv_rows import Rows

ONE = """\
  - id: police
    title: With the force
    parties: [The commissioner, The chief constable]
    owner: performance officer
    tables: [calls, incidents, missing-reports]
    purposes: [performance-reporting, linkage]
    sources: [police, services]
    starts: 2024-04-01
    ends: 2025-03-31
    document: ISA-014
"""
LINKS = "links:\n  - id: helped\n    agreement: police\n    sources: [police, services]\n"
IN_FORCE, LAPSED = date(2025, 3, 31), date(2025, 4, 1)


def declared(folder: Path, more: str = "", one: str = ONE) -> Agreements:
    (folder / "plan").mkdir(exist_ok=True)
    (folder / "plan" / "agreements.yaml").write_text(f"agreements:\n{one}{more}", encoding="utf-8")
    return read_agreements(folder)


def test_an_agreement_covers_its_tables_for_its_purposes_between_its_dates(tmp_path: Path) -> None:
    held = declared(tmp_path)
    told = Purpose.PERFORMANCE
    assert held.refusal("calls", "beds", told, IN_FORCE) == ""
    assert held.refusal("calls", "beds", told, date(2024, 4, 1)) == ""
    assert "starts on 2024-04-01" in held.refusal("calls", "beds", told, date(2024, 3, 31))
    assert held.refusal("calls", "beds", told, LAPSED) == (
        "agreement 'police' ended on 2025-03-31 and has lapsed since 2025-04-01"
    )
    assert "is for performance-reporting, linkage, and not for research" in held.refusal(
        "calls", "beds", Purpose.RESEARCH, IN_FORCE
    )
    assert held.refusal("arrests", "beds", told, IN_FORCE) == "no agreement names arrests"
    assert held.refusal("crimes", "beds", told, LAPSED) == ""
    assert held.refusal("complaints", "beds", told, LAPSED) == ""


def test_forces_and_services_narrow_an_agreement(tmp_path: Path) -> None:
    narrow = ONE.replace("missing-reports", "referrals").replace(
        "document", "forces: [bedfordshire]\n    services: [voice]\n    document"
    )
    held = declared(tmp_path, one=narrow)
    told = Purpose.PERFORMANCE
    assert held.refusal("referrals", "bedfordshire", told, IN_FORCE, ["voice"]) == ""
    assert held.refusal("referrals", "kent", told, IN_FORCE) == "no agreement names referrals of kent"
    assert held.refusal("referrals", "bedfordshire", told, IN_FORCE, ["voice", "shelter"]) == (
        "agreement 'police' covers voice, and not service 'shelter' that sent some"
    )


def test_each_service_needs_an_agreement_of_its_own_in_force(tmp_path: Path) -> None:
    voice = ONE.replace("missing-reports", "referrals").replace("document", "services: [voice]\n    document")
    shelter = voice.replace("police\n", "refuge\n").replace("voice", "shelter").replace("2025-03", "2024-12")
    held = declared(tmp_path, one=voice + shelter)
    told, both = Purpose.PERFORMANCE, ["voice", "shelter"]
    assert held.refusal("referrals", "beds", told, date(2024, 12, 31), both) == ""
    assert held.refusal("referrals", "beds", told, IN_FORCE, ["voice"]) == ""
    assert held.refusal("referrals", "beds", told, IN_FORCE, both) == (
        "agreement 'refuge' ended on 2024-12-31 and has lapsed since 2025-01-01, "
        "and service 'shelter' sent some"
    )
    # An agreement that names no service covers all of them.
    whole = declared(tmp_path, one=voice + shelter.replace("services: [shelter]\n    ", ""))
    assert whole.refusal("referrals", "beds", told, date(2024, 12, 31), ["other"]) == ""
    assert "'refuge' ended" in whole.refusal("referrals", "beds", told, IN_FORCE, ["other"])


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("[calls,", "[callz,", 6, "Did you mean 'calls'?"),
        ("[calls,", "[crimes,", 6, "no record table that needs an agreement 'crimes'"),
        ("performance-reporting", "anything", 7, "no purpose 'anything'"),
        ("ends: 2025", "ends: 2023", 10, "ends before it starts"),
        ("    document: ISA-014\n", "", 2, "missing"),
        ("owner: performance officer", "owner: nobody", 5, "no role 'nobody'"),
        (", linkage]", "]", 8, "named to be linked"),
        ("[The commissioner, The chief constable]", "[]", 4, "names nothing"),
    ],
)
def test_a_wrong_agreement_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    (tmp_path / "plan").mkdir()
    file = tmp_path / "plan" / "agreements.yaml"
    file.write_text(f"agreements:\n{ONE.replace(old, new)}", encoding="utf-8")
    _, problems = check_agreements(tmp_path)
    assert problems, "nothing was found"
    assert (problems[0].where.line, problems[0].where.file) == (line, file)
    assert said in str(problems[0])


def test_a_link_needs_an_agreement_that_names_its_sources(tmp_path: Path) -> None:
    assert declared(tmp_path, LINKS).links[0].variable == "FRANKPLEDGE_LINK_HELPED"
    for links, said in (
        (LINKS.replace("services", "health"), "does not let persons of 'health' be linked"),
        (LINKS.replace("agreement: police", "agreement: polise"), "Did you mean 'police'?"),
        (LINKS + LINKS.removeprefix("links:\n").replace("helped", "again"), "stands in two links"),
    ):
        (tmp_path / "plan" / "agreements.yaml").write_text(f"agreements:\n{ONE}{links}", encoding="utf-8")
        assert said in str(check_agreements(tmp_path)[1][0])


def test_the_generated_county_has_an_agreement_for_every_table(tmp_path: Path) -> None:
    new_office(tmp_path / "county", "westmarch")
    held = read_agreements(tmp_path / "county")
    assert check_office(tmp_path / "county") == []
    for table in AGREED_TABLES:
        assert held.refusal(table, "westmarch", Purpose.PERFORMANCE, date(2026, 1, 1)) == ""
    assert all("generated" in one.title for one in held.all)


def hashed(table: str, column: str, context: Context, **cells: str) -> bytes:
    """Return what one row's person or reference becomes."""
    told = {name: text for name, text in example_of(TABLES[table]).items() if text} | cells
    rows = Rows("a.csv", {name: pa.array([text]) for name, text in told.items()}, np.array([1], np.int32))
    accepted, refused = check(rows, TABLES[table], context=context)
    assert accepted.num_rows == 1, refused.to_pylist()
    value = accepted[column][0].as_py()
    assert isinstance(value, bytes)
    return value


SECRETS = {"FRANKPLEDGE_KEY_POLICE": "one", "FRANKPLEDGE_KEY_SERVICES": "two"}


def context_of(agreements: Agreements, on: date = IN_FORCE, **more: str) -> Context:
    keys = source_keys(SECRETS | more, agreements, on)
    return Context(b"rows", frozenset(), keys.secrets, keys.links, keys.barred)


def test_persons_of_two_sources_match_by_a_link_and_in_no_other_way(tmp_path: Path) -> None:
    apart = context_of(declared(tmp_path))
    linked = context_of(declared(tmp_path, LINKS), FRANKPLEDGE_LINK_HELPED="three")

    def pair(context: Context) -> tuple[bytes, bytes]:
        return (
            hashed("missing-reports", "person", context, person="P1"),
            hashed("referrals", "person", context, person="p1"),
        )

    one, other = pair(apart)
    assert one != other
    one, other = pair(linked)
    assert one == other
    case = {"case": "C1", "service": "voice"}
    assert hashed("referrals", "case", apart, **case) == hashed("referrals", "case", linked, **case)


def test_two_services_that_both_count_from_1_never_match(tmp_path: Path) -> None:
    context = context_of(declared(tmp_path))
    for column in ("person", "case"):
        cells = {column: "1"}
        one = hashed("referrals", column, context, service="voice", **cells)
        assert one == hashed("referrals", column, context, service="Voice", **cells)
        assert one == hashed("case-events", column, context, service="voice", **cells)
        assert one != hashed("referrals", column, context, service="shelter", **cells)


def test_a_lapsed_link_or_a_shared_secret_stops_what_it_is_about_and_nothing_else(tmp_path: Path) -> None:
    held = declared(tmp_path, LINKS)
    lapsed = context_of(held, LAPSED, FRANKPLEDGE_LINK_HELPED="three")
    with pytest.raises(BadEnvironment, match="link 'helped' rests on agreement 'police', which ended on"):
        hashed("missing-reports", "person", lapsed)
    with pytest.raises(BadEnvironment, match="set FRANKPLEDGE_LINK_HELPED"):
        hashed("missing-reports", "person", context_of(held))
    same = {"FRANKPLEDGE_KEY_FIRE": "one"}
    barred = context_of(declared(tmp_path), **same)
    with pytest.raises(BadEnvironment, match="KEY_POLICE and FRANKPLEDGE_KEY_FIRE hold the same"):
        hashed("missing-reports", "person", barred)
    assert hashed("referrals", "person", barred)
    together = {"FRANKPLEDGE_KEY_SERVICES": "one", "FRANKPLEDGE_LINK_HELPED": "three"}
    assert hashed("missing-reports", "person", context_of(declared(tmp_path, LINKS), **together))
    assert {"police", "services"} <= set(KEY_SOURCES)
