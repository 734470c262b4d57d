"""Why an action is refused. Nothing has been changed where one of these is raised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frankpledge.errors import WrongUse
from frankpledge.registers.values import Problem

MOST_NAMED = 3


class Refused(WrongUse):
    """What was asked does not fit the register or the record as it stands; ``problems`` say it by field.

    Its words name the first of them, for where they are not shown beside their fields.
    """

    code = "refused"

    def __init__(self, what: str, *, do: str = "", problems: tuple[Problem, ...] = ()) -> None:
        named = " ".join(map(str, problems[:MOST_NAMED]))
        super().__init__(f"{what} {named}".strip(), do=do)
        self.problems = problems


@dataclass(frozen=True)
class Both:
    """One field as two people have it: as it was when the one began, as it is now, as the one wants it."""

    began: Any
    now: Any
    yours: Any


class Stale(Refused):
    """Somebody else changed the record in the meantime. Neither text is lost: ``fields`` has both, by field.

    ``version`` is the one to give with the next try. Only fields that the one who tried may see are told.
    """

    code = "stale"

    def __init__(self, version: int, fields: Mapping[str, Both]) -> None:
        super().__init__(
            "somebody else has changed this record since you opened it.",
            do="Compare what both have written, and save what shall stand.",
        )
        self.version = version
        self.fields = fields

    @property
    def clashes(self) -> tuple[str, ...]:
        """The fields that both have changed, each in another way."""
        return tuple(
            name for name, it in self.fields.items() if it.began != it.now and it.now != it.yours != it.began
        )
