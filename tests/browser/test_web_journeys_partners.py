"""What those outside the office do: the force answers for its actions, a partner sends a return."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.live import Served, screen

VISITS = (
    "force,suite,visited,kind-of-day,visitors,held,unavailable,available,seen,refused,issues,minutes-waited\n"
    "westmarch,central,2025-03-04,weekday,2,5,1,4,3,1,0,10\n"
    "westmarch,central,2025-03-05,weekday,2,5,1,4,9,1,0,10\n"
)
"""One row that is right, and one with more people seen than were available."""


def test_the_force_reports_an_action_as_done_and_the_secretary_closes_it(
    browser: Browser, served: Served
) -> None:
    with screen(browser, served, "respondent") as seen:
        seen.open("/records/actions/")
        assert seen.sound() == []
        seen.page.get_by_role("link", name="A-0002").click()
        seen.follow("Report as done")
        assert seen.sound() == []
        seen.page.get_by_label("Evidence").fill("The review is on our website.")
        seen.press("Report as done")
        assert "Reported as done" in seen.main
        assert seen.sound() == []
        assert seen.open("/records/decisions/new/") == 403
        assert seen.sound() == []
        where = "/records/actions/2/"
    with screen(browser, served, "secretary") as seen:
        seen.open(where)
        assert "The review is on our website." in seen.main
        seen.follow("Close")
        seen.press("Close")
        assert "Closed" in seen.main


@pytest.mark.parametrize("javascript", [True, False])
def test_a_partner_sees_what_is_wrong_before_sending(
    browser: Browser, served: Served, tmp_path: Path, javascript: bool
) -> None:
    page, visits = tmp_path / "not-a-return.csv", tmp_path / "visits.csv"
    page.write_bytes(b"%PDF-1.7\n")
    visits.write_text(VISITS)
    with screen(browser, served, "partner", javascript=javascript) as seen:
        seen.open("/sending/")
        seen.page.get_by_label("Return").set_input_files(page)
        seen.press("Check the file")
        assert "The file was not taken" in seen.main
        if javascript:
            assert seen.sound() == []
        seen.page.get_by_label("Return").set_input_files(visits)
        seen.press("Check the file")
        assert "1 rows can be taken in, 1 would be refused" in seen.main
        if javascript:
            assert seen.sound() == []
            seen.press("Send the 1 rows that are right to the office")
            assert "Sent" in seen.main
        else:
            seen.press("Take it back")
        seen.open("/sending/")
        assert "visits.csv" in seen.main
        if javascript:
            assert seen.sound() == []
