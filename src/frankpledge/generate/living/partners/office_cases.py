"""What the office keeps itself: complaints, their allegations and reviews, casework, visits to custody."""

from __future__ import annotations

from typing import Final

import numpy as np

from frankpledge.generate.living.own_areas import SUITES
from frankpledge.generate.living.partners.drawing import (
    Array,
    Integers,
    days_in,
    days_of,
    is_weekend,
    known_by,
    later,
    month_end,
    numbered,
    only,
    picked,
    times_on,
)
from frankpledge.generate.living.partners.levels import COMPLAINT_DAYS
from frankpledge.generate.living.partners.service_shapes import WHOLE_COUNTY
from frankpledge.generate.living.partners.setting import Setting, remembered
from frankpledge.generate.living.partners.spans import Span, joined, spanned
from frankpledge.working_time import bank_holidays

COMPLAINTS_A_MONTH: Final = 86.0
HANDLING: Final = {
    "Outside Schedule 3": 0.57,
    "Schedule 3: not investigated": 0.31,
    "Schedule 3: investigated": 0.09,
    "Referred to the IOPC": 0.03,
}
RESULTS: Final = {
    "Resolved": 0.46,
    "Not resolved": 0.12,
    "Service acceptable": 0.26,
    "Service not acceptable": 0.08,
    "Not able to decide": 0.03,
    "Case to answer": 0.01,
    "No case to answer": 0.02,
    "Withdrawn": 0.02,
}
ALLEGATIONS: Final = {
    "Delivery of duties and service": 0.53,
    "Police powers, policies and procedures": 0.19,
    "Individual behaviours": 0.13,
    "Handling of or damage to property": 0.04,
    "Access and disclosure of information": 0.03,
    "Discriminatory behaviour": 0.03,
    "Use of police vehicles": 0.02,
    "Abuse of position or corruption": 0.01,
    "Other": 0.02,
}
CONDUCT: Final = {
    "Discreditable conduct": 0.42,
    "Abuse of position or corruption": 0.18,
    "Discriminatory behaviour": 0.12,
    "Sexual conduct": 0.10,
    "Access and disclosure of information": 0.18,
}
CONDUCT_FILES_A_MONTH: Final = 8.0
REVIEWED: Final = 0.10
REVIEW_RESULTS: Final = {"Upheld": 0.18, "Not upheld": 0.73, "Not valid": 0.06, "Withdrawn": 0.03}

CASEWORK_A_MONTH: Final = 118.0
ISSUES: Final = {
    "Anti-social behaviour": 0.14,
    "Speeding and parking": 0.13,
    "Crime in the area": 0.09,
    "Police contact and 101": 0.08,
    "Police response or visibility": 0.11,
    "Handling of a case": 0.17,
    "Complaint about police": 0.14,
    "Victim support": 0.02,
    "Fire and rescue": 0.02,
    "Funding and grants": 0.04,
    "Policy or plan": 0.04,
    "Other": 0.02,
}
CONTACTS: Final = {
    "Casework": 0.52,
    "Enquiry": 0.21,
    "Correspondence": 0.13,
    "Complaint contact": 0.08,
    "Invitation": 0.06,
}
CASEWORK_BODIES: Final = {"office": 0.62, "police": 0.34, "fire": 0.04}

VISITS_A_WEEK: Final = 1.15
UNAVAILABLE: Final = {
    "asleep": 0.41,
    "in-interview": 0.27,
    "unfit": 0.14,
    "elsewhere": 0.11,
    "unavailable-otherwise": 0.07,
}
UNACCOUNTED: Final = 0.06
"""The share of visits whose form leaves somebody unaccounted for."""
UNACCOUNTED_REASONS: Final = {
    "Moved or released during the visit": 0.6,
    "Number on the form does not agree with the custody record": 0.3,
    "Form left blank": 0.1,
}


@remembered
def all_complaints(setting: Setting) -> Span:
    """Return the complaints of all months, as they stand on the last day."""
    return spanned(
        joined(_complaints(setting, month) for month in setting.months), "received", setting.months
    )


