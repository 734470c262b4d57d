"""Why there is no number: a small code in arrays, words on a page.

Arrays hold NaN where there is no value, with the reason beside; a page shows the words and never the NaN.
"""

from __future__ import annotations

from enum import IntEnum


class Reason(IntEnum):
    """Why a result is absent (or only half there); ``KNOWN`` where it is whole."""

    KNOWN = 0
    MISSING = 1
    ZERO_DENOMINATOR = 2
    NOTHING_OF_NOTHING = 3
    UNDER_TEN_EVENTS = 4
    NO_PEERS = 5
    TOO_FEW_PEERS = 6
    NOBODY_IN_REFERENCE = 7
    NO_EVENTS = 8
    MORE_THAN_HALF_OPEN = 9
    NO_CASES = 10
    TOO_SHORT = 11
    TOO_MANY_OPEN = 12

    @property
    def words(self) -> str:
        """The reason in words, as it is printed in place of the number (empty where known)."""
        return _WORDS[self]


_WORDS = {
    Reason.KNOWN: "",
    Reason.MISSING: "not supplied",
    Reason.ZERO_DENOMINATOR: "nothing to divide by: the denominator is 0",
    Reason.NOTHING_OF_NOTHING: "0 of 0: there was nothing to measure",
    Reason.UNDER_TEN_EVENTS: "not given: fewer than 10 events",
    Reason.NO_PEERS: "no other area to compare with",
    Reason.TOO_FEW_PEERS: "too few areas to say what is usual among them",
    Reason.NOBODY_IN_REFERENCE: "no ratio: no events in the group it is held against",
    Reason.NO_EVENTS: "no events in either",
    Reason.MORE_THAN_HALF_OPEN: "more than half still open at the longest wait: no median yet",
    Reason.NO_CASES: "no cases",
    Reason.TOO_SHORT: "too few values for a trend",
    Reason.TOO_MANY_OPEN: "too many still open at the longest wait: not reached yet",
}
