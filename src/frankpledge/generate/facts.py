"""What real open police data looks like, as small tables: shares, seasons, outcomes, delays.

Every table is a rounded summary of files published under the Open Government Licence at
data.police.uk; no record was copied. The source of each is said beside it. Values are weights
or per cents, never records. Generated records are drawn from these, so they have the shape
of real ones without being anyone's.
"""

from __future__ import annotations

ASB = "Anti-social behaviour"

CRIME_TYPES: tuple[str, ...] = (
    ASB,
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
)

TYPE_WEIGHTS: tuple[float, ...] = (
    20.6, 1.0, 3.8, 8.6, 3.0, 2.1, 6.3, 0.9, 8.6, 0.8, 6.4, 0.7, 4.4, 36.0,
)  # fmt: skip
"""Per cent of street rows. Midway between the force-month counts of 2021-22 and those of 2025."""

SEASON: dict[str, tuple[int, ...]] = {
    ASB: (77, 77, 103, 108, 115, 114, 124, 121, 95, 103, 85, 77),
    "Bicycle theft": (72, 75, 96, 107, 112, 113, 125, 117, 104, 115, 92, 72),
    "Burglary": (107, 105, 102, 90, 99, 98, 91, 96, 96, 105, 109, 101),
    "Criminal damage and arson": (89, 86, 103, 104, 110, 104, 108, 107, 96, 102, 95, 95),
    "Drugs": (101, 93, 106, 102, 98, 98, 103, 97, 94, 104, 100, 106),
    "Other crime": (109, 99, 114, 103, 99, 96, 101, 91, 97, 102, 96, 93),
    "Other theft": (94, 90, 101, 99, 105, 102, 108, 106, 99, 100, 97, 99),
    "Possession of weapons": (92, 86, 106, 104, 101, 100, 113, 110, 96, 96, 96, 101),
    "Public order": (85, 82, 105, 103, 112, 110, 121, 109, 101, 100, 90, 82),
    "Robbery": (97, 93, 98, 98, 101, 102, 104, 102, 101, 104, 102, 98),
    "Shoplifting": (93, 95, 109, 102, 104, 101, 102, 100, 99, 101, 99, 92),
    "Theft from the person": (88, 90, 107, 92, 105, 112, 114, 104, 101, 97, 97, 94),
    "Vehicle crime": (109, 92, 100, 98, 100, 94, 99, 104, 99, 106, 103, 96),
    "Violence and sexual offences": (94, 88, 102, 97, 107, 107, 114, 103, 96, 99, 97, 97),
}
"""Per cent of the year's mean month, January to December: the median over forces with all twelve
months of 2025. Burglary is the mean of that and Bedfordshire 2021-05 to 2023-04, where its winter
peak is plain. Robbery is a nearly flat assumption: its first quarter of 2025 is out of line in
every force, as after a change of recording."""

TREND_PER_YEAR: dict[str, float] = {
    ASB: -0.05,
    "Bicycle theft": -0.06,
    "Burglary": -0.03,
    "Shoplifting": 0.04,
    "Vehicle crime": -0.02,
}
"""Growth per year; types not named have none. The signs of 2021-22 against 2025, the sizes mild."""

FORCE_SIZES: tuple[float, ...] = (
    1.91, 1.89, 1.80, 1.78, 1.78, 1.69, 1.67, 1.59, 1.50, 1.37, 1.22, 1.19, 1.16, 1.13, 1.07, 0.94,
    0.92, 0.91, 0.86, 0.85, 0.85, 0.82, 0.75, 0.72, 0.71, 0.69, 0.69, 0.64, 0.63, 0.62, 0.59, 0.56,
    0.54, 0.53, 0.50, 0.45, 0.41, 0.40,
)  # fmt: skip
"""Mean monthly rows of 38 territorial forces in 2021-22, relative to their mean (9,700 rows)."""

MEAN_MONTHLY_ROWS = 9_700

UNABLE = "Unable to prosecute suspect"
NO_SUSPECT = "Investigation complete; no suspect identified"
CHARGED = "Suspect charged"
OTHER_CASE = "Suspect charged as part of another case"
CAUTION = "Offender given a caution"
DRUGS_WARNING = "Offender given a drugs possession warning"
PENALTY_NOTICE = "Offender given penalty notice"
LOCAL_RESOLUTION = "Local resolution"
FORMAL_ACTION = "Formal action is not in the public interest"
FURTHER_ACTION = "Further action is not in the public interest"
FURTHER_INVESTIGATION = "Further investigation is not in the public interest"
OTHER_BODY = "Action to be taken by another organisation"

OUTCOMES: tuple[str, ...] = (
    UNABLE,
    NO_SUSPECT,
    CHARGED,
    OTHER_CASE,
    CAUTION,
    DRUGS_WARNING,
    PENALTY_NOTICE,
    LOCAL_RESOLUTION,
    FORMAL_ACTION,
    FURTHER_ACTION,
    FURTHER_INVESTIGATION,
    OTHER_BODY,
)
"""Outcome types of the outcomes file."""

