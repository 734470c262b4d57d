"""Pages about the site itself."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from frankpledge import __version__
from frankpledge.publication.exploring.map_classes import CLASS_COLOURS
from frankpledge.publication.html import root_colours
from frankpledge.publication.tokens import checked_accent
from frankpledge.registers.dates import day_in_words
from frankpledge.registers.roles import EVERYONE, STAFF
from frankpledge.web.access import Route, actor_of
from frankpledge.web.office import declared
from frankpledge.web.page import Page

PREPARED = date(2026, 11, 26)
"""When the words of the accessibility statement were last changed."""


def alive(_request: HttpRequest) -> JsonResponse:
    """Say that the application answers and reaches its database: for what watches it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"state": "well"})


def tokens(_request: HttpRequest) -> HttpResponse:
    """Return the office's colours, which every page's style sheet reads, and those of classes on maps."""
    style = root_colours(checked_accent(declared().office.house_style.accent))
    grounds = enumerate(CLASS_COLOURS, start=1)
    style += "".join(f".ground-{number}{{background:{colour}}}" for number, colour in grounds)
    return HttpResponse(style, content_type="text/css", headers={"Cache-Control": "max-age=300"})


def accessibility(request: HttpRequest) -> Page:
    """Print the accessibility statement."""
    contact = declared().office.contact
    context = {
        "contact": contact,
        "contact_mail": "@" in contact and " " not in contact,
        "staff": bool(actor_of(request).roles & STAFF),
        "version": __version__,
        "prepared": day_in_words(PREPARED),
    }
    return Page("web/accessibility.html", "Accessibility statement", context, public=True)


def robots(_request: HttpRequest) -> HttpResponse:
    """Keep machines that read everything from the pages that are made on demand."""
    return HttpResponse(
        "User-agent: *\nDisallow: /explore\nDisallow: /accounts/\n", content_type="text/plain"
    )


ROUTES = (
    Route("alive", "alive", alive, get=EVERYONE),
    Route("tokens", "tokens.css", tokens, get=EVERYONE),
    Route("accessibility", "accessibility/", accessibility, get=EVERYONE),
    Route("robots", "robots.txt", robots, get=EVERYONE),
)
