"""Addresses that nobody writes: those with a character of none, which no database takes."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse

NONE = "\0"


class Readable:
    """Refuse an address that holds a character of none, before it meets a database that fails at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request whose address can be read. Raises SuspiciousOperation (400) for another."""
        said = (text for name, texts in request.GET.lists() for text in (name, *texts))
        if NONE in request.path or any(NONE in text for text in said):
            raise SuspiciousOperation("A character of none in an address.")
        return self.get_response(request)
