"""What each kind of number in a report is, in words: everything but a figure itself or a comparison.

Declared, not written in code: the first pattern that fits the part of a number's key says what it
is called and how it came about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A kind of number: the pattern of the part of its key, its name, and how it came about.

    ``group`` is the heading that it stands under.
    """

    pattern: re.Pattern[str]
    name: str
    about: str
    group: str


FIGURES = "The figure, the quarter and twelve months"
PAST = "Against its own past"
MONTHS = "Month by month"
AREAS = "Other forces"
PLACES = "Local areas and parts"
AHEAD = "The months ahead"
COUNTS = "Counts of this report"
GROUPS = (FIGURES, PAST, AREAS, PLACES, AHEAD, MONTHS, COUNTS)
"""Headings of an explanation page, in order."""

RANGE = (
    "Worked out from the months before the quarter alone, so that what is judged is not among what judges it."
)
CHANCE = "The smallest change of the quarter that would probably, four times of five, have been seen."


def _part(pattern: str, name: str, about: str, group: str) -> Part:
    return Part(re.compile(pattern), name, about, group)


PARTS = (
    _part(r"\.?numerator", "What is divided", "The top of the fraction that the figure is.", FIGURES),
    _part(r"\.?denominator", "What it is divided by", "The bottom of the fraction.", FIGURES),
    _part(r"finding\..*expected\.low", "Expected range, lower end", RANGE, PAST),
    _part(r"finding\..*expected\.high", "Expected range, upper end", RANGE, PAST),
    _part(r"finding\..*\.low", "Expected range, lower end", RANGE, PAST),
    _part(r"finding\..*\.high", "Expected range, upper end", RANGE, PAST),
    _part(r"finding\..*\.rise", "A rise that would have been seen", CHANCE, PAST),
    _part(r"finding\..*\.fall", "A fall that would have been seen", CHANCE, PAST),
    _part(
        r"finding\..*\.months", "Months judged by", "How many months the expected range is made from.", PAST
    ),
    _part(
        r"finding\..*\.weight",
        "Weight of a month",
        "What a month that lies far out counts for in the expected range; an ordinary one counts for one.",
        PAST,
    ),
    _part(r"finding\..*", "What was found", "A finding: the figure held against its range.", PAST),
    _part(r"expected(\.centre)?", "Expected", RANGE, PAST),
    _part(r"expected\.low", "Expected range, lower end", RANGE, PAST),
    _part(r"expected\.high", "Expected range, upper end", RANGE, PAST),
    _part(
        r"rule\..*",
        "A rule of the control chart",
        "What the rule counts, read off the months of the chart; the rules are told under method.",
        PAST,
    ),
    _part(r"break", "A new baseline", "From a decision recorded by the office, with its reason.", PAST),
    _part(r"excluded", "Months left out", "From a decision recorded by the office, with its reason.", PAST),
    _part(r"target", "Target", "As the measure declares it.", PAST),
    _part(r"months-shown", "Months shown", "How many months the chart spans.", MONTHS),
    _part(r"months-missing", "Months missing", "How many of them were not supplied.", MONTHS),
    _part(r"months-destroyed", "Months destroyed", "How many had their records destroyed by order.", MONTHS),
    _part(r"months-withheld", "Months withheld", "How many of them are too small to publish safely.", MONTHS),
    _part(r"gaps", "Points missing", "How many points of the chart have no figure.", MONTHS),
    _part(r"peers-missing", "Areas missing", "Areas of the group that have no figure in the source.", AREAS),
    _part(
        r"interval\.low",
        "What it could be, lower end",
        "The interval on an area's figure, held for all areas at once.",
        AREAS,
    ),
    _part(
        r"interval\.high",
        "What it could be, upper end",
        "The interval on an area's figure, held for all areas at once.",
        AREAS,
    ),
    _part(r"size", "What the area is divided by", "The denominator: how large the area is.", AREAS),
    _part(
        r"(.*\.)?centre", "Centre of the funnel", "The mean of the areas that the funnel is made of.", AREAS
    ),
    _part(r"(.*\.)?areas", "Areas", "How many areas have a figure to be compared.", AREAS),
    _part(r"(.*\.)?more", "Further areas", "How many lie outside beside those named.", AREAS),
    _part(
        r"mean-of-others", "Mean of the others", "Their counts together over what they are divided by.", AREAS
    ),
    _part(r"rank", "Place in order", "Place among the areas with a figure, the best first.", AREAS),
    _part(r"ranked", "Areas in order", "How many areas have a figure.", AREAS),
    _part(
        r"rank\.(best|worst)",
        "What the rank could be",
        "The places that the intervals of all areas, taken together, allow.",
        AREAS,
    ),
    _part(
        r"gap-to-headline",
        "Gap between two sources",
        "The figure of the source that compares areas, less the headline.",
        AREAS,
    ),
    _part(
        r"local-gap",
        "In no local area",
        "The headline less the sum of the local areas: records without a place, or placed outside.",
        PLACES,
    ),
    _part(r".*-shown", "Rows shown", "The largest parts; the rest stand in the files.", PLACES),
    _part(r".*-rows", "Rows there are", "How many parts have a figure.", PLACES),
    _part(r"map\..*", "Places on the map", "How many places of each kind the map shows.", PLACES),
    _part(r"scan\.tested", "Places tested", "Every place and group of neighbouring places tried.", PLACES),
    _part(r"scan.*", "Places scanned", "Places held against what the whole area leads to expect.", PLACES),
    _part(
        r"forecast\.tried\..*",
        "How such forecasts did",
        "Forecasts of this measure made as of earlier dates, from what was known then: from how many dates, "
        "of how many months, and how many of these fell in the range.",
        AHEAD,
    ),
    _part(
        r"forecast\.together\..*",
        "How forecasts of its kind did",
        "The share of past months that fell in the range when all measures of this kind were forecast as of "
        "earlier dates, and how many measures these are.",
        AHEAD,
    ),
    _part(r"forecast\.year\.point", "Twelve months together", "What they add up to if it goes on.", AHEAD),
    _part(
        r"forecast\.year\.(low|high)80",
        "Twelve months together, inner range",
        "Four such sums of five should fall in it. It is as wide as sums forecast before were wrong.",
        AHEAD,
    ),
    _part(
        r"forecast\.year\.(low|high)95",
        "Twelve months together, outer range",
        "Nineteen such sums of twenty should fall in it. It is as wide as sums forecast before were wrong.",
        AHEAD,
    ),
    _part(r"forecast\..*\.centre", "Forecast", "What comes if it goes on as it has.", AHEAD),
    _part(r"forecast\..*\.seen", "What came", "The month as it was later counted.", AHEAD),
    _part(r"forecast\..*low80", "Inner range, lower end", "Four months of five should fall in it.", AHEAD),
    _part(r"forecast\..*high80", "Inner range, upper end", "Four months of five should fall in it.", AHEAD),
    _part(
        r"forecast\..*low95", "Outer range, lower end", "Nineteen months of twenty should fall in it.", AHEAD
    ),
    _part(
        r"forecast\..*high95", "Outer range, upper end", "Nineteen months of twenty should fall in it.", AHEAD
    ),
    _part(r"forecast.*", "Forecasts tried", "How forecasts made as of earlier dates did.", AHEAD),
    _part(
        r"false-exceptions",
        "False exceptions to expect",
        "How many measures were held against a range, how many are called exceptional, and how many would "
        "have been by chance had nothing changed: the declared level of the tests times their number.",
        COUNTS,
    ),
    _part(r"better", "Measures that are better", "Counted from the table at a glance.", COUNTS),
    _part(r"worse", "Measures that are worse", "Counted from the table at a glance.", COUNTS),
    _part(r"level", "Measures about level", "Counted from the table at a glance.", COUNTS),
    _part(r"compared", "Measures compared", "Those with a figure now and one to compare it with.", COUNTS),
    _part(
        r"exceptional", "Measures called exceptional", "Outside their expected range by a finding.", COUNTS
    ),
    _part(r"judged", "Measures judged", "Those held against an expected range.", COUNTS),
    _part(r"provisional", "Measures provisional", "Those whose records are still coming in.", COUNTS),
    _part(r"without-figure", "Measures without a figure", "Those whose records were not supplied.", COUNTS),
    _part(r"measures", "Measures", "Measures of the plan in this report.", COUNTS),
    _part(
        r"missing", "Months missing", "Months between the first and last file that were not supplied.", COUNTS
    ),
    _part(r"files", "Files", "Files in use for this build, the newest download of each month.", COUNTS),
    _part(r"rows", "Rows", "Rows of those files that keep the rules of the record table.", COUNTS),
    _part(
        r"refused", "Rows refused", "Rows that break a rule of the record table; none is repaired.", COUNTS
    ),
    _part(r"repeats", "Rows repeated", "Rows whose identifier was counted already in the month.", COUNTS),
)
"""Every kind of number but figures and comparisons, the more particular first."""

OTHER = _part(r".*", "A count of this report", "Counted when the report was written.", COUNTS)


def part_of(part: str) -> Part:
    """Return what kind of number this part of a key is; ``OTHER`` where nothing is declared."""
    return next((one for one in PARTS if one.pattern.fullmatch(part)), OTHER)
