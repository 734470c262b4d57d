"""What a kind of document is: which period it covers, how it is set, and its sections in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from frankpledge.periods import Period, Window
from frankpledge.plan.definitions import Priority, Section


class Covers(StrEnum):
    """The period a kind of document is about."""

    QUARTER = "quarter"
    FINANCIAL_YEAR = "financial-year"
    MONTH = "month"

    @property
    def window(self) -> Window:
        """The window of its headline figures: as at a month, those are of the twelve months to its end."""
        return {"quarter": Window.QUARTER, "financial-year": Window.FINANCIAL_YEAR}.get(
            self, Window.ROLLING_12
        )

    @property
    def in_words(self) -> str:
        """What such a period is called in a message."""
        return {"month": "year to a month"}.get(self, self.replace("-", " "))

    @property
    def asked(self) -> str:
        """How the command line asks for one."""
        return {"quarter": '--quarter "Q4 24/25"', "financial-year": "--year 24/25"}.get(
            self, "--month 2025-03"
        )


OF_PLAN = (
    *("in-short", "at-a-glance", "exceptional", "priorities", "progress", "local-areas", "trust"),
    *("figures", "year-findings", "plan-on-a-page", "questions", "tiles"),
)
"""Sections that tell of the measures of the plan, or stand in documents that do."""

PLACEHOLDERS = ("area", "period", "plan", "office")
"""What a title pattern may name in braces."""


@dataclass(frozen=True)
class TileUse:
    """One tile asked for: a measure over a window, under a title of its own or the measure's."""

    measure: str
    window: Window = Window.ROLLING_12
    title: str = ""


@dataclass(frozen=True)
class Question:
    """One question of a briefing: what others found, what our figures show, and where we answer.

    ``external`` are ids of quoted figures in the office's ledger, ``internal`` are measures, and
    ``slot`` is where people write their response.
    """

    id: str
    title: str
    slot: str
    external: tuple[str, ...] = ()
    internal: tuple[str, ...] = ()


@dataclass(frozen=True)
class SectionUse:
    """One section of a kind of document, with the options it was given; those it has no use for are empty.

    ``title`` is its heading, ``text`` words of its own, ``slot`` where authors write for it, ``brief`` its
    short form, ``new_page`` begins one on paper, ``most`` is a number to stop at, ``groups`` are groups of
    the ledger, ``measures`` those it tells of.
    """

    section: str
    title: str = ""
    text: str = ""
    slot: str = ""
    brief: bool = False
    required: bool = False
    new_page: bool = False
    most: int | None = None
    columns: int | None = None
    groups: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    tiles: tuple[TileUse, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document, as declared.

    ``numbered`` numbers headings and paragraphs (1, 1.1, 1.2 …), ``dated`` puts the as-at date beside
    every figure, ``one_page`` holds the PDF to one page. ``is_own`` says that an office declared it, and
    so that every measure and quoted figure it names must exist; ``file`` is where it is declared.
    ``follows`` is the framework whose priorities it follows; empty for the office's own plan.
    """

    id: str
    title: str
    summary: str
    covers: Covers
    sections: tuple[SectionUse, ...]
    numbered: bool = False
    dated: bool = False
    one_page: bool = False
    is_own: bool = False
    follows: str = ""
    file: str = field(default="", compare=False)

    @property
    def measures(self) -> tuple[str, ...]:
        """Measures its sections name, beside those of the plan."""
        named = [name for use in self.sections for name in use.measures]
        named += [name for use in self.sections for one in use.questions for name in one.internal]
        named += [tile.measure for tile in self.tiles]
        return tuple(dict.fromkeys(named))

    @property
    def own_priorities(self) -> tuple[Priority, ...]:
        """What a document follows that is not about the plan: its sections of measures, as priorities.

        It is empty where any section tells of the plan.
        """
        if any(use.section in OF_PLAN for use in self.sections):
            return ()
        named = [use for use in self.sections if use.measures]
        return tuple(
            Priority(f"part-{place}", use.title, sections=(Section("", use.measures),))
            for place, use in enumerate(named, 1)
        )

    @property
    def tiles(self) -> tuple[TileUse, ...]:
        return tuple(tile for use in self.sections for tile in use.tiles)

    @property
    def quoted(self) -> tuple[str, ...]:
        """Quoted figures of the ledger that its sections name."""
        named = (name for use in self.sections for one in use.questions for name in one.external)
        return tuple(dict.fromkeys(named))

    def titled(self, **names: str) -> str:
        """Return the title of one document, with ``area``, ``period``, ``plan`` and ``office`` put in."""
        return self.title.format(**names)

    def report_key(self, period: Period) -> str:
        """Return the name of a report's folder: ``2024-25-Q4-quarterly``."""
        return f"{period.key}-{self.id}"
