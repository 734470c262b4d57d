"""One stretch of an author's text as pieces: plain words, and references with what they print."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from frankpledge.publication.model import Name, plain
from frankpledge.publication.words.facts import Facts
from frankpledge.publication.words.references import Reference, WrongReference, parse_reference
from frankpledge.publication.words.saying import ASKED, Said, say

NAMED = "name "
"""``{name Section 136}`` prints a name whose digits claim nothing."""

_BRACES = re.compile(r"\{([^{}]*)\}")

Tell = Callable[[int, str, str], None]
"""How a problem is told: line of the file, what is wrong, what to do."""


@dataclass(frozen=True)
class Piece:
    """Words of the author (``text``), or a reference with what it prints (``said``)."""

    line: int
    text: str = ""
    strong: bool = False
    ref: Reference | None = None
    said: Said | None = None

    @property
    def printed(self) -> str:
        return plain(self.said.words) if self.said is not None else self.text


@dataclass(frozen=True)
class Run:
    """Characters of one style, from one line of the file on; a newline inside is one in the file."""

    text: str
    strong: bool
    line: int


@dataclass
class References:
    """Resolves references of one text (``about`` a measure or none), keeping what each printed."""

    facts: Facts
    tell: Tell
    about: str = ""
    printed: list[tuple[int, str, str]] = field(default_factory=list)

    def pieces(self, runs: Sequence[Run]) -> list[Piece]:
        """Return runs cut into words and references. What does not resolve is told, and stands as written."""
        return [piece for run in runs for piece in self._cut(run)]

    def _cut(self, run: Run) -> Iterator[Piece]:
        end = 0
        for match in _BRACES.finditer(run.text):
            yield from self._words(run, end, match.start())
            yield self._reference(run, match)
            end = match.end()
        yield from self._words(run, end, len(run.text))

    def _words(self, run: Run, start: int, end: int) -> Iterator[Piece]:
        words = run.text[start:end]
        if not words:
            return
        line = run.line + run.text.count("\n", 0, start)
        if "{" in words or "}" in words:
            at = line + words.count("\n", 0, min(words.find(one) for one in "{}" if one in words))
            self.tell(at, "a brace stands here alone.", "Braces hold references, such as {burglary change}.")
            words = words.replace("{", "").replace("}", "")
        yield Piece(line, words, run.strong)

    def _reference(self, run: Run, match: re.Match[str]) -> Piece:
        line = run.line + run.text.count("\n", 0, match.start())
        inside = " ".join(match[1].split())
        if inside.startswith(NAMED):
            return self._named(line, inside.removeprefix(NAMED).strip(), run.strong)
        try:
            ref = parse_reference(inside, ASKED, self.about)
            said = say(self.facts, ref)
        except WrongReference as error:
            self.tell(line, f"{{{inside}}}: {error.what}", error.do)
            return Piece(line, re.sub(r"[0-9]", "", inside), run.strong)
        self.printed.append((line, ref.written, plain(said.words)))
        return Piece(line, "", run.strong, ref, said)

    def _named(self, line: int, words: str, strong: bool) -> Piece:
        if not re.match(r"[A-Za-z]", words):
            self.tell(line, f"'{words}' is no name: it begins with a number.", "Refer to a figure instead.")
            return Piece(line, re.sub(r"[0-9]", "", words), strong)
        return Piece(line, "", strong, None, Said((Name(words, strong=strong),)))


def sentences(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces of each sentence; words are cut where a sentence ends inside them."""
    held: list[Piece] = []
    for piece in pieces:
        if piece.said is not None:
            held.append(piece)
            continue
        start, line = 0, piece.line
        for stop in re.finditer(r"[.!?:;](?=\s|$)", piece.text):
            words = piece.text[start : stop.end()]
            held.append(Piece(line, words, piece.strong))
            if piece.text[stop.start()] in ".!?":
                yield held
                held = []
            line += words.count("\n")
            start = stop.end()
        if start < len(piece.text):
            held.append(Piece(line, piece.text[start:], piece.strong))
    if held:
        yield held
