"""Numbers that stand loose in an author's words: bound to no figure and quoted from no ledger.

Dates, periods and a few names made of digits claim nothing and pass; any other digit is a problem, and
so is a multiple in words ("doubled", "a third of"), which is a number too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from frankpledge.errors import WrongUse
from frankpledge.periods import MONTH_NAMES, guess_period
from frankpledge.publication.model import Line, Name, Text
from frankpledge.publication.words.facts import Facts
from frankpledge.publication.words.pieces import Piece, Tell
from frankpledge.publication.words.references import Reference, WrongReference
from frankpledge.publication.words.saying import say

_MONTH = "|".join(MONTH_NAMES[1:])
_PERIOD = re.compile(
    rf"""\bQ[1-4]\s(?:[12][0-9])?[0-9]{{2}}[/-][0-9]{{2}}\b
    |\b(?:12|twelve)\smonths\sto\s(?:{_MONTH})\s[12][0-9]{{3}}\b
    |\b[0-9]{{1,2}}\s(?:{_MONTH})(?:\s[12][0-9]{{3}})?\b
    |\b(?:{_MONTH})\s[12][0-9]{{3}}\b
    |\b20[0-9]{{2}}[/-][0-9]{{2}}\b(?!/)
    |(?<![£,.\d])\b(?:19|20)[0-9]{{2}}\b(?![,.]\d|\s?%)
    |\bQ[1-4]\b""",
    re.VERBOSE,
)
_NAMES = re.compile(r"\b(?:999|101|24/7|12\smonths|twelve\smonths)\b")
_NUMBER = re.compile(r"[£$€]?\d(?:[\d,.:/]*\d)?\s?%?")
_MULTIPLE = re.compile(
    r"\b(?:doubl(?:e|ed|ing)|halv(?:e|ed|ing)|tripl(?:e|ed|ing)|trebl(?:e|ed|ing)|quadrupl(?:e|ed|ing)|twice"
    r"|(?:a|one|two|three|four)[\s-](?:thirds?|quarters?|fifths?|tenths?)\sof|half\sof|one\sin\s\w+"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|dozens?)"
    r"(?:-\w+)?)\b",
    re.IGNORECASE,
)


def spans_of(piece: Piece, facts: Facts, tell: Tell) -> Line:
    """Return an author's words as spans: periods and names as names. Loose numbers are told."""
    spans: list[Text | Name] = []
    for words, is_name in _parts(piece, facts, tell):
        text = re.sub(r"\s*\n\s*", " ", words)
        spans.append(Name(text, strong=piece.strong) if is_name else Text(text, strong=piece.strong))
    for match in _MULTIPLE.finditer(piece.text):
        line = piece.line + piece.text.count("\n", 0, match.start())
        tell(
            line,
            f"'{match[0]}' is a number in words that no figure bears out.",
            "Refer to the figures instead, or quote it from plan/ledger.yaml.",
        )
    return tuple(spans)


def _parts(piece: Piece, facts: Facts, tell: Tell) -> Iterator[tuple[str, bool]]:
    """Yield words, and whether they are a name."""
    text, end = piece.text, 0
    names = sorted((*_PERIOD.finditer(text), *_NAMES.finditer(text)), key=lambda one: one.start())
    for match in names:
        if match.start() < end:
            continue
        yield from _plain(piece, end, match.start(), facts, tell)
        line = piece.line + text.count("\n", 0, match.start())
        if match[0].startswith("Q") and " " in match[0]:
            try:
                guess_period(match[0])
            except WrongUse as error:
                tell(line, error.what, error.do or "")
        yield match[0], True
        end = match.end()
    yield from _plain(piece, end, len(text), facts, tell)


def _plain(piece: Piece, start: int, end: int, facts: Facts, tell: Tell) -> Iterator[tuple[str, bool]]:
    text, at = piece.text[start:end], 0
    for match in _NUMBER.finditer(text):
        line = piece.line + piece.text.count("\n", 0, start + match.start())
        if match.start() > at:
            yield text[at : match.start()], False
        number = match[0].strip()
        tell(
            line, f"the number {number} is bound to no figure and quoted from no ledger.", hint(number, facts)
        )
        yield match[0], True
        at = match.end()
    if at < len(text):
        yield text[at:], False


def hint(number: str, facts: Facts) -> str:
    """Return what to write instead of a loose number: the reference that prints it, where there is one."""
    digits = re.sub(r"[^0-9.:]", "", number)
    if (written := _printed(facts).get(digits)) is not None:
        return f"Write {written}, which prints it."
    return "Refer to a figure, quote it from plan/ledger.yaml, or, in a name, write {name Section 12}."


def _printed(facts: Facts) -> dict[str, str]:
    """Return the reference that prints each number, of the figures people most often write down."""
    if facts.printed:
        return facts.printed
    for entry in facts.data.ledger:
        _keep(facts, Reference("", entry.id), f"{{{entry.id}}}")
    for measure in facts.data.readings:
        for part in ("value", "change", "difference", "before"):
            written = f"{{{measure}}}" if part == "value" else f"{{{measure} {part}}}"
            _keep(facts, Reference("", measure, part), written)
    return facts.printed


def _keep(facts: Facts, ref: Reference, written: str) -> None:
    try:
        words = "".join(span.text for span in say(facts, ref).words)
    except WrongReference:
        return
    digits = re.sub(r"[^0-9.:]", "", words)
    if digits:
        facts.printed.setdefault(digits, written)
