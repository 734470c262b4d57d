"""What services do in their cases: contacts and support, scores at the start and end, what people say.

All of it hangs on the referrals of the same records, so that no case is without one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from frankpledge.generate.living.partners.drawing import (
    WORKING_DAY,
    Array,
    Integers,
    Random,
    days_in,
    known_by,
    later,
    month_end,
    month_over,
    only,
    picked,
    times_on,
)
from frankpledge.generate.living.partners.referrals import referral_rows
from frankpledge.generate.living.partners.service_shapes import SERVICES, WHOLE_COUNTY, YOUNG_THEMES, Service
from frankpledge.generate.living.partners.setting import Setting, remembered
from frankpledge.generate.living.partners.spans import Span, joined, spanned

ASKED: Final = {
    "voice": ("satisfied-with-service", 0.22, 0.91),
    "sunflower": ("satisfied-with-service", 0.25, 0.94),
    "children": ("satisfied-with-service", 0.30, 0.92),
    "road-harm": ("satisfied-with-service", 0.35, 0.93),
    "ace": ("in-a-better-place", 0.45, 0.86),
}
"""Of each service the question asked at the end, the share that answers, and the share that says yes."""
SESSION_KINDS: Final = {"Detached": 0.62, "School": 0.20, "Group": 0.15, "Event": 0.03}
SESSIONS_A_MONTH: Final = 74
PLACES: Final = tuple(f"park-{number:02}" for number in range(1, 15))


LOOK_BACK: Final = 20
"""Months for which what follows of a referral is told: few cases stay open longer."""


def case_event_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the events of a month, in cases received in it or before."""
    return _of_cohorts(_cohort_events, setting, month)


def assessment_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the scores of a month, in cases received in it or before."""
    return _of_cohorts(_cohort_scores, setting, month)


def answer_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return what people said in a month of a service that had ended."""
    return _of_cohorts(_cohort_answers, setting, month)


def _of_cohorts(made: Callable[[Setting, int], Span], setting: Setting, month: int) -> dict[str, Array]:
    cohorts = range(max(setting.first_month, month - LOOK_BACK), month + 1)
    return joined(made(setting, cohort).rows(month) for cohort in cohorts)


@remembered
def _cohort_events(setting: Setting, cohort: int) -> Span:
    """Return the events of the cases received in a month, by the month in which they happened."""
    parts = [_events(setting, service, cohort) for service in SERVICES]
    return spanned(joined(parts), "at", _on_from(setting, cohort))


@remembered
def _cohort_scores(setting: Setting, cohort: int) -> Span:
    parts = [_scores(setting, service, cohort) for service in SERVICES if service.tool]
    return spanned(joined(parts), "assessed", _on_from(setting, cohort))


@remembered
def _cohort_answers(setting: Setting, cohort: int) -> Span:
    parts = [_answers(setting, service, cohort) for service in SERVICES]
    return spanned(joined(parts), "answered", _on_from(setting, cohort))


def _on_from(setting: Setting, cohort: int) -> range:
    return range(cohort, setting.last_month + 1)


def session_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the sessions of the youth service held in a month."""
    random = setting.random("detached-sessions", month)
    holidays = 0.6 if month % 12 + 1 in (8, 12) else 1.0
    count = int(random.poisson(SESSIONS_A_MONTH * setting.residents / WHOLE_COUNTY * holidays))
    kind = picked(random, count, SESSION_KINDS)
    at_school = kind == "School"
    days = days_in(random, month, count, 0.5)
    started = np.where(at_school, times_on(random, days, _LESSONS), times_on(random, days, _EVENINGS))
    attendees = np.where(
        at_school,
        random.poisson(42, count),
        np.where(kind == "Event", random.poisson(90, count), 1 + random.poisson(11, count)),
    )
    return {
        "service": np.full(count, "youth", object),
        "started": started,
        "ended": later(started, random.choice(np.array([1.0, 1.5, 2.0, 3.0]), count), "hours"),
        "kind": kind,
        "topic": picked(random, count, YOUNG_THEMES),
        "attendees": attendees.astype(np.float64),
        "interactions": np.rint(attendees * random.uniform(1.1, 2.2, count)),
        "workers": 1.0 + random.binomial(3, 0.45, count),
        "place": only(~at_school, picked(random, count, dict.fromkeys(PLACES, 1.0))),
        "where": random.integers(0, len(setting.lsoa), count),
    }


_LESSONS: Final = (0,) * 9 + (2, 2, 2, 1, 2, 2) + (0,) * 9
_EVENINGS: Final = (0,) * 9 + (1, 2, 2, 1, 1, 2, 3, 5, 7, 8, 6, 3) + (0,) * 3


def _cases(setting: Setting, service: Service, cohort: int) -> dict[str, Array]:
    """Return a month's cases of a service in which somebody was supported."""
    columns = referral_rows(setting, service, cohort)
    kept = ~np.isnat(columns["support-started"])
    return {name: values[kept] for name, values in columns.items()}


