"""What a page must be for everybody: axe-core's rules, a narrow screen, no JavaScript, nothing fetched.

Each function opens one HTML file in the ``browser`` fixture and returns what is wrong, so that a
test reads ``assert violations(browser, report) == []``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Request

# The success criteria up to WCAG 2.2 AA, and axe-core's best practices beyond them.
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@dataclass(frozen=True)
class Violation:
    """One broken axe-core rule, with the elements (CSS selectors) that break it."""

    rule: str
    impact: str
    help: str
    elements: tuple[str, ...]


@contextmanager
def opened(browser: Browser, html: Path, *, width: int = 1280, javascript: bool = True) -> Iterator[Page]:
    """Open a local file at a width in CSS pixels, with or without JavaScript; anything else is refused."""
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=javascript)
    try:
        page = context.new_page()
        page.route("**/*", lambda route: route.continue_() if _is_local(route.request) else route.abort())
        page.goto(html.resolve().as_uri(), wait_until="load")
        yield page
    finally:
        context.close()


def _is_local(request: Request) -> bool:
    return request.url.startswith(("file:", "data:", "blob:", "about:"))


def violations(browser: Browser, html: Path, *, width: int = 1280) -> list[Violation]:
    """Return the axe-core rules that the page breaks, most serious first as axe gives them."""
    with opened(browser, html, width=width) as page:
        return violations_on(page)


def violations_on(page: Page) -> list[Violation]:
    """Return the axe-core rules that an open page breaks, most serious first as axe gives them."""
    # Evaluated rather than added as a script element: a page's own content policy cannot refuse it.
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    answer: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
        list(TAGS),
    )
    if not answer["passes"]:
        raise RuntimeError(f"axe-core made no check at all of {page.url}")
    return [
        Violation(
            rule=found["id"],
            impact=found["impact"] or "",
            help=found["help"],
            elements=tuple(" ".join(str(part) for part in node["target"]) for node in found["nodes"]),
        )
        for found in answer["violations"]
    ]


def sideways_scroll(browser: Browser, html: Path, *, width: int = 320) -> int:
    """Return by how many CSS pixels the page is wider than the screen (0: it reflows, WCAG 1.4.10).

    A table may scroll inside a box of its own; the page itself must not.
    """
    with opened(browser, html, width=width) as page:
        root = "document.documentElement"
        return int(page.evaluate(f"Math.max(0, {root}.scrollWidth - {root}.clientWidth)"))


def text_without_javascript(browser: Browser, html: Path) -> str:
    """Return the text that a person sees with JavaScript switched off."""
    with opened(browser, html, javascript=False) as page:
        return page.locator("body").inner_text()


def fetched_from_outside(browser: Browser, html: Path) -> list[str]:
    """Return the addresses outside the file that the page tried to fetch; all were refused."""
    outside: list[str] = []
    with opened(browser, html) as page:
        page.on("request", lambda request: None if _is_local(request) else outside.append(request.url))
        page.reload(wait_until="load")
    return outside
