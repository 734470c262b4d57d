"""Records of two agencies side by side by ward and authority, though each uses codes of another census."""

from __future__ import annotations

from pathlib import Path

import pytest

from frankpledge.plan.office_folder import new_office
from tests.functional.cli import done
from tests.functional.test_agreements import AGREED

LOOKUP = """\
LSOA11CD,LSOA11NM,WD17CD,WD17NM,WD17NMW,LAD17CD,LAD17NM,FID
E01017456,Bedford 001A,E05008777,Brickhill,,E06000055,Bedford,1
E01017457,Bedford 001B,E05008777,Brickhill,,E06000055,Bedford,2
E01017458,Bedford 002A,E05008778,Castle,,E06000055,Bedford,3
E01015700,Luton 001A,E05002196,Barnfield,,E06000032,Luton,4
E01099999,Cambridge 001A,E05002702,Abbey,,E07000008,Cambridge,5
"""
SUCCESSORS = """\
LSOA11CD,LSOA11NM,CHGIND,LSOA21CD,LSOA21NM,LAD22CD,LAD22NM,LAD22NMW,ObjectId
E01017456,Bedford 001A,S,E01035001,Bedford 001C,E06000055,Bedford,,1
E01017456,Bedford 001A,S,E01035002,Bedford 001D,E06000055,Bedford,,2
E01017457,Bedford 001B,M,E01035003,Bedford 001E,E06000055,Bedford,,3
E01017458,Bedford 002A,M,E01035003,Bedford 001E,E06000055,Bedford,,4
E01015700,Luton 001A,U,E01015700,Luton 001A,E06000032,Luton,,5
E01099999,Cambridge 001A,U,E01099999,Cambridge 001A,E07000008,Cambridge,,6
"""
OLD = ["E01017456", "E01017456", "E01017458", "E01015700", "E01099999", ""]
NEW = ["E01035001", "E01035002", "E01035002", "E01035003", "E01015700"]
COUNT = """\
id: {table}-here
title: {table}
kind: count
of: {table}
unit: records
direction: neutral
areas: [force, local-authority, ward]
"""


def incidents(codes: list[str]) -> str:
    rows = [f"beds,I-{place},2024-04-03 09:00:00,G1,{code}" for place, code in enumerate(codes)]
    return "\n".join(["force,incident,created,grade,lsoa", *rows]).replace("beds", "Bedfordshire") + "\n"


def fires(codes: list[str]) -> str:
    rows = [f"beds,F-{place},2024-04-03 09:00:00,Secondary fire,{code}" for place, code in enumerate(codes)]
    return "\n".join(["force,incident,called,kind,lsoa", *rows]).replace("beds", "Bedfordshire") + "\n"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for source in ("POLICE", "FIRE"):
        monkeypatch.setenv(f"FRANKPLEDGE_KEY_{source}", f"a secret of {source} for tests alone")
    folder = tmp_path / "beds"
    new_office(folder, "bedfordshire")
    agreed = AGREED.replace("[calls, incidents]", "[calls, incidents, fire-incidents]")
    (folder / "plan" / "agreements.yaml").write_text(agreed, encoding="utf-8")
    for table in ("incidents", "fire-incidents"):
        file = folder / "plan" / "measures" / f"{table}-here.yaml"
        file.write_text(COUNT.format(table=table), encoding="utf-8")
    files = {
        "lookup.csv": LOOKUP,
        "successors.csv": SUCCESSORS,
        "incidents 2024-04 to 2024-04.csv": incidents(OLD),
        "fires 2024-04 to 2024-04.csv": fires(NEW),
    }
    (tmp_path / "files").mkdir()
    for name, text in files.items():
        (tmp_path / "files" / name).write_text(text, encoding="utf-8")
    done("ingest", folder, tmp_path / "files", "--obtained", "2024-05-05")
    done("build", folder)
    return folder


def counts(office: Path, area_type: str) -> dict[str, tuple[int, ...]]:
    """Return incidents and fires of April 2024 by area."""
    found: dict[str, dict[str, int]] = {}
    for measure in ("incidents-here", "fire-incidents-here"):
        rows = done("figures", office, "--measure", measure, "--area-type", area_type, "--format", "csv").rows
        for row in rows:
            found.setdefault(row["area"], {})[measure] = int(float(row["value"]))
    return {area: tuple(by.values()) for area, by in found.items()}


def test_incidents_by_old_codes_and_fires_by_new_ones_meet_in_wards(office: Path) -> None:
    assert counts(office, "local-authority") == {
        "E06000055": (3, 4),
        "E06000032": (1, 1),
        "E06000056": (0, 0),
    }
    # Bedford 001E was made of two areas in two wards, so its fire is in no ward.
    assert counts(office, "ward") == {"E05008777": (2, 3), "E05008778": (1, 0), "E05002196": (1, 1)}
