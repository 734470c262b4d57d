"""The stop-and-search file of one force and month, as bytes in the publisher's layout.

A stop happens in local time and is written in Universal Time, so one just after midnight on the
first of a summer month carries the last date of the month before. It still belongs to its file.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.generate.county import County, csv_texts
from frankpledge.generate.draws import Draws, Floats, Integers, cumulative, negative_binomial
from frankpledge.generate.facts import (
    REPEATED_STOP_SHARE,
    STOP_AGES,
    STOP_CLOTHING,
    STOP_ETHNICITIES,
    STOP_GENDERS,
    STOP_HOURS,
    STOP_OBJECTS,
    STOP_OPERATION,
    STOP_RESULTS,
    STOP_TYPES,
    STOP_WITHOUT_COORDINATES_SHARE,
    STOPS_PER_STREET_ROW,
)
from frankpledge.generate.files import joined, line_ending
from frankpledge.generate.scenario import Download, Scenario
from frankpledge.periods import first_day, last_day, month_of

STOPS_HEADER = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,"
    "Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,"
    "Outcome linked to object of search,Removal of more than just outer clothing"
)


def _table(weights: dict[str, int] | dict[tuple[str, str], int]) -> tuple[list[str], Floats]:
    """Return the words of a weighted table as CSV text, and its running shares."""
    rows = [[words] if isinstance(words, str) else list(words) for words in weights]
    texts = csv_texts(rows)
    # A record of one empty field is written as "" so that it is not a blank line; here it is only a piece.
    return ["" if text == '""' else text for text in texts], cumulative(list(weights.values()))


_TYPES = _table(STOP_TYPES)
_OPERATION = _table(STOP_OPERATION)
_GENDERS = _table(STOP_GENDERS)
_AGES = _table(STOP_AGES)
_ETHNICITIES = _table(STOP_ETHNICITIES)
_OBJECTS = _table(STOP_OBJECTS)
_RESULTS = _table(STOP_RESULTS)
_CLOTHING = _table(STOP_CLOTHING)
_HOURS = cumulative(STOP_HOURS)
_VEHICLE_ALONE = list(STOP_TYPES).index("Vehicle search")


@dataclass(frozen=True)
class StopsMade:
    """A stop-and-search file and what is true of it."""

    content: bytes
    rows: int
    without_coordinates: int
    dated_in_previous_month: int


@dataclass(frozen=True)
class Stops:
    """The stops of a force and month, in order of time: moments in Universal Time, and places in the tables
    of facts."""

    moments: npt.NDArray[np.datetime64]
    type_number: Integers
    place: Integers
    object_number: Integers
    result_number: Integers
    clothing: Integers


def stops_file(scenario: Scenario, county: County, month: int, download: Download) -> StopsMade:
    """Return the stop-and-search file of a force and month; it has no rows where the scenario says so."""
    return _drawn(scenario, county, month, download)[0]


def stops_drawn(scenario: Scenario, county: County, month: int) -> Stops:
    """Return the stops that the newest file of a force and month tells of."""
    return _drawn(scenario, county, month, scenario.downloads[-1])[1]


def _drawn(scenario: Scenario, county: County, month: int, download: Download) -> tuple[StopsMade, Stops]:
    force = county.force
    size = Draws(scenario.seed, "stops", force.number, month)
    mean = force.monthly_rows * STOPS_PER_STREET_ROW
    n = negative_binomial(size.one(), mean, max(scenario.dispersion, 0.01))
    if (force.slug, month) in scenario.supplied_empty:
        n = 0
    fields = Draws(scenario.seed, "stop-fields", force.number, month)
    minutes = _minutes_of_month(fields, month, n)
    type_number = fields.pick(_TYPES[1], n)
    alone = type_number == _VEHICLE_ALONE
    place = fields.pick(county.table("Drugs", {}), n)
    located = (place < county.first_outside) & ~fields.chance(n, STOP_WITHOUT_COORDINATES_SHARE)
    coordinates = pa.array(np.where(located, place, 0))
    person = [_picked(fields, table, n) for table in (_GENDERS, _AGES, _ETHNICITIES)]
    nobody = [",".join([""] * columns) for columns in (1, 1, 2)]
    ending = line_ending(download, force.number, month)
    operation = _picked(fields, _OPERATION, n)
    searched_for, result, clothing = (fields.pick(it[1], n) for it in (_OBJECTS, _RESULTS, _CLOTHING))
    pieces = [
        _said(_TYPES[0], type_number),
        _stamps(minutes),
        operation,
        pa.scalar("", pa.string()),
        _either(located, county.coordinates.take(coordinates), ","),
        *(_either(~alone, texts, blank) for texts, blank in zip(person, nobody, strict=True)),
        _said(_OBJECTS[0], searched_for),
        _said(_RESULTS[0], result),
        _said([text + ending for text in _CLOTHING[0]], clothing),
    ]
    again = _with_repeats(fields, n)
    pieces = [piece.take(pa.array(again)) if isinstance(piece, pa.Array) else piece for piece in pieces]
    month_start = np.datetime64(first_day(month), "m")
    made = StopsMade(
        content=joined(STOPS_HEADER, ending, pieces),
        rows=n,
        without_coordinates=int((~located[again]).sum()),
        dated_in_previous_month=int((minutes[again] < month_start).sum()),
    )
    return made, Stops(minutes, type_number, place, searched_for, result, clothing)


def _said(texts: list[str], numbers: Integers) -> pa.StringArray:
    return pa.array(texts, pa.string()).take(pa.array(numbers))


def _with_repeats(draws: Draws, n: int) -> Integers:
    """Return row numbers in which a few rows are the one before once more: two people, one encounter."""
    repeated = draws.chance(n, REPEATED_STOP_SHARE)
    repeated[:1] = False
    return np.maximum.accumulate(np.where(repeated, 0, np.arange(n)))


def _picked(draws: Draws, table: tuple[list[str], Floats], n: int) -> pa.StringArray:
    return _said(table[0], draws.pick(table[1], n))


def _either(known: npt.NDArray[np.bool_], texts: pa.StringArray, blank: str) -> pa.StringArray:
    choices = pa.chunked_array([texts, pa.array([blank], pa.string())], pa.string()).combine_chunks()
    return choices.take(pa.array(np.where(known, np.arange(len(texts)), len(texts))))


def _minutes_of_month(draws: Draws, month: int, n: int) -> npt.NDArray[np.datetime64]:
    """Return ``n`` moments in Universal Time, in order, that fall in the month by local time."""
    days = calendar.monthrange(month // 12, month % 12 + 1)[1]
    local = np.datetime64(first_day(month), "m") + np.sort(
        draws.below(days, n) * 1440 + draws.pick(_HOURS, n) * 60 + draws.below(60, n)
    ).astype("timedelta64[m]")
    year = month // 12
    starts, ends = _last_sunday(year, 3), _last_sunday(year, 10)
    # Local clocks: summer time runs from 02:00 on the last Sunday of March to 02:00 on that of October.
    summer = (local >= starts + np.timedelta64(120, "m")) & (local < ends + np.timedelta64(120, "m"))
    return np.asarray(local - np.where(summer, 60, 0).astype("timedelta64[m]"))


def _last_sunday(year: int, month: int) -> np.datetime64:
    end = last_day(month_of(date(year, month, 1)))
    return np.datetime64(end - timedelta(days=(end.weekday() + 1) % 7), "m")


def _stamps(moments: npt.NDArray[np.datetime64]) -> pa.StringArray:
    texts = np.datetime_as_string(moments, unit="s") if len(moments) else np.zeros(0, dtype="U19")
    return pc.binary_join_element_wise(pa.array(texts, pa.string()), pa.scalar("+00:00"), "")
