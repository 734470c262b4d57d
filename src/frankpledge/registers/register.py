"""A register: records of one sort that an office must keep, as declared in ``registers/NAME.yaml``.

A register says everything about its records in one place: their fields, the states they go through and who
may move them, the clocks that run, and what of them the public sees. Storing, listing, editing, importing,
publishing and reminding know registers by these declarations alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from frankpledge.registers.roles import EVERYONE, Role


class FieldType(StrEnum):
    """What a field may hold. The value kept for each is a JSON value; a blank field is not kept at all."""

    TEXT = "text"
    """One line."""
    LONG_TEXT = "long-text"
    """Paragraphs, as Markdown without HTML."""
    NUMBER = "number"
    """A whole number."""
    DECIMAL = "decimal"
    """A number with places, kept as text, so that none is lost."""
    MONEY = "money"
    """Pounds and pence, kept as text."""
    DATE = "date"
    """A day, kept as 2026-05-01."""
    LOOSE_DATE = "loose-date"
    """A day where one can be read, and always what was written: {"said": "Ongoing", "date": null}."""
    TIME = "time"
    """A moment, kept in UTC as 2026-05-01T09:30:00Z."""
    YES_NO = "yes-no"
    CHOICE = "choice"
    """One of the field's ``choices``."""
    CHOICES = "choices"
    """Several of them, as a list."""
    LINK = "link"
    """A record of the register ``to``, kept by its key."""
    LINKS = "links"
    MEASURE = "measure"
    """The id of a measure of the plan."""
    FIGURE = "figure"
    """A figure by its stable key, with the build it was read from."""
    WEB = "web"
    """An address of a page, http or https."""
    ROWS = "rows"
    """A small table: a list of objects whose columns are the field's ``columns``."""


RELEASED = "released"
"""What ``published_when`` says of a figure: the public sees it as releases in force print it."""
DATES = (FieldType.DATE, FieldType.LOOSE_DATE, FieldType.TIME)


class Rule(StrEnum):
    """How a field is worked out of others (see ``working_out``)."""

    KEPT = "kept"
    """Kept by the field it names, which counts its changes in it."""
    PRODUCT = "product"
    """The places of choices on their scales, counted from 1, multiplied: likelihood times impact."""
    BAND = "band"
    """The last choice whose least value a number reaches."""
    HISTORY = "history"
    """A small table with a row for each review: its day, and what the fields of the same names said."""
    CHANGE = "change"
    """How far a number has moved since the review before, read from the table of a ``history``."""
    DAYS = "days"
    """Days from the first of two dates to the second."""
    KIND_OF_DAY = "kind-of-day"
    """Whether a day is a weekday, at a weekend or a bank holiday."""
    LOOKED_UP = "looked-up"
    """What a column of a linked record's table says in the row that is called the same."""
    REACHED = "reached"
    """Whether a number reaches a target: at least it where higher is better, at most it where lower is."""


@dataclass(frozen=True)
class Computed:
    """A rule, the fields (in a small table, columns) it reads in the rule's order, and what else it needs.

    ``least`` are the least values of choices, for a band; ``source`` is a link, a table of the linked
    record and a column of that, for what is looked up.
    """

    rule: Rule
    of: tuple[str, ...]
    least: Mapping[str, int] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True)
