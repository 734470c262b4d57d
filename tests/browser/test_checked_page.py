"""The page of a checked document, with findings in its margin, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from frankpledge.checking.checked import checked
from tests.browser.axe import (
    fetched_from_outside,
    opened,
    sideways_scroll,
    text_without_javascript,
    violations,
)

TEXTS = {
    "with findings of every sureness": (
        "Performance report Q1 21/22\n\n"
        "350 cases have closed. 75% (350) were solved.\n\n"
        "Recorded burglary increased from 410 to 390, a fall of 30%.\n\n"
        "The positive outcome rate fell by 4% to 53%, and the force is ranked 9/8 in its MSG.\n\n"
        "As of September 2021, checks are taking 21.5 days. See Q2 23/23.\n\n"
        "Area\tOffences\tShare\nNorth\t200\t50%\nSouth\t200\t40%\nTotal\t500\t100%\n\n"
        f"A long word: {'unbroken' * 30}.\n"
    ),
    "with none": "Recorded burglary fell from 410 to 390.\n",
}


@pytest.fixture(scope="module", params=TEXTS)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checked")
    document, shown = folder / "report.txt", folder / "checked.html"
    document.write_text(TEXTS[request.param], encoding="utf-8")
    made = checked(document, "html")
    assert bool(made.problems) == (request.param != "with none")
    shown.write_text(made.text, encoding="utf-8")
    return shown


@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_has_no_accessibility_violations(browser: Browser, page: Path, width: int) -> None:
    assert violations(browser, page, width=width) == []


def test_the_page_reflows_and_fetches_nothing(browser: Browser, page: Path) -> None:
    assert sideways_scroll(browser, page, width=320) == 0
    assert fetched_from_outside(browser, page) == []


def test_every_finding_is_reached_from_the_list_above_without_a_script(browser: Browser, page: Path) -> None:
    with opened(browser, page, javascript=True) as shown:
        links = shown.locator("nav a")
        for place in range(links.count()):
            target = links.nth(place).get_attribute("href") or ""
            assert shown.locator(f"[id='{target[1:]}']").count() == 1
            links.nth(place).click()
            assert shown.locator(f"[id='{target[1:]}']:target q").count() == 1
    assert "burglary" in text_without_javascript(browser, page)
