"""Word and PDF, the other forms of a report, checked as its page is: their words and their numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from frankpledge.checking.checked import checked
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.reading.returned_report import returned_report
from frankpledge.releases.bound_numbers import BoundNumber

WORD, PDF = "report.docx", "report.pdf"
OTHER_FORMS = (WORD, PDF)
LOOSE = ("comparison", "direction", "target")
"""Kinds of problem about a word between two numbers, which labels of a chart beside each other imitate."""


def said_in_others(folder: Path, names: Collection[str], page: Collection[Problem]) -> list[Problem]:
    """Return what is found in the other forms that is not found on the page; each names its file.

    What their words say of the build's figures is the page's to answer for: they are the same words. On
    paper tables are broken and the words in charts read as prose, so what ``LOOSE`` kinds find there alone is
    no error.
    """
    known = {(one.kind, _words(one)) for one in page}
    return [
        named(replace(one, severity=Severity.WARNING) if name == PDF and one.kind in LOOSE else one, name)
        for name in OTHER_FORMS
        if name in names
        for one in checked(folder / name).problems
        if (one.kind, _words(one)) not in known
    ]


def numbers_of_word(file: Path) -> Iterator[BoundNumber]:
    """Yield the numbers in a Word file's controls, each with the key and value it was written with."""
    report = returned_report(file)
    if report is None:
        return
    written = {one.tag: one for one in report.printed.numbers}
    for number, line in enumerate(report.lines, 1):
        for piece in (piece for cell in line.cells for piece in cell):
            if piece.tag in written:
                one = written[piece.tag]
                yield BoundNumber(number, one.key, one.value, piece.text)


def named(problem: Problem, name: str) -> Problem:
    """Return a problem that says in which file its line is."""
    return replace(problem, message=f"{problem.message} (line of {name})")


def _words(problem: Problem) -> str:
    return " ".join(problem.quote.split())
