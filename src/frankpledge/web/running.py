"""What runs a job: one command of ours, whose exit code is written down when it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from frankpledge.store.files import write_atomically


def run(place: Path, held: int) -> int:
    """Run the command of a job's folder and write its exit code there.

    ``held`` is the open file by whose lock others see that the job runs: the command holds it too.
    """
    words = json.loads((place / "job.json").read_bytes())["words"]
    command = [sys.executable, "-m", "frankpledge", *words]
    code = subprocess.run(command, check=False, pass_fds=(held,)).returncode  # noqa: S603  (words of a fixed list, no shell)
    write_atomically(place / "code", str(code).encode())
    return code


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), int(sys.argv[2])))
