"""Reading kinds of document: those that came with the software, and ``documents/`` of an office.

An office's file of the same name takes the place of a built-in one. Wrong keys, sections, windows and
titles fail here with file, line, field and the nearest right word.
"""

from __future__ import annotations

import string
from collections.abc import Collection
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from frankpledge.errors import BadDefinition, FrankpledgeError, WrongUse, did_you_mean
from frankpledge.periods import MONTHLY_WINDOWS, Window
from frankpledge.plan.fields import IDENTIFIER, Fields, Problems
from frankpledge.plan.reading import framework_names
from frankpledge.plan.yaml_nodes import Entries, entries_of, read_entries, shown
from frankpledge.publication.kinds.kind import (
    PLACEHOLDERS,
    Covers,
    DocumentKind,
    Question,
    SectionUse,
    TileUse,
)
from frankpledge.publication.kinds.options import NEEDS, TAKES

FOLDER = "documents"
"""Where an office keeps kinds of its own."""

QUARTERLY = "quarterly"
ORDER = (
    QUARTERLY,
    "panel",
    "annual",
    "complaints-annual",
    "custody-annual",
    "candidate-briefing",
    "plan-on-a-page",
    "at-a-glance",
)
"""Built-in kinds as they are listed; one that is not named here comes after them."""


def read_kinds(office: Path | None = None) -> dict[str, DocumentKind]:
    """Return every kind an office can write, built-in ones first. Raises the first problem of any file."""
    own = _own_files(office)
    built_in = sorted(
        _built_in_ids(), key=lambda name: (name not in ORDER, ORDER.index(name) if name in ORDER else 0)
    )
    names = dict.fromkeys([*built_in, *own])
    return {name: read_kind(name, office) for name in names}


def read_kind(name: str, office: Path | None = None) -> DocumentKind:
    """Return one kind of document. Raises WrongUse where there is none, BadDefinition where it is wrong."""
    own = _own_files(office)
    if name in own:
        return _read(read_entries(own[name]), own[name], is_own=True)
    known = _built_in_ids()
    if name not in known and (made := _following(name, office)) is not None:
        return made
    if name not in known:
        every = [*known, *own]
        raise WrongUse(f"There is no kind of report '{shown(name)}'.", do=did_you_mean(name, every))
    path = Path("kinds", f"{name}.yaml")
    text = files("frankpledge.publication.kinds").joinpath(path.name).read_text(encoding="utf-8")
    return _read(entries_of(text, path), path, is_own=False)


def following_id(kind: str, framework: str) -> str:
    """Return the name of a kind of document that follows a framework instead of the plan."""
    return f"{kind}-{framework}"


def _following(name: str, office: Path | None) -> DocumentKind | None:
    """Return the kind that a name like ``quarterly-criminal-justice-dashboard`` stands for, if any."""
    for framework in framework_names(office) if office is not None else ():
        kind = name.removesuffix(f"-{framework}")
        if kind != name and kind in (*_built_in_ids(), *_own_files(office)):
            made = read_kind(kind, office)
            return replace(made, id=name, title=f"{{plan}}. {made.title}", follows=framework)
    return None


def _built_in_ids() -> list[str]:
    held = files("frankpledge.publication.kinds").iterdir()
    return sorted(entry.name[: -len(".yaml")] for entry in held if entry.name.endswith(".yaml"))


def _own_files(office: Path | None) -> dict[str, Path]:
    """Return an office's own kinds: name → file."""
    folder = office / FOLDER if office is not None else None
    if folder is None or not folder.is_dir():
        return {}
    return {path.stem: path for path in sorted(folder.glob("*.yaml")) if not path.name.startswith(".")}


def _read(entries: Entries, path: Path, *, is_own: bool) -> DocumentKind:
    problems = Problems(path)
    fields = Fields(entries, problems)
    fields.only(("id", "title", "summary", "covers", "sections"), ("numbered", "dated", "pages"))
    name = fields.identifier("id")
    if name and name != path.stem:
        fields.problem(
            "id", f"the id is '{shown(name)}', but the file is {path.name}.", "Make them the same."
        )
    covers = fields.word("covers", list(Covers), "period a document covers", Covers.QUARTER)
    sections = tuple(_section(inner) for inner in fields.parts("sections"))
    if "sections" in fields and not sections and not problems:
        fields.problem("sections", "this document has no sections.", "Name at least one.")
    if not problems:
        _once_each(fields)
    kind = DocumentKind(
        id=name,
        title=_title(fields),
        summary=fields.text("summary"),
        covers=Covers(covers),
        sections=sections,
        numbered=fields.flag("numbered"),
        dated=fields.flag("dated"),
        one_page=fields.word("pages", ("one", "many"), "number of pages", "many") == "one",
        is_own=is_own,
        file=str(path),
    )
    if problems:
        raise _first(problems)
    return kind


def _first(problems: Problems) -> FrankpledgeError:
    first = problems.found[0]
    if len(problems.found) > 1:
        more = f"({len(problems.found) - 1} more to put right in this file.)"
        do = f"{first.do} {more}" if first.do else more
        where = first.where
        return BadDefinition(first.what, file=where.file, line=where.line, field=where.field, do=do)
    return first


