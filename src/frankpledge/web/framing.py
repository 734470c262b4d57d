"""What every page has around it: the office's name, the menu for who looks, and who that is."""

from __future__ import annotations

from django.http import HttpRequest

from frankpledge.pipeline import today
from frankpledge.registers.dates import day_in_words
from frankpledge.registers.roles import NOBODY, Actor
from frankpledge.web.office import declared
from frankpledge.web.routes import menu_for

ON_DEMAND = ("/accounts/", "/explore", "/embed/", "/api/", "/alive", "/map/")
"""Where a server makes things on demand, or is no record: a copy of the public record has none of it."""
EXPORTING = "frankpledge.exporting"
"""What a request says of itself whose answer is kept as a file; no request from outside can say it."""


def framing(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of a page prints."""
    actor: Actor = getattr(request, "actor", NOBODY)
    office = declared().office
    menu, work = menu_for(actor, request.path)
    exported = ""
    if request.META.get(EXPORTING):
        exported = day_in_words(today())
        menu, work = ([item for item in one if not item.link.startswith(ON_DEMAND)] for one in (menu, work))
    return {
        "office": office,
        "actor": actor,
        "factor_due": getattr(request, "factor_due", False),
        "signed_in": bool(actor.identity),
        "exported": exported,
        "menu": menu,
        "work": work,
        "working": any(item.here for item in work),
    }
