"""Changes told as fractions: a third fewer, down by a fifth, half as many again."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.numerals import numbers
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import in_unit_of
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import LEVELS, Token, Unit

KIND = "fraction-change"
_PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "sixth": 1 / 6, "tenth": 1 / 10}
_TOPS = {"a": 1, "one": 1, "two": 2, "three": 3, "": 1}
_PART = r"(?:(?P<top>a|one|two|three)[\s-])?(?P<part>half|third|quarter|fifth|sixth|tenth)s?"
_SAID = re.compile(
    rf"\b(?P<soft>almost|nearly|over|about|around|roughly|more\sthan|less\sthan|just\sover|just\sunder|some)?\s?\b(?:"
    rf"{_PART}\s(?P<way>fewer|less|more|higher|lower|down|up|longer|shorter|quicker|slower|off)\b|"
    rf"(?P<verb>up|down|risen|rose|fallen|fell|increased|grown|grew|dropped|reduced|cut|declined|shrunk|lower|higher|increase|reduction|fall|rise)\s"
    rf"(?:by|of)\s(?P<soft2>almost\s|nearly\s|over\s|about\s|around\s|more\sthan\s|just\sover\s|just\sunder\s|some\s)?"
    rf"(?:(?P<top2>a|one|two|three)[\s-])?(?P<part2>half|third|quarter|fifth|sixth|tenth)s?\b)"
)
_UP = (
    "more",
    "higher",
    "up",
    "longer",
    "slower",
    "risen",
    "rose",
    "increased",
    "grown",
    "grew",
    "higher",
    "increase",
    "rise",
)
_PAIR = re.compile(
    r"[^.;0-9]{0,40}?\b(?P<join>against|compared\s(?:with|to)|from|versus|to|having\sbeen|than)\s(?:the\s|a\s|only\s|just\s|some\s|last\syear['’]s\s)*$|\s?\((?P<bracket>(?:from\s|was\s|last\syear\s)?)$"
)


_FOLDS = {"doubled": 2.0, "trebled": 3.0, "tripled": 3.0, "quadrupled": 4.0, "halved": 0.5}
_FOLD = re.compile(
    r"\b(?:(?P<soft>almost|nearly|more\sthan|over|about|roughly)\s)?(?P<fold>doubled|trebled|tripled|quadrupled|halved)\b"
)
_THEN = re.compile(
    r"\s(?:[a-z]+\s)?(?:then|before|last\s(?:year|quarter|month|time)|(?:a|the)\s(?:year|quarter|month)\s(?:ago|before|earlier)|in\sthe\s\w+)\b[,;]?\s?(?:and\s)?"
)
_NOW = re.compile(
    r"\s(?:[a-z]+\s)?(?:now|today|this\s(?:year|quarter|month|time))\b[,;]?\s?(?:and\s|from\s|against\s)?"
)


_RATIOS = {
    "half": 0.5,
    "twice": 2.0,
    "double": 2.0,
    "three times": 3.0,
    "four times": 4.0,
    "a third of": 1 / 3,
    "a quarter of": 1 / 4,
}
_OF_OTHER = re.compile(
    r"\b(?:is|are|was|were|at|has|took|stands\sat)\s(?:now\s|still\s|also\s)?(?P<soft>about\s|nearly\s|almost\s|around\s|more\sthan\s|over\s|less\sthan\s)?"
    r"(?P<ratio>half|twice|double|three\stimes|four\stimes|a\sthird\sof|a\squarter\sof)\s(?:of\s)?(?:the|that\sof)\b"
)


def _pair(sentence: Sentence) -> tuple[Token, Token, float, float] | None:
    """Return the earlier and the later of the two values that are set against each other, and their sizes."""
    found = [it for it in numbers(sentence) if it.unit in (*LEVELS, Unit.MONTHS) and not it.signed]
    pairs = []
    for one, other in itertools.pairwise(found):
        between, after = sentence.lower[one.end : other.start], sentence.lower[other.end :]
        size = in_unit_of(other, one)
        if size is None:
            continue
        match = _PAIR.match(between)
        if _THEN.match(between) and _NOW.match(after):
            pairs.append((one, other, one.value, size))
        elif _NOW.match(between) and _THEN.match(after):
            pairs.append((other, one, size, one.value))
        elif match and match["join"] == "to":
            if re.search(r"\bfrom\s(?:\w+\s)?$", sentence.lower[: one.start]):
                pairs.append((one, other, one.value, size))
        elif match:
            pairs.append((other, one, size, one.value))
    return pairs[0] if len(pairs) == 1 else None


def _times(sentence: Sentence) -> Iterator[Problem]:
    """``has more than doubled: 3 weeks then, 5 weeks now``."""
    found = list(_FOLD.finditer(sentence.lower))
    pair = _pair(sentence) if len(found) == 1 else None
    if pair is None or pair[2] <= 0:
        return
    match, (before, after, was, now) = found[0], pair
    factor = _FOLDS[match["fold"]]
    works = now / was
    low = factor * (0.98 if match["soft"] in ("more than", "over") else 0.85)
    high = factor * (1.02 if match["soft"] in ("almost", "nearly") else 1.15)
    if low <= works <= (high if match["soft"] not in ("more than", "over") else factor * 1.5):
        return
    start, end = min(before.start, after.start, match.start()), max(before.end, after.end, match.end())
    yield sentence.problem(
        KIND,
        f'{after.text.strip()} is {plain(works, 2)} times {before.text.strip()}: not "{match[0].strip()}".',
        Severity.WARNING,
        start,
        end,
    )


def _problems(sentence: Sentence) -> Iterator[Problem]:
    found = list(_SAID.finditer(sentence.lower))
    pair = _pair(sentence) if len(found) == 1 else None
    if pair is None or pair[2] <= 0:
        return
    match, (before, after, was, now) = found[0], pair
    part = _TOPS[match["top"] or match["top2"] or ""] * _PARTS[match["part"] or match["part2"]]
    up = (match["way"] or match["verb"]) in _UP
    works = now / was - 1
    slack = (0.35 if match["soft"] or match["soft2"] else 0.22) * part
    if part >= 1 or abs(works - (part if up else -part)) <= slack or after.unit is Unit.PERIOD:
        return
    start, end = min(before.start, after.start), max(before.end, after.end)
    yield sentence.problem(
        KIND,
        f"{before.text.strip()} to {after.text.strip()} is {plain(100 * works)}%, not {match[0].strip()} "
        f"({plain(100 * part)}%).",
        Severity.WARNING,
        min(match.start(), start),
        max(end, match.end()),
    )


def _of_another(sentence: Sentence) -> Iterator[Problem]:
    """``At 3.2% our rate is half the national rate of 4.9%``."""
    for match in _OF_OTHER.finditer(sentence.lower):
        found = [it for it in numbers(sentence) if it.unit in LEVELS and not it.signed]
        base = next((it for it in found if it.start >= match.end()), None)
        values = [it for it in found if it.end <= match.start() and base is not None and it.unit is base.unit]
        if base is None or len(values) != 1 or base.value <= 0:
            continue
        if not re.fullmatch(r"(?:\s[a-z’'-]+){0,6}?\s(?:of\s|\()?", sentence.lower[match.end() : base.start]):
            continue
        factor, works = _RATIOS[match["ratio"]], values[0].value / base.value
        slack = 0.25 if match["soft"] else 0.15
        if abs(works - factor) > slack * factor:
            yield sentence.problem(
                KIND,
                f"{values[0].text.strip()} is {plain(works, 2)} times {base.text.strip()}: not "
                f"{match['ratio']}.",
                Severity.WARNING,
                values[0].start,
                base.end,
            )


def find(document: Document) -> Iterable[Problem]:
    """Yield changes told as fractions that the two values deny."""
    for sentence in document.sentences:
        if len(numbers(sentence)) >= 2:
            yield from _problems(sentence)
            yield from _times(sentence)
            yield from _of_another(sentence)


RULE = Rule(
    KIND,
    "A change told as a fraction that its values deny",
    '"A third fewer", "down by a fifth", beside the two values. The change is taken within about a fifth '
    "of the fraction "
    '(a third of it after "nearly" or "over").',
    (
        "A third fewer fires were set: 61 against 72.",
        "Knife crime is down by a fifth since 2019, from 410 to 372.",
        "Time on the waiting list has doubled: 3 weeks then, 4 weeks now.",
        "At 3.2% our vacancy rate is half the national rate of 4.9%.",
    ),
    (
        "A third fewer fires were set: 48 against 72.",
        "Knife crime is down by a fifth since 2019, from 410 to 328.",
        "Time on the waiting list has doubled: 3 weeks then, 6 weeks now.",
        "At 2.4% our vacancy rate is half the national rate of 4.9%.",
    ),
    find,
)
