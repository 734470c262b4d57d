"""Pages of figures in a real browser: accessible in every state, wide and narrow, and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import violations_on
from tests.browser.serving import Site, served
from tests.once import copy_of_released
from tests.web.releasing import PERIOD

EVERYBODY = (
    "/",
    "/plan/",
    "/plan/safer-streets-and-homes/",
    "/plan/fewer-neighbourhood-crimes/",
    "/plan/shops-feel-supported/",
    "/frameworks/matters/",
    "/frameworks/matters/safe-homes/",
    "/measures/",
    "/measures/?q=burglary",
    "/measures/?q=nothing-is-called-so",
    "/measures/burglary/",
    "/measures/all-crime/",
    "/measures/stop-searches/",
    "/measures/burglary/history/",
    f"/figure/burglary/force/westmarch/quarter/{PERIOD}/?source=crimes",
    "/figure/stop-search-arrest-rate/force/westmarch/month/2023-04/?source=stops",
    "/figure/burglary/force/westmarch/month/2023-01/?source=crimes",
    "/releases/",
    "/releases/1/",
    "/releases/2/",
    "/data-quality/",
    "/observatory/",
    "/observatory/crimes/",
)
OFFICE = ("/measures/burglary/ahead/", "/changes/")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    office = copy_of_released(tmp_path_factory, tmp_path_factory.mktemp("pages") / "office")
    with served(office, "analyst") as made:
        yield made


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An office with neither build nor release."""
    from tests.functional.cli import done

    folder: Path = tmp_path_factory.mktemp("nothing")
    done("new", folder / "office", "--from", "westmarch")
    with served(folder / "office", "analyst") as made:
        yield made


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("role", ["", "analyst"])
def test_every_page_is_accessible_and_fits_its_screen(
    site: Site, browser: Browser, role: str, width: int
) -> None:
    with site.visited(browser, role, width=width) as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        for address in (*EVERYBODY, *(OFFICE if role else ())):
            answer = page.goto(address)
            assert answer is not None
            assert answer.status in (200, 202), address
            assert violations_on(page) == [], address
            assert page.locator("h1").count() == 1, address
            root = "document.documentElement"
            assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0, address
        assert said == []


@pytest.mark.parametrize("role", ["", "analyst"])
def test_an_office_without_anything_says_what_will_be_there(
    nothing: Site, browser: Browser, role: str
) -> None:
    with nothing.visited(browser, role) as context:
        page = context.new_page()
        for address in ("/", "/plan/", "/measures/", "/releases/", "/data-quality/", "/observatory/"):
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            assert violations_on(page) == [], address


def test_a_figure_is_found_by_keyboard_alone(site: Site, browser: Browser) -> None:
    with site.visited(browser) as context:
        page = context.new_page()
        page.goto("/measures/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        page.keyboard.type("burgl")
        page.keyboard.press("Enter")
        page.wait_for_url("**/measures/?q=burgl")
        _tab_to(page, "Burglary")
        page.keyboard.press("Enter")
        page.wait_for_url("**/measures/burglary/")
        _tab_to(page, "Q3 23/24")
        page.keyboard.press("Enter")
        page.wait_for_url("**/figure/burglary/force/westmarch/quarter/2023-24-Q3/**")
        assert page.locator(".figure data").inner_text().replace(",", "").isdecimal()


def test_the_table_behind_a_chart_opens_by_keyboard(site: Site, browser: Browser) -> None:
    with site.visited(browser, "analyst") as context:
        page = context.new_page()
        page.goto("/measures/burglary/")
        table = page.locator("#months-burglary")
        assert not table.is_visible()
        page.locator("figure summary").first.focus()
        page.keyboard.press("Enter")
        assert table.is_visible()


def test_pages_say_the_same_without_scripts(site: Site, browser: Browser) -> None:
    for address in ("/plan/", "/measures/burglary/", "/"):
        told = []
        for javascript in (True, False):
            with site.visited(browser, "analyst", javascript=javascript) as context:
                page = context.new_page()
                page.goto(address)
                told.append(page.locator("main").inner_text())
        assert told[0] == told[1]


def _tab_to(page: Page, words: str) -> None:
    """Press the tab key until the link with these words has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == words:
            return
    raise AssertionError(f"no link '{words}' is reached by the tab key")
