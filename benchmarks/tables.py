"""A run as a page of Markdown: the machine, then a table and the bars for each case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.results import CaseResult, Measured, Run, ratio_to_ours

SHARED_NOTE = (
    "The machine was shared with other work while this ran. Times drift with it; ratios within one run, "
    "whose contestants took turns, are what to go by, of processor time above all. Times are the least of "
    "the runs (median in brackets); processor time counts starting up. A bar that is a ratio is read on "
    "processor time, and the clock's ratio (without starting up) is said beside it."
)


def seconds(value: float) -> str:
    """Return seconds as people read them.

    >>> seconds(0.0421), seconds(3.456), seconds(125.2)
    ('42 ms', '3.46 s', '125 s')
    """
    if value < 0.1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.2f} s" if value < 100 else f"{value:.0f} s"


def number(value: float) -> str:
    """Return a number with three figures that count, never in powers of ten.

    >>> number(0.01234), number(1.5), number(1024.2)
    ('0.0123', '1.5', '1,024')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def mebibytes(value: float) -> str:
    """Return bytes in MiB, whole."""
    return f"{value / 1024**2:,.0f} MiB"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a Markdown table; all columns but the first are numbers.

    >>> table(["what", "n"], [["one", "1"]])
    ['| what | n |', '| --- | ---: |', '| one | 1 |']
    """
    rule = ["---", *["---:"] * (len(head) - 1)]
    return [f"| {' | '.join(cells)} |" for cells in (head, rule, *rows)]


def page(run: Run) -> str:
    """Return the whole page."""
    machine = run.machine
    versions = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    lines = [
        f"# Benchmarks, {run.started[:10]}",
        "",
        f"- Machine: {machine['cores']} cores ({machine['processor']}), "
        f"{machine['memory_bytes'] / 1024**3:.0f} GiB; {machine['system']}.",
        f"- Software: Python {machine['python']}, {versions}; Java: {machine['java']}.",
        f"- Load: {run.rows:,} street rows, 44 forces, 60 months, all generated.",
        "",
        SHARED_NOTE,
    ]
    for case in run.cases:
        lines += ["", *_case(run, case)]
    if run.growth:
        lines += ["", "## Growth", "", *growth_table(run)]
    if run.profile:
        lines += ["", *_profile(run)]
    return "\n".join(lines) + "\n"


def _case(run: Run, case: CaseResult) -> list[str]:
    rows = [_contestant(case, one) for one in case.contestants]
    head = ["", "time", "with starting up", "processor", "peak memory", "runs", "× ours", "processor × ours"]
    when = f"{case.started[:16].replace('T', ' ')}, commit {case.commit}, load of the machine {case.load:g}"
    lines = [f"## {case.title}", "", f"At {when}.", "", *table(head, rows)]
    for name in case.agreement():
        lines.append(f"\n**{name} did not come to the same figures.**")
    answers = ", ".join(
        f"{name} {value if isinstance(value, str) else format(value, ',')}"
        for name, value in case.contestants[0].answer.items()
    )
    if answers:
        others = [o.name for o in case.contestants[1:] if o.same_work and o.good and o.answer]
        agreed = [name for name in others if name not in case.agreement()]
        same = f"; the same from {', '.join(agreed)}" if agreed else ""
        lines += ["", f"Found: {answers}{same}."]
    for verdict in run.verdicts(case):
        word = "met" if verdict.met else "**not met**"
        seen = f"{number(verdict.seen)} {verdict.unit}, allowed {number(verdict.allowed)}"
        if verdict.by_clock is not None:
            seen = f"{seen}; by the clock {number(verdict.by_clock)}"
        lines.append(f"- Bar {verdict.text}: {word} ({seen}).")
    return lines


def _contestant(case: CaseResult, one: Measured) -> list[str]:
    if one.failure:
        return [
            one.name,
            f"failed: {one.failure.replace('|', '/')}",
            "",
            "",
            "",
            str(len(one.samples)),
            "",
            "",
        ]
    ratio = ratio_to_ours(case, one)
    inside = one.good[0].inside is not None
    return [
        one.name,
        f"{seconds(one.best)} ({seconds(one.middle)})",
        seconds(one.wall) if inside else "",
        seconds(one.cpu),
        mebibytes(one.peak),
        str(len(one.samples)),
        "" if ratio is None else f"{ratio:.2f}",
        "" if ratio is None else f"{one.cpu / case.contestants[0].cpu:.2f}",
    ]


def growth_table(run: Run) -> list[str]:
    """Return the growth run as a table: one line for each size and number of measures."""
    rows: list[list[str]] = []
    for one in run.growth:
        work = f"build of {one['measures']} measures" if one["work"] == "build" else one["work"]
        limit = f", engine held to {one['memory']}" if one.get("memory") else ""
        if one["axis"] == "measures" and [work, f"{one['rows']:,}"] in [row[:2] for row in rows]:
            continue
        took = [seconds(one["cpu"]), seconds(one["seconds"])] if not one["failure"] else [one["failure"], ""]
        per = seconds(1e6 * one["cpu"] / one["rows"]) if not one["failure"] else ""
        rows.append([work + limit, f"{one['rows']:,}", *took, per, mebibytes(one["peak"])])
    return table(["", "rows", "processor", "wall", "processor, a million rows", "peak memory"], rows)


def _profile(run: Run) -> list[str]:
    lines = ["## Where the time goes"]
    for work, parts in run.profile.items():
        rows = [[part["part"], seconds(part["seconds"]), f"{part['share']:.0%}"] for part in parts]
        lines += ["", f"### {work}", "", *table(["", "time", "of the whole"], rows)]
    return lines
