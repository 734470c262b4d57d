"""Rows of a file being read: what becomes of each, held against the records that are there."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from frankpledge.registers.checking import Values, check, check_move
from frankpledge.registers.flagging import Flag, flags_of, repeated
from frankpledge.registers.import_tables import (
    Known,
    Row,
    SmallTable,
    one_column,
    plain,
    says_so,
    unescaped,
)
from frankpledge.registers.numbering import Gap, Number, missing_numbers, numbered
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.roles import Role
from frankpledge.registers.values import Problem, Unreadable, parsed
from frankpledge.registers.workbook import KEY, STATE, Names

NUMBER = "number"
_NUMBER_HEADINGS = ("number", "no", "no.", "ref", "ref.", "reference", "record")

Links = Mapping[str, Mapping[str, str]]
"""For a register, its records' keys by what people may call them: their printed numbers, and the keys."""


@dataclass(frozen=True)
class Taken:
    """A row that became the values of a record. ``line`` counts from 1; ``left`` are cells of no field.

    ``state`` is where it says that the record stands; blank where it says nothing.
    """

    line: int
    values: Values
    number: Number | None = None
    flags: tuple[Flag, ...] = ()
    left: Mapping[str, str] | None = None
    state: str = ""


@dataclass(frozen=True)
class Refused:
    """A row that cannot be kept as it is, and why."""

    line: int
    cells: Row
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Dropped:
    """A row that says nothing new."""

    line: int
    cells: Row
    why: str


@dataclass(frozen=True)
class Beside:
    """What an import is held against.

    ``held`` are the numbers and values of the records that are there, ``known`` the same by every name that
    a cell under ``Key`` may have for one: such a row says something new only where it says something else.
    ``links`` are the records that links may lead to, without which they are taken as they are written;
    ``names`` is what those are called in print; ``roles`` are those of whoever imports, which say what
    states they may bring records to.
    """

    held: Sequence[tuple[int, Values]] = ()
    known: Mapping[str, Known] = dataclasses.field(default_factory=dict)
    links: Links | None = None
    names: Names = dataclasses.field(default_factory=dict)
    roles: frozenset[Role] = frozenset()
    tables: tuple[SmallTable, ...] = ()


NOTHING = Beside()


