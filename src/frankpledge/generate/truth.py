"""What is true of generated records, counted while they are made, to check everything else against.

Counting rules are those of the store: a Crime ID with several rows in a month is one crime,
of which the first row in file order counts; anti-social behaviour is never de-duplicated; an
outcome is a distinct pair of Crime ID and outcome type in its month.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from frankpledge.errors import BadInput
from frankpledge.generate.county import County
from frankpledge.generate.crimes import Crimes
from frankpledge.generate.draws import Integers
from frankpledge.generate.facts import ASB, CRIME_TYPES, OUTCOMES, POSITIVE
from frankpledge.generate.files import Given, is_open
from frankpledge.generate.living.truth import TableTruth, table_truth_from
from frankpledge.generate.scenario import Download, PlantedChange, Scenario
from frankpledge.generate.stops import StopsMade
from frankpledge.periods import month_key

IMMATURE_SHARE = 0.05
"""A month is immature when more than this part of its crimes is still open."""


@dataclass(frozen=True)
class StreetTruth:
    """One street file. ``crimes`` are distinct crimes by type; the rest are numbers of rows or crimes."""

    rows: int
    crimes: dict[str, int]
    asb_rows: int
    repeated_crime_ids: int
    repeated_rows: int
    no_location_rows: int
    outside_county_rows: int
    open_crimes: int
    refused_rows: int = 0

    @property
    def all_crime(self) -> int:
        """Distinct crimes of all types."""
        return sum(self.crimes.values())


@dataclass(frozen=True)
class OutcomesTruth:
    """One outcomes file. ``by_type`` and ``positive`` are distinct pairs of Crime ID and type."""

    rows: int
    by_type: dict[str, int]
    positive: int
    recorded_before_window: int


@dataclass(frozen=True)
class StopsTruth:
    """One stop-and-search file."""

    rows: int
    without_coordinates: int
    dated_in_previous_month: int


@dataclass(frozen=True)
class ForceMonthTruth:
    """What is true of one force and month in one download; None for a kind that was not asked for."""

    force: str
    month: str
    street: StreetTruth
    outcomes: OutcomesTruth | None = None
    stops: StopsTruth | None = None


@dataclass(frozen=True)
class DownloadTruth:
    """What is true of one download. ``immature_months`` are (force, month) pairs."""

    name: str
    obtained: str
    first_month: str
    last_month: str
    lsoa_vintage: int
    force_months: list[ForceMonthTruth]
    immature_months: list[tuple[str, str]]
    files: dict[str, str]


@dataclass(frozen=True)
class Truth:
    """What is true of everything written: the content of ``truth.json``.

    ``files`` of a download map each file's name to the SHA-256 of its content; ``records`` tell of each
    table of the living county, and ``planted_in_records`` of the changes planted in them;
    ``beside`` is what bodies supply of the year 2019, the region and the nation, and which of their returns
    are late or have not come. ``missing_force_months`` are (force, month) pairs that no file holds.
    """

    label: str
    seed: int
    first_month: str
    last_month: str
    forces: list[dict[str, Any]]
    planted: list[dict[str, Any]]
    missing_force_months: list[tuple[str, str]]
    supplied_empty: list[tuple[str, str]]
    downloads: list[DownloadTruth]
    reference_files: dict[str, str] = field(default_factory=dict)
    records: dict[str, TableTruth] = field(default_factory=dict)
    planted_in_records: list[dict[str, Any]] = field(default_factory=list)
    beside: dict[str, Any] = field(default_factory=dict)

    def download(self, name: str) -> DownloadTruth:
        """Return the download called ``newer`` or ``older``."""
        for download in self.downloads:
            if download.name == name:
                return download
        raise BadInput(f"These generated records have no download '{name}'.")

    def to_json(self) -> str:
        """Return the truth as JSON with sorted keys."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, path: Path) -> Truth:
        """Return the truth kept in a ``truth.json``."""
        told = json.loads(path.read_text(encoding="utf-8"))
        told["downloads"] = [_download_from(each) for each in told["downloads"]]
        for name in ("missing_force_months", "supplied_empty"):
            told[name] = [(force, month) for force, month in told[name]]
        told["records"] = {name: table_truth_from(table) for name, table in told["records"].items()}
        return cls(**told)


