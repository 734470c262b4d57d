"""Reference files for the fictional forces, in the layouts of the real ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from frankpledge.generate.county import County, csv_texts, district_label
from frankpledge.generate.names import GENERATED
from frankpledge.generate.scenario import FictionalForce
from frankpledge.periods import month_key

COUNTS_FILE = "force_month_counts.csv"
POPULATION_FILE = "pfa_population_2020.csv"
LOOKUP_FILE = "lsoa2011_ward2017.csv"

BYTE_ORDER_MARK = "\ufeff"
"""The published lookup begins with one, so this one does."""


def force_month_counts(rows: Iterable[tuple[int, str, str, int]]) -> bytes:
    """Return the force-month counts: month, force, crime type, records."""
    told = [(month_key(month), force, crime_type, str(n)) for month, force, crime_type, n in rows]
    return _file(["month", "force", "crime_type", "records"], told)


def populations(forces: Sequence[FictionalForce], districts_each: int) -> bytes:
    """Return residents and households by police force area."""
    rows = [
        (f.pfa_code, f.pfa_name, str(f.population), str(f.households), str(districts_each)) for f in forces
    ]
    header = ["pfa_code", "pfa_name", "population_2020", "households_2020", "n_local_authorities"]
    return _file(header, rows)


def small_area_lookup(counties: Iterable[County]) -> bytes:
    """Return small area → ward → local authority, 2011 codes."""
    header = ["LSOA11CD", "LSOA11NM", "WD17CD", "WD17NM", "WD17NMW", "LAD17CD", "LAD17NM", "FID"]
    rows: list[Sequence[str]] = []
    for county in counties:
        for area in county.areas:
            district = county.districts[area.district]
            ward = (area.ward_code, area.ward_name, "")
            authority = (district.code, district_label(district.name))
            rows.append((area.code, area.name, *ward, *authority, str(len(rows) + 1)))
    return _file(header, rows, BYTE_ORDER_MARK)


def _file(header: list[str], rows: Iterable[Sequence[str]], start: str = "") -> bytes:
    return (start + "\n".join(csv_texts([header, *rows])) + "\n").encode()


README = """\
GENERATED RECORDS - NOT REAL
============================

Everything in this folder was made by `frankpledge generate` (seed {seed}). The forces, districts,
streets, crimes, outcomes, searches and people do not exist. The layout is that of data.police.uk,
so that software can be tried and tested; the content must not be taken for statistics.

Fictional forces: {forces}.
Months: {first} to {last}.

How to know it: the name of every force and authority ends in "{mark}" (only ward and small-area
names have no room for it); area codes are in ranges the Office for National Statistics does not use
(E019, E059, E069, E239); the places lie in the North Sea.

{downloads}
reference/{counts}: records by force, month and crime type, from a download of
  another day, so that it disagrees a little with the records.
reference/{population}: residents and households by police force area.
reference/{lookup}: small areas, wards and local authorities (2011 codes).
truth.json: what is true of these records, including every planted change and every small area that
  was split. Read it after an analysis, not before.
"""


def readme(
    seed: int, forces: Sequence[FictionalForce], months: tuple[int, int], downloads: Sequence[tuple[str, str]]
) -> bytes:
    """Return the note that says what the folder is; ``downloads`` are (name, description)."""
    return README.format(
        seed=seed,
        forces=", ".join(force.county for force in forces),
        first=month_key(months[0]),
        last=month_key(months[1]),
        mark=GENERATED,
        downloads="".join(f"{name}: {text}\n" for name, text in downloads),
        counts=COUNTS_FILE,
        population=POPULATION_FILE,
        lookup=LOOKUP_FILE,
    ).encode()
