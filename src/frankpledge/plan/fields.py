"""The fields of one mapping in a definition, read by what each field must hold.

Each method returns a value of the right type. Where the field does not hold one, the
problem is noted with file, line and field, and a harmless value is returned, so that one
reading finds every problem of a file. Whoever reads must look at ``problems`` at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from frankpledge.errors import BadDefinition, FrankpledgeError, WrongUse, did_you_mean
from frankpledge.periods import parse_month
from frankpledge.plan.yaml_nodes import Entries, Items, Node, Text, shown

IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_TEXT = 4000
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?")


@dataclass
class Problems:
    """What was found wrong in one file, in the order it was met."""

    file: Path
    found: list[FrankpledgeError] = field(default_factory=list)

    def add(self, what: str, *, line: int | None, field: str, do: str | None = None) -> None:
        self.found.append(BadDefinition(what, file=self.file, line=line, field=field, do=do))

    def __bool__(self) -> bool:
        return bool(self.found)


def first_problem(problems: Sequence[FrankpledgeError]) -> FrankpledgeError:
    """Return the first of some problems, saying how many more there are."""
    first = problems[0]
    if len(problems) == 1 or not isinstance(first, BadDefinition):
        return first
    more = f"({len(problems) - 1:,} more to put right in this office's definitions.)"
    do = f"{first.do} {more}" if first.do else more
    return BadDefinition(
        first.what, file=first.where.file, line=first.where.line, field=first.where.field, do=do
    )


def kind_of_node(node: Node) -> str:
    """Return what a node is, for messages."""
    if isinstance(node, Text):
        return "a single value"
    return "a list" if isinstance(node, Items) else "keys and values"


class Fields:
    """One mapping being read. ``path`` is where it stands in its file, such as ``targets 2``."""

    def __init__(self, entries: Entries, problems: Problems, path: str = "") -> None:
        self.entries = entries
        self.problems = problems
        self.path = path

    def __contains__(self, key: str) -> bool:
        return key in self.entries.values

    def name(self, key: str) -> str:
        """Return the full name of a field, for messages."""
        return f"{self.path}.{shown(key)}" if self.path else shown(key)

    def line(self, key: str) -> int:
        """Return the line of a key; the mapping's own line where it is not there."""
        return self.entries.lines.get(key, self.entries.line)

    def problem(self, key: str, what: str, do: str | None = None) -> None:
        """Note a problem with one field."""
        self.problems.add(what, line=self.line(key), field=self.name(key), do=do)

    def only(
        self, required: Iterable[str], optional: Iterable[str], elsewhere: Iterable[str] = (), of: str = ""
    ) -> None:
        """Note keys that are unknown, that belong to another kind (``elsewhere``), or that are missing."""
        needed = list(required)
        allowed = [*needed, *optional]
        misspelt: set[str] = set()
        for key in self.entries.values:
            if key in allowed:
                continue
            if key in set(elsewhere):
                self.problem(key, f"this key does not belong to {of}.", "Take it out, or change the kind.")
                continue
            hint = did_you_mean(key, allowed)
            misspelt.update(word for word in allowed if f"mean '{word}'" in hint)
            self.problem(key, "there is no such key here.", hint)
        for key in needed:
            if key not in self and key not in misspelt:
                self.problem(key, f"this key is missing{f' from {of}' if of else ''}.", "Add it.")

    def text_node(self, key: str) -> Text | None:
        """Return the single value of a key; None where there is none or it is not one."""
        node = self.entries.values.get(key)
        if node is None:
            return None
        if not isinstance(node, Text):
            self.problem(key, f"a single value belongs here, not {kind_of_node(node)}.")
            return None
        if node.blank:
            self.problem(key, "this is empty.", "Give a value, or take the line out.")
            return None
        return node

    def text(self, key: str, default: str = "") -> str:
        """Return a text, with the spaces around it taken off."""
        node = self.text_node(key)
        if node is None:
            return default
        if len(node.value) > LONGEST_TEXT:
            self.problem(key, f"this text is longer than {LONGEST_TEXT:,} characters.", "Shorten it.")
            return default
        return node.value.strip()

    def identifier(self, key: str) -> str:
        """Return a kebab-case word."""
        word = self.text(key)
        if word and not self._is_identifier(word):
            right = re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-")
            self.problem(
                key,
                f"'{shown(word)}' is not a kebab-case word (lower-case letters, digits, single hyphens).",
                f"Did you mean '{shown(right)}'?" if right else None,
            )
            return ""
        return word

    @staticmethod
    def _is_identifier(word: str) -> bool:
        return len(word) <= 80 and IDENTIFIER.fullmatch(word) is not None

    def word(self, key: str, known: Sequence[str], noun: str, default: str = "") -> str:
        """Return one of the ``known`` words; ``noun`` says what they are."""
        word = self.text(key)
        if not word:
            return default
        if word not in known:
            self.problem(key, f"there is no {noun} '{shown(word)}'.", did_you_mean(word, known))
            return default
        return word

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false, written so."""
        return self.word(key, ("true", "false"), "yes-or-no value", str(default).lower()) == "true"

    def number(self, key: str) -> float | None:
        """Return a number written in plain digits."""
        node = self.text_node(key)
        if node is None:
            return None
        if not _NUMBER.fullmatch(node.value):
            self.problem(
                key, f"'{shown(node.value)}' is not a number.", "Write digits only, for example 12 or 0.5."
            )
            return None
        return float(node.value)

    def whole(self, key: str, lowest: int, highest: int) -> int | None:
        """Return a whole number in a range, ends included."""
        number = self.number(key)
        if number is None:
            return None
        if number != int(number) or not lowest <= number <= highest:
            self.problem(key, f"this must be a whole number from {lowest} to {highest}.")
            return None
        return int(number)

    def month(self, key: str) -> int | None:
        """Return a month number."""
        word = self.text(key)
        try:
            return parse_month(word) if word else None
        except WrongUse as error:
            self.problem(key, f"'{shown(word)}' is not a month.", error.do)
            return None

    def day(self, key: str) -> date | None:
        """Return a date."""
        word = self.text(key)
        try:
            if word and not re.fullmatch(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", word):
                raise ValueError(word)
            return date.fromisoformat(word) if word else None
        except ValueError:
            self.problem(key, f"'{shown(word)}' is not a date.", "Write a date as YYYY-MM-DD.")
            return None

    def in_order(self, key: str, start: int | date | None, end: int | date | None) -> None:
        """Note, at ``key``, a span that ends before it starts; an open end is in order."""
        if isinstance(start, date) and isinstance(end, date):
            backwards = end < start
        else:
            backwards = isinstance(start, int) and isinstance(end, int) and end < start
        if backwards:
            self.problem(key, "this ends before it starts.", "Put the later one here.")

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of words, each once."""
        node = self.entries.values.get(key)
        return () if node is None else self.words_of(node, key)

    def words_of(self, node: Node, key: str, single: bool = False) -> tuple[str, ...]:
        """Return the words of a list node (or, with ``single``, of a lone word), each once."""
        items: tuple[Node, ...]
        if isinstance(node, Items):
            items = node.items
        elif single and isinstance(node, Text):
            items = (node,)
        else:
            self.problem(
                key,
                f"a list belongs here, not {kind_of_node(node)}.",
                "Write [one, two], or a line '- one' each.",
            )
            return ()
        words: dict[str, None] = {}
        for item in items:
            if not isinstance(item, Text) or item.blank:
                self.problems.add(
                    "this list may hold single words only, none empty.", line=item.line, field=self.name(key)
                )
            elif item.value in words:
                self.problems.add(
                    f"'{shown(item.value)}' stands in this list twice.", line=item.line, field=self.name(key)
                )
            else:
                words[item.value] = None
        return tuple(words)

    def known_words(self, key: str, known: Sequence[str], noun: str) -> tuple[str, ...]:
        """Return a list of words that are all among ``known``; others are noted and left out."""
        words = self.words(key)
        for word in words:
            if word not in known:
                self.problem(key, f"there is no {noun} '{shown(word)}'.", did_you_mean(word, known))
        return tuple(word for word in words if word in known)

    def part(self, key: str) -> Fields | None:
        """Return the mapping under a key; None where there is none."""
        node = self.entries.values.get(key)
        if node is None:
            return None
        if not isinstance(node, Entries):
            self.problem(key, f"keys and values belong here, not {kind_of_node(node)}.")
            return None
        return Fields(node, self.problems, self.name(key))

    def parts(self, key: str) -> list[Fields]:
        """Return the mappings of a list under a key, numbered from 1 in their paths."""
        node = self.entries.values.get(key)
        if node is None:
            return []
        if not isinstance(node, Items):
            self.problem(key, f"a list belongs here, not {kind_of_node(node)}.", "Begin each item with '- '.")
            return []
        found = []
        for place, item in enumerate(node.items, start=1):
            path = f"{self.name(key)} {place}"
            if isinstance(item, Entries):
                found.append(Fields(item, self.problems, path))
            else:
                self.problems.add(
                    f"keys and values belong here, not {kind_of_node(item)}.", line=item.line, field=path
                )
        return found
