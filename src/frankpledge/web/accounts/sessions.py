"""Sessions: how long they last, how many a person has, and ending them."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from frankpledge.web.accounts.models import User
from frankpledge.web.busy import if_it_can_be_kept

BEGAN, SEEN = "began", "seen"
"""What a session keeps: when it began and when it was last used, in seconds since 1970."""
GRAIN = 60
"""Seconds between two writings of when a session was last used."""


def begin(request: HttpRequest, user: User) -> None:
    """Stamp a session that begins, and end the person's oldest ones where there would be too many."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())
    # Who has just signed in need not confirm at once that it is they.
    record_authentication(request, user, method="sign-in", reauthenticated=True)
    others = [
        one
        for one in UserSession.objects.purge_and_list(user)
        if one.session_key != request.session.session_key
    ]
    others.sort(key=lambda one: one.created_at, reverse=True)
    for one in others[settings.SESSIONS_A_PERSON - 1 :]:
        one.end()


def keep_or_end(request: HttpRequest) -> bool:
    """Return whether a signed-in session goes on; end it where it is too old or was left alone too long."""
    now = int(time.time())
    began, seen = request.session.get(BEGAN, 0), request.session.get(SEEN, 0)
    if now - began > settings.SESSION_LONGEST or now - seen > settings.SESSION_IDLE:
        logout(request)
        return False
    if now - seen >= GRAIN:
        request.session[SEEN] = now
    return True


class Sessions(SessionMiddleware):
    """Django's sessions, which are not noted as used where nothing can be kept: pages can still be read."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keep what was changed in a session, if it can be kept just now."""
        with if_it_can_be_kept():
            return super().process_response(request, response)
        return response


def end_all(user: User) -> None:
    """End every session of somebody."""
    for one in UserSession.objects.filter(user=user):
        one.end()
