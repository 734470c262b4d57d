"""Why a figure changed, from the words of `frankpledge diff` to words for the readers of a report. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from frankpledge.contracts.registry import TABLES
from frankpledge.periods import day_label

REDEFINED = "The definition of the measure was changed."
PROTECTED = "What is withheld so that nobody can be recognised has changed."
GONE = "Not known: the build that was released is no longer kept."
OTHER_PROGRAM = "A newer version of the program works this figure out in another way."
ANEW = "Figures that it depends on were changed."

_KINDS = {
    "changed definition": REDEFINED,
    "new measure": "The measure is new.",
    "measure no longer declared": "The measure is no longer part of the plan.",
    "an area or part that no record named before": "An area or part that no record named before.",
    "records of other months changed": "Records of other months were revised.",
}
_DATA = re.compile(
    r"(?P<kind>new data|no longer supplied|revised data): (?P<table>[a-z-]+)"
    r"(?:, obtained (?P<first>[0-9-]+)(?:, then (?P<then>[0-9-]+))?)?"
)


def for_readers(why: str) -> Iterator[str]:
    """Yield each reason of a figure's change as a sentence.

    >>> list(for_readers("changed definition; no longer supplied: crimes"))[0]
    'The definition of the measure was changed.'
    """
    for part in why.split("; "):
        match = _DATA.fullmatch(part)
        if match is None:
            yield _KINDS.get(part, f"{part[:1].upper()}{part[1:]}.")
            continue
        table = TABLES.get(match["table"])
        title = table.title if table is not None else match["table"]
        if match["kind"] == "revised data":
            first, then = _day(match["first"]), _day(match["then"])
            yield f"The records were revised ({title}: first obtained {first}, now {then})."
        elif match["kind"] == "new data":
            yield f"Records came in that were missing ({title}, obtained {_day(match['first'])})."
        else:
            yield f"The records are no longer supplied ({title})."


def _day(text: str | None) -> str:
    try:
        return day_label(date.fromisoformat(text or ""))
    except ValueError:
        return text or "at an unknown date"
