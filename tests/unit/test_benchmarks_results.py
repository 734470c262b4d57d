"""The arithmetic and the pages of the benchmark harness. No time is ever asserted here."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks.cases import OURS, Bar, Place, all_cases
from benchmarks.curves import curve
from benchmarks.machine import describe, machine_name
from benchmarks.measuring import Sample, measure
from benchmarks.results import CaseResult, Measured, Run, ratio_to_ours, read_run
from benchmarks.tables import page
from benchmarks.work.explorer_questions import percentiles, questions

MIB = 1024**2


def sample(seconds: float, peak: int = 100 * MIB, **answer: float) -> Sample:
    return Sample(seconds + 1.0, seconds * 2, peak, seconds, answer)


def a_case(*peers: Measured, bars: tuple[Bar, ...] = ()) -> CaseResult:
    ours = Measured(OURS, (sample(3.0, rows=10), sample(2.0, 300 * MIB, rows=10)))
    return CaseResult("cube", "A cube", 1000, (ours, *peers), bars)


def a_run(*cases: CaseResult) -> Run:
    machine = {**describe(), "name": "test"}
    return Run("2026-01-02T03:04:05+00:00", machine, 1000, cases)


def test_time_is_the_least_of_the_runs_memory_the_most_and_the_median_stands_beside() -> None:
    ours = a_case().contestants[0]
    assert (ours.best, ours.middle, ours.wall, ours.cpu) == (2.0, 2.5, 3.0, 4.0)
    assert ours.peak == 300 * MIB


def test_where_a_program_did_not_time_itself_the_whole_counts() -> None:
    assert Sample(5.0, 1.0, MIB).seconds == 5.0
    assert Sample(5.0, 1.0, MIB, 4.0).seconds == 4.0


def test_failed_runs_do_not_count_and_a_contestant_with_no_other_says_why() -> None:
    broken = Sample(0.1, 0.1, MIB, failure="exit code 1: no Java")
    assert Measured("Spark", (broken,)).failure == "exit code 1: no Java"
    once = Measured("Spark", (broken, sample(7.0)))
    assert (once.failure, once.best) == ("", 7.0)
    assert Measured("pandas", ()).failure == "not run"


def test_a_ratio_is_theirs_over_ours_and_none_without_a_time() -> None:
    peer, failed = Measured("SQL", (sample(1.0),)), Measured("Spark", (Sample(1, 1, 1, failure="x"),))
    case = a_case(peer, failed)
    assert ratio_to_ours(case, peer) == 0.5
    assert ratio_to_ours(case, failed) is None
    assert ratio_to_ours(case, case.contestants[0]) is None


@pytest.mark.parametrize(
    ("bar", "seen", "met"),
    [
        (Bar("at most twice", 2.0, "SQL"), 2.0, True),
        (Bar("at most 1.9 times", 1.9, "SQL"), 2.0, False),
        (Bar("below 300 MiB", 300 * MIB, of="peak"), 300.0, True),
        (Bar("at most 1.5 s", 1.5), 2.0, False),
        (Bar("at most 10 rows", 10, of="rows"), 10.0, True),
    ],
)
def test_a_bar_is_ours_over_what_it_is_held_against(bar: Bar, seen: float, met: bool) -> None:
    case = a_case(Measured("SQL", (sample(1.0),)), bars=(bar,))
    (verdict,) = a_run(case).verdicts(case)
    assert (verdict.seen, verdict.met) == (seen, met)


def test_a_ratio_is_read_on_processor_time_and_the_clock_stands_beside() -> None:
    ours = Measured(OURS, (Sample(9.0, 3.0, MIB, 8.0, inside_cpu=2.0), Sample(7.0, 4.0, MIB, 6.0)))
    peer = Measured("SQL", (Sample(2.0, 2.0, MIB, 1.0, inside_cpu=0.5),))
    whole, step = Bar("whole", 2.0, "SQL"), Bar("one step", 2.0, "SQL", starting=False)
    case = CaseResult("cube", "A cube", 1000, (ours, peer), (whole, step))
    verdicts = a_run(case).verdicts(case)
    assert [(one.seen, one.by_clock, one.met) for one in verdicts] == [(1.5, 6.0, True), (4.0, 6.0, False)]


def test_a_bar_can_be_held_against_another_case_of_the_run_and_is_left_out_without_it() -> None:
    bar = Bar("at most 2 % of the first", 0.02, "ingest:Frankpledge")
    again = a_case(bars=(bar,))
    first = CaseResult("ingest", "First", 1000, (Measured(OURS, (sample(200.0),)),))
    assert a_run(first, again).verdicts(again)[0].seen == pytest.approx(0.01)
    assert a_run(again).verdicts(again) == []


def test_other_answers_are_named_and_times_among_them_do_not_matter() -> None:
    wrong = Measured("SQL", (sample(1.0, rows=11),))
    right = Measured("Polars", (sample(1.0, rows=10, **{"p50 ms": 3.0}),))
    floor = Measured("Arrow decode", (sample(1.0, rows=99),), same_work=False)
    case = a_case(wrong, right, floor)
    assert case.agreement() == ["SQL"]
    assert "**SQL did not come to the same figures.**" in page(a_run(case))


def test_a_run_reads_back_as_it_was_written(tmp_path: Path) -> None:
    growth = (
        {
            "work": "cube",
            "axis": "rows",
            "rows": 5,
            "seconds": 1.0,
            "cpu": 2.0,
            "memory": "",
            "failure": "",
            "peak": 1,
            "measures": 1,
        },
    )
    run = a_run(a_case(Measured("SQL", (sample(1.0),)), bars=(Bar("at most twice", 2.0, "SQL"),)))
    run = Run(
        **{
            **run.__dict__,
            "growth": growth,
            "profile": {"Ingest": [{"part": "a", "seconds": 1.0, "share": 1.0}]},
        }
    )
    file = tmp_path / "run.json"
    file.write_text(run.to_json(), encoding="utf-8")
    assert read_run(file).to_json() == run.to_json()
    assert page(read_run(file)) == page(run)


def test_the_page_names_machine_software_times_ratios_bars_and_failures() -> None:
    failed = Measured("Spark", (Sample(0.1, 0.1, MIB, failure="exit code 1: no Java | none"),))
    text = page(
        a_run(
            a_case(Measured("SQL", (sample(1.0, rows=10),)), failed, bars=(Bar("at most twice", 2.0, "SQL"),))
        )
    )
    assert "2 cores" in text or f"{len(os.sched_getaffinity(0))} cores" in text
    assert "| Frankpledge | 2.00 s (2.50 s) | 3.00 s | 4.00 s | 300 MiB | 2 |  |  |" in text
    assert "| SQL | 1.00 s (1.00 s) | 2.00 s | 2.00 s | 100 MiB | 1 | 0.50 | 0.50 |" in text
    assert "| Spark | failed: exit code 1: no Java / none |" in text
    assert "- Bar at most twice: met (2 × SQL, allowed 2; by the clock 2)." in text
    assert "Found: rows 10; the same from SQL." in text


def test_cases_measured_later_on_a_day_take_the_place_of_earlier_ones_and_leave_the_others() -> None:
    ingest = CaseResult("ingest", "First", 1000, (Measured(OURS, (sample(200.0),)),), commit="one")
    earlier = Run(**{**a_run(ingest, a_case()).__dict__, "profile": {"Ingest": []}})
    again = CaseResult("ingest", "First", 1000, (Measured(OURS, (sample(100.0),)),), commit="two")
    both = a_run(again, CaseResult("start", "Start", 0, ())).onto(earlier)
    assert [(case.id, case.commit) for case in both.cases] == [("ingest", "two"), ("cube", ""), ("start", "")]
    assert both.profile == {"Ingest": []}


def test_the_curve_draws_each_piece_of_work_and_says_its_numbers() -> None:
    entries = [
        {
            "work": work,
            "axis": "rows",
            "rows": rows,
            "cpu": seconds * rows / 1e6,
            "failure": "",
            "memory": memory,
        }
        for work, seconds, memory in (("ingest", 2.0, ""), ("cube", 0.1, ""), ("cube", 0.5, "1GB"))
        for rows in (1_000_000, 20_000_000)
    ]
    picture = curve(entries)
    assert picture.count("<polyline") == 2
    assert "ingest 2 s at 1 M, 40 s at 20 M; cube 0.1 s at 1 M, 2 s at 20 M." in picture
    with pytest.raises(ValueError, match="no growth"):
        curve([{**entries[0], "failure": "killed"}])


def test_questions_are_the_same_every_time_and_percentiles_are_values_seen() -> None:
    assert list(questions(["a", "b"], ["m"])) == list(questions(["a", "b"], ["m"]))
    assert percentiles([0.004]) == {"p50 ms": 4.0, "p95 ms": 4.0}


def test_every_case_starts_with_ours_and_every_bar_is_held_against_someone_there(tmp_path: Path) -> None:
    cases = all_cases(Place(tmp_path, 1000))
    names = {case.id: [one.name for one in case.contestants] for case in cases}
    for case in cases:
        assert names[case.id][0] == OURS
        for bar in case.bars:
            assert bar.contestant in names[case.id]
            if bar.against is not None:
                where, _, who = bar.against.rpartition(":")
                assert who in names[where or case.id]


def test_a_process_is_measured_to_its_end_with_its_answer(tmp_path: Path) -> None:
    code = 'print(\'some words\'); print(\'{"inside": 0.25, "inside_cpu": 0.5, "answer": {"rows": 3}}\')'
    took = measure([sys.executable, "-c", code], tmp_path / "log", limit=60)
    assert (took.failure, took.inside, took.inside_cpu, took.answer) == ("", 0.25, 0.5, {"rows": 3})
    assert took.peak > MIB
    assert took.cpu > 0
    assert took.wall > 0


def test_memory_that_a_process_held_is_in_its_peak(tmp_path: Path) -> None:
    took = measure([sys.executable, "-c", "held = b'x' * 300_000_000"], tmp_path / "log", limit=60)
    assert took.peak > 300_000_000


def test_a_process_that_fails_or_is_late_says_so_and_nothing_of_it_stays(tmp_path: Path) -> None:
    failed = measure([sys.executable, "-c", "raise SystemExit('no Java')"], tmp_path / "log", limit=60)
    assert failed.failure == "exit code 1: no Java"
    mark = tmp_path / "still-there"
    child = f"import time, pathlib; time.sleep(3); pathlib.Path({str(mark)!r}).touch()"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    late = measure([sys.executable, "-c", code], tmp_path / "log", limit=1)
    assert late.failure == "not done within 1 s"
    assert late.wall < 3
    assert not mark.exists()


def test_the_machine_is_named_for_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRANKPLEDGE_BENCH_MACHINE", "Big Box (2)")
    assert machine_name() == "big-box-2"
    monkeypatch.delenv("FRANKPLEDGE_BENCH_MACHINE")
    assert machine_name().endswith("-cores")
