"""What visits to custody add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from frankpledge.registers.checking import Values

UNAVAILABLE = ("asleep", "in-interview", "unfit", "elsewhere", "unavailable-otherwise")
"""Reasons for which a detainee cannot be seen: fields of the register of custody visits."""

REASON = "unaccounted-reason"
"""The field of why some are not accounted for; an office may have made its register before there was one."""


@dataclass(frozen=True)
class Seen:
    """Detainees over some visits: held = seen + refused + unavailable (by reason) + unaccounted for."""

    visits: int
    held: int
    seen: int
    refused: int
    unavailable: dict[str, int]
    unaccounted: int
    by_reason: dict[str, int]
    """Those not accounted for by why, as choices of the register; the empty word where no reason is given."""

    @property
    def available(self) -> int:
        """Those who could be seen: seen, or asked and refused."""
        return self.seen + self.refused

    @property
    def share(self) -> float | None:
        """The share seen of those available; None where nobody was."""
        return self.seen / self.available if self.available else None


def detainees(visits: Iterable[Values]) -> Seen:
    """Return the detainees of some visits. Each visit's parts make its whole, so that the sums do."""
    every = list(visits)
    names = ("held", "seen", "refused", "unaccounted", *UNAVAILABLE)
    sums = {name: sum(int(values[name]) for values in every) for name in names}
    return Seen(
        len(every),
        sums["held"],
        sums["seen"],
        sums["refused"],
        {name: sums[name] for name in UNAVAILABLE},
        sums["unaccounted"],
        _by_reason(every),
    )


def _by_reason(visits: Iterable[Values]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for values in visits:
        if number := int(values["unaccounted"]):
            found[str(values.get(REASON, ""))] += number
    return dict(found)