def _complaints(setting: Setting, month: int) -> dict[str, Array]:
    random = setting.random("complaints", month)
    growth = 1.05 ** ((month - setting.first_month) / 12)
    count = int(random.poisson(COMPLAINTS_A_MONTH * growth * setting.residents / WHOLE_COUNTY))
    received = days_in(random, month, count, 0.3)
    handling = picked(random, count, HANDLING)
    longer = np.select(
        [handling == "Outside Schedule 3", handling == "Schedule 3: not investigated"], [1.0, 2.4], 6.0
    )
    median = COMPLAINT_DAYS.at(setting, month) * longer
    logged = later(received, np.floor(random.gamma(1.2, 2.0, count)), "days")
    contacted = later(received, np.floor(random.gamma(1.6, 3.0, count)), "days")
    finalised = later(received, np.ceil(median * np.exp(0.6 * random.standard_normal(count))), "days")
    finalised = np.maximum(np.maximum(finalised, contacted), logged)
    end = month_end(setting.last_month)
    done = known_by(end, finalised)
    return {
        "complaint": numbered(f"CO{month}-", 1, count),
        "complainant": np.array([f"C{number}" for number in random.integers(0, 9_000, count)], object),
        "received": received,
        "logged": only(known_by(end, logged), logged),
        "contacted": only(known_by(end, contacted) & (random.random(count) < 0.97), contacted),
        "finalised": only(done, finalised),
        "handling": handling,
        "result": only(done, picked(random, count, RESULTS)),
        "body": np.where(random.random(count) < 0.24, "complaints-team", "professional-standards").astype(
            object
        ),
    }


@remembered
def all_allegations(setting: Setting) -> Span:
    """Return the allegations of every complaint, and of conduct files that nobody complained of."""
    parts = [_alleged(setting), *(_conduct(setting, month) for month in setting.months)]
    made = joined(parts)
    made["allegation"] = numbered("AL", 1, len(made["complaint"]))
    return spanned(made, "recorded", setting.months)


def _alleged(setting: Setting) -> dict[str, Array]:
    random = setting.random("complaint-allegations")
    complaints = all_complaints(setting).columns
    of: Integers = np.repeat(
        np.arange(len(complaints["complaint"])), 1 + random.poisson(0.75, len(complaints["complaint"]))
    )
    decided = complaints["finalised"][of]
    recorded = np.where(np.isnat(complaints["logged"]), complaints["received"], complaints["logged"])[of]
    investigated = complaints["handling"][of] == "Schedule 3: investigated"
    return {
        "complaint": complaints["complaint"][of],
        "recorded": recorded,
        "of": np.full(len(of), "Complaint", object),
        "category": picked(random, len(of), ALLEGATIONS),
        "decided": decided,
        "case-to-answer": only(~np.isnat(decided) & investigated, random.random(len(of)) < 0.07),
    }


def _conduct(setting: Setting, month: int) -> dict[str, Array]:
    random = setting.random("conduct-files", month)
    files = int(random.poisson(CONDUCT_FILES_A_MONTH * setting.residents / WHOLE_COUNTY))
    of: Integers = np.repeat(np.arange(files), 1 + random.poisson(0.5, files))
    recorded = days_in(random, month, files, 0.2)[of]
    decided = later(recorded, np.ceil(random.gamma(2.5, 60.0, len(of))), "days")
    done = known_by(month_end(setting.last_month), decided)
    return {
        "complaint": numbered(f"CM{month}-", 1, files)[of],
        "recorded": recorded,
        "of": np.where(random.random(files) < 0.25, "Recordable conduct", "Conduct matter").astype(object)[
            of
        ],
        "category": picked(random, len(of), CONDUCT),
        "decided": only(done, decided),
        "case-to-answer": only(done, random.random(len(of)) < 0.44),
    }


