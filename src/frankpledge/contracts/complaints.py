"""The office's own cases: complaints, allegations and reviews, casework, visits to custody."""

from __future__ import annotations

from frankpledge.contracts.across import KeyIn
from frankpledge.contracts.columns import (
    FORCE,
    MONTH,
    count,
    day,
    flag,
    moment,
    named,
    person,
    reference,
    term,
)
from frankpledge.contracts.governance import CONTRACTED, Grain, Owner
from frankpledge.contracts.people import VISIT_DAY
from frankpledge.contracts.rules import Adds, AtMost, Before, RequiredWhen
from frankpledge.contracts.senders import OFFICE
from frankpledge.contracts.tables import PersonalData
from frankpledge.contracts.vocabularies import words

HANDLED = words(
    "complaint-handling",
    "Outside Schedule 3",
    "Schedule 3: not investigated",
    "Schedule 3: investigated",
    "Referred to the IOPC",
    source="IOPC statutory guidance on the police complaints system",
)
COMPLAINT_RESULTS = words(
    "complaint-result",
    "Resolved",
    "Not resolved",
    "Service acceptable",
    "Service not acceptable",
    "Not able to decide",
    "Case to answer",
    "No case to answer",
    "Withdrawn",
    source="IOPC guidance on capturing data about complaints, in plain words",
)
ALLEGATIONS = words(
    "allegation-category",
    "Delivery of duties and service",
    "Police powers, policies and procedures",
    "Handling of or damage to property",
    "Access and disclosure of information",
    "Use of police vehicles",
    "Discriminatory behaviour",
    "Abuse of position or corruption",
    "Individual behaviours",
    "Sexual conduct",
    "Discreditable conduct",
    "Other",
    source="IOPC national complaint categories A to L",
)
ALLEGED_IN = words("allegation-of", "Complaint", "Conduct matter", "Recordable conduct")
REVIEW_RESULTS = words("review-result", "Upheld", "Not upheld", "Not valid", "Withdrawn")
ISSUES = words(
    "casework-issue",
    "Anti-social behaviour",
    "Speeding and parking",
    "Crime in the area",
    "Police contact and 101",
    "Police response or visibility",
    "Handling of a case",
    "Complaint about police",
    "Victim support",
    "Fire and rescue",
    "Funding and grants",
    "Policy or plan",
    "Other",
)
UNACCOUNTED_REASONS = words(
    "detainees-unaccounted-reason",
    "Moved or released during the visit",
    "Number on the form does not agree with the custody record",
    "Form left blank",
    "Other",
)
CONTACT_KINDS = words(
    "casework-kind", "Casework", "Enquiry", "Invitation", "Correspondence", "Complaint contact"
)

COMPLAINANT = person("complainant", "office", "Complainant's number.")
COMPLAINTS = OFFICE.table(
    "complaints",
    "Complaints",
    "One row per complaint, by the day it was received. Working days leave out bank holidays. Traps: days "
    "to finalise are of finalised ones, so a quick close of new ones hides old ones; how a complaint is "
    "handled can change, and the last handling stands.",
    Grain.CASE,
    (
        FORCE,
        MONTH,
        reference("complaint", "office/complaint", "Number of the complaint.", required=True),
        COMPLAINANT,
        day("received", "Day it was received.", required=True),
        day("logged", "Day it was logged."),
        day("contacted", "Day the complainant was first contacted."),
        day("finalised", "Day it was finalised; empty while it is open."),
        term("handling", HANDLED, "How it is handled; empty until it is logged."),
        term("result", COMPLAINT_RESULTS, "What came of it.", personal=PersonalData.PERSONAL),
        named("body", "Body that handles it.", example="professional-standards"),
    ),
    month_from="received",
    identity=("complaint",),
    rules=(
        Before("received", "logged"),
        Before("received", "contacted"),
        Before("received", "finalised"),
        RequiredWhen("finalised", "result", COMPLAINT_RESULTS.slugs),
    ),
)

ALLEGATION_ROWS = OFFICE.table(
    "complaint-allegations",
    "Allegations",
    "One row per allegation in a complaint or conduct file. Trap: one complaint has several, so shares by "
    "category are of allegations.",
    Grain.CASE,
    (
        FORCE,
        MONTH,
        reference("complaint", "office/complaint", "Complaint or file it is in.", required=True),
        reference("allegation", "office/allegation", "Number of the allegation.", required=True),
        day("recorded", "Day it was recorded.", required=True),
        term("of", ALLEGED_IN, "What it is part of.", required=True),
        term("category", ALLEGATIONS, "Category.", required=True, personal=PersonalData.OFFENCE),
        day("decided", "Day it was decided."),
        flag("case-to-answer", "There is a case to answer.", personal=PersonalData.OFFENCE),
    ),
    month_from="recorded",
    identity=("allegation",),
    rules=(Before("recorded", "decided"),),
)

