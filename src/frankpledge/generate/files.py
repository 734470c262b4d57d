"""The street and outcomes files of one force and month, as bytes in the publisher's layout.

A row is put together from ready-made pieces of text (identifier, the fields that are the same
in the whole file, the place, the rest), each quoted beforehand where a CSV needs it. So
millions of rows need no work in Python row by row.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.generate.county import County
from frankpledge.generate.crimes import NEVER, Crimes, hex_ids
from frankpledge.generate.draws import Draws, Integers
from frankpledge.generate.facts import (
    CHARGED,
    COURT_AWAITED,
    COURT_AWAITED_SHARE,
    COURT_UNKNOWN,
    CRIME_TYPES,
    OPEN_WORDING_BLOCK_MONTHS,
    OPEN_WORDINGS,
    OUTCOMES,
    REPEATED_OUTCOME_SHARE,
)
from frankpledge.generate.scenario import Download
from frankpledge.periods import month_key

STREET_HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
OUTCOMES_HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type"
)

# The wordings of "Last outcome category": the outcome types, then those of the street file alone.
_AWAITED, _UNKNOWN, _OPEN, _BLANK = range(len(OUTCOMES), len(OUTCOMES) + 4)
_CHARGED = OUTCOMES.index(CHARGED)


def line_ending(download: Download, force_number: int, month: int) -> str:
    """Return how the lines of a month's files end: CRLF as a rule, LF in one month out of five."""
    lf = (month + force_number + (download.lsoa_vintage == 2011)) % 5 == 0
    return "\n" if lf else "\r\n"


def open_wording(month: int, download: Download) -> str:
    """Return what an undecided crime recorded in a month is called; the two wordings take turns."""
    turn = month // OPEN_WORDING_BLOCK_MONTHS + download.revised
    return OPEN_WORDINGS[turn % 2]


def joined(header: str, ending: str, pieces: list[pa.StringArray | pa.StringScalar]) -> bytes:
    """Return a file's bytes: the header, then one line for each row of the pieces, commas between them.

    The last piece must carry the line ending.
    """
    first_line = f"{header}{ending}".encode()
    lines = pc.binary_join_element_wise(*pieces, ",")
    if len(lines) == 0:
        return first_line
    body: bytes = lines.buffers()[2].to_pybytes()
    return first_line + body


def _common_fields(county: County, month: int) -> pa.StringScalar:
    return pa.scalar(f"{month_key(month)},{county.force.name},{county.force.name}", pa.string())


def wordings(crimes: Crimes, download: Download, seed: int, force_number: int) -> Integers:
    """Return for each row what its "Last outcome category" says, as a number (see ``_OPEN`` and so on).

    A crime is decided when its outcome came by the download's last month.
    """
    decided = crimes.month + crimes.delay <= download.last_month
    decided &= (crimes.delay != NEVER) & ~crimes.still_open
    awaited = Draws(seed, "court", force_number, crimes.month, download.name).chance(
        len(crimes), COURT_AWAITED_SHARE
    )
    said = np.where(crimes.outcome == _CHARGED, np.where(awaited, _AWAITED, _UNKNOWN), crimes.outcome)
    return np.where(crimes.is_crime, np.where(decided, said, _OPEN), _BLANK)


def is_open(said: Integers) -> Integers:
    """Return which of the :func:`wordings` mean that there is no outcome yet."""
    return np.asarray(said == _OPEN)


def street_file(crimes: Crimes, said: Integers, county: County, download: Download, seed: int) -> bytes:
    """Return the street file of a force and month; ``said`` are its :func:`wordings`."""
    ending = line_ending(download, county.force.number, crimes.month)
    says = [*OUTCOMES, COURT_AWAITED, COURT_UNKNOWN, open_wording(crimes.month, download), ""]
    tails = pa.array([f"{kind},{word},{ending}" for kind in CRIME_TYPES for word in says], pa.string())
    return joined(
        STREET_HEADER,
        ending,
        [
            hex_ids(crimes.uid, seed),
            _common_fields(county, crimes.month),
            county.text(download.lsoa_vintage).take(pa.array(crimes.place)),
            tails.take(pa.array(crimes.kind * len(says) + said)),
        ],
    )


@dataclass(frozen=True)
class Given:
    """Outcomes given in one month: crime, place and outcome of each row, and whether it is a repeat."""

    uid: npt.NDArray[np.uint64]
    place: Integers
    outcome: Integers
    recorded: Integers
    repeat: npt.NDArray[np.bool_]


class PendingOutcomes:
    """Outcomes of the months gone through so far, waiting for the month in which they are given.

    Holds at most the outcomes of the last ``MAX_DELAY`` months of one force.
    """

    def __init__(self) -> None:
        self._waiting: dict[int, list[tuple[Crimes, Integers]]] = defaultdict(list)

    def add(self, crimes: Crimes) -> None:
        """Put the outcomes of a month's crimes in wait; repeated rows of a crime have none of their own."""
        rows = np.flatnonzero(crimes.is_crime & crimes.first & (crimes.delay != NEVER))
        rows = rows[np.argsort(crimes.delay[rows], kind="stable")]
        later, starts = np.unique(crimes.delay[rows], return_index=True)
        for delay, part in zip(later.tolist(), np.split(rows, starts[1:]), strict=True):
            self._waiting[crimes.month + delay].append((crimes, part))

    def given_in(self, month: int, seed: int, force_number: int) -> Given:
        """Return, and forget, the outcomes given in a month, in file order; a few rows stand twice."""
        parts = self._waiting.pop(month, [])
        if parts:
            uid = np.concatenate([crimes.uid[rows] for crimes, rows in parts])
            place = np.concatenate([crimes.place[rows] for crimes, rows in parts])
            outcome = np.concatenate([crimes.outcome[rows] for crimes, rows in parts])
            recorded = np.concatenate([np.full(len(rows), crimes.month) for crimes, rows in parts])
        else:
            uid, place = np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
            outcome, recorded = place, place
        twice = Draws(seed, "repeated-outcome", force_number, month).chance(len(uid), REPEATED_OUTCOME_SHARE)
        rows = np.concatenate([np.arange(len(uid)), np.flatnonzero(twice)])
        rows = rows[np.argsort(place[rows], kind="stable")]
        repeat = np.ones(len(rows), dtype=bool)
        repeat[np.unique(rows, return_index=True)[1]] = False
        return Given(uid[rows], place[rows], outcome[rows], recorded[rows], repeat)


def outcomes_file(given: Given, month: int, county: County, download: Download, seed: int) -> bytes:
    """Return the outcomes file of a force and month."""
    ending = line_ending(download, county.force.number, month)
    return joined(
        OUTCOMES_HEADER,
        ending,
        [
            hex_ids(given.uid, seed),
            _common_fields(county, month),
            county.text(download.lsoa_vintage).take(pa.array(given.place)),
            pa.array([f"{outcome}{ending}" for outcome in OUTCOMES], pa.string()).take(
                pa.array(given.outcome)
            ),
        ],
    )
