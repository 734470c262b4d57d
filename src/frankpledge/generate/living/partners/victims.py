"""The month's victims, of whom services hear."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from frankpledge.generate.living.partners.drawing import Array, about_people, only, picked, times_in
from frankpledge.generate.living.partners.setting import Setting

GROUPS: Final = {
    "Violence without injury": 0.30,
    "Violence with injury": 0.16,
    "Stalking and harassment": 0.13,
    "Rape": 0.016,
    "Other sexual offences": 0.026,
    "Robbery of personal property": 0.014,
    "Residential burglary: home": 0.055,
    "Theft from a vehicle": 0.075,
    "Other theft": 0.104,
    "Criminal damage": 0.12,
}
ABUSIVE: Final = ("Violence without injury", "Violence with injury", "Stalking and harassment", "Rape")
VICTIMS_PER_RESIDENT: Final = 4_250 / 750_000


@lru_cache(maxsize=4)
def victims_of(setting: Setting, month: int) -> dict[str, Array]:
    """Return the people who were victims of a crime recorded in a month, by column."""
    random = setting.random("victims", month)
    count = int(random.poisson(VICTIMS_PER_RESIDENT * setting.residents))
    group = picked(random, count, GROUPS)
    abused = np.isin(group.astype(str), ABUSIVE) & (random.random(count) < 0.5)
    risk = picked(random, count, {"Standard": 0.65, "Medium": 0.23, "High": 0.12})
    return {
        "person": np.array([f"N{number}" for number in random.integers(0, 160_000, count)], object),
        **about_people(random, count, (1, 90)),
        "where": random.integers(0, len(setting.lsoa), count),
        "recorded": times_in(random, month, count),
        "offence-group": group,
        "domestic-abuse": abused,
        "risk": only(abused, risk),
    }