def _events(setting: Setting, service: Service, cohort: int) -> dict[str, Array]:
    random = setting.random("case-events", service.name, cohort)
    columns = referral_rows(setting, service, cohort)
    reached = ~np.isnat(columns["first-contact"])
    count = int(reached.sum())
    made = {
        **{name: columns[name][reached] for name in ("service", "case", "person")},
        "at": columns["first-contact"][reached],
        "kind": np.full(count, "Contact made", object),
        "hours": np.round(random.gamma(2.0, 0.12, count) + 0.1, 2),
    }
    cases = _cases(setting, service, cohort)
    parts = [made, _support(service, random, cases, month_over(setting.last_month))]
    if service.with_children:
        parts += [_escalated(cases), _called_out(cases)]
    return joined(parts)


def _support(
    service: Service, random: Random, cases: dict[str, Array], end: np.datetime64
) -> dict[str, Array]:
    """Return sessions of support, spread between the start of each case and its close or the last day."""
    each = 1 + random.poisson(service.events_each - 1, len(cases["case"]))
    of: Integers = np.repeat(np.arange(len(each)), each)
    start = cases["support-started"].astype("datetime64[s]")
    close = np.where(np.isnat(cases["closed"]), end, cases["closed"].astype("datetime64[s]"))
    room = np.maximum((close - start).astype(np.int64), 0).astype(np.float64)
    first = np.concatenate([[True], np.diff(of) > 0])[: len(of)]
    along = np.where(first, 0.0, random.random(len(of)))
    kinds = {kind: weight for kind, (weight, _) in service.events.items()}
    kind = picked(random, len(of), kinds)
    mean = np.array([service.events[one][1] for one in kind], np.float64)
    at = later(start[of], room[of] * along, "seconds")
    return {
        **{name: cases[name][of] for name in ("service", "case", "person")},
        "at": np.where(
            first, at, np.maximum(times_on(random, at.astype("datetime64[D]"), WORKING_DAY), start[of])
        ),
        "kind": kind,
        "theme": picked(random, len(of), service.themes),
        "hours": np.round(np.maximum(random.gamma(4.0, mean / 4), 0.1) * 4) / 4 + 0.25,
    }


def _escalated(cases: dict[str, Array]) -> dict[str, Array]:
    kept = cases["closure"] == "Escalated to higher need"
    return {
        **{name: cases[name][kept] for name in ("service", "case", "person")},
        "at": later(cases["closed"][kept].astype("datetime64[s]"), np.full(int(kept.sum()), 11.0), "hours"),
        "kind": np.full(int(kept.sum()), "Escalated", object),
    }


def _called_out(cases: dict[str, Array]) -> dict[str, Array]:
    kept = ~np.isnat(cases["called-out"])
    return {
        **{name: cases[name][kept] for name in ("service", "case", "person")},
        "at": cases["called-out"][kept],
        "kind": np.full(int(kept.sum()), "Police call-out after support", object),
    }


def _scores(setting: Setting, service: Service, cohort: int) -> dict[str, Array]:
    """Return scores at the start, in the middle and at the end; not every case has all of them."""
    random = setting.random("assessments", service.name, cohort)
    cases = _cases(setting, service, cohort)
    count = len(cases["case"])
    top = 10 if "Star" in service.tool else 5
    started = cases["support-started"].astype("datetime64[D]")
    closed = cases["closed"]
    ended = ~np.isnat(closed)
    at_start = random.random(count) < 0.93
    at_end = ended & (random.random(count) < 0.68)
    in_middle = ended & (random.random(count) < (0.4 if top == 10 else 0.0))
    middle = started + (np.where(ended, closed - started, np.timedelta64(0, "D")) / 2).astype(
        "timedelta64[D]"
    )
    parts = []
    for point in service.points:
        first = random.integers(1, top // 2 + 2, count).astype(np.float64)
        moved = random.random(count)
        change = np.where(moved < service.improved, random.integers(1, top // 2, count), 0) - (moved > 0.93)
        last = np.clip(first + change, 0, top)
        for stage, day, score, kept in (
            ("Start", started, first, at_start),
            ("Middle", middle, np.floor((first + last) / 2), in_middle),
            ("End", closed, last, at_end),
        ):
            size = int(kept.sum())
            parts.append(
                {
                    **{name: cases[name][kept] for name in ("service", "case", "person")},
                    "assessed": day[kept],
                    "tool": np.full(size, service.tool, object),
                    "point": np.full(size, point, object),
                    "stage": np.full(size, stage, object),
                    "score": score[kept],
                    "scale-maximum": np.full(size, float(top)),
                    "higher-is-better": np.ones(size, bool),
                }
            )
    return joined(parts)


def _answers(setting: Setting, service: Service, cohort: int) -> dict[str, Array]:
    random = setting.random("service-answers", service.name, cohort)
    cases = _cases(setting, service, cohort)
    question, answering, positive = ASKED.get(service.name, ("", 0.0, 0.0))
    count = len(cases["case"])
    answered = later(cases["closed"], random.integers(0, 21, count).astype(np.float64), "days")
    kept = ~np.isnat(cases["closed"]) & (random.random(count) < answering)
    kept &= known_by(month_end(setting.last_month), answered)
    size = int(kept.sum())
    return {
        **{name: cases[name][kept] for name in ("service", "person")},
        "answered": answered[kept],
        "question": np.full(size, question, object),
        "positive": random.random(size) < positive,
    }