POSITIVE: frozenset[str] = frozenset(
    {CHARGED, OTHER_CASE, CAUTION, DRUGS_WARNING, PENALTY_NOTICE, LOCAL_RESOLUTION}
)
"""The default positive set (types 1 to 4 and 6 to 8) in the publisher's texts."""

COURT_AWAITED = "Awaiting court outcome"
COURT_UNKNOWN = "Court result unavailable"
COURT_AWAITED_SHARE = 0.06
"""A charged crime shows one of these two in the street file; Bedfordshire 2021-23: 6 % awaited."""

OPEN_WORDINGS: tuple[str, str] = ("Under investigation", "Status update unavailable")
"""Used by turns for crimes without an outcome, by blocks of months."""

OPEN_WORDING_BLOCK_MONTHS = 10

OUTCOME_WEIGHTS: dict[str, tuple[int, ...]] = {
    # order of OUTCOMES; outcomes given, per 1,000 of the type, Bedfordshire 2021-05 to 2023-04
    "Bicycle theft": (74, 913, 8, 0, 0, 0, 0, 2, 0, 1, 0, 2),
    "Burglary": (122, 808, 56, 8, 1, 0, 0, 2, 1, 0, 0, 2),
    "Criminal damage and arson": (293, 605, 46, 0, 16, 0, 1, 32, 4, 2, 0, 1),
    "Drugs": (132, 45, 266, 0, 80, 6, 4, 417, 43, 6, 1, 0),
    "Other crime": (487, 165, 110, 0, 9, 0, 0, 19, 19, 6, 123, 62),
    "Other theft": (193, 750, 9, 0, 3, 0, 1, 11, 2, 0, 30, 1),
    "Possession of weapons": (322, 85, 352, 2, 59, 0, 0, 32, 94, 8, 21, 25),
    "Public order": (576, 300, 68, 0, 10, 0, 3, 25, 10, 2, 0, 6),
    "Robbery": (480, 427, 86, 0, 0, 0, 0, 2, 0, 1, 0, 4),
    "Shoplifting": (171, 673, 110, 2, 6, 0, 2, 32, 3, 0, 0, 1),
    "Theft from the person": (211, 766, 14, 0, 1, 0, 0, 6, 0, 0, 0, 2),
    "Vehicle crime": (94, 878, 23, 1, 2, 0, 0, 1, 1, 0, 0, 0),
    "Violence and sexual offences": (694, 145, 58, 0, 12, 0, 0, 28, 3, 6, 4, 50),
}

NEVER_DECIDED_SHARE = 0.02
"""Crimes that keep their open wording for good; Bedfordshire: 1.4 %, Northamptonshire 2021: 4 %."""

MAX_DELAY = 18
"""Months from recording to outcome, at most; later ones are under half a per cent."""

DELAY_WEIGHTS: dict[str, tuple[float, ...]] = {
    # months 0 to 18 after recording; Bedfordshire, outcomes given 2022-10 to 2023-04
    "quick": (9703, 1673, 308, 100, 38, 25, 16, 15, 9, 11, 4, 2, 2) + (1.5,) * 6,
    "usual": (6457, 3335, 975, 502, 259, 187, 185, 134, 87, 70, 53, 55, 32) + (34.0,) * 6,
    "charge": (946, 331, 117, 101, 82, 86, 97, 60, 39, 33, 42, 28, 26) + (27.0,) * 6,
    "disposal": (261, 289, 135, 85, 54, 20, 13, 11, 9, 6, 6, 6, 3) + (1.5,) * 6,
}

DELAY_KIND: dict[str, str] = {
    NO_SUSPECT: "quick",
    CHARGED: "charge",
    OTHER_CASE: "charge",
    CAUTION: "disposal",
    DRUGS_WARNING: "disposal",
    PENALTY_NOTICE: "disposal",
    LOCAL_RESOLUTION: "disposal",
}
"""Which delay an outcome has; those not named have the usual one."""

REPEATED_ID_SHARE = 0.010
"""Street rows that repeat the Crime ID of another row; Northamptonshire: 0.7 % in 2021-22, 1.3 % in 2025."""

REPEAT_ELSEWHERE_SHARE = 0.6
REPEAT_OPEN_SHARE = 0.8
"""Of repeated rows: at another place, and still open beside a decided first row."""

REPEATED_OUTCOME_SHARE = 0.012
"""Outcome rows that repeat another exactly; Bedfordshire: 1.2 %."""

NO_LOCATION_SHARE = 0.030
NO_LOCATION_SHARE_ASB = 0.001
OUTSIDE_SHARE = 0.006
"""Rows of no place, and of places outside the county; Bedfordshire 2021-23."""

