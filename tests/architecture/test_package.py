"""What is installed holds all that the program reads, and nothing else is needed to lock it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _locked(name: str) -> dict[str, set[str]]:
    """Return the versions that a lock file names for each package (several where markers differ)."""
    versions: dict[str, set[str]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if found := re.match(r"([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", line):
            versions.setdefault(found[1], set()).add(found[2])
    return versions


def test_the_wheel_carries_every_file_of_the_package(tmp_path: Path) -> None:
    copy = tmp_path / "copy"  # building leaves folders behind; leave them there
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    command += ["--disable-pip-version-check", "--wheel-dir", str(tmp_path), str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    [wheel] = tmp_path.glob("*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())
    source = copy / "src"
    needed = {
        path.relative_to(source).as_posix()
        for path in (source / "frankpledge").rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    assert needed - carried == set(), "add the kind of file to package-data in pyproject.toml"


def test_both_lock_files_agree_and_every_package_has_hashes() -> None:
    runtime, everything = _locked("requirements.lock"), _locked("requirements-dev.lock")
    assert runtime
    assert {name: everything.get(name) for name in runtime} == runtime, "run `make lock`"
    for name in ("requirements.lock", "requirements-dev.lock"):
        blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text(encoding="utf-8"))
        assert all("--hash=sha256:" in block for block in blocks if "==" in block.split("\n")[0])


def test_every_declared_dependency_is_locked() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    for lock, declared in (
        ("requirements.lock", project["dependencies"]),
        ("requirements-dev.lock", project["optional-dependencies"]["dev"]),
    ):
        names = {re.split(r"[<>=!~\[ ;]", line)[0].lower().replace(".", "-") for line in declared}
        assert names - set(_locked(lock)) == set(), "run `make lock`"
