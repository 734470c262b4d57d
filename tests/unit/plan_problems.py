"""What reading an office says when one of its files holds something else."""

from __future__ import annotations

from pathlib import Path

from frankpledge.plan.reading import check_office


def check(office: Path, name: str, text: str | bytes) -> list[tuple[int | None, str | None, str]]:
    """Return line, field and message of the problems that one file's content gives; put it back after."""
    path = office / name
    before = path.read_bytes() if path.exists() else None
    try:
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        problems = check_office(office)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)
    assert all(str(problem.where.file) == str(path) for problem in problems), [str(it) for it in problems]
    return [(problem.where.line, problem.where.field, str(problem)) for problem in problems]
