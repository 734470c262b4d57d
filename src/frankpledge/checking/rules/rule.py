"""What a rule is: a kind of problem, what it means, examples both ways, and how it is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from frankpledge.checking.document import Document
from frankpledge.checking.problems import Problem


@dataclass(frozen=True)
class Rule:
    """One kind of problem. ``wrong`` are texts in which it is found, ``right`` ones in which it is not.

    The examples are tests, and the documentation.
    """

    kind: str
    title: str
    about: str
    wrong: tuple[str, ...]
    right: tuple[str, ...]
    find: Callable[[Document], Iterable[Problem]]
