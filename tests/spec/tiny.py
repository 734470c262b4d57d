"""A few rows at random as the publisher writes them: blanks, repeats, gaps, empty files, two downloads."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.spec.naive.files import Download
from tests.spec.naive.months import between, move

STREET = [
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
]
OUTCOMES = [
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Outcome type",
]
STOPS = [
    "Type",
    "Date",
    "Part of a policing operation",
    "Policing operation",
    "Latitude",
    "Longitude",
    "Gender",
    "Age range",
    "Self-defined ethnicity",
    "Officer-defined ethnicity",
    "Legislation",
    "Object of search",
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
]
HEADERS = {"street": STREET, "outcomes": OUTCOMES, "stop-and-search": STOPS}

FORCES = {"bedfordshire": "Bedfordshire Police", "essex": "Essex Police", "kent": "Kent Police"}
"""Forces with records; Norfolk and Suffolk are in the counts only. The office is Bedfordshire's."""

AREAS = (
    ("E01017456", "Bedford 001A"),
    ("E01017457", "Bedford 002B"),
    ("E01017458", "Luton 003C"),
    ("E01017459", "Aylesbury Vale 004D"),
    ("E01033931", "Bedford 025E"),
    ("", ""),
)
CRIME_TYPES = (
    "Burglary",
    "Robbery",
    "Drugs",
    "Anti-social behaviour",
    "Anti-social behaviour",
    "Shoplifting",
)
GIVEN = ("Suspect charged", "Local resolution", "Unable to prosecute suspect", "Offender given a caution")
LAST = (*GIVEN, "Under investigation", "")
OBJECTS = ("Controlled drugs", "Stolen goods", "Controlled  drugs", "")
ETHNICITIES = ("White", "Black", "")


@dataclass(frozen=True)
class Shape:
    """How much there is of everything; the same shape gives the same files."""

    seed: int = 0
    months: int = 15
    rows: int = 8
    gaps: float = 0.1
    older: int = 0
    forces: int = 3

    @property
    def first(self) -> str:
        return "2021-02"


def write(folder: Path, shape: Shape) -> list[Download]:
    """Write one or two zips and the reference files; return them with their days of obtaining."""
    draw = random.Random(shape.seed)  # noqa: S311
    months = between(shape.first, move(shape.first, shape.months - 1))
    downloads = []
    if shape.older:
        older = Download(folder / "older.zip", date(2022, 1, 15))
        _archive(older.path, months[: shape.older], shape, draw)
        downloads.append(older)
    newer = Download(folder / "newer.zip", date(2023, 6, 30))
    _archive(newer.path, months[min(max(shape.older - 3, 0), len(months) - 1) :], shape, draw)
    for name, text in (
        ("force_month_counts.csv", _counts(months, draw)),
        ("pfa_population_2020.csv", POPULATIONS),
        ("pfa_population_2021.csv", POPULATIONS_2021),
        ("lsoa2011_ward2017.csv", LOOKUP),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return [*downloads, newer, *(Download(file, date(2023, 7, 1)) for file in sorted(folder.glob("*.csv")))]


def _archive(path: Path, months: list[str], shape: Shape, draw: random.Random) -> None:
    """Write a zip. One file is always there: an archive without any is refused."""
    with zipfile.ZipFile(path, "w") as archive:
        for force in list(FORCES)[: shape.forces]:
            for month in months:
                for kind, header in HEADERS.items():
                    given = (force, month, kind) == ("bedfordshire", months[0], "street")
                    if draw.random() < shape.gaps and not given:
                        continue
                    rows = [_row(kind, force, month, draw) for _ in range(draw.randrange(shape.rows + 1))]
                    text = io.StringIO(newline="")
                    writer = csv.DictWriter(text, header, lineterminator=draw.choice(("\n", "\r\n")))
                    writer.writeheader()
                    writer.writerows(rows)
                    archive.writestr(f"{month}/{month}-{force}-{kind}.csv", text.getvalue())


def _row(kind: str, force: str, month: str, draw: random.Random) -> dict[str, str]:
    if kind == "stop-and-search":
        return {
            "Type": "Person search",
            "Date": f"{month}-{draw.randint(1, 28):02d}T10:00:00+00:00",
            "Gender": draw.choice(("Male", "Female", "")),
            "Officer-defined ethnicity": draw.choice(ETHNICITIES),
            "Object of search": draw.choice(OBJECTS),
            "Outcome": draw.choice(("Arrest", "A no further action disposal", "")),
            "Outcome linked to object of search": draw.choice(("True", "False", "")),
        }
    code, name = draw.choice(AREAS)
    crime = f"{draw.randrange(40):064x}"
    row = {
        "Crime ID": crime,
        "Month": month,
        "Reported by": FORCES[force],
        "Falls within": FORCES[force],
        "Longitude": "-0.4" if code else "",
        "Latitude": "52.1" if code else "",
        "Location": draw.choice(("On or near High Street", 'At "The Crown", Mill Lane', "No Location")),
        "LSOA code": code,
        "LSOA name": name,
    }
    if kind == "outcomes":
        return {**row, "Outcome type": draw.choice(GIVEN)}
    kind_of_crime = draw.choice(CRIME_TYPES)
    asb = kind_of_crime == "Anti-social behaviour"
    outcome = "" if asb else draw.choice(LAST)
    blank = asb or draw.random() < 0.1
    return {
        **row,
        "Crime ID": "" if blank else crime,
        "Crime type": kind_of_crime,
        "Last outcome category": outcome,
    }


def _counts(months: list[str], draw: random.Random) -> str:
    lines = ["month,force,crime_type,records"]
    for force in (*FORCES, "norfolk", "suffolk"):
        for month in months:
            if draw.random() < 0.9:
                kinds = draw.sample(sorted(set(CRIME_TYPES)), 3)
                lines += [f"{month},{force},{kind},{draw.randrange(40)}" for kind in kinds]
    return "\n".join(lines) + "\n"


POPULATIONS = """\
pfa_code,pfa_name,population_2020,households_2020,n_local_authorities
E23000026,Bedfordshire,682311,278000,3
E23000028,Essex,1856063,,14
E23000032,Kent,1868199,771000,13
E23000024,Norfolk,914039,401000,7
"""
"""Suffolk is left out: a force without residents cannot be ranked. The households of Essex are not told."""

POPULATIONS_2021 = """\
pfa_code,pfa_name,population_2021,n_local_authorities
E23000026,Bedfordshire,704736,3
E23000028,Essex,1860000,14
"""

LOOKUP = """\
LSOA11CD,LSOA11NM,WD17CD,WD17NM,WD17NMW,LAD17CD,LAD17NM,FID
E01017456,Bedford 001A,E05008763,Bromham and Biddenham,,E06000055,Bedford,1
E01017457,Bedford 002B,E05008764,Castle,,E06000055,Bedford,2
E01017458,Luton 003C,E05002197,Barnfield,,E06000032,Luton,3
E01017459,Aylesbury Vale 004D,E05002198,Bedgrove,,E07000004,Aylesbury Vale,4
"""
