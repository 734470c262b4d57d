"""Numbers of a report of ours that comes back from Word: changed by hand, freed of their figure, or added."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from frankpledge.checking.document import Document
from frankpledge.checking.problems import LONGEST_QUOTE, Problem, Severity
from frankpledge.checking.reading.returned_report import ReturnedReport
from frankpledge.checking.reading.word_lines import WordLine
from frankpledge.checking.rules.rule import Rule
from frankpledge.contracts.bound_numbers import BoundNumber, around

CHANGED, FREED, ADDED, OTHER_BUILD = "changed-by-hand", "freed-number", "added-number", "other-build"
_NUMBER = re.compile(r"\d(?:[\d.,:]*\d)?")
NEAR = 8
"""Characters before or after a number by which its place may be known again."""

SURE = 16
"""Characters on both sides together that must be the same for a number to stand in another's place."""

WORDS_AROUND = 5
"""A printed text of more words is a sentence: its words may be edited, its numbers not."""

MOST_TOLD = 20
"""More numbers than this that lost their control are told of together: the file was made anew."""


@dataclass(frozen=True)
class PresentValues:
    """What the newest build has for the keys of a report: ``of`` maps a key to the values it may print."""

    build: str
    of: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class _Loose:
    """A number outside any control: its line (from 1), as written, and what stands around it."""

    line: int
    text: str
    before: str
    after: str
    quote: str


class _Read:
    """What became of each number of a returned report."""

    def __init__(self, report: ReturnedReport) -> None:
        self.printed = report.printed
        tags = {piece.tag for line in report.lines for cell in line.cells for piece in cell}
        self.missing = [one for one in report.printed.numbers if one.tag not in tags]
        # Words whose control is gone, and that stand as they were, claim nothing new.
        words = (one.printed for one in self.missing)
        kept = [*report.printed.names, *(it for it in words if _is_sentence(it) or len(_numbers(it)) > 1)]
        known = sorted(filter(None, kept), key=len, reverse=True)
        self.names = re.compile("|".join(map(re.escape, known)) or r"(?!)")
        self.present: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.loose: list[_Loose] = []
        for number, line in enumerate(report.lines, 1):
            self._line(number, line)

    def _line(self, number: int, line: WordLine) -> None:
        pieces = [piece for cell in line.cells for piece in (*cell, None)]
        whole = ""
        found: list[tuple[int, int, str]] = []
        for tag, group in groupby(pieces, lambda piece: None if piece is None else piece.tag):
            text = "".join(piece.text for piece in group if piece is not None)
            if tag is None:
                whole += "\t"
                continue
            if tag and text.strip():
                self.present[tag].append((number, text))
            elif not tag:
                covered = [name.span() for name in self.names.finditer(text)]
                for match in _NUMBER.finditer(text):
                    if not any(start <= match.start() < end for start, end in covered):
                        found.append((len(whole) + match.start(), len(whole) + match.end(), match[0]))
            whole += text
        for start, end, text in found:
            before, after = around(whole[:start], whole[end:])
            quote = " ".join(whole[max(0, start - 40) : end + 40].split())[:LONGEST_QUOTE]
            self.loose.append(_Loose(number, text, before, after, quote))

    def retyped(self) -> list[tuple[BoundNumber, _Loose]]:
        """Return each number whose control is gone, with the loose one that stands in its place."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, loose in enumerate(self.loose):
            places[f"<{loose.before[-NEAR:]}"].append(place)
            places[f">{loose.after[:NEAR]}"].append(place)
        pairs: list[tuple[BoundNumber, _Loose]] = []
        taken: set[int] = set()
        gone = [one for one in self.missing if not _is_sentence(one.printed)]
        for is_as_printed in (True, False):  # Numbers that stand as printed first: the rest are fewer.
            for one in gone:
                self._claim(one, places, taken, pairs, is_as_printed=is_as_printed)
            claimed = {one.tag for one, _ in pairs}
            gone = [one for one in gone if one.tag not in claimed]
        self.loose = [loose for place, loose in enumerate(self.loose) if place not in taken]
        return pairs

    def _claim(
        self,
        one: BoundNumber,
        places: dict[str, list[int]],
        taken: set[int],
        pairs: list[tuple[BoundNumber, _Loose]],
        *,
        is_as_printed: bool,
    ) -> None:
        """Take the loose number that stands most surely where a printed one stood, if one does."""
        one_before, one_after = _beside(one)
        near = (f"<{one_before[-NEAR:]}", f">{one_after[:NEAR]}")
        held = {place for key in near for place in places.get(key, ()) if place not in taken}
        held = {at for at in held if (self.loose[at].text in _numbers(one.printed)) is is_as_printed}
        if not held:
            return
        best = max(held, key=lambda place: (_alike(one, self.loose[place]), -place))
        if _alike(one, self.loose[best]) >= min(len(one_before) + len(one_after), SURE):
            taken.add(best)
            pairs.append((one, self.loose[best]))


def _alike(one: BoundNumber, loose: _Loose) -> int:
    """Return how many characters before and after two places, from the number outwards, are the same."""
    before, after = _beside(one)
    return _same_end(before, loose.before) + _same_end(after[::-1], loose.after[::-1])


def _beside(one: BoundNumber) -> tuple[str, str]:
    """Return what stood before and after the first digits printed, words of the number's own among it."""
    match = _NUMBER.search(one.printed)
    if match is None:
        return one.before, one.after
    return around(one.before + one.printed[: match.start()], one.printed[match.end() :] + one.after)


