"""What must hold between the parts of one register: that what is named is there, and is of the right kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from frankpledge.errors import did_you_mean
from frankpledge.plan.fields import Fields
from frankpledge.plan.yaml_nodes import shown
from frankpledge.registers.lengths import length_of
from frankpledge.registers.register import DATES, RELEASED, Computed, Field, FieldType, Register, Rule
from frankpledge.registers.roles import EVERYONE, SCOPES

_CHOICE = (FieldType.CHOICE,)
_LINKS = (FieldType.LINK, FieldType.LINKS)
_NUMBERS = (FieldType.NUMBER,)
_WORDS = (FieldType.TEXT, FieldType.CHOICE)
_AMOUNTS = (FieldType.NUMBER, FieldType.DECIMAL, FieldType.MONEY)
_RULES: dict[Rule, tuple[tuple[FieldType, ...], tuple[tuple[FieldType, ...], ...]]] = {
    Rule.KEPT: (_NUMBERS, (DATES,)),
    Rule.PRODUCT: (_NUMBERS, (_CHOICE,)),
    Rule.BAND: (_CHOICE, (_AMOUNTS,)),
    Rule.HISTORY: ((FieldType.ROWS,), (DATES,)),
    Rule.CHANGE: (_NUMBERS, (_AMOUNTS, (FieldType.ROWS,))),
    Rule.DAYS: (_NUMBERS, (DATES, DATES)),
    Rule.KIND_OF_DAY: (_CHOICE, (DATES,)),
    Rule.LOOKED_UP: (tuple(FieldType), ((FieldType.TEXT,),)),
    Rule.REACHED: ((FieldType.YES_NO,), (_AMOUNTS, _AMOUNTS, _CHOICE)),
}
"""For each rule, the types it may fill in, and those it reads in order; one entry stands for any number."""
_IN_ROWS = (Rule.LOOKED_UP, Rule.REACHED)


def check_register(register: Register, fields: Fields, names: Collection[str]) -> None:
    """Note everything that does not fit together; ``fields`` is the file, ``names`` are all registers."""
    rules = _Rules(register, fields)
    rules.names(names)
    rules.choices()
    rules.states()
    rules.moves()
    rules.clocks()
    rules.numbering()
    rules.worked_out()
    rules.public_summary()
    if register.due_first and not register.clocks:
        fields.problem("due-first", "nothing here is due: no clock is declared.", "Take this out.")
    for names, inner in zip(register.unique, fields.parts("unique"), strict=True):
        for name in names:
            rules.field(inner, "fields", name)
    for place, inner in zip(register.sums, fields.parts("sums"), strict=True):
        rules.field(inner, "whole", place.whole, _NUMBERS)
        for part in place.parts:
            rules.field(inner, "parts", part, _NUMBERS)
        if len(place.parts) < 2:
            inner.problem("parts", "a sum has two parts or more.", "Name them all.")


def _by_id(fields: Iterable[Field]) -> dict[str, Field]:
    return {one.id: one for one in fields}


class _Rules:
    def __init__(self, register: Register, fields: Fields) -> None:
        self.register = register
        self.top = fields
        self.held = _by_id(register.fields)
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
        for name in self.register.tree:
            self.field(top, "tree", name, _WORDS)
            if name in self.held and self.held[name].roles != EVERYONE:
                top.problem("tree", f"'{name}' is for some roles alone.", "Name a field that all may see.")
        if len(self.register.tree) > 4:
            top.problem("tree", "a plan has four levels at most.", "Name fewer fields.")
        for kind, name in self.register.scope.items():
            if kind not in SCOPES:
                top.problem("scope", f"nobody is held to a '{shown(kind)}'.", did_you_mean(kind, SCOPES))
            self.field(top, "scope", name, _WORDS)
        for key, name in (self.register.calendar or {}).items():
            kinds = {"begins": (FieldType.TIME,), "place": _WORDS}
            if key not in kinds:
                top.problem("calendar", f"a calendar has no '{shown(key)}'.", did_you_mean(key, kinds))
            self.field(top, "calendar", name, kinds.get(key, ()))
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
            self.field(where, "no-later", one.no_later, DATES)
            self.published_when(where, one)
            if one.area and one.type is not FieldType.TEXT:
                where.problem("area", "only a text names an area.", "Change the type, or take it out.")
            if one.internal and (one.required or one.published or one.listed):
                where.problem(
                    "internal", "no page shows what is internal.", "Take out required, published and listed."
                )
            self.field(where, "meets-by", one.meets_by, _CHOICE)
            if one.meets_by and one.type is not FieldType.DATE:
                where.problem("meets-by", "only a date has a day to meet on.", "Take it out.")
            self.dates(where, one, self.held)
            for column in one.columns:
                self.dates(self.inner("fields", one.id, "columns", column.id), column, _by_id(one.columns))

    def published_when(self, where: Fields, one: Field) -> None:
        """Check that what is public at times is a figure once released, or a text that somebody confirms."""
        key, when = "published-when", one.published_when
        for column in one.columns:
            if column.published_when:
                inside = self.inner("fields", one.id, "columns", column.id)
                inside.problem(key, "a column is as public as its table.", "Take this out.")
        if not when:
            return
        if (one.type is FieldType.FIGURE) is not (when == RELEASED):
            wrong = f"a figure is published when '{RELEASED}', and nothing else is."
            where.problem(key, wrong, f"Write '{RELEASED}' for a figure, and for a text a yes-no field.")
        elif when != RELEASED:
            self.field(where, key, when, (FieldType.YES_NO,))
            if one.type is not FieldType.LONG_TEXT:
                what = f"a '{one.type}' is published always or never."
                where.problem(key, what, "Only a figure or a 'long-text' depends on something.")
        if one.published or one.exempt or one.personal or one.roles != EVERYONE:
            what = "what is published always, exempt, personal or for some roles alone depends on nothing."
            where.problem(key, what, "Write one or the other.")

    def dates(self, where: Fields, one: Field, held: dict[str, Field]) -> None:
        """Check what a date field asks of dates; ``held`` are the fields, or columns, beside it."""
        for key, name in (("after", one.after), ("keeps-first", one.keeps_first)):
            if name and (name not in held or held[name].type not in DATES):
                where.problem(key, f"'{shown(name)}' is no date beside this.", did_you_mean(name, held))
        if one.keeps_first in held and held[one.keeps_first].type is not one.type:
            where.problem("keeps-first", f"'{one.keeps_first}' is of another type.", "Give both the same.")
        counted = held.get(one.counts_changes)
        if one.counts_changes and (counted is None or counted.type is not FieldType.NUMBER):
            where.problem("counts-changes", f"'{shown(one.counts_changes)}' is no number.", "Name a number.")
        asks = one.after or one.not_future or one.keeps_first or one.counts_changes
        if asks and one.type not in DATES:
            where.problem("type", "only a date can be before, after or changed to a later day.", "Change it.")
        if one.to_come and not one.to:
            where.problem("to-come", "only what a link leads to can be to come.", "Take it out.")
        if (one.no_ring or one.no_later) and one.to != self.register.id:
            where.problem("no-ring", "only links within one register can make a ring.", "Take it out.")

    def worked_out(self) -> None:
        """Check that what is worked out reads fields, or columns, of the types its rule asks for."""
        for one in self.register.fields:
            where = self.inner("fields", one.id)
            if one.computed is not None:
                self.rule(where, one, one.computed, self.held)
            for column in one.columns:
                if column.computed is not None:
                    inside = self.inner("fields", one.id, "columns", column.id)
                    self.rule(inside, column, column.computed, _by_id(one.columns))
            for name, words in one.apart.items():
                self.field(where, "apart", name, _CHOICE)
                self.offered(where, "apart", name, words)

    def rule(self, where: Fields, one: Field, how: Computed, held: dict[str, Field]) -> None:
        makes, reads = _RULES[how.rule]
        if one.type not in makes:
            wanted = " or ".join(f"'{kind}'" for kind in makes)
            where.problem("computed", f"'{how.rule}' makes a field of type {wanted}.", "Change the type.")
        if one.required:
            where.problem("required", "nobody fills in what is worked out.", "Take this out.")
        if how.rule in _IN_ROWS and held is self.held:
            where.problem("computed", f"'{how.rule}' is for a column of a small table.", "Change the rule.")
        kinds = reads if len(reads) > 1 else reads * max(len(how.of), 1)
        if len(kinds) != len(how.of):
            where.problem("computed", f"'{how.rule}' reads {len(kinds)} fields.", "Name them in 'of'.")
        for name, wanted_types in zip(how.of, kinds, strict=False):
            if name not in held or held[name].type not in wanted_types:
                wanted = " or ".join(f"'{kind}'" for kind in wanted_types)
                where.problem("computed", f"'{shown(name)}' is no field of type {wanted} here.", "Change it.")
        self.offered(where, "computed", one.id, how.least)

    def public_summary(self) -> None:
        """Check that sums for the public are of public records that hold nothing private of people."""
        if not self.register.public_summary:
            return
        if not any(one.public for one in self.register.states):
            self.top.problem("public-summary", "no state of this register is public.", "Take this out.")
        for one in self.register.fields:
            if one.personal and not one.published:
                what = f"'{one.id}' may hold something about a person that is not published."
                self.top.problem("public-summary", what, "Take this out: see the decision on public sums.")

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
        published = next((one for one in self.register.fields if one.may_be_public), None)
        if published and not any(state.public for state in self.register.states):
            key = "published" if published.published else "published-when"
            self.inner("fields", published.id).problem(
                key, "no state of this register is public.", "Make one public, or take this out."
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
            self.field(where, "reason-in", move.reason_in, (FieldType.LONG_TEXT,))
            if move.reason_in and not move.reason:
                where.problem("reason-in", "only a step with a reason can keep it.", "Write 'reason: true'.")
            for name in move.redates:
                self.field(where, "redates", name, (FieldType.DATE,))
            for name in move.clears:
                self.field(where, "clears", name)
            self.field(where, "not-before", move.not_before, DATES)
            for name, words in move.when.items():
                self.field(where, "when", name, _CHOICE)
                self.offered(where, "when", name, words)
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
            self.state(where, "ends-in", sorted(clock.ends_in))
            self.field(where, "needs", clock.needs)
            self.field(where, "forecast", clock.forecast, (FieldType.DATE,))
            self.field(where, "on-day", clock.on_day, (FieldType.DATE,))
            self.field(where, "kept-in", clock.kept_in, _CHOICE)
            for key in ("unrecorded", "on-day", "kept-in"):
                if key in where and not clock.recurs:
                    where.problem(key, "only a clock that comes round has this.", "Write 'recurs: true'.")
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
