"""The whole script: every register, in the order in which records can be linked to each other."""

from __future__ import annotations

from frankpledge.generate.office_records.cases import cases
from frankpledge.generate.office_records.inspections import inspections
from frankpledge.generate.office_records.matters import boards
from frankpledge.generate.office_records.openness import openness
from frankpledge.generate.office_records.partners import partners
from frankpledge.generate.office_records.plans import decisions, portfolio, risks, work_plan
from frankpledge.generate.office_records.script import Script, Setting, Step


def script(setting: Setting) -> tuple[Step, ...]:
    """Return what people of the fictional office did in the past year, in the order in which they did it."""
    written = Script(setting)
    held = boards(written)
    decided = decisions(written, held)
    found = risks(written, held)
    portfolio(written, decided, found)
    work_plan(written)
    inspections(written)
    partners(written, decided)
    openness(written, held)
    cases(written)
    return written.played()