def _is_sentence(printed: str) -> bool:
    return len(printed.split()) > WORDS_AROUND


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(text)


def _same_end(one: str, other: str) -> int:
    count = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a != b:
            break
        count += 1
    return count


def returned_rules(report: ReturnedReport, present: PresentValues | None = None) -> tuple[Rule, ...]:
    """Return the rules that hold a returned report against what was printed, and against a build.

    Words around the numbers may be edited freely. ``present`` are values of the office's newest build.
    """
    read = _Read(report)
    retyped = read.retyped()
    changed = [*_changed(read), *_changed_retyped(retyped)]
    rules = [
        _rule(
            CHANGED,
            "A figure changed by hand",
            "A number of the report is no longer what the build gave it.",
            changed,
        ),
        _rule(
            FREED,
            "A number freed of its figure",
            "A number stands where a figure stood, but outside its control: it cannot be checked again.",
            _freed(retyped),
        ),
        _rule(
            ADDED,
            "A number that is bound to nothing",
            "A number that the report did not hold: give its source, or refer to a figure.",
            _added(read),
        ),
    ]
    if present is not None:
        rules.append(
            _rule(
                OTHER_BUILD,
                "A figure that the present build has otherwise",
                "A number of the report whose value in the office's newest build is another.",
                _other_build(read, present),
            )
        )
    return tuple(rules)


def _rule(kind: str, title: str, about: str, found: Iterable[Problem]) -> Rule:
    held = tuple(found)
    find: Callable[[Document], Iterable[Problem]] = lambda _: held  # noqa: E731
    return Rule(kind, title, about, (), (), find)


def what(key: str) -> str:
    """Return in words which figure a key names: ``burglary, westmarch, 2024-25-Q4, target reference``."""
    base, _, part = key.partition(">")
    parts = base.split(":")
    told = [parts[0], *parts[2:4], parts[5]] if len(parts) == 7 else parts
    return ", ".join(word for word in (*told, part.replace(".", " ").replace("-", " ")) if word)


def is_same(printed: str, now: str) -> bool:
    """Whether a control still says what was printed in it; of a sentence, whether its numbers do."""
    one, other = " ".join(printed.split()), " ".join(now.split())
    if one == other:
        return True
    return _is_sentence(one) and _numbers(one) == _numbers(other)


def _changed(read: _Read) -> Iterator[Problem]:
    for one in read.printed.numbers:
        for line, now in read.present.get(one.tag, ()):
            if not is_same(one.printed, now):
                quote = " ".join(now.split())[:LONGEST_QUOTE]
                yield Problem(line, quote, CHANGED, _told(one, quote), Severity.ERROR)


def _told(one: BoundNumber, now: str) -> str:
    return f"Was “{one.printed.strip()}”, now “{now}”: {what(one.key)}."


def _changed_retyped(pairs: Iterable[tuple[BoundNumber, _Loose]]) -> Iterator[Problem]:
    for one, loose in pairs:
        if not _is_retyped_alike(one, loose):
            yield Problem(loose.line, loose.quote, CHANGED, _told(one, loose.text), Severity.ERROR)


def _is_retyped_alike(one: BoundNumber, loose: _Loose) -> bool:
    return loose.text in _numbers(one.printed)


def _freed(pairs: Iterable[tuple[BoundNumber, _Loose]]) -> Iterator[Problem]:
    alike = [(one, loose) for one, loose in pairs if _is_retyped_alike(one, loose)]
    if len(alike) > MOST_TOLD:
        first = alike[0][1]
        message = f"{len(alike)} numbers stand outside the controls they were printed in, this one first."
        yield Problem(first.line, first.quote, FREED, message, Severity.ADVICE)
        return
    for one, loose in alike:
        message = f"“{loose.text}” is as printed, but no longer bound to {what(one.key)}."
        yield Problem(loose.line, loose.quote, FREED, message, Severity.ADVICE)


def _added(read: _Read) -> Iterator[Problem]:
    for loose in read.loose:
        yield Problem(
            loose.line, loose.quote, ADDED, f"“{loose.text}” is bound to no figure.", Severity.ADVICE
        )


def _other_build(read: _Read, present: PresentValues) -> Iterator[Problem]:
    for one in read.printed.numbers:
        values = present.of.get(one.key)
        if not values or not one.value or one.tag not in read.present:
            continue
        was = float(one.value)
        if any(abs(value - was) <= 1e-6 * max(1.0, abs(value)) for value in values):
            continue
        line, now = read.present[one.tag][0]
        message = (
            f"Build {present.build} has {values[0]:,.6g} for {what(one.key)}; this was printed from build "
            f"{read.printed.build}, with {was:,.6g}."
        )
        yield Problem(line, " ".join(now.split())[:LONGEST_QUOTE], OTHER_BUILD, message, Severity.WARNING)
