"""Units of measures, and what a value of one is taken of: a column, a percentile, a span of time."""

from __future__ import annotations

import re

from frankpledge.contracts.tables import Table
from frankpledge.errors import did_you_mean
from frankpledge.plan import columns
from frankpledge.plan.definitions import Kind
from frankpledge.plan.fields import Fields
from frankpledge.plan.yaml_nodes import shown

RESIDENTS = "residents"
HOUSEHOLDS = "households"
ESTIMATED = (RESIDENTS, HOUSEHOLDS)
"""What a rate can be per that an area has by published estimates: columns of ``populations``."""
DAYS = "days"
PER_DAY = "per day"
_PER = re.compile(r"per ([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}) (\S.*)")


def scale_of(unit: str) -> float:
    """Return what numerator over denominator is multiplied by to be in a unit.

    >>> scale_of("per cent"), scale_of("per 1,000 residents"), scale_of("crimes")
    (100.0, 1000.0, 1.0)
    """
    if unit == "per cent":
        return 100.0
    match = _PER.fullmatch(unit)
    return float(match[1].replace(",", "")) if match else 1.0


def read_unit(fields: Fields, kind: Kind) -> str:
    """Return the unit of a kind of measure; what does not fit it is noted."""
    unit = fields.text("unit")
    if not unit:
        return ""
    match = _PER.fullmatch(unit)
    if unit in ("%", "percent", "percentage", "pct"):
        fields.problem("unit", f"'{shown(unit)}' is not how the unit is written.", "Did you mean 'per cent'?")
    elif kind in (Kind.SHARE, Kind.REPEAT_RATE) and unit != "per cent":
        fields.problem("unit", f"the unit of a {kind} is 'per cent'.", "Write 'unit: per cent'.")
    elif kind is Kind.RATE and fields.text("denominator") == DAYS:
        if unit != PER_DAY:
            fields.problem("unit", "the unit of a rate over days is 'per day'.", f"Write 'unit: {PER_DAY}'.")
    elif kind is Kind.RATE and (match is None or match[2] not in _bases(fields)):
        base = _bases(fields)[0]
        fields.problem(
            "unit", f"the unit of a rate by {base} is so many {base}.", f"Write 'unit: per 1,000 {base}'."
        )
    elif kind not in (Kind.SHARE, Kind.REPEAT_RATE, Kind.RATIO, Kind.RATE, Kind.SUPPLIED) and (
        match or unit == "per cent"
    ):
        fields.problem(
            "unit",
            f"kind '{kind}' divides by nothing, so its unit is not 'per' anything.",
            "Say what is counted.",
        )
    elif re.match(r"per [0-9]", unit) and (match is None or scale_of(unit) == 0):
        fields.problem(
            "unit",
            f"'{shown(unit)}' is not how the unit is written.",
            "Write for example 'per 1,000 residents'.",
        )
    return unit


def _bases(fields: Fields) -> tuple[str, ...]:
    """Return what the unit of a rate may be per: its denominator, or any where that is wrong itself."""
    denominator = fields.text("denominator")
    return (denominator,) if denominator in ESTIMATED else ESTIMATED


def read_percentile(fields: Fields, kind: Kind) -> float | None:
    """Return the percentile, 0 to 100; the median for a time to an outcome that names none."""
    if kind is Kind.TIME_TO_OUTCOME and "percentile" not in fields:
        return 50.0
    percentile = fields.number("percentile")
    if percentile is not None and not 0 <= percentile <= 100:
        fields.problem("percentile", "this must lie between 0 and 100.", "The median is 50.")
        return None
    return percentile


def read_column(fields: Fields, kind: Kind, table: Table | None) -> str:
    """Return the column that a value is taken of."""
    if table is None or "column" not in fields:
        return ""
    if kind in (Kind.DISTINCT, Kind.REPEAT_RATE):
        known = columns.distinct_columns(table)
    else:
        known = columns.number_columns(table)
        word = fields.text("column")
        if word and word not in known and columns.column_of(table, word) is not None:
            fields.problem(
                "column", f"column '{word}' of {table.name} does not hold numbers.", did_you_mean("", known)
            )
            return ""
    return fields.word("column", known, f"column of {table.name}")
