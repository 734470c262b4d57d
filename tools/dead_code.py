"""Find functions, classes, methods and imports that nothing uses; exit 1 if there are any.

    python tools/dead_code.py

vulture does the finding. Fields and constants are left out, for fields of a row and members of a
vocabulary are used by name at run time. What the application's templates print, and what its settings name
by a dotted path, is used. What only looks dead is listed below with the reason.
"""

from __future__ import annotations

import re
from pathlib import Path

from vulture.core import Vulture

ROOT = Path(__file__).resolve().parent.parent
KINDS = {"class", "function", "import", "method", "property", "unreachable_code"}
# Called by a framework, which finds them by their decorator or name.
DECORATORS = [
    "@click.*",
    "@*.command",
    "@*.group",
    "@*.result_callback",
    "@pytest.*",
    "@*.register",
    "@family*",
]
NAMES = [
    "do_GET",
    "do_POST",
    "handle_*",
    "log_message",
    "pytest_*",
    "test_*",
    "visit_*",
    "__*__",
    "readinto",
    "readall",
]
# Django finds these by their name.
NAMES += ["Meta", "Migration", "*Config", "process_exception", "process_view", "get_by_natural_key"]
# Name -> why it is kept although nothing in this repository uses it.
KEPT: dict[str, str] = {
    "is_open_for_signup": "allauth asks it",
    "get_login_redirect_url": "allauth asks it",
    "get_password_change_redirect_url": "allauth asks it",
    "pre_social_login": "allauth asks it",
    "get_error_message": "Django asks it of a rule of passwords",
    "get_help_text": "Django asks it of a rule of passwords",
    "to_url": "Django asks it of a part of an address",
    "load_config": "gunicorn calls it",
    "load": "gunicorn calls it",
}
WEB = ROOT / "src" / "frankpledge" / "web"


def named_in_texts() -> set[str]:
    """Return the words that templates hold in their tags, and the last words of dotted paths in strings."""
    tags = [tag for file in WEB.rglob("*.html") for tag in re.findall(r"{[{%].*?[%}]}", file.read_text())]
    words = {word for tag in tags for word in re.findall(r"\w+", tag)}
    paths = [
        path
        for file in WEB.rglob("*.py")
        for path in re.findall(r'"frankpledge\.([\w.]+)"', file.read_text())
    ]
    return words | {path.rpartition(".")[2] for path in paths}


def dead() -> list[str]:
    """Return one line for each thing that nothing uses: file, line, kind and name."""
    vulture = Vulture(ignore_names=NAMES, ignore_decorators=DECORATORS)
    named = named_in_texts()
    vulture.scavenge([str(ROOT / folder) for folder in ("src", "tests", "tools")])
    return [
        f"{Path(item.filename).relative_to(ROOT)}:{item.first_lineno}: {item.typ} '{item.name}' is unused"
        for item in vulture.get_unused_code(min_confidence=60)
        if item.typ in KINDS and item.name not in KEPT and item.name not in named
    ]


if __name__ == "__main__":
    found = dead()
    print(*found, sep="\n", end="\n" if found else "")
    raise SystemExit(bool(found))
