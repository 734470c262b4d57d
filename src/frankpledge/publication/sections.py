"""The sections a kind of document can declare, by name: each a small function of the data and its options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from frankpledge.publication.back_matter import colophon, data_and_quality, glossary, method
from frankpledge.publication.decision_tables import decisions_section
from frankpledge.publication.exceptional import exceptional_in_short, exceptional_part
from frankpledge.publication.glance import glance
from frankpledge.publication.honesty import honesty
from frankpledge.publication.key_sentences import key_sentences
from frankpledge.publication.kinds.kind import SectionUse
from frankpledge.publication.ledger_sections import finance_section
from frankpledge.publication.local_findings import local_part
from frankpledge.publication.measures_section import measures_section
from frankpledge.publication.model import Block, Contents, Heading, KeySentences, Name, NewPage, line
from frankpledge.publication.priority_parts import priority_parts
from frankpledge.publication.progress import figures_section, progress_section
from frankpledge.publication.question_parts import questions_section
from frankpledge.publication.readings import ReportData
from frankpledge.publication.tile_sections import plan_section, tiles_section
from frankpledge.publication.worded_sections import recommendations_section, words_section
from frankpledge.publication.year_findings import year_findings_section


@dataclass(frozen=True)
class At:
    """Where a section is written: the data, its options, and the blocks that stand before it."""

    data: ReportData
    use: SectionUse
    before: tuple[Block, ...] = ()


def _in_short(at: At) -> list[Block]:
    return [*at.data.texts.at(at.use.slot or "summary"), KeySentences(key_sentences(at.data))]


def _at_a_glance(at: At) -> list[Block]:
    title = Name(at.use.title) if at.use.title else "At a glance"
    return [Heading(2, line(title), "at-a-glance-heading"), glance(at.data)]


def _exceptional(at: At) -> list[Block]:
    return exceptional_in_short(at.data) if at.use.brief else exceptional_part(at.data)


WRITERS: dict[str, Callable[[At], list[Block]]] = {
    "in-short": _in_short,
    "at-a-glance": _at_a_glance,
    "contents": lambda at: [Contents()],
    "exceptional": _exceptional,
    "priorities": lambda at: priority_parts(at.data),
    "progress": lambda at: progress_section(at.data, at.use),
    "local-areas": lambda at: local_part(at.data),
    "data-and-quality": lambda at: data_and_quality(at.data),
    "trust": lambda at: honesty(at.data),
    "method": lambda at: method(at.data),
    "glossary": lambda at: glossary(at.before),
    "about": lambda at: colophon(at.data),
    "words": lambda at: words_section(at.data, at.use),
    "recommendations": lambda at: recommendations_section(at.data, at.use),
    "figures": lambda at: figures_section(at.data, at.use),
    "measures": lambda at: measures_section(at.data, at.use),
    "year-findings": lambda at: year_findings_section(at.data, at.use),
    "finance": lambda at: finance_section(at.data, at.use),
    "decisions": lambda at: decisions_section(at.data, at.use),
    "questions": lambda at: questions_section(at.data, at.use),
    "tiles": lambda at: tiles_section(at.data, at.use),
    "plan-on-a-page": lambda at: plan_section(at.data, at.use),
}
"""What writes each section named in ``kinds.options.SORTS``."""


def section_blocks(at: At) -> list[Block]:
    """Return one section as blocks; none where there is nothing for it to say."""
    start: list[Block] = [NewPage()] if at.use.new_page else []
    return [*start, *WRITERS[at.use.section](at)]
