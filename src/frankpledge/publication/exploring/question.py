"""A question: which measures, areas, parts and periods, held against what, and shown how.

A question is what an address says after its question mark, and is written back as the same words: a link
to an answer, a saved view and an embedded picture are all the question itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from frankpledge.errors import WrongUse, did_you_mean
from frankpledge.periods import MONTHLY_WINDOWS, Period, Window, guess_period, parse_period
from frankpledge.plan.definitions import Definitions, Measure

T = TypeVar("T")
MOST_MEASURES = 4
FOUND = "found"
"""What ``only`` may say: those lines alone that have a point of which something was found."""
MOST_PERIODS = 600
MOST_LINES = 8
"""More lines than this in one chart cannot be told apart: the table still has them all."""


class View(StrEnum):
    """How an answer is shown."""

    CHART = "chart"
    MULTIPLES = "small-multiples"
    TABLE = "table"
    MAP = "map"

    @property
    def words(self) -> str:
        """The view as people choose it."""
        return self.value.replace("-", " ").capitalize()


class Against(StrEnum):
    """What figures are held against."""

    NOTHING = ""
    YEAR_BEFORE = "year-before"
    PREVIOUS = "previous"
    TARGET = "target"
    PEERS = "peers"

    @property
    def words(self) -> str:
        """The comparator as people choose it."""
        return {
            Against.NOTHING: "Nothing",
            Against.YEAR_BEFORE: "The same period a year before",
            Against.PREVIOUS: "The period before",
            Against.TARGET: "The target",
            Against.PEERS: "The other forces of the group",
        }[self]


class Order(StrEnum):
    """In which order lines come: by their newest figure, or its difference from what it is held against."""

    NAME = ""
    HIGHEST = "highest"
    LOWEST = "lowest"
    RISEN = "risen"
    FALLEN = "fallen"

    @property
    def words(self) -> str:
        """The order as people choose it."""
        return {
            Order.NAME: "By name",
            Order.HIGHEST: "Highest first",
            Order.LOWEST: "Lowest first",
            Order.RISEN: "Largest rise first",
            Order.FALLEN: "Largest fall first",
        }[self]

    @property
    def is_of_change(self) -> bool:
        """Whether figures must be held against something for it."""
        return self in (Order.RISEN, Order.FALLEN)


AREA_WORDS = {
    "force": ("force", "forces"),
    "local-authority": ("local authority", "local authorities"),
    "ward": ("ward", "wards"),
    "lsoa": ("small census area", "small census areas"),
}


def kind_words(area_type: str, count: int = 2) -> str:
    """Return what areas of a kind are called, so many of them."""
    other = area_type.replace("-", " ")
    one, many = AREA_WORDS.get(area_type, (f"{other} area", f"{other} areas"))
    return one if count == 1 else many


WINDOW_WORDS = {
    Window.MONTH: "Months",
    Window.QUARTER: "Quarters",
    Window.ROLLING_12: "12 months to each month",
    Window.YEAR_TO_DATE: "Financial year to date",
    Window.FINANCIAL_YEAR: "Financial years",
    Window.CALENDAR_YEAR: "Calendar years",
}


@dataclass(frozen=True)
class Question:
    """What is asked. Empty ``areas`` are the office's own forces, or every local area of ``area_type``."""

    measures: tuple[str, ...]
    areas: tuple[str, ...] = ()
    area_type: str = "force"
    breakdown: str = ""
    parts: tuple[str, ...] = ()
    window: Window = Window.MONTH
    against: Against = Against.NOTHING
    start: Period | None = None
    end: Period | None = None
    view: View = View.CHART
    at: Period | None = None
    """The one period that a map shows; the newest with figures where none is named."""
    last: int | None = None
    """So many of the newest periods with figures alone; they go on with every build."""
    order: Order = Order.NAME
    only_found: bool = False

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """The question as the names and values of an address, in one order, defaults left out."""
        pairs = [("measure", one) for one in self.measures]
        pairs += [("area", one) for one in self.areas]
        if self.area_type != "force":
            pairs.append(("area-type", self.area_type))
        if self.breakdown:
            pairs.append(("by", self.breakdown))
        pairs += [("part", one) for one in self.parts]
        if self.window is not Window.MONTH:
            pairs.append(("window", self.window.value))
        if self.against:
            pairs.append(("against", self.against.value))
        pairs += [(name, one.key) for name, one in (("from", self.start), ("to", self.end)) if one]
        if self.last is not None:
            pairs.append(("last", str(self.last)))
        if self.order:
            pairs.append(("order", self.order.value))
        if self.only_found:
            pairs.append(("only", FOUND))
        if self.view is not View.CHART:
            pairs.append(("view", self.view.value))
        if self.at is not None:
            pairs.append(("at", self.at.key))
        return tuple(pairs)

    @property
    def query(self) -> str:
        """The question as the end of an address."""
        return urlencode(self.words)

    def shown_as(self, view: View) -> Question:
        """Return the same question, shown in another way: one period is a map's alone."""
        return replace(self, view=view, at=self.at if view is View.MAP else None)


def asked(
    given: Mapping[str, Sequence[str]], definitions: Definitions, offered: Sequence[str], default: str
) -> Question:
    """Return the question that the names and values of an address ask.

    ``offered`` are the measures there are figures of, ``default`` the one shown where none is named. Raises
    WrongUse, saying what there is, for a word that means nothing here.
    """

    def one(name: str) -> str:
        return next((text.strip() for text in given.get(name, ()) if text.strip()), "")

    def several(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text.strip() for text in given.get(name, ()) if text.strip()))

    measures = several("measure") or (default,)
    for name in measures:
        if name not in offered:
            known = did_you_mean(name, offered) or "Find one by a word of its title."
            raise WrongUse(f"There are no figures of a measure '{name}'.", do=known)
    if len(measures) > MOST_MEASURES:
        raise WrongUse(f"At most {MOST_MEASURES} measures are shown together.", do="Leave some out.")
    chosen = [definitions.measures[name] for name in measures]
    breakdown, area_type = one("by"), one("area-type") or "force"
    _offered_by_all(breakdown, {one.title: one.breakdowns for one in chosen}, "broken down by")
    if area_type != "force":
        _offered_by_all(area_type, {one.title: one.area_types for one in chosen}, "counted by")
    window = _named(one("window") or "month", {w.value: w for w in MONTHLY_WINDOWS}, "kind of period")
    against = _named(one("against"), {a.value: a for a in Against}, "comparator")
    view = _named(one("view") or "chart", {v.value: v for v in View}, "view")
    order = _named(one("order"), {o.value: o for o in Order}, "order")
    if order.is_of_change and against not in (Against.YEAR_BEFORE, Against.PREVIOUS, Against.TARGET):
        raise WrongUse(
            f"'{order.words}' needs figures to be held against something.",
            do="Choose a period or the target under Against, or another order.",
        )
    only = _named(one("only"), {"": False, FOUND: True}, "filter")
    start, end, last = one("from"), one("to"), _number(one("last"))
    return Question(
        measures,
        several("area"),
        area_type,
        breakdown,
        several("part") if breakdown else (),
        window,
        against,
        guess_period(start) if start and last is None else None,
        guess_period(end) if end else None,
        view,
        parse_period(window, one("at")) if view is View.MAP and one("at") else None,
        last,
        order,
        only,
    )


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or not 1 <= int(text[:4]) <= MOST_PERIODS:
        raise WrongUse(
            f"'{text}' is no number of newest periods.", do=f"Write a whole number from 1 to {MOST_PERIODS}."
        )
    return int(text[:4])


def _named(text: str, known: Mapping[str, T], what: str) -> T:
    if text not in known:
        raise WrongUse(f"'{text}' is no {what}.", do=did_you_mean(text, [word for word in known if word]))
    return known[text]


def _offered_by_all(name: str, offered: Mapping[str, Sequence[str]], how: str) -> None:
    """Raise WrongUse where some measure, by title, does not offer a breakdown or kind of area."""
    without = [title for title, one in offered.items() if name not in one]
    if not name or not without:
        return
    common = [word for word in next(iter(offered.values())) if all(word in one for one in offered.values())]
    verb = "is" if len(without) == 1 else "are"
    raise WrongUse(
        f"{' and '.join(without)} {verb} not {how} {name.replace('-', ' ')}.",
        do=f"Possible: {', '.join(word.replace('-', ' ') for word in common)}."
        if common
        else "Leave it out.",
    )


def breakdowns_of(measures: Sequence[Measure]) -> list[str]:
    """Return the breakdowns that all of these measures have."""
    return [name for name in measures[0].breakdowns if all(name in one.breakdowns for one in measures)]


def area_types_of(measures: Sequence[Measure]) -> list[str]:
    """Return the kinds of area that all of these measures are counted by."""
    return [name for name in measures[0].area_types if all(name in one.area_types for one in measures)]