class Field:
    """One thing a record says."""

    id: str
    type: FieldType
    title: str
    help: str = ""
    required: bool = False
    required_with: str = ""
    """A field: this one is required where that one holds anything but zero, as why some were not seen."""
    published: bool = False
    """Whether the public page and export of a published record show it."""
    published_when: str = ""
    """On what it depends whether they do, where they do not always: of a figure ``RELEASED``; of a text a
    yes-no field by which somebody confirms that it quotes nothing which is not released."""
    personal: bool = False
    """Whether it may hold a name or something about a person: erased by an erasure, never in a log."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """Id to title, in the order they are offered."""
    depends: str = ""
    """A choice field on which it depends which of the choices may be taken."""
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For a choice of the field ``depends``, those that go with it; all where none are named."""
    to: str = ""
    """The register that a link leads to."""
    columns: tuple[Field, ...] = ()
    roles: frozenset[Role] = EVERYONE
    """Who may see it, among those who may see the record at all."""
    exempt: bool = False
    """Whether it is never published but named: a record that has it becomes public only with its ground."""
    listed: bool = False
    """Whether lists and exports of the register show it as a column; filters are made of listed fields."""
    also: tuple[str, ...] = ()
    """Other headings under which a spreadsheet may bring it."""
    within: str = ""
    """A field that names a financial year, as 2017-18: a date outside it is kept, and flagged."""
    after: str = ""
    """A date field that this date may not come before; the same day will do."""
    not_future: bool = False
    """Whether a date may not lie ahead of the day it is entered."""
    keeps_first: str = ""
    """A date field in which the first day this date named is kept once it is changed, by any action."""
    counts_changes: str = ""
    """A number field in which it is counted how often the day of this date has been changed."""
    to_come: bool = False
    """Whether only records whose day has not passed are offered as what a link leads to."""
    no_ring: bool = False
    """Whether links of this field may not lead, one after another, back to where they began."""
    no_later: str = ""
    """A date field: what is linked to may not have a later one than the record that links to it."""
    area: str = ""
    """A kind of area: a text that holds the id of one that the office declares is shown by its name."""
    internal: bool = False
    """Whether only programs read it: files and the history hold it, no page and no form does."""
    meets_by: str = ""
    """A choice field: a day that is no working day, or on which another record of the same choice stands, is
    asked about before it is kept, and flagged."""
    computed: Computed | None = None
    """How it is worked out, where it is: nobody fills it in."""
    apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Choices of other fields: records that hold one are counted apart in the table by this field."""

    @property
    def may_be_public(self) -> bool:
        """Whether the public may see it of some record; of which it does, ``records.rights`` says."""
        return self.published or bool(self.published_when)

    @property
    def confirmed_by(self) -> str:
        """The yes-no field without which the public does not see it; empty where it needs none."""
        return "" if self.published_when == RELEASED else self.published_when


@dataclass(frozen=True)
class State:
    """Where a record stands."""

    id: str
    title: str
    public: bool = False
    """Whether records that stand here are public. Nothing else makes a record public."""
    closed: bool = False
    """Whether clocks stop here and no field may be amended."""
    idle: bool = False
    """Whether no clock runs here at all, as for a duty that is not in force."""


@dataclass(frozen=True)
class Move:
    """A step from one state to another: who may take it, and what must be filled in before."""

    id: str
    title: str
    start: frozenset[str]
    end: str
    roles: frozenset[Role]
    needs: tuple[str, ...] = ()
    reason: bool = False
    """Whether the step must be given a reason."""
    reason_in: str = ""
    """A field of text in which the reason is kept too, so that it may be published."""
    file_or_reason: bool = False
    """Whether the step needs a file that is published with the record, or a reason why there is none."""
    stamps: str = ""
    """A date field that is set to the day of the move, where it is blank.

    A step back to an earlier state blanks what steps to the states after that have stamped."""
    redates: tuple[str, ...] = ()
    """Date fields that are set to the day of the move, whatever they said."""
    clears: tuple[str, ...] = ()
    """Fields that the move blanks."""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Choice fields, and the choices of each with which the move may be taken; any where empty."""
    not_before: str = ""
    """A date field: the move may be taken on that day or later."""
    all_closed: str = ""
    """A link of another register, as ``inspection-findings.inspection``: all records there that link here by
    it must stand in closed states."""


class Unit(StrEnum):
    """How a clock counts."""

    DAYS = "days"
    WORKING_DAYS = "working days"
    CLEAR_DAYS = "clear days"
    """Working days between, counting neither the day it starts from nor the day it ends on."""
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True)
class Length:
    """So many days, weeks or months; ``number`` may be negative, for what falls due before a date."""

    number: int
    unit: Unit


@dataclass(frozen=True)
class Clock:
    """What falls due, counted from a date field: ``length`` is fixed, or read from the field ``every``.

    It is met on the date in ``met_by``, or once the record stands in one of ``met_in``. A clock that comes
    round (``recurs``) is due on ``start`` itself the first time, and then a length after the date in
    ``met_by``, over and over. Where ``every`` holds a choice that is no length, the clock does not run.
    """

    id: str
    title: str
    start: str
    length: Length | None = None
    every: str = ""
    """A choice field whose choices are lengths, such as ``6 weeks``."""
    met_by: str = ""
    met_in: frozenset[str] = frozenset()
    recurs: bool = False
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Choice fields, and the choices of each for which the clock runs; for all records where empty."""
    warns: Length = Length(5, Unit.WORKING_DAYS)
    """How long before it is due a reminder is made."""
    reminds: frozenset[Role] = frozenset()
    public: bool = False
    """Whether the public page says when it was due and met."""
    measures: str = ""
    """What the time from ``start`` to its being met is called where it is told, such as "Publication lag"."""
    ends_in: frozenset[str] = frozenset()
    """States after which it can no longer be met: it counts as never met there, which is late."""
    needs: str = ""
    """A field: the clock runs only where it is filled in."""
    unrecorded: bool = False
    """Whether a clock that comes round stands as not yet recorded until it is met for the first time, and
    falls due only once a whole length has gone by."""
    on_day: str = ""
    """A date field of a clock that comes round: where it is filled in, the clock is due on that day and every
    length after it, and what meets it counts for the nearest such day."""
    kept_in: str = ""
    """A choice field whose choices name clocks of other registers, as ``decisions.publication``: where it is
    filled in, this clock stands as the records there do."""
    forecast: str = ""
    """A date field that says when it is now expected to be met: slippage counts to it, the clock does not."""


@dataclass(frozen=True)
class Setting:
    """What a record sets on the record it links to, in the same transaction.

    It is set when the record comes to stand in one of ``states``, and when what is set changes there, but not
    where a date among it would go back, nor where the linked record is closed.
    """

    link: str
    states: frozenset[str]
    values: Mapping[str, str]
    """Field of the linked record to field of this one, or of a record this one links to: ``meeting.day``."""


@dataclass(frozen=True)
class Sum:
    """Parts that must make a whole, held whenever all of them are given."""

    whole: str
    parts: tuple[str, ...]
    title: str


@dataclass(frozen=True)
class Numbering:
    """How records are numbered: ``prefix`` and a number of so many digits, without gaps in each series.

    A number that was not used is a record too: it stands in the state ``unused``, and the field ``because``
    says why; no other field need be filled in there.
    """

    prefix: str = ""
    digits: int = 1
    by: str = ""
    """A choice field: each choice is a series of its own, and its title stands before the number."""
    called: str = ""
    """A text field that says what one record is called, for series that admit mixed titles: its words then
    stand before the number."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Titles that are printed before numbers, and the series (a choice of ``by``) that each belongs to."""
    unused: str = ""
    because: str = ""
    given: bool = False
    """Whether people may say the number (an imported or a paper record) instead of taking the next."""


