"""How a value is written: rounded for readers in sentences, exact in tables.

The unit of a measure decides: ``per cent``, ``mm:ss`` (values in seconds), ``£``, rates
(``… per 1,000 residents``), spans of time, and counts for everything else.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal

from frankpledge.contracts.figures import Figure, State
from frankpledge.plan.definitions import Direction, Kind, LedgerEntry, Measure

TIMES = ("days", "hours", "minutes", "seconds", "weeks", "months", "years")
COUNTED = (Kind.COUNT, Kind.SUM_OF, Kind.DISTINCT)


def is_count(measure: Measure) -> bool:
    """Whether a value is a whole number of things, of which there can be more or fewer."""
    return measure.kind in COUNTED


def is_percentage(measure: Measure) -> bool:
    """Whether values are percentages, whose range a chart must state."""
    return measure.unit == "per cent"


def machine(value: float) -> str:
    """Return a value as programs read it: ``312``, ``14.583333``."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def grouped(value: float, places: int = 0) -> str:
    """Return a number with thousands grouped and a real minus sign: ``1,234.5``.

    >>> grouped(1234.56, 1), grouped(-0.02, 1)
    ('1,234.6', '0.0')
    """
    rounded = _rounded(value, places)
    text = f"{abs(rounded):,.{places}f}"
    return f"−{text}" if rounded < 0 else text


def _rounded(value: float, places: int) -> float:
    """Round half away from zero, as readers do, not half to even."""
    scaled = abs(value) * 10**places
    whole = math.floor(scaled + 0.5 + 1e-9)
    return math.copysign(whole / 10**places, value) if whole else 0.0


def places_for(measure: Measure, value: float) -> int:
    """Return how many decimal places a sentence shows for a value of this size."""
    if is_count(measure):
        return 0
    if is_percentage(measure):
        return 1
    if measure.unit == "£" or (measure.kind is Kind.SUM and float(value).is_integer()):
        return 0
    if abs(value) >= 100:
        return 0
    return 1 if abs(value) >= 10 else 2


def clock(seconds: float) -> str:
    """Return seconds as ``11:44``."""
    whole = int(_rounded(abs(seconds), 0))
    sign = "−" if seconds < 0 and whole else ""
    return f"{sign}{whole // 60}:{whole % 60:02d}"


FEW_EXPECTED = 20
"""Below this, tenths of an expected count decide what lies outside it."""


def short(value: float, measure: Measure) -> str:
    """Return a value as a label in a chart gives it, without its unit.

    Expected counts and limits need not be whole: small ones keep one decimal place.
    """
    if measure.unit == "mm:ss":
        return clock(value)
    if float(value).is_integer():
        return grouped(value)
    if is_count(measure) and abs(value) < FEW_EXPECTED:
        return grouped(value, 1)
    return grouped(value, places_for(measure, value))


def spoken_time(seconds: float) -> str:
    """Return seconds as ``11 minutes 44 seconds``.

    >>> spoken_time(704), spoken_time(60), spoken_time(0)
    ('11 minutes 44 seconds', '1 minute', '0 seconds')
    """
    whole = int(_rounded(abs(seconds), 0))
    minutes, rest = divmod(whole, 60)
    parts = []
    if minutes:
        parts.append(f"{minutes:,} minute{'' if minutes == 1 else 's'}")
    if rest or not minutes:
        parts.append(f"{rest} second{'' if rest == 1 else 's'}")
    return " ".join(parts)


def said(value: float, measure: Measure, *, again: bool = False) -> str:
    """Return a value as a sentence says it, rounded, with its unit where a count does not need one.

    ``again`` leaves out the long unit of a rate that the sentence has already named.
    """
    if measure.unit == "mm:ss":
        return f"minus {spoken_time(value)}" if value < 0 else spoken_time(value)
    number = grouped(value, places_for(measure, value))
    if is_percentage(measure):
        return f"{number} per cent"
    if measure.unit == "£":
        return f"−£{number[1:]}" if number.startswith("−") else f"£{number}"
    if is_count(measure):
        return number
    if measure.unit in TIMES:
        return f"{number} {measure.unit[:-1] if number == '1' else measure.unit}"
    return number if again or measure.kind is Kind.SUM else f"{number} {measure.unit}".strip()


