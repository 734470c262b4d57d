"""HTML, with the parser of the standard library: a block is a line, a table's row a line of cells."""

from __future__ import annotations

from html.parser import HTMLParser

from frankpledge.checking.document import Document
from frankpledge.checking.reading.text_file import decoded

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset(("script", "style", "template", "svg", "math", "noscript"))


class _Lines(HTMLParser):
    """Gathers the text of a page as lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._words: list[str] = []
        self._cells: list[str] | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "tr":
            self._end_line()
            self._cells = []
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in _BLOCKS:
            self._words.append(" ") if self._cells is not None else self._end_line()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th"):
            self._end_cell(always=True)
        elif tag == "tr":
            self._end_cell()
            if self._cells:
                self.lines.append("\t".join(self._cells))
            self._cells = None
        elif tag == "table":
            self._end_line()
            self.lines.append("")
        elif tag in _BLOCKS:
            self._words.append(" ") if self._cells is not None else self._end_line()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._words.append(data)

    def _text(self) -> str:
        text = " ".join("".join(self._words).split())
        self._words = []
        return text

    def _end_cell(self, *, always: bool = False) -> None:
        text = self._text()
        if self._cells is not None and (text or always):
            self._cells.append(text)

    def _end_line(self) -> None:
        text = self._text()
        if text:
            self.lines.append(text)

    def close(self) -> None:
        """End the last line."""
        super().close()
        self._end_line()


def read(name: str, data: bytes) -> Document:
    """Return the document in an HTML page; scripts, styles and drawings are left out."""
    parser = _Lines()
    parser.feed(decoded(name, data))
    parser.close()
    return Document(name, tuple(parser.lines))
