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
    r"^\s*(?P<head>[A-Z][\w ]{2,30}?\s)?(?P<n>[0-9]{1,3}(?:\.[0-9]{1,3}){0,2})(?P<mark>[.)]|"
    r"\s?[-–:]|(?=\s))\s*(?=(?(head)\S|[A-Z\"'“‘(]))"
)


def find_lists(document: Document) -> Iterator[Problem]:
    """Yield items of numbered lists whose number does not follow the one before."""
    last: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(document.lines, 1):
        match = _ITEM.match(line)
        if not match or "\t" in line:
            continue
        head, mark = (match["head"] or "").strip(), match["mark"].strip()
        if not head and not mark and "." not in match["n"]:
            continue
        prefix, _, final = match["n"].rpartition(".")
        if (head and (not mark or prefix)) or (not prefix and int(final) > 500):
            continue
        key = f"{head}|{prefix}|{mark}"
        now = int(final)
        previous, place = last.get(key, (0, 0))
        if previous and number - place <= 60:
            if now == previous:
                yield _item(number, line, LIST, f"Number {match['n']} stands on line {place} too.")
            elif previous + 1 < now <= previous + 4 and previous >= 2:
                yield _item(
                    number, line, LIST, f"{match['n']} follows {previous}: {previous + 1} is missing."
                )
        last[key] = (now, number)
        if not prefix and not head:
            last = {
                each: value
                for each, value in last.items()
                if each == key or (each.count("|") and each.split("|")[1] == "")
            }


def _item(number: int, line: str, kind: str, message: str) -> Problem:
    return Problem(number, line.strip()[:80].strip(), kind, message, Severity.WARNING)


def find_twice(document: Document) -> Iterator[Problem]:
    """Yield paragraphs of some length that stand in the document before."""
    seen: dict[str, list[Passage]] = defaultdict(list)
    for passage in document.passages:
        words = re.findall(r"[a-z0-9%]+", passage.text.lower())
        if len(words) < 25 or not re.search(r"[.!?]", passage.text):
            continue
        key = " ".join(words)
        seen[key].append(passage)
    for found in seen.values():
        if len(found) != 2 or found[0].line == found[1].line:
            continue  # what stands three times is a set form of words
        first, passage = found[0].line, found[1]
        yield Problem(
            passage.line,
            passage.text[:120].strip()[:LONGEST_QUOTE],
            TWICE,
            f"This paragraph stands on line {first} too.",
            Severity.WARNING,
        )


_PARAGRAPH = (
    "The service has been extended to every district of the county and now takes referrals by "
    "telephone and by post, "
    "seven days of the week, from all who need its help and advice."
)
LISTS = Rule(
    LIST,
    "A numbered list with a gap",
    "Numbers at the start of lines, paragraphs or headings that miss one or come twice.",
    ("1. First point\n2. Second point\n4. Fourth point", "1.1 First\n1.2 Second\n1.2 Third"),
    (
        "1. First point\n2. Second point\n3. Third point\n\n1. Another list\n2. Goes on",
        "1.1 First\n1.2 Second\n2.1 Third",
    ),
    find_lists,
)
DUPLICATES = Rule(
    TWICE,
    "A paragraph that stands twice",
    "Paragraphs of 25 words or more that are repeated word for word.",
    (f"{_PARAGRAPH}\n\nSomething else stands between.\n\n{_PARAGRAPH}",),
    (f"{_PARAGRAPH}\n\nSomething else stands between.\n\nSomething else stands between.",),
    find_twice,
)
