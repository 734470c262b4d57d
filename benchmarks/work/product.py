"""The product's command, as it is when installed."""

from __future__ import annotations

from benchmarks.work import without_pandas  # noqa: F401
from frankpledge.cli import main

main()
