"""The words and numbers of the fictional records: tables in YAML files beside this module."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML


def rows_of(name: str) -> list[dict[str, Any]]:
    """Return the rows of a table, such as ``gifts``, each a new copy that may be changed."""
    text = files("frankpledge.generate.office_records").joinpath("words", f"{name}.yaml").read_text("utf-8")
    rows = YAML(typ="safe").load(text)
    return [dict(row) for row in rows]
