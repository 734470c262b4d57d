"""Addresses and forms that nobody writes: those with a character of none, which no database takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse

NONE = "\0"


class Readable:
    """Refuse an address or form that holds a character of none, before a database fails at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request whose address can be read. Raises SuspiciousOperation (400) for another."""
        if NONE in request.path or _holds_none(request.GET.lists()):
            raise SuspiciousOperation("A character of none in an address.")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _: Sequence[str], __: Mapping[str, str]
    ) -> None:
        """Hold what is sent to a view that takes forms to the same. Raises SuspiciousOperation (400)."""
        takes_forms = request.method == "POST" and not getattr(view, "csrf_exempt", False)
        if takes_forms and _holds_none(request.POST.lists()):
            raise SuspiciousOperation("A character of none in a form.")


def _holds_none(given: Iterable[tuple[str, list[str]]]) -> bool:
    """Whether a name or a value of fields holds a character of none."""
    return any(NONE in text for name, texts in given for text in (name, *texts))