class Taking(StrEnum):
    """How a column of a table of records is made of a record."""

    NUMBER = "number"
    """The record's printed number."""
    ROW = "row"
    """The number, and the place of the row within the record."""
    FIELD = "field"
    """What one field holds."""
    SUM = "sum"
    """Several numbers, added up."""
    COUNT = "count"
    """How many rows a field of rows has; none where the field ``given`` is blank."""
    ALWAYS = "always"
    """The same word in every row."""


@dataclass(frozen=True)
class Taken:
    """One column of a table of records: how it is made, and of which fields (or word)."""

    column: str
    how: Taking
    of: tuple[str, ...] = ()
    given: str = ""


@dataclass(frozen=True)
class RecordTable:
    """A table of records that the build counts, filled from a register: a row for each record.

    With ``rows``, a field of rows, it has a row for each of those. Fields that may hold something about a
    person, and free text, are in none: ``register_tables`` refuses the declaration.
    """

    table: str
    columns: tuple[Taken, ...]
    rows: str = ""


@dataclass(frozen=True)
class Exemption:
    """A ground on which a part of a record may be withheld from the public, by its statute."""

    id: str
    title: str


@dataclass(frozen=True)
class Register:
    """Records of one sort: fields, states, moves, clocks, rights and publication."""

    id: str
    title: str
    one: str
    """What one of its records is called, as "decision"."""
    about: str
    fields: tuple[Field, ...]
    states: tuple[State, ...]
    moves: tuple[Move, ...] = ()
    clocks: tuple[Clock, ...] = ()
    sums: tuple[Sum, ...] = ()
    numbering: Numbering = Numbering()
    sees: frozenset[Role] = frozenset()
    """Who may read its records before they are public."""
    makes: frozenset[Role] = frozenset()
    amends: frozenset[Role] = frozenset()
    attaches: frozenset[Role] = frozenset()
    """Who may attach files besides those who amend."""
    scope: Mapping[str, str] = field(default_factory=dict)
    """The fields that say of which ``body``, ``service`` and ``area`` a record is: whoever holds a role for
    some only has it towards records that say theirs."""
    headline: str = "title"
    """The field that names a record in lists."""
    day: str = ""
    """The date field that orders records and puts them in the calendar."""
    calendar: Mapping[str, str] | None = None
    """Whether its days are in calendars, and which fields say when it ``begins`` and at which ``place``."""
    exemptions: tuple[Exemption, ...] = ()
    """Grounds for withholding; a record may name fields withheld and the ground for each."""
    group: str = ""
    """The heading under which the register stands in menus."""
    sets: tuple[Setting, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    """Fields that no two records that are not closed may say alike, all of them together."""
    others: Mapping[str, Register] = field(default_factory=dict, repr=False, compare=False)
    """The other registers that its rules name, by id; theirs are not filled in again."""
    tables: tuple[RecordTable, ...] = ()
    """Tables of records that its records fill, for figures and reports."""
    public_summary: bool = False
    """Whether the public sees what its published records add up to."""
    due_first: bool = False
    """Whether its list begins with what is due soonest, and not with the newest day."""
    tree: tuple[str, ...] = ()
    """Fields under whose words its records are shown as a plan, the widest first: objective, deliverable."""

    def field_of(self, name: str) -> Field:
        """Return a field by id. Raises KeyError where there is none."""
        return self._fields[name]

    def state_of(self, name: str) -> State:
        """Return a state by id. Raises KeyError where there is none."""
        return self._states[name]

    @cached_property
    def _fields(self) -> Mapping[str, Field]:
        return {one.id: one for one in self.fields}

    @cached_property
    def _states(self) -> Mapping[str, State]:
        return {one.id: one for one in self.states}

    def why_changed(self, values: Mapping[str, object]) -> str:
        """Return the reason of the last step that keeps its reason in a field, as far as values hold it."""
        return next((str(values[one.reason_in]) for one in self.moves if one.reason_in in values), "")

    @property
    def first_state(self) -> State:
        """Where a new record stands."""
        return self.states[0]

    def open_to(self, state: str) -> tuple[Move, ...]:
        """Return the moves that lead on from a state."""
        return tuple(move for move in self.moves if state in move.start)
