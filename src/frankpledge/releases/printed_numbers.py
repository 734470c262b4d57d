"""Whether words print a number: rounded, grouped, as a clock, in minutes and seconds, or spelt out. Pure."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_CLOCK = re.compile(r"([0-9]+):([0-5][0-9])")
_SPOKEN = re.compile(r"(?:([0-9,]+) minutes?)?(?:(?:^|\s)([0-9]+) seconds?)?")
_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "none nought zero no",
            "one first once",
            "two second twice",
            "three third",
            "four fourth",
            "five fifth",
            "six sixth",
            "seven seventh",
            "eight eighth",
            "nine ninth",
            "ten tenth",
        )
    )
    for word in words.split()
}


def prints(text: str, value: float) -> bool:
    """Return whether a text says the size of a value, as precisely as it says it. Signs are left aside.

    Words that hold no number and spell none deny nothing.

    >>> prints("1,234.6 crimes", -1234.56), prints("1,234", 1235), prints("11:44", 704)
    (True, False, True)
    >>> prints("2 minutes 5 seconds", 125), prints("none", 0), prints("tenth", 9)
    (True, True, False)
    """
    said = text.replace("−", "").strip()
    size = abs(value)
    if match := _CLOCK.fullmatch(said.lstrip("-")):
        return abs(int(match[1]) * 60 + int(match[2]) - size) <= 0.5 + 1e-6
    first = _NUMBER.search(said)
    spoken = _SPOKEN.match(said.removeprefix("minus ") if first is None else said[first.start() :])
    if spoken and (spoken[1] or spoken[2]):
        seconds = int((spoken[1] or "0").replace(",", "")) * 60 + int(spoken[2] or "0")
        return abs(seconds - size) <= 0.5 + 1e-6
    numbers = _NUMBER.findall(said)
    if not numbers:
        spelt = _WORDS.get(said.lower())
        return spelt is None or spelt == round(size)
    number = numbers[0].rstrip(",")
    places = len(number.partition(".")[2])
    return abs(float(number.replace(",", "")) - size) <= 0.5 * 10.0**-places + 1e-6 * max(1.0, size * 1e-6)
