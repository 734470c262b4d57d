"""Places gained or lost in a rank: "from 12th to 8th, a gain of four places"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.numerals import NUMBER_WORDS
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import sentences_before
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "places"
_PLACES = re.compile(
    rf"\b(?P<n>[0-9]{{1,2}}|{'|'.join(NUMBER_WORDS)})\s(?:places?|positions?|ranks?)\b(?!\s(?:of|on|in|for)\b)"
)
_RANK = re.compile(
    r"\s?(?:(?:out\s)?of\b|in\b|to\b|last\b|this\b|and\b|nationally\b|now\b|[(,;:.)]|$|a\s(?:year|quarter)|place)"
)
_FROM = re.compile(r"\bfrom\s(?:being\s)?$")
_TO = re.compile(r"\sto\s$")


def _ranks(sentence: Sentence) -> list[Token]:
    return [
        it
        for it in sentence.tokens
        if (it.unit is Unit.ORDINAL and _RANK.match(sentence.lower, it.end))
        or (it.unit is Unit.FRACTION and re.match(r"[0-9]+(?:st|nd|rd|th)", it.text))
    ]


_WAS = re.compile(r"\b(?:it|we|the\s[a-z]+)\s(?:was|were|ranked|stood)\s(?:ranked\s|placed\s)?$")
_SO = re.compile(
    r"[^0-9;]{0,30}(?:,|\band)\s(?:so\s)?(?:it|we|the\s[a-z]+)\s(?:has|have|had)\s(?:now\s|since\s|therefore\s)?(?:(?P<up>gained|climbed|risen)|(?P<down>lost|fallen|dropped|slipped))\s$"
)


def _since(sentence: Sentence, earlier: Token, match: re.Match[str]) -> Problem | None:
    """``The force is 9th of 43. It was 14th in Q3, so it has lost five places``."""
    behind = sentences_before(sentence, 1)
    ranks = _ranks(behind[0]) if behind else []
    between = re.sub(
        r"\bq[1-4]\b|\b(?:20)?[0-9]{2}[/–-][0-9]{2}\b|\b20[0-9]{2}\b",
        "then",
        sentence.lower[earlier.end : match.start()],
    )
    so = _SO.fullmatch(between)
    if len(ranks) != 1 or so is None or not _WAS.search(sentence.lower[: earlier.start]):
        return None
    number = int(match["n"]) if match["n"].isdigit() else NUMBER_WORDS[match["n"]]
    gained = earlier.value - ranks[0].value
    if gained == (number if so["up"] else -number):
        return None
    way = "gained" if gained > 0 else "lost"
    return sentence.problem(
        KIND,
        f"{earlier.text.strip()} to {ranks[0].text.strip()} is {abs(gained):.0f} places {way}.",
        Severity.WARNING,
        0,
        match.end(),
    )


def _problem(sentence: Sentence) -> Problem | None:
    ranks, said = _ranks(sentence), list(_PLACES.finditer(sentence.lower))
    if len(ranks) == 1 and len(said) == 1:
        return _since(sentence, ranks[0], said[0])
    if len(ranks) != 2 or len(said) != 1 or ranks[0].value == ranks[1].value:
        return None
    match = said[0]
    number = int(match["n"]) if match["n"].isdigit() else NUMBER_WORDS[match["n"]]
    gap = int(abs(ranks[0].value - ranks[1].value))
    one, other = ranks
    start, end = min(match.start(), one.start), max(match.end(), other.end)
    if number != gap:
        if end - start > 120:
            return None
        return sentence.problem(
            KIND,
            f"{one.text.strip()} and {other.text.strip()} are {gap} places apart, not {match['n']}.",
            Severity.ERROR,
            start,
            end,
        )
    way = re.search(
        r"\b(?:(?P<up>climb(?:ed|s|ing)?|r[io]sen?|gain(?:ed|s)?|up|improv\w+)|(?P<down>f[ae]ll(?:en|s)?|lost|losing|loss|down|dropp?(?:ed|ing)?|slipped))\b",
        sentence.lower[max(0, match.start() - 40) : match.end()],
    )
    between = sentence.lower[one.end : other.start]
    if way is None or not _FROM.search(sentence.lower[: one.start]) or not _TO.fullmatch(between):
        return None
    if (other.value - one.value) * (1 if way["up"] else -1) > 0:
        went = "down" if way["up"] else "up"
        return sentence.problem(
            KIND,
            f'{one.text.strip()} to {other.text.strip()} is {went} the list: not "{way[0]}".',
            Severity.WARNING,
            start,
            end,
        )
    return None


def find(document: Document) -> Iterable[Problem]:
    """Yield places gained or lost that two ranks deny."""
    for sentence in document.sentences:
        if "place" in sentence.lower or "position" in sentence.lower:
            problem = _problem(sentence)
            if problem is not None:
                yield problem


RULE = Rule(
    KIND,
    "Places gained or lost that the two ranks deny",
    '"From 12th to 8th, a gain of four places": how many places, and, where "from" and "to" say which '
    "rank is the later, which way.",
    (
        "The force moved from 12th to 8th, a gain of six places.",
        "We climbed three places, from 8th to 11th of 43.",
        "It ranked 5th last year and is 9th this year, having lost three places.",
    ),
    (
        "The force moved from 12th to 8th, a gain of four places.",
        "We climbed three places, from 11th to 8th of 43.",
        "It ranked 5th last year and is 9th this year, having lost four places.",
    ),
    find,
)
