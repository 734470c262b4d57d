"""One YAML file of ``plan/measures`` as a measure: its own fields, before other measures are looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from frankpledge.contracts.governance import Grain
from frankpledge.contracts.tables import Table
from frankpledge.errors import did_you_mean
from frankpledge.plan import columns
from frankpledge.plan.chart_decisions import RuleSet
from frankpledge.plan.conditions import Sets, read_ended_by, read_where
from frankpledge.plan.definitions import MADE_OF_OTHERS, Direction, Kind, Measure
from frankpledge.plan.durations import check_open_cases, read_duration, read_month_column, read_open
from frankpledge.plan.fields import Fields, Problems
from frankpledge.plan.judged_by import read_baseline, read_chart, read_status, read_targets
from frankpledge.plan.paired_changes import NEEDED, OPTIONAL, clauses_of_change, read_paired_change
from frankpledge.plan.record_questions import LAST_OF_MONTH, Clause, PairedChange, ServiceLevel
from frankpledge.plan.service_levels import KEYS, clauses_of, read_service_level
from frankpledge.plan.units import read_column, read_percentile, read_unit, scale_of
from frankpledge.plan.yaml_nodes import Entries, Text, shown

AREA_TYPES = ("force", "local-authority", "ward", "lsoa")

_REQUIRED = ("id", "title", "kind", "unit", "direction")
_ANYWHERE = (
    *("also-called", "breakdowns", "areas", "baseline", "targets", "status", "chart", "rules"),
    *("returned-by", "why", "note", "catalogue", "review"),
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
    Kind.TIME_TO_OUTCOME: ("of",),
    Kind.REPEAT_RATE: ("of", "column", "look-back"),
    Kind.VALUE_AT: ("of", "column"),
    Kind.SUPPLIED: ("of", "column"),
    Kind.SUM_OF: ("parts",),
}
_MAY_HAVE: dict[Kind, tuple[str, ...]] = {
    Kind.COUNT: ("where", "follow-up", "peers", "parts", "at-end", "in-month-of", "open"),
    Kind.SHARE: ("where", "follow-up", "weight", "at-end", "in-month-of"),
    Kind.SUM: ("where", "duration", "at-end", "in-month-of"),
    Kind.MEAN: ("where", "duration", "at-end", "in-month-of"),
    Kind.PERCENTILE: ("where", "duration", "in-month-of"),
    Kind.DISTINCT: ("where", "in-month-of"),
    Kind.RATIO: ("of-whole",),
    Kind.RATE: ("peers",),
    Kind.TIME_TO_OUTCOME: ("where", "percentile"),
    Kind.SUM_OF: (),
}
"""Keys beside the needed ones; kinds not named here may have ``where``."""

_ALL_KEYS = (
    *("of", "column", "numerator", "denominator", "percentile", "where", "follow-up", "ended-by"),
    "look-back",
    *("peers", "parts", "duration", "weight", "at-end", "in-month-of", "open", "of-whole"),
)
_STOCKS = (Kind.COUNT, Kind.SUM, Kind.SHARE, Kind.MEAN)
"""Kinds that can be of what there is at the end of a month."""
_TIMED = (Kind.SUM, Kind.MEAN, Kind.PERCENTILE)
"""Kinds that can be taken of a span of time instead of a column."""
_KINDS_OF_RECORDS = (
    *(Kind.COUNT, Kind.DISTINCT, Kind.SHARE, Kind.MEAN, Kind.PERCENTILE),
    Kind.TIME_TO_OUTCOME,
    Kind.REPEAT_RATE,
)
LONGEST_FOLLOW_UP = 24
OUTCOMES_COME_LATER = "crimes"
"""The table whose cases end by outcomes that come in another; those of all others end in their own row."""
_ROW = re.compile(r"M[0-9]{3}")


@dataclass(frozen=True)
class Draft:
    """A measure as its own file states it, with the fields it was read from, for checks against others."""

    measure: Measure
    fields: Fields


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
    timed = kind in _TIMED and "duration" in fields
    of = f"kind '{kind}'"
    needed = [key for key in _NEEDS[kind] if not (timed and key == "column")]
    if timed and "column" in fields:
        fields.problem("column", "a value is taken of a column or of a time.", "Take one of them out.")
    may_have = (*may_have, "column") if timed else may_have
    if kind is Kind.TIME_TO_OUTCOME and "of" in fields:
        needed.append("ended-by" if fields.text("of") == OUTCOMES_COME_LATER else "duration")
        of += f" of {shown(fields.text('of'))}"
    fields.only((*_REQUIRED, *needed), (*may_have, *_ANYWHERE), _ALL_KEYS, of)
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
    numerator_where, numerator, asked = _read_numerator(fields, kind, table, sets)
    level = asked if isinstance(asked, ServiceLevel) else None
    paired = asked if isinstance(asked, PairedChange) else None
    of_rows, of_those = (
        (*one, *other) for one, other in zip(clauses_of(level), clauses_of_change(paired), strict=True)
    )
    of_rows = tuple(clause for clause in of_rows if clause not in where)
    _check_follow_up(fields, table)
    unit = read_unit(fields, kind)
    percentile = read_percentile(fields, kind)
    direction = fields.word("direction", [way.value for way in Direction], "direction")
    baseline = read_baseline(fields, kind)
    targets = read_targets(fields, kind, unit)
    status = read_status(fields, direction, baseline, targets)
    chart = read_chart(fields, kind)
    rules = fields.word("rules", [rule.value for rule in RuleSet], "set of rules", RuleSet.MDC_2023)
    duration = read_duration(fields, table, unit)
    followed = duration if kind is Kind.TIME_TO_OUTCOME else None
    if followed is not None and table is not None:
        check_open_cases(fields, followed, table)
    column = duration.column if duration and kind in _TIMED else read_column(fields, kind, table)
    at_end = table is not None and fields.flag("at-end", table.grain is Grain.SNAPSHOT)
    if at_end and table is not None and kind in _STOCKS and "date" in table.column_names:
        of_rows = (*of_rows, Clause(LAST_OF_MONTH, ("true",)))
    open_between, open_longer = read_open(fields, table)
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
            duration=duration,
            weight=fields.word("weight", columns.number_columns(table), "column of weights") if table else "",
            at_end=(at_end and kind in _STOCKS) or open_between is not None,
            in_month_of=read_month_column(fields, table, followed),
            open_between=open_between,
            open_longer=open_longer,
            of_whole=fields.flag("of-whole"),
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
            catalogue=_read_catalogue(fields),
            review=fields.day("review"),
            file=f"plan/measures/{name}.yaml",
            **texts,
        ),
        fields,
    )


def _read_table(fields: Fields, kind: Kind) -> Table | None:
    if kind in MADE_OF_OTHERS:
        return None
    tables = columns.measured_tables()
    name = fields.word("of", list(tables), "table")
    if not name:
        return None
    table = tables[name]
    if kind is Kind.SUPPLIED and name == columns.SUPPLIED_TABLE:
        _check_stated(fields)
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
    if kind in _KINDS_OF_RECORDS and not table.monthly:
        fields.problem(
            "of",
            f"rows of '{name}' are counts already, not records.",
            "Use kind: sum with the column that holds them.",
        )
        return None
    return table


def _check_stated(fields: Fields) -> None:
    """Note what has no effect on values that are stated under the measure's own id."""
    if "where" in fields:
        what = f"rows of '{columns.SUPPLIED_TABLE}' say themselves which measure they are of."
        fields.problem("where", what, "Take it out.")
    if "column" in fields and fields.text("column") != "value":
        fields.problem("column", f"a figure of '{columns.SUPPLIED_TABLE}' is its value.", "Write 'value'.")


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
        return where, "", read_service_level(inner, table, fields.text("in-month-of") or table.month_from)
    return where, "", read_paired_change(inner, table) if paired else None


def _read_catalogue(fields: Fields) -> tuple[tuple[str, str], ...]:
    """Return the catalogue rows that a measure answers, and how where it is not the row itself."""
    inner = fields.part("catalogue")
    if inner is None:
        return ()
    for row in inner.entries.values:
        if not _ROW.fullmatch(row):
            inner.problem(
                row, f"'{shown(row)}' is no row of the catalogue.", "Rows are named M001, M002 and so on."
            )
    return tuple((row, "" if _blank(inner, row) else inner.text(row)) for row in inner.entries.values)


def _blank(fields: Fields, key: str) -> bool:
    node = fields.entries.values[key]
    return isinstance(node, Text) and (node.blank or not node.value)


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


def _read_breakdowns(fields: Fields, table: Table | None) -> tuple[str, ...]:
    words = fields.words("breakdowns")
    stated = (
        table is not None and table.name == columns.SUPPLIED_TABLE
    )  # its rows name their parts themselves
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
