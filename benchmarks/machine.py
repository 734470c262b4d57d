"""The machine a run was made on: cores, memory, system, versions, and how busy it was."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = ("frankpledge", "duckdb", "ibis-framework", "numpy", "pandas", "polars", "pyarrow", "pyspark",
            "scipy", "statsforecast", "typst", "weasyprint")  # fmt: skip
_NAME = re.compile(r"[^a-z0-9]+")


def describe() -> dict[str, Any]:
    """Return the machine and the software, ready for JSON."""
    return {
        "name": machine_name(),
        "cores": len(os.sched_getaffinity(0)),
        "processor": _line(Path("/proc/cpuinfo"), "model name"),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{_line(Path('/etc/os-release'), 'PRETTY_NAME')}, Linux {platform.release()}",
        "python": platform.python_version(),
        "java": _java(),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
        "commit": commit_now(),
        "load": load_now(),
    }


def machine_name() -> str:
    """Return a short name for file names: FRANKPLEDGE_BENCH_MACHINE, else cores and kind of processor."""
    given = os.environ.get("FRANKPLEDGE_BENCH_MACHINE")
    plain = given or f"{platform.machine()}-{len(os.sched_getaffinity(0))}-cores"
    return _NAME.sub("-", plain.lower()).strip("-")


def _line(file: Path, key: str) -> str:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError:
        return "unknown"
    match = re.search(rf"^{re.escape(key)}\s*[:=]\s*\"?(.*?)\"?$", text, flags=re.MULTILINE)
    return match[1] if match else "unknown"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _java() -> str:
    try:
        done = subprocess.run(["java", "-version"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S607
    except (OSError, subprocess.TimeoutExpired):
        return "none"
    return done.stderr.partition("\n")[0].strip() or "none"


def load_now() -> float:
    """Return how many processes wanted a core in the last minute, on average."""
    return round(os.getloadavg()[0], 2)


def commit_now() -> str:
    """Return the short name of the commit, with a mark where files differ from it."""
    command = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return done.stdout.strip() or "unknown"
