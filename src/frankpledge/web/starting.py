"""Starting the application: settings, database, server."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler

from frankpledge import starting
from frankpledge.errors import BadEnvironment, WrongUse, did_you_mean
from frankpledge.store.files import writing_lock

SETTINGS = "frankpledge.web.settings"


def set_up(office: Path | None = None) -> None:
    """Set Django up for an office: that of the environment, unless one is given."""
    import django

    starting.set_up()
    if office is not None:
        if not (office / "office.yaml").is_file():
            raise WrongUse(
                "this is no office folder: it holds no office.yaml.",
                file=office,
                do="Make one with `frankpledge new`, or `frankpledge demo` for an example.",
            )
        os.environ["FRANKPLEDGE_OFFICE"] = str(office.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def begin() -> WSGIHandler:
    """Return the application for a server that holds many: it never changes the database's shape.

    Raises BadEnvironment where a setting is missing, or the database is not as this version needs it.
    """
    from django.core.signals import request_started
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    starting.set_up()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    application = get_wsgi_application()
    if _steps():
        raise BadEnvironment(
            "the records database is not as this version needs it.", do="Run `frankpledge upgrade OFFICE`."
        )
    connections.close_all()  # A server forks after this: no two processes share a connection.
    from frankpledge.web.frugal import ask_little
    from frankpledge.web.full_disk import hold_open
    from frankpledge.web.readying import ready_before_forks

    ask_little()

    request_started.connect(hold_open)
    ready_before_forks()
    return application


def database() -> dict[str, object]:
    """Return Django's description of the records database."""
    from django.conf import settings

    return dict(settings.DATABASES["default"])


def in_production() -> bool:
    """Return whether the environment says that this is production."""
    from frankpledge.web import settings

    return settings.PRODUCTION


@dataclass(frozen=True)
class Upgraded:
    """What bringing the database up to date did: the steps it took, and the rows of accounts it attested."""

    steps: tuple[str, ...] = ()
    attested: int = 0


def upgrade() -> Upgraded:
    """Bring the database to the shape this version needs: all steps are taken, or none.

    Rows of accounts from before such rows were attested are attested as they are, once.
    Raises BadEnvironment where it cannot be opened or a step fails, Locked where another
    process does the same.
    """
    from frankpledge.web import settings
    from frankpledge.web.accounts.attesting import was_begun

    if not settings.KEPT.is_dir():
        settings.KEPT.mkdir(mode=0o700)
    if not _steps() and was_begun():
        return Upgraded()
    with writing_lock(settings.KEPT, "upgrade"):
        return _take(_steps())


def _take(steps: Sequence[str]) -> Upgraded:
    from django.core.management import call_command
    from django.db import connection, transaction

    from frankpledge.web.accounts.attesting import attest_all

    said = StringIO()
    try:
        # SQLite changes the shape of tables only while it does not hold keys to their rows.
        with connection.constraint_checks_disabled(), transaction.atomic():
            if steps:
                call_command("migrate", interactive=False, verbosity=1, no_color=True, stdout=said)
                call_command("createcachetable", verbosity=0)
            return Upgraded(tuple(steps), attest_all())
    except Exception as error:
        begun = re.findall(r"Applying (\S+?)\.\.\.", said.getvalue())
        reason = next(iter(str(error).splitlines()), "") or type(error).__name__
        raise BadEnvironment(
            f"the step {begun[-1] if begun else 'after the last'} failed ({reason}). No step was taken: the "
            "records database is as it was before.",
            do="Go on with the earlier version, or mend this and run `frankpledge upgrade` again.",
        ) from error


def _steps() -> list[str]:
    """Return the names of the steps that the database still has to take."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import OperationalError

    try:
        executor = MigrationExecutor(connection)
        wanted = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        raise BadEnvironment(
            f"the records database cannot be opened ({str(error).splitlines()[0]}).",
            do="Check DATABASE_URL, rights and space.",
        ) from None
    return [f"{migration.app_label}.{migration.name}" for migration, _ in wanted]


def hold_to_records() -> None:
    """Raise BadEnvironment where the records database is not there, or not as this version needs it."""
    held = database()
    file = str(held["NAME"])
    missing = str(held["ENGINE"]).endswith("sqlite3") and not Path(file).is_file()
    if missing or _steps():
        raise BadEnvironment(
            "the records database is not there." if missing else "the records database is not up to date.",
            do="Set DATABASE_URL where the records are in PostgreSQL; else run `frankpledge upgrade OFFICE`.",
        )


def serve(host: str, port: int, workers: int, on_start: Callable[[str], None]) -> None:
    """Serve until stopped. ``on_start`` is told the address once the socket is bound."""
    from gunicorn.app.base import BaseApplication

    application = begin()
    from frankpledge.web.readying import ready_in_worker

    class Server(BaseApplication):  # type: ignore[misc]
        """Gunicorn, configured here rather than by its own command line."""

        def load_config(self) -> None:
            """Set the few options that matter."""
            options = {
                "bind": f"{host}:{port}",
                "workers": workers,
                "worker_class": "gthread",
                "threads": 4,
                "preload_app": True,
                "accesslog": None,
                "loglevel": "warning",
                "timeout": 120,
                "control_socket_disable": True,
                "post_worker_init": ready_in_worker,
                "when_ready": lambda server: on_start(
                    f"http://{host}:{server.LISTENERS[0].sock.getsockname()[1]}/"
                ),
            }
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> WSGIHandler:
            """Return the application."""
            return application

    Server().run()


def invite(email: str, name: str, roles: Sequence[str], days: int) -> str:
    """Invite somebody as the command line does, and return the link. Raises WrongUse for what cannot be."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from frankpledge.registers.roles import MEMBERS, Grant, Role
    from frankpledge.web.accounts.inviting import invite as invited
    from frankpledge.web.accounts.inviting import link_of
    from frankpledge.web.accounts.managing import INSTALLER

    known = sorted(role.value for role in MEMBERS)
    for word in roles:
        if word not in known:
            raise WrongUse(f"there is no role '{word}'.", do=did_you_mean(word, known))
    try:
        validate_email(email)
    except ValidationError:
        raise WrongUse(f"'{email}' is no e-mail address.", do="Give the person's own.") from None
    grants = [Grant(Role(word)) for word in dict.fromkeys(roles)]
    return link_of(invited(by=INSTALLER, email=email, name=name, grants=grants, days=days))
