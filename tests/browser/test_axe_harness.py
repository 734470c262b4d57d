"""The accessibility harness must be able to say both yes and no."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.axe import fetched_from_outside, sideways_scroll, text_without_javascript, violations

GOOD = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Burglary fell</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main>
<h1>Burglary fell</h1><p>312 in Q4 22/23.</p><p id="late">Without scripts</p></main>
<script>document.getElementById('late').textContent = 'With scripts'</script></body></html>"""

BAD = """<!doctype html><html><head><title></title></head><body><h1>Burglary</h1><h4>Fell</h4>
<img src="https://example.invalid/pixel.png"><p style="color:#ccc;background:#fff">312</p>
<div style="width:900px">wide</div></body></html>"""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    page = tmp_path / "good.html"
    page.write_text(GOOD, encoding="utf-8")
    return page


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    page = tmp_path / "bad.html"
    page.write_text(BAD, encoding="utf-8")
    return page


def test_a_good_page_has_no_violations(browser: Browser, good: Path) -> None:
    assert violations(browser, good) == []


def test_a_bad_page_is_told_which_rules_it_breaks_and_where(browser: Browser, bad: Path) -> None:
    found = {violation.rule: violation for violation in violations(browser, bad)}
    assert {"html-has-lang", "document-title", "image-alt", "color-contrast", "heading-order"} <= set(found)
    assert found["image-alt"].elements == ("img",)
    assert found["image-alt"].impact == "critical"


def test_a_page_wider_than_a_phone_is_measured(browser: Browser, good: Path, bad: Path) -> None:
    assert sideways_scroll(browser, good) == 0
    assert sideways_scroll(browser, bad) > 500


def test_scripts_really_are_off_when_asked(browser: Browser, good: Path) -> None:
    seen = text_without_javascript(browser, good)
    assert "Without scripts" in seen
    assert "With scripts" not in seen


def test_a_page_that_fetches_from_elsewhere_is_found_out(browser: Browser, good: Path, bad: Path) -> None:
    assert fetched_from_outside(browser, good) == []
    assert fetched_from_outside(browser, bad) == ["https://example.invalid/pixel.png"]
