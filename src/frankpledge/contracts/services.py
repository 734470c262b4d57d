"""Services that help people: referrals and what follows, assessments, sessions.

One shape serves every service (victims, road harm, children, restorative justice, independent advisers,
early intervention, youth): which one a row is of stands in `service`, a word the office declares.
"""

from __future__ import annotations

from frankpledge.contracts.across import KeyIn
from frankpledge.contracts.columns import (
    AUTHORITY,
    FORCE,
    LSOA,
    MONTH,
    WARD,
    amount,
    count,
    day,
    flag,
    moment,
    named,
    person,
    reference,
    term,
)
from frankpledge.contracts.governance import SENSITIVE, Grain
from frankpledge.contracts.people import ABOUT_PERSON, RISK
from frankpledge.contracts.rules import AtMost, Before, OneOf, OnlyWhen, RequiredWhen
from frankpledge.contracts.senders import PROVIDER
from frankpledge.contracts.tables import PersonalData
from frankpledge.contracts.vocabularies import words

REFERRAL_SOURCES = words(
    "referral-source",
    "Police",
    "Self",
    "School",
    "Local authority",
    "Health",
    "Voluntary sector",
    "Court or probation",
    "Family or friend",
    "Other service of the office",
    "Other",
)
HARM_KINDS = words(
    "harm-kind",
    "Domestic abuse",
    "Sexual offence",
    "Violence",
    "Stalking and harassment",
    "Hate crime",
    "Burglary",
    "Robbery and theft",
    "Fraud",
    "Anti-social behaviour",
    "Road harm",
    "Child abuse or exploitation",
    "Homicide",
    "Adverse childhood experiences",
    "Not in education, employment or training",
    "Other",
)
NEW_OR_REPEAT = words("new-or-repeat", "New", "Repeat", "Unknown")
DISPOSITIONS = words(
    "disposition",
    "Not accepted",
    "Advised",
    "Directly supported",
    "Referred on",
    "Escalated to higher need",
)
CLOSURES = words(
    "closure",
    "All needs met",
    "Some needs met",
    "No needs met",
    "Disengaged",
    "Moved away",
    "Referred on",
    "Escalated to higher need",
    "Other",
)
FINAL_REVIEWS = words("final-review", "Improved", "Same", "Worse")
EVENT_KINDS = words(
    "case-event-kind",
    "Contact attempted",
    "Contact made",
    "Offer accepted",
    "Offer declined",
    "Practical support",
    "Emotional support",
    "Counselling",
    "Group work",
    "One-to-one work",
    "Restorative meeting",
    "Referred on",
    "Escalated",
    "Police call-out after support",
    "Review",
    "Other",
)
THEMES = words(
    "support-theme",
    "Emotional wellbeing",
    "Family and relationships",
    "Safety",
    "Exploitation",
    "Knife crime",
    "Drugs and alcohol",
    "Education and work",
    "Health",
    "Housing and money",
    "Justice process",
    "Anti-social behaviour",
    "Online safety",
    "Other",
)
TOOLS = words("assessment-tool", "Outcome Star", "Youth Star", "Closing assessment", "Other tool")
POINTS = words(
    "assessment-point",
    "Better able to cope",
    "Health and wellbeing",
    "Physical health",
    "Emotional health",
    "Self-esteem",
    "Feeling safe",
    "Family and relationships",
    "Friends and community",
    "Education and work",
    "Making a difference",
    "Hopes and dreams",
    "Choices and behaviour",
    "Confidence",
    "Housing and money",
    "Justice process",
    "Other point",
)
STAGES = words("assessment-stage", "Start", "Middle", "End", "Follow-up")
SESSION_KINDS = words("session-kind", "Detached", "School", "Group", "Event")

SERVICE = named(
    "service", "Service, as the office declares it.", required=True, area_type="service", example="voice"
)
CASE = reference("case", "services/case", "Provider's number of the case.", required=True, within="service")

