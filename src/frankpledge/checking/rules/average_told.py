"""Averages over time and rates in running prose: ``730 in the year, an average of 3 a day``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Passage, Sentence
from frankpledge.checking.numerals import NUMBER_WORDS, numbers
from frankpledge.checking.phrases import change_direction
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "average-told"
_DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "quarter": 365.25 / 4, "year": 365.25}
_EVERY = re.compile(
    r"\s?(?:[a-z'’-]+\s){0,2}?(?:(?:a|per|each|every)\s(?P<unit>day|week|month|quarter|year)(?P<deed>\son\saverage)?|(?P<daily>daily|weekly|monthly)\son\saverage)\b"
)
_SPOKEN = re.compile(
    r"\b(?:averag\w+|mean|equivalent\sto|equal\sto|which\sis|that\sis|or|making|about|around|some|works\sout\sat|amounts\sto)\b[^.;0-9]{0,22}$|,\s$"
)
_SPAN = re.compile(
    rf"\b(?:(?:in|over|during|for|across|of)\s(?:the|this|that|each|last|a)\s(?:whole\s|past\s|last\s|full\s)?(?P<one>day|week|month|quarter|year)\b(?!\s(?:before|ago))"
    rf"|(?P<n>{'|'.join(NUMBER_WORDS)}|[0-9]{{1,3}})[\s-](?P<many>days|weeks|months|years|month|week)\b|\b(?P<fy>20[0-9]{{2}}[/–-](?:20)?[0-9]{{2}})\b|\b(?P<q>q[1-4])\b)"
)
_ABOUT = re.compile(
    r"\b(?:about|around|some|just\s(?:over|under)|nearly|almost|over|roughly|more\sthan|less\sthan)\s£?$"
)
_EACH = re.compile(
    r"\s(?:[a-z'’-]+\s){0,2}?(?:each(?!\sof)|apiece|per\s(?!cent|1|day|week|month|year|quarter)[a-z]+|for\severy\s[a-z]+|a\s(?:head|school|ward|team|visit|officer|person|station|grant|scheme|case))\b"
)
_AVERAGE = re.compile(
    r"\b(?:an?|the|with\san)\saverage\s(?:[a-z-]+\s){0,2}?(?:of|was|is|at)\s(?:just\s|about\s|some\s)?$"
)
_RATE = re.compile(
    r"\s?(?:[a-z'’-]+\s){0,2}?(?:per|for\s(?:each|every)|in\s(?:each|every))\s(?P<scale>100|1,?000|10,?000|100,?000|million)\s?(?P<noun>[a-z]+)?"
)
_LEAST_OFF, _MOST_OFF = 0.5, 2.0


def _counts(sentence: Sentence) -> list[Token]:
    return [
        it
        for it in numbers(sentence)
        if it.unit in (Unit.COUNT, Unit.MONEY)
        and not it.signed
        and it.value > 0
        and change_direction(sentence, it) is None
    ]


def _problem(sentence: Sentence, rate: Token, end: int, works: str) -> Problem:
    start = sentence.text.rfind(" ", 0, max(0, rate.start - 14)) + 1
    return sentence.problem(KIND, works, Severity.WARNING, max(0, start), min(end, len(sentence.text)))


def _spans(text: str) -> list[float]:
    """Return the lengths in days that a text speaks of."""
    found = []
    for match in _SPAN.finditer(text):
        if match["one"]:
            found.append(_DAYS[match["one"]])
        elif match["many"]:
            n = float(NUMBER_WORDS.get(match["n"], 0) or (match["n"] if match["n"].isdigit() else 0))
            found.append(n * _DAYS[match["many"].rstrip("s")])
        else:
            found.append(_DAYS["year" if match["fy"] else "quarter"])
    return [it for it in found if it > 0]


def _over_time(sentence: Sentence, before: Sentence | None) -> Iterator[Problem]:
    """``156 visits in the 12 months, 15 a month on average``."""
    counts = _counts(sentence)
    for rate in counts:
        said = _EVERY.match(sentence.lower, rate.end)
        if not said or not (
            _SPOKEN.search(sentence.lower[max(0, rate.start - 45) : rate.start])
            or said["deed"]
            or said["daily"]
        ):
            continue
        unit = _DAYS[said["unit"] or {"daily": "day", "weekly": "week", "monthly": "month"}[said["daily"]]]
        near = sentence.lower[: rate.start] + " " + sentence.lower[said.end() :]
        wholes = [
            it for it in counts if it.end <= rate.start and it.unit is rate.unit and it.value > rate.value
        ]
        spans = _spans(near)
        if before is not None and (not wholes or not spans):
            wholes = wholes or [
                it for it in _counts(before) if it.unit is rate.unit and it.value > rate.value
            ]
            spans = spans or _spans(before.lower)
        spans = [it for it in spans if it > 1.5 * unit]
        if not wholes or not spans:
            continue
        works = [whole.value / (span / unit) for whole in wholes for span in spans]
        step = max(rate.step, 0.06 * rate.value) * (2 if _ABOUT.search(sentence.lower[: rate.start]) else 1)
        best = min(works, key=lambda it: abs(it / rate.value - 1))
        if abs(best - rate.value) >= step and _LEAST_OFF < best / rate.value < _MOST_OFF:
            yield _problem(
                sentence,
                rate,
                said.end(),
                f"{wholes[0].text.strip()} over that time is {plain(best)} a "
                f"{said['unit'] or 'time'}, not {rate.text.strip()}.",
            )


def _shared(passage: Passage, section: list[Token]) -> Iterator[Problem]:
    """``Three officers share 135 cases, 54 each``; ``an average grant of £35,700`` of a sum told before."""
    for at, sentence in enumerate(passage.sentences):
        counts = _counts(sentence)
        for rate in counts:
            each = _EACH.match(sentence.lower, rate.end)
            mean = _AVERAGE.search(sentence.lower[: rate.start])
            if not each and not mean:
                continue
            others = [it for it in counts if it is not rate]
            if len(others) < 2 and at:
                others = [*_counts(passage.sentences[at - 1]), *others]
            pairs = [
                (a, b)
                for a, b in itertools.permutations(others, 2)
                if a.unit is rate.unit and b.unit is Unit.COUNT and b.step == 1 and b.value > 1
            ]
            far = [
                (a, b)
                for a in section
                for b in others
                if mean and a.unit is rate.unit is Unit.MONEY and b.unit is Unit.COUNT and b.value > 1
            ]
            works = [(a.value / b.value, a, b) for a, b in (*pairs, *far) if a.value > b.value]
            slack = max(rate.step, 0.03 * rate.value if rate.step > 1 else 0.0)
            slack = max(slack, 0.06 * rate.value) if _ABOUT.search(sentence.lower[: rate.start]) else slack
            products = [rate.value * b.value for b in others if b.unit is Unit.COUNT]
            if any(
                abs(it - a.value) <= a.step / 2 + b_slack
                for it in products
                for a in others
                for b_slack in (0.005 * a.value,)
                if a.unit is rate.unit
            ):
                continue
            if not works or any(abs(it[0] - rate.value) < slack for it in works):
                continue
            value, a, b = min(works, key=lambda it: abs(it[0] / rate.value - 1))
            turned = sorted(re.sub(r"[^0-9]", "", f"{value:.0f}")) == sorted(
                re.sub(r"[^0-9]", "", f"{rate.value:.0f}")
            )
            near = pairs and len(others) == 2 and 0.6 < value / rate.value < 1.7
            if turned or near:
                end = each.end() if each else rate.end
                yield _problem(
                    sentence,
                    rate,
                    end,
                    f"{a.text.strip()} / {b.text.strip()} = {plain(value)}, not {rate.text.strip()}.",
                )


_PER = re.compile(r"\bper\s$")
"""What stands before the scale of a rate, which counts nothing."""


def _per_thousand(document: Document, passage: Passage) -> Iterator[Problem]:
    """``Complaints run at 5.9 per 1,000 searches``: some count of each must give the rate."""
    whole = passage.whole
    for rate in _counts(whole):
        if _PER.search(whole.lower[: rate.start]):
            continue
        said = _RATE.match(whole.lower, rate.end)
        if not said or re.search(
            r"\b(?:national|region\w*|england|average|target|than|against|from|last|group|compared)\b",
            whole.lower[max(0, rate.start - 45) : rate.start],
        ):
            continue
        scale = 1e6 if said["scale"] == "million" else float(said["scale"].replace(",", ""))
        noun = (said["noun"] or "").rstrip("s")
        tops = [
            it
            for it in _counts(whole)
            if it.step == 1
            and it.start < rate.start
            and it.value < 1e6
            and it is not rate
            and not _PER.search(whole.lower[: it.start])
        ]
        bases = [
            it
            for each in document.passages
            for it in _counts(each.whole)
            if it.step >= 1
            and it.value >= 200
            and not _PER.search(each.whole.lower[: it.start])
            and (_counted(each.whole, it, noun) or (each is passage and it.start < rate.start))
        ]
        works = [(scale * a.value / b.value, a, b) for a in tops for b in bases if b.value > a.value]
        if not works or any(abs(it[0] - rate.value) < rate.step * 1.01 for it in works):
            continue
        value, a, b = min(works, key=lambda it: abs(it[0] / rate.value - 1))
        if 0.75 < value / rate.value < 1.35:
            yield _problem(
                whole,
                rate,
                said.end(),
                f"{a.text.strip()} for {b.text.strip()} is {plain(value)} per {said['scale']}, not "
                f"{rate.text.strip()}.",
            )


def _counted(whole: Sentence, token: Token, noun: str) -> bool:
    if not noun:
        return False
    nouns = (
        ("people", "population", "resident", "inhabitant")
        if noun in ("people", "population", "resident", "head")
        else (noun,)
    )
    after, before = (
        whole.lower[token.end : token.end + 30],
        whole.lower[max(0, token.start - 30) : token.start],
    )
    return any(it in after or it in before for it in nouns)


def find(document: Document) -> Iterable[Problem]:
    """Yield averages and rates that the counts told with them deny."""
    for at, passage in enumerate(document.passages):
        text = passage.text.lower()
        if passage.cell or not re.search(
            r"\b(?:average|each|per|every|a\s(?:day|week|month|year|head))\b|\son\saverage", text
        ):
            continue
        previous: Sentence | None = None
        for sentence in passage.sentences:
            yield from _over_time(sentence, previous)
            previous = sentence
        section = [
            it
            for each in document.passages[max(0, at - 8) : at]
            for it in _counts(each.whole)
            if it.unit is Unit.MONEY
        ]
        yield from _shared(passage, section)
        yield from _per_thousand(document, passage)


RULE = Rule(
    KIND,
    "An average or rate that the counts told with it deny",
    "So many a day, a week or a month of a number in a longer time, so much each of a number "
    "shared out, and so many "
    "per 1,000 of a count given anywhere.",
    (
        "There were 730 incidents in the year, an average of 3 a day.",
        "The team made 156 visits in the 12 months, 15 a month on average.",
        "Three officers share 135 cases, 54 each.",
        "We spent £90,000 on 450 alarms, at a cost of £220 each.",
        "There were 1,640 searches.\n\nEight complaints came in. Complaints run at 5.9 per 1,000 searches.",
        "The fund paid out £1.2m.\n\nThirty-two groups were helped, with an average grant of £35,700.",
    ),
    (
        "There were 730 incidents in the year, an average of 2 a day.",
        "The team made 156 visits in the 12 months, 13 a month on average.",
        "Three officers share 135 cases, 45 each.",
        "We spent £90,000 on 450 alarms, at a cost of £200 each.",
        "There were 1,640 searches.\n\nEight complaints came in. Complaints run at 4.9 per 1,000 searches.",
        "The fund paid out £1.2m.\n\nThirty-two groups were helped, with an average grant of £37,500.",
    ),
    find,
)
