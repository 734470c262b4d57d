"""The tables are what the models say, and the guards come and go with them."""

from __future__ import annotations

from io import StringIO

import pytest


def test_no_change_of_a_model_is_without_its_migration(sqlite: str) -> None:
    from django.apps import apps
    from django.core.management import call_command

    own = [app.label for app in apps.get_app_configs() if app.name.startswith("frankpledge.")]
    assert {"audit", "records"} <= set(own)
    told = StringIO()
    call_command("makemigrations", *own, dry_run=True, stdout=told)
    assert "No changes detected" in told.getvalue()


def test_the_guards_come_and_go_by_migration(database: str) -> None:
    from django.core.management import call_command
    from django.db import connection

    from frankpledge.audit import triggers

    assert triggers.amiss(connection) == []
    call_command("migrate", "audit", "0001", verbosity=0)
    assert len(triggers.amiss(connection)) >= 5
    call_command("migrate", "audit", verbosity=0)
    assert triggers.amiss(connection) == []


def test_no_other_database_is_taken_for_one_with_guards() -> None:
    from types import SimpleNamespace

    from django.db import NotSupportedError

    from frankpledge.audit import triggers

    with pytest.raises(NotSupportedError, match="mysql"):
        triggers.install(SimpleNamespace(vendor="mysql"))  # type: ignore[arg-type]
