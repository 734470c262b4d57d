"""What must hold between the parts of one register: that what is named is there, and is of the right kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from frankpledge.errors import did_you_mean
from frankpledge.plan.fields import Fields
from frankpledge.plan.yaml_nodes import shown
from frankpledge.registers.lengths import length_of
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.roles import SCOPES

DATES = (FieldType.DATE, FieldType.LOOSE_DATE, FieldType.TIME)
_CHOICE = (FieldType.CHOICE,)
_LINKS = (FieldType.LINK, FieldType.LINKS)
_NUMBERS = (FieldType.NUMBER,)
_WORDS = (FieldType.TEXT, FieldType.CHOICE)


def check_register(register: Register, fields: Fields, names: Collection[str]) -> None:
    """Note everything that does not fit together; ``fields`` is the file, ``names`` are all registers."""
    rules = _Rules(register, fields)
    rules.names(names)
    rules.choices()
    rules.states()
    rules.moves()
    rules.clocks()
    rules.numbering()
    for place, inner in zip(register.sums, fields.parts("sums"), strict=True):
        rules.field(inner, "whole", place.whole, _NUMBERS)
        for part in place.parts:
            rules.field(inner, "parts", part, _NUMBERS)
        if len(place.parts) < 2:
            inner.problem("parts", "a sum has two parts or more.", "Name them all.")


class _Rules:
    def __init__(self, register: Register, fields: Fields) -> None:
        self.register = register
        self.top = fields
        self.held: dict[str, Field] = {one.id: one for one in register.fields}
        self.known_states = [one.id for one in register.states]

    def inner(self, *keys: str) -> Fields:
        """Return the mapping under keys that have been read already."""
        found = self.top
        for key in keys:
            part = found.part(key)
            assert part is not None, "the register was read from this"
            found = part
        return found

    def field(self, where: Fields, key: str, name: str, types: Collection[FieldType] = ()) -> None:
        """Note a name that is no field of the register, or not one of the types it must have here."""
        if not name:
            return
        if name not in self.held:
            where.problem(key, f"there is no field '{shown(name)}'.", did_you_mean(name, self.held))
        elif types and self.held[name].type not in types:
            wanted = " or ".join(f"'{one}'" for one in types)
            where.problem(key, f"the field '{name}' is not of type {wanted}.", "Name another, or change it.")

    def offered(self, where: Fields, key: str, name: str, words: Iterable[str]) -> None:
        """Note words that are no choices of a field that is there."""
        choices = self.held[name].choices if name in self.held else words
        for word in words:
            if word not in choices:
                where.problem(key, f"there is no choice '{shown(word)}'.", did_you_mean(word, choices))

    def state(self, where: Fields, key: str, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.known_states:
                hint = did_you_mean(name, self.known_states)
                where.problem(key, f"there is no state '{shown(name)}'.", hint)

    def names(self, registers: Collection[str]) -> None:
        """Check what the register and its fields name: fields and other registers."""
        top = self.top
        if not self.held:
            top.problem("fields", "a register has fields.", "Declare one or more.")
        self.field(top, "headline", self.register.headline, (*_WORDS, FieldType.LONG_TEXT))
        self.field(top, "day", self.register.day, DATES)
        for kind, name in self.register.scope.items():
            if kind not in SCOPES:
                top.problem("scope", f"nobody is held to a '{shown(kind)}'.", did_you_mean(kind, SCOPES))
            self.field(top, "scope", name, _WORDS)
        for one in self.register.fields:
            where = self.inner("fields", one.id)
            if (one.type in _LINKS) is not bool(one.to):
                where.problem("to", "'to' belongs to links, and to all of them.", "Name a register.")
            elif one.to and one.to not in registers:
                where.problem(
                    "to", f"there is no register '{shown(one.to)}'.", did_you_mean(one.to, registers)
                )
            self.field(where, "within", one.within, _WORDS)
            self.field(where, "required-with", one.required_with)

    def choices(self) -> None:
        """Check choices that depend on another field's."""
        for one in self.register.fields:
            where = self.inner("fields", one.id)
            self.field(where, "depends", one.depends, _CHOICE)
            if bool(one.depends) is not bool(one.allowed):
                where.problem("depends", "'depends' and 'allowed' belong together.", "Write both.")
            elif one.depends in self.held:
                for key, words in one.allowed.items():
                    if key not in self.held[one.depends].choices:
                        where.problem(
                            "allowed", f"'{one.depends}' has no choice '{shown(key)}'.", "Change it."
                        )
                    self.offered(where, "allowed", one.id, words)

    def states(self) -> None:
        """Check that every state can be reached, and that what is published can come to be public."""
        if not self.known_states:
            self.top.problem(
                "states", "a register has states.", "Declare one or more; records begin in the first."
            )
            return
        reached = {
            self.known_states[0],
            self.register.numbering.unused,
            *(one.end for one in self.register.moves),
        }
        for name in self.known_states:
            if name not in reached:
                self.inner("states", name).problem("title", "no move leads to this state.", "Declare one.")
        published = next((one.id for one in self.register.fields if one.published), None)
        if published and not any(state.public for state in self.register.states):
            self.inner("fields", published).problem(
                "published", "no state of this register is public.", "Make one public, or take this out."
            )

    def moves(self) -> None:
        """Check the states, fields and roles that moves name."""
        for move in self.register.moves:
            where = self.inner("moves", move.id)
            self.state(where, "from", sorted(move.start))
            self.state(where, "to", [move.end] if move.end else [])
            for name in move.needs:
                self.field(where, "needs", name)
            self.field(where, "stamps", move.stamps, (FieldType.DATE,))
            if not move.roles:
                where.problem("roles", "nobody may take this step.", "Name a role.")

    def clocks(self) -> None:
        """Check the fields and states that clocks count from and are met by."""
        for clock in self.register.clocks:
            where = self.inner("clocks", clock.id)
            self.field(where, "start", clock.start, DATES)
            self.field(where, "met-by", clock.met_by, (FieldType.DATE, FieldType.TIME))
            self.state(where, "met-in", sorted(clock.met_in))
            self.field(where, "every", clock.every, _CHOICE)
            if clock.every in self.held and not any(map(length_of, self.held[clock.every].choices)):
                where.problem("every", f"no choice of '{clock.every}' is a length of time.", "Add '6 weeks'.")
            for name, words in clock.when.items():
                self.field(where, "when", name, _CHOICE)
                self.offered(where, "when", name, words)
            if clock.recurs and not clock.met_by:
                where.problem("recurs", "a clock that comes round is met by a date.", "Write 'met-by'.")

    def numbering(self) -> None:
        """Check the fields and series that numbers are made of."""
        numbering = self.register.numbering
        if numbering == type(numbering)():
            return
        where = self.inner("numbering")
        self.field(where, "by", numbering.by, _CHOICE)
        self.field(where, "called", numbering.called, (FieldType.TEXT,))
        self.field(where, "because", numbering.because, (FieldType.TEXT, FieldType.LONG_TEXT))
        self.state(where, "unused", [numbering.unused] if numbering.unused else [])
        series = self.held[numbering.by].choices if numbering.by in self.held else {}
        for title, name in numbering.titles.items():
            if name not in series:
                where.problem("titles", f"'{shown(title)}' leads to no series.", did_you_mean(name, series))
