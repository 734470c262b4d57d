"""In CI a skipped test is a failed test, unless it wants the real sample data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SKIPPING = {
    "a mark": "@pytest.mark.skip(reason='no Java')\ndef test_it(): pass",
    "a call": "def test_it(): pytest.skip('no Chromium')",
    "a fixture": "@pytest.fixture\ndef java(): pytest.skip('no Java')\ndef test_it(java): pass",
    "a module": "pytest.importorskip('no_such_module')\ndef test_it(): pass",
}
ALLOWED = {
    "no skip": "def test_it(): pass",
    "sample data": "def test_it(): pytest.skip('shared data absent: set FRANKPLEDGE_DATA')",
    "an expected failure": "@pytest.mark.xfail\ndef test_it(): assert False",
}


def _run(folder: Path, body: str, *, ci: bool) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "tests" / "conftest.py", folder / "conftest.py")
    (folder / "test_one.py").write_text(f"import pytest\n{body}\n", encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = shared: x\n", encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    environment["FRANKPLEDGE_CI"] = "1" if ci else "0"
    command = [sys.executable, "-m", "pytest", "-ra", "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("way", SKIPPING)
def test_a_skip_fails_the_run_in_ci_and_nowhere_else(tmp_path: Path, way: str) -> None:
    in_ci = _run(tmp_path, SKIPPING[way], ci=True)
    assert in_ci.returncode != 0, in_ci.stdout
    assert "which CI does not allow" in in_ci.stdout
    assert _run(tmp_path, SKIPPING[way], ci=False).returncode in (0, 5)


@pytest.mark.parametrize("way", ALLOWED)
def test_what_is_not_a_silent_skip_passes_in_ci(tmp_path: Path, way: str) -> None:
    done = _run(tmp_path, ALLOWED[way], ci=True)
    assert done.returncode == 0, done.stdout
