"""What bodies owe the office in returns: its list of what is due, read once for each state of its store."""

from __future__ import annotations

from datetime import timedelta

from frankpledge.errors import BadInput
from frankpledge.pipeline import today
from frankpledge.registers.clocks import Standing
from frankpledge.registers.roles import STAFF, Actor, Role
from frankpledge.returns.due import returns_due
from frankpledge.returns.grading import DueReturn, Reporting
from frankpledge.returns.grading import Standing as Came
from frankpledge.store.log import log_folder
from frankpledge.web.keeping import Kept
from frankpledge.web.office import office_folder

SENDERS = frozenset({Role.PARTNER, Role.RESPONDENT})
"""Those who send returns, each for the bodies that their roles name."""
CHASERS = frozenset({Role.ANALYST, Role.TEAM})
"""Those of the office who ask for what did not come."""
OWED = frozenset({Came.MISSING, Came.TO_COME})
"""How returns stand that have not come."""
WARNED = timedelta(weeks=2)
"""How long before its day a return is due soon."""
_RETURNS: Kept[tuple[list[DueReturn], list[Reporting]]] = Kept(2)


def returns_and_reporting() -> tuple[list[DueReturn], list[Reporting]]:
    """Return every return on the office's list and how bodies return; nothing where it keeps no list."""
    office, on = office_folder(), today()
    log = log_folder(office / "store")
    editions = sum(1 for _ in log.iterdir()) if log.is_dir() else 0

    def make() -> tuple[list[DueReturn], list[Reporting]]:
        try:
            return returns_due(office, on)
        except BadInput:
            return [], []

    return _RETURNS.get((office, editions, on), make)


def bodies_of(actor: Actor) -> list[str]:
    """Return the bodies for which somebody sends."""
    return sorted(actor.bodies(SENDERS & actor.roles) or ())


def returns_of(body: str) -> list[DueReturn]:
    """Return what a body owes and has sent; nothing where it is on no list."""
    return [one for one in returns_and_reporting()[0] if one.body == body]


def owed(actor: Actor) -> list[tuple[DueReturn, Standing]]:
    """Return what has not come of what somebody may see, and how it stands, the earliest first.

    The office sees all; a role held for some bodies, and whoever sends, sees those bodies' alone. What came,
    late or not, is owed no longer.
    """
    of_staff = actor.bodies(STAFF)
    bodies = None if of_staff is None else {*of_staff, *bodies_of(actor)}
    if bodies is not None and not bodies:
        return []
    found = [
        (one, _standing(one))
        for one in returns_and_reporting()[0]
        if one.standing in OWED and (bodies is None or one.body in bodies)
    ]
    return sorted(found, key=lambda pair: (pair[0].due, pair[0].body, pair[0].name))


def reminded_of(actor: Actor, one: DueReturn) -> bool:
    """Whether a return is somebody's to send or to ask for."""
    asked = actor.bodies(CHASERS)
    return one.body in bodies_of(actor) or asked is None or one.body in asked


def _standing(one: DueReturn) -> Standing:
    if one.standing is Came.MISSING:
        return Standing.OVERDUE
    return Standing.SOON if one.due <= today() + WARNED else Standing.UPCOMING
