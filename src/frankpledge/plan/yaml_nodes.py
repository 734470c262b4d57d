"""YAML text as plain nodes with line numbers, before anything is made of it.

Values stay the text they were written as: what a value means is decided by the field it
stands in, never guessed from its looks. So ``11:17`` and ``no`` stay text, and the traps of
YAML 1.1 do not exist here. What definitions never need (aliases, tags, directives, several
documents, deep nesting, huge files) is refused, so that no file can grow in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from frankpledge.errors import BadDefinition, BadEnvironment

LARGEST_FILE = 128 * 1024
"""Bytes. A measure is about one thousand; a plan with a hundred outcomes about thirty thousand."""
DEEPEST = 8
"""Levels of lists and mappings inside each other. The deepest definition has five."""
MOST_ENTRIES = 1000
"""Items of one list, or keys of one mapping. The longest list anybody needs names the measures of a plan."""
MOST_REMEMBERED = 1000
"""Texts whose nodes are kept, the last that were read. An office with every measure has some 500 files."""

_IN_PLAIN_WORDS = {
    "mapping values are not allowed here": "a ':' stands where none can",
    "expected '<document start>'": "this line belongs to no key",
    "could not find expected ':'": "a key stands here without its ':'",
    "expected <block end>": "this line is not indented like those before it",
    "expected the node content": "a value is missing or begins with a sign that needs quotes",
    "expected ',' or": "a ',' or a closing bracket is missing",
    "while scanning a quoted scalar": "a quotation mark is not closed",
    "found unexpected end of stream": "a quotation mark is not closed",
    "cannot start any token": "a value begins with a sign that needs quotes",
}
"""What the parser says, and what that means to somebody who has never heard of a token."""

# What YAML forbids in text, and the marks that make text read differently from how it is stored.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_TAB_INDENT = re.compile(r"^ *\t[ \t]*[^\s#]", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """A single value as written. ``plain`` is false where it stood in quotes or as a text block."""

    value: str
    line: int
    plain: bool

    @property
    def blank(self) -> bool:
        """Whether nothing was said."""
        return not self.value.strip() or (self.plain and self.value in ("~", "null"))


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True)
class Entries:
    """Keys and values in the order written; ``lines`` says on which line each key stands."""

    values: dict[str, Node]
    lines: dict[str, int]
    line: int


Node = Text | Items | Entries


def shown(word: str) -> str:
    """Return a word fit for an error message: printable, one line, at most 60 characters.

    >>> shown("a" * 100)[-3:]
    'aa…'
    """
    printable = "".join(character if character.isprintable() else "�" for character in word)
    return printable if len(printable) <= 60 else printable[:59] + "…"


def read_entries(path: Path) -> Entries:
    """Return the keys and values of a YAML file.

    Raises BadDefinition with file and line for what is not a mapping in plain YAML, and
    BadEnvironment where the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise BadDefinition("this file is missing.", file=path) from None
    except OSError as error:
        raise BadEnvironment(f"this file cannot be opened ({error.strerror}).", file=path) from None
    return entries_of(_decoded(raw, path), path)


