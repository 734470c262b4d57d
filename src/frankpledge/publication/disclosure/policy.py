"""Which measures need protection: decided by the tables they are counted from, never by the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Disclosure
from frankpledge.plan.definitions import Definitions
from frankpledge.plan.services import tables_of


@dataclass(frozen=True)
class Thresholds:
    """From which number on persons are not told apart.

    A count of 1 to ``count`` - 1 is withheld, whether it is a figure, its numerator or what is left of
    its base; so is what is a share, ratio or mean of fewer than ``base``. A count of 0 is shown: it
    points at nobody, and to withhold it would make "none" and "a few" look the same.
    """

    count: int = 5
    base: int = 10


PEOPLE: Final = Thresholds()


def thresholds_of(definitions: Definitions) -> dict[str, Thresholds]:
    """Return the thresholds of the measures that need any, by measure id; the others are left out."""
    return {
        name: PEOPLE
        for name, measure in definitions.measures.items()
        if any(_about_people(table, definitions) for table in tables_of(measure, definitions))
    }


def published_measures(definitions: Definitions) -> frozenset[str]:
    """Return the measures that an office's reports are of: what its plan and published frameworks name, and
    what that is made of.

    What is published together is protected together, so this does not depend on any one report.
    """
    waiting = [name for plan in definitions.published for name in plan.measures]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        measure = definitions.measures.get(name)
        if measure is not None and name not in found:
            found.add(name)
            waiting += (measure.numerator, measure.denominator, *measure.parts)
    return frozenset(found)


def _about_people(table: str, definitions: Definitions) -> bool:
    contract = TABLES.get(table)
    return (
        table in definitions.office.disclosure or contract is None or contract.disclosure is Disclosure.PEOPLE
    )
