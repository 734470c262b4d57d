"""How many files somebody may take away in a minute: tables and pictures are made anew, unlike most pages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from frankpledge.web.accounts.acting import API
from frankpledge.web.api.limits import address_of, count
from frankpledge.web.failures import too_many

FILES = (".csv", ".json", ".xlsx", ".png", ".svg", ".geojson")
"""How the addresses end at which pages are given as files."""


class Downloads:
    """Count files taken away by each person, and by each address of those who have not signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say how long to wait. The API counts for itself."""
        if request.path.endswith(FILES) and not request.path.startswith(API) and (wait := _wait(request)):
            return too_many(request, wait)
        return self.get_response(request)


def _wait(request: HttpRequest) -> int:
    identity = request.actor.identity  # type: ignore[attr-defined]  # set by accounts.acting
    kind = "person" if identity else "address"
    return count(f"files:{identity or address_of(request)}", *settings.DOWNLOAD_LIMITS[kind])
