"""Triggers by which the database itself refuses to alter the audit trail, whoever asks.

Events are only ever added, each after the last of its stream; heads only ever move to the event that was
added. Whoever owns the database can take the triggers away: `verifying` then says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE: Mapping[str, str] = {
    # OR REPLACE would take the row in its way without asking the trigger of deletions.
    "audit_event_insert": """
CREATE TRIGGER audit_event_insert BEFORE INSERT ON audit_event
WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id)
  OR NEW.number IS NOT 1 + COALESCE((SELECT MAX(number) FROM audit_event WHERE stream = NEW.stream), 0)
  OR NEW.previous IS NOT COALESCE(
    (SELECT seal FROM audit_event WHERE stream = NEW.stream AND number = NEW.number - 1), '')
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    "audit_event_update": """
CREATE TRIGGER audit_event_update BEFORE UPDATE ON audit_event
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    "audit_event_delete": """
CREATE TRIGGER audit_event_delete BEFORE DELETE ON audit_event
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    "audit_head_insert": """
CREATE TRIGGER audit_head_insert BEFORE INSERT ON audit_head
WHEN EXISTS (SELECT 1 FROM audit_head WHERE stream = NEW.stream) OR NEW.number <> 0 OR NEW.seal <> ''
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    "audit_head_update": """
CREATE TRIGGER audit_head_update BEFORE UPDATE ON audit_head
WHEN NEW.stream IS NOT OLD.stream OR NEW.number IS NOT OLD.number + 1 OR NOT EXISTS (
  SELECT 1 FROM audit_event WHERE stream = NEW.stream AND number = NEW.number AND seal = NEW.seal)
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    "audit_head_delete": """
CREATE TRIGGER audit_head_delete BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
}

_GUARD = """
BEGIN
  IF TG_TABLE_NAME = 'audit_event' AND TG_OP = 'INSERT' THEN
    IF NEW.number = 1 + COALESCE((SELECT MAX(number) FROM audit_event WHERE stream = NEW.stream), 0)
      AND NEW.previous = COALESCE(
        (SELECT seal FROM audit_event WHERE stream = NEW.stream AND number = NEW.number - 1), '')
    THEN RETURN NEW; END IF;
  ELSIF TG_TABLE_NAME = 'audit_head' AND TG_OP = 'INSERT' THEN
    IF NEW.number = 0 AND NEW.seal = '' THEN RETURN NEW; END IF;
  ELSIF TG_TABLE_NAME = 'audit_head' AND TG_OP = 'UPDATE' THEN
    IF NEW.stream = OLD.stream AND NEW.number = OLD.number + 1 AND EXISTS (
      SELECT 1 FROM audit_event WHERE stream = NEW.stream AND number = NEW.number AND seal = NEW.seal)
    THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'integrity_constraint_violation';
END;
"""

_TABLES = ("audit_event", "audit_head")


def _postgresql() -> dict[str, str]:
    """Return the definitions of the triggers, by name, as `pg_get_triggerdef` tells them."""
    told = {}
    for table in _TABLES:
        told[f"{table}_rows"] = (
            f"CREATE TRIGGER {table}_rows BEFORE INSERT OR DELETE OR UPDATE ON public.{table} "
            "FOR EACH ROW EXECUTE FUNCTION audit_guard()"
        )
        told[f"{table}_emptied"] = (
            f"CREATE TRIGGER {table}_emptied BEFORE TRUNCATE ON public.{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()"
        )
    return told


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers. Raises NotSupportedError on a database that is neither SQLite nor PostgreSQL."""
    if connection.vendor == "sqlite":
        statements = list(_SQLITE.values())
    elif connection.vendor == "postgresql":
        guard = f"CREATE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $guard${_GUARD}$guard$"
        statements = [guard, *(one.replace("public.", "") for one in _postgresql().values())]
    else:
        raise NotSupportedError(f"the audit trail has no triggers for {connection.vendor}")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, as a migration backwards does."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("DROP FUNCTION audit_guard() CASCADE")


def amiss(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of triggers that are not there, are switched off, or do something else."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            held = {name: _plain(sql) for name, sql in cursor.fetchall()}
            return [name for name, sql in _SQLITE.items() if held.get(name) != _plain(sql)]
        cursor.execute(
            "SELECT tgname, replace(pg_get_triggerdef(oid), current_schema() || '.', 'public.') "
            "FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        )
        held = dict(cursor.fetchall())
        missing = [name for name, told in _postgresql().items() if held.get(name) != told]
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'audit_guard'")
        if [_plain(source) for (source,) in cursor.fetchall()] != [_plain(_GUARD)]:
            missing.append("audit_guard")
        cursor.execute("SELECT current_setting('session_replication_role')")
        if cursor.fetchone() != ("origin",):  # Set for a role or a database, it silences every trigger.
            missing.append("session_replication_role")
        return missing


def _plain(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()
