"""Numbered lists with gaps, and paragraphs that stand twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from frankpledge.checking.document import Document, Passage
from frankpledge.checking.problems import LONGEST_QUOTE, Problem, Severity
from frankpledge.checking.rules.rule import Rule

LIST = "numbered-list"
TWICE = "duplicate-paragraph"
_ITEM = re.compile(
    r"^\s*(?:[*•–-]\s+|#{1,6}\s+)?(?:\*\*)?(?:"
    r"(?P<head>[A-Z][\w ]{2,30}?\s)?(?P<n>[0-9]{1,3}(?:\.[0-9]{1,3}){0,2})(?P<mark>[.)]|\s?[-–:]|(?=\s))"
    r"|\(?(?P<letter>[a-z]|[ivx]{2,5})(?:\)|\.(?=\s))|(?P<series>[A-Z]{1,2})(?P<k>[0-9]{1,2})[.:)]?(?=\s))(?:\*\*)?\s*(?=(?(head)\S|(?(letter)\S|[A-Z\"'“‘(£])))"
)
_CAPTION = re.compile(
    r"^\s*(?:[#*]+\s*)?(?P<what>Table|Figure|Chart|Annex|Appendix|Recommendation|Action|Objective|Priority|Schedule|Step|Point)\s"
    r"(?P<n>[0-9]{1,2}|[A-Z])(?:\s?[.:–-]|\*\*|\s{2,})\s*\S",
    re.IGNORECASE,
)
_ROMAN = {"i": 1, "v": 5, "x": 10}


def _roman(text: str) -> int:
    values = [_ROMAN[it] for it in text]
    return sum(-it if it < max(values[at:]) else it for at, it in enumerate(values))


def find_lists(document: Document) -> Iterator[Problem]:
    """Yield items of numbered lists whose number does not follow the one before."""
    last: dict[str, tuple[int, int, str]] = {}
    for number, line in enumerate(document.lines, 1):
        line = re.sub(r"^(\s*\S{1,8})\t+(?=[^\t]+$)", r"\1 ", line)
        found = _captioned(line) or _numbered(line, last)
        if found is None or "\t" in line:
            continue
        key, now, name = found
        previous, place, before = last.get(key, (0, 0, ""))
        least = 1 if key.startswith("caption") else 2
        if previous and number - place <= (400 if key.startswith("caption") else 60):
            if now == previous and not key.startswith("caption"):
                yield _item(number, line, LIST, f"Number {name} stands on line {place} too.")
            elif previous + 1 < now <= previous + 4 and previous >= least:
                yield _item(number, line, LIST, f"{name} follows {before}: one between them is missing.")
        last[key] = (now, number, name)
        if key.startswith("number||"):
            last = {
                each: it
                for each, it in last.items()
                if not each.startswith("number|") or each == key or "||" not in each
            }
        if not key.startswith(("letter", "roman")):
            last = {each: it for each, it in last.items() if not each.startswith(("letter", "roman"))}


def _captioned(line: str) -> tuple[str, int, str] | None:
    match = _CAPTION.match(line)
    if not match:
        return None
    n = match["n"]
    now = int(n) if n.isdigit() else ord(n.upper()) - ord("A") + 1
    return f"caption|{match['what'].lower()}|{n.isdigit()}", now, f"{match['what']} {n}"


def _numbered(line: str, last: dict[str, tuple[int, int, str]]) -> tuple[str, int, str] | None:
    """Return an item's list, its place in it and how it is written; None for a line that is no item."""
    match = _ITEM.match(line)
    if not match:
        return None
    if match["letter"]:
        letter = match["letter"]
        at = ord(letter[0]) - ord("a") + 1
        if set(letter) <= set("ivx") and (len(letter) > 1 or last.get("letter", (0, 0, ""))[0] != at - 1):
            return "roman", _roman(letter), f"({letter})"
        return ("letter", at, f"({letter})") if len(letter) == 1 else None
    if match["series"]:
        return f"series|{match['series']}", int(match["k"]), f"{match['series']}{match['k']}"
    head, mark = (match["head"] or "").strip(), match["mark"].strip()
    if not head and not mark and "." not in match["n"]:
        return None
    prefix, _, final = match["n"].rpartition(".")
    if (head and (not mark or prefix)) or (not prefix and int(final) > 500):
        return None
    return f"number|{head}|{prefix}|{mark}", int(final), match["n"]


