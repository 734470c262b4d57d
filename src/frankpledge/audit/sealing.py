"""How facts and events become digests: one form of JSON, HMAC-SHA-256 for facts, SHA-256 for the chain."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

JSON: TypeAlias = bool | int | str | Sequence["JSON"] | Mapping[str, "JSON"] | None
"""What facts are made of. No floating point: it is not written alike by every database."""


def canonical(value: JSON) -> bytes:
    """Return the one way in which a JSON value is written: keys sorted, no spaces, UTF-8.

    Raises TypeError for what is no JSON or a floating point number, ValueError for half a character.

    >>> canonical({"b": [1, None], "a": "é"}).decode()
    '{"a":"é","b":[1,null]}'
    """
    _refuse_floats(value)
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a floating point number cannot be attested: write it as text")
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise TypeError("the names of facts are texts")
        for one in value.values():
            _refuse_floats(one)
    elif isinstance(value, list | tuple):
        for one in value:
            _refuse_floats(one)


def keyed_digest(key: str, facts: Mapping[str, JSON]) -> str:
    """Return the HMAC-SHA-256 (RFC 2104) of facts under a key of hexadecimal digits, as 64 digits."""
    return hmac.new(bytes.fromhex(key), canonical(facts), hashlib.sha256).hexdigest()


def moment(at: datetime) -> str:
    """Return a moment as it is sealed: UTC to the microsecond. Raises ValueError where it has no zone."""
    if at.tzinfo is None:
        raise ValueError("a moment without a zone cannot be sealed")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def seal_of(
    stream: str, number: int, at: datetime, actor: str, action: str, subject: str, digest: str, previous: str
) -> str:
    """Return the seal of an event: the SHA-256 of all that it says, and of the seal before it."""
    said: JSON = [stream, number, moment(at), actor, action, subject, digest, previous]
    return hashlib.sha256(canonical(said)).hexdigest()
