"""The first page."""

from __future__ import annotations

from django.http import HttpRequest

from frankpledge.registers.roles import EVERYONE
from frankpledge.web.access import Route, actor_of
from frankpledge.web.page import Page
from frankpledge.web.seeing import sight_of


def home(request: HttpRequest) -> Page:
    """Show what there is to see."""
    sight = sight_of(actor_of(request))
    return Page("web/home.html", "Home", {"sight": sight}, mark="")


ROUTES = (Route("home", "", home, get=EVERYONE, data=True),)
