"""What is said of people in many tables: sex, ethnicity, and how grave a risk was thought to be.

Sex and the five ethnic groups are those of the Home Office Annual Data Requirement and the census.
"""

from __future__ import annotations

from frankpledge.contracts.columns import age, term
from frankpledge.contracts.tables import Column, PersonalData
from frankpledge.contracts.vocabularies import words

SEX = words("sex", "Female", "Male", "Other", "Not stated", source="Home Office Annual Data Requirement")
ETHNIC_GROUP = words(
    "ethnic-group",
    "Asian or Asian British",
    "Black or Black British",
    "Mixed",
    "White",
    "Other ethnic group",
    "Not stated",
    source="census five groups, as the Home Office publishes",
)
RISK = words("risk-level", "Standard", "Medium", "High", "Not assessed", source="DASH risk model, grades")
VISIT_DAY = words("kind-of-day", "Weekday", "Weekend", "Bank holiday")

SEX_COLUMN = term("sex", SEX, "Sex as recorded.", personal=PersonalData.PERSONAL)
ETHNICITY_COLUMN = term(
    "ethnicity",
    ETHNIC_GROUP,
    "Ethnic group, self-defined where it was asked.",
    personal=PersonalData.SPECIAL,
)
AGE_COLUMN = age("age", "Age in years on the day.")
ABOUT_PERSON: tuple[Column, ...] = (AGE_COLUMN, SEX_COLUMN, ETHNICITY_COLUMN)
"""Age, sex and ethnic group of the person a row is about."""
