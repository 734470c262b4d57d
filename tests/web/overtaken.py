"""An administrator who acts at the very moment another ends their role, in the database of the environment.

``python -m tests.web.overtaken ROUNDS`` prints, of each round, what was tried, how it ended, and errors.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

STREAM = "accounts"


def run(rounds: int) -> None:
    """Let one administrator end another, who gives, ends, deactivates, invites or withdraws meanwhile."""
    import django

    django.setup()
    from django.core.exceptions import PermissionDenied
    from django.db import connection

    from frankpledge.audit.models import Event
    from frankpledge.registers import roles
    from frankpledge.web.accounts import inviting, managing
    from frankpledge.web.accounts.models import Grant, User

    chief = roles.Grant(roles.Role.ADMINISTRATOR)
    analyst = roles.Grant(roles.Role.ANALYST)

    def attempt(start: threading.Barrier, act: Callable[[], object]) -> str:
        try:
            start.wait(60)
            act()
        except PermissionDenied:
            return "refused"
        except Exception as error:  # noqa: BLE001 for the test to judge
            return repr(error)
        finally:
            connection.close()
        return "done"

    def round_of(at: int) -> list[str]:
        ender, ended, other = (
            User.objects.create(name=f"{n} {at}", email=f"{n}{at}@office.example") for n in "abc"
        )
        managing.give(ender, chief, by=managing.INSTALLER)
        role = managing.give(ended, chief, by=managing.INSTALLER)
        held = managing.give(other, analyst, by=managing.INSTALLER)
        asked = inviting.invite(
            by=managing.INSTALLER, email=f"d{at}@office.example", name="D", grants=[analyst]
        )
        by = ended.actor
        tries: dict[str, Callable[[], object]] = {
            "give": lambda: managing.give(other, chief, by=by),
            "end": lambda: managing.end(held, by=by),
            "deactivate": lambda: managing.deactivate(ender, by=by),
            "drop": lambda: managing.drop_factor(other, by=by),
            "invite": lambda: inviting.invite(
                by=by, email=f"e{at}@office.example", name="E", grants=[analyst]
            ),
            "withdraw": lambda: inviting.withdraw(asked, by=by),
        }
        name = list(tries)[at % len(tries)]
        start = threading.Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            acts = [lambda: managing.end(role, by=ender.actor), tries[name]]
            first, second = pool.map(lambda act: attempt(start, act), acts)
        events = Event.objects.filter(stream=STREAM)
        own = events.filter(actor=str(ended.identity))
        over = events.filter(subject=str(ended.identity), action="role-ended").first()
        wrong = []
        if over is not None and own.filter(number__gt=over.number).exists():
            wrong.append("did something after the role had ended")
        if own.count() != (second == "done"):
            wrong.append(f"{second}, with {own.count()} events")
        if first != "done" and (name, second) != ("deactivate", "done"):
            wrong.append(f"was not ended: {first}")
        Grant.objects.all().delete()
        return [name, second, *wrong]

    sys.stdout.write(json.dumps([round_of(at) for at in range(rounds)]) + "\n")


if __name__ == "__main__":
    run(int(sys.argv[1]))
