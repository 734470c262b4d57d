"""One YAML file of ``plan/measures`` as a measure: its own fields, before other measures are looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from frankpledge.contracts.tables import Table
from frankpledge.errors import did_you_mean
from frankpledge.plan import columns
from frankpledge.plan.conditions import Sets, read_ended_by, read_where
from frankpledge.plan.definitions import Clause, Direction, Kind, Measure, PairedChange, RuleSet, ServiceLevel
from frankpledge.plan.fields import Fields, Problems
from frankpledge.plan.judged_by import read_baseline, read_chart, read_status, read_targets
from frankpledge.plan.paired_changes import NEEDED, OPTIONAL, clauses_of_change, read_paired_change
from frankpledge.plan.service_levels import KEYS, clauses_of, read_service_level
from frankpledge.plan.yaml_nodes import Entries, shown

RESIDENTS = "residents"
AREA_TYPES = ("force", "local-authority", "ward", "lsoa")

_REQUIRED = ("id", "title", "kind", "unit", "direction")
_ANYWHERE = (
    *("also-called", "breakdowns", "areas", "baseline", "targets", "status", "chart", "rules"),
    *("returned-by", "why", "note"),
)
_NEEDS: dict[Kind, tuple[str, ...]] = {
    Kind.COUNT: ("of",),
    Kind.DISTINCT: ("of", "column"),
    Kind.SUM: ("of", "column"),
    Kind.SHARE: ("of", "numerator"),
    Kind.RATIO: ("numerator", "denominator"),
    Kind.RATE: ("numerator", "denominator"),
    Kind.MEAN: ("of", "column"),
    Kind.PERCENTILE: ("of", "column", "percentile"),
    Kind.TIME_TO_OUTCOME: ("of", "ended-by"),
    Kind.REPEAT_RATE: ("of", "column", "look-back"),
    Kind.VALUE_AT: ("of", "column"),
    Kind.SUPPLIED: ("of", "column"),
}
_MAY_HAVE: dict[Kind, tuple[str, ...]] = {
    Kind.COUNT: ("where", "follow-up", "peers", "parts"),
    Kind.SHARE: ("where", "follow-up"),
    Kind.RATIO: (),
    Kind.RATE: ("peers",),
    Kind.TIME_TO_OUTCOME: ("where", "percentile"),
}
"""Keys beside the needed ones; kinds not named here may have ``where``."""

_ALL_KEYS = (
    *("of", "column", "numerator", "denominator", "percentile", "where", "follow-up", "ended-by"),
    "look-back",
    *("peers", "parts"),
)
_KINDS_OF_RECORDS = (
    *(Kind.COUNT, Kind.DISTINCT, Kind.SHARE, Kind.MEAN, Kind.PERCENTILE),
    Kind.TIME_TO_OUTCOME,
    Kind.REPEAT_RATE,
)
_PER = re.compile(r"per ([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}) (\S.*)")
LONGEST_FOLLOW_UP = 24


@dataclass(frozen=True)
class Draft:
    """A measure as its own file states it, with the fields it was read from, for checks against others."""

    measure: Measure
    fields: Fields


def scale_of(unit: str) -> float:
    """Return what numerator over denominator is multiplied by to be in a unit.

    >>> scale_of("per cent"), scale_of("per 1,000 residents"), scale_of("crimes")
    (100.0, 1000.0, 1.0)
    """
    if unit == "per cent":
        return 100.0
    match = _PER.fullmatch(unit)
    return float(match[1].replace(",", "")) if match else 1.0


def read_measure(entries: Entries, problems: Problems, name: str, sets: Sets) -> Draft | None:
    """Return the measure of one file; ``name`` is the file's name without ``.yaml``.

    None where its kind is not known or a field that others lean on is wrong; why is in ``problems``.
    """
    fields = Fields(entries, problems)
    kind_word = (
        fields.word("kind", [kind.value for kind in Kind], "kind of measure") if "kind" in fields else ""
    )
    if not kind_word:
        if "kind" not in fields:
            fields.only(_REQUIRED, (*_ANYWHERE, *_ALL_KEYS))
        return None
    kind = Kind(kind_word)
    may_have = _MAY_HAVE.get(kind, ("where",))
    fields.only((*_REQUIRED, *_NEEDS[kind]), (*may_have, *_ANYWHERE), _ALL_KEYS, f"kind '{kind}'")
    measure_id = fields.identifier("id")
    if measure_id and measure_id != name:
        fields.problem(
            "id",
            f"the id is '{shown(measure_id)}' but the file is called '{shown(name)}.yaml'.",
            "Make them the same.",
        )
    table = _read_table(fields, kind)
    follow_up = fields.whole("follow-up", 0, LONGEST_FOLLOW_UP)
    where = read_where(fields, table, sets, "follow-up" in fields) if table else ()
    numerator_where, numerator, timed = _read_numerator(fields, kind, table, sets)
    level = timed if isinstance(timed, ServiceLevel) else None
    paired = timed if isinstance(timed, PairedChange) else None
    of_rows, of_those = (
        (*one, *other) for one, other in zip(clauses_of(level), clauses_of_change(paired), strict=True)
    )
    _check_follow_up(fields, table)
    unit = _read_unit(fields, kind)
    percentile = _read_percentile(fields, kind)
    direction = fields.word("direction", [way.value for way in Direction], "direction")
    baseline = read_baseline(fields, kind)
    targets = read_targets(fields, kind, unit)
    status = read_status(fields, direction, baseline, targets)
    chart = read_chart(fields, kind)
    rules = fields.word("rules", [rule.value for rule in RuleSet], "set of rules", RuleSet.MDC_2023)
    column = _read_column(fields, kind, table)
    breakdowns, area_types = _read_breakdowns(fields, table), _read_area_types(fields, table)
    peers = _read_peers(fields, kind, table, where)
    texts = {key: fields.text(key) for key in ("title", "why", "note")}
    if not direction or not measure_id:
        return None
    return Draft(
        Measure(
            id=measure_id,
            kind=kind,
            unit=unit,
            direction=Direction(direction),
            table=table.name if table else "",
            where=(*where, *of_rows),
            numerator_where=(*numerator_where, *of_those),
            numerator=numerator,
            denominator=fields.text("denominator"),
            column=column,
            percentile=percentile,
            scale=scale_of(unit),
            follow_up=follow_up,
            look_back=fields.whole("look-back", 1, LONGEST_FOLLOW_UP),
            ended_by=read_ended_by(fields, sets),
            service_level=level,
            paired=paired,
            breakdowns=breakdowns,
            area_types=area_types,
            peers=peers,
            baseline=baseline,
            targets=targets,
            status=status,
            chart=chart,
            rules=RuleSet(rules),
            parts=fields.words("parts"),
            also_called=fields.words("also-called"),
            returned_by=fields.words("returned-by"),
            file=f"plan/measures/{name}.yaml",
            **texts,
        ),
        fields,
    )


def _read_table(fields: Fields, kind: Kind) -> Table | None:
    if kind in (Kind.RATIO, Kind.RATE):
        return None
    tables = columns.measured_tables()
    name = fields.word("of", list(tables), "table")
    if not name:
        return None
    table = tables[name]
    if kind is Kind.SUPPLIED and name in columns.RETURNED:
        return table
    dated = kind in (Kind.VALUE_AT, Kind.SUPPLIED)
    if dated == columns.has_months(table):
        fitting = [word for word, other in tables.items() if columns.has_months(other) != dated]
        held = "months" if columns.has_months(table) else "single dates"
        fields.problem(
            "of",
            f"'{name}' is about {held}, so kind '{kind}' cannot be made of it.",
            f"Known: {', '.join(fitting)}.",
        )
        return None
    if kind is Kind.TIME_TO_OUTCOME and name != "crimes":
        fields.problem("of", f"'{name}' are given no outcomes later.", "Write 'of: crimes'.")
        return None
    if kind in _KINDS_OF_RECORDS and not table.monthly:
        fields.problem(
            "of",
            f"rows of '{name}' are counts already, not records.",
            "Use kind: sum with the column that holds them.",
        )
        return None
    return table


def _read_numerator(
    fields: Fields, kind: Kind, table: Table | None, sets: Sets
) -> tuple[tuple[Clause, ...], str, ServiceLevel | PairedChange | None]:
    """Return a share's conditions and what it asks of time or scores, or what a ratio or rate names."""
    if kind in (Kind.RATIO, Kind.RATE):
        return (), fields.identifier("numerator"), None
    inner = fields.part("numerator") if kind is Kind.SHARE else None
    if inner is None:
        return (), "", None
    timed = any(key in inner for key in KEYS)
    paired = not timed and any(key in inner for key in (*NEEDED, *OPTIONAL))
    if timed:
        inner.only(KEYS[:3], (KEYS[3], "where"))
    else:
        inner.only(NEEDED if paired else ("where",), (*OPTIONAL, "where") if paired else ())
    if table is None:
        return (), "", None
    where = read_where(inner, table, sets, "follow-up" in fields) if "where" in inner else ()
    if timed:
        return where, "", read_service_level(inner, table)
    return where, "", read_paired_change(inner, table) if paired else None


