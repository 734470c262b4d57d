"""Findings as JSON, and as SARIF 2.1.0 for editors and code review."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from frankpledge import __version__
from frankpledge.checking.checks import RULES
from frankpledge.checking.document import Document
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def json_of(problems: list[Problem]) -> str:
    """Return a list of objects with the keys line, quote, kind, message and severity."""
    return json.dumps([it.as_dict() for it in problems], indent=2, ensure_ascii=False) + "\n"


def sarif_of(document: Document, problems: list[Problem], shown: Sequence[Rule] = RULES) -> str:
    """Return a SARIF 2.1.0 log with one run."""
    rules = [
        {
            "id": rule.kind,
            "name": rule.kind,
            "shortDescription": {"text": f"{rule.title}."},
            "fullDescription": {"text": rule.about},
        }
        for rule in shown
    ]
    places = {rule.kind: index for index, rule in enumerate(shown)}
    driver = {"name": "frankpledge check", "version": __version__, "rules": rules}
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "results": [_result(document, it, places[it.kind]) for it in problems],
        "columnKind": "unicodeCodePoints",
    }
    return (
        json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)
        + "\n"
    )


def _result(document: Document, problem: Problem, rule: int) -> dict[str, Any]:
    region = {"startLine": problem.line, "snippet": {"text": problem.quote}}
    artifact = {"uri": PurePath(document.name).as_posix().replace(" ", "%20")}
    return {
        "ruleId": problem.kind,
        "ruleIndex": rule,
        "level": _LEVELS[problem.severity],
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }
