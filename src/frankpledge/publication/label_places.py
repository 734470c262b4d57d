"""Where direct labels stand: beside what they name, never over one another, few over the data.

Charts carry no legends, so labels must find room by themselves. Places round a point are tried
from near to far; a label that finds none is left out, and what it would have named is still
told apart by its shape, its alternative text and the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from frankpledge.publication.chart_style import Spec, rule_at, text_at
from frankpledge.publication.tokens import QUIET

LETTER = 0.49
"""The mean width of a letter of the report's typeface, in its size; semibold included."""

LABEL_SIZE = 12.5
LINE_HEIGHT = 14.0


def text_width(text: str, size: float = LABEL_SIZE) -> float:
    """Return about how wide a text stands, in units of the picture."""
    return len(text) * size * LETTER


@dataclass(frozen=True)
class Box:
    """A rectangle of the picture, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Whether two rectangles share any of their insides."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def within(self, other: Box) -> bool:
        """Whether it lies wholly inside another."""
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom

    def covers(self, point: tuple[float, float]) -> bool:
        """Whether a point lies inside."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom


@dataclass(frozen=True)
class Wanted:
    """A label wanted for a point; ``up`` says on which side of it there would be best, if either."""

    x: float
    y: float
    text: str
    up: bool | None = None
    colour: str = QUIET


@dataclass(frozen=True)
class Placed:
    """A label, its middle and its box; ``lead`` is where a line from its point ends, if it is far off."""

    label: Wanted
    x: float
    y: float
    box: Box
    lead: tuple[float, float] | None = None

    def along_lead(self) -> list[tuple[float, float]]:
        """Return points along the outer part of the line that leads to the label, if one does."""
        if self.lead is None:
            return []
        (x1, y1), (x2, y2) = (self.label.x, self.label.y), self.lead
        return [(x1 + (x2 - x1) * step / 8, y1 + (y2 - y1) * step / 8) for step in range(4, 9)]


_WAYS = ((0, -1), (0, 1), (1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1))
_DISTANCES = (7.0, 18.0, 30.0, 44.0, 60.0)

COVERING, WORST = 3.0, 9.0
"""What covering one point costs, in the steps places are counted by, and the cost no label is worth."""


def place_labels(
    wanted: Sequence[Wanted],
    inside: Box,
    *,
    avoid: Iterable[tuple[float, float]] = (),
    taken: Iterable[Box] = (),
    most: int | None = None,
) -> list[Placed]:
    """Return the labels that find room among those ``wanted``, the first of them first served.

    ``avoid`` are points a label should not cover, ``taken`` boxes that it must not touch;
    no more than ``most`` are placed.
    """
    points, boxes, placed = list(avoid), list(taken), list[Placed]()
    for label in wanted:
        if most is not None and len(placed) >= most:
            break
        best: tuple[float, Placed] | None = None
        for cost, candidate in _candidates(label):
            if not candidate.box.within(inside) or any(_crosses(candidate, box) for box in boxes):
                continue
            whole = cost + COVERING * sum(candidate.box.covers(point) for point in points)
            if best is None or whole < best[0]:
                best = (whole, candidate)
        if best is not None and best[0] < WORST:
            placed.append(best[1])
            boxes.append(best[1].box)
            points += best[1].along_lead()
    return placed


def _crosses(candidate: Placed, box: Box) -> bool:
    """Whether a label, or the line that leads to it, would touch a box that is taken."""
    own = box.covers((candidate.label.x, candidate.label.y))
    return candidate.box.overlaps(box) or (not own and any(map(box.covers, candidate.along_lead())))


def _candidates(label: Wanted) -> Iterator[tuple[float, Placed]]:
    """Yield places round a point with what each costs: far ones, and ones on the wrong side, cost more."""
    half, tall = text_width(label.text) / 2, LINE_HEIGHT / 2
    for ring, distance in enumerate(_DISTANCES):
        for way, (across, down) in enumerate(_WAYS):
            x = label.x + across * (half + distance * (0.7 if down else 1.0))
            y = label.y + down * (tall + distance * (0.7 if across else 1.0))
            box = Box(x - half, y - tall, x + half, y + tall)
            wrong = label.up is not None and down == (1 if label.up else -1)
            lead = min(max(label.x, box.left), box.right), min(max(label.y, box.top), box.bottom)
            cost = 1.2 * ring + 0.1 * way + (2.5 if wrong else 0.0)
            yield cost, Placed(label, x, y, box, lead if ring else None)


def drawn(placed: Iterable[Placed], *, strong: bool = False) -> list[Spec]:
    """Return labels as layers, each in its colour, with a thin line to its point where it stands far off."""
    layers: list[Spec] = []
    for one in placed:
        if one.lead is not None:
            layers.append(rule_at((one.label.x, one.label.y), one.lead, colour=one.label.colour))
        layers += text_at(one.x, one.y, one.label.text, colour=one.label.colour, strong=strong)
    return layers


def spread(heights: Sequence[float], low: float, high: float, apart: float = LINE_HEIGHT) -> list[float]:
    """Return heights moved as little as keeps them in order, ``apart`` from one another, between two ends."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    moved = [heights[place] for place in order]
    for _ in range(60):
        for n in range(len(moved) - 1):
            short = apart - (moved[n + 1] - moved[n])
            if short > 1e-6:
                moved[n] -= short / 2
                moved[n + 1] += short / 2
        moved = [min(max(height, low), high) for height in moved]
    result = [0.0] * len(moved)
    for place, height in zip(order, moved, strict=True):
        result[place] = height
    return result
