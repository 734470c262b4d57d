"""The sections of a page whose text differs from that of another: in words, or in numbers alone. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_HEADING = re.compile(r"h[1-6]")
_SILENT = frozenset(("script", "style", "template", "svg", "nav", "header", "footer"))
_NUMBER = "\N{BLACK SQUARE}"
"""What stands for a bound number when words alone are compared."""


@dataclass
class Section:
    """One section of a page: the text under a heading, up to the next. ``words`` has its numbers masked."""

    id: str
    title: str = ""
    part: str = ""
    text: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The heading, with the part of the report it stands in."""
        return f"{self.title} ({self.part})" if self.part else self.title


@dataclass(frozen=True)
class ChangedWords:
    """Names of the sections whose words changed, whose numbers alone did, that are new, that are gone."""

    words: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


class _Sections(HTMLParser):
    """Cuts a page at its headings."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, Section] = {"": Section("")}
        self._now = self.found[""]
        self._silent = 0
        self._level = 0
        self._part = ""
        self._in_number = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif _HEADING.fullmatch(tag) and not self._silent:
            id_ = dict(attrs).get("id") or ""
            self._now = self.found.setdefault(id_, Section(id_))
            self._level = int(tag[1])
            self._now.part = "" if self._level <= 2 else self._part
        elif tag == "data":
            self._in_number = True

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif _HEADING.fullmatch(tag):
            if self._level == 2:
                self._part = self._now.title
            self._level = 0
        elif tag == "data":
            self._in_number = False

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._level:
            self._now.title += data
        self._now.text.append(data)
        self._now.words.append(_NUMBER if self._in_number else data)


def sections_of(page: str) -> dict[str, Section]:
    """Return the sections of a page by the id of their heading, in reading order."""
    parser = _Sections()
    parser.feed(page)
    parser.close()
    return parser.found


def changed_words(before: str, after: str, *, leaving: frozenset[str] = frozenset()) -> ChangedWords:
    """Return which sections differ between two pages, but for those whose id is in ``leaving``."""
    old, new = sections_of(before), sections_of(after)
    words, numbers = [], []
    for id_, section in new.items():
        if id_ in old and id_ not in leaving:
            if _spaced(old[id_].words) != _spaced(section.words):
                words.append(section.name)
            elif _spaced(old[id_].text) != _spaced(section.text):
                numbers.append(section.name)
    return ChangedWords(
        tuple(words),
        tuple(numbers),
        tuple(section.name for id_, section in new.items() if id_ not in old and id_ not in leaving),
        tuple(section.name for id_, section in old.items() if id_ not in new and id_ not in leaving),
    )


def _spaced(pieces: list[str]) -> str:
    return " ".join("".join(pieces).split())
