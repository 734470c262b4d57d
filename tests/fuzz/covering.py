"""The coverage-guided fuzzer: inputs are bred that reach code which none before them reached.

``python -m tests.fuzz.covering SECONDS [TARGET…]`` gives each target that long (Atheris, which is
libFuzzer for Python). It starts from inputs of the strategies and the kept findings. What makes a
target fail is written to ``build/fuzz/TARGET/``, and the exit code is then 1. To keep a finding, put
its file into ``corpus/TARGET/`` under a name that says what it shows: the tests give it to its target
from then on.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEEDS = 300


@dataclass(frozen=True)
class Fuzzed:
    """How one target fared: inputs given, and the file of an input that made it fail, if any."""

    target: str
    inputs: int
    finding: Path | None
    said: str


def fuzz(target: str, seconds: int) -> Fuzzed:
    """Breed inputs for one target in a process of its own: the fuzzer ends the process it runs in."""
    findings = ROOT / "build" / "fuzz" / target
    findings.mkdir(parents=True, exist_ok=True)
    before = set(findings.iterdir())
    command = [sys.executable, "-m", "tests.fuzz.covering", "--one", target, str(seconds), f"{findings}/"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    said = ended.stdout + ended.stderr
    counts = [int(number) for number in re.findall(r"(?:^#|Done )([0-9]+)", said, re.MULTILINE)]
    new = sorted(set(findings.iterdir()) - before)
    if ended.returncode and not new:
        raise RuntimeError(f"the fuzzer of {target} ended with {ended.returncode}: {said[-2000:]}")
    return Fuzzed(target, max(counts, default=0), new[0] if new else None, said)


def _one(target: str, seconds: str, findings: str) -> None:
    import atheris

    with atheris.instrument_imports(include=["frankpledge"]):
        from tests.fuzz.limits import LONGEST
        from tests.fuzz.strategies import first_inputs
        from tests.fuzz.targets import run

    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(first_inputs(target, SEEDS)):
            (Path(folder) / f"{number:04d}").write_bytes(data)
        options = [f"-max_total_time={seconds}", "-max_len=4096", f"-timeout={2 * LONGEST}"]
        atheris.Setup(
            [sys.argv[0], *options, f"-artifact_prefix={findings}", folder], lambda data: run(target, data)
        )
        atheris.Fuzz()


def main(words: list[str]) -> int:
    """Fuzz the named targets, or all; return 1 where something was found."""
    found = 0
    from tests.fuzz.strategies import INPUTS

    for target in words[1:] or list(INPUTS):
        fuzzed = fuzz(target, int(words[0]))
        told = f"failed by {fuzzed.finding}" if fuzzed.finding else "nothing found"
        sys.stdout.write(f"{target}: {fuzzed.inputs:,} inputs, {told}\n")
        sys.stdout.flush()
        found += fuzzed.finding is not None
    return int(found > 0)


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        _one(*sys.argv[2:])
    else:
        sys.exit(main(sys.argv[1:]))
