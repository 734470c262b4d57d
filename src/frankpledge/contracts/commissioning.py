"""What bodies return as counts and values, and how well they return it."""

from __future__ import annotations

from frankpledge.contracts.columns import FORCE, LSOA, MONTH, WARD, amount, count, day, flag, named, term
from frankpledge.contracts.governance import CONTRACTED, KEPT_COUNTS, Grain, Owner
from frankpledge.contracts.return_periods import WINDOWS, FitsWindow
from frankpledge.contracts.rules import AtMost, Before, OnlyWhen, RequiredWhen, Together, Unique
from frankpledge.contracts.senders import OFFICE, PROVIDER
from frankpledge.contracts.tables import Column, Type
from frankpledge.contracts.vocabularies import words

INSTALLED = words(
    "security-measure",
    "Door or lock",
    "Window lock",
    "Alley gate",
    "Camera",
    "Light",
    "Alarm",
    "Property marking",
    "Other",
)
RETURN_STATES = words("return-state", "Received on time", "Received late", "Asked for", "Not due")
ADEQUACY = words("return-adequacy", "Adequate", "Minor gaps", "Major gaps", "Not usable", "Not given")
BASES = words(
    "value-basis", "Counted from records", "Estimated", "Survey estimate", "Rank", "Grade", "Finished rate"
)

SECURITY = PROVIDER.table(
    "security-measures",
    "Security measures installed",
    "One row per kind of measure installed at one place in a month, of a round of money. Trap: an address "
    "is never sent; planned numbers are of the whole round.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        named("project", "Project or round.", required=True, example="safer-streets-4"),
        day("installed", "Day of installing.", required=True),
        term("kind", INSTALLED, "What.", required=True),
        count("items", "How many.", required=True, example="14"),
        count("planned", "How many are planned in the round here.", example="40"),
        count("pounds", "Cost in whole pounds.", example="2100"),
        WARD,
        LSOA,
    ),
    month_from="installed",
    things="About doors, gates and cameras.",
    retention=CONTRACTED,
)

RETURNS = OFFICE.table(
    "contract-returns",
    "Returns due under contracts and grants",
    "One row per return due: when it came and how usable it was. Late and missing ones are listed from it.",
    Grain.CASE,
    (
        FORCE,
        MONTH,
        named("body", "Body that returns.", required=True, example="victim-service"),
        named("contract", "Contract or grant.", required=True, example="victims-2023"),
        named("return", "Which return.", required=True, example="quarterly"),
        day("period-end", "Last day it covers.", required=True, example="2024-03-31"),
        day("due", "Day it was due.", required=True, example="2024-04-30"),
        day("received", "Day it came.", example="2024-04-28"),
        term("state", RETURN_STATES, "Whether it came.", required=True),
        term("adequacy", ADEQUACY, "How usable it was."),
        flag("action-wanted", "Something is asked of the body."),
    ),
    month_from="due",
    rules=(
        Unique(("return", "body", "contract", "period-end")),
        Before("period-end", "due"),
        Before("period-end", "received"),
        RequiredWhen("received", "state", ("received-on-time", "received-late")),
        OnlyWhen("received", "state", ("received-on-time", "received-late")),
        OnlyWhen("adequacy", "state", ("received-on-time", "received-late")),
    ),
    things="About bodies and papers.",
    retention=CONTRACTED,
    owner=Owner.COMMISSIONING,
)

_MEASURE = named("measure", "Measure, by its id.", required=True, example="referrals-received")
_BODY = named("body", "Body that states it.", required=True, example="victim-service")
_AREA_TYPE = named("area-type", "Kind of area.", required=True, example="service")
_AREA = named("area", "Area of that kind: official code in small letters, or a declared word.", required=True)
_BREAKDOWN = named("breakdown", "Dimension of a part; empty for the total.", example="")
_PART = named("part", "Which part of that dimension.", example="")
_PERIOD = (
    term("window", WINDOWS, "Kind of period.", required=True, example="Quarter"),
    day("period-start", "First day of the period.", required=True, example="2024-04-01"),
    day("period-end", "Last day of the period.", required=True, example="2024-06-30"),
)
_AS_AT = day("as-at", "Day the body took it from its records.", required=True, example="2024-07-10")
_ONE = ("measure", "body", "area-type", "area", "breakdown", "part", "window", "period-start", "period-end")
_ONE_EACH = Unique(_ONE)
_FITS = FitsWindow("window", "period-start", "period-end")

RETURN_VALUES = PROVIDER.table(
    "return-values",
    "Counts that bodies return",
    "One row per measure, area, part and period that a body counted itself, since it keeps its records to "
    "itself. A share comes as numerator and denominator, so that quarters add up to years. Traps: people "
    "counted in two quarters cannot be added; empty is not given, 0 is none; small numbers are sent in full "
    "and protected when published.",
    Grain.AGGREGATE,
    (
        FORCE,
        MONTH,
        _BODY,
        _MEASURE,
        _AREA_TYPE,
        _AREA,
        _BREAKDOWN,
        _PART,
        *_PERIOD,
        amount("value", "The count or value.", minimum=None, example="120"),
        amount("numerator", "What was counted, of a share.", example=""),
        amount("denominator", "Of how many.", example=""),
        count("n", "People, cases or answers behind it.", example="120"),
        term("basis", BASES, "How it was made.", required=True),
        _AS_AT,
    ),
    month_from="period-end",
    rules=(
        _ONE_EACH,
        Before("period-start", "period-end"),
        Before("period-end", "as-at"),
        Together(("breakdown", "part")),
        Together(("numerator", "denominator")),
        _FITS,
    ),
    row_key=("force", *_ONE),
)

SUPPLIED_VALUES = OFFICE.table(
    "supplied-values",
    "Values that come no other way",
    "One row per finished value that another body published: a national rank, an inspectorate's grade or "
    "rate, a survey estimate with its n. It is shown as it stands, never recalculated, and never compared "
    "with a computed one. Trap: a budget or forecast of a year to come is taken before that year ends.",
    Grain.AGGREGATE,
    (
        FORCE,
        MONTH,
        _BODY,
        _MEASURE,
        _AREA_TYPE,
        _AREA,
        _BREAKDOWN,
        _PART,
        *_PERIOD,
        amount("value", "The value.", required=True, minimum=None, example="12"),
        count("of", "Of how many, for a rank.", minimum=1, example="43"),
        count("n", "Answers or cases behind it.", example=""),
        amount("interval-low", "Lower end of its interval.", minimum=None, example=""),
        amount("interval-high", "Upper end of its interval.", minimum=None, example=""),
        term("basis", BASES, "What kind of value it is.", required=True, example="Rank"),
        Column("publication", Type.SLUG, "Where it was published.", required=True, example="iquanta-2024-06"),
        _AS_AT,
    ),
    month_from="period-end",
    rules=(
        _ONE_EACH,
        Before("period-start", "period-end"),
        Together(("breakdown", "part")),
        Together(("interval-low", "interval-high")),
        AtMost("interval-low", "interval-high"),
        RequiredWhen("of", "basis", ("rank",)),
        RequiredWhen("n", "basis", ("survey-estimate",)),
        OnlyWhen("of", "basis", ("rank",)),
        _FITS,
    ),
    row_key=("force", *_ONE),
    things="Finished values that their bodies have published or released.",
    retention=KEPT_COUNTS,
    owner=Owner.PERFORMANCE,
)

TABLES = (SECURITY, RETURNS, RETURN_VALUES, SUPPLIED_VALUES)
