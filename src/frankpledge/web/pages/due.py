"""What is due: every clock that runs and every return that has not come, overdue first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from frankpledge.pipeline import today
from frankpledge.records.attesting import as_attested
from frankpledge.records.deadlines import Deadline, due
from frankpledge.records.rights import roles_for
from frankpledge.registers.clocks import Standing
from frankpledge.registers.dates import day_in_words
from frankpledge.registers.roles import MEMBERS, SCOPES, Actor
from frankpledge.returns.grading import DueReturn
from frankpledge.web.access import Route, actor_of
from frankpledge.web.keeping import Kept
from frankpledge.web.office import changed_at, declared, office_folder, registers, sender_title
from frankpledge.web.owed import bodies_of, owed, reminded_of
from frankpledge.web.page import Page, Rows
from frankpledge.web.record_words import address_of, in_one_line, name_of, title_of, values_for

AHEAD = timedelta(weeks=13)
"""How far ahead the page looks; the file has everything."""
RETURNS = "Returns"
"""Beside the names of registers: what partners send."""
MOST_SHOWN = 50
"""Deadlines of one sort on the page; the file has the rest."""

Undone = Deadline | tuple[DueReturn, Standing]
"""What is due: a clock that runs, or a return that has not come and how it stands."""
_RUNNING: Kept[tuple[Deadline, ...]] = Kept(12)


@dataclass(frozen=True)
class DueItem:
    """One deadline as pages print it."""

    what: str
    register: str
    name: str
    title: str
    link: str
    on: str
    iso: str
    standing: str
    mine: bool
    """Whether it is one of whose clocks remind a role that the reader has towards the record."""

    @property
    def words(self) -> str:
        """What it is of, in one line."""
        return in_one_line(self.name, self.title)


def running(actor: Actor) -> tuple[Deadline, ...]:
    """Return the clocks that somebody may see and that are not yet met, the earliest first.

    They are worked out once for all who hold the same roles, until a record changes.
    """
    held, holidays, on = registers(), declared().office.hours.holidays, today()
    key = (office_folder(), as_attested(), actor.grants, on, changed_at())
    return _RUNNING.get(key, lambda: due(held.values(), actor, on, holidays))


def due_items(actor: Actor) -> list[DueItem]:
    """Return everything that somebody may see and that is not yet done, the earliest first."""
    return [_item(one, actor) for one in _due(actor)]


def first_due(actor: Actor, most: int) -> tuple[list[DueItem], int, int]:
    """Return the first of what is due, one's own alone where there is any; and how much of each there is."""
    held = _due(actor)
    own = [one for one in held if _is_own(one, actor)]
    return [_item(one, actor) for one in (own or held)[:most]], len(own), len(held)


def _due(actor: Actor) -> list[Undone]:
    """Return the clocks and returns that somebody may see and that are not yet met, the earliest first."""
    held: list[Undone] = [*running(actor), *owed(actor)]
    return sorted(held, key=lambda one: one.due.on if isinstance(one, Deadline) else one[0].due)


def _is_own(one: Undone, actor: Actor) -> bool:
    """Whether it is one's own to see to."""
    if isinstance(one, Deadline):
        return bool(one.due.clock.reminds & roles_for(one.register, one.record.values, actor))
    return reminded_of(actor, one[0])


def return_item(one: DueReturn, standing: Standing, actor: Actor) -> DueItem:
    """Return a return that has not come as pages print it: its body sends it, the office asks for it."""
    own = one.body in bodies_of(actor)
    awaited = "Return that has not come" if standing is Standing.OVERDUE else "Return to come"
    return DueItem(
        "Send the return" if own else awaited,
        RETURNS,
        sender_title(one.body),
        f"{one.name.replace('-', ' ')} to {day_in_words(one.period_end)}",
        reverse("sending") if own else f"{reverse('quality')}#due",
        day_in_words(one.due),
        one.due.isoformat(),
        standing.value,
        reminded_of(actor, one),
    )


def _item(one: Undone, actor: Actor) -> DueItem:
    if not isinstance(one, Deadline):
        return return_item(*one, actor)
    return DueItem(
        one.due.clock.title,
        one.register.title,
        name_of(one.register, one.record),
        title_of(one.register, values_for(one.register, one.record, actor)),
        address_of(one.register, one.record),
        day_in_words(one.due.on),
        one.due.on.isoformat(),
        one.due.state.value,
        _is_own(one, actor),
    )


def due_page(request: HttpRequest) -> Page:
    """Show what is overdue, due soon and coming, of all registers that somebody sees."""
    seen = due_items(actor_of(request))
    mine = [one for one in seen if one.mine]
    whose = request.GET.get("whose", "mine" if mine else "all")
    every = mine if whose == "mine" else seen
    asked = request.GET.get("register", "")
    shown = None if request.GET.get("long") == "yes" else MOST_SHOWN
    items = [one for one in every if asked in ("", one.register)]
    last = (today() + AHEAD).isoformat()
    groups = [
        ("Overdue", [one for one in items if one.standing == Standing.OVERDUE]),
        ("Due soon", [one for one in items if one.standing == Standing.SOON]),
        ("Coming", [one for one in items if one.standing == Standing.UPCOMING and one.iso <= last]),
    ]
    columns = ("due", "standing", "what", "register", "number", "title", "link", "mine")
    rows = [
        (one.iso, one.standing, one.what, one.register, one.name, one.title, one.link, one.mine)
        for one in (items if "whose" in request.GET or "register" in request.GET else seen)
    ]
    context = {
        "groups": [(words, len(held), held[:shown]) for words, held in groups],
        "whose": whose,
        "mine": len(mine),
        "all": len(seen),
        "query": urlencode({"whose": whose, "register": asked}),
        "registers": sorted({one.register for one in every}),
        "asked": asked,
    }
    return Page("web/due.html", "What is due", context, Rows(columns, rows))


ROUTES = (Route("due", "due/", due_page, get=MEMBERS, data=True, scoped=SCOPES),)
