"""The API and the page that explains it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse

from frankpledge.registers.roles import EVERYONE
from frankpledge.web.access import Route
from frankpledge.web.accounts.tokens import SCOPES
from frankpledge.web.api.answering import RESOURCES, VERSION, resource_routes
from frankpledge.web.api.openapi import document
from frankpledge.web.api.resource import MOST_ROWS
from frankpledge.web.office import declared
from frankpledge.web.page import Page


def api(_request: HttpRequest) -> Page:
    """Explain the API to people."""
    context = {
        "resources": [
            (one, f"/{VERSION}{one.path}".replace("<slug:register>", "REGISTER")) for one in RESOURCES
        ],
        "scopes": SCOPES,
        "address": settings.ADDRESS,
        "limits": settings.API_LIMITS,
        "most": MOST_ROWS,
    }
    return Page("web/api.html", "API: figures and records for programs", context, public=True)


def openapi(_request: HttpRequest) -> JsonResponse:
    """Describe the API to programs."""
    made = document(RESOURCES, VERSION, declared().office.body, settings.ADDRESS)
    return JsonResponse(
        made, headers={"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
    )


ROUTES = (
    Route("api", "api/", api, get=EVERYONE),
    Route("openapi", f"{VERSION}openapi.json", openapi, get=EVERYONE),
    *resource_routes(),
)
