"""``plan/plan.yaml``: the plan, its priorities, the outcomes it wants and the measures under each heading."""

from __future__ import annotations

from collections.abc import Collection

from frankpledge.errors import did_you_mean
from frankpledge.plan.definitions import Plan, PlanOutcome, Priority, Section
from frankpledge.plan.fields import Fields, Problems
from frankpledge.plan.yaml_nodes import Entries, shown


def read_plan_file(entries: Entries, problems: Problems, measures: Collection[str]) -> Plan | None:
    """Return the plan; None where a problem was noted. ``measures`` are the ids it may name."""
    fields = Fields(entries, problems)
    fields.only(("title", "priorities"), ("starts", "ends", "source"))
    starts, ends = fields.day("starts"), fields.day("ends")
    fields.in_order("ends", starts, ends)
    seen: set[str] = set()
    priorities = tuple(_priority(inner, measures, seen) for inner in fields.parts("priorities"))
    if "priorities" in fields and not priorities and not problems:
        fields.problem("priorities", "the plan has no priorities.", "Give at least one.")
    plan = Plan(fields.text("title"), priorities, starts, ends, fields.text("source"))
    return None if problems else plan


def _new_id(fields: Fields, seen: set[str]) -> str:
    """Return an id that no other priority or outcome of the plan has."""
    word = fields.identifier("id")
    if word and word in seen:
        fields.problem("id", f"the id '{shown(word)}' is used twice in the plan.", "Give each its own.")
    seen.add(word)
    return word


def _measures(fields: Fields, known: Collection[str]) -> tuple[str, ...]:
    words = fields.words("measures")
    for word in words:
        if word not in known:
            fields.problem(
                "measures",
                f"there is no measure '{shown(word)}' in plan/measures.",
                did_you_mean(word, sorted(known)),
            )
    return words


def _priority(fields: Fields, known: Collection[str], seen: set[str]) -> Priority:
    fields.only(("id", "title"), ("outcomes", "sections"))
    priority_id = _new_id(fields, seen)
    outcomes = tuple(_outcome(inner, known, seen) for inner in fields.parts("outcomes"))
    sections: list[Section] = []
    for inner in fields.parts("sections"):
        section = _section(inner, known)
        if section.title and any(section.title == other.title for other in sections):
            inner.problem(
                "title", f"this priority has a section '{shown(section.title)}' already.", "Join them."
            )
        sections.append(section)
    if not outcomes and not sections:
        fields.problem(
            "sections", "this priority has neither outcomes nor sections.", "Give at least one of them."
        )
    return Priority(priority_id, fields.text("title"), outcomes, tuple(sections))


def _outcome(fields: Fields, known: Collection[str], seen: set[str]) -> PlanOutcome:
    fields.only(("id", "text"), ("measures",))
    return PlanOutcome(_new_id(fields, seen), fields.text("text"), _measures(fields, known))


def _section(fields: Fields, known: Collection[str]) -> Section:
    fields.only(("title",), ("measures", "note"))
    section = Section(fields.text("title"), _measures(fields, known), fields.text("note"))
    if not section.measures and "note" not in fields:
        fields.problem("measures", "this section shows nothing.", "Name measures, or say why in a 'note'.")
    return section
