"""Generated records: fictional forces in the publisher's own layout, with known truth.

``generate(DEMO, folder)`` writes what the demonstration uses; ``Scenario.sized`` makes
scenarios of any size up to a whole country.
"""

from frankpledge.generate.generating import generate
from frankpledge.generate.scenario import (
    DEMO,
    KINDS,
    Download,
    FictionalForce,
    PlantedChange,
    Scenario,
    Shape,
)
from frankpledge.generate.truth import Truth

__all__ = [
    "DEMO",
    "KINDS",
    "Download",
    "FictionalForce",
    "PlantedChange",
    "Scenario",
    "Shape",
    "Truth",
    "generate",
]
