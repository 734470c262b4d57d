"""The victims of the month's recorded crimes, as services hear of them: columns in the words of returns."""

from __future__ import annotations

import numpy as np

from frankpledge.contracts.crimes import OFFENCE_GROUPS
from frankpledge.contracts.people import ETHNIC_GROUP, RISK, SEX
from frankpledge.contracts.vocabularies import Vocabulary
from frankpledge.generate.living.clock import local
from frankpledge.generate.living.partners.drawing import Array, only
from frankpledge.generate.living.partners.setting import Setting
from frankpledge.generate.living.police.crime_people import victims_of
from frankpledge.generate.living.police.offences import offences


def month_victims(setting: Setting, month: int) -> dict[str, Array]:
    """Return the people who were victims of a crime recorded in a month, one row for each crime of theirs.

    ``where`` is −1 for a place outside the county or not known; ``person`` is the resident's number.
    """
    victims = setting.living.of(victims_of, month)
    recorded = setting.living.of(offences, month).recorded[victims.crime]
    inside = (victims.area >= 0) & (victims.area < len(setting.lsoa))
    return {
        "person": victims.person,
        "age": victims.age.astype(np.float64),
        "sex": _words(SEX)[victims.sex],
        "ethnicity": _words(ETHNIC_GROUP)[victims.ethnic],
        "where": np.where(inside, victims.area, -1),
        "recorded": local(recorded.astype("datetime64[s]")),
        "offence-group": _words(OFFENCE_GROUPS)[victims.group],
        "domestic-abuse": victims.domestic,
        "risk": only(victims.risk >= 0, _words(RISK)[victims.risk]),
    }


def _words(vocabulary: Vocabulary) -> Array:
    return np.array([term.text for term in vocabulary.terms], object)
