"""Records as pages print them: values in words, links that lead on, clocks and what is withheld."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from frankpledge.pipeline import today
from frankpledge.plan.services import SENDING
from frankpledge.records.deadlines import deadlines_of
from frankpledge.records.models import Record
from frankpledge.records.rights import Sight, sees_all, values_seen
from frankpledge.records.seeing import is_restricted
from frankpledge.registers.clocks import Due, Standing
from frankpledge.registers.dates import day_in_words
from frankpledge.registers.flagging import Flag
from frankpledge.registers.numbering import printed
from frankpledge.registers.public_view import is_told
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.roles import Actor
from frankpledge.registers.values import shown
from frankpledge.web.figure_words import figure_called, measure_title
from frankpledge.web.links import figure_link
from frankpledge.web.office import declared, sender_title

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")
LINKS = (FieldType.LINK, FieldType.LINKS)
CLOCK_WORDS = {
    Standing.UPCOMING: ("due", ""),
    Standing.SOON: ("due soon", ""),
    Standing.OVERDUE: ("overdue", "late"),
    Standing.MET: ("done in time", "done"),
    Standing.LATE: ("done late", "late"),
    Standing.STOPPED: ("stopped", ""),
    Standing.NEVER: ("never done", "late"),
    Standing.UNRECORDED: ("not yet recorded", ""),
}
"""How a clock's standing is said, and how its tag looks."""
PRESSING = (
    Standing.OVERDUE,
    Standing.NEVER,
    Standing.SOON,
    Standing.UPCOMING,
    Standing.UNRECORDED,
    Standing.LATE,
    Standing.MET,
    Standing.STOPPED,
)
"""What presses most first: of a record's clocks, a list shows one."""


@dataclass(frozen=True)
class Part:
    """One field of a record, ready to print."""

    field: Field
    text: str = ""
    written: str = ""
    """Paragraphs as HTML, made safe."""
    links: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    withheld: str = ""
    """Why the public does not see it, where it does not."""
    public: str = ""
    """Of what is published at times: whether the public sees it, told to those who keep the record."""

    @property
    def stands_apart(self) -> bool:
        """Whether it stands under a heading of its own: paragraphs, or a table with something in it."""
        return bool(self.written or self.rows)


@dataclass(frozen=True)
class ClockLine:
    """One clock of a record in words."""

    clock: str
    title: str
    on: str
    state: str
    tag: str
    says: str
    """When it is or was due and done, in one line."""


@dataclass(frozen=True)
class Linked:
    """A record that a link names. ``title`` and ``link`` are blank where somebody may not see it."""

    name: str
    title: str = ""
    link: str = ""

    @property
    def words(self) -> str:
        """Its number and title, in one line."""
        return in_one_line(self.name, self.title)


LinkedRecords = Mapping[tuple[str, str], Linked]
"""Records by their register and key."""


@dataclass(frozen=True)
class ListCell:
    """What one field of a record says in a list: words, or what it links to."""

    text: str
    links: tuple[Linked, ...] = ()
    day: bool = False
    """Whether it is a day, which needs room for the longest month."""


@dataclass(frozen=True)
class Line:
    """A record as a line of a list."""

    record: Record
    name: str
    title: str
    link: str
    state: str
    cells: tuple[ListCell, ...]
    clock: ClockLine | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()


def name_of(register: Register, record: Record) -> str:
    """Return what a record is called beside its title: its number as it is printed."""
    return printed(register, record.number, record.values)


def in_one_line(name: str, title: str) -> str:
    """Return the number and title of a record; the title alone where the number begins with its words.

    >>> in_one_line("A-0003", "Report calls"), in_one_line("Audit committee 7", "Audit committee, 1 May 2026")
    ('A-0003: Report calls', 'Audit committee, 1 May 2026')
    """
    if not title:
        return name
    said, _, day = title.rpartition(", ")
    return title if day and said and name.startswith(said) else f"{name}: {title}"


def address_of(register: Register, record: Record) -> str:
    """Return the address of a record's page."""
    return reverse("record", kwargs={"register": register.id, "key": record.key})


