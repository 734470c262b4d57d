"""A file checked and shown: what the command line and releases call."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from frankpledge.checking.checks import RULES, check
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.reading.document_file import read_document
from frankpledge.checking.reading.office_figures import office_figures
from frankpledge.checking.reading.present_values import present_values
from frankpledge.checking.reading.returned_report import returned_report
from frankpledge.checking.rules.office_figure import against
from frankpledge.checking.rules.returned_numbers import returned_rules
from frankpledge.checking.showing.json_files import json_of, sarif_of
from frankpledge.checking.showing.page import page_of
from frankpledge.checking.showing.plain_text import summary, text_of


@dataclass(frozen=True)
class Checked:
    """What was found in a file, and the text that shows it."""

    problems: tuple[Problem, ...]
    text: str
    summary: str

    @property
    def to_look_at(self) -> bool:
        """Whether there are errors or warnings: advice alone stops nothing."""
        return any(it.severity is not Severity.ADVICE for it in self.problems)


def checked(file: Path, form: str = "text", office: Path | None = None, build: str | None = None) -> Checked:
    """Check ``file`` and show what is found as ``form``: text, json, html or sarif.

    With an ``office``, claims that name a measure and a period of it are held against its newest build,
    or the ``build`` that is named.
    A report of ours that comes back from Word is held against what was printed in it, number by number.

    Raises WrongUse for a kind of file that is not known, BadInput for one that cannot be read.
    """
    document = read_document(file)
    rules = RULES if office is None else (*RULES, against(office_figures(office, build)))
    returned = returned_report(file)
    if returned is not None:
        present = None
        if office is not None:
            present = present_values(office, (one.key for one in returned.printed.numbers))
        rules = (*rules, *returned_rules(returned, present))
    problems = check(document, rules)
    if form == "json":
        text = json_of(problems)
    elif form == "sarif":
        text = sarif_of(document, problems, rules)
    elif form == "html":
        text = page_of(document, problems, rules)
    else:
        text = text_of(document, problems)
    return Checked(tuple(problems), text, summary(document, problems))
