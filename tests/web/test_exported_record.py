"""The exported public record in a real browser: nothing is fetched, and every link leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser

from frankpledge.registers.roles import Role
from frankpledge.web.relinking import links_of, links_of_sheet, relinked, without_forms
from tests.browser.axe import opened, violations_on

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.browser
FONT = '"Frankpledge Sans"'


@pytest.fixture
def exported(released: Path, signed_in: Callable[..., Client], tmp_path: Path) -> Path:
    from frankpledge.web.exporting import export_public

    secretary = signed_in(Role.SECRETARY, Role.TEAM)
    assert secretary.post("/records/publication-duties/begin/").status_code == 302
    folder = tmp_path / "public"
    export_public(folder)
    return folder


@pytest.mark.parametrize("most", [1, pytest.param(1_000_000, marks=pytest.mark.nightly)])
def test_it_opens_from_the_disk_as_the_public_sees_it(
    exported: Path, browser: Browser, client: Client, most: int
) -> None:
    # Files of releases are as they were released; their own tests look at them.
    pages = sorted(one for one in exported.rglob("*.html") if "files" not in one.parts)
    assert len(pages) > 20
    kinds: dict[tuple[int, str], list[Path]] = {}
    for page in pages:
        parts = page.relative_to(exported).parts
        kinds.setdefault((len(parts), parts[0]), []).append(page)
    assert len(kinds) > 8
    firsts = {alike[0] for alike in kinds.values()}
    for page in (page for alike in kinds.values() for page in alike[:most]):
        broken, links = looked_at(browser, page, held=page in firsts)
        assert not broken, (page, broken)
        dead = [link for link in links if not leads(link)]
        assert not dead, (page, dead)
        address = "/" + page.relative_to(exported).as_posix().removesuffix("index.html")
        if address.endswith("/"):
            assert words_of(page.read_text()) == words_of(client.get(address).content.decode()), page
    figures = words_of((exported / "measures" / "burglary" / "index.html").read_text())
    assert re.search(r"\d,\d{3}|\d{3}", figures)


def looked_at(browser: Browser, page: Path, *, held: bool) -> tuple[list[str], list[str]]:
    """Return what went wrong with a page that is opened, and where its links lead.

    One that is ``held`` to what all pages owe tells the rules of axe-core that it breaks too.
    """
    broken: list[str] = []
    with opened(browser, page) as shown:
        shown.on("pageerror", lambda error: broken.append(str(error)))
        shown.on("requestfailed", lambda request: broken.append(request.url))
        shown.on(
            "request",
            lambda request: (
                None if request.url.startswith(("file:", "data:")) else broken.append(request.url)
            ),
        )
        shown.reload(wait_until="load")
        shown.evaluate("document.fonts.ready")
        faces = shown.evaluate(
            "[...document.fonts].filter(one => one.status === 'loaded').map(one => one.family)"
        )
        if FONT not in faces and FONT.strip('"') not in faces:
            broken.append(f"of the fonts only {faces} came")
        links: list[str] = shown.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        found = list(broken)  # axe-core asks for style sheets itself, which a page from the disk may not.
        found += [str(one) for one in violations_on(shown)] if held else []
    return found, links


def leads(link: str) -> bool:
    """Whether a link leads out of the record on purpose, or to a file of it and to a part that is there."""
    parts = urlsplit(link)
    if parts.scheme != "file":
        return parts.scheme in ("https", "mailto", "tel")
    file = Path(unquote(parts.path))
    return file.is_file() and (not parts.fragment or f'id="{unquote(parts.fragment)}"' in file.read_text())


def words_of(page: str) -> str:
    """The words and figures of a page's main part, as the export has them."""
    main = re.search(r"<main.*</main>", without_forms(page), re.DOTALL)
    assert main is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0]))


def lead(link: str) -> str | None:
    return None if "secret" in link else f"up{link}"


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ('<a href="/a/?page=2&amp;x=1#b">A</a>', '<a href="up/a/?page=2&amp;x=1#b">A</a>'),
        ("<a href='/a/'>A</a>", '<a href="up/a/">A</a>'),
        ('<img srcset="/a.png 1x, /b.png 2x, data:x 3x" src="/a.png" alt="a > b">',
         '<img srcset="up/a.png 1x, up/b.png 2x, data:x 3x" src="up/a.png" alt="a > b">'),
        ('<object data="/a.svg" type="x"></object>', '<object data="up/a.svg" type="x"></object>'),
        ('<video poster="/a.png"></video>', '<video poster="up/a.png"></video>'),
        ('<div data-shapes="/secret/x">', "<div>"),
        ('<a href="/secret/">In</a>', "<a>In</a>"),
        ('<a href="//elsewhere.example/">A</a>', '<a href="//elsewhere.example/">A</a>'),
        ('<a href="https://elsewhere.example/a">A</a>', '<a href="https://elsewhere.example/a">A</a>'),
        ('<p title="/a">href="/a"</p>', '<p title="/a">href="/a"</p>'),
        ("<form action='/a'><input></form><p>b</p>", "<p>b</p>"),
    ],
)  # fmt: skip
def test_every_way_to_name_another_file_is_known(written: str, becomes: str) -> None:
    assert relinked(without_forms(written), lead) == becomes


def test_links_are_found_wherever_they_stand() -> None:
    page = '<link href="/a.css"><a href="/b/#c">b</a><img srcset="/d.png 1x, /e.png 2x"><a href="#f">f</a>'
    assert list(links_of(page)) == ["/a.css", "/b/", "/d.png", "/e.png"]
    sheet = 'a { src: url("../x.woff2") } b { background: url(y.png), url(data:image/png;base64,AA) }'
    assert links_of_sheet(sheet) == ["../x.woff2", "y.png"]
