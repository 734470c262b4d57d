"""The sections there are, what each is for, and the options each takes: one table, read and documented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SectionSort:
    """A sort of section: what it prints, the options it needs and those it can take."""

    summary: str
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


SORTS: dict[str, SectionSort] = {
    "in-short": SectionSort("The authors' summary, then the sentences a busy reader needs.", ("slot",)),
    "at-a-glance": SectionSort("Every measure of the plan in one row, by priority.", ("title",)),
    "contents": SectionSort("The list of parts."),
    "exceptional": SectionSort(
        "What is exceptional and why it is believed, with charts; brief: in sentences alone.",
        ("brief",),
    ),
    "priorities": SectionSort(
        "Each priority: its outcomes, then Police, Fire and Working together with their measures."
    ),
    "progress": SectionSort(
        "Each priority in short: outcomes with what was written of them, and a table of its measures "
        "against the year before.",
        ("title",),
    ),
    "local-areas": SectionSort("Small areas that stand out, with maps."),
    "data-and-quality": SectionSort("The records behind the document, and what is missing.", ("new-page",)),
    "trust": SectionSort("How far to trust the findings: what was judged and what could have been seen."),
    "method": SectionSort("How figures are made, and what each measure counts."),
    "glossary": SectionSort("Words a reader may need, and the abbreviations the document uses."),
    "about": SectionSort("Plan, build and licence, by which a reader finds all this again."),
    "words": SectionSort(
        "Words of the declaration (text), then what authors wrote (slot). Left out where there are neither, "
        "unless it is required.",
        ("text", "slot", "required"),
        ("title",),
    ),
    "recommendations": SectionSort(
        "A numbered list of what authors wrote, a recommendation an item or paragraph.",
        ("title", "text", "slot"),
    ),
    "figures": SectionSort(
        "Every measure with its figure, the year before and the twelve months.", ("title",)
    ),
    "measures": SectionSort(
        "The measures it names, and no others: figures with the year before, parts, a chart of the first, "
        "what other bodies supplied of them, and how each is counted.",
        ("text", "slot"),
        ("title", "measures"),
    ),
    "year-findings": SectionSort("What was exceptional in each quarter of the financial year.", ("title",)),
    "finance": SectionSort(
        "Quoted figures of the ledger by group; a declared total is checked against its parts.",
        ("title", "text", "slot", "groups"),
    ),
    "decisions": SectionSort("Decisions recorded in the period, by series and number.", ("title", "text")),
    "questions": SectionSort(
        "Questions of an inspectorate: what others found, what the figures show, the response.",
        ("title",),
        ("questions",),
    ),
    "tiles": SectionSort(
        "Figures large, as tiles: period, base, change from a year before.", ("title", "columns"), ("tiles",)
    ),
    "plan-on-a-page": SectionSort(
        "Each priority with its outcomes and up to three (most) of its measures as tiles.",
        ("most", "columns"),
    ),
}
"""Every sort of section by name, in the order of the documentation."""

TAKES: dict[str, tuple[str, ...]] = {name: sort.takes for name, sort in SORTS.items()}
NEEDS: dict[str, tuple[str, ...]] = {name: sort.needs for name, sort in SORTS.items()}
