"""The grammar of a figure reference: ``{burglary change, 12 months}`` to what is asked of which figure.

A reference names a measure (or an entry of the ledger), then what of it is wanted, then, after
commas, which figure: area, period, window, part, and what it is held against. Nothing here knows a figure.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from frankpledge.errors import WrongUse, did_you_mean
from frankpledge.periods import Period, Window, guess_period

VALUE = "value"

WINDOWS: dict[str, Window] = {
    "month": Window.MONTH,
    "quarter": Window.QUARTER,
    "12-months": Window.ROLLING_12,
    "twelve-months": Window.ROLLING_12,
    "year": Window.FINANCIAL_YEAR,
}
"""Words by which a reference names the window that ends with the report's period."""

LAST_YEAR, BEFORE, BASELINE, TARGET, PEERS = (
    "last-year",
    "period-before",
    "baseline",
    "target",
    "peers",
)
AGAINST: dict[str, str] = {
    "last-year": LAST_YEAR,
    "a-year-before": LAST_YEAR,
    "the-year-before": LAST_YEAR,
    "the-quarter-before": BEFORE,
    "the-period-before": BEFORE,
    "the-month-before": BEFORE,
    "the-baseline": BASELINE,
    "the-target": TARGET,
    "its-peers": PEERS,
    "baseline": BASELINE,
    "target": TARGET,
    "peers": PEERS,
}
"""Words by which a reference says what a figure is held against."""

_OPTION = re.compile(r"(in|for|against|over) +(.+)", re.IGNORECASE)
_PART_OF = re.compile(r"([a-z0-9-]+) *= *([a-z0-9-]+)")


class WrongReference(Exception):
    """A reference that says nothing: what is wrong, and what to write instead."""

    def __init__(self, what: str, do: str = "") -> None:
        self.what, self.do = what, do
        super().__init__(f"{what} {do}".strip())


@dataclass(frozen=True)
class Reference:
    """One reference as parsed. ``area`` is as the author wrote it; empty parts mean the report's own.

    ``part`` is what of the figure is wanted: ``value``, ``change`` … or a claim such as ``fell``.
    """

    written: str
    subject: str
    part: str = VALUE
    area: str = ""
    breakdown: str = ""
    window: Window | None = None
    period: Period | None = None
    against: str = LAST_YEAR


def parse_reference(inside: str, parts: Collection[str], about: str = "") -> Reference:
    """Return the reference written between braces. ``parts`` are what can be asked of a figure.

    In a text about one measure (``about``) its id may be left out: ``{change}``.

    >>> parse_reference("burglary change, 12 months", ["change"]).window
    <Window.ROLLING_12: 'rolling-12'>

    Raises WrongReference naming the nearest right word.
    """
    first, *options = (piece.strip() for piece in inside.split(","))
    if about and _hyphened(first) in parts:
        first = f"{about} {first}"
    subject, _, asked = first.partition(" ")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", subject):
        raise WrongReference(
            f"a reference begins with the id of a measure or of a quoted figure, not '{subject}'.",
            "Write it as {burglary} or {burglary change}.",
        )
    part = _hyphened(asked) or VALUE
    if part not in parts:
        raise WrongReference(f"'{asked.strip()}' cannot be asked of a figure.", _near(part, parts))
    found: dict[str, object] = {}
    for option in options:
        for name, value in _option(option):
            if name in found:
                raise WrongReference(f"'{option}' says again what was said before it.", "Take one out.")
            found[name] = value
    return Reference("{" + inside.strip() + "}", subject, part, **found)  # type: ignore[arg-type]


def _near(word: str, known: Collection[str]) -> str:
    return did_you_mean(word, known) or "Known: " + ", ".join(known) + "."


def _hyphened(words: str) -> str:
    return "-".join(words.lower().replace("-", " ").split())


def _option(option: str) -> list[tuple[str, object]]:
    """Return the fields of a reference that one option sets."""
    if (word := _hyphened(option)) in WINDOWS:
        return [("window", WINDOWS[word])]
    if match := _PART_OF.fullmatch(option):
        return [("breakdown", f"{match[1]}={match[2]}")]
    match = _OPTION.fullmatch(option)
    if match is None:
        raise WrongReference(
            f"'{option}' says nothing about which figure is meant.",
            "Write 'in AREA', 'for PERIOD', '12 months', 'against the target' or 'dimension=part'.",
        )
    kind, words = match[1].lower(), match[2].strip()
    if kind == "in":
        return [("area", words)]
    if kind == "over" and (word := re.sub("^the-", "", _hyphened(words))) in WINDOWS:
        return [("window", WINDOWS[word])]
    if kind == "against":
        if _hyphened(words) not in AGAINST:
            raise WrongReference(
                f"a figure cannot be held against '{words}'.", _near(_hyphened(words), AGAINST)
            )
        return [("against", AGAINST[_hyphened(words)])]
    try:
        period = guess_period(words)
    except WrongUse as error:
        raise WrongReference(error.what, error.do or "") from None
    return [("period", period), ("window", period.window)]