def _item(number: int, line: str, kind: str, message: str) -> Problem:
    short = re.match(
        r"\s*(?:[*•#–-]+\s+)?(?:Table|Figure|\w+(?=\s[0-9A-Z]{1,2}\W))?\s*\S+\s*[^0-9(.;]{0,45}", line
    )
    quote = (short[0] if short else line).strip()[:80].strip()
    return Problem(number, quote or line.strip()[:80], kind, message, Severity.WARNING)


_LEAST_WORDS = 12


_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def _runs(passage: Passage) -> list[tuple[int, int, str]]:
    """Return the runs of sentences of a passage, longest first: their places and their words."""
    words = [re.findall(r"[a-z0-9%£]+", it.lower) for it in passage.sentences]
    ends = [it.start + len(it.text) for it in passage.sentences]
    found = []
    for size in range(min(len(words), 12), 0, -1):
        for first in range(len(words) - size + 1):
            text = [it for each in words[first : first + size] for it in each]
            numbered = sum(bool(re.search(r"[0-9]", it)) and not _YEAR.fullmatch(it) for it in text)
            if len(text) >= (_LEAST_WORDS if numbered >= 2 else 25) + (4 if size == 1 else 0):
                found.append((passage.sentences[first].start, ends[first + size - 1], " ".join(text)))
    return found


_MOST_OF_IT = 0.6


def find_twice(document: Document) -> Iterator[Problem]:
    """Yield sentences of some length, one or more, that stand in the document before."""
    seen: dict[str, list[int]] = defaultdict(list)
    able = [it for it in document.passages if re.search(r"[.!?]", it.text) and not it.cell]
    # What is a small part of its paragraph is a set form of words, such as how a number is defined.
    runs = {
        id(it): [run for run in _runs(it) if run[1] - run[0] >= _MOST_OF_IT * len(it.text)] for it in able
    }
    for passage in able:
        for start, _, key in runs[id(passage)]:
            seen[key].append(passage.line_at(start))
    for passage in able:
        for start, end, key in runs[id(passage)]:
            lines = seen[key]
            line = passage.line_at(start)
            if len(lines) != 2 or lines[0] == lines[1] or line != lines[1]:
                continue  # what stands three times is a set form of words
            yield Problem(
                line,
                passage.text[start : min(end, start + 120)].strip()[:LONGEST_QUOTE],
                TWICE,
                f"This stands on line {lines[0]} too.",
                Severity.WARNING,
            )
            break


_PARAGRAPH = (
    "The service has been extended to every district of the county and now takes referrals by "
    "telephone and by post, "
    "seven days of the week, from all who need its help and advice."
)
LISTS = Rule(
    LIST,
    "A numbered list with a gap",
    "Numbers and letters at the start of lines, paragraphs, headings and captions that miss one or "
    "come twice.",
    (
        "1. First point\n2. Second point\n4. Fourth point",
        "1.1 First\n1.2 Second\n1.2 Third",
        "(a) the roof;\n(b) the boiler;\n(d) the lease.",
        "A1 Write to the court.\nA2 Visit the pilot.\nA4 Report back.",
        "Table 1: deaths\n\nTable 3: causes",
    ),
    (
        "1. First point\n2. Second point\n3. Third point\n\n1. Another list\n2. Goes on",
        "1.1 First\n1.2 Second\n2.1 Third",
        "(a) the roof;\n(b) the boiler;\n(c) the lease.",
        "(i) the roof;\n(ii) the boiler;\n(iii) the lease.",
        "Table 1: deaths\n\nTable 2: causes",
    ),
    find_lists,
)
DUPLICATES = Rule(
    TWICE,
    "A paragraph that stands twice",
    "Paragraphs of 25 words or more, and sentences with numbers of 12 or more, that are repeated "
    "word for word.",
    (f"{_PARAGRAPH}\n\nSomething else stands between.\n\n{_PARAGRAPH}",),
    (f"{_PARAGRAPH}\n\nSomething else stands between.\n\nSomething else stands between.",),
    find_twice,
)
