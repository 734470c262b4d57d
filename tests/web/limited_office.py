"""An office of two services and several forces whose newest build holds one telling number for each limit.

Each number is of the newest month, which no release knows: wherever it is read, somebody was shown a figure
of the newest build. All of it is made up.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from frankpledge.areas import gss_code
from frankpledge.builds.reading import open_build
from tests.functional.agreeing import agree
from tests.functional.cli import done
from tests.soundness.records import crime, text_of

MONTH = "2025-05"
ALDERBECK, THORNMOOR = "E06900001", "E06900004"
NUMBERS = {
    "fire": 4219,
    "fleet": 61379,
    "westmarch": 1373 + 1628,
    ALDERBECK: 1373,
    THORNMOOR: 1628,
    "aldermoor": 2417,
}
"""What each holds in the newest month: hours of appliances, vehicles, and crimes of forces and districts."""
MEASURES = {
    "appliance-hours": ("appliance-cover", "hours-available", "hours"),
    "vehicles-held": ("fleet", "held", "vehicles"),
}
CRIME = "all-crime"


def limited_office(released: Path, folder: Path) -> Path:
    """Return a copy of a released office with a newer build, of which nothing is released."""
    office = Path(shutil.copytree(released, folder / "office"))
    agree(office)
    for name, (table, column, unit) in MEASURES.items():
        text = f"id: {name}\ntitle: {name.replace('-', ' ').capitalize()}\nkind: sum\nof: {table}\n"
        text += f"column: {column}\nunit: {unit}\ndirection: higher\n"
        (office / "plan" / "measures" / f"{name}.yaml").write_text(text, encoding="utf-8")
    files = folder / "sent"
    files.mkdir()
    hours = [23] * 183 + [10]
    lines = [f"Westmarch,{MONTH}-02,north,p{at},yes,24,{one}" for at, one in enumerate(hours)]
    _sent(
        files, "appliance-cover", "force,date,station,appliance,on-call,hours-planned,hours-available", lines
    )
    held = NUMBERS["fleet"]
    lines = [f"Westmarch,{MONTH}-02,north,response-car,{held},{held},{held}"]
    _sent(files, "fleet", "force,date,station,vehicle-kind,required,held,available", lines)
    rows = _crimes(office, (ALDERBECK, THORNMOOR))
    others = [crime(10_000 + number) for number in range(NUMBERS["aldermoor"])]
    streets = files / MONTH
    streets.mkdir()
    for force, one in (("westmarch", rows), ("aldermoor", others)):
        text = text_of("street", "bedfordshire", MONTH, one).replace(
            "Bedfordshire Police", f"{force.title()} Police"
        )
        (streets / f"{MONTH}-{force}-street.csv").write_text(text, encoding="utf-8")
    done("ingest", office, files, "--obtained", "2025-07-01")
    done("build", office)
    return office


def told_in(text: str) -> set[str]:
    """Return of whom a text holds the number of the newest month, however it is written."""
    return {
        name
        for name, number in NUMBERS.items()
        if re.search(
            rf"(?<![\d.-]){number // 1000},?{number % 1000:03d}(?:\.0+)?(?!\d|\.\d|,\d\d\d(?!\d))", text
        )
    }


def _sent(folder: Path, table: str, header: str, lines: list[str]) -> None:
    text = "\n".join([header, *lines]) + "\n"
    (folder / f"{table} {MONTH}.csv").write_text(text, encoding="utf-8")


def _crimes(office: Path, areas: tuple[str, ...]) -> list[dict[str, str]]:
    build = open_build(office)
    rows: list[dict[str, str]] = []
    for area in areas:
        lsoa = min(one for one, held in build.places["local-authority"].items() if held == area)
        place = {"LSOA code": gss_code(lsoa), "LSOA name": f"{build.titles[area]} 001A"}
        rows += [crime(len(rows) + number, **place) for number in range(NUMBERS[area])]
    return rows
