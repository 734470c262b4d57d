"""A person at a screen: pages of a served office, opened in Chromium and looked at as a tester would."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.axe import TAGS, Violation
from tests.functional.cli import program

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
ROOT = Path(__file__).parents[2]
PHONE, DESK = 360, 1280


@dataclass
class Served:
    """An office that a server of its own serves, and the sessions of the people who work there."""

    address: str
    office: Path
    sessions: dict[str, str] = field(default_factory=dict)


@contextmanager
def serving(office: Path, *, empty: bool = False) -> Iterator[Served]:
    """Serve an office by the installed command on a free port of this machine until the block ends."""
    outside = {name: word for name, word in os.environ.items() if name != "DATABASE_URL"}
    making = [sys.executable, "-m", "tests.browser.office_at_work", str(office), *(["--empty"] if empty else [])]
    made = subprocess.run(making, cwd=ROOT, env=outside, capture_output=True, text=True, timeout=180)
    assert made.returncode == 0, made.stderr
    command = [program(), "serve", str(office), "--port", "0", "--workers", "1"]
    server = subprocess.Popen(command, env=outside | {"PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        said = ""
        while not (found := re.search(r"http://127\.0\.0\.1:\d+", said)):
            line = server.stdout.readline()
            assert line, f"the server ended: {said}"
            said += line
        yield Served(found[0], office, json.loads(made.stdout))
    finally:
        server.terminate()
        server.wait(30)


@dataclass
class Screen:
    """One person's browser window. Whatever it opens must be right for everybody, which ``sound`` says."""

    served: Served
    page: Page

    def open(self, path: str) -> int:
        """Open an address of the office and return the status of the answer."""
        answer = self.page.goto(self.served.address + path, wait_until="load")
        assert answer is not None
        return answer.status

    def follow(self, words: str) -> None:
        """Follow the link of these words."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=words, exact=True).first.click()

    def press(self, words: str) -> None:
        """Press the button of these words, which opens another page."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).first.click()

    @property
    def heading(self) -> str:
        """The page's one heading of the first rank."""
        return self.page.locator("h1").inner_text()

    @property
    def main(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()

    @property
    def focused(self) -> str:
        """The words of the element that has the focus."""
        return str(
            self.page.evaluate(
                "() => { const at = document.activeElement;"
                " return (at.labels?.[0]?.innerText || at.innerText || at.getAttribute('aria-label') || '').trim(); }"
            )
        )

    def tab_to(self, words: str, most: int = 90) -> None:
        """Press Tab until the focus is on what has these words, the focus being seen at every step."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            assert self.page.evaluate(FOCUS_IS_SEEN), f"the focus is not seen at {self.focused!r}"
            if self.focused == words:
                return
        raise AssertionError(f"no {words!r} within {most} steps of the keyboard; now at {self.focused!r}")

    def sound(self, *, phone: bool = True) -> list[str]:
        """Return what is wrong with the page for anybody: nothing, where all is well."""
        told: list[str] = self.page.evaluate(WRONG)
        told += [str(one) for one in violations(self.page)]
        if phone:
            before = self.page.viewport_size
            self.page.set_viewport_size({"width": PHONE, "height": 800})
            told += sideways(self.page)
            told += [str(one) for one in violations(self.page, rules=("target-size",))]
            assert before is not None
            self.page.set_viewport_size(before)
        return [f"{self.page.url}: {one}" for one in told]


def violations(page: Page, rules: tuple[str, ...] = ()) -> list[Violation]:
    """Return the axe-core rules that a page breaks as it stands."""
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(TAGS)}
    # Evaluated by the browser itself: the page's content policy refuses any script put into it, and shall.
    page.evaluate(AXE)
    answer: dict[str, Any] = page.evaluate(
        "only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only
    )
    return [
        Violation(
            one["id"],
            one["impact"] or "",
            one["help"],
            tuple(" ".join(str(part) for part in node["target"]) for node in one["nodes"]),
        )
        for one in answer["violations"]
    ]


def sideways(page: Page) -> list[str]:
    """Return by how much the page is wider than the window; nothing where it is not."""
    root = "document.documentElement"
    over = int(page.evaluate(f"Math.max(0, {root}.scrollWidth - {root}.clientWidth)"))
    return [f"it is {over} pixels wider than the window"] if over else []


@contextmanager
def screen(
    browser: Browser, served: Served, who: str = "", *, width: int = DESK, height: int = 900, javascript: bool = True
) -> Iterator[Screen]:
    """Open a window for somebody: one of the office's people, or nobody who has signed in."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=javascript
    )
    try:
        if who:
            cookie = {"name": "sessionid", "value": served.sessions[who], "url": served.address}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda one: said.append(one.text) if "Content Security Policy" in one.text else None)
        page.on("pageerror", lambda one: said.append(str(one)))
        yield Screen(served, page)
        assert said == [], said
    finally:
        context.close()


FOCUS_IS_SEEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return true;
  const box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const above = document.elementFromPoint(
    Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
    Math.min(Math.max(box.top + Math.min(box.height, 24) / 2, 0), innerHeight - 1));
  return ringed && inside && (!above || at.contains(above) || above.contains(at) || !!above.closest('label'));
}"""
"""Whether what has the focus is in the window, ringed, and not hidden by something else (WCAG 2.4.7, 2.4.11)."""

WRONG = r"""() => {
  const wrong = [], all = selector => [...document.querySelectorAll(selector)];
  const ones = all('h1').length;
  if (ones !== 1) wrong.push(`${ones} headings of the first rank`);
  if (!document.title.includes(' – ')) wrong.push(`the title does not name the office: ${document.title}`);
  for (const one of all('[style]')) if (!one.closest('svg')) wrong.push(`inline style: ${one.outerHTML.slice(0, 80)}`);
  for (const one of all('script')) if (!one.src && one.type !== 'application/json') wrong.push('inline script');
  for (const one of all('*'))
    for (const given of one.attributes) if (/^on/.test(given.name)) wrong.push(`inline handler: ${given.name}`);
  if (all('main').length !== 1) wrong.push('not one main part');
  for (const one of all('table')) {
    if (!one.closest('.scroll')) wrong.push(`a table that cannot scroll in a box of its own: ${one.className}`);
    if (!one.querySelector('th')) wrong.push('a table without headings');
  }
  for (const one of all('a[href^="#"]'))
    if (one.hash.length > 1 && !document.getElementById(decodeURIComponent(one.hash.slice(1))))
      wrong.push(`a link to no place of the page: ${one.hash}`);
  return wrong;
}"""
"""What no page may have, whatever axe-core says of it."""
