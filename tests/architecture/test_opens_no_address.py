"""What answers people opens no address of any server, so that nobody can send it to one."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "frankpledge"
ANSWERING = ("web", "records", "registers", "audit")
OPENING = (
    "urllib.request",
    "http.client",
    "requests",
    "httpx",
    "urllib3",
    "aiohttp",
    "ftplib",
    "frankpledge.sources.download",
    "frankpledge.sources.http_requests",
)


def imported(file: Path) -> set[str]:
    """Return the dotted names that a module imports, with the names taken out of each."""
    names = set[str]()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return names


def test_nothing_that_answers_people_opens_an_address() -> None:
    files = [file for folder in ANSWERING for file in sorted((SOURCE / folder).rglob("*.py"))]
    assert len(files) > 100
    found = [
        (str(file.relative_to(SOURCE)), name)
        for file in files
        for name in sorted(imported(file))
        if any(name == one or name.startswith(f"{one}.") for one in OPENING)
    ]
    assert found == []
