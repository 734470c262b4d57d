"""Passwords of tests: hashed as in production, but at the least cost, for tests make thousands of people."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher, get_hashers, get_hashers_by_algorithm


class LeastCost(Argon2PasswordHasher):
    """Argon2 with the least work that it allows."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


def hash_at_least_cost() -> None:
    """Let this process hash passwords so from now on; what commands do in their own is as it was."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = [f"{LeastCost.__module__}.{LeastCost.__qualname__}"]
    get_hashers.cache_clear()
    get_hashers_by_algorithm.cache_clear()
