"""Pictures of findings in a real browser: axe-clean, and no wider than a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from frankpledge.publication.html import html
from tests.browser.axe import opened, sideways_scroll, violations
from tests.unit.chart_example import every_picture


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "findings.html"
    path.write_text(html(every_picture()), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [1280, 320])
def test_pictures_of_findings_have_no_accessibility_violations(
    browser: Browser, page: Path, width: int
) -> None:
    assert violations(browser, page, width=width) == []
    assert sideways_scroll(browser, page, width=width) == 0


def test_words_in_pictures_can_be_read_on_a_phone(browser: Browser, page: Path) -> None:
    """At 360 units of width the smallest words are still eight and a half high."""
    with opened(browser, page, width=360) as shown:
        sizes = shown.evaluate(
            """() => [...document.querySelectorAll("figure svg")].flatMap(svg => {
                const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width
                return [...svg.querySelectorAll("text")].map(
                    text => scale * parseFloat(getComputedStyle(text).fontSize))
            })"""
        )
    assert len(sizes) > 60
    assert min(sizes) >= 8.5
