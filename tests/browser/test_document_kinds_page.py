"""The page of every kind of document in a real browser: axe-clean, no sideways scroll on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from frankpledge.publication.compose import compose
from frankpledge.publication.html import html
from tests.browser.axe import fetched_from_outside, opened, sideways_scroll, violations
from tests.unit.kind_example import BUILT_IN, example_of

NEW = tuple(name for name in BUILT_IN if name != "quarterly")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("kinds")
    for name in NEW:
        (folder / f"{name}.html").write_text(html(compose(example_of(name))), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in NEW}


@pytest.mark.parametrize("name", NEW)
@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.nightly), 320])
def test_every_kind_is_accessible_and_reflows(
    browser: Browser, pages: dict[str, Path], name: str, width: int
) -> None:
    assert violations(browser, pages[name], width=width) == []
    assert sideways_scroll(browser, pages[name], width=width) == 0


def test_tiles_stand_three_in_a_row_where_there_is_room(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["at-a-glance"]) as shown:
        tops = shown.evaluate("[...document.querySelectorAll('.tiles li')].map(e => e.offsetTop)")
    assert tops.count(tops[0]) == 3


def test_the_logo_is_shown_and_nothing_fetched(browser: Browser, pages: dict[str, Path]) -> None:
    assert list(fetched_from_outside(browser, pages["at-a-glance"])) == []
    with opened(browser, pages["at-a-glance"]) as shown:
        size = shown.evaluate(
            "(() => { const i = document.querySelector('.logo'); return [i.naturalWidth, i.complete] })()"
        )
    assert size[0] > 0
    assert size[1]
