"""Records made by people become the yearly reports on complaints and on custody, and the public sees them.

Every number of the reports is worked out a second time here, naively, from the values of the records.
"""

from __future__ import annotations

import csv
import io
import json
import re
import statistics
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from frankpledge.registers.clocks import elapsed
from frankpledge.registers.register import Unit
from frankpledge.working_time import bank_holidays
from tests.functional.cli import done
from tests.web.annual import MARK, UNAVAILABLE, YEAR, made, with_measures

if TYPE_CHECKING:
    from django.test import Client

KEYS = {"complaints-annual": "2024-25-complaints-annual", "custody-annual": "2024-25-custody-annual"}
_OF = "westmarch,office-for-police-conduct,complaint-days-to-finalise"
SUPPLIED = "\n".join(
    (
        "force,body,measure,area-type,area,window,period-start,period-end,value,basis,as-at",
        f"{_OF},nation,england-and-wales,Financial year,2024-04-01,2025-03-31,91,Finished rate,2025-06-01",
        f"{_OF},region,similar-forces,Quarter,2024-10-01,2024-12-31,87,Finished rate,2025-02-01",
    )
)
"""What the nation and a group of forces came to, of the year and of another span."""
FIRST, LAST = "2024-04-01", "2025-03-31"


@pytest.fixture
def keyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRANKPLEDGE_KEY_OFFICE", "a long secret for tests alone")


def _taken_in(office: Path) -> dict[str, list[dict[str, Any]]]:
    """Make the records, and take them in as the command line does."""
    from frankpledge.records.counting import take_in_registers
    from frankpledge.registers.register_file import read_registers

    with_measures(office)
    values = made(read_registers(office))
    _, summary = take_in_registers(office, date(2026, 1, 15))
    assert not summary.problems
    assert summary.total("refused") == 0
    file = office.parent / "return-values.csv"
    file.write_text(SUPPLIED)
    done("ingest", office, file)
    done("build", office)
    return values


def _released(office: Path) -> None:
    for kind, key in KEYS.items():
        done("report", office, "--kind", kind, "--year", YEAR)
        done("sign-off", office, key, "--as", "checked", "--by", "Ada Marsh")
        done("sign-off", office, key, "--as", "approved", "--by", "Ben Holt")
        done("release", office, key)


class Printed:
    """The figures of the year that a report printed, held one by one against what is worked out here."""

    def __init__(self, figures: dict[tuple[str, str], float | None]) -> None:
        self.figures = figures
        self.agreed: set[str] = set()
        self.withheld: set[str] = set()

    def same(self, measure: str, breakdown: str, expected: float) -> None:
        """Compare one figure; note it where it was withheld because it is small, or would give one away."""
        value = self.figures[measure, breakdown]
        if value is None:
            self.withheld.add(f"{measure} {breakdown}".strip())
        else:
            assert value == pytest.approx(expected), (measure, breakdown)
            self.agreed.add(f"{measure} {breakdown}".strip())


def _figures(folder: Path) -> Printed:
    """Return the report's own figures of the year, by measure and breakdown; None where withheld."""
    rows = csv.DictReader(io.StringIO((folder / "figures.csv").read_text()))
    found: dict[tuple[str, str], float | None] = {}
    for row in rows:
        if row["period"] == "2024-25" and row["area"] == "westmarch" and row["window"] == "financial-year":
            found[row["measure"], row["breakdown"]] = float(row["value"]) if row["value"] else None
    return Printed(found)


def _working(start: str, end: str) -> int:
    """Return the working days after one day, up to and with another: one day at a time.

    The clocks of registers count the same, whatever days of the week the two are.
    """
    first, last, count = date.fromisoformat(start), date.fromisoformat(end), 0
    day = first
    while day < last:
        day += timedelta(days=1)
        count += day.weekday() < 5 and day not in bank_holidays(day.year)
    assert elapsed(first, last, Unit.WORKING_DAYS) == count
    return count


def _in_year(rows: list[dict[str, Any]], field: str) -> Iterator[dict[str, Any]]:
    return (row for row in rows if field in row and FIRST <= row[field] <= LAST)


