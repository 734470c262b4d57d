"""Says of every request who makes it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from frankpledge.errors import FrankpledgeError
from frankpledge.registers.roles import NOBODY
from frankpledge.web.accounts.models import User
from frankpledge.web.failures import told


class Acting:
    """Set ``request.actor``, and turn an error of ours into a page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request for whoever makes it."""
        user = request.user
        request.actor = user.actor if isinstance(user, User) else NOBODY  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer with an error of ours; leave any other to Django."""
        return told(request, exception) if isinstance(exception, FrankpledgeError) else None
