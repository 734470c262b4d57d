"""A released report read back: what its page says of each measure, cut out as it was published.

What the public sees beside a released figure is what was released of it, not the same thing written anew:
a page that is made later could say something that nobody signed off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser

_HEADINGS = ("h2", "h3", "h4")
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
_FIRST_HEADING = re.compile(r"\s*<h[2-5][^>]*>.*?</h[2-5]>", re.DOTALL)
_LINK = re.compile(r'<a href="(#[^"]*)">(.*?)</a>', re.DOTALL)
_ASIDE = re.compile(r'<a class="how[^"]*" href="[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
_NUMBER = re.compile(r'<data value="[^"]*" data-figure="([^"]*)">.*?</data>', re.DOTALL)
_ROW = re.compile(r"<tr>\s*<th scope=\"row\">(.*?)</th>.*?</tr>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_EXPLAINED = '<div id="{}" class="number-made">'


@dataclass(frozen=True)
class Piece:
    """One block of a page: where it stands in the text, whole and within its own tags, and what names it."""

    tag: str
    start: int
    inner: int
    inner_end: int
    end: int
    labelled: str
    tables: tuple[str, ...]


@dataclass(frozen=True)
class ReleasedPage:
    """The blocks of one released page, in reading order."""

    text: str
    pieces: tuple[Piece, ...]

    def in_short(self) -> str:
        """Return the sentences that open the report; or nothing."""
        return self._section("in-short")

    def exceptional(self, measure: str) -> str:
        """Return what the part on exceptional measures says of one, without its heading; or nothing."""
        return self._section(f"exceptional-{measure}")

    def told(self, measure: str) -> str:
        """Return the half page of a measure without its heading and forecast; of a quiet one its tables."""
        return self._section(measure) or self._tables(measure)

    def ahead(self, measure: str) -> str:
        """Return the forecast of a measure with its table, where one was released; or nothing."""
        figure, table = f'<figure id="chart-ahead-{measure}">', f"forecast-{measure}"
        held = ((self.text[piece.start : piece.end], piece.tables) for piece in self.pieces)
        return "".join(text for text, tables in held if text.startswith(figure) or table in tables)

    def row(self, table: str, title: str) -> tuple[str, str] | None:
        """Return heading and row of a measure in the first table whose id begins so, if it has one."""
        for piece in self.pieces:
            if any(name.startswith(table) for name in piece.tables):
                text = self.text[piece.start : piece.end]
                for found in _ROW.finditer(text):
                    if unescape(_TAG.sub("", found[1])).strip() == title:
                        return text[text.index("<thead>") : text.index("</thead>") + 8], found[0]
        return None

    def _section(self, label: str) -> str:
        for place, piece in enumerate(self.pieces):
            if piece.tag == "section" and piece.labelled == label:
                inside = _FIRST_HEADING.sub("", self.text[piece.inner : piece.inner_end], count=1)
                return inside + "".join(self._following(place))
        return ""

    def _following(self, place: int) -> Iterator[str]:
        """Yield the blocks of a section but its forecast: up to the next section, or to quiet measures."""
        own = f"months-{self.pieces[place].labelled.removeprefix('exceptional-')}"
        for piece in self.pieces[place + 1 :]:
            peers = piece.tag == "section" and piece.labelled.startswith("peers-")
            if piece.tag in (*_HEADINGS, "section", "p") and not peers:
                return
            if any(name.startswith(("quiet-", "months-")) and name != own for name in piece.tables):
                return
            text = self.text[piece.start : piece.end]
            ahead = any(name.startswith("forecast-") for name in piece.tables)
            if not ahead and not text.startswith('<figure id="chart-ahead-'):
                yield text

    def _tables(self, measure: str) -> str:
        """Return the tables of a measure that has one line, with what was supplied elsewhere before them."""
        for place, piece in enumerate(self.pieces):
            if f"months-{measure}" in piece.tables:
                before = self.pieces[place - 1] if place else piece
                kept = [self.text[before.start : before.end]] if before.tag == "p" else []
                kept.append(self.text[piece.start : piece.end])
                for after in self.pieces[place + 1 :]:
                    others = any(name.startswith(("quiet-", "months-")) for name in after.tables)
                    if after.tag not in ("details", "div") or others:
                        break
                    kept.append(self.text[after.start : after.end])
                return "".join(kept)
        return ""


def read_page(text: str) -> ReleasedPage:
    """Return the blocks of a report's page."""
    reader = _Reader(text)
    reader.feed(text)
    reader.close()
    return ReleasedPage(text, tuple(reader.pieces))


def linked(html: str, how: Callable[[str], str], link: Callable[[str], str]) -> str:
    """Return a piece of a released page with its links led elsewhere.

    ``how`` gives the address of a number by its key, ``link`` that of a place on the page (``#burglary``);
    empty for nowhere, and then the words stand alone.
    """

    def led(found: re.Match[str]) -> str:
        target = link(found[1])
        return f'<a href="{escape(target)}">{found[2]}</a>' if target else found[2]

    def explained(found: re.Match[str]) -> str:
        target = how(unescape(found[1]))
        return f'<a class="how" href="{escape(target)}">{found[0]}</a>' if target else found[0]

    return _NUMBER.sub(explained, _LINK.sub(led, _ASIDE.sub(r"\1", html)))


def explained_in(html: str, anchor: str) -> tuple[str, ...]:
    """Return what a released page of explanations says at one place, as items of a definition list."""
    begins = _EXPLAINED.format(escape(anchor))
    found = []
    place = html.find(begins)
    while place >= 0:
        end = html.index("</div>", place)
        found.append(html[place + len(begins) : end])
        place = html.find(begins, end)
    return tuple(found)


class _Reader(HTMLParser):
    """Finds the blocks directly within ``main``, and the ids of the tables in each."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = text
        self.pieces: list[Piece] = []
        self._lines = [0]
        self._lines += [found.end() for found in re.finditer("\n", text)]
        self._open: list[str] = []
        self._main = 0
        self._begun: tuple[str, int, int, str] = ("", 0, 0, "")
        self._tables: list[str] = []

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Note where a block begins."""
        if tag in _VOID:
            return
        self._open.append(tag)
        if tag == "main":
            self._main = len(self._open)
        if not self._main:
            return
        named = dict(attrs)
        if len(self._open) == self._main + 1:
            start = self._at()
            length = len(self.get_starttag_text() or "")
            self._begun = (tag, start, start + length, named.get("aria-labelledby") or "")
            self._tables = []
        if tag == "table" and named.get("id"):
            self._tables.append(named["id"] or "")

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Pass over an element that has nothing in it."""

    def handle_endtag(self, tag: str) -> None:
        """Note where a block ends."""
        if not self._open or tag in _VOID:
            return
        if self._main and len(self._open) == self._main + 1:
            name, start, inner, labelled = self._begun
            ends = self._at()
            self.pieces.append(
                Piece(name, start, inner, ends, ends + len(f"</{tag}>"), labelled, tuple(self._tables))
            )
        self._open.pop()
        if tag == "main":
            self._main = 0