def _centile(values: list[int], share: float) -> float:
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def test_from_actions_to_the_public(own_served: Path, keyed: None, db: Path, client: Client) -> None:
    values = _taken_in(own_served)
    _released(own_served)

    of_complaints = _figures(own_served / "reports" / KEYS["complaints-annual"])
    received = list(_in_year(values["complaints"], "received"))
    ended = list(_in_year(values["complaints"], "finalised"))
    of_complaints.same("complaints-received", "", len(received))
    of_complaints.same("complaints-finalised", "", len(ended))
    still = [
        one for one in values["complaints"] if one["received"] <= LAST and one.get("finalised", "9") > LAST
    ]
    of_complaints.same("complaints-open", "", len(still))
    for days in (30, 60, 90, 120):
        old = sum(_working(one["received"], LAST) > days for one in still)
        of_complaints.same(f"complaints-open-over-{days}-working-days", "", old)
    for body in ("police", "office"):
        count = sum(one["handled-by"] == body for one in received)
        of_complaints.same("complaints-received", f"body={body}", count)
    for category in ("other", "individual-behaviours", "delivery-of-duties-and-service"):
        count = sum(row["category"] == category for one in received for row in one["allegations"])
        of_complaints.same("complaint-allegations", f"category={category}", count)
    contact = [_working(one["received"], one["contacted"]) for one in received if "contacted" in one]
    of_complaints.same("complaint-days-to-contact", "", (statistics.mean(contact)))
    of_complaints.same("complaint-median-days-to-contact", "", (statistics.median(contact)))
    of_complaints.same("complaint-p90-days-to-contact", "", (_centile(contact, 0.9)))
    final = [_working(one["received"], one["finalised"]) for one in ended]
    of_complaints.same("complaint-days-to-finalise", "", (statistics.mean(final)))
    of_complaints.same("complaint-p90-days-to-finalise", "", (_centile(final, 0.9)))
    within = 100 * sum(days <= 10 for days in contact) / len(received)
    of_complaints.same("complaints-contacted-within-10-working-days", "", (within))
    cases = list(_in_year(values["casework"], "received"))
    prompt = 100 * sum(_working(one["received"], one["contacted"]) <= 5 for one in cases) / len(cases)
    of_complaints.same("casework-answered-within-5-working-days", "", (prompt))
    decided = list(_in_year(values["reviews"], "decided"))
    upheld = 100 * sum(one["result"] == "upheld" for one in decided) / len(decided)
    of_complaints.same("complaint-reviews-upheld-share", "", (upheld))

    of_visits = _figures(own_served / "reports" / KEYS["custody-annual"])
    visits = list(_in_year(values["custody-visits"], "visited"))
    sums = {
        name: sum(one[name] for one in visits)
        for name in ("held", "seen", "refused", "unaccounted", *UNAVAILABLE)
    }
    for name, count in sums.items():
        of_visits.same(f"custody-detainees-{name}", "", count)
    assert sums["held"] == sum(count for name, count in sums.items() if name != "held")
    share = 100 * sums["seen"] / (sums["seen"] + sums["refused"])
    of_visits.same("custody-detainees-seen-share", "", (share))
    weekend = 100 * sum(one["day-kind"] == "weekend" for one in visits) / len(visits)
    of_visits.same("custody-visits-at-weekends-share", "", (weekend))
    of_visits.same("custody-issues-raised", "", sum(len(one["issues"]) for one in visits))

    rows = client.get("/releases.json").json()["rows"]
    assert [row["title"] for row in rows] == [
        "Westmarch: independent custody visiting 2024/25",
        "Westmarch: complaints and casework 2024/25",
    ]
    for row in rows:
        assert client.get(row["link"]).status_code == 200
    for key in KEYS.values():
        heads = re.findall(
            r"<th[^>]*>(Change[^<]*)", (own_served / "reports" / key / "report.html").read_text()
        )
        assert heads
        assert set(heads) == {"Change from 2023/24"}, "what a change is from is said"
    visits = (own_served / "reports" / KEYS["custody-annual"] / "report.html").read_text()
    assert visits.count("No figure of the region or the nation has been supplied for any measure") == 1
    told = (own_served / "reports" / KEYS["complaints-annual"] / "report.html").read_text()
    assert "No figure of the region or the nation has been supplied for these measures" in told
    beside = " ".join(re.sub("<[^>]+>", " ", told[told.index("Beside the region and the nation") :]).split())
    assert "England and Wales" in beside
    assert "87 ( Q3 24/25 ) 91" in beside, "the other span is said"
    charts = own_served / "reports" / KEYS["complaints-annual"] / "charts"
    drawn = next(charts.glob("beside-*-complaint-days-to-finalise-bars.svg")).read_text()
    assert "England and Wales" in drawn
    assert "(Q3 24/25)" in drawn
    assert len(of_complaints.agreed) >= 10, of_complaints.withheld
    assert len(of_visits.agreed) >= 10, of_visits.withheld
    for key in KEYS.values():
        names = {file.name for file in (own_served / "reports" / key).iterdir()}
        assert {"report.html", "report.pdf", "report.docx", "figures.csv"} <= names
    _no_mark(own_served)
    about = json.loads((own_served / "returns" / "registers" / "made-of.json").read_text())
    assert {one["register"] for one in about["tables"]} == set(values)
    assert about["audit"]


def _no_mark(office: Path) -> None:
    """Nothing that may be about a person, and no free text, is anywhere but in the database."""
    for place in ("returns", "store", "builds", "reports", "releases"):
        for file in (office / place).rglob("*"):
            if file.is_file():
                assert MARK.encode() not in file.read_bytes(), file


@pytest.mark.nightly
def test_a_report_is_begun_by_page(own_served: Path, keyed: None, signed_in: Callable[..., Client]) -> None:
    from frankpledge.registers.roles import Role
    from tests.web.test_report_pages import finished

    _taken_in(own_served)
    author = signed_in(Role.AUTHOR, name="ann author")
    page = author.get("/reports/").content.decode()
    assert 'value="complaints-annual"' in page
    sent = {"kind": "custody-annual", "period": YEAR, "do": "report"}
    assert "Done." in finished(author, author.post("/reports/begin/", sent)["Location"])
    report = f"/reports/{KEYS['custody-annual']}/"
    assert '<a href="/records/custody-visits/">Custody visits</a>' in author.get(report).content.decode()
    visits = author.get("/records/custody-visits/").content.decode()
    assert f'Drafts: <a href="{report}">' in visits, "a register leads to its report"
    assert "The yearly report on custody visits" in visits
    cases = signed_in(Role.COMPLAINTS).get("/records/complaints/").content.decode()
    assert "Begin one among the reports" in cases
    assert "The yearly report" not in author.get("/records/decisions/").content.decode()
    wrong = author.post("/reports/begin/", {"kind": "custody-annual", "period": "Q4 24/25", "do": "report"})
    assert wrong.status_code == 400