def _decoded(raw: bytes, path: Path) -> str:
    if len(raw) > LARGEST_FILE:
        raise BadDefinition(
            f"this file is larger than {LARGEST_FILE // 1024} KiB, too large for a definition.",
            file=path,
            do="Records belong in returns, not in a definition.",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadDefinition(
            "this line is not UTF-8 text.",
            file=path,
            line=raw.count(b"\n", 0, error.start) + 1,
            do="Save the file as UTF-8.",
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _UNSEEN.search(text):
        raise BadDefinition(
            f"this line holds a character that cannot be seen (U+{ord(found[0]):04X}).",
            file=path,
            line=text.count("\n", 0, found.start()) + 1,
            do="Delete it.",
        )
    return text


def entries_of(text: str, path: Path) -> Entries:
    """Return the keys and values of YAML text; ``path`` is only named in errors (see read_entries)."""
    try:
        return _entries_in(text)
    except BadDefinition as error:
        line, field = error.where.line, error.where.field
        raise BadDefinition(error.what, file=path, line=line, field=field, do=error.do) from None


@lru_cache(maxsize=MOST_REMEMBERED)
def _entries_in(text: str) -> Entries:
    """Return the keys and values of a text: one command reads the same definitions several times."""
    if found := _TAB_INDENT.search(text):
        raise BadDefinition(
            "this line begins with a tab.",
            line=text.count("\n", 0, found.start()) + 1,
            do="Indent with spaces.",
        )
    try:
        node = _built(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadDefinition(
            f"this is not valid YAML: {_plainly(str(error.problem or error.context))}.",
            line=mark.line + 1 if mark is not None else None,
            do="Check quotes, brackets and indentation; put a text that holds ': ' or ' #' in quotes.",
        ) from None
    except (YAMLError, ValueError) as error:
        # ValueError: ruamel.yaml meets an escape beyond the last character.
        raise BadDefinition(f"this is not valid YAML: {shown(str(error))}.") from None
    if node is None:
        raise BadDefinition("this file is empty.", do="Write its keys, or delete it.")
    if not isinstance(node, Entries):
        raise BadDefinition(
            "this file does not consist of keys and values.",
            line=node.line,
            do="Begin with a line such as 'id: burglary'.",
        )
    return node


def _built(events: Iterable[Event]) -> Node | None:
    """Return the one document's node, refusing what definitions never need; None where there is nothing."""
    found: list[Node] = []
    documents = 0
    stream = iter(events)
    for event in stream:
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _refused(event, "a second document begins here.", "Use one file for each.")
            if event.version is not None or event.tags:
                raise _refused(event, "a '%' directive stands here.", "Take it out.")
        elif isinstance(event, NodeEvent):
            found.append(_node(event, stream, 1))
    if not found or (isinstance(found[0], Text) and found[0].blank):
        return None
    return found[0]


def _node(event: Event, stream: Iterator[Event], depth: int) -> Node:
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
        raise _refused(
            event, "an anchor (&) or alias (*) stands here.", "Write it out, or put the text in quotes."
        )
    if getattr(event, "tag", None):
        raise _refused(event, "a tag (!) stands here.", "Take it out, or put the text in quotes.")
    if depth > DEEPEST:
        raise _refused(event, f"this is nested more than {DEEPEST} levels deep.", "Make it flatter.")
    line = _line(event)
    if isinstance(event, ScalarEvent):
        return Text(event.value, line, plain=not event.style)
    if isinstance(event, SequenceStartEvent):
        items = []
        for inner in stream:
            if isinstance(inner, SequenceEndEvent):
                break
            items.append(_node(inner, stream, depth + 1))
            _check_count(items, inner)
        return Items(tuple(items), line)
    assert isinstance(event, MappingStartEvent), "the parser gives scalars, lists and mappings only"
    return _entries(stream, line, depth)


def _entries(stream: Iterator[Event], line: int, depth: int) -> Entries:
    values: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for event in stream:
        if isinstance(event, MappingEndEvent):
            break
        key = _node(event, stream, depth + 1)
        if not isinstance(key, Text):
            raise _refused(event, "a key is one word, not a list or mapping.", None)
        if key.value in values:
            raise BadDefinition(
                f"the key stands here for the second time (first on line {lines[key.value]:,}).",
                line=key.line,
                field=shown(key.value),
                do="Keep one of them.",
            )
        values[key.value] = _node(next(stream), stream, depth + 1)
        lines[key.value] = key.line
        _check_count(values, event)
    return Entries(values, lines, line)


def _check_count(entries: Sized, event: Event) -> None:
    if len(entries) > MOST_ENTRIES:
        raise _refused(event, f"more than {MOST_ENTRIES:,} entries stand together here.", None)


def _refused(event: Event, what: str, do: str | None) -> BadDefinition:
    return BadDefinition(what, line=_line(event), do=do)


def _plainly(problem: str) -> str:
    for said, meant in _IN_PLAIN_WORDS.items():
        if said in problem:
            return meant
    return shown(problem)


def _line(event: Event) -> int:
    """Return the line an event starts on, counted from 1."""
    mark = event.start_mark
    return int(mark.line) + 1 if mark is not None else 1
