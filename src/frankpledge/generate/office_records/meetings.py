"""Meetings of the fictional boards: fixed in good time, prepared, held and minuted."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from frankpledge.generate.office_records.script import (
    SECRETARY,
    Ref,
    Script,
    after,
    before,
    moment,
)
from frankpledge.generate.office_records.topics import Topic, topics_of

POLICE_BOARD, FIRE_BOARD = "accountability-board-police", "accountability-board-fire"
PANEL, AUDIT = "panel", "audit-committee"
POLICE, FIRE = topics_of("police"), topics_of("fire")
_NO_FILE = "The papers are in the agenda itself: this office is fictional and has no files."
_PLACES = {
    POLICE_BOARD: ((10, 0), "Committee room 1, County Hall, Alderbeck"),
    FIRE_BOARD: ((14, 0), "Fire headquarters, Saltmere"),
    PANEL: ((10, 30), "Council chamber, County Hall, Alderbeck"),
    AUDIT: ((9, 30), "Committee room 2, County Hall, Alderbeck"),
}
_CHAIRS = {
    POLICE_BOARD: "Commissioner",
    FIRE_BOARD: "Commissioner",
    PANEL: "Chair of the panel",
    AUDIT: "Chair of the committee",
}
_MEMBERS = {
    POLICE_BOARD: (
        "Commissioner",
        "Chief executive",
        "Chief constable",
        "Deputy chief constable",
        "Chief finance officer",
    ),
    FIRE_BOARD: ("Commissioner", "Chief executive", "Chief fire officer", "Deputy chief fire officer"),
    PANEL: (
        "Chair of the panel",
        "Vice-chair of the panel",
        "Commissioner",
        "Chief executive",
        "Independent member",
    ),
    AUDIT: (
        "Chair of the committee",
        "Independent member",
        "Chief finance officer",
        "Head of internal audit",
    ),
}
MINUTED_AFTER = 17
"""Days of the calendar after which minutes are published, as a rule: within 20 working days."""


@dataclass(frozen=True)
class Meeting:
    """A meeting of the script: its board, the day it was held or is to be held on, and what names it."""

    board: str
    day: date
    ref: Ref


@dataclass(frozen=True)
class Boards:
    """What other parts of the script link to: meetings by board in order, and the matters considered."""

    meetings: Mapping[str, tuple[Meeting, ...]]
    considered: tuple[tuple[date, Ref], ...]

    def matter_before(self, day: date) -> Ref | None:
        """Return the matter that a board considered last before a day; None where there was none."""
        held = [one for one in self.considered if one[0] < day]
        return max(held, key=lambda one: one[0])[1] if held else None


def series_of(script: Script, board: str, days: Sequence[date]) -> tuple[Meeting, ...]:
    """Write the meetings of a board: proposed in good time, fixed, prepared, held and minuted."""
    chance = script.setting.chance(f"meetings {board}")
    begins, place = _PLACES[board]
    own = board in (POLICE_BOARD, FIRE_BOARD)
    made = []
    # Figures out of the ordinary are taken up by the last board that was held, and by the next.
    near = {max((one for one in days if one < script.setting.today), default=None)}
    near |= {min((one for one in days if one >= script.setting.today), default=None)}
    for place_in_series, day in enumerate(days):
        moved = board == POLICE_BOARD and place_in_series == 3
        first = day - timedelta(days=7) if moved else day
        values = {
            "board": board,
            "day": first,
            "begins": moment(first, *begins),
            "place": place,
            "chair": _CHAIRS[board],
        }
        ref = script.make("meetings", before(day, 300), SECRETARY, values)
        made.append(Meeting(board, day, ref))
        script.move(ref, before(day, 120), SECRETARY, "fix")
        if moved:
            why = "The chief constable is at a hearing on the first day."
            script.move(ref, before(day, 60), SECRETARY, "shift", why, day=day, begins=moment(day, *begins))
        if own:
            script.move(ref, before(day, 36), SECRETARY, "set-agenda")
            script.move(ref, before(day, 29), SECRETARY, "send-matters")
        items = _agenda(board, place_in_series, figures=own and day in near)
        script.move(ref, before(day, 9), SECRETARY, "publish-papers", _NO_FILE, agenda=items)
        script.move(ref, day, SECRETARY, "hold", attendance=_attendance(board, chance))
        late = 12 if place_in_series == 2 and own else 0
        said = _minutes(board, place_in_series, figures=own and day in near)
        script.move(ref, after(day, MINUTED_AFTER + late), SECRETARY, "publish-minutes", minutes=said)
    return tuple(made)


def _agenda(board: str, place: int, *, figures: bool) -> str:
    items = ["Apologies and declarations of interest", "Minutes of the last meeting and actions"]
    if board in (POLICE_BOARD, FIRE_BOARD):
        topics = POLICE if board == POLICE_BOARD else FIRE
        items += [one.title for one in topics_at(topics, place)]
        items += ["Figures out of the ordinary"] if figures else []
        items += ["Questions of the public"]
    elif board == PANEL:
        items += ["Report of the Commissioner", "Work programme of the panel"]
    else:
        items += ["Progress of internal audit", "Risk registers", "Treasury management"]
    return "\n".join(
        f"{number}. {item}" for number, item in enumerate([*items, "Date of the next meeting"], 1)
    )


def _minutes(board: str, place: int, *, figures: bool) -> str:
    heard = {
        PANEL: "The panel heard the Commissioner on the plan and asked questions on each priority.",
        AUDIT: "The committee received the reports on its agenda and noted progress against the audit plan.",
    }
    topics = {POLICE_BOARD: POLICE, FIRE_BOARD: FIRE}.get(board, ())
    said = (
        [f"{one.title}: {one.made_of_it}" for one in topics_at(topics, place)] if topics else [heard[board]]
    )
    said += ["Figures out of the ordinary were taken one by one, as the matters tell."] if figures else []
    return "\n".join(
        [
            "The minutes of the last meeting were agreed.",
            *said,
            "Actions are listed in the register of actions.",
        ]
    )


def _attendance(board: str, chance: random.Random) -> list[dict[str, object]]:
    chair = _CHAIRS[board]
    return [
        {
            "who": who,
            "capacity": "Chair" if who == chair else "Member",
            "present": who == chair or chance.random() < 0.88,
        }
        for who in _MEMBERS[board]
    ]


def topics_at(topics: tuple[Topic, ...], place: int) -> tuple[Topic, ...]:
    """Return the matters of assurance of one board: two for the police, one for the fire service."""
    each = 2 if len(topics) > 4 else 1
    return tuple(topics[(place * each + at) % len(topics)] for at in range(each))
