"""What those are called who did something: by their account, or by what they were to a fictional office."""

from __future__ import annotations

from collections.abc import Mapping

from frankpledge.registers.roles import hand_of

GONE = "Somebody whose account is gone"


def called(identity: str, people: Mapping[str, str]) -> str:
    """Return the name of whoever did something; ``people`` are names of accounts by identity."""
    return people.get(identity) or hand_of(identity) or GONE