REFERRALS = PROVIDER.table(
    "referrals",
    "Referrals to services",
    "One row per referral, by the time it was received, with the steps that every service has. The clock of "
    "first contact starts at `received`; whether an attempt stops it is for the measure to say. Traps: an "
    "invalid referral (no consent, wrong area, double) is in no share; a family is one referral with "
    "several children; cases of one quarter close in others, so a to-date and an in-quarter base are never "
    "mixed.",
    Grain.CASE,
    (
        FORCE,
        MONTH,
        SERVICE,
        CASE,
        person("person", "services", "Provider's number of the person.", required=True, within="service"),
        moment("received", "When the referral was received.", required=True),
        flag("valid", "Valid: right service, consent, no double.", required=True, example="yes"),
        term("source", REFERRAL_SOURCES, "Who referred.", required=True),
        term("harm", HARM_KINDS, "Main harm or need.", personal=PersonalData.SPECIAL),
        flag("domestic-abuse", "Domestic abuse is part of it.", personal=PersonalData.SPECIAL),
        term("risk", RISK, "Risk level.", personal=PersonalData.PERSONAL),
        term("new-or-repeat", NEW_OR_REPEAT, "Whether known to the service from the last 12 months."),
        flag("accepted-by-service", "The service accepted the referral."),
        moment("first-attempt", "First attempt at contact."),
        moment("first-contact", "First successful contact."),
        moment("support-accepted", "When support was accepted."),
        moment("support-declined", "When support was declined.", example=""),
        moment("support-started", "When direct support began."),
        term("disposition", DISPOSITIONS, "What was done.", example="Directly supported"),
        day("closed", "Day it was closed; empty while open.", example="2024-08-30"),
        term("closure", CLOSURES, "How it ended."),
        count("children", "Children in it."),
        flag("school-need", "Not in education, employment or training, or at risk of it."),
        term("final-review", FINAL_REVIEWS, "How things stood at the final review, against the start."),
        flag(
            "police-again",
            "Police were called to the family again in the six months after support ended; empty until then.",
            example="",
        ),
        *ABOUT_PERSON,
        AUTHORITY,
        LSOA,
    ),
    sent_by="service",
    month_from="received",
    identity=("case", "service"),
    rules=(
        Before("received", "first-attempt"),
        Before("first-attempt", "first-contact"),
        Before("received", "first-contact"),
        Before("first-contact", "support-accepted"),
        Before("received", "support-accepted"),
        Before("received", "support-declined"),
        Before("support-accepted", "support-started"),
        Before("received", "closed"),
        OnlyWhen("support-started", "valid", ("true",)),
        RequiredWhen("closed", "closure", CLOSURES.slugs),
    ),
    retention=SENSITIVE,
)

CASE_EVENTS = PROVIDER.table(
    "case-events",
    "What services do in their cases",
    "One row per contact, session or other event of a case, with the hours it took. Traps: contacts, "
    "individuals and attendances are three counts; hours of a group are the worker's, not the sum over "
    "those present.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        SERVICE,
        CASE,
        person("person", "services", "Provider's number of the person.", required=True, within="service"),
        moment("at", "When.", required=True),
        term("kind", EVENT_KINDS, "What happened.", required=True),
        term("theme", THEMES, "What it was about.", personal=PersonalData.SPECIAL),
        amount("hours", "Hours of the worker.", example="1.5"),
    ),
    sent_by="service",
    month_from="at",
    across=(KeyIn(("case",), "referrals"),),
    retention=SENSITIVE,
)

ASSESSMENTS = PROVIDER.table(
    "assessments",
    "Assessments and Star scores",
    "One row per point scored at one sitting. Improvement is of those with a start and an end on the same "
    "point; how many of all closed cases they are is told with it. Traps: scales differ by tool and some "
    "run downwards, which `higher-is-better` says; a score left out is no zero.",
    Grain.PERSON_EVENT,
    (
        FORCE,
        MONTH,
        SERVICE,
        CASE,
        person("person", "services", "Provider's number of the person.", required=True, within="service"),
        day("assessed", "Day of the assessment.", required=True),
        term("tool", TOOLS, "Which tool.", required=True),
        term("point", POINTS, "Which point of it.", required=True),
        term("stage", STAGES, "When in the case.", required=True),
        amount("score", "The score.", required=True, example="3"),
        amount("scale-maximum", "Highest score of the scale.", required=True, example="5"),
        flag("higher-is-better", "A higher score is better.", required=True),
    ),
    sent_by="service",
    month_from="assessed",
    identity=("case", "service", "assessed", "tool", "point", "stage"),
    rules=(AtMost("score", "scale-maximum"),),
    across=(KeyIn(("case",), "referrals"),),
    retention=SENSITIVE,
)

SESSIONS = PROVIDER.table(
    "detached-sessions",
    "Sessions of youth and other work",
    "One row per session that was held, with how many came: nobody is named. Traps: interactions count a "
    "young person once for each talk; attendees are heads; the two are never added.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        SERVICE,
        moment("started", "When it began.", required=True),
        moment("ended", "When it ended."),
        term("kind", SESSION_KINDS, "Kind of session.", required=True),
        term("topic", THEMES, "Main topic."),
        count("attendees", "Young people there.", example="12"),
        count("interactions", "Talks held.", example="20"),
        count("workers", "Workers there.", minimum=1, example="2"),
        named("place", "Place, as the service calls it; never an address.", example="queens-park"),
        WARD,
        LSOA,
    ),
    sent_by="service",
    month_from="started",
    rules=(Before("started", "ended"),),
    retention=SENSITIVE,
)

ANSWERS = PROVIDER.table(
    "service-answers",
    "What people say of a service",
    "One row per question answered about a service, by those who were supported. Traps: a question left out "
    "is no 'no'; the share is of those who answered, and how many were asked is told with it.",
    Grain.PERSON_EVENT,
    (
        FORCE,
        MONTH,
        SERVICE,
        person("person", "services", "Provider's number of the person.", within="service"),
        day("answered", "Day of the answer.", required=True),
        named("question", "Question, as the office declares it.", required=True, example="in-a-better-place"),
        flag("positive", "The answer counts as positive."),
        amount("score", "The answer as a score.", example=""),
    ),
    sent_by="service",
    month_from="answered",
    rules=(OneOf(("positive", "score")),),
    retention=SENSITIVE,
)

TABLES = (REFERRALS, CASE_EVENTS, ASSESSMENTS, SESSIONS, ANSWERS)
