"""The mapping of outcome texts to outcome types, as a table an office may supply to check ours against."""

from __future__ import annotations

from frankpledge.contracts.governance import Grain
from frankpledge.contracts.police import OGL, PUBLISHER
from frankpledge.contracts.tables import Column, Disclosure, Table, Type

OUTCOME_TEXTS = Table(
    name="outcome-texts",
    title="Outcome texts and outcome types",
    description="What each published outcome text stands for, and what cannot be told apart.",
    publisher=PUBLISHER,
    licence=OGL,
    monthly=False,
    grain=Grain.REFERENCE,
    disclosure=Disclosure.THINGS,
    disclosure_reason="About words.",
    columns=(
        Column("text", Type.TEXT, "Text as published; empty for anti-social behaviour."),
        Column("stage", Type.TEXT, "decided, court or open.", required=True),
        Column("types", Type.TEXT, "Home Office outcome types, joined by semicolons."),
        Column("positive", Type.FLAG, "Whether it is in the default positive set.", required=True),
        Column("note", Type.TEXT, "What cannot be told apart."),
    ),
)