def _check_follow_up(fields: Fields, table: Table | None) -> None:
    """Note a follow-up that changes nothing: a reader would think that it does."""
    if "follow-up" not in fields or table is None:
        return
    name = columns.OUTCOME_WITHIN.name
    if table.name != "crimes":
        fields.problem("follow-up", "only measures of 'crimes' have a follow-up.", "Take it out.")
        return
    numerator = fields.entries.values.get("numerator")
    for entries in (fields.entries, numerator):
        where = entries.values.get("where") if isinstance(entries, Entries) else None
        if isinstance(where, Entries) and name in where.values:
            return
    fields.problem("follow-up", f"no condition is put on '{name}'.", "Put one, or take the follow-up out.")


def _read_unit(fields: Fields, kind: Kind) -> str:
    unit = fields.text("unit")
    if not unit:
        return ""
    match = _PER.fullmatch(unit)
    if unit in ("%", "percent", "percentage", "pct"):
        fields.problem("unit", f"'{shown(unit)}' is not how the unit is written.", "Did you mean 'per cent'?")
    elif kind in (Kind.SHARE, Kind.REPEAT_RATE) and unit != "per cent":
        fields.problem("unit", f"the unit of a {kind} is 'per cent'.", "Write 'unit: per cent'.")
    elif kind is Kind.RATE and (match is None or match[2] != RESIDENTS):
        fields.problem(
            "unit", "the unit of a rate is so many residents.", "Write 'unit: per 1,000 residents'."
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


def _read_percentile(fields: Fields, kind: Kind) -> float | None:
    if kind is Kind.TIME_TO_OUTCOME and "percentile" not in fields:
        return 50.0
    percentile = fields.number("percentile")
    if percentile is not None and not 0 <= percentile <= 100:
        fields.problem("percentile", "this must lie between 0 and 100.", "The median is 50.")
        return None
    return percentile


def _read_column(fields: Fields, kind: Kind, table: Table | None) -> str:
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


def _read_breakdowns(fields: Fields, table: Table | None) -> tuple[str, ...]:
    words = fields.words("breakdowns")
    stated = table is not None and table.name in columns.RETURNED  # its rows name their parts themselves
    known = columns.breakdown_columns(table) if table is not None and not stated else words
    for word in words:
        if word in AREA_TYPES:
            fields.problem(
                "breakdowns", f"'{word}' is a kind of area, not a breakdown.", "Put it under 'areas'."
            )
        elif word not in known and table is not None:
            what = f"there is no column '{shown(word)}' of {table.name} to break down by."
            fields.problem("breakdowns", what, did_you_mean(word, known))
    return tuple(sorted(word for word in words if word in known))


def _read_area_types(fields: Fields, table: Table | None) -> tuple[str, ...]:
    if "areas" not in fields:
        return ("force",)
    words = fields.known_words("areas", AREA_TYPES, "kind of area")
    possible = columns.area_types_of(table) if table else AREA_TYPES
    for word in words:
        if word not in possible and table:
            fields.problem(
                "areas",
                f"records of '{table.name}' cannot be placed in a {word}.",
                f"Known: {', '.join(possible)}.",
            )
    if not words and not fields.problems:
        fields.problem("areas", "this names no kind of area.", "Name 'force' at least.")
    return tuple(kind for kind in AREA_TYPES if kind in words)


def _read_peers(fields: Fields, kind: Kind, table: Table | None, where: Sequence[Clause]) -> str:
    peers = fields.word("peers", columns.PEER_TABLES, "table to compare areas from")
    if not peers or kind is Kind.RATE:
        return peers
    if table is not None and table.name != "crimes":
        fields.problem(
            "peers", f"'{peers}' counts crimes, and this measure is of '{table.name}'.", "Take it out."
        )
    for clause in where:
        if clause.column != "crime-type":
            fields.problem(
                "peers",
                f"'{peers}' knows crime types only, and this measure has a condition on '{clause.column}'.",
                "Take 'peers' out: areas are then compared from the measure's own records.",
            )
    return peers
