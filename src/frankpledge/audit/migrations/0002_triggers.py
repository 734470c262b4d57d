"""The database refuses to alter the audit trail."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from frankpledge.audit.triggers import install, remove


def forwards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers."""
    install(editor.connection)


def backwards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away."""
    remove(editor.connection)


class Migration(migrations.Migration):
    """Triggers for the tables of the migration before."""

    dependencies = (("audit", "0001_initial"),)
    operations = (migrations.RunPython(forwards, backwards),)