REVIEWS = OFFICE.table(
    "complaint-reviews",
    "Reviews of complaints",
    "One row per review the office was asked for, by the day it was received.",
    Grain.CASE,
    (
        FORCE,
        MONTH,
        reference("review", "office/review", "Number of the review.", required=True),
        reference("complaint", "office/complaint", "Complaint it is of."),
        day("received", "Day it was received.", required=True),
        day("finalised", "Day it was finalised; empty while it is open."),
        term("result", REVIEW_RESULTS, "What came of it."),
        count("recommendations", "Recommendations made."),
    ),
    month_from="received",
    identity=("review",),
    rules=(Before("received", "finalised"), RequiredWhen("finalised", "result", REVIEW_RESULTS.slugs)),
    across=(KeyIn(("complaint",), "complaints"),),
)

CASEWORK = OFFICE.table(
    "casework",
    "Casework and correspondence",
    "One row per case or contact, by the day it was received; what was written stays in the office's mail. "
    "Trap: invitations are counted apart, and whether they are in the total is said.",
    Grain.CASE,
    (
        FORCE,
        MONTH,
        reference("case", "office/case", "Number of the case.", required=True),
        person("correspondent", "office", "Number of the person."),
        day("received", "Day it was received.", required=True),
        term("kind", CONTACT_KINDS, "Kind.", required=True),
        term("issue", ISSUES, "Main issue.", required=True),
        named("body", "Body that handles it.", example="office"),
        day("answered", "Day of the first answer."),
        day("closed", "Day it was closed; empty while it is open."),
    ),
    month_from="received",
    identity=("case",),
    rules=(Before("received", "answered"), Before("answered", "closed"), Before("received", "closed")),
)

VISITS = OFFICE.table(
    "custody-visits",
    "Visits of independent custody visitors",
    "One row per visit to a custody suite: who was held, could be seen, and was. Traps: those asleep, in "
    "interview or unfit are held and not available; 'seen' is of those available; detainees whom a form "
    "does not account for are held, and neither available nor not.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        named("suite", "Custody suite.", required=True, area_type="suite", example="luton"),
        moment("visited", "When it began.", required=True),
        term("kind-of-day", VISIT_DAY, "Weekday, weekend or bank holiday.", required=True),
        count("visitors", "Visitors.", required=True, minimum=1, example="2"),
        count("held", "Detainees held.", required=True, example="10"),
        count("unavailable", "Of them not available.", required=True, example="3"),
        count("available", "Of them available.", required=True, example="7"),
        count("seen", "Of these seen.", required=True, example="6"),
        count("refused", "Of these who did not want to be seen.", required=True, example="1"),
        count("asleep", "Of those not available, asleep.", example="1"),
        count("in-interview", "Of those not available, in interview or with a solicitor.", example="1"),
        count("unfit", "Of those not available, unfit or not safe to be seen.", example="0"),
        count("elsewhere", "Of those not available, at court, in hospital or elsewhere.", example="1"),
        count("unavailable-otherwise", "Of those not available, for another reason.", example="0"),
        count("unaccounted", "Held and not accounted for.", example="0"),
        term("unaccounted-reason", UNACCOUNTED_REASONS, "Why some are not accounted for.", example=""),
        count("issues", "Issues raised.", example="1"),
        count("issues-answered", "Of these answered by the force.", example="1"),
        count("minutes-waited", "Minutes the visitors waited to be let in.", example="4"),
    ),
    month_from="visited",
    rules=(
        Adds("held", ("available", "unavailable"), where_given=("unaccounted",)),
        Adds("available", ("seen", "refused")),
        Adds("unavailable", ("asleep", "in-interview", "unfit", "elsewhere", "unavailable-otherwise")),
        AtMost("seen", "available"),
        AtMost("issues-answered", "issues"),
    ),
    owner=Owner.CUSTODY_VISITING,
    retention=CONTRACTED,
)

TABLES = (COMPLAINTS, ALLEGATION_ROWS, REVIEWS, CASEWORK, VISITS)