@remembered
def all_reviews(setting: Setting) -> Span:
    """Return the reviews asked for after complaints were finalised."""
    random = setting.random("complaint-reviews")
    complaints, end = all_complaints(setting).columns, month_end(setting.last_month)
    within_schedule = complaints["handling"] != "Outside Schedule 3"
    asked = ~np.isnat(complaints["finalised"]) & (
        random.random(len(within_schedule)) < np.where(within_schedule, 2 * REVIEWED, 0.2 * REVIEWED)
    )
    received = later(
        complaints["finalised"][asked], random.integers(3, 29, int(asked.sum())).astype(np.float64), "days"
    )
    known = known_by(end, received)
    received, number = received[known], complaints["complaint"][asked][known]
    count = len(received)
    finalised = later(received, np.ceil(random.gamma(4.0, 9.0, count)), "days")
    done = known_by(end, finalised)
    result = only(done, picked(random, count, REVIEW_RESULTS))
    made = {
        "review": numbered("RV", 1, count),
        "complaint": number,
        "received": received,
        "finalised": only(done, finalised),
        "result": result,
        "recommendations": only(result == "Upheld", random.poisson(1.1, count).astype(np.float64)),
    }
    return spanned(made, "received", setting.months)


def casework_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return what people wrote or rang about in a month, by issue."""
    random = setting.random("casework", month)
    count = int(random.poisson(CASEWORK_A_MONTH * setting.residents / WHOLE_COUNTY))
    received = days_in(random, month, count, 0.25)
    answered = later(received, np.floor(random.gamma(1.5, 3.0, count)), "days")
    closed = later(answered, np.floor(random.gamma(1.2, 11.0, count)), "days")
    end = month_end(setting.last_month)
    return {
        "case": numbered(f"CW{month}-", 1, count),
        "correspondent": np.array([f"R{number}" for number in random.integers(0, 20_000, count)], object),
        "received": received,
        "kind": picked(random, count, CONTACTS),
        "issue": picked(random, count, ISSUES),
        "body": picked(setting.random("casework-bodies", month), count, CASEWORK_BODIES),
        "answered": only(known_by(end, answered), answered),
        "closed": only(known_by(end, closed), closed),
    }


def custody_visit_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the visits of custody visitors: everybody held was seen, refused, or could not be."""
    random = setting.random("custody-visits", month)
    days = days_of(month)
    suites = SUITES[: max(1, round(len(SUITES) * min(1.0, setting.residents / WHOLE_COUNTY)))]
    each = np.maximum(1, random.poisson(VISITS_A_WEEK * len(days) / 7, len(suites)))
    suite: Integers = np.repeat(np.arange(len(suites)), each)
    count = len(suite)
    day = days[random.integers(0, len(days), count)]
    holidays = np.array(bank_holidays(month // 12), "datetime64[D]")
    kind = np.where(np.isin(day, holidays), "Bank holiday", np.where(is_weekend(day), "Weekend", "Weekday"))
    held = random.poisson(np.array([13.0, 9.0, 7.0])[suite])
    unavailable = random.binomial(held, 0.31)
    available = held - unavailable
    seen = random.binomial(available, 0.93)
    issues = random.poisson(0.6, count)
    waited = np.rint(random.gamma(1.3, 3.0, count))
    more = setting.random("custody-visit-reasons", month)
    reasons = more.multinomial(unavailable, list(UNAVAILABLE.values()))
    unaccounted = more.binomial(1, UNACCOUNTED, count)
    return {
        "suite": np.array(suites, object)[suite],
        "visited": times_on(random, day, _VISITING),
        "kind-of-day": kind.astype(object),
        "visitors": np.full(count, 2.0),
        "held": (held + unaccounted).astype(np.float64),
        "unavailable": unavailable.astype(np.float64),
        "available": available.astype(np.float64),
        "seen": seen.astype(np.float64),
        "refused": (available - seen).astype(np.float64),
        **{name: reasons[:, place].astype(np.float64) for place, name in enumerate(UNAVAILABLE)},
        "unaccounted": unaccounted.astype(np.float64),
        "unaccounted-reason": only(unaccounted > 0, picked(more, count, UNACCOUNTED_REASONS)),
        "issues": issues.astype(np.float64),
        "issues-answered": more.binomial(issues, 0.85).astype(np.float64),
        "minutes-waited": waited,
    }


_VISITING: Final = (0.2,) * 7 + (1, 2, 4, 6, 6, 4, 4, 5, 5, 5, 5, 6, 5, 3, 2, 1, 0.5)
