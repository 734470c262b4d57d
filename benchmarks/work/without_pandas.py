"""Import this first to run ours as it is when installed: without pandas, which only its peers need.

Where pandas is there, pyarrow and DuckDB import it to see whether they were given some of its tables.
The process is set up as the command sets itself up.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from frankpledge import starting


class _NotInstalled:
    """A finder of modules, asked before all others, by which there is no pandas."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> None:
        """Return None, so that the others are asked; raise ModuleNotFoundError for pandas."""
        if name == "pandas":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, _NotInstalled())
starting.set_up()
