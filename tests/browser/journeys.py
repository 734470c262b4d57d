"""A person at a screen: each page they come to is held to what all pages owe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.browser.axe import violations_on
from tests.browser.serving import Site

DESK, PHONE, ZOOMED = 1280, 360, 640
"""Widths in CSS pixels. A desk's window at 200 % zoom has half as many."""

WRONG = r"""() => {
  const wrong = [], all = selector => [...document.querySelectorAll(selector)];
  if (all('h1').length !== 1) wrong.push(`${all('h1').length} headings of the first rank`);
  if (!document.title.includes(' – ')) wrong.push(`the title does not name the office: ${document.title}`);
  for (const one of all('[style]')) if (!one.closest('svg, .leaflet-container'))
    wrong.push(`inline style: ${one.outerHTML}`);
  for (const one of all('script:not([src])')) wrong.push('inline script');
  for (const one of all('main table')) {
    if (!one.closest('.scroll')) wrong.push('a table that cannot scroll in a box of its own');
    if (!one.querySelector('th')) wrong.push('a table without headings');
  }
  for (const one of all('a[href^="#"]:not([role="button"])'))
    if (one.hash.length > 1 && !document.getElementById(decodeURIComponent(one.hash.slice(1))))
      wrong.push(`a link to no place of the page: ${one.hash}`);
  return wrong;
}"""

FOCUS_IS_SEEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return true;
  const box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return ringed && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""
"""Whether what has the focus is in the window and ringed (WCAG 2.4.7)."""


class Screen:
    """One person's browser window."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, path: str, status: int = 200) -> None:
        """Open an address of the office, and hold the page to what every page owes."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, (path, answer.status)
        self.hold()

    def follow(self, words: str) -> None:
        """Follow the link of these words."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=words, exact=True).first.click()
        self.hold()

    def press(self, words: str) -> int:
        """Press the button of these words, which opens a page, and return the status of the answer."""
        with self.page.expect_navigation() as gone:
            self.page.get_by_role("button", name=words, exact=True).first.click()
        self.hold()
        answer = gone.value
        assert answer is not None
        return answer.status

    def hold(self) -> None:
        """Hold the page as it stands to axe-core, to ``WRONG``, and to a phone and a zoomed desk."""
        where = self.page.url
        assert self.page.evaluate(WRONG) == [], where
        assert (found := violations_on(self.page)) == [], (where, found)
        before = self.page.viewport_size
        assert before is not None
        for width in (ZOOMED, PHONE):
            self.page.set_viewport_size({"width": width, "height": 800})
            root = "document.documentElement"
            over = self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
            assert over <= 0, f"{where} is {over} pixels wider than a window of {width}"
        self.page.set_viewport_size(before)

    @property
    def heading(self) -> str:
        """The page's one heading of the first rank."""
        return self.page.locator("h1").inner_text()

    @property
    def main(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()

    def tab_to(self, words: str, most: int = 120) -> None:
        """Press Tab until the focus is on what has these words; it must be seen at every step."""
        told = (
            "() => { const at = document.activeElement;"
            " return (at.labels?.[0]?.innerText || at.innerText || '').replace('(optional)', '').trim(); }"
        )
        for _ in range(most):
            self.page.keyboard.press("Tab")
            assert self.page.evaluate(FOCUS_IS_SEEN), f"the focus is not seen at {self.page.evaluate(told)!r}"
            if self.page.evaluate(told) == words:
                return
        raise AssertionError(f"the keyboard does not come to {words!r} on {self.page.url}")


@contextmanager
def screen(browser: Browser, site: Site, who: str = "", *, javascript: bool = True) -> Iterator[Screen]:
    """Open a window for somebody; what a page's policy refuses or its script fails at fails the test."""
    with site.visited(browser, who, width=DESK, javascript=javascript) as context:
        context.set_default_timeout(20_000)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda one: said.append(one.text) if "Content Security" in one.text else None)
        page.on("pageerror", lambda one: said.append(str(one)))
        yield Screen(page)
        assert said == [], said
