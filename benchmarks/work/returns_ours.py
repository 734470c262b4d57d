"""The product's command on a return, with the secret that its numbers of records are hashed with."""

from __future__ import annotations

import os

from benchmarks.work import without_pandas  # noqa: F401
from frankpledge.cli import main

os.environ["FRANKPLEDGE_KEY_POLICE"] = "a secret for benchmarks, of generated records alone"
main()