def title_of(register: Register, values: Mapping[str, Any]) -> str:
    """Return the title of a record as far as the values given say it.

    One that is a choice, such as the board of a meeting, is told from others of its kind by its day.
    """
    said, of = values.get(register.headline), register.field_of(register.headline)
    if said is None:
        return ""
    day = values.get(register.day) if register.day and of.type is FieldType.CHOICE else None
    return (
        shown(of, said)
        if day is None
        else f"{shown(of, said)}, {shown(register.field_of(register.day), day)}"
    )


def values_for(
    register: Register, record: Record, actor: Actor, sight: Sight | None = None
) -> dict[str, Any]:
    """Return the values of a record that a list shows somebody: nothing restricted.

    What is restricted is shown on the record's own page and in exports, where it is written down who saw it.
    Whoever asks for many records gives their ``sight``, with which this takes a third of the time.
    """
    seen = sight.values(record) if sight else values_seen(register, record, actor)
    return {name: value for name, value in seen.items() if not is_restricted(register.field_of(name))}


def listed(register: Register) -> tuple[Field, ...]:
    """Return the fields that lists show as columns."""
    return tuple(one for one in register.fields if one.listed and one.id != register.headline)


def line_of(
    register: Register,
    record: Record,
    dues: Iterable[Due],
    actor: Actor,
    linked: LinkedRecords,
    flags: tuple[Flag, ...] = (),
) -> Line:
    """Return a record as a line of a list for somebody, with the clock that presses most."""
    values = values_for(register, record, actor)
    pressing = sorted(dues, key=lambda one: (PRESSING.index(one.state), one.on))
    clocks = clocks_of(record, pressing, inside=sees_all(register, record, actor))
    return Line(
        record,
        name_of(register, record),
        _listed_as(register, record, values),
        address_of(register, record),
        register.state_of(record.state).title,
        tuple(_cell(one, values.get(one.id), linked) for one in listed(register)),
        clocks[0] if clocks else None,
        values,
        flags,
    )


def _cell(of: Field, value: Any, linked: LinkedRecords) -> ListCell:
    if of.type is FieldType.WEB and value:
        return ListCell("", (Linked(value.partition("://")[2].rstrip("/"), link=value),))
    if of.type not in LINKS:
        return ListCell(_said(of, value), day=of.type is FieldType.DATE)
    return ListCell("", tuple(linked.get((of.to, key), Linked(key)) for key in keys_in(value)))


def cells_in(of: Register, line: Line, columns: Sequence[Field]) -> list[ListCell]:
    """Return what a line says in some of the columns that lists have."""
    return [cell for one, cell in zip(listed(of), line.cells, strict=True) if one in columns]


def filled(of: Register, columns: Sequence[Field], lines: Sequence[Line]) -> list[Field]:
    """Return the columns in which any of the lines says something."""
    said = [[bool(cell.text or cell.links) for cell in cells_in(of, one, columns)] for one in lines]
    return [one for place, one in enumerate(columns) if any(row[place] for row in said)]


def _listed_as(register: Register, record: Record, values: Mapping[str, Any]) -> str:
    """Return the title of a record; of a number that was not used, why it was not."""
    because = values.get(register.numbering.because) if record.state == register.numbering.unused else None
    return title_of(register, values) if because is None else str(because)


def dues_of(register: Register, records: Sequence[Record], on: date | None = None) -> dict[int, list[Due]]:
    """Return how the clocks of records of one register stand, by the record's row."""
    held: dict[int, list[Due]] = {}
    for one in deadlines_of(register, records, on or today(), declared().office.hours.holidays):
        held.setdefault(one.record.pk, []).append(one.due)
    return held


def clocks_of(record: Record, dues: Iterable[Due], *, inside: bool) -> tuple[ClockLine, ...]:
    """Return the clocks of a record in words: what the public is told for those who are not ``inside`` it."""
    found = []
    for one in dues:
        if inside or is_told(one.clock, record.withheld):
            words, tag = CLOCK_WORDS[one.state]
            on = "" if one.state is Standing.UNRECORDED else day_in_words(one.on)
            found.append(ClockLine(one.clock.id, one.clock.title, on, words, tag, _said_of(one)))
    return tuple(found)


