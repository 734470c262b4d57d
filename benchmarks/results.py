"""What a run found: samples by case and contestant, ratios, whether bars are met; to and from JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.cases import OURS, Bar
from benchmarks.measuring import Sample


@dataclass(frozen=True)
class Measured:
    """One contestant's samples in a case."""

    name: str
    samples: tuple[Sample, ...]
    same_work: bool = True

    @property
    def good(self) -> tuple[Sample, ...]:
        return tuple(sample for sample in self.samples if not sample.failure)

    @property
    def failure(self) -> str:
        """Why there is no time at all; empty where there is one."""
        return "" if self.good else next((s.failure for s in self.samples), "not run")

    @property
    def best(self) -> float:
        """The least seconds of any run: the one that others disturbed least. Raises where none is good."""
        return min(sample.seconds for sample in self.good)

    @property
    def middle(self) -> float:
        """The median seconds."""
        return median(sample.seconds for sample in self.good)

    @property
    def cpu(self) -> float:
        """The least processor seconds of any run, starting up included."""
        return min(sample.cpu for sample in self.good)

    @property
    def cpu_inside(self) -> float:
        """The least processor seconds of any run without starting up; with it where no program told them."""
        return min(sample.cpu if sample.inside_cpu is None else sample.inside_cpu for sample in self.good)

    @property
    def wall(self) -> float:
        """The least wall seconds of any run, starting up included."""
        return min(sample.wall for sample in self.good)

    @property
    def peak(self) -> int:
        """The most bytes of memory in any run."""
        return max(sample.peak for sample in self.good)

    @property
    def answer(self) -> Mapping[str, Any]:
        """The figures of the first good run."""
        return self.good[0].answer if self.good else {}


@dataclass(frozen=True)
class CaseResult:
    """One case as measured. ``rows`` are the records it worked on; ours stands first.

    ``started``, ``commit`` and ``load`` (of the machine, at the start) are of this case: cases
    measured on one day, one after the other, are put together on one page.
    """

    id: str
    title: str
    rows: int
    contestants: tuple[Measured, ...]
    bars: tuple[Bar, ...] = ()
    started: str = ""
    commit: str = ""
    load: float = 0.0

    def named(self, name: str) -> Measured | None:
        """Return a contestant by name."""
        return next((one for one in self.contestants if one.name == name), None)

    def agreement(self) -> list[str]:
        """Return the names of those whose answer is not that of ours, though it should be."""
        first = self.contestants[0]
        if not first.answer:
            return []
        common = {name for name in first.answer if not name.endswith(" ms")}
        return [
            one.name
            for one in self.contestants[1:]
            if one.same_work and one.good and any(one.answer.get(n) != first.answer[n] for n in common)
        ]


@dataclass(frozen=True)
class Verdict:
    """One bar as it came out: ``seen`` must be at most ``allowed``.

    A ratio is read on processor time. These machines are shared: whoever works beside us makes the
    clock's ratio jump, and that of processor time hardly. ``by_clock`` is the same ratio by the clock.
    """

    text: str
    seen: float
    allowed: float
    unit: str
    by_clock: float | None = None

    @property
    def met(self) -> bool:
        return self.seen <= self.allowed


@dataclass(frozen=True)
class Run:
    """Everything one run found."""

    started: str
    machine: Mapping[str, Any]
    rows: int
    cases: tuple[CaseResult, ...]
    profile: Mapping[str, Any] = field(default_factory=dict)
    growth: Sequence[Mapping[str, Any]] = ()

    def case(self, name: str) -> CaseResult | None:
        """Return a case by id."""
        return next((one for one in self.cases if one.id == name), None)

    def verdicts(self, case: CaseResult) -> list[Verdict]:
        """Return how each bar of a case came out; those with nothing to hold against are left out."""
        found = []
        for bar in case.bars:
            ours = case.named(bar.contestant)
            if ours is None or ours.failure:
                continue
            if bar.against is None:
                found.append(_absolute(bar, ours))
                continue
            name, _, other = bar.against.rpartition(":")
            there = self.case(name) if name else case
            peer = there.named(other) if there is not None else None
            if peer is not None and not peer.failure:
                found.append(_relative(bar, ours, peer))
        return found

    def onto(self, earlier: Run) -> Run:
        """Return this run with the cases, growth and profile of an earlier one that it did not measure."""
        mine = {case.id: case for case in self.cases}
        kept = tuple(mine.pop(case.id, case) for case in earlier.cases)
        return replace(
            self,
            cases=(*kept, *mine.values()),
            growth=self.growth or earlier.growth,
            profile={**earlier.profile, **self.profile},
        )

    def to_json(self) -> str:
        """Return the run as JSON text."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"


def _relative(bar: Bar, ours: Measured, peer: Measured) -> Verdict:
    seen = ours.cpu / peer.cpu if bar.starting else ours.cpu_inside / peer.cpu_inside
    return Verdict(bar.text, seen, bar.factor, f"× {peer.name}", ours.best / peer.best)


def _absolute(bar: Bar, ours: Measured) -> Verdict:
    if bar.of == "peak":
        return Verdict(bar.text, ours.peak / 1024**2, bar.factor / 1024**2, "MiB")
    if bar.of == "time":
        return Verdict(bar.text, ours.best, bar.factor, "s")
    return Verdict(bar.text, min(s.answer[bar.of] for s in ours.good), bar.factor, bar.of.split()[-1])


def read_run(file: Path) -> Run:
    """Return the run a JSON file holds."""
    values = json.loads(file.read_text(encoding="utf-8"))
    cases = tuple(
        CaseResult(
            **{
                **case,
                "contestants": tuple(
                    Measured(one["name"], tuple(Sample(**s) for s in one["samples"]), one["same_work"])
                    for one in case["contestants"]
                ),
                "bars": tuple(Bar(**bar) for bar in case["bars"]),
            }
        )
        for case in values["cases"]
    )
    return Run(**{**values, "cases": cases, "growth": tuple(values["growth"])})


def ratio_to_ours(case: CaseResult, one: Measured) -> float | None:
    """Return how many times as long as ours another takes; None where either has no time."""
    ours = case.contestants[0]
    if ours.failure or one.failure or one.name == OURS:
        return None
    return one.best / ours.best
