"""Which quarter a page tells of: the newest, or the one its address names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from frankpledge.builds.reading import Build
from frankpledge.errors import WrongUse, did_you_mean
from frankpledge.periods import Period, Window, parse_period
from frankpledge.web.seeing import Sight, in_force

NAME = "period"
"""What an address calls the quarter: ``?period=2025-26-Q2``."""


@dataclass(frozen=True)
class Quarters:
    """The quarters there are to see, oldest first, and which of them is shown."""

    held: tuple[Period, ...]
    chosen: Period

    @property
    def newest(self) -> Period:
        """The newest of them."""
        return self.held[-1]

    @property
    def is_newest(self) -> bool:
        """Whether it is the newest that is shown."""
        return self.chosen == self.newest

    @property
    def asked(self) -> str:
        """What an address ends in to show the same quarter; nothing for the newest."""
        return "" if self.is_newest else f"?{NAME}={self.chosen.key}"

    @property
    def earlier(self) -> Period | None:
        """The quarter before, of those there are."""
        place = self.held.index(self.chosen)
        return self.held[place - 1] if place else None

    @property
    def later(self) -> Period | None:
        """The quarter after, of those there are."""
        place = self.held.index(self.chosen) + 1
        return self.held[place] if place < len(self.held) else None

    @property
    def newest_first(self) -> Sequence[Period]:
        """The quarters as a list to choose from has them."""
        return self.held[::-1]


def quarters_for(request: HttpRequest, sight: Sight | None, measure: str = "") -> Quarters | None:
    """Return the quarters somebody sees and the one they ask for; None where there is no quarter to see.

    The office sees those its newest build holds in full, everybody else those that were released; on the page
    of a ``measure``, whoever sees all the newest build says of it is of the office. Raises WrongUse, naming
    what there is, for any other.
    """
    build = None if sight is None else sight.build_of(measure)
    held = () if sight is None else _held(build)
    asked = request.GET.get(NAME, "").strip()
    if not held:
        return None
    if not asked:
        return Quarters(held, held[-1])
    found = next(
        (one for one in held if asked.casefold() in (one.key.casefold(), one.label.casefold())), None
    )
    if found is None:
        kind = "released" if build is None else "supplied in full"
        raise WrongUse(
            f"'{asked}' is no quarter that was {kind}.", do=did_you_mean(asked, [one.key for one in held])
        )
    return Quarters(held, found)


def _held(build: Build | None) -> tuple[Period, ...]:
    if build is not None:
        return build.full_quarters if build.definitions.office.force else ()
    keys = {one.period for one in in_force()}
    return tuple(parse_period(Window.QUARTER, key) for key in sorted(keys) if "-Q" in key)
