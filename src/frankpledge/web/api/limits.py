"""How much somebody may ask in a span of time, counted for all workers alike."""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from frankpledge.web.accounts.models import Spent
from frankpledge.web.busy import if_it_can_be_kept

KEPT = 24 * 60 * 60
"""Seconds after which a count is forgotten."""


def spend(request: HttpRequest) -> int:
    """Count a request of the API, and return how many seconds to wait where there were too many.

    0 where there were not. See :func:`count`.
    """
    token = getattr(request, "token_id", None)
    kind = "address" if token is None else "token"
    return count(f"{kind}:{token or address_of(request)}", *settings.API_LIMITS[kind])


def waiting(who: str, most: int, length: int) -> int:
    """Return how many seconds somebody must wait who did something ``most`` times in a span; 0 for none."""
    now = int(time.time())
    span = now - now % length
    number = Spent.objects.filter(who=who, span=span).values_list("number", flat=True).first() or 0
    return span + length - now if number >= most else 0


def count(who: str, most: int, length: int) -> int:
    """Count one more of somebody's in a span of so many seconds; return how many to wait, 0 for none.

    What is refused is not counted, so that a flood of requests writes nothing; nor is anything
    where the disk is full or another writes for long: people may still read.
    """
    now = int(time.time())
    span = now - now % length
    held = Spent.objects.filter(who=who, span=span)
    if wait := waiting(who, most, length):
        return wait
    with if_it_can_be_kept(), transaction.atomic():
        counted = held.filter(number__lt=most)  # In one statement: those who ask at once do not overshoot.
        if counted.update(number=F("number") + 1):
            return 0
        if held.exists():
            return span + length - now
        Spent.objects.filter(span__lt=now - KEPT).delete()
        Spent.objects.bulk_create([Spent(who=who, span=span)], ignore_conflicts=True)
        counted.update(number=F("number") + 1)
    return 0


def address_of(request: HttpRequest) -> str:
    """Return the address a request comes from, as the proxy says it."""
    return str(get_adapter().get_client_ip(request))
