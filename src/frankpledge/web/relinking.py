"""Links of a page or style sheet, found and written anew: files lead to one another without a server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

PLACES = frozenset({"action", "data", "data-shapes", "formaction", "href", "poster", "src", "xlink:href"})
"""Attributes that hold one address each."""
LISTS = frozenset({"imagesrcset", "srcset"})
"""Attributes that hold several, each with how large it is."""
_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(r"""\s(?P<name>[\w:-]+)=(?P<mark>["'])(?P<value>.*?)(?P=mark)""", re.DOTALL)
_OF_A_SHEET = re.compile(r"""url\(\s*(?P<mark>["']?)(?P<link>[^"')]+)(?P=mark)\s*\)""")
_FORM = re.compile(r"<form\b.*?</form>\s*", re.DOTALL)

Lead = Callable[[str], str | None]
"""Says where an address leads from now on; None where it leads nowhere."""


def links_of(page: str) -> Iterator[str]:
    """Yield every address within this site that a page names, without what is behind a ``#``."""
    found: list[str] = []

    def note(link: str) -> str:
        found.append(link.partition("#")[0])
        return link

    relinked(page, note)
    yield from found


def relinked(page: str, lead: Lead) -> str:
    """Return a page whose addresses within this site lead where ``lead`` says: ``/due/#late`` too.

    What leads nowhere loses its address: of a link its words are left.

    >>> relinked('<a class="x" href="/due/">Due</a> <a href="/in/">In</a>', {"/due/": "due.html"}.get)
    '<a class="x" href="due.html">Due</a> <a>In</a>'
    """

    def attribute(found: re.Match[str]) -> str:
        name, value = found["name"], found["value"].replace("&amp;", "&")
        if name in PLACES and _is_own(value):
            led = lead(value)
        elif name in LISTS:
            led = ", ".join(_each(value, lead)) or None
        else:
            return found[0]
        return "" if led is None else f' {name}="{led.replace("&", "&amp;")}"'

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(attribute, tag[0]), page)


def links_of_sheet(sheet: str) -> list[str]:
    """Return every address that a style sheet names, but for what is in it as data."""
    return [found["link"] for found in _OF_A_SHEET.finditer(sheet) if not found["link"].startswith("data:")]


def without_forms(page: str) -> str:
    """Return a page without its forms, which nobody answers."""
    return _FORM.sub("", page)


def _each(several: str, lead: Lead) -> Iterator[str]:
    for one in several.split(","):
        link, _, size = one.strip().partition(" ")
        led = lead(link) if _is_own(link) else link
        if led is not None:
            yield f"{led} {size}".strip()


def _is_own(link: str) -> bool:
    return link.startswith("/") and not link.startswith("//")