STOPS_PER_STREET_ROW = 0.063
STOP_WITHOUT_COORDINATES_SHARE = 0.28
REPEATED_STOP_SHARE = 0.05

STOP_HOURS: tuple[int, ...] = (
    277, 256, 180, 140, 97, 47, 42, 54, 88, 171, 270, 350,
    368, 403, 608, 555, 510, 449, 458, 459, 504, 507, 455, 350,
)  # fmt: skip
"""Stops by hour of day, Bedfordshire 2021-23, as are all the tables of stops below."""

STOP_TYPES: dict[str, int] = {
    "Person search": 5808,
    "Person and Vehicle search": 1469,
    "Vehicle search": 324,
}
STOP_OPERATION: dict[str, int] = {"False": 7041, "True": 560}
STOP_GENDERS: dict[str, int] = {"Male": 6487, "Female": 777, "": 13}
STOP_AGES: dict[str, int] = {
    "18-24": 2107,
    "over 34": 1916,
    "25-34": 1603,
    "10-17": 1123,
    "": 526,
    "under 10": 2,
}

_WHITE = "White - English/Welsh/Scottish/Northern Irish/British"
_BLACK = "Black/African/Caribbean/Black British"
_MIXED = "Mixed/Multiple ethnic groups"
_NOT_STATED = "Other ethnic group - Not stated"

STOP_ETHNICITIES: dict[tuple[str, str], int] = {
    # self-defined, officer-defined; the shares of a county with fewer minorities than the source
    (_WHITE, "White"): 4638,
    ("White - Any other White background", "White"): 701,
    ("White - Irish", "White"): 44,
    ("White - Gypsy or Irish Traveller", "White"): 23,
    ("Asian/Asian British - Any other Asian background", "Asian"): 424,
    ("Asian/Asian British - Pakistani", "Asian"): 261,
    ("Asian/Asian British - Bangladeshi", "Asian"): 88,
    ("Asian/Asian British - Indian", "Asian"): 82,
    ("Asian/Asian British - Chinese", "Asian"): 5,
    (f"{_BLACK} - Any other Black/African/Caribbean background", "Black"): 358,
    (f"{_BLACK} - African", "Black"): 159,
    (f"{_BLACK} - Caribbean", "Black"): 126,
    (f"{_MIXED} - White and Black Caribbean", "Black"): 84,
    (f"{_MIXED} - White and Black African", "Black"): 26,
    (f"{_MIXED} - White and Asian", "Asian"): 30,
    (f"{_MIXED} - Any other Mixed/Multiple ethnic background", "Other"): 74,
    ("Other ethnic group - Any other ethnic group", "Other"): 62,
    ("Other ethnic group - Arab", "Other"): 20,
    (_NOT_STATED, "White"): 373,
    (_NOT_STATED, "Asian"): 200,
    (_NOT_STATED, "Black"): 180,
    (_NOT_STATED, ""): 63,
    (_WHITE, ""): 60,
    ("", "White"): 26,
}

STOP_OBJECTS: dict[tuple[str, str], int] = {
    # legislation, object of search
    ("Misuse of Drugs Act 1971 (section 23)", "Controlled drugs"): 5486,
    ("Police and Criminal Evidence Act 1984 (section 1)", "Offensive weapons"): 1042,
    ("Police and Criminal Evidence Act 1984 (section 1)", "Article for use in theft"): 756,
    ("Police and Criminal Evidence Act 1984 (section 1)", "Stolen goods"): 199,
    ("Police and Criminal Evidence Act 1984 (section 1)", "Articles for use in criminal damage"): 51,
    ("Police and Criminal Evidence Act 1984 (section 1)", "Fireworks"): 7,
    ("Firearms Act 1968 (section 47)", "Firearms"): 32,
    ("Psychoactive Substances Act 2016 (s36(2))", "Psychoactive substances"): 22,
    ("Hunting Act 2004 (section 8)", "Evidence of hunting any wild mammal with a dog"): 6,
}

STOP_RESULTS: dict[tuple[str, str], int] = {
    # outcome, outcome linked to object of search
    ("A no further action disposal", ""): 5442,
    ("A no further action disposal", "False"): 162,
    ("A no further action disposal", "True"): 107,
    ("Community resolution", "True"): 756,
    ("Community resolution", "False"): 123,
    ("Arrest", "True"): 529,
    ("Arrest", "False"): 126,
    ("Summons / charged by post", "True"): 205,
    ("Summons / charged by post", "False"): 74,
    ("Khat or Cannabis warning", "False"): 39,
    ("Khat or Cannabis warning", "True"): 12,
    ("Caution (simple or conditional)", "True"): 19,
    ("Caution (simple or conditional)", "False"): 5,
    ("Penalty Notice for Disorder", "False"): 1,
}
STOP_CLOTHING: dict[str, int] = {"False": 7349, "True": 236, "": 16}
