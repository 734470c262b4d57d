"""How a numeric case is run: by its ``family``. Modules of ``families`` register theirs here."""

from __future__ import annotations

import importlib
import json
import math
import os
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from tests.oracles import families

VARIABLE = "FRANKPLEDGE_ORACLES"
ROOT = Path(__file__).resolve().parents[2]


def oracle_folder() -> Path:
    """Return where the cases lie: the folder the environment names, else beside the repository."""
    return Path(os.environ.get(VARIABLE) or ROOT.parent / "shared" / "oracles")


@dataclass(frozen=True)
class Case:
    """One JSON file of cases: what it says, and how near is near enough."""

    path: Path

    @cached_property
    def data(self) -> dict[str, Any]:
        """The whole file, where it is an object (else an empty one)."""
        held = json.loads(self.path.read_text(encoding="utf-8"))
        return held if isinstance(held, dict) else {}

    @property
    def family(self) -> str | None:
        return self.data.get("family")

    def close(self, ours: object, theirs: object, where: str = "", **tolerance: float) -> None:
        """Hold numbers, flags, words, ``None`` or nested lists of them against each other.

        A number is near enough within the file's tolerance (rel 1e-9 where it names none), or the
        one given here as ``rel`` or ``abs``. Expected ``None`` means: we have no value either.
        """
        if isinstance(theirs, dict):
            assert isinstance(ours, dict), f"{self.path.name} {where}: {ours!r} is no object"
            for name, value in theirs.items():
                self.close(ours.get(name), value, f"{where}.{name}", **tolerance)
            return
        if isinstance(theirs, Sequence) and not isinstance(theirs, str):
            mine = list(np.asarray(ours).tolist()) if not isinstance(ours, list | tuple) else list(ours)
            assert len(mine) == len(theirs), f"{self.path.name} {where}: {len(mine)} against {len(theirs)}"
            for place, (one, other) in enumerate(zip(mine, theirs, strict=True)):
                self.close(one, other, f"{where}[{place}]", **tolerance)
            return
        said = f"{self.path.name} {where}: {ours!r}, expected {theirs!r}"
        if theirs is None:
            assert ours is None or (isinstance(ours, float) and math.isnan(ours)), said
        elif isinstance(theirs, bool | str):
            assert ours == theirs, said
        else:
            allowed = tolerance or self.data.get("tolerance") or {"rel": 1e-9}
            near = math.isclose(
                float(ours),  # type: ignore[arg-type]
                float(theirs),  # type: ignore[arg-type]
                rel_tol=allowed.get("rel", 0.0),
                abs_tol=allowed.get("abs", 1e-12),
            )
            assert near, said


Run = Callable[[Case], None]
_RUNS: dict[str, Run] = {}


def family(*names: str) -> Callable[[Run], Run]:
    """Register the function that runs the cases of these families."""

    def register(run: Run) -> Run:
        for name in names:
            assert name not in _RUNS, f"two functions run the family {name}"
            _RUNS[name] = run
        return run

    return register


def runs() -> dict[str, Run]:
    """Return every registered family with the function that runs it."""
    for module in pkgutil.iter_modules(families.__path__):
        importlib.import_module(f"{families.__name__}.{module.name}")
    return _RUNS


def cases() -> list[Case]:
    """Return every JSON file of the folder, searched recursively, in order."""
    return [Case(path) for path in sorted(oracle_folder().rglob("*.json"))]
