"""A provider's own monthly figures, worked out on its machine, so that counts leave it and no row does.

The office's definitions and the same intake and build as the office's own do the work, in a folder that is
removed again. Persons are hashed with a secret that is thrown away.
"""

from __future__ import annotations

import csv
import io
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from frankpledge.builds.making import make_build
from frankpledge.builds.reading import Build
from frankpledge.contracts.commissioning import RETURN_VALUES
from frankpledge.contracts.figures import State
from frankpledge.contracts.registry import TABLES
from frankpledge.errors import BadInput, WrongUse, did_you_mean
from frankpledge.measures.figures import ALL_SOURCES, Query
from frankpledge.periods import Window
from frankpledge.pipeline import other_forces
from frankpledge.plan.definitions import Definitions, Kind, Measure
from frankpledge.plan.reading import read_office
from frankpledge.plan.return_mappings import read_return_mappings
from frankpledge.publication.disclosure.protecting import protection_of
from frankpledge.store.aside import records_aside
from frankpledge.store.intake import ingest
from frankpledge.store.log import read_snapshot

STATED_AS_PARTS = (Kind.SHARE, Kind.MEAN, Kind.RATIO, Kind.REPEAT_RATE)
OF_THE_OFFICE = (Kind.RATE, Kind.VALUE_AT, Kind.SUPPLIED)
"""Kinds that a provider's own rows cannot make."""
FORM = "Counted from records"
_WORDS = {Window.MONTH: "Month", Window.QUARTER: "Quarter", Window.FINANCIAL_YEAR: "Financial year"}


@dataclass(frozen=True)
class Sender:
    """Who returns: the body, the day it took its records, and its own area where several are added up."""

    body: str
    as_at: date
    area: str = ""


@dataclass(frozen=True)
class Computed:
    """A return worked out: its content as CSV, how many values it has of which measures, and what is amiss.

    ``provisional`` counts months left out since cases of theirs are not yet due, ``withheld`` values too
    small to send, ``refused`` the rows of the files that could not be taken in, by reason.
    """

    content: bytes
    values: int
    measures: tuple[str, ...]
    provisional: int
    withheld: int
    refused: Counter[str]


def compute_return(
    definitions: Path,
    files: Sequence[Path],
    sender: Sender,
    measures: Sequence[str],
    *,
    protect: bool = False,
    on_step: Callable[[str], None] = lambda what: None,
) -> Computed:
    """Work out the monthly figures of measures from a provider's own files, as a return.

    ``definitions`` is an office folder, or the folder ``definitions`` of one of its builds. With
    ``protect`` small numbers about people are left empty, and with them what would give them back.
    Months that end after the day of taking are not whole, and are left out. Raises WrongUse for a measure
    that is not declared, BadInput for one that the files do not give.
    """
    declared = read_office(definitions)
    for name in measures:
        if name not in declared.measures:
            raise WrongUse(f"There is no measure '{name}'.", do=did_you_mean(name, list(declared.measures)))
    with records_aside() as folder:
        on_step("reading the files")
        refused = _take_in(folder, definitions, declared, files, sender.as_at)
        snapshot = read_snapshot(folder / "store")
        chosen = _chosen(declared, {edition.table for edition in snapshot.editions}, measures)
        shutil.copyfile(definitions / "office.yaml", folder / "office.yaml")
        (folder / "plan").mkdir()
        on_step("working out the figures")
        made = make_build(folder, snapshot, _narrowed(declared, chosen), made_at=sender.as_at.isoformat())
        return _written(made.build, chosen, sender, refused, protect)


def _take_in(
    folder: Path, definitions: Path, declared: Definitions, files: Sequence[Path], as_at: date
) -> Counter[str]:
    """Take files into a store of their own; return why rows were refused. Raises what intake raises."""
    sources = {column.key_source for table in TABLES.values() for column in table.columns if column.key}
    summary = ingest(
        folder / "store",
        files,
        loaded_at=as_at.isoformat(),
        obtained=as_at,
        other_forces=other_forces(declared.office),
        secrets={source: secrets.token_bytes(32) for source in sources},
        mappings=read_return_mappings(definitions),
    )
    if summary.problems:
        raise summary.problems[0]
    return summary.reasons


def _chosen(declared: Definitions, tables: set[str], names: Sequence[str]) -> list[Measure]:
    """Return the measures named. Raises BadInput for one that rows of these tables cannot make."""

    def made_of(measure: Measure) -> set[str]:
        parts = [declared.measures[name] for name in measure.made_of if name in declared.measures]
        return set().union(*map(made_of, parts)) if parts else {measure.table}

    chosen = [declared.measures[name] for name in dict.fromkeys(names)]
    for one in chosen:
        if one.kind in OF_THE_OFFICE or not made_of(one) <= tables:
            raise BadInput(
                f"'{one.id}' cannot be worked out from these files.",
                do=f"They are of {', '.join(sorted(tables))}; it takes rows of {', '.join(made_of(one))}.",
            )
    return chosen


def _narrowed(declared: Definitions, chosen: Iterable[Measure]) -> Definitions:
    """Return the chosen measures' definitions, without a logo that need not be here."""
    office = declared.office
    plain = replace(office, house_style=replace(office.house_style, logo=""))
    return replace(declared.only(one.id for one in chosen), office=plain)


def _written(
    build: Build, chosen: Sequence[Measure], sender: Sender, refused: Counter[str], protect: bool
) -> Computed:
    names = [column.name for column in RETURN_VALUES.sent_columns]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    counts: Counter[str] = Counter()
    told: dict[str, None] = {}
    protection = protection_of(build, (), [one.id for one in chosen]) if protect else None
    for measure in sorted(chosen, key=lambda one: one.id):
        for dimension in ("", *measure.breakdowns):
            query = Query((measure.id,), breakdown=dimension, windows=tuple(_WORDS), source=ALL_SOURCES)
            table = build.figures.table(query)
            table = protection.table(table) if protection is not None else table
            whole = [row for row in table.to_pylist() if row["period_end"] <= sender.as_at]
            for row in _sent(whole):
                counts[row["state"]] += 1
                if row["state"] != State.IMMATURE:
                    told[measure.id] = None
                    writer.writerow(_row(row, measure, sender))
    values = counts[State.KNOWN] + counts[State.SUPPRESSED]
    if not values:
        raise BadInput("the files hold no whole month of any of these measures.", do="Look at their dates.")
    return Computed(
        out.getvalue().encode(), values, tuple(told), counts[State.IMMATURE],
        counts[State.SUPPRESSED], refused,
    )  # fmt: skip


def _sent(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the months to send; and where one is withheld, the quarter or year that may be told instead."""
    held: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in figures:
        held.setdefault((row["area"], row["breakdown"]), []).append(row)
    sent = []
    for rows in held.values():
        withheld: list[tuple[date, date]] = []
        for window in _WORDS:
            here = [one for one in rows if one["window"] == window and one["state"] != State.MISSING]
            if window != Window.MONTH:
                here = [one for one in here if any(_within(span, one) for span in withheld)]
            withheld = [
                (one["period_start"], one["period_end"]) for one in here if one["state"] == State.SUPPRESSED
            ]
            sent += [
                one
                for one in here
                if one["numerator"] is not None or one["value"] is not None or one["state"] != State.KNOWN
                if window == Window.MONTH or one["state"] == State.KNOWN
            ]
    return sent


def _within(span: tuple[date, date], row: dict[str, Any]) -> bool:
    return bool(row["period_start"] <= span[0] and span[1] <= row["period_end"])


def _row(figure: dict[str, Any], measure: Measure, sender: Sender) -> dict[str, str]:
    """Return a figure as a row of the return: a share by its parts, all else by its value."""
    dimension, _, part = figure["breakdown"].partition("=")
    parts = measure.kind in STATED_AS_PARTS and figure["denominator"] is not None
    place = ("service", sender.area) if sender.area else ("force", figure["area"])
    told: dict[str, Any] = {
        "force": figure["area"],
        "body": sender.body,
        "measure": measure.id,
        "area-type": place[0],
        "area": place[1],
        "breakdown": dimension,
        "part": part,
        "window": _WORDS[Window.named(figure["window"])],
        "period-start": figure["period_start"].isoformat(),
        "period-end": figure["period_end"].isoformat(),
        "value": None if parts else figure["value"],
        "numerator": figure["numerator"] if parts else None,
        "denominator": figure["denominator"] if parts else None,
        "n": figure["n"],
        "basis": FORM,
        "as-at": sender.as_at.isoformat(),
    }
    return {name: _cell(value) for name, value in told.items()}


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return "" if value is None else str(value)
