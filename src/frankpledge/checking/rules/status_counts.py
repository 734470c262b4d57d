"""How many measures are green or met their target, against the table and against what was said before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.numerals import NUMBER_WORDS
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.status_rows import StatusTable, status_tables

KIND = "status-count"
_WORDS = {**NUMBER_WORDS, "no": 0, "none": 0, "both": 2, "neither": 0}
_N = rf"(?:[0-9]{{1,2}}|{'|'.join(_WORDS)})"
_NOUN = (
    r"(?:(?:headline|key|corporate|performance|national|local|other|such)\s)*(?:measures?|indicators?|targets?|"
    r"standards?|kpis|outcomes|objectives|priorities)"
)
_COLOUR = r"(?P<colour>green|amber|red)"
_COLOURS = re.compile(
    rf"\b(?P<n>{_N})\s(?:of\sthem\s)?(?:(?:measures?|indicators?|targets?)\s)?(?:(?:is|are|were|was|now|rated|at|on|shown|assessed|as|remain|remains)\s){{0,4}}"
    rf"{_COLOUR}\b|\b(?P<colour2>green|amber|red)\s?[:(]\s?(?P<n2>[0-9]{{1,2}})\b"
)
_KNOWN = re.compile(
    rf"\bthe\s(?P<n>{_N})\s(?P<colour>green|amber|red)\s(?:measures?|indicators?|targets?|outcomes?|rated|ratings?)"
)
_JUDGED = re.compile(
    rf"\b(?:(?P<all>all(?:\sbut\s(?P<but>{_N}))?)|(?P<n>{_N}))\s(?:of\s(?:the|its|our|these)\s(?P<of>{_N})\s)?(?:of\sthe\s|of\sour\s|the\s)?"
    rf"(?:{_NOUN}\s)?(?:(?:is|are|were|was|have|has|been|now|rated|shown|as|at|currently|remain|remains|stand|also)\s){{0,4}}"
    r"(?:(?P<good>on\s(?:target|track)|met\s(?:the\s|their\s|its\s)?(?:targets?|standards?|aims?)|green|achieved|hit\s(?:the\s|their\s)?targets?|within\stargets?|met(?=[,.;\s]))|"
    r"(?P<bad>red|off\s(?:target|track)|missed(?:\s(?:the\s|their\s)?targets?)?|(?:not|did\snot)\s(?:meet|met|on|hit)\s?(?:the\s|their\s|its\s)?(?:targets?)?|below\s(?:the\s|their\s)?targets?)|"
    r"(?P<between>amber))\b"
)
_GRADE = (
    r"(?P<grade>outstanding|good|adequate|requir(?:es?|ed|ing)\simprovements?|inadequate|cause\sof\sconcern)"
)
_GRADES = re.compile(
    rf"\b(?P<n>{_N})\s(?:(?:areas?|questions?|as|at|of\sthem|were|was|are|is|judged|graded|rated|found|to|be|recommendations?|now)\s){{0,4}}{_GRADE}\b"
)
_GRADED = re.compile(
    rf"\b(?:the|these|those|all|of\sthe)\s(?P<n>{_N})\s(?:(?:areas?|questions?|recommendations?|that|which|graded|rated|judged|found|as|to|are|were|was|is|be)\s){{0,5}}{_GRADE}\b"
)
_STATE = r"(?P<state>on\strack|off\strack|at\srisk|on\starget|off\starget|not\sstarted|complete[d]?|delayed)"
_TRACK = re.compile(
    rf"\b(?P<n>{_N})\s(?:(?:of\sthem|measures?|indicators?|targets?|actions?|were|are|is|was|now|rated|still)\s){{0,4}}{_STATE}\b"
)
_TRACK_OTHERWISE = re.compile(
    r"\b(?P<state>off\strack|at\srisk|off\starget)\b[^.;:0-9]{0,40}?\b(?:were|are)\s(?:the\s)?"
    rf"(?P<n>{_N})\s(?:measures?|indicators?|targets?|actions?)\b|\bthe\s(?P<n2>{_N})\s(?:measures?|indicators?|targets?|actions?)\s(?:that\s(?:are|were)\s)?(?P<state2>off\strack|at\srisk)\b"
)
_THEN = re.compile(r"\b(?:last|previous|prior|than|from|before|ago|earlier|against|compared)\b[^.;]{0,30}$")


@dataclass(frozen=True)
class Count:
    """A count of one colour and where it is said."""

    colour: str
    number: int
    start: int
    end: int


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _WORDS[text]


def _counts(sentence: Sentence) -> list[Count]:
    found = []
    for match in _COLOURS.finditer(sentence.lower):
        if not _THEN.search(sentence.lower[: match.start()]):
            colour, number = match["colour"] or match["colour2"], match["n"] or match["n2"]
            found.append(Count(colour, _number(number), match.start(), match.end()))
    return found


def _against_before(document: Document) -> Iterator[Problem]:
    """``the two red measures`` where three were counted red."""
    told: dict[str, tuple[int, int]] = {}
    for sentence in document.sentences:
        counts = _counts(sentence)
        if len({it.colour for it in counts}) >= 2 and not told:
            line = sentence.passage.line_at(sentence.start)
            told = {it.colour: (it.number, line) for it in counts}
            continue
        match = _KNOWN.search(sentence.lower)
        if match is None or match["colour"] not in told:
            continue
        number, line = told[match["colour"]]
        if number != _number(match["n"]):
            yield sentence.problem(
                KIND,
                f"Line {line} counts {number} {match['colour']}, not {match['n']}.",
                Severity.WARNING,
                match.start(),
                match.end(),
            )


def _against_table(document: Document, tables: tuple[StatusTable, ...]) -> Iterator[Problem]:
    """``three of the five indicators met their target`` where the table has two."""
    for sentence in document.sentences:
        if sentence.passage.line in _lines(tables):
            continue
        for match in _JUDGED.finditer(sentence.lower):
            if _THEN.search(sentence.lower[: match.start()]) or not (
                match["of"] or match["all"] or re.search(_NOUN, match[0])
            ):
                continue
            size = _number(match["of"]) if match["of"] else None
            able = [it for it in tables if size is None or len(it.rows) == size]
            if len(able) != 1 or (size is None and len(tables) != 1):
                continue
            found = _held(able[0], match)
            said = (
                len(able[0].rows) - (_number(match["but"]) if match["but"] else 0)
                if match["all"]
                else _number(match["n"])
            )
            if found and said not in found:
                yield sentence.problem(
                    KIND,
                    f"The table (line {able[0].rows[0].row.line}) has "
                    f"{' or '.join(str(it) for it in sorted(found))}, not {said}.",
                    Severity.WARNING,
                    match.start(),
                    match.end(),
                )


def _lines(tables: tuple[StatusTable, ...]) -> set[int]:
    return {it.row.line for table in tables for it in table.rows}


def _held(table: StatusTable, match: re.Match[str]) -> set[int]:
    """Return the counts a table allows for what is said; none where it cannot be told."""
    if table.has_statuses:
        good, between, bad = (table.count(kind) for kind in ("good", "between", "bad"))
        if good + between + bad != len(table.rows):
            return set()
    else:
        met = [it.met for it in table.rows]
        if None in met:
            return set()
        good, between, bad = sum(bool(it) for it in met), 0, sum(not it for it in met)
    if match["between"]:
        return {between}
    return {good} if match["good"] else {bad, bad + between}


def _grades(document: Document) -> Iterator[Problem]:
    """``the three areas found to require improvement`` where two were graded so."""
    told: dict[str, tuple[int, int]] = {}
    for sentence in document.sentences:
        counts = {_grade(it["grade"]): _number(it["n"]) for it in _GRADES.finditer(sentence.lower)}
        line = sentence.passage.line_at(sentence.start)
        if len(counts) >= 2:
            told = told or {grade: (number, line) for grade, number in counts.items()}
            continue
        match = _GRADED.search(sentence.lower)
        if match is None or _grade(match["grade"]) not in told:
            continue
        number, first = told[_grade(match["grade"])]
        if number != _number(match["n"]):
            text = f"Line {first} counts {number} graded {match['grade']}, not {match['n']}."
            yield sentence.problem(KIND, text, Severity.WARNING, match.start(), match.end())


def _tracks(document: Document) -> Iterator[Problem]:
    """``Off track were five indicators`` where the summary counts four."""
    told: dict[str, tuple[int, int]] = {}
    for sentence in document.sentences:
        lower, line = sentence.lower, sentence.passage.line_at(sentence.start)
        counts = {
            it["state"]: _number(it["n"])
            for it in _TRACK.finditer(lower)
            if not _THEN.search(lower[: it.start()])
        }
        if len(counts) >= 2:
            told = told or {state: (number, line) for state, number in counts.items()}
            continue
        match = _TRACK_OTHERWISE.search(lower)
        state = (match["state"] or match["state2"]) if match else ""
        if match is None or state not in told:
            continue
        number, first = told[state]
        said = match["n"] or match["n2"]
        if number != _number(said):
            text = f"Line {first} counts {number} {state}, not {said}."
            yield sentence.problem(KIND, text, Severity.WARNING, match.start(), match.end())


def _grade(text: str) -> str:
    return re.sub(
        r"require[sd]?",
        "requires",
        re.sub(r"requiring", "requires", text.replace("improvements", "improvement")),
    )


def find(document: Document) -> Iterable[Problem]:
    """Yield counts of statuses that a table or an earlier count denies."""
    yield from _against_before(document)
    yield from _grades(document)
    yield from _tracks(document)
    tables = status_tables(document)
    if tables:
        yield from _against_table(document, tables)


RULE = Rule(
    KIND,
    "A count of statuses that is denied",
    '"The two red measures" where three were counted, "four of the five indicators met their target" or '
    '"all but one is green" '
    "where the one table of as many measures shows another number.",
    (
        "Of the 24 measures 15 are rated green, 6 amber and 3 red.\n\nThe Panel is asked to note the two "
        "red measures.",
        "Indicator  Q3 23/24  Target  Status\nDwelling fires  131  140  GREEN\nSecondary fires  236  215 "
        " RED\n"
        "Fire safety audits  412  450  RED\n\nTwo of the three indicators met their target.",
    ),
    (
        "Of the 24 measures 15 are rated green, 6 amber and 3 red.\n\nThe Panel is asked to note the "
        "three red measures.",
        "Indicator  Q3 23/24  Target  Status\nDwelling fires  131  140  GREEN\nSecondary fires  236  215 "
        " RED\n"
        "Fire safety audits  412  450  RED\n\nOne of the three indicators met their target.",
    ),
    find,
)
