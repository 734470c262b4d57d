"""XmR limits and rules a second time: one series, plain loops, nothing shared with what is tested."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from math import comb, log2

Row = list[float | None]


@dataclass
class Drawn:
    """One series by hand: what each point is held against."""

    values: Row
    segments: list[int]
    centre: list[float | None]
    sigma: list[float | None]
    plateau: list[bool]


def mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def draw(values: Row, segments: list[int], counted: list[bool], screened: bool) -> Drawn:
    """Return centre and sigma of every point, by its segment."""
    out = Drawn(values, segments, [], [], [])
    for number in segments:
        places = [p for p, one in enumerate(segments) if one == number]
        used = [values[p] for p in places if counted[p] and values[p] is not None]
        centre = mean(used)
        ranges = []
        for before, after in itertools.pairwise(places):
            both = counted[before] and counted[after]
            if both and values[before] is not None and values[after] is not None:
                ranges.append(abs(values[after] - values[before]))
        width = mean(ranges)
        if screened and width:
            width = mean([one for one in ranges if one < 3.267 * width]) or width
        varies = len(set(used)) > 1
        out.centre.append(centre)
        out.sigma.append(None if width is None or (width == 0 and varies) else 2.66 / 3 * width)
        top = max(set(used), key=used.count) if used else None
        out.plateau.append(used.count(top) * 2 > len(used) if used else False)
        out.plateau[-1] = out.plateau[-1] and values[len(out.plateau) - 1] == top
    return out


def side(drawn: Drawn, place: int) -> int:
    value, centre = drawn.values[place], drawn.centre[place]
    if value is None or centre is None or drawn.plateau[place]:
        return 0
    if abs(value - centre) <= 1e-9:
        return 0
    return 1 if value > centre else -1


def beyond(drawn: Drawn, place: int, sigmas: float, way: int) -> bool:
    value, centre, sigma = drawn.values[place], drawn.centre[place], drawn.sigma[place]
    if value is None or centre is None or not sigma:
        return False
    return way * (value - centre) > sigmas * sigma + 1e-9


def windows(drawn: Drawn, span: int) -> list[list[int]]:
    """Return every ``span`` known points in a row of one segment."""
    found = []
    for number in sorted(set(drawn.segments)):
        known = [p for p, one in enumerate(drawn.segments) if one == number and drawn.values[p] is not None]
        found += [known[first : first + span] for first in range(len(known) - span + 1)]
    return found


def outside(drawn: Drawn) -> set[int]:
    return {p for p in range(len(drawn.values)) for way in (1, -1) if beyond(drawn, p, 3, way)}


def shift(drawn: Drawn, span: int, last: bool) -> set[int]:
    found: set[int] = set()
    for window in windows(drawn, span):
        for way in (1, -1):
            if all(side(drawn, p) == way for p in window):
                found |= {window[-1]} if last else set(window)
    return found


def trend(drawn: Drawn, span: int, last: bool) -> set[int]:
    found: set[int] = set()
    for window in windows(drawn, span):
        held = [drawn.values[p] for p in window]
        pairs = list(itertools.pairwise(held))
        if all(b > a for a, b in pairs) or all(b < a for a, b in pairs):  # type: ignore[operator]
            found |= {window[-1]} if last else set(window)
    return found


def some_beyond(
    drawn: Drawn, number: int, span: int, sigmas: float, *, one_side: bool, inside: bool, last: bool
) -> set[int]:
    found: set[int] = set()
    for window in windows(drawn, span):
        for way in (1, -1):
            far = [
                p
                for p in window
                if beyond(drawn, p, sigmas, way) and not (inside and beyond(drawn, p, 3, way))
            ]
            if one_side and any(side(drawn, p) != way for p in window):
                continue
            if len(far) >= number and (not last or window[-1] in far):
                found |= {window[-1]} if last else set(far)
    return found


def alternating(drawn: Drawn, span: int) -> set[int]:
    found = set()
    for window in windows(drawn, span):
        held = [drawn.values[p] for p in window]
        steps = [b - a for a, b in itertools.pairwise(held)]  # type: ignore[operator]
        if all(a * b < 0 for a, b in itertools.pairwise(steps)):
            found.add(window[-1])
    return found


def hugging(drawn: Drawn, span: int) -> set[int]:
    return {
        window[-1]
        for window in windows(drawn, span)
        if all(
            drawn.sigma[p]
            and not drawn.plateau[p]
            and not beyond(drawn, p, 1, 1)
            and not beyond(drawn, p, 1, -1)
            for p in window
        )
    }


def avoiding(drawn: Drawn, span: int) -> set[int]:
    found = set()
    for window in windows(drawn, span):
        high = [beyond(drawn, p, 1, 1) for p in window]
        low = [beyond(drawn, p, 1, -1) for p in window]
        if any(high) and any(low) and all(a or b for a, b in zip(high, low, strict=True)):
            found.add(window[-1])
    return found


def rules(name: str, drawn: Drawn) -> list[set[int]]:
    """Return the points each rule of a set marks, in the set's order."""
    if name in ("mdc-2023", "nhs-r-0.2.2"):
        two = some_beyond(drawn, 2, 3, 2, one_side=True, inside=name == "nhs-r-0.2.2", last=False)
        return [outside(drawn), trend(drawn, 7, False), two, shift(drawn, 7, False)]
    two = some_beyond(drawn, 2, 3, 2, one_side=False, inside=False, last=True)
    four = some_beyond(drawn, 4, 5, 1, one_side=False, inside=False, last=True)
    if name == "western-electric":
        return [outside(drawn), two, four, shift(drawn, 8, True)]
    return [
        outside(drawn),
        shift(drawn, 9, True),
        trend(drawn, 6, True),
        alternating(drawn, 14),
        two,
        four,
        hugging(drawn, 15),
        avoiding(drawn, 8),
    ]


def anhoej(drawn: Drawn, excluded: list[bool], number: int) -> tuple[int, int, int, int, int]:
    """Return useful points, longest run, its bound, crossings and their bound, of one segment."""
    signs = [
        side(drawn, p)
        for p, one in enumerate(drawn.segments)
        if one == number and not excluded[p] and side(drawn, p)
    ]
    if not signs:
        return 0, 0, 0, 0, 0
    longest = run = 1
    crossings = 0
    for before, after in itertools.pairwise(signs):
        run = run + 1 if before == after else 1
        crossings += before != after
        longest = max(longest, run)
    tries = len(signs) - 1
    needed = 0
    while sum(comb(tries, one) for one in range(needed + 1)) / 2**tries < 0.05:
        needed += 1
    return len(signs), longest, round(log2(len(signs))) + 3, crossings, needed