def _title(fields: Fields) -> str:
    pattern = fields.text("title")
    try:
        names = [part[1] for part in string.Formatter().parse(pattern) if part[1] is not None]
    except ValueError:
        fields.problem(
            "title", "a brace in this title is not closed.", "Write {area}, {period}, {plan} or {office}."
        )
        return ""
    for name in names:
        if name not in PLACEHOLDERS:
            fields.problem(
                "title", f"a title knows no '{{{shown(name)}}}'.", did_you_mean(name, PLACEHOLDERS)
            )
    return pattern


def _section(fields: Fields) -> SectionUse:
    name = fields.word("section", list(TAKES), "section")
    if not name:
        if "section" not in fields:
            fields.problem("section", "this key is missing.", "Name a section.")
        return SectionUse("")
    every = {key for keys in (*TAKES.values(), *NEEDS.values()) for key in keys}
    fields.only(("section", *NEEDS[name]), TAKES[name], every, of=f"the section '{name}'")
    slot = fields.text("slot")
    if slot:
        _check_slot(fields, slot)
    return SectionUse(
        section=name,
        title=fields.text("title"),
        text=" ".join(fields.text("text").split()),
        slot=slot,
        brief=fields.flag("brief"),
        required=fields.flag("required"),
        new_page=fields.flag("new-page"),
        most=fields.whole("most", 1, 12),
        columns=fields.whole("columns", 1, 4),
        groups=fields.words("groups"),
        measures=fields.words("measures"),
        tiles=tuple(_tile(inner) for inner in fields.parts("tiles")),
        questions=tuple(_question(inner) for inner in fields.parts("questions")),
    )


def _check_slot(fields: Fields, slot: str) -> None:
    parts = slot.split("/")
    if len(parts) > 2 or not all(IDENTIFIER.fullmatch(part) for part in parts):
        fields.problem(
            "slot", f"'{shown(slot)}' is not the name of a place for texts.", "Write it as kebab-case."
        )


def _tile(fields: Fields) -> TileUse:
    fields.only(("measure",), ("window", "title"))
    window = fields.word("window", list(MONTHLY_WINDOWS), "window", Window.ROLLING_12)
    return TileUse(fields.identifier("measure"), Window(window), fields.text("title"))


def _question(fields: Fields) -> Question:
    fields.only(("id", "title"), ("external", "internal", "slot"))
    name = fields.identifier("id")
    slot = fields.text("slot") or f"questions/{name}"
    _check_slot(fields, slot)
    return Question(name, fields.text("title"), slot, fields.words("external"), fields.words("internal"))


REPEATED = ("words", "tiles", "finance", "questions", "measures")
"""Sections that may stand in a document more than once, under different titles."""
BY_PRIORITY = ("priorities", "progress", "plan-on-a-page")
"""Sections that follow the plan's priorities: a document has one of them."""


def _once_each(fields: Fields) -> None:
    """Note sections, titles and questions that would stand twice in one document under the same anchor."""
    seen: set[str] = set()
    titles: set[str] = set()
    ids: set[str] = set()
    for inner in fields.parts("sections"):
        name, title = inner.text("section"), inner.text("title")
        same = "by priority" if name in BY_PRIORITY else name
        if same in seen and name in BY_PRIORITY:
            what = f"a document follows the priorities once: by one of {', '.join(BY_PRIORITY)}."
            inner.problem("section", what, "Take the others out.")
        elif name in seen and name not in REPEATED:
            inner.problem("section", f"the section '{shown(name)}' stands here twice.", "Take one out.")
        elif name in seen and not title:
            inner.problem("section", f"the section '{shown(name)}' stands here again.", "Give it a title.")
        if title and title in titles:
            inner.problem("title", f"two sections are called '{shown(title)}'.", "Give one another title.")
        seen |= {name, same} if name in TAKES else set()
        titles.add(title)
        for question in inner.parts("questions"):
            word = question.text("id")
            if word and word in ids:
                question.problem("id", f"the id '{shown(word)}' is used twice.", "Give each its own.")
            ids.add(word)


def with_known_measures(kind: DocumentKind, measures: Collection[str]) -> DocumentKind:
    """Return a kind all of whose measures exist.

    Built-in kinds are written for offices not known: a measure an office lacks is left out of them. In an
    office's own kind that is an error: BadDefinition, naming the file and the nearest right word.
    """
    unknown = [name for name in kind.measures if name not in measures]
    if unknown and kind.is_own:
        raise BadDefinition(
            f"there is no measure '{shown(unknown[0])}' in plan/measures.",
            file=kind.file,
            do=did_you_mean(unknown[0], sorted(measures)),
        )
    return (
        replace(kind, sections=tuple(_narrowed(use, measures) for use in kind.sections)) if unknown else kind
    )


def _narrowed(use: SectionUse, measures: Collection[str]) -> SectionUse:
    questions = tuple(
        replace(one, internal=tuple(name for name in one.internal if name in measures))
        for one in use.questions
    )
    return replace(
        use,
        questions=questions,
        tiles=tuple(one for one in use.tiles if one.measure in measures),
        measures=tuple(name for name in use.measures if name in measures),
    )
