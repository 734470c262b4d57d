"""``plan/sql-sources.yaml``: queries of databases whose answers are taken in as records."""

from __future__ import annotations

import re
from pathlib import Path

from frankpledge.contracts.registry import TABLES
from frankpledge.errors import WrongUse, did_you_mean
from frankpledge.plan.fields import Fields, Problems
from frankpledge.plan.return_mappings import MAPPING_KEYS, mapping_in
from frankpledge.plan.yaml_nodes import Entries, read_entries, shown
from frankpledge.sources.sql_rows import SqlSource

SQL_SOURCES = Path("plan") / "sql-sources.yaml"
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_LONGEST_QUERY = 100_000


def read_sql_source(office: Path, name: str) -> SqlSource:
    """Return a source an office declares. Raises WrongUse for another name, and the first problem."""
    path = office / SQL_SOURCES
    if not path.exists():
        raise WrongUse("This office declares no database.", file=path, do="Declare it there.")
    problems = Problems(path)
    fields = Fields(read_entries(path), problems)
    found = {}
    for key, node in fields.entries.values.items():
        if isinstance(node, Entries):
            found[key] = _read(office, key, Fields(node, problems, key))
        else:
            fields.problem(key, "keys and values belong here.", "Give url-from, query, table and columns.")
    if problems:
        raise problems.found[0]
    source = found.get(name)
    if source is None:
        raise WrongUse(f"There is no database '{shown(name)}'.", file=path, do=did_you_mean(name, found))
    return source


def _read(office: Path, name: str, fields: Fields) -> SqlSource | None:
    needed, optional = MAPPING_KEYS
    fields.only((*needed, "url-from"), (*optional, "query", "query-file", "since", "seconds"))
    variable = fields.text("url-from")
    if variable and not _VARIABLE.fullmatch(variable):
        fields.problem(
            "url-from",
            "this is not the name of an environment variable.",
            "Put the address, with its password, into a variable such as CONTROL_ROOM_DB, and name it here.",
        )
    query = _query(office, fields)
    mapping = mapping_in(fields, name)
    if mapping is None or not query:
        return None
    table = TABLES[mapping.table]
    if not {"force", "month"} <= set(table.column_names) or not table.month_from:
        fields.problem("table", f"rows of {table.name} do not say on which day they are.", "Take in files.")
    elif table.month_from not in mapping.columns.values():
        fields.problem("columns", f"nothing gives '{table.month_from}', by which months are told.", "Map it.")
    seconds = fields.number("seconds")
    return SqlSource(
        name, variable, query, mapping, office / SQL_SOURCES, fields.text("since"),
        600 if seconds is None else max(1, int(seconds)),
    )  # fmt: skip


def _query(office: Path, fields: Fields) -> str:
    if ("query" in fields) == ("query-file" in fields):
        fields.problem("query", "one of query and query-file is needed.", "Give the query, or its file.")
        return ""
    text = fields.text("query")
    if "query-file" in fields:
        path = (office / fields.text("query-file")).resolve()
        inside = path.is_relative_to(office.resolve()) and path.is_file()
        if not inside or path.stat().st_size > _LONGEST_QUERY:
            fields.problem("query-file", "there is no such file in the office.", "Name it from its folder.")
            return ""
        text = path.read_text(encoding="utf-8")
    return text.strip().rstrip(";").strip()
