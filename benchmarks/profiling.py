"""Where ingest, cube and build spend their time: their stages, each with its share of the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from benchmarks import offices
from benchmarks.cases import MEASURES, Place, program
from benchmarks.measuring import measure
from benchmarks.preparing import prepare

SAMPLED = 200
"""Files whose stages are timed one by one."""


def profile(place: Place, say: Callable[[str], None]) -> dict[str, list[dict[str, Any]]]:
    """Return the parts of each piece of work, largest first: part, seconds, share."""
    for need in ("store", "small-areas"):
        prepare(need, place)
    offices.write(place.office, offices.national(place.load, MEASURES))
    (place.root / "logs").mkdir(exist_ok=True)
    place.out.mkdir(exist_ok=True)
    work = {
        f"Ingest: {SAMPLED} files of {place.rows:,} rows, on one core": program(
            "profile_ingest", place.load / "newer", SAMPLED, place.out
        ),
        f"Cube on {place.rows:,} rows": program("profile_cube", place.small, place.office / "store"),
        f"Build of {MEASURES} measures on {place.rows:,} rows": program("profile_build", place.office),
    }
    found = {}
    for title, command in work.items():
        say(title)
        sample = measure(command, place.root / "logs" / f"{command[2]}.log", limit=1800)
        found[title] = parts(sample.answer) if not sample.failure else []
        if sample.failure:
            say(f"  {sample.failure}")
    return found


def parts(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the timed parts of an answer, largest first, with their share of the sum.

    >>> parts({"rows": 5, "counting": 3.0, "writing": 1.0})[0]
    {'part': 'counting', 'seconds': 3.0, 'share': 0.75}
    """
    timed = {part: float(spent) for part, spent in answer.items() if part != "rows"}
    whole = sum(timed.values()) or 1.0
    ordered = sorted(timed.items(), key=lambda one: -one[1])
    return [{"part": part, "seconds": spent, "share": round(spent / whole, 4)} for part, spent in ordered]
