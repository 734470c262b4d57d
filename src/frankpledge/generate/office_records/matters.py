"""What the boards took up: matters of assurance, exceptional figures and questions, and the actions set."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping
from datetime import date, timedelta

from frankpledge.generate.office_records.meetings import (
    AUDIT,
    FIRE,
    FIRE_BOARD,
    MINUTED_AFTER,
    PANEL,
    POLICE,
    POLICE_BOARD,
    Boards,
    Meeting,
    series_of,
    topics_at,
)
from frankpledge.generate.office_records.script import (
    ANALYST,
    RESPONDENT,
    SECRETARY,
    TEAM,
    Exceptional,
    Ref,
    Script,
    after,
    before,
)
from frankpledge.generate.office_records.topics import Topic
from frankpledge.generate.office_records.words import rows_of


def boards(script: Script) -> Boards:
    """Write a year of boards behind today, and the year that is planned."""
    meetings = {board: series_of(script, board, days) for board, days in script.setting.meetings.items()}
    schedule = _schedule(script)
    considered = [
        *_matters(script, meetings[POLICE_BOARD], POLICE, "police", schedule),
        *_matters(script, meetings[FIRE_BOARD], FIRE, "fire", schedule),
    ]
    _of_the_office(script, meetings)
    for body, board in (("police", POLICE_BOARD), ("fire", FIRE_BOARD)):
        found = [one for one in script.setting.found if one.body == body]
        _of_figures(script, found, meetings[board])
    _other_ways(script, meetings[POLICE_BOARD])
    return Boards(meetings, tuple(considered))


def _schedule(script: Script) -> dict[str, Ref]:
    day = script.setting.today
    made = {}
    for topics, body, board in ((POLICE, "police", POLICE_BOARD), (FIRE, "fire", FIRE_BOARD)):
        for place, one in enumerate(topics):
            values = {
                "title": one.title,
                "body": body,
                "board": board,
                "every": one.every,
                "first-due": script.setting.day(-340 + 9 * place),
                "questions": one.question,
                "lead": one.owner,
                **script.setting.measure(one.measure),
            }
            made[one.title] = script.make("assurance", before(day, 420), SECRETARY, values)
    for place, row in enumerate(rows_of("office-topics")):
        board = row["board"]
        values = {
            "title": row["title"],
            "body": "office",
            "board": board,
            "every": row["every"],
            "first-due": script.setting.day(-330 + 15 * place),
            "lead": "Chief executive",
        }
        ref = script.make("assurance", before(day, 420), SECRETARY, values)
        held = [one for one in script.setting.meetings[board] if one < day]
        if held:
            script.move(ref, max(held), SECRETARY, "consider", last_considered=max(held), level=row["level"])
    return made


def _matters(
    script: Script,
    meetings: tuple[Meeting, ...],
    topics: tuple[Topic, ...],
    body: str,
    schedule: Mapping[str, Ref],
) -> list[tuple[date, Ref]]:
    """Write the matters of assurance that each board took up, with what came of them."""
    chance = script.setting.chance(f"matters {body}")
    earlier: dict[str, Ref] = {}
    found = []
    for place, meeting in enumerate(meetings):
        for one in topics_at(topics, place):
            ref = _matter(script, meeting, one, body, schedule[one.title], earlier.get(one.title))
            late = 5 if chance.random() < 0.12 else 0
            script.move(ref, before(meeting.day, 12 - late), RESPONDENT, "answer", response=one.answer)
            script.move(
                ref, meeting.day, SECRETARY, "consider", discussion=one.made_of_it, assurance=one.level
            )
            script.move(ref, after(meeting.day, MINUTED_AFTER), SECRETARY, "publish")
            if meeting.day < script.setting.today:
                earlier[one.title] = ref
                found.append((meeting.day, ref))
                if place % 3 != 2 or body == "fire":
                    _action(script, meeting, ref, one, body, chance)
    return found


def _matter(
    script: Script, meeting: Meeting, one: Topic, body: str, schedule: Ref, earlier: Ref | None
) -> Ref:
    values = {
        "title": one.title,
        "body": body,
        "raised": before(meeting.day, 43),
        "raised-by": "assurance",
        "schedule": schedule,
        "continues": earlier,
        "why": "A matter of assurance that falls due.",
        "questions": [{"question": one.question, "form": "written"}],
        **script.setting.measure(one.measure),
    }
    ref = script.make("matters", before(meeting.day, 43), SECRETARY, values)
    script.move(ref, before(meeting.day, 36), SECRETARY, "agree", meeting=meeting.ref)
    script.move(ref, before(meeting.day, 29), SECRETARY, "ask", respond_by=before(meeting.day, 10))
    return ref


def _action(
    script: Script, meeting: Meeting, matter: Ref, one: Topic, body: str, chance: random.Random
) -> None:
    """Write what a board asked to be done: mostly done in time, some late, a few overdue today."""
    today = script.setting.today
    due = after(meeting.day, chance.choice((42, 56, 84)))
    values = {
        "action": one.action,
        "body": body,
        "matter": matter,
        "meeting": meeting.ref,
        "owner": one.owner,
        "set-on": meeting.day,
        "due": due,
    }
    ref = script.make("actions", meeting.day, SECRETARY, values)
    fate = chance.random()
    if fate < 0.15 and due < today - timedelta(days=30):
        later = after(due, 45)
        why = "The board agreed to a later date: figures from a supplier are awaited."
        script.move(ref, before(due, 7), SECRETARY, "extend", why, due=later)
        due = later
    if 0.15 <= fate < 0.45 and due > today - timedelta(days=75):
        script.amend(
            ref,
            before(due, 20),
            TEAM,
            "Progress as reported.",
            progress="Under way; the owner expects to be late.",
        )
        return
    if due <= today:
        done = before(due, chance.randrange(1, 14)) if fate < 0.8 else after(due, chance.randrange(5, 30))
        said = f"{one.action}: done, and reported to the board in writing."
        script.move(ref, done, RESPONDENT, "report", evidence=said)
        if fate > 0.93:
            why = "The report does not show figures by team; to be completed."
            script.move(ref, after(done, 3), SECRETARY, "return", why)
        else:
            script.move(ref, after(done, 12), SECRETARY, "close")


_ASKED_OF_THE_OFFICE = {
    PANEL: (
        ("Send the panel a note on how grants are monitored", "Head of commissioning"),
        ("Add the age of open complaints to the quarterly report", "Complaints manager"),
        ("Publish the calendar of boards for the coming year", "Board secretary"),
    ),
    AUDIT: (
        ("Bring the treasury strategy back with a sensitivity table", "Chief finance officer"),
        ("Show on the risk register what each control costs", "Chief executive"),
        ("Report audit recommendations that are open for more than a year", "Head of internal audit"),
    ),
}
"""What the panel and the audit committee ask the office to do, and who does it."""


def _of_the_office(script: Script, meetings: Mapping[str, tuple[Meeting, ...]]) -> None:
    """Write what the panel and the audit committee asked of the office itself."""
    for board, asked in _ASKED_OF_THE_OFFICE.items():
        wanted = itertools.cycle(asked)
        for meeting in meetings[board]:
            what, owner = next(wanted)
            due = after(meeting.day, 60)
            values = {
                "action": what,
                "body": "office",
                "meeting": meeting.ref,
                "owner": owner,
                "set-on": meeting.day,
                "due": due,
            }
            ref = script.make("actions", meeting.day, SECRETARY, values)
            script.move(
                ref, before(due, 8), TEAM, "report", evidence="Done, and told to the members by letter."
            )
            script.move(ref, after(due, 2), SECRETARY, "close")


def _of_figures(script: Script, found: list[Exceptional], meetings: tuple[Meeting, ...]) -> None:
    """Write matters raised by figures out of the ordinary: some at the last board, some for the next."""
    today = script.setting.today
    held = [one for one in meetings if one.day < today]
    coming = [one for one in meetings if one.day >= today]
    if not held or not coming:
        return
    for place, one in enumerate(found[:5]):
        last = place % 2 == 0
        meeting = held[-1] if last else coming[0]
        raised = before(meeting.day, 41)
        values = {
            "title": one.title,
            "body": one.body,
            "raised": raised,
            "raised-by": "finding",
            "source": f"finding:{one.key}",
            "figure": {"key": one.key, "build": one.build},
            "measure": one.measure,
            "why": one.sentence,
            "questions": [{"question": _asked(one), "form": "figures"}],
        }
        ref = script.make("matters", raised, ANALYST, values)
        script.move(ref, after(raised, 3), SECRETARY, "agree", meeting=meeting.ref)
        script.move(ref, before(meeting.day, 29), SECRETARY, "ask", respond_by=before(meeting.day, 10))
        script.move(ref, before(meeting.day, 11), RESPONDENT, "answer", response=_answered(one))
        level = "substantial" if one.better else "partial"
        script.move(ref, meeting.day, SECRETARY, "consider", discussion=_made_of(one), assurance=level)
        script.move(ref, after(meeting.day, MINUTED_AFTER), SECRETARY, "publish")
        if last and not one.better:
            due = after(meeting.day, 70)
            values = {
                "action": f"Say what will change so that “{one.title}” comes back into its expected range",
                "body": one.body,
                "matter": ref,
                "meeting": meeting.ref,
                "owner": "Deputy chief fire officer" if one.body == "fire" else "Deputy chief constable",
                "set-on": meeting.day,
                "due": due,
                "reports-to": coming[0].ref,
            }
            script.make("actions", meeting.day, SECRETARY, values)


def _asked(one: Exceptional) -> str:
    if one.better:
        return "What was done that explains the better figure, and will it last?"
    return "What explains the figure, who is affected, and what is being done?"


def _answered(one: Exceptional) -> str:
    if one.better:
        return (
            "Rosters and supervision were changed in the same quarter. The change stays and is in the budget."
        )
    return "Vacancies and a change of system explain most of it. Both are dealt with now."


def _made_of(one: Exceptional) -> str:
    if one.better:
        return "The board thanked the teams, and asked to be told if the figure falls back."
    return "The board accepted the explanation in part. It looks again when the next quarter is known."


def _other_ways(script: Script, meetings: tuple[Meeting, ...]) -> None:
    """Write matters that came from elsewhere: a question of the public, and one that was not taken up."""
    coming = [one for one in meetings if one.day >= script.setting.today]
    day = script.setting.day
    if not coming:
        return
    values = {
        "title": "Speeding on the Thornmoor road",
        "body": "police",
        "raised": day(-20),
        "raised-by": "question",
        "why": "A parish council asked how often the speed camera van stands there.",
        "questions": [
            {
                "question": "On how many days did the van stand at Thornmoor in the past year?",
                "form": "figures",
            },
            {"question": "How are places for it chosen?", "form": "oral"},
        ],
    }
    ref = script.make("matters", day(-20), TEAM, values)
    script.move(ref, day(-13), SECRETARY, "agree", meeting=coming[0].ref)
    values = {
        "title": "Parking outside the Saltmere schools",
        "body": "police",
        "raised": day(-34),
        "raised-by": "question",
        "why": "A resident asked for tickets to be given.",
    }
    ref = script.make("matters", day(-34), TEAM, values)
    script.move(
        ref,
        day(-30),
        SECRETARY,
        "decline",
        "Parking is the council's to enforce; the question was passed on.",
    )
    values = {
        "title": "Follow-up of the inspection: investigating crime",
        "body": "police",
        "raised": day(-6),
        "raised-by": "inspection",
        "why": "The inspectorate asked for progress on supervision of investigations.",
    }
    script.make("matters", day(-6), ANALYST, values)
