"""What the API offers: a resource is a list of rows, with the parameters that choose among them.

Its address, its description in OpenAPI and the checking of what is asked are made from the declaration.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from frankpledge.errors import WrongUse, did_you_mean
from frankpledge.registers.roles import EVERYONE, Actor, Role

ROWS, MOST_ROWS = 500, 5000
"""How many rows an answer has, unless asked for another number, and at most."""
PAGING = ("limit", "cursor")


@dataclass(frozen=True)
class Parameter:
    """Something that can be asked for in the query of an address."""

    name: str
    about: str
    several: bool = False


@dataclass(frozen=True)
class Ask:
    """What somebody asks of a resource: checked for unknown words, but not yet for what they mean."""

    actor: Actor
    given: Mapping[str, Sequence[str]]
    limit: int = ROWS
    after: Mapping[str, Any] = field(default_factory=dict)
    path: Mapping[str, str] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """Return what was given for a parameter, the last time it was; empty where it was not."""
        return next(reversed(self.given.get(name, ())), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return everything that was given for a parameter."""
        return tuple(self.given.get(name, ()))


@dataclass(frozen=True)
class Batch:
    """Rows of an answer; ``mark`` names what they were taken from, ``after`` where the next ones begin."""

    rows: Sequence[Mapping[str, Any]]
    mark: str = ""
    after: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Resource:
    """A list of rows that programs read. ``columns`` maps each to its JSON schema."""

    name: str
    path: str
    scope: str
    title: str
    about: str
    columns: Mapping[str, Mapping[str, Any]]
    fetch: Callable[[Ask], Batch]
    parameters: tuple[Parameter, ...] = ()
    roles: frozenset[Role] = EVERYONE
    in_path: tuple[Parameter, ...] = ()
    scoped: tuple[str, ...] = ()
    """By which limits of roles it narrows what it gives, as ``Route.scoped``."""


def sliced(
    ask: Ask, mark: str, count: int, rows_at: Callable[[int, int], Sequence[Mapping[str, Any]]]
) -> Batch:
    """Return the rows of an answer out of ``count`` that stay as they are while ``mark`` does.

    Raises WrongUse for a cursor of what has been replaced since: rows before and after it would not fit.
    """
    start = ask.after.get("row", 0)
    if ask.after and ask.after.get("of") != mark:
        raise WrongUse(
            "what this cursor goes on from has been replaced by something newer.",
            do="Begin again without the cursor.",
        )
    if not isinstance(start, int) or start < 0:
        raise WrongUse("this is no cursor of ours.", do="Use the address in next as it is.")
    end = min(start + ask.limit, count)
    return Batch(rows_at(start, end), mark, {"row": end, "of": mark} if end < count else None)


def asked(
    resource: Resource, actor: Actor, given: Mapping[str, Sequence[str]], path: Mapping[str, str]
) -> Ask:
    """Return what is asked, read from a query. Raises WrongUse for a word the resource does not know."""
    known = {one.name: one for one in resource.parameters}
    for name, values in given.items():
        if name not in known and name not in PAGING:
            names = [*known, *PAGING]
            raise WrongUse(f"there is no parameter '{name}' here.", do=did_you_mean(name, names))
        if len(values) > 1 and (name in PAGING or not known[name].several):
            raise WrongUse(f"'{name}' can be given once only.")
    words = given.get("limit", [str(ROWS)])[-1]
    if not words.isascii() or not words.isdigit() or len(words) > 9 or not 1 <= int(words) <= MOST_ROWS:
        raise WrongUse(f"limit is a whole number from 1 to {MOST_ROWS:,}.")
    cursor = given.get("cursor", [""])[-1]
    chosen = {name: values for name, values in given.items() if name in known}
    return Ask(actor, chosen, int(words), unpacked(cursor) if cursor else {}, path)


def packed(after: Mapping[str, Any]) -> str:
    """Return a cursor as it stands in an address."""
    return base64.urlsafe_b64encode(json.dumps(after, sort_keys=True).encode()).decode().rstrip("=")


def unpacked(cursor: str) -> dict[str, Any]:
    """Return what a cursor says. It is a place in a list and no right, so that it needs no seal.

    Raises WrongUse where it says nothing.

    >>> unpacked(packed({"row": 500}))
    {'row': 500}
    """
    try:
        said = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise WrongUse("this is no cursor of ours.", do="Use the address in next as it is.")
    return said
