"""What a server sets of memory, in a process of its own: settings are of the whole process, and last."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import pyarrow as pa
from frankpledge.web.frugal import ask_little, give_back

def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

ask_little()
assert pa.default_memory_pool().backend_name == "system"
assert (pa.cpu_count(), pa.io_thread_count()) == (1, 1)
kept = pa.array(range(1000))
held = [pa.array(range(600)) for _ in range(20_000)]
full = resident()
del held
give_back()
assert full - resident() > 40_000, (full, resident())
assert kept.to_pylist() == list(range(1000))
"""


def test_columns_are_kept_where_all_else_is_and_given_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