@dataclass(frozen=True)
class Imported:
    """What became of the rows of one file.

    ``unknown`` are headings that are no field of the register; ``gaps`` are numbers that no row has, between
    the lowest and the highest of each series.
    """

    taken: tuple[Taken, ...]
    refused: tuple[Refused, ...]
    dropped: tuple[Dropped, ...]
    unknown: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows stood below the headings."""
        return len(self.taken) + len(self.refused) + len(self.dropped)


def field_under(register: Register, heading: str) -> Field | str | None:
    """Return the field that a heading names, ``number``, ``Key`` or ``State``, or None.

    Letter by letter, as our own files write ids and titles, before other words that may name a field.
    """
    heading = heading.strip()
    for field in register.fields:
        if heading and heading in (field.id, field.title):
            return field
    said = plain(heading)
    for field in register.fields:
        if said and said in {plain(word) for word in (field.id, field.title, *field.also)}:
            return field
    for own in (KEY, STATE):
        if said == plain(own):
            return own
    numbers = {*_NUMBER_HEADINGS, f"{register.one} number", f"{register.one} no"}
    return NUMBER if said in numbers and register.numbering.given else None


def _said(values: Values, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(repr(values.get(name)) for name in names)


class Reading:
    """Rows being read: the headings they stand under, and what has become of each so far."""

    def __init__(
        self,
        register: Register,
        headings: Row,
        columns: Sequence[Field | str | None],
        given: dict[str, Any],
        numbers: bool,
        beside: Beside,
    ) -> None:
        self.register = register
        self.beside = beside
        self.known = {name.casefold(): one for name, one in beside.known.items()}
        self.keys: dict[str, int] = {}
        self.linkable = {
            to: {name.casefold(): key for name, key in names.items()}
            for to, names in (beside.links or {}).items()
        }
        self.headings = tuple(cell.strip() for cell in headings)
        self.columns = columns
        self.given = given
        self.numbers = numbers
        self.names = [column.id for column in columns if isinstance(column, Field)]
        self.names += [table.field.id for table in beside.tables if table.field.id not in self.names]
        self.taken: list[Taken] = []
        self.refused: list[Refused] = []
        self.dropped: list[Dropped] = []
        self.lines: dict[tuple[Any, ...], int] = {}
        self.held: Counter[tuple[Any, ...]] = Counter()
        self.numbered: set[tuple[int, str]] = set()
        for number, values in beside.held:
            self.hold(number, values)

    def hold(self, number: int, values: Values) -> None:
        """Note a record that is there already."""
        series = str(values.get(self.register.numbering.by) or "")
        self.numbered.add((number, series))
        self.held[_said(values, self.names)] += 1
        self.held[number, series, *_said(values, self.names)] += 1

    def read(self, line: int, cells: Row) -> None:
        """Take, refuse or drop one row."""
        while cells and not cells[-1]:
            cells = cells[:-1]
        if not cells:
            self.dropped.append(Dropped(line, cells, "It is blank."))
        elif cells == self.headings[: len(cells)] and not any(self.headings[len(cells) :]):
            self.dropped.append(Dropped(line, cells, "It is the headings, printed again."))
        elif len(cells) > len(self.headings):
            wrong = Problem("", "It has cells beyond the last heading.", "Head the column, or clear them.")
            self.refused.append(Refused(line, cells, (wrong,)))
        else:
            self._read(line, cells)

    def _read(self, line: int, cells: Row) -> None:
        here = list(zip(self.headings, self.columns, cells, strict=False))
        key = next((cell.casefold() for _, column, cell in here if column == KEY), "")
        if key and key in self.keys:
            wrong = Problem("", f"Line {self.keys[key]:,} has its key too.", "Give each a key of its own.")
            self.refused.append(Refused(line, cells, (wrong,)))
            return
        if key:
            self.keys[key] = line
        if key in self.known:
            self._hold_against(line, cells, self.known[key], key)
        else:
            self._make(line, cells, here, key)

    def _hold_against(self, line: int, cells: Row, known: Known, key: str) -> None:
        """Drop a row that says what a record says; refuse one that says something else."""
        told: list[str] = []
        for place, column in enumerate(self.columns):
            cell = cells[place] if place < len(cells) else ""
            if column == STATE and cell and self._state(cell) != known.state:
                told.append(STATE)
            elif isinstance(column, Field) and not column.computed:
                said = says_so(column, cell, known.values.get(column.id), self.beside.names)
                told += [] if said else [column.title]
        for table in self.beside.tables:
            if not says_so(table.field, table.rows.get(key, ()), known.values.get(table.field.id), {}):
                told.append(table.field.title)
        if not told:
            self.dropped.append(Dropped(line, cells, f"{known.number} is held already, and says this."))
            return
        named = "”, “".join(dict.fromkeys(told))
        wrong = f"{known.number} is held already, and says something else in “{named}”."
        self.refused.append(Refused(line, cells, (Problem("", wrong, "Change it on its own page."),)))

    def _make(self, line: int, cells: Row, here: list[tuple[str, Field | str | None, str]], key: str) -> None:
        values, left, number, state = dict(self.given), {}, None, ""
        problems: list[Problem] = []
        for heading, column, cell in here:
            if not cell:
                continue
            if isinstance(column, Field):
                try:
                    values |= {} if column.computed else {column.id: self._cell(column, cell)}
                except Unreadable as error:
                    problems += error.problems
            elif column == STATE:
                state = self._state(cell)
                problems += self._no_state(cell) if not state else ()
            elif column == NUMBER:
                number = numbered(self.register, cell)
                if number is None:
                    wrong = f"“{cell[:60]}” is no number of {self.register.title}."
                    problems.append(
                        Problem(NUMBER, wrong, "Write the number, after the title of its series.")
                    )
            elif column != KEY:
                left[heading] = cell
        for table in self.beside.tables:
            if key in table.rows:
                try:
                    values[table.field.id] = parsed(table.field, table.rows[key])
                except Unreadable as error:
                    problems += error.problems
        if number is None and self.numbers and not problems:
            problems.append(Problem(NUMBER, "It has no number.", "Write its number first, then a dash."))
        if number is not None:
            values |= self._numbered(number)
        problems += [one for one in check(self.register, values) if one.field not in _fields(problems)]
        problems += self._arrives(state, values) if state and not problems else ()
        said = _said(values, self.names)
        if number is not None:
            series = str(values.get(self.register.numbering.by) or "")
            said = (number.number, series, *said)
            if (number.number, series) in self.numbered and not self.held[said] and not problems:
                problems.append(
                    Problem(NUMBER, "Another record has its number.", "Look which of them is right.")
                )
        if problems:
            self.refused.append(Refused(line, cells, tuple(problems)))
        elif said in self.lines:
            self.dropped.append(Dropped(line, cells, f"It says what line {self.lines[said]:,} says."))
        elif self.held[said] > 0:
            self.held[said] -= 1
            self.lines[said] = line
            self.dropped.append(Dropped(line, cells, "A record that says this is held already."))
        else:
            self.lines[said] = line
            if number is not None:
                self.numbered.add((number.number, series))
            flags = flags_of(self.register, values)
            self.taken.append(Taken(line, values, number, flags, left, state))

    def _cell(self, of: Field, cell: str) -> Any:
        """Return the value of a cell: a date may come with the midnight that a spreadsheet adds."""
        cell = unescaped(cell)
        if of.type is FieldType.ROWS:
            return parsed(of, one_column(of, cell))
        value = parsed(of, cell.removesuffix(" 00:00:00") if of.type is FieldType.DATE else cell)
        if not of.to or self.beside.links is None:
            return value
        known = self.linkable.get(of.to, {})
        said = value if isinstance(value, list) else [value]
        for one in said:
            if one.casefold() not in known:
                wrong = f"“{of.title}” names no record of {of.to}: “{one[:60]}”."
                raise Unreadable(Problem(of.id, wrong, "Write the number of one, as it is printed."))
        keys = [known[one.casefold()] for one in said]
        return keys if isinstance(value, list) else keys[0]

    def _state(self, cell: str) -> str:
        """Return the state that a cell names by its title or id; blank where it names none."""
        said = plain(cell)
        return next((one.id for one in self.register.states if said in (plain(one.id), plain(one.title))), "")

    def _no_state(self, cell: str) -> tuple[Problem, ...]:
        titles = "; ".join(one.title for one in self.register.states)
        return (Problem(STATE, f"“{cell[:60]}” is no state of {self.register.title}.", f"Choose: {titles}."),)

    def _arrives(self, state: str, values: Values) -> tuple[Problem, ...]:
        """Return what stands against a record's coming to a state: some step must lead there."""
        of = self.register
        if state == of.first_state.id:
            return ()
        title = of.state_of(state).title
        steps = [one for one in of.moves if one.end == state]
        if not steps or state == of.numbering.unused:
            return (Problem(STATE, f"No record comes in as “{title}”.", "Mark its number on the page."),)
        taken = [one for one in steps if one.roles & self.beside.roles]
        if not taken:
            return (Problem(STATE, f"Your role takes no step that leads to “{title}”.", "Ask who may."),)
        if of.state_of(state).public:
            exempt = [one for one in of.fields if one.exempt and one.id in values]
            if exempt:
                first, wrong = of.first_state.title, f"“{exempt[0].title}” has no ground."
                return (Problem(exempt[0].id, wrong, f"Take it in as “{first}”, and choose one there."),)
        against = [check_move(of, one, values) for one in taken]
        return () if () in against else against[0]

    def _numbered(self, number: Number) -> dict[str, str]:
        """Return the values of a record that its printed number gives."""
        how = self.register.numbering
        titles = self.register.field_of(how.by).choices if how.by else {}
        # What a series is called anyway need not be said of the record.
        called = "" if number.called == titles.get(number.series) else number.called
        given = {how.by: number.series, how.called: called}
        return {name: value for name, value in given.items() if name and value}

    def done(self) -> Imported:
        """Return what became of all rows, with headlines that came more than once flagged."""
        for table in self.beside.tables:
            for key, lines in table.lines.items():
                if key not in self.keys:
                    wrong = Problem("", f"No row of the first sheet has its key (“{table.field.title}”).",
                                    "Write there which record it belongs to.")  # fmt: skip
                    self.refused += [Refused(line, cells, (wrong,)) for line, cells in lines]
        again = repeated(self.register, [one.values for one in self.taken])
        return Imported(
            tuple(
                replace(one, flags=(*one.flags, again[place])) if place in again else one
                for place, one in enumerate(self.taken)
            ),
            tuple(self.refused),
            tuple(self.dropped),
            tuple(
                heading
                for heading, column in zip(self.headings, self.columns, strict=True)
                if heading and column is None
            ),
            missing_numbers(one.number for one in self.taken if one.number is not None),
        )


def _fields(problems: Iterable[Problem]) -> set[str]:
    return {problem.field for problem in problems}