def _download_from(told: dict[str, Any]) -> DownloadTruth:
    months = [
        ForceMonthTruth(
            force=each["force"],
            month=each["month"],
            street=StreetTruth(**each["street"]),
            outcomes=None if each["outcomes"] is None else OutcomesTruth(**each["outcomes"]),
            stops=None if each["stops"] is None else StopsTruth(**each["stops"]),
        )
        for each in told["force_months"]
    ]
    immature = [(force, month) for force, month in told["immature_months"]]
    return DownloadTruth(**{**told, "force_months": months, "immature_months": immature})


def street_truth(crimes: Crimes, said: Integers, county: County) -> StreetTruth:
    """Return what is true of a street file made of ``crimes`` that say ``said`` of their outcome."""
    counted = crimes.is_crime & crimes.first
    by_type = np.bincount(crimes.kind[counted], minlength=len(CRIME_TYPES)).tolist()
    repeats = crimes.is_crime & ~crimes.first
    outside = (crimes.place >= county.first_outside) & (crimes.place < county.no_location)
    return StreetTruth(
        rows=len(crimes),
        crimes={kind: n for kind, n in zip(CRIME_TYPES, by_type, strict=True) if kind != ASB and n > 0},
        asb_rows=int((~crimes.is_crime).sum()),
        repeated_crime_ids=len(np.unique(crimes.uid[repeats])),
        repeated_rows=int(repeats.sum()),
        no_location_rows=int((crimes.place == county.no_location).sum()),
        outside_county_rows=int(outside.sum()),
        open_crimes=int((is_open(said) & counted).sum()),
    )


def outcomes_truth(given: Given, download: Download) -> OutcomesTruth:
    """Return what is true of an outcomes file made of ``given``."""
    distinct = ~given.repeat
    counts = np.bincount(given.outcome[distinct], minlength=len(OUTCOMES)).tolist()
    by_type = {outcome: n for outcome, n in zip(OUTCOMES, counts, strict=True) if n > 0}
    return OutcomesTruth(
        rows=len(given.uid),
        by_type=by_type,
        positive=sum(n for outcome, n in by_type.items() if outcome in POSITIVE),
        recorded_before_window=int((given.recorded < download.first_month).sum()),
    )


def stops_truth(made: StopsMade) -> StopsTruth:
    """Return what is true of a stop-and-search file."""
    return StopsTruth(made.rows, made.without_coordinates, made.dated_in_previous_month)


def immature_months(force_months: list[ForceMonthTruth]) -> list[tuple[str, str]]:
    """Return the (force, month) pairs whose crimes are still open beyond :data:`IMMATURE_SHARE`."""
    return [
        (each.force, each.month)
        for each in force_months
        if each.street.open_crimes > IMMATURE_SHARE * max(1, each.street.all_crime)
    ]


def planted_as_told(change: PlantedChange) -> dict[str, Any]:
    """Return a planted change with its months written out."""
    return {
        "shape": str(change.shape),
        "force": change.force,
        "crime_type": change.crime_type,
        "first_month": month_key(change.first_month),
        "last_month": None if change.last_month is None else month_key(change.last_month),
        "factor": change.factor,
        "area": change.area,
    }


def forces_as_told(scenario: Scenario, counties: dict[str, County]) -> list[dict[str, Any]]:
    """Return every fictional force with its codes and, where it has records, its geography.

    ``districts`` give the authority since 2021 as ``later_code`` and ``later_name``;
    ``split_small_areas`` map a 2011 code to the 2021 codes that replaced it.
    """
    told = []
    for force in (*scenario.forces, *scenario.peers):
        county = counties.get(force.slug)
        areas = county.areas if county else ()
        told.append(
            {
                "force": force.slug,
                "name": force.name,
                "pfa_code": force.pfa_code,
                "population": force.population,
                "records": county is not None,
                "districts": [asdict(district) for district in county.districts] if county else [],
                "split_small_areas": {
                    area.code: [code for code, _ in area.later] for area in areas if len(area.later) > 1
                },
            }
        )
    return told
