"""What is concluded from two values: "a year earlier it was 30.1%, so the rate has improved"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.betterment import better_near
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.numerals import numbers
from frankpledge.checking.phrases import is_denominator
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import (
    in_unit_of,
    is_change,
    is_earlier,
    is_peer,
    is_target,
    own_values,
    sentences_before,
)
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import LEVELS, Token, Unit

KIND = "conclusion"
_LINK = re.compile(
    r"(?:[,;:–(]|\band)\s(?:and\s)?(?:so|therefore|thus|hence|which\smeans|meaning|which\sis|which\smakes|that\sis|a\ssign|"
    r"we\sare\s(?:therefore|thus)|it\sis\s(?:therefore|thus)|this\sis|evidence)\b"
)
_SAYS = re.compile(
    r"\b(?:(?P<slow>(?:more\s)?slowly|slower|longer|later)|(?P<fast>(?:more\s)?quickly|quicker|faster|sooner|shorter)|"
    r"(?P<good>improv(?:ed|ing|ement|es)|better|safer|healthier|outperform\w*|favourably|ahead|well\splaced)|"
    r"(?P<bad>worse(?:ned|ning)?|deteriorat\w+|unfavourably|lag(?:s|ging)?|poorer|less\ssafe|behind)|"
    r"(?P<up>risen|rose|rising|increas(?:ed|e|ing)|rise|gone\sup|went\sup|grow(?:n|th|ing)|grew|higher|more|above)|"
    r"(?P<down>fallen|fell|falling|fall|drop(?:ped)?|declin(?:ed|e|ing)|reduc(?:ed|tion)|gone\sdown|went\sdown|come\sdown|"
    r"lower|fewer|less|below))\b"
)
_UNSAID = re.compile(
    r"\b(?:not|no|never|nor|if|may|might|could|should|would|will|to\sbe|need|hope|expect\w*|by)\b"
)
_BEFORE = re.compile(
    r"\b(?:(?:a|the)\s(?:year|quarter|month)\s(?:earlier|before|ago)|last\s(?:year|quarter|month|time)|previous(?:ly)?|"
    r"before|in\s(?:\w+\sto\s\w+\s)?20[0-9]{2}(?:[/–-][0-9]{2})?|(?:in|at)\s(?:month|quarter|wave)\s[0-9]+|(?:in|at)\sq[1-4]|"
    r"region\w*|nation\w*|guidance|group|elsewhere|neighbours|similar|england)\b"
)
_LIST = re.compile(r"\s?(?:[a-z%]+\s)?(?:,|\sand|,\sand|,\sthen)\s")
_MANY = re.compile(
    r"\b(?:month\sby\smonth|year\s(?:by|on)\syear|each\s(?:month|quarter|year)|steadily|every\s\w+|quarter\sby\squarter)\b"
)


def _side(match: re.Match[str], texts: list[str], unit: Unit) -> int | None:
    if match["up"] or match["down"]:
        return 1 if match["up"] else -1
    if match["slow"] or match["fast"]:
        timed = unit in (Unit.SECONDS, Unit.DAYS, Unit.MONTHS)
        return None if not timed else 1 if match["slow"] else -1
    if "safe" in match[0]:  # what makes a place safer is less of a harm
        return -1 if match["good"] else 1
    good = better_near(texts, unit)
    return None if good is None else good if match["good"] else -good


def _levels(sentence: Sentence, until: int) -> list[Token]:
    units = (*LEVELS, Unit.MONTHS)
    return [
        it
        for it in numbers(sentence)
        if it.unit in units
        and it.end <= until
        and not is_change(sentence, it)
        and not is_target(sentence, it)
        and not is_denominator(sentence, it)
    ]


def _reference(sentence: Sentence, until: int) -> Token | None:
    """Return the value of before, or of others, that a conclusion rests on."""
    found = _levels(sentence, until)
    marked = [it for it in found if is_earlier(sentence, it) or is_peer(sentence, it)]
    if marked:
        return marked[-1]
    return found[0] if len(found) == 1 and _BEFORE.search(sentence.lower[:until]) else None


def _values(sentence: Sentence, base: Token, until: int) -> tuple[Sentence, list[Token]]:
    own = [
        it
        for it in _levels(sentence, until)
        if it != base
        and not is_earlier(sentence, it)
        and not is_peer(sentence, it)
        and in_unit_of(it, base) is not None
    ]
    if own:
        return sentence, own
    for earlier in sentences_before(sentence, 2):
        found = [
            it
            for it in own_values(earlier, base)
            if base.value and 0.4 < abs((in_unit_of(it, base) or 0.0) / base.value) < 2.5
        ]
        if found:
            return earlier, found
    return sentence, []


def _two(sentence: Sentence, link: re.Match[str], said: re.Match[str]) -> Iterator[Problem]:
    base = _reference(sentence, link.start())
    if base is None:
        return
    place, values = _values(sentence, base, link.start())
    texts = [sentence.lower, *(it.lower for it in sentences_before(sentence, 2))]
    judged = []
    for value in values:
        other, side = (
            in_unit_of(base, value),
            _side(said, texts, value.unit if value.unit is not Unit.COUNT else base.unit),
        )
        if other is None or side is None:
            return
        judged.append((value, other, side))
    if not judged or any((value.value - other) * side > 0 for value, other, side in judged):
        return
    value = judged[0][0]
    start = value.start if place is sentence else base.start
    yield sentence.problem(
        KIND,
        f'{value.text.strip()} beside {base.text.strip()} is not "{said[0]}".',
        Severity.WARNING,
        min(start, base.start),
        said.end(),
    )


def _trend(sentence: Sentence, link: re.Match[str], said: re.Match[str]) -> Iterator[Problem]:
    """``were 3,310, 3,150 and 3,040, so sickness has got worse month by month``."""
    found = _levels(sentence, link.start())
    runs = [it for it in found if it.unit is found[-1].unit] if found else []
    joined = all(_LIST.fullmatch(sentence.lower[a.end : b.start]) for a, b in itertools.pairwise(runs))
    if len(runs) < 3 or not joined:
        return
    side = _side(said, [sentence.lower, *(it.lower for it in sentences_before(sentence, 1))], runs[0].unit)
    steps = [b.value - a.value for a, b in itertools.pairwise(runs)]
    whole = bool(_MANY.search(sentence.lower))
    if side is not None and (all(it * side < 0 for it in steps) or (whole and sum(steps) * side < 0)):
        yield sentence.problem(
            KIND,
            f'{runs[0].text.strip()} to {runs[-1].text.strip()} is not "{said[0]}".',
            Severity.ERROR,
            runs[0].start,
            said.end(),
        )


def find(document: Document) -> Iterable[Problem]:
    """Yield conclusions that their values deny."""
    for sentence in document.sentences:
        for link in _LINK.finditer(sentence.lower):
            said = _SAYS.search(sentence.lower, link.start())
            if said is None or said.start() - link.end() > 70:
                continue
            gap = sentence.lower[link.end() : said.start()]
            if (
                re.search(r"[0-9;:]", gap)
                or _UNSAID.search(gap)
                or re.match(r"\s(?:than|by)\s[£0-9]", sentence.lower[said.end() :])
            ):
                continue
            trend = list(_trend(sentence, link, said))
            yield from trend or _two(sentence, link, said)


RULE = Rule(
    KIND,
    "A conclusion that its two values deny",
    '"A year earlier it was 30.1%, so the rate has improved", "national guidance is 68%, and we are '
    'therefore above it": after '
    '"so", "therefore" or "hence" stands what the value, given there or just before, and the one of '
    "before or of others should "
    "show. Which way is better is read from the words.",
    (
        "Something was found in 451 searches (27.5%). The find rate a year earlier was 30.1%, so the "
        "rate has improved.",
        "The rate for refuge was 62%; national guidance is 68%, and we are therefore above it.",
        "Complaints took 47 working days to close, versus 52 last year, so they are being closed more "
        "slowly.",
        "Days lost in June, July and August were 3,310, 3,150 and 3,040, so sickness has got worse month "
        "by month.",
    ),
    (
        "Something was found in 451 searches (32.5%). The find rate a year earlier was 30.1%, so the "
        "rate has improved.",
        "The rate for refuge was 72%; national guidance is 68%, and we are therefore above it.",
        "Complaints took 57 working days to close, versus 52 last year, so they are being closed more "
        "slowly.",
        "Days lost in June, July and August were 3,040, 3,150 and 3,310, so sickness has got worse month "
        "by month.",
    ),
    find,
)
