"""What every page has around it: the office's name, the menu for who looks, and who that is."""

from __future__ import annotations

from django.http import HttpRequest

from frankpledge.registers.roles import NOBODY, Actor
from frankpledge.web.office import declared
from frankpledge.web.routes import menu_for


def framing(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of a page prints."""
    actor: Actor = getattr(request, "actor", NOBODY)
    office = declared().office
    menu, work = menu_for(actor, request.path)
    return {
        "office": office,
        "actor": actor,
        "factor_due": getattr(request, "factor_due", False),
        "signed_in": bool(actor.identity),
        "menu": menu,
        "work": work,
        "working": any(item.here for item in work),
    }
