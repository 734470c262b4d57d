"""People and records of the office that browser tests visit: run in a process of its own, for Django.

``python -m tests.browser.office_at_work OFFICE`` makes them and prints each person's session as JSON. The
sessions are real ones of the office's own database; how people sign in has tests of its own.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

from frankpledge.registers.roles import Actor, Role

PEOPLE: dict[str, tuple[tuple[Role, ...], str]] = {
    "analyst": ((Role.ANALYST,), ""),
    "author": ((Role.AUTHOR,), ""),
    "approver": ((Role.APPROVER,), ""),
    "secretary": ((Role.SECRETARY, Role.TEAM), ""),
    "respondent": ((Role.RESPONDENT,), "police"),
    "partner": ((Role.PARTNER,), "custody-scheme"),
}
"""What each is called, the roles they hold, and the body they hold them for."""


def main(office: Path) -> None:
    """Make the people, and the records unless they are only to look round."""
    from frankpledge.web.starting import set_up, upgrade

    set_up(office)
    upgrade()
    from django.test import Client

    from frankpledge.web.accounts.models import User

    sessions: dict[str, str] = {}
    people: dict[str, User] = {}
    for name, (roles, body) in PEOPLE.items():
        user = User.objects.create_user(f"{name}@example.org", name.title(), "a long enough secret")
        for role in roles:
            user.grants.create(role=role.value, body=body)
        client = Client()
        client.force_login(user)
        sessions[name], people[name] = client.cookies["sessionid"].value, user
    if "--empty" not in sys.argv:
        _records(people["secretary"].actor, people["approver"].actor)
    json.dump(sessions, sys.stdout)


def _records(secretary: Actor, approver: Actor) -> None:
    """Write the records of a few weeks: a decision published and one drafted, an action overdue, a risk."""
    from frankpledge.pipeline import today
    from frankpledge.records import actions
    from frankpledge.web.office import registers

    def day(away: int) -> str:
        return (today() + timedelta(days=away)).isoformat()

    decisions = registers()["decisions"]
    decided = {
        "series": "decision-record", "title": "Fund a youth service", "decided": day(-20),
        "decided-by": "The commissioner", "significance": "significant", "decision": "To **fund** it.",
        "reasons": "It works.",
    }  # fmt: skip
    taken = actions.create(decisions, decided, secretary)
    taken = actions.move(decisions, taken, "take", approver, version=taken.version)
    actions.move(decisions, taken, "publish", approver, version=taken.version)
    actions.create(decisions, {**decided, "title": "Renew the custody visiting scheme"}, secretary)
    for action, due in (("Report on response times", -40), ("Publish the review of stop and search", 30)):
        values = {
            "action": action, "body": "police", "set-on": day(-60), "due": day(due), "owner": "Head of delivery"
        }  # fmt: skip
        actions.create(registers()["actions"], values, secretary)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
