"""Two administrators who shut each other out at once, again and again, in the database of the environment.

``python -m tests.web.rivals ROUNDS`` prints how each try ended, and how many administrators each round left.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


def run(rounds: int) -> None:
    """Let two people end each other's role, or one end and the other deactivate, at the same moment."""
    import django

    django.setup()
    from django.db import DatabaseError, connection

    from frankpledge.errors import WrongUse
    from frankpledge.registers import roles
    from frankpledge.web.accounts import managing
    from frankpledge.web.accounts.models import Grant, User

    role = roles.Grant(roles.Role.ADMINISTRATOR)
    Grant.objects.all().delete()

    def attempt(start: threading.Barrier, act: Callable[[], object]) -> str:
        try:
            start.wait(60)
            act()
        except WrongUse:
            return "refused"
        except DatabaseError as error:
            return str(error)
        finally:
            connection.close()
        return "done"

    said = []
    for at in range(rounds):
        pair = [User.objects.create(name=f"Rival {at}-{n}", email=f"r{at}-{n}@office.example") for n in "ab"]
        first, second = [managing.give(one, role, by=managing.INSTALLER) for one in pair]
        acts: list[Callable[[], object]] = [
            lambda first=first: managing.end(first, by=managing.INSTALLER),  # type: ignore[misc]
            (lambda one=pair[1]: managing.deactivate(one, by=managing.INSTALLER))  # type: ignore[misc]
            if at % 2
            else (lambda second=second: managing.end(second, by=managing.INSTALLER)),  # type: ignore[misc]
        ]
        start = threading.Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            ended = sorted(pool.map(lambda act, start=start: attempt(start, act), acts))
        left = Grant.objects.filter(ended=None, user__is_active=True)
        said.append([ended, left.count()])
        Grant.objects.all().delete()
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    run(int(sys.argv[1]))
