"""The report's page in a real browser: axe-clean, no sideways scroll on a phone, whole without JavaScript."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from frankpledge.publication.compose import compose
from frankpledge.publication.html import html
from tests.browser.axe import (
    fetched_from_outside,
    opened,
    sideways_scroll,
    text_without_javascript,
    violations,
)
from tests.unit.report_example import example


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(html(compose(example())), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [1280, 320])
def test_the_report_has_no_accessibility_violations(browser: Browser, page: Path, width: int) -> None:
    assert violations(browser, page, width=width) == []


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_the_report_reflows(browser: Browser, page: Path, width: int) -> None:
    assert sideways_scroll(browser, page, width=width) == 0


def test_the_report_fetches_nothing_and_needs_no_script(browser: Browser, page: Path) -> None:
    assert list(fetched_from_outside(browser, page)) == []
    assert "13,276" in text_without_javascript(browser, page)


def test_its_own_content_policy_lets_its_style_and_typeface_in(browser: Browser, page: Path) -> None:
    with opened(browser, page) as shown:
        family = shown.evaluate("getComputedStyle(document.body).fontFamily")
        loaded = shown.evaluate(
            "document.fonts.ready.then(() => document.fonts.check('16px \"Frankpledge Sans\"'))"
        )
        ruled = shown.evaluate("getComputedStyle(document.querySelector('.key')).borderLeftStyle")
    assert family.startswith('"Frankpledge Sans"')
    assert loaded
    assert ruled == "solid"


def test_every_data_table_can_be_opened_by_keyboard(browser: Browser, page: Path) -> None:
    with opened(browser, page, javascript=True) as shown:
        first = shown.locator("details > summary").first
        first.focus()
        shown.keyboard.press("Enter")
        assert shown.locator("details[open] table").first.is_visible()
