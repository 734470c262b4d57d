"""Says of every request who makes it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from frankpledge.errors import FrankpledgeError
from frankpledge.registers.roles import NOBODY
from frankpledge.web.accounts.factors import acting
from frankpledge.web.accounts.models import User
from frankpledge.web.accounts.sessions import keep_or_end
from frankpledge.web.accounts.tokens import token_of
from frankpledge.web.busy import is_busy
from frankpledge.web.failures import no_room, not_now, told, unknown_token
from frankpledge.web.full_disk import is_full

API = "/api/"
"""Where programs ask. There a token says who asks, and nothing else does: no session, no cookie."""
BEARER = "Bearer "
_LOG = logging.getLogger(__name__)


class Acting:
    """Set ``request.actor``, and turn an error of ours into a page that says what to do.

    ``request.factor_due`` says that some roles open nothing until a second factor is set up, and
    ``request.token_scopes`` what a token opens, where one was sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request for whoever makes it."""
        request.actor, request.factor_due = NOBODY, False  # type: ignore[attr-defined]
        if request.path.startswith(API):
            given = request.headers.get("Authorization", "")
            if given:
                token = token_of(given[len(BEARER) :].strip()) if given.startswith(BEARER) else None
                if token is None:
                    return unknown_token(request)
                request.actor, _ = acting(token.user)  # type: ignore[attr-defined]
                request.token_scopes = frozenset(token.scopes)  # type: ignore[attr-defined]
                request.token_id = token.pk  # type: ignore[attr-defined]
        elif isinstance(request.user, User) and keep_or_end(request):
            request.actor, request.factor_due = acting(request.user)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer with an error of ours, or that nothing can be kept; leave any other to Django."""
        if is_full(exception):
            _LOG.warning("%s: the disk is full (%s)", request.path, type(exception).__name__)
            return no_room(request)
        if is_busy(exception):
            _LOG.warning("%s: another writes for long (%s)", request.path, type(exception).__name__)
            return not_now(request)
        return told(request, exception) if isinstance(exception, FrankpledgeError) else None
