"""Pages of the site in a real browser: axe-clean, no sideways scroll on a phone, styled from a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from frankpledge.publication.chart_files import chart_files, drawn_charts
from frankpledge.publication.compose import compose
from frankpledge.publication.site import site
from tests.browser.axe import fetched_from_outside, opened, sideways_scroll, violations
from tests.unit.report_example import example

PAGES = (
    "index.html",
    "exceptional.html",
    "priority-prevention.html",
    "explain/index.html",
    "explain/burglary.html",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data, folder = example(), tmp_path_factory.mktemp("report")
    document = compose(data)
    for name, content in {**site(document, data), **chart_files(document, drawn_charts(document))}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder / "site"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.nightly), 360])
def test_a_page_has_no_accessibility_violations(
    browser: Browser, folder: Path, name: str, width: int
) -> None:
    assert violations(browser, folder / name, width=width) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reflows(browser: Browser, folder: Path, name: str) -> None:
    assert sideways_scroll(browser, folder / name, width=320) == 0


def test_a_page_takes_style_and_typeface_from_its_folder_and_nothing_from_elsewhere(
    browser: Browser, folder: Path
) -> None:
    assert list(fetched_from_outside(browser, folder / "index.html")) == []
    with opened(browser, folder / "index.html", javascript=True) as shown:
        loaded = shown.evaluate(
            "document.fonts.ready.then(() => [...document.fonts].some(face => face.status === 'loaded'))"
        )
        ruled = shown.evaluate("getComputedStyle(document.querySelector('.key')).borderLeftStyle")
    assert loaded
    assert ruled == "solid"


def test_a_number_followed_shows_its_own_entry(browser: Browser, folder: Path) -> None:
    with opened(browser, folder / "index.html", javascript=True) as shown:
        number = shown.locator("table a.how").first
        printed = number.inner_text()
        number.click()
        shown.wait_for_load_state()
        entry = shown.locator(".number-made:target")
        assert entry.count() == 1
        assert printed.split()[0] in entry.locator("dt").inner_text()
        assert entry.evaluate("element => element.getBoundingClientRect().top") < 900
