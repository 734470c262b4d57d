"""A status in a table that the row's own value and target deny."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.document import Document, Passage
from frankpledge.checking.named_rows import content_words
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.status_rows import StatusRow, StatusTable, status_tables

KIND = "status-in-table"
_VERDICT = re.compile(
    r"\b(?:(?P<bad>(?:did\snot|not|failed\sto)\s(?:yet\s)?(?:meet|met|reach|hit|achieve)\s(?:its|their|the)\s(?:target|aim|standard)|"
    r"missed\s(?:its|their|the)\s(?:target|aim|standard)|off\starget|short\sof\s(?:its|their|the)?\s?target)|"
    r"(?P<good>(?:met|meets|reached|hit|achieved|beat|passed)\s(?:its|their|the)\s(?:target|aim|standard)|on\starget))\b"
)


def _wrong(it: StatusRow) -> bool:
    if it.value is None or it.target is None or it.status is None:
        return False
    if it.status == "over":
        return it.value.value <= it.target.value
    if it.status == "under":
        return it.value.value >= it.target.value
    if it.met is None or it.status == "between" or it.value.value == it.target.value:
        return False
    return it.met is not (it.status == "good")


def _of(table: StatusTable, document: Document) -> Iterator[Problem]:
    judged = [
        it for it in table.rows if it.value is not None and it.target is not None and it.status is not None
    ]
    wrong = [it for it in judged if _wrong(it)]
    if not wrong or len(wrong) * 2 > max(len(judged), 2):
        return  # where most rows disagree, the reading of the table is what is wrong
    for it in wrong:
        assert it.value
        assert it.target
        text = " ".join(re.sub(r"[|\t]", " ", document.lines[it.row.line - 1]).split())
        passage = Passage(text, ((0, it.row.line),))
        side = (
            "above"
            if it.value.value > it.target.value
            else "below"
            if it.value.value < it.target.value
            else "the same as"
        )
        yield passage.problem(
            KIND,
            f'{it.value.text} is {side} the target of {it.target.text}: "{it.text}" does not fit.',
            Severity.ERROR if it.status in ("over", "under") else Severity.WARNING,
            0,
            len(text),
        )


def _told(document: Document, tables: tuple[StatusTable, ...]) -> Iterator[Problem]:
    """``Satisfaction met its target`` where its row of the table is below: the text gives no number."""
    lines = {it.row.line for table in tables for it in table.rows}
    for sentence in document.sentences:
        match = _VERDICT.search(sentence.lower)
        if match is None or sentence.passage.line in lines or len(sentence.text) > 160:
            continue
        words = set(content_words(sentence.text[: match.start()]))
        named = [it for table in tables for it in table.rows if words >= set(it.row.words)]
        if len(named) != 1 or len(words - set(named[0].row.words)) > 2 or named[0].met is None:
            continue
        it = named[0]
        label = set(re.findall(r"[0-9][0-9,.]*", it.row.label))
        if (
            set(re.findall(r"[0-9][0-9,.]*[0-9]|[0-9]", sentence.text)) - label
            or it.value is None
            or it.target is None
        ):
            continue
        if it.value.value != it.target.value and it.met is not bool(match["good"]):
            yield sentence.problem(
                KIND,
                f"The table (line {it.row.line}) has {it.value.text} for a target of {it.target.text}: "
                f'not "{match[0]}".',
                Severity.WARNING,
                0,
                match.end(),
            )


def find(document: Document) -> Iterable[Problem]:
    """Yield rows whose status their numbers deny."""
    tables = status_tables(document)
    for table in tables:
        yield from _of(table, document)
    if tables:
        yield from _told(document, tables)


RULE = Rule(
    KIND,
    "A status in a table that its numbers deny",
    "A column of colours or words (green, red, met, not met, on target), a column of targets and one of "
    "values. Which way is "
    "better is read from the label; where it does not say, or most rows would be wrong, nothing is said. "
    "Amber is left alone.",
    (
        "Indicator  Q3 23/24  Target  Status\nDwelling fires  131  140  GREEN\nSecondary fires  236  215 "
        " GREEN\n"
        "Fire safety audits  412  450  RED",
        "Measure  2022/23  2023/24  Target\nVictim satisfaction  76%  74%  75%\nCalls answered in time  "
        "88%  91%  90%\n\n"
        "Victim satisfaction met its target.",
    ),
    (
        "Indicator  Q3 23/24  Target  Status\nDwelling fires  131  140  GREEN\nSecondary fires  236  215 "
        " RED\n"
        "Fire safety audits  412  450  RED",
        "Measure  2022/23  2023/24  Target\nVictim satisfaction  76%  74%  75%\nCalls answered in time  "
        "88%  91%  90%\n\n"
        "Victim satisfaction missed its target.",
    ),
    find,
)
