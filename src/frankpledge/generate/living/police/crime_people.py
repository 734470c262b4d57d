"""Victims and suspects of recorded crimes, and the month's victims for the services that help them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from frankpledge.generate.draws import Integers
from frankpledge.generate.living import columns as col
from frankpledge.generate.living.clock import Days, day_of
from frankpledge.generate.living.columns import Flags
from frankpledge.generate.living.context import Living
from frankpledge.generate.living.police.offences import CHARGED_TYPE, Offences, offences

TABLE = "crime-people"


@dataclass(frozen=True)
class Victims:
    """The victims of crimes recorded in a month, one for each crime with a person as victim.

    ``person`` numbers residents (``P000123`` in the police's records), ``crime`` the month's crimes (row of
    :func:`~frankpledge.generate.living.police.offences.offences`), ``group`` is the place in the vocabulary
    of offence groups, ``risk`` that of the domestic abuse (−1: none), ``sex`` and ``ethnic`` places in their
    vocabularies, ``area`` the small area of the crime (−1: none), ``on`` the day it was recorded.
    """

    person: Integers
    crime: Integers
    group: Integers
    domestic: Flags
    serious_sexual: Flags
    risk: Integers
    age: Integers
    sex: Integers
    ethnic: Integers
    area: Integers
    on: Days


def victims_of(living: Living, month: int) -> Victims:
    """Return the victims of the crimes recorded in a month: ``living.of(victims_of, month)``."""
    made = living.of(offences, month)
    rows = np.flatnonzero(made.victim >= 0)
    person, on = made.victim[rows], day_of(made.recorded[rows])
    people = living.people
    return Victims(
        person=person,
        crime=rows,
        group=made.group[rows],
        domestic=made.domestic[rows],
        serious_sexual=made.serious_sexual[rows],
        risk=made.risk[rows],
        age=people.age(person, on),
        sex=people.sex[person].astype(np.int64),
        ethnic=people.ethnic[person].astype(np.int64),
        area=made.area[rows],
        on=on,
    )


def about(living: Living, table: str, person: Integers, on: Days) -> dict[str, pa.Array]:
    """Return the columns age, sex and ethnicity of residents on days."""
    people = living.people
    return {
        "age": col.whole(people.age(person, on)),
        "sex": col.terms(table, "sex", people.sex[person].astype(np.int64)),
        "ethnicity": col.terms(table, "ethnicity", people.ethnic[person].astype(np.int64)),
    }


def crime_people(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the people in the crimes recorded in a month: victims, suspects, and offenders where charged."""
    made = living.of(offences, month)
    victims = np.flatnonzero(made.victim >= 0)
    suspects = np.flatnonzero(made.suspect >= 0)
    crime = np.concatenate([victims, suspects])
    person = np.concatenate([made.victim[victims], made.suspect[suspects]])
    role = np.concatenate([np.zeros(len(victims), dtype=np.int64), _roles(living, made)[suspects]])
    risk = made.risk[crime]
    rows = col.records(
        TABLE,
        living.force,
        crime=made.numbers(crime),
        person=col.numbered("P", person),
        role=col.terms(TABLE, "role", role),
        recorded=col.times(made.recorded[crime]),
        offence_group=col.terms(TABLE, "offence-group", made.group[crime]),
        domestic_abuse=col.flags(made.domestic[crime]),
        knife=col.flags(made.knife[crime]),
        serious_sexual=col.flags(made.serious_sexual[crime]),
        risk=col.terms(TABLE, "risk", np.maximum(risk, 0), risk >= 0),
        **about(living, TABLE, person, day_of(made.recorded[crime])),
    )
    return {TABLE: rows}


def _roles(living: Living, made: Offences) -> Integers:
    """Return suspect or, where the crime is charged by the day of the extract, offender."""
    charged = (made.outcome == CHARGED_TYPE) & living.known(made.outcome_on)
    suspect, offender = col.code(TABLE, "role", "suspect"), col.code(TABLE, "role", "offender")
    return np.where(charged, offender, suspect)
