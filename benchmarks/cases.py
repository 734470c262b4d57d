"""What is measured beside what: each case, its contestants and its bar."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import offices

OURS = "Frankpledge"
PYTHON = sys.executable
MEASURES = 240
CALLS = 2_000_000
"""Rows of the partner's return."""
QUARTER = "2024-25-Q4"
"""The newest whole quarter of the demonstration's records."""


@dataclass(frozen=True)
class Contestant:
    """One program in a case. ``before`` makes ready for a run and is not measured.

    ``answer`` is a program run after the first run, for commands that end in no answer of
    their own. ``most_runs`` keeps the slow ones few.
    """

    name: str
    command: Sequence[str]
    before: Callable[[], None] = lambda: None
    answer: Sequence[str] = ()
    most_runs: int = 99
    same_work: bool = True
    """Whether its answer must be that of ours."""


@dataclass(frozen=True)
class Bar:
    """Ours must take at most ``factor`` times what ``against`` takes; of seconds or bytes if it is None.

    ``of`` is ``time``, ``peak`` or a figure of the answer. ``against`` is a contestant, after
    ``case:`` if it stands in another case of the same run. Ratios are of processor time, with
    ``starting`` up or, for one step of a program, without; time that stands alone is the clock's.
    """

    text: str
    factor: float
    against: str | None = None
    of: str = "time"
    contestant: str = OURS
    starting: bool = True


