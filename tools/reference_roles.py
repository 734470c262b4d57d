"""The page of routes, roles and methods, made from the application's own table of addresses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reference_pages import page, table

from frankpledge.registers.roles import Role

ROOT = Path(__file__).resolve().parent.parent


def _and(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def roles_page() -> str:
    """Every address of the web application, and which roles may read it and send to it."""
    command = [sys.executable, "-m", "tools.routes_as_json"]
    ran = subprocess.run(  # noqa: S603  (our own module)
        command, cwd=ROOT, capture_output=True, text=True, check=True
    )
    routes = json.loads(ran.stdout)
    shown = [role for role in Role if role is not Role.PUBLIC]

    def cell(route: dict[str, Any], role: Role) -> str:
        return ("R" if role.value in route["GET"] else "") + ("S" if role.value in route["POST"] else "")

    def rows(open_to_all: bool) -> Iterable[Iterable[str]]:
        for route in routes:
            public = Role.PUBLIC.value in {*route["GET"], *route["POST"]}
            if public != open_to_all:
                continue
            notes = [
                "one must have signed in" if route["signed_in"] else "",
                f"narrowed by {_and(route['scoped'])}" if route["scoped"] else "",
                f"tokens need `{route['token']}`" if route["token"] else "",
                "also `.json` and `.csv`" if route["data"] else "",
            ]
            method = "/".join(name for name in ("GET", "POST") if route[name])
            by_role = [method] if open_to_all else [cell(route, role) for role in shown]
            yield [f"`{route['path']}`", *by_role, "; ".join(note for note in notes if note)]

    return page(
        "Routes, roles and methods",
        "Who may open what. Every address of the web application is a route; what no route allows, nobody "
        "reaches: the same table stands before every view, and every cell of it is tested.",
        "A role held for one body, service or area only opens routes that are *narrowed by* that, and of all "
        "others what everybody may open. Records are narrowed as their register says, figures as "
        "[decision 0085](../decisions/0085-a-limit-on-a-role-narrows-figures.md) does. Within a route the "
        "register, worklist or report may allow less. "
        "HEAD is as GET; no other method is answered. Tokens open only routes that name a scope.",
        "## For some roles",
        "R: may read (GET). S: may send (POST).",
        table(["address", *(role.words for role in shown), "notes"], rows(open_to_all=False)),
        "## For everybody",
        table(["address", "methods", "notes"], rows(open_to_all=True)),
    )
