"""Facts that texts of the made-up report can refer to, and a ledger of quoted figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from frankpledge.plan.definitions import LedgerEntry
from frankpledge.publication.readings import ReportData
from frankpledge.publication.words.facts import Facts
from frankpledge.publication.words.markdown import ReadText, read_text
from tests.unit import report_example

LEDGER = (
    LedgerEntry(
        "doors-fitted", "Doors fitted", 650, "doors", "Target hardening return", date(2023, 4, 3), "Grants"
    ),
    LedgerEntry("door-grant", "Grant for doors", 120450, "£", "Decision record", date(2022, 9, 1), "Finance"),
    LedgerEntry("victims-rank", "Rank for victims", 7, "of 43", "Inspectorate", date(2023, 2, 1), "Policy"),
    LedgerEntry(
        "informants", "Not to be told", 12, "people", "Force", date(2023, 2, 1), "Policy", publishable=False
    ),
)


def facts(data: ReportData | None = None) -> Facts:
    """Return the facts of the example report, with every figure its open data holds."""
    held = replace(data if data is not None else report_example.example(), ledger=LEDGER)
    measures = {name: reading.measure for name, reading in held.readings.items()}
    areas = {local.title.lower(): local.area for reading in held.readings.values() for local in reading.local}
    return Facts(held, report_example.figures_table(held), measures, report_example.OWN, areas)


def read(markdown: str, slot: str = "summary", data: ReportData | None = None) -> ReadText:
    """Return a text as read against the example's facts."""
    return read_text(markdown, slot, Path(f"texts/{slot}.md"), facts(data))


def told(markdown: str, slot: str = "summary") -> list[tuple[int | None, str]]:
    """Return line and message of every problem of a text."""
    return [(problem.where.line, str(problem)) for problem in read(markdown, slot).problems]
