"""Every error a person can meet: one hierarchy, each with a stable code and an exit code.

A message says where (file, line, field), what is wrong, and what to do. It never
holds the value of a record's field: logs and errors are not a way out of the store.
"""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

DONE = 0
DONE_WITH_THINGS_TO_LOOK_AT = 1
WRONG_USE = 2
BAD_INPUT = 3
ENVIRONMENT = 4
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says where a file has no room: on its disk, in its owner's share, or by its size."""


@dataclass(frozen=True)
class Where:
    """The place an error is about; every part may be absent."""

    file: str | Path | None = None
    line: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        parts = []
        if self.file is not None:
            parts.append(str(self.file))
        if self.line is not None:
            parts.append(f"line {self.line:,}")
        if self.field is not None:
            parts.append(f"field '{self.field}'")
        return ", ".join(parts)


class FrankpledgeError(Exception):
    """Base of all errors shown to people. Subclasses set ``exit_code`` and ``code``."""

    exit_code = BAD_INPUT
    code = "error"

    def __init__(
        self,
        what: str,
        *,
        file: str | Path | None = None,
        line: int | None = None,
        field: str | None = None,
        do: str | None = None,
    ) -> None:
        self.what = what
        self.where = Where(file, line, field)
        self.do = do
        super().__init__(self.__str__())

    def __str__(self) -> str:
        where = str(self.where)
        text = f"{where}: {self.what}" if where else self.what
        return f"{text} {self.do}" if self.do else text


class WrongUse(FrankpledgeError):
    """The command or call does not make sense as given."""

    exit_code = WRONG_USE
    code = "wrong-use"


class BadInput(FrankpledgeError):
    """A file or record that cannot be read as what it claims to be."""

    exit_code = BAD_INPUT
    code = "bad-input"


class BadArchive(BadInput):
    """A zip that is truncated, hostile or not a zip."""

    code = "bad-archive"


class BadDefinition(BadInput):
    """A YAML definition that does not say something valid."""

    code = "bad-definition"


class BadEnvironment(FrankpledgeError):
    """Disk, rights, network or another process stands in the way."""

    exit_code = ENVIRONMENT
    code = "environment"


class DiskFull(BadEnvironment):
    """There is no room for what was to be written."""

    code = "disk-full"


class Locked(BadEnvironment):
    """Another process is writing to the same office."""

    code = "locked"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a closing hint naming the nearest known word, or the known words if few.

    >>> did_you_mean("burglry", ["burglary", "robbery"])
    "Did you mean 'burglary'?"
    """
    options = list(known)
    close = difflib.get_close_matches(word, options, n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{close[0]}'?"
    if 0 < len(options) <= 12:
        return f"Known: {', '.join(options)}."
    return ""