@dataclass(frozen=True)
class Case:
    """One piece of work and all who do it; the first contestant is ours."""

    id: str
    title: str
    contestants: tuple[Contestant, ...]
    bars: tuple[Bar, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a run of one size keeps its load, offices and outputs."""

    root: Path
    rows: int

    @property
    def load(self) -> Path:
        return self.root / f"load-{self.rows}"

    @property
    def office(self) -> Path:
        """The national office: every measure of all forces. Its store serves every case."""
        return self.root / f"office-{self.rows}"

    @property
    def small(self) -> Path:
        """The office of small areas: definitions only."""
        return self.root / f"small-areas-{self.rows}"

    @property
    def calls(self) -> Path:
        """A return of a force's calls, whatever the size of the load."""
        return self.root / f"calls-{CALLS}.csv"

    @property
    def county(self) -> Path:
        """The office that return is sent to."""
        return self.root / "county"

    @property
    def demo(self) -> Path:
        return self.root / "demo"

    @property
    def out(self) -> Path:
        return self.root / "out"


def program(name: str, *arguments: object) -> list[str]:
    """Return the command of a program in ``benchmarks.work``."""
    return [PYTHON, "-m", f"benchmarks.work.{name}", *map(str, arguments)]


def frankpledge(*arguments: object) -> list[str]:
    """Return a command of the product, quiet."""
    return program("product", "--quiet", *arguments)


def all_cases(place: Place, measures: int = MEASURES) -> tuple[Case, ...]:
    """Return every case in the order of the work."""
    return (
        _ingest(place),
        _ingest_again(place),
        _returns(place),
        _return_map(place),
        _cube(place),
        _build(place, measures),
        _findings(place),
        _explorer(place),
        _report(place),
        _pdf(place),
        _exceptional(),
        _forecast(),
        _start(),
    )


def _empty(folder: Path) -> Callable[[], None]:
    def make() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    return make


def _ingest(place: Place) -> Case:
    def fresh() -> None:
        shutil.rmtree(place.office / "store", ignore_errors=True)
        offices.write(place.office, offices.national(place.load, MEASURES))

    files = place.load / "newer"
    ours = Contestant(
        OURS,
        frankpledge("ingest", place.office, files),
        fresh,
        answer=program("ingest_ours_answer", place.office, "crimes"),
    )
    peers = [
        Contestant(
            name, program(f"ingest_{name.lower()}", files, place.out), _empty(place.out), most_runs=most
        )
        for name, most in (("DuckDB", 99), ("Polars", 99), ("pandas", 1))
    ]
    return Case(
        "ingest",
        "Ingest: monthly CSV files into the checked, versioned store (peers: into bare Parquet)",
        (ours, *peers),
        (
            Bar("at most 1.5 × bare DuckDB", 1.5, "DuckDB"),
            Bar("peak memory below 1 GiB", 1024**3, of="peak"),
        ),
        needs=("load",),
    )


def _ingest_again(place: Place) -> Case:
    files = place.load / "newer"
    again = frankpledge("ingest", place.office, files)
    stored = program("ingest_ours_answer", place.office, "crimes")
    return Case(
        "ingest-again",
        "Ingest the same files again: nothing has changed",
        (
            Contestant(OURS, again, answer=stored),
            Contestant(f"{OURS} --rehash", [*again, "--rehash"], answer=stored),
        ),
        (Bar("at most 2 % of the first ingest", 0.02, f"ingest:{OURS}"),),
        needs=("store",),
    )


def _returns(place: Place) -> Case:
    def fresh() -> None:
        shutil.rmtree(place.county, ignore_errors=True)
        new = frankpledge("new", place.county, "--from", "bedfordshire")
        subprocess.run(new, check=True)  # noqa: S603 - our own command

    ours = Contestant(
        OURS,
        program("returns_ours", "--quiet", "ingest", place.county, place.calls),
        fresh,
        answer=program("ingest_ours_answer", place.county, "calls"),
    )
    peers = [
        Contestant(name, program(f"returns_{name.lower()}", place.calls, place.out), _empty(place.out))
        for name in ("DuckDB", "pandas")
    ]
    return Case(
        "returns",
        f"A partner's return: {CALLS:,} calls in one CSV, checked and stored by month (peers: into Parquet)",
        (ours, *peers),
        needs=("calls",),
    )


def _return_map(place: Place) -> Case:
    return Case(
        "return-map",
        "A mapping proposed from the headings and words of that return",
        (Contestant(OURS, frankpledge("return", "map", place.calls, "calls")),),
        needs=("calls",),
    )


def _cube(place: Place) -> Case:
    peers = (
        Contestant("SQL", program("cube_sql", place.office)),
        Contestant("Arrow decode", program("cube_floor", place.office), same_work=False),
        Contestant("Polars", program("cube_polars", place.office)),
        Contestant("pandas", program("cube_pandas", place.office)),
        Contestant("Spark", program("cube_spark", place.office, place.out), _empty(place.out), most_runs=2),
    )
    return Case(
        "cube",
        "Measure cube: force × month × type with 12 months, year before and rank; small area × month",
        (Contestant(OURS, program("cube_ours", place.small, place.office / "store")), *peers),
        (
            Bar("at most 1.2 × hand-written SQL", 1.2, "SQL"),
            Bar("at most 3 × the Arrow floor", 3, "Arrow decode"),
            Bar("at most Polars", 1, "Polars"),
            Bar("at least 4 × faster than pandas", 1 / 4, "pandas"),
        ),
        needs=("store", "small-areas"),
    )


def _build(place: Place, measures: int) -> Case:
    def definitions() -> None:
        offices.write(place.office, offices.national(place.load, measures))

    ours = Contestant(OURS, program("build_ours", place.office), definitions)
    pandas = Contestant("pandas", program("build_pandas", place.office), definitions, most_runs=2)
    return Case(
        "build",
        f"Whole build: {measures} measures × all forces × all months, with every comparison",
        (ours, pandas),
        (Bar("at least 20 × faster than pandas, measure by measure", 1 / 20, "pandas"),),
        needs=("store",),
    )


def _explorer(place: Place) -> Case:
    return Case(
        "explorer",
        "Explorer: 200 questions of one force, 5 years, totals and outcomes (peer: SQL on the rows)",
        (
            Contestant(OURS, program("explorer_ours", place.office)),
            Contestant("SQL", program("explorer_sql", place.office)),
        ),
        (Bar("95 of 100 within 100 ms", 100, of="p95 ms"),),
        needs=("build",),
    )


def _report(place: Place) -> Case:
    return Case(
        "report",
        "Report: the demonstration's quarter as HTML, PDF/UA, Word, sheets and data package",
        (Contestant(OURS, frankpledge("report", place.demo, "--quarter", QUARTER)),),
        needs=("demo",),
    )


def _pdf(place: Place) -> Case:
    page = place.demo / "reports" / f"{QUARTER}-quarterly" / "report.html"
    return Case(
        "pdf",
        "PDF of that report alone",
        (
            Contestant(OURS, program("pdf_ours", place.demo, QUARTER), same_work=False),
            Contestant("WeasyPrint", program("pdf_weasyprint", page), same_work=False, most_runs=2),
        ),
        (
            Bar(
                "at least 10 × faster than an HTML-to-PDF library",
                1 / 10,
                "WeasyPrint",
                starting=False,  # ours first gathers the report, where the other is handed its page
            ),
        ),
        needs=("demo",),
    )


def _findings(place: Place) -> Case:
    return Case(
        "findings",
        "All findings of the newest quarter of that build, for every force",
        (Contestant(OURS, program("findings_ours", place.office), most_runs=1),),
        needs=("build",),
    )


def _exceptional() -> Case:
    def peer(name: str) -> Contestant:
        return Contestant(name, program(f"exceptional_{name.lower()}"), same_work=False)

    return Case(
        "exceptional",
        "Exceptional results: 10,000 series × 60 months, season, limits, rules, assurance; then ranges",
        (Contestant(OURS, program("exceptional_ours")), peer("NumPy"), peer("pycontrolcharts")),
        (
            Bar("at most 1 s of processor time", 1, of="charted s"),
            Bar("at most 5 s of processor time with prediction intervals", 5, of="with intervals s"),
        ),
    )


def _forecast() -> Case:
    def peer(model: str) -> Contestant:
        return Contestant(model, program("forecast_statsforecast", model), same_work=False, most_runs=1)

    return Case(
        "forecast",
        "Forecasts: 2,000 series × 84 months, a year ahead with ranges (peers: one method, their own ranges)",
        (
            Contestant(OURS, program("forecast_ours"), same_work=False),
            peer("DynamicOptimizedTheta"),
            peer("AutoETS"),
        ),
        (Bar("at most 10 s of processor time", 10, of="processor seconds"),),
    )


def _start() -> Case:
    return Case(
        "start",
        "Command line: `frankpledge --help`",
        (
            Contestant(OURS, frankpledge("--help")),
            Contestant("Python itself", [PYTHON, "-c", "pass"], same_work=False),
        ),
        (Bar("at most 250 ms", 0.25),),
    )
