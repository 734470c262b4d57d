"""Numbers written so that they mean something else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from frankpledge.checking.document import Document
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule

KIND = "number-format"
_MEASURED = (
    r"hours?|hrs?|days?|weeks?|months?|years?|minutes?|mins?|seconds?|secs?|miles?|km|metres?|kg|tonnes?|litres?|fte|wte|"
    r"per|times|points?|pp|million|billion|m|bn|tco2e?|gwh|kwh|degrees|standard|ms"
)
_STOP = re.compile(
    rf"(?<![0-9.,£])(?P<n>[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}})+)(?![0-9.%,])\s(?:[a-z-]+\s){{0,2}}?(?P<noun>(?!(?:{_MEASURED})\b)[a-z-]{{3,}}s|people|children|staff)\b"
)
_LED = re.compile(
    rf"(?<![a-z])(?P<noun>(?!(?:{_MEASURED})\b)[a-z-]{{4,}}s)\s(?:(?:were|was|numbered|totalled|reached|came\sto|stood\sat|of|made\sup)\s|:\s?|\()?"
    r"(?P<n>[1-9][0-9]{0,2}\.[0-9]{3})(?![0-9.%,])(?=\s(?:in|this|last|during|of\sthem|were|was|and)\b|[.;,)]?\s*$|[;,)]\s)"
)
_RATES = re.compile(
    r"\b(?:rate|average|mean|ratio|factor|index|per|score|price|cost|weight|value|length|coefficient|version)s?\b"
)
_COMMAS = re.compile(
    r"(?<![0-9.,/])(?P<n>[0-9]{1,3}(?:,[0-9]{3})*,[0-9]{1,2}(?:,[0-9]{3})*|[0-9]{1,3},[0-9]{4,}|[0-9]{4,},[0-9]{3}|0,[0-9]{3})(?![0-9,.]|st|nd|rd|th)"
)
_TWICE = re.compile(
    r"(?<![0-9.])(?P<n>[0-9]+(?:\.[0-9]+){2,})\s?%|(?<![0-9])[0-9]+(?:\.[0-9]+)?\s?%%|£\s?[0-9]{1,3}(?:\.[0-9]{3}){2,}"
)


def _cells(document: Document) -> Iterable[Problem]:
    """Yield cells with a full stop for a comma in columns of counts parted by commas."""
    for table in document.tables:
        for column in range(1, len(table.rows[0])):
            cells = [row[column].strip() for row in table.rows]
            parted = sum(bool(re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+", it)) for it in cells)
            odd = [at for at, it in enumerate(cells) if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", it)]
            if parted >= 2 and len(odd) == 1:
                cell = cells[odd[0]]
                yield Problem(
                    table.lines[odd[0]],
                    f"{table.rows[odd[0]][0]} {cell}".strip(),
                    KIND,
                    f"The column counts in whole numbers: is {cell.replace('.', ',')} meant?",
                    Severity.ERROR,
                )


def find(document: Document) -> Iterable[Problem]:
    """Yield counts with a full stop for a comma, and thousands parted in the wrong place."""
    yield from _cells(document)
    for sentence in document.sentences:
        for match in _STOP.finditer(sentence.lower):
            digits = match["n"].replace(".", ",")
            yield sentence.problem(
                KIND,
                f"{match['noun']} cannot be counted in fractions: is {digits} meant?",
                Severity.ERROR,
                match.start(),
                match.end("noun"),
            )
        for match in _LED.finditer(sentence.lower):
            if _RATES.search(sentence.lower[max(0, match.start() - 40) : match.end() + 20]):
                continue
            digits = match["n"].replace(".", ",")
            message = f"{match['noun']} cannot be counted in fractions: is {digits} meant?"
            yield sentence.problem(KIND, message, Severity.ERROR, match.start(), match.end())
        for match in _COMMAS.finditer(sentence.text):
            before, after = sentence.text[: match.start()], sentence.text[match.end() :]
            if re.search(r"[A-Za-z#]$|[0-9]\s*[-–]\s*$", before) or re.match(
                r"\s?[%A-Za-z]?\s?(?:,|and\s[0-9])", after
            ):
                continue
            if re.fullmatch(r"[0-9]{1,3},[0-9]{1,2}", match["n"]) and re.search(
                r"(?:years|ages?|pages?|lines?|sections?|tables?|figures?|nos?\.?|numbers?|paragraphs?|questions?|phases?|tiers?)\s$",
                before.lower(),
            ):
                continue
            yield sentence.problem(
                KIND,
                f'"{match["n"]}" does not part thousands in threes.',
                Severity.WARNING,
                match.start(),
                match.end(),
            )
        for match in _TWICE.finditer(sentence.text):
            yield sentence.problem(
                KIND, f'"{match[0]}" is no number.', Severity.ERROR, match.start(), match.end()
            )


RULE = Rule(
    KIND,
    "A number in a format that makes it another",
    "Counts with a full stop where a comma is meant, thousands not parted in threes, two decimal points.",
    (
        "There was a backlog of 4.218 cases.",
        "Social media messages 1.944 in the quarter.",
        "Some 12,34 calls were answered.",
        "It cost 1,2345 pounds.",
        "It rose by 5.3.1%.",
    ),
    (
        "There was a backlog of 4,218 cases.",
        "It took 4.218 hours.",
        "Social media messages 1,944 in the quarter.",
        "Some 1,234 calls were answered.",
        "It rose by 5.3%.",
    ),
    find,
)