def words_of(measure: Measure) -> Callable[[float], str]:
    """Return the function that says this measure's values in a sentence."""
    return lambda value: said(value, measure)


def said_difference(difference: float, measure: Measure, level: float) -> str:
    """Return the size of a difference in the measure's own unit, without its sign.

    ``level`` is a value it is a difference of: the difference is as precise as that is said.
    """
    size = abs(difference)
    if measure.unit == "mm:ss":
        return spoken_time(size)
    if measure.changes_in_points:
        return f"{grouped(size, 1)} points"
    if measure.unit == "£":
        return f"£{grouped(size)}"
    if is_count(measure):
        return grouped(size)
    number = grouped(size, places_for(measure, level))
    return f"{number} {measure.unit}" if measure.unit in TIMES else number


def shown(value: float, measure: Measure) -> str:
    """Return a value as a table shows it: exact for counts and clocks, two decimal places otherwise."""
    if measure.unit == "mm:ss":
        return clock(value)
    if is_count(measure) or (not measure.is_fraction and float(value).is_integer()):
        return grouped(value)
    return grouped(value, 2)


MARKS = {State.MISSING: "[x]", State.SUPPRESSED: "[c]", State.IMMATURE: "[p]"}
"""The shorthand of official statistics: not available, confidential, provisional."""


TOO_SMALL = "too small to publish safely"
"""What is said of a figure that is withheld, wherever words and not its mark tell of it."""

NOTHING_OF = "[z]"
FEW_COUNTED = "[u]"

FEW = 10
"""A share or rate over fewer than this is unreliable, and said so wherever it stands."""


def is_few(figure: Figure, measure: Measure) -> bool:
    """Whether a share or rate rests on fewer than ten."""
    fraction = measure.is_fraction and figure.value is not None
    return fraction and figure.n is not None and figure.n < FEW


def mark_of(figure: Figure, measure: Measure) -> str:
    """Return the mark that stands beside (or instead of) a figure's value; empty for an ordinary one."""
    if figure.value is None:
        if figure.denominator == 0 or figure.state is State.KNOWN:
            return NOTHING_OF
        return MARKS[figure.state]
    if figure.state is State.IMMATURE:
        return MARKS[State.IMMATURE]
    return FEW_COUNTED if is_few(figure, measure) else ""


def shown_figure(figure: Figure, measure: Measure) -> str:
    """Return a figure as a table shows it, with its mark."""
    mark = mark_of(figure, measure)
    if figure.value is None:
        return mark
    return f"{shown(figure.value, measure)} {mark}".rstrip()


def unit_in_words(measure: Measure) -> str:
    """Return the unit as a subtitle or column heading names it."""
    if measure.unit == "mm:ss":
        return "minutes and seconds"
    if measure.unit == "£":
        return "pounds"
    return measure.unit or "number"


def direction_note(measure: Measure) -> str:
    """Return ``; lower is better``, which a chart must say whose colours mean better and worse."""
    words = {Direction.LOWER: "; lower is better", Direction.HIGHER: "; higher is better"}
    return words.get(measure.direction, "")


def ledger_amount(entry: LedgerEntry) -> str:
    """Return a quoted figure as a sentence says it: ``£1,204``, ``12.5 per cent``, ``7 of 43``, ``650``."""
    exponent = Decimal(repr(entry.value)).normalize().as_tuple().exponent
    places = max(0, -exponent if isinstance(exponent, int) else 0)
    if entry.unit == "£":
        number = grouped(entry.value, max(places, 2) if places else 0)
        return f"−£{number[1:]}" if number.startswith("−") else f"£{number}"
    number = grouped(entry.value, places)
    return f"{number} {entry.unit}" if entry.unit == "per cent" or entry.unit.startswith("of ") else number
