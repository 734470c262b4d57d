"""A page that shows the document with the findings in its margin; it needs no script."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

import jinja2
from markupsafe import Markup, escape

from frankpledge.checking.checks import RULES
from frankpledge.checking.document import Document
from frankpledge.checking.problems import Problem
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.showing.plain_text import summary

_TAG = re.compile(r"</?(?:p|br|b|i|li|ul|div)\s*/?>", re.IGNORECASE)


@cache
def _template() -> jinja2.Template:
    loader = jinja2.PackageLoader("frankpledge.checking.showing", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("checked.html.j2")


def page_of(document: Document, problems: list[Problem], rules: Sequence[Rule] = RULES) -> str:
    """Return one self-contained HTML page: every line, quotes marked, each finding beside its line."""
    numbered = list(enumerate(problems, 1))
    by_line: dict[int, list[tuple[int, Problem]]] = defaultdict(list)
    for number, problem in numbered:
        by_line[problem.line].append((number, problem))
    lines = [
        (number, _marked(line, by_line[number]), by_line[number])
        for number, line in enumerate(document.lines, 1)
        if line.strip() or by_line[number]
    ]
    titles = {rule.kind: rule.title for rule in rules}
    return _template().render(
        name=document.name, summary=summary(document, problems), lines=lines, problems=numbered, titles=titles
    )


def _marked(line: str, found: list[tuple[int, Problem]]) -> Markup:
    """Return a line as HTML with its quotes marked, the first of overlapping ones only."""
    spans = []
    for number, problem in found:
        words = [re.escape(word) for word in problem.quote.split()]
        match = re.search(r"(?:\s|</?\w+>)+".join(words), line) if words else None
        if match:
            spans.append((match.start(), match.end(), number))
    parts, end = [], 0
    for start, stop, number in sorted(spans):
        if start < end:
            continue
        parts.append(_text(line[end:start]))
        parts.append(Markup('<mark id="q{}">{}</mark>').format(number, _text(line[start:stop])))
        end = stop
    parts.append(_text(line[end:]))
    return Markup("").join(parts)


def _text(piece: str) -> Markup:
    return escape(_TAG.sub(" ", piece).replace("\t", " | "))
