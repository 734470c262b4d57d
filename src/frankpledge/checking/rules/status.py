"""A status, or a word of degree, that the figures beside it deny."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Passage
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Unit

KIND = "status"
_GOOD = re.compile(
    r"(?:^|\b(?:outcome|measure|status|performance|target|priority|objective)\s(?:is\s|remains\s|currently\s)*)(?P<what>on\s(?:track|target)|achieved|met|green)\b(?!\sto)"
)
_BAD = re.compile(
    r"\b(?P<what>(?:not|off)\s(?:currently\s)?(?:on\s)?(?:track|target)|target\snot\smet|not\smet)\b"
)
_SHORT = re.compile(
    r"\b(?:(?:below|short\sof|missed|not\smet|not\sachieved|under)\s(?:the\s|its\s|their\s|our\s)?(?:\w+['’]?s?\s){0,2}target\b(?![^.;]{0,15}\btime)"
    r"|(?:attendance|satisfaction|confidence|compliance)\b[^.;]{0,90}?\blowest\s(?:\w+\s){0,3}(?:on\srecord|over|in|for|since|recorded))"
)
_REACHED = re.compile(
    r"\b(?:above|exceed(?:s|ed|ing)?|met|achieved|achieving|surpassed)\s(?:the\s|its\s|their\s|our\s)?(?:\w+['’]?s?\s){0,2}target\b"
)
_NEAR = re.compile(
    r"\b(?P<word>just\s(?:below|under|above|over|short\sof))\s(?P<value>[0-9]+(?:\.[0-9]+)?)\s?%"
)


def _statuses(passage: Passage) -> Iterator[Problem]:
    text = passage.text.lower()
    if len(text) < 30:
        return
    good, bad = _GOOD.search(text), _BAD.search(text)
    short, reached = _SHORT.search(text), _REACHED.search(text)
    numbers = any(it.unit in (Unit.PERCENT, Unit.COUNT, Unit.SECONDS) for it in passage.whole.tokens)
    if good and not bad and short and not reached and numbers:
        start = good.start() if good.start() > 0 else 0
        yield passage.problem(
            KIND, f'"{good["what"]}" is said of it, and "{short[0]}".', Severity.ADVICE, start, good.end()
        )
    elif bad and not good and reached and not short and numbers:
        yield passage.problem(
            KIND,
            f'"{bad["what"]}" is said of it, and "{reached[0]}".',
            Severity.ADVICE,
            bad.start(),
            bad.end(),
        )


def _nearness(passage: Passage) -> Iterator[Problem]:
    """``just below 60%`` and then the figure itself."""
    whole = passage.whole
    for match in _NEAR.finditer(whole.lower):
        bound = float(match["value"])
        after = [it for it in whole.tokens if it.unit is Unit.PERCENT and it.start >= match.end()]
        if not after or after[0].start - match.end() > 70 or after[0].signed:
            continue
        gap = abs(after[0].value - bound)
        if 2.5 <= gap < 15:
            yield passage.problem(
                KIND,
                f'{after[0].text} is {plain(gap)} points from {match["value"]}%: not "{match["word"]}".',
                Severity.ADVICE,
                match.start(),
                after[0].end,
            )


def find(document: Document) -> Iterable[Problem]:
    """Yield statuses and words of nearness that figures deny."""
    for passage in document.passages:
        yield from _statuses(passage)
        yield from _nearness(passage)


RULE = Rule(
    KIND,
    "A status that the figures deny",
    '"On track", "target met" or "not on target" in a paragraph whose figures are on the other '
    'side, and "just below '
    '60%" where the figure is points away.',
    (
        "Outcome on track. Response times are below the target of 85% at 79%.",
        "Outcome not on target. Satisfaction was 84%, which exceeds the target of 80%.",
        "Visibility hovers just below 70%. The quarter saw 62.5%.",
    ),
    (
        "Outcome not on track. Response times are below the target of 85% at 79%.",
        "Outcome on target. Satisfaction was 84%, which exceeds the target of 80%.",
        "Visibility hovers just below 70%. The quarter saw 69.5%.",
    ),
    find,
)
