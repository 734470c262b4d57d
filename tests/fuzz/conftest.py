"""A count of the inputs given to each target, and of those that it took in."""

from __future__ import annotations

from collections import Counter

import pytest

GIVEN: Counter[str] = Counter()
TAKEN: Counter[str] = Counter()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many inputs each target was given, and how many were taken in."""
    if GIVEN:
        each = ", ".join(f"{name} {count:,}{_taken(name)}" for name, count in GIVEN.items())
        terminalreporter.write_line(f"{GIVEN.total():,} inputs: {each}")


def _taken(name: str) -> str:
    return f" ({TAKEN[name]:,} taken in)" if name in TAKEN else ""
