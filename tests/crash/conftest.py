"""The small office that is killed over and over, and a count of the kills."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.crash.stages import Life, live

KILLS: Counter[str] = Counter()


@pytest.fixture(scope="session")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """The office at every stage, for copying."""
    return live(tmp_path_factory.mktemp("life"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how often each command was killed."""
    if KILLS:
        each = ", ".join(f"{name} {count:,}" for name, count in KILLS.items())
        terminalreporter.write_line(f"{KILLS.total():,} kills: {each}")
