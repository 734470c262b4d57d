"""What a member of the public does: the first page, a figure and where it comes from, a decision, the table."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.live import Served, screen, sideways

FIRST_PAGES = (
    "/", "/plan/", "/measures/", "/explore/?measure=shoplifting", "/map/", "/releases/", "/releases/1/",
    "/records/", "/records/decisions/", "/records/decisions/decision-record-1/", "/data-quality/",
    "/observatory/", "/accessibility/", "/measures/shoplifting/",
)  # fmt: skip
DOORS = (
    "/",
    "/plan/",
    "/measures/",
    "/explore/",
    "/map/",
    "/releases/",
    "/records/",
    "/data-quality/",
    "/observatory/",
)


def test_from_the_first_page_to_a_figure_and_how_it_was_made(browser: Browser, served: Served) -> None:
    with screen(browser, served) as seen:
        assert seen.open("/") == 200
        assert seen.heading == "What this office publishes"
        assert "Released last" in seen.main
        assert seen.sound() == []
        seen.follow("Measures")
        assert seen.sound() == []
        seen.page.get_by_label("Find a measure").fill("shop")
        seen.press("Search")
        assert "1 measure for “shop”" in seen.main
        assert seen.sound() == []
        seen.follow("Shoplifting")
        assert seen.heading == "Shoplifting"
        assert seen.sound() == []
        with seen.page.expect_navigation():
            seen.page.locator("main a[href*='/figure/']").first.click()
        assert "How it was made" in seen.main
        assert seen.sound() == []


def test_a_published_decision_is_read_and_a_draft_is_not(browser: Browser, served: Served) -> None:
    with screen(browser, served) as seen:
        seen.open("/records/")
        seen.follow("Decisions")
        assert "1 record." in seen.main
        assert "Renew the custody" not in seen.main
        seen.follow("Decision Record 1")
        assert "To fund it." in seen.main
        assert seen.sound() == []
        assert seen.open("/records/decisions/decision-record-2/") == 404
        assert seen.heading == "Page not found"
        assert seen.sound() == []
        seen.follow("Go to the start page")
        assert seen.heading == "What this office publishes"


def test_the_explorer_by_keyboard_alone(browser: Browser, served: Served) -> None:
    with screen(browser, served) as seen:
        seen.open("/explore/")
        seen.page.keyboard.press("Tab")
        assert seen.focused == "Skip to main content"
        seen.page.keyboard.press("Enter")
        assert seen.page.evaluate("document.activeElement.id") == "main"
        seen.tab_to("Measure")
        seen.page.keyboard.type("Shopl")
        seen.tab_to("Show")
        with seen.page.expect_navigation():
            seen.page.keyboard.press("Enter")
        assert "Shoplifting in Westmarch" in seen.main
        seen.tab_to("Table")
        with seen.page.expect_navigation():
            seen.page.keyboard.press("Enter")
        seen.tab_to("Table of figures")
        assert seen.page.locator("main table").is_visible()
        assert seen.page.locator("main tbody tr").count() == 36
        assert seen.sound() == []


def test_an_address_that_asks_what_cannot_be_is_told_what_to_do(browser: Browser, served: Served) -> None:
    with screen(browser, served) as seen:
        assert seen.open("/explore/?measure=no-such-measure") in (400, 404, 422)
        assert seen.page.locator("main p").count() >= 2
        assert seen.sound() == []


@pytest.mark.parametrize("path", FIRST_PAGES)
def test_each_page_says_the_same_without_javascript(browser: Browser, served: Served, path: str) -> None:
    with screen(browser, served, javascript=False) as seen:
        assert seen.open(path) == 200
        plain = {line.strip() for line in seen.main.splitlines() if line.strip()}
    with screen(browser, served) as seen:
        seen.open(path)
        live = {line.strip() for line in seen.main.splitlines() if line.strip()}
    assert live <= plain | {"+", "−"}


@pytest.mark.parametrize("path", FIRST_PAGES)
def test_at_twice_the_size_and_in_print_nothing_is_lost(browser: Browser, served: Served, path: str) -> None:
    with screen(browser, served, width=640, height=450) as seen:  # What 200 per cent makes of 1,280 by 900.
        seen.open(path)
        assert sideways(seen.page) == []
        seen.page.emulate_media(media="print")
        for hidden in (".menu", ".skip", "form", ".downloads"):
            for one in seen.page.locator(hidden).all():
                assert not one.is_visible(), hidden
        assert seen.page.locator("h1").is_visible()
        cut = "all => all.filter(one => getComputedStyle(one).overflowX !== 'visible').length"
        assert seen.page.eval_on_selector_all(".scroll", cut) == 0


@pytest.mark.parametrize("path", DOORS)
def test_before_the_first_build_each_page_says_what_is_to_come(
    browser: Browser, untouched: Served, path: str
) -> None:
    for who in ("", "analyst"):
        with screen(browser, untouched, who) as seen:
            assert seen.open(path) == 200
            assert len(seen.main) > len(seen.heading) + 20
            assert seen.sound() == []
