"""The registers that every ready office comes with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from frankpledge.registers.register import Register
from frankpledge.registers.register_file import read_registers


@pytest.fixture(scope="session")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Register]:
    """Return them by id."""
    return read_registers(Path(tmp_path_factory.mktemp("without-registers")))
