"""The crimes and incidents of one force and month, as columns of small whole numbers.

Nothing here is text: places, types and outcomes are numbers into tables, identifiers are
numbers that :func:`hex_ids` turns into the publisher's 64 hexadecimal digits. So a month of a
force is a few hundred kilobytes, and all steps are array arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from frankpledge.generate.counts import area_effects
from frankpledge.generate.county import County
from frankpledge.generate.draws import Draws, Floats, Integers, cumulative
from frankpledge.generate.facts import (
    ASB,
    CRIME_TYPES,
    DELAY_KIND,
    DELAY_WEIGHTS,
    MAX_DELAY,
    NEVER_DECIDED_SHARE,
    OUTCOME_WEIGHTS,
    OUTCOMES,
    REPEAT_ELSEWHERE_SHARE,
    REPEAT_OPEN_SHARE,
    REPEATED_ID_SHARE,
)
from frankpledge.generate.scenario import Scenario

Flags = npt.NDArray[np.bool_]

ASB_NUMBER = CRIME_TYPES.index(ASB)
NEVER = MAX_DELAY + 1
"""A delay that is never reached: the crime keeps its open wording."""

OUTCOME_TABLES: dict[int, Floats] = {
    CRIME_TYPES.index(name): cumulative(weights) for name, weights in OUTCOME_WEIGHTS.items()
}
DELAY_TABLES: tuple[Floats, ...] = tuple(cumulative(weights) for weights in DELAY_WEIGHTS.values())
DELAY_OF_OUTCOME: Integers = np.asarray(
    [list(DELAY_WEIGHTS).index(DELAY_KIND.get(outcome, "usual")) for outcome in OUTCOMES]
)

OLDER_CANCELLED_MOST = 0.12
OLDER_UNRECORDED_MOST = 0.15
OLDER_OTHER_OUTCOME_SHARE = 0.06
"""An older download against a newer one: at most so many crimes since cancelled, so many not yet
recorded, and so many decided crimes with another outcome. Bedfordshire: -18 % to +12 % in a month."""

EXTRA_BIT = 1 << 31


@dataclass(frozen=True)
class Crimes:
    """Rows of one force and month, in file order: arrays of one length.

    ``uid`` identifies the crime (0 for anti-social behaviour), ``first`` is false for a row that
    repeats the identifier of an earlier row, ``delay`` is the months until the outcome.
    ``still_open`` marks repeated rows that stay open whatever became of the first.
    """

    month: int
    uid: npt.NDArray[np.uint64]
    kind: Integers
    place: Integers
    outcome: Integers
    delay: Integers
    first: Flags
    still_open: Flags

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def is_crime(self) -> Flags:
        """Which rows are crimes; the others are anti-social behaviour incidents."""
        return np.asarray(self.kind != ASB_NUMBER)

    def taken(self, rows: Integers | Flags) -> Crimes:
        """Return these rows only, in the order given."""
        return Crimes(
            self.month,
            self.uid[rows],
            self.kind[rows],
            self.place[rows],
            self.outcome[rows],
            self.delay[rows],
            self.first[rows],
            self.still_open[rows],
        )


def draw_crimes(scenario: Scenario, county: County, month: int, counts: Integers) -> Crimes:
    """Return the rows of a force and month as the newest download has them; ``counts`` per type."""
    return _in_file_order(_drawn(scenario, county, month, counts, "crimes", 0))


def revise(scenario: Scenario, county: County, crimes: Crimes) -> Crimes:
    """Return an older state of the same month: fewer of its rows, some since cancelled, other outcomes."""
    number = county.force.number
    draws = Draws(scenario.seed, "older", number, crimes.month)
    unrecorded, cancelled = OLDER_UNRECORDED_MOST * draws.one(), OLDER_CANCELLED_MOST * draws.one()
    hidden = draws.uniform(len(crimes)) < unrecorded
    kept = crimes.taken(~hidden)

    other = draws.chance(len(kept), OLDER_OTHER_OUTCOME_SHARE) & kept.is_crime & kept.first
    outcome = kept.outcome.copy()
    outcome[other] = draws.below(2, int(other.sum()))
    outcome = outcome[_row_of_first(kept)]
    kept = Crimes(
        kept.month, kept.uid, kept.kind, kept.place, outcome, kept.delay, kept.first, kept.still_open
    )
    by_type = np.bincount(crimes.kind, minlength=len(CRIME_TYPES))
    extra = np.floor(by_type * cancelled + draws.uniform(len(by_type))).astype(np.int64)
    gone = _drawn(scenario, county, crimes.month, extra, "cancelled", EXTRA_BIT)
    return _in_file_order(_joined(kept, gone))


def _drawn(
    scenario: Scenario, county: County, month: int, counts: Integers, purpose: str, first_number: int
) -> Crimes:
    number = county.force.number
    n = int(counts.sum())
    kind = np.repeat(np.arange(len(CRIME_TYPES)), counts)
    place = np.zeros(n, dtype=np.int64)
    outcome = np.zeros(n, dtype=np.int64)
    places, outcomes = (Draws(scenario.seed, purpose, what, number, month) for what in ("place", "outcome"))
    start = 0
    for crime_type, size in enumerate(counts.tolist()):
        rows = slice(start, start + size)
        start += size
        if size == 0:
            continue
        effects = area_effects(scenario.planted, county, CRIME_TYPES[crime_type], month)
        place[rows] = places.pick(county.table(CRIME_TYPES[crime_type], effects), size)
        if crime_type != ASB_NUMBER:
            outcome[rows] = outcomes.pick(OUTCOME_TABLES[crime_type], size)
    delay = _delays(Draws(scenario.seed, purpose, "delay", number, month), outcome)

    repeats = Draws(scenario.seed, purpose, "repeat", number, month)
    is_crime = kind != ASB_NUMBER
    repeated = repeats.chance(n, REPEATED_ID_SHARE) & is_crime
    repeated[:1] = False
    repeated[1:] &= kind[1:] == kind[:-1]
    source = np.maximum.accumulate(np.where(repeated, 0, np.arange(n)))
    elsewhere = repeats.chance(n, REPEAT_ELSEWHERE_SHARE)
    base = (number + 1) << 48 | month << 32 | first_number
    return Crimes(
        month=month,
        uid=np.where(is_crime, source.astype(np.uint64) + np.uint64(base), np.uint64(0)),
        kind=kind,
        place=np.where(repeated & ~elsewhere, place[source], place),
        outcome=outcome[source],
        delay=delay[source],
        first=~repeated,
        still_open=repeated & repeats.chance(n, REPEAT_OPEN_SHARE),
    )


def _delays(draws: Draws, outcome: Integers) -> Integers:
    """Return months from recording to outcome; :data:`NEVER` for the few never decided."""
    share = draws.uniform(len(outcome))
    delay = np.zeros(len(outcome), dtype=np.int64)
    group = DELAY_OF_OUTCOME[outcome]
    for number, table in enumerate(DELAY_TABLES):
        rows = group == number
        delay[rows] = np.searchsorted(table, share[rows], side="right")
    delay[draws.chance(len(outcome), NEVER_DECIDED_SHARE)] = NEVER
    return delay


def _in_file_order(crimes: Crimes) -> Crimes:
    """Return the rows by place, as the publisher has them, with ``first`` saying which comes first now.

    The first row of an identifier is never the one that stays open: it is the row that counts,
    and what it says of the outcome agrees with the outcomes file.
    """
    ordered = crimes.taken(np.argsort(crimes.place, kind="stable"))
    first = np.ones(len(ordered), dtype=bool)
    crime_rows = np.flatnonzero(ordered.is_crime)
    _, where = np.unique(ordered.uid[crime_rows], return_index=True)
    first[crime_rows] = False
    first[crime_rows[where]] = True
    return Crimes(
        ordered.month, ordered.uid, ordered.kind, ordered.place, ordered.outcome, ordered.delay, first,
        ordered.still_open & ~first,
    )  # fmt: skip


def _row_of_first(crimes: Crimes) -> Integers:
    """Return, for each row, the row that is first with its identifier (itself for incidents)."""
    rows = np.arange(len(crimes))
    crime_rows = np.flatnonzero(crimes.is_crime)
    _, where, inverse = np.unique(crimes.uid[crime_rows], return_index=True, return_inverse=True)
    rows[crime_rows] = crime_rows[where][inverse]
    return rows


def _joined(some: Crimes, more: Crimes) -> Crimes:
    return Crimes(
        some.month,
        np.concatenate([some.uid, more.uid]),
        np.concatenate([some.kind, more.kind]),
        np.concatenate([some.place, more.place]),
        np.concatenate([some.outcome, more.outcome]),
        np.concatenate([some.delay, more.delay]),
        np.concatenate([some.first, more.first]),
        np.concatenate([some.still_open, more.still_open]),
    )


_HEX = np.frombuffer(b"".join(f"{byte:02x}".encode() for byte in range(256)), dtype=np.uint16)


def hex_ids(uid: npt.NDArray[np.uint64], seed: int) -> pa.StringArray:
    """Return 64 hexadecimal digits for each identifier, and an empty text for 0.

    The first 16 digits are a one-to-one mixing of the number (the finaliser of SplitMix64), so
    two crimes never share an identifier and the same crime has the same one in every file.
    """
    known = uid != 0
    real = uid[known]
    keys = np.asarray(np.random.PCG64(seed).random_raw(4), dtype=np.uint64)
    words = np.empty((len(real), 4), dtype=">u8")
    for column in range(4):
        words[:, column] = _mixed(real + keys[column])
    text = _HEX[words.view(np.uint8).ravel()]
    offsets = np.zeros(len(uid) + 1, dtype=np.int32)
    np.cumsum(np.where(known, 64, 0), out=offsets[1:])
    return pa.Array.from_buffers(pa.string(), len(uid), [None, pa.py_buffer(offsets), pa.py_buffer(text)])


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    mixed = values ^ (values >> np.uint64(30))
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed
