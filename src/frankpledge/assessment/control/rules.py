"""Named sets of rules for control charts, as data.

The order in a set is its precedence: where hits of one point disagree about the direction, the first decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from frankpledge.assessment.control.patterns import (
    Alternating,
    Avoiding,
    Hugging,
    Outside,
    Pattern,
    Shift,
    SomeBeyond,
    Trend,
)
from frankpledge.errors import WrongUse, did_you_mean


@dataclass(frozen=True)
class Rule:
    """One rule: its name within the set, what a page says of it, and the pattern it looks for."""

    name: str
    words: str
    pattern: Pattern


@dataclass(frozen=True)
class RuleSet:
    """A named set of rules and where it comes from.

    ``marks_all``: every point that makes a pattern is marked; else only those at which one is complete.
    ``runs_analysis``: judged by Anhøj's longest run and number of crossings, not point by point.
    """

    name: str
    source: str
    rules: tuple[Rule, ...]
    marks_all: bool = True
    runs_analysis: bool = False

    @property
    def uses_runs(self) -> tuple[str, ...]:
        """Rules that suppose independent points: not to be used where neighbours are correlated."""
        return tuple(rule.name for rule in self.rules if rule.pattern.span > 1)


_OUTSIDE = Rule("outside", "outside the limits", Outside())

RULE_SETS = {
    held.name: held
    for held in (
        RuleSet(
            "mdc-2023",
            "NHS England, Making Data Count, since late 2023: of two in three, all beyond 2 sigma count",
            (
                _OUTSIDE,
                Rule("trend", "one of 7 points in a row each above (or each below) the last", Trend(7)),
                Rule(
                    "two-of-three",
                    "one of two in three beyond 2 sigma on one side",
                    SomeBeyond(2, 3, 2.0, one_side=True),
                ),
                Rule("shift", "one of 7 points in a row on one side of the mean", Shift(7)),
            ),
        ),
        RuleSet(
            "nhs-r-0.2.2",
            "NHSRplotthedots 0.2.2: of two in three, only points between 2 sigma and the limit count",
            (
                _OUTSIDE,
                Rule("trend", "one of 7 points in a row each above (or each below) the last", Trend(7)),
                Rule(
                    "two-of-three",
                    "one of two in three between 2 sigma and the limit on one side",
                    SomeBeyond(2, 3, 2.0, one_side=True, inside=True),
                ),
                Rule("shift", "one of 7 points in a row on one side of the mean", Shift(7)),
            ),
        ),
        RuleSet(
            "western-electric",
            "Western Electric, Statistical Quality Control Handbook, 1956",
            (
                _OUTSIDE,
                Rule(
                    "two-of-three",
                    "the last of two in three beyond 2 sigma on one side",
                    SomeBeyond(2, 3, 2.0, last=True),
                ),
                Rule(
                    "four-of-five",
                    "the last of four in five beyond 1 sigma on one side",
                    SomeBeyond(4, 5, 1.0, last=True),
                ),
                Rule("shift", "the last of 8 points in a row on one side of the centre", Shift(8)),
            ),
            marks_all=False,
        ),
        RuleSet(
            "nelson",
            "Nelson, Journal of Quality Technology 16, 1984",
            (
                _OUTSIDE,
                Rule("shift", "the last of 9 points in a row on one side of the centre", Shift(9)),
                Rule("trend", "the last of 6 points in a row rising or falling", Trend(6)),
                Rule(
                    "alternating", "the last of 14 points in a row going up and down in turn", Alternating(14)
                ),
                Rule(
                    "two-of-three",
                    "the last of two in three beyond 2 sigma on one side",
                    SomeBeyond(2, 3, 2.0, last=True),
                ),
                Rule(
                    "four-of-five",
                    "the last of four in five beyond 1 sigma on one side",
                    SomeBeyond(4, 5, 1.0, last=True),
                ),
                Rule("hugging", "the last of 15 points in a row within 1 sigma of the centre", Hugging(15)),
                Rule("avoiding", "the last of 8 points in a row beyond 1 sigma on both sides", Avoiding(8)),
            ),
            marks_all=False,
        ),
        RuleSet(
            "anhoej",
            "Anhøj and Olesen, PLoS ONE 9, 2014: longest run and number of crossings",
            (),
            runs_analysis=True,
        ),
    )
}
"""The sets that are known, by name."""


def rule_set(name: str) -> RuleSet:
    """Return the set of rules of that name; raise WrongUse with the nearest right one."""
    if name not in RULE_SETS:
        raise WrongUse(f"There is no rule set '{name}'.", do=did_you_mean(name, RULE_SETS))
    return RULE_SETS[name]
