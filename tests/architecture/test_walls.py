"""The shape of the house: which way imports point, what files may be called, how long they may be."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "frankpledge"
UNEARNED_NAMES = {"utils", "util", "misc", "common", "helpers", "helper", "manager"}
LINES_TO_QUESTION = 400
# Path from the repository root -> why the file is one file although it is long.
LONG_FOR_A_REASON = {
    "src/frankpledge/registers/register.py": "the contract: each part of a declaration, in words",
    "src/frankpledge/registers/register_file.py": "one reader for each part of a register's file",
    "tests/checking/test_generated_claims.py": "a maker of sentences for each way in which a value is told",
    "tests/functional/test_download.py": "a server that misbehaves in every way, and each case",
    "tests/functional/test_real_files.py": "one section for each oddity of the real files",
    "tests/generative/test_generated_truth.py": "an independent count and all that is held against it",
    "tests/unit/report_example.py": "the data of one example report, which its tests read together",
    "tests/unit/test_archives.py": "every way an archive can be damaged or hostile, each a short case",
}
HEAVY = ("numpy", "scipy", "pyarrow", "duckdb", "ibis", "pandas", "docx", "odfdo", "typst", "vl_convert")
FORBIDDEN_IN_ASSESSMENT = {
    *("duckdb", "ibis", "pyarrow", "io", "os", "pathlib", "shutil", "sqlite3", "subprocess", "tempfile"),
    *("time", "random", "secrets", "logging"),
}


def _python_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def _settings() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


def _placed() -> set[str]:
    """Return the names of the modules that the layers contract places."""
    [one_way] = [it for it in _settings()["tool"]["importlinter"]["contracts"] if it["id"] == "one-way"]
    names = {name.strip(" ()") for layer in one_way["layers"] for name in layer.split("|")}
    return names | set(one_way["exhaustive_ignores"])


def test_imports_point_one_way() -> None:
    tool = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert tool is not None, "import-linter is not installed: run `make install`"
    done = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_module_is_placed_in_the_layers() -> None:
    modules = {
        path.stem if path.is_file() else path.name
        for path in SOURCE.iterdir()
        if (path.suffix == ".py" and path.stem != "__init__")
        or (path.is_dir() and path.name != "__pycache__")
    }
    unplaced = modules - _placed()
    assert not unplaced, f"place {sorted(unplaced)} in [tool.importlinter] of pyproject.toml"


@pytest.mark.parametrize("folder", ["src", "tests", "tools"])
def test_no_file_has_an_unearned_name(folder: str) -> None:
    unearned = [
        str(path.relative_to(ROOT))
        for path in _python_files(ROOT / folder)
        if UNEARNED_NAMES & {path.stem, *path.relative_to(ROOT).parts}
    ]
    assert unearned == [], "say what the file does instead"


def test_long_files_are_long_for_a_reason() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("src", "tests", "tools")
        for path in _python_files(ROOT / folder)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LINES_TO_QUESTION
    }
    unexplained = {path: lines for path, lines in long.items() if path not in LONG_FOR_A_REASON}
    assert unexplained == {}, "split these, or give the reason in LONG_FOR_A_REASON"
    assert set(LONG_FOR_A_REASON) <= set(long), "no longer long: take it out of LONG_FOR_A_REASON"


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", _python_files(SOURCE / "assessment"), ids=lambda path: path.stem)
def test_assessment_is_pure(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert set(_imported(tree)) & FORBIDDEN_IN_ASSESSMENT == set()
    clock_or_disk = [
        ast.unparse(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in {"now", "today", "utcnow", "open", "print", "input"}
    ]
    assert clock_or_disk == [], "pass the date or the figures in instead"


def test_nothing_names_the_place_it_was_written_in() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {mark}"
        for path in sorted(SOURCE.rglob("*"))
        if path.is_file() and path.suffix not in {".pyc", ".ttf", ".otf", ".woff2", ".png"}
        for mark in (r"shared/", r"/work\b")
        if re.search(mark, path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_command_line_starts_light() -> None:
    script = f"import frankpledge.cli, sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [], "import heavy modules inside the command that needs them"


def test_taking_files_in_loads_no_engine() -> None:
    script = "import frankpledge.pipeline, frankpledge.summaries, sys; print('ibis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["False"], "import what counts inside the stage that counts"
