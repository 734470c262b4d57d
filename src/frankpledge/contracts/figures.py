"""The shapes that pass between stages: figures, comparisons and findings. These are frozen contracts.

A row is a frozen dataclass where one is handled at a time, and an Arrow table with the
same columns, in the same order, where there are many.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

FIGURE_COLUMNS: dict[str, str] = {
    "measure": "Measure id, a kebab-case word.",
    "area_type": "Kind of area: force, local-authority, ward, lsoa …",
    "area": "The publisher's slug for a force; the official code below it.",
    "breakdown": "Empty for the total, else sorted dimension=slug pairs joined by |.",
    "window": "Kind of period: month, quarter, rolling-12 …",
    "period": "Key of the period; keys of one window sort.",
    "period_start": "First day of the period.",
    "period_end": "Last day of the period.",
    "label": "The period as people see it.",
    "numerator": "What was counted or summed; empty where there is none.",
    "denominator": "What it was divided by; empty where there is none.",
    "value": "The figure; empty unless it is known or immature.",
    "unit": "Unit of the value.",
    "n": "What a reader should know was counted: records, denominator, observations or respondents.",
    "state": "known, missing (not supplied: never 0), immature or suppressed.",
    "basis": "computed from records, or supplied as it stands by a body.",
    "source": "The table the figure was taken from.",
    "as_at": "Date of obtaining of the newest file behind the figure.",
}
"""Every column of the figures table, in order, with its meaning."""

FIGURE_KEY = ("measure", "area_type", "area", "breakdown", "window", "period", "source")

COMPARISON_COLUMNS: dict[str, str] = {
    **{name: FIGURE_COLUMNS[name] for name in FIGURE_KEY},
    "comparator": "What the figure is compared with: previous-period, same-period-last-year …",
    "reference": "The value compared with; empty where it is missing.",
    "difference": "Figure less reference, in difference_unit.",
    "difference_unit": "points, per cent or units.",
    "rank": "1 is the best in the measure's direction (the highest where it has none).",
    "n_present": "How many areas (or periods) the comparison could use.",
    "n_missing": "How many it should have had and did not.",
    "interval_low": "Lower end of an interval on the difference or rank.",
    "interval_high": "Upper end of it.",
    "note": "What a reader must know: names of the missing, source, gap to the headline figure.",
}

FINDING_COLUMNS: dict[str, str] = {
    **{name: FIGURE_COLUMNS[name] for name in FIGURE_KEY},
    "kind": "What was found.",
    "method": "Statistical method.",
    "variant": "Which variant of it.",
    "baseline": "The span of months it was judged against.",
    "expected_low": "Lower end of the expected range.",
    "expected_high": "Upper end of it.",
    "seen": "The value that was seen.",
    "strength": "How unusual it is.",
    "direction": "improving, worsening or no judgement.",
    "sentence": "The finding in plain words.",
}


class State(StrEnum):
    """Whether a figure can be relied on as it stands."""

    KNOWN = "known"
    MISSING = "missing"
    IMMATURE = "immature"
    SUPPRESSED = "suppressed"


class Basis(StrEnum):
    """Where a figure's value comes from."""

    COMPUTED = "computed"
    SUPPLIED = "supplied"


class DifferenceUnit(StrEnum):
    """How a change is expressed: never ``%`` for both."""

    POINTS = "points"
    PER_CENT = "per cent"
    UNITS = "units"


class Comparator(StrEnum):
    """What a figure can be held against."""

    PREVIOUS_PERIOD = "previous-period"
    SAME_PERIOD_LAST_YEAR = "same-period-last-year"
    PREVIOUS_12_MONTHS = "previous-12-months"
    BASELINE = "baseline"
    TARGET = "target"
    PEER = "peer"
    PEER_MEAN = "peer-mean"
    RANK = "rank"
    HIGHEST_SINCE = "highest-since"
    LOWEST_SINCE = "lowest-since"
    RUN_ABOVE = "run-above"
    RUN_BELOW = "run-below"


@dataclass(frozen=True)
class Figure:
    """One row of the figures table (columns as in FIGURE_COLUMNS)."""

    measure: str
    area_type: str
    area: str
    breakdown: str
    window: str
    period: str
    period_start: date
    period_end: date
    label: str
    numerator: float | None
    denominator: float | None
    value: float | None
    unit: str
    n: int | None
    state: State
    basis: Basis
    source: str
    as_at: date | None


@dataclass(frozen=True)
class Comparison:
    """One row of the comparisons table (columns as in COMPARISON_COLUMNS)."""

    measure: str
    area_type: str
    area: str
    breakdown: str
    window: str
    period: str
    source: str
    comparator: str
    reference: float | None = None
    difference: float | None = None
    difference_unit: str = ""
    rank: int | None = None
    n_present: int | None = None
    n_missing: int | None = None
    interval_low: float | None = None
    interval_high: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Finding:
    """One row of the findings table (columns as in FINDING_COLUMNS); None where there is no range."""

    measure: str
    area_type: str
    area: str
    breakdown: str
    window: str
    period: str
    source: str
    kind: str
    method: str
    variant: str
    baseline: str
    expected_low: float | None
    expected_high: float | None
    seen: float | None
    strength: str
    direction: str
    sentence: str


def as_findings(table: pa.Table) -> tuple[Finding, ...]:
    """Return the rows of a table with the columns of findings as findings, in its order."""
    return tuple(Finding(**row) for row in table.select(list(FINDING_COLUMNS)).to_pylist())


def figures_schema() -> pa.Schema:
    """Return the Arrow schema of the figures table; texts are dictionary-encoded."""
    import pyarrow as pa

    word = pa.dictionary(pa.int32(), pa.string())
    types = dict.fromkeys(FIGURE_COLUMNS, word)
    types |= {"period_start": pa.date32(), "period_end": pa.date32(), "as_at": pa.date32(), "n": pa.int64()}
    types |= {name: pa.float64() for name in ("numerator", "denominator", "value")}
    return pa.schema([(name, types[name]) for name in FIGURE_COLUMNS])


def comparisons_schema() -> pa.Schema:
    """Return the Arrow schema of the comparisons table; texts are dictionary-encoded."""
    import pyarrow as pa

    word = pa.dictionary(pa.int32(), pa.string())
    types = dict.fromkeys(COMPARISON_COLUMNS, word)
    types |= {name: pa.float64() for name in ("reference", "difference", "interval_low", "interval_high")}
    types |= {name: pa.int64() for name in ("rank", "n_present", "n_missing")}
    return pa.schema([(name, types[name]) for name in COMPARISON_COLUMNS])


def findings_schema() -> pa.Schema:
    """Return the Arrow schema of the findings table."""
    import pyarrow as pa

    types: dict[str, pa.DataType] = {name: pa.string() for name in FINDING_COLUMNS}
    types |= {name: pa.float64() for name in ("expected_low", "expected_high", "seen")}
    return pa.schema([(name, types[name]) for name in FINDING_COLUMNS])