def _said_of(one: Due) -> str:
    """Return when a clock is due and when it was met: one that comes round is due next and was done last."""
    done = "" if one.met_on is None else day_in_words(one.met_on)
    if one.state is Standing.UNRECORDED:
        return ""
    on = day_in_words(one.on)
    if one.overdue:
        many = "1 record is" if one.overdue == 1 else f"{one.overdue} records are"
        return f"{many} overdue, the first since {on}" + (f"; last done {done}" if done else "")
    if one.clock.recurs and one.state is not Standing.MET:
        return f"next due {on}" + (f"; last done {done}" if done else "")
    if one.state is Standing.MET and one.clock.recurs:
        return f"last done {done}"
    return f"due {on}" + (f"; done {done}" if done else "")


def standing_of(register: Register, dues: Iterable[Due]) -> str:
    """Return a sentence on how far a register is up to date, where a clock of it begins as not recorded.

    It counts the public clock of each record that has one.
    """
    counted = [one.state for one in dues if one.clock.unrecorded and one.clock.public]
    if not counted:
        return ""
    overdue, never = counted.count(Standing.OVERDUE), counted.count(Standing.UNRECORDED)
    return (
        f"{len(counted) - overdue - never} of the {len(counted)} that have a due day are up to date, "
        f"{overdue} overdue, {never} not yet recorded."
    )


def parts_of(
    register: Register,
    values: Mapping[str, Any],
    withheld: Mapping[str, str],
    fields: Iterable[Field],
    linked: LinkedRecords = MappingProxyType({}),
) -> tuple[Part, ...]:
    """Return the fields of a record that are filled in, ready to print."""
    grounds = {one.id: one.title for one in register.exemptions}
    made = []
    for one in fields:
        if one.id in values and not one.internal:
            ground = withheld.get(one.id, "")
            part = _part(one, values[one.id], linked)
            made.append(part if not ground else _withheld(part, grounds.get(ground, ground)))
    return tuple(made)


def _withheld(part: Part, ground: str) -> Part:
    return replace(part, withheld=ground)


def _part(of: Field, value: Any, linked: LinkedRecords) -> Part:
    if of.type is FieldType.LONG_TEXT:
        return Part(of, written=as_html(str(value)))
    if of.type is FieldType.ROWS:
        columns = tuple(one.title for one in of.columns)
        rows = tuple(
            tuple("" if one.id not in row else _in_row(one, row[one.id]) for one in of.columns)
            for row in value
        )
        return Part(of, columns=columns, rows=rows)
    if of.type in LINKS:
        named = [linked.get((of.to, key), Linked(key)) for key in keys_in(value)]
        return Part(of, links=tuple((one.words, one.link) for one in named))
    if of.type is FieldType.MEASURE:
        return Part(of, links=((measure_title(value), reverse("measure", kwargs={"name": value})),))
    if of.type is FieldType.FIGURE and (link := figure_link(str(value.get("key", "")))):
        return Part(of, links=((figure_called(value), link),))
    if of.type is FieldType.WEB:
        return Part(of, links=((value, value),))
    return Part(of, _said(of, value))


def _said(of: Field, value: Any) -> str:
    """Return a value in words; who sends returns by its name, or where none is declared its id as one."""
    return sender_title(value) if of.area == SENDING and value else shown(of, value)


def _in_row(of: Field, value: Any) -> str:
    """Return what a field of a small table says: a measure by its title, as on its page."""
    return measure_title(value) if of.type is FieldType.MEASURE else shown(of, value)


def keys_in(value: Any) -> Sequence[str]:
    """Return the keys of records that the value of a link, or of links, names."""
    return [value] if isinstance(value, str) else value or ()


def linked_words(of: Field, value: Any, linked: LinkedRecords, *, titles: bool = True) -> str:
    """Return what a link or links say: the numbers of what they name and, with ``titles``, their titles."""
    named = [linked.get((of.to, key), Linked(key)) for key in keys_in(value)]
    return "; ".join(one.words if titles else one.name for one in named)


def as_html(text: str) -> str:
    """Return Markdown as HTML. Tags that people write are printed as text."""
    return mark_safe(str(_MARKDOWN.render(text)))  # noqa: S308


def version_sent(request: HttpRequest) -> int:
    """Return the version of a record that a form was opened at; 0 for none, which is always stale."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0
