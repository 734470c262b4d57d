"""A period compared with itself, and an earlier period that is not the one it is said to be."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.document_dates import MONTHS, period_of
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.spans import Span
from frankpledge.checking.tokens import Token, Unit

ITSELF = "period-with-itself"
_NOT_SUBJECT = re.compile(r"\b(?:since|between|from|until|before|after|by|to|and|&|than|than\sin|pre)\s*$")
_FILL = (
    r"(?:just|only|the|that|those|of|in|for|during|at|by|a|an|same|figure|level|rate|number|total|quarter|year|period|"
    r"month|wave|survey|recorded|seen|reported|was|were|value|around|about|some|over|nearly|equivalent|corresponding|result|"
    r"position|one|it|they|end|to|months|12|twelve|ending|ended|#|\(|,|-|–)"
)
_STRONG = re.compile(
    rf"\b(?:than|compared\s(?:to|with|against)|compared|in\scomparison\s(?:to|with)|comparison\s(?:to|with)|versus|vs\.?|"
    rf"(?:up|down)\s(?:on|from))(?P<rest>(?:\s?{_FILL})*(?:\s?#(?:\s[a-z-]+){{1,2}}?(?:\s?{_FILL})*)?)\s?$"
)
_WEAK = re.compile(
    rf"\b(?:from|on|against|above|below|over|under|to|behind|ahead\sof)(?P<rest>(?:\s?{_FILL})*)\s?$"
)
_MOVES = re.compile(
    r"\b(?:r[io]se[ns]?|rising|up|down|f[ae]ll(?:en|s|ing)?|increas\w+|decreas\w+|reduc\w+|higher|lower|more|fewer|less|better|worse|"
    r"improv\w+|declin\w+|gr[eo]w\w*|drop\w*|clim\w+|chang\w+|slipp?\w*|eased|above|below|compar\w+|against|gain\w*|went|gone|moved)\b"
)
_ENDS = re.compile(
    r"\s*(?:$|[.,;:)]|(?:and|when|as|after|because|but|which|due|with|while|where|so|or|following)\b)"
)
_ELSEWHERE = re.compile(
    r"\s?[,(]?\s?(?:(?:in|for|by|at|across|among|of|over)\s(?:the\s|all\s|our\s|its\s)?"
    r"(?:nation\w*|region\w*|england|wales|msg|most\ssimilar|similar|peers?|other|forces?|average|family|county|country)\b"
    r"|nationally|regionally|last\syear|the\syear\sbefore|a\syear\s(?:ago|earlier|before)|of\s(?:last|the\sprevious)|[0-9])"
)
_NAMED = re.compile(r"\b(?:wave|round|phase|sweep|tranche|cohort)\s[0-9]{1,3}\b")
_BARE_MONTH = re.compile(
    rf"\b(?:in|than|for|during|from|with|at)\s(?P<m>{'|'.join(MONTHS)})\b(?!\s?(?:20)?[0-9])"
)


@dataclass(frozen=True)
class Mention:
    """A period as a sentence names it; two with one ``key`` are the same."""

    start: int
    end: int
    text: str
    key: tuple[object, ...]


def mentions(sentence: Sentence) -> list[Mention]:
    """Return the periods of a sentence in order: those with years, bare quarters and months, and waves."""
    found = []
    for token in sentence.tokens:
        if token.unit is not Unit.PERIOD or token.fault:
            continue
        if token.span and token.span.kind != "day":
            found.append(_mention(token, (token.span.first, token.span.last, token.span.kind)))
        else:
            words = re.sub(r"(?<=[0-9])(?:st|nd|rd|th)\b", "", token.text.lower()).split()
            found.append(_mention(token, tuple(words)))
    lower = sentence.lower
    found += [Mention(it.start(), it.end(), it[0], (it[0],)) for it in _NAMED.finditer(lower)]
    taken = {(it.start, it.end) for it in found}
    for match in _BARE_MONTH.finditer(lower):
        start, end = match.span("m")
        if not any(a <= start < b for a, b in taken) and sentence.text[start].isupper():
            found.append(Mention(start, end, sentence.text[start:end], (match["m"],)))
    return sorted(found, key=lambda it: it.start)


def _mention(token: Token, key: tuple[object, ...]) -> Mention:
    return Mention(token.start, token.end, token.text, key)


def _itself(sentence: Sentence) -> Iterator[Problem]:
    named = mentions(sentence)
    pairs = list(itertools.pairwise(named))
    # "levels in Q4 were the highest since Q2 (16% more than Q4)": what stands since when is passed over.
    pairs += [
        (one, other)
        for one, since, other in zip(named, named[1:], named[2:], strict=False)
        if re.search(r"\bsince\s$", sentence.lower[: since.start]) and since.key != other.key
    ]
    for one, other in pairs:
        if one.key == other.key and _compared(sentence, one, other):
            start = _value_before(sentence, one) if other.end - one.start < 200 else max(0, other.start - 60)
            yield sentence.problem(
                ITSELF, f"{other.text} is compared with itself.", Severity.ERROR, start, other.end
            )


def _value_before(sentence: Sentence, one: Mention) -> int:
    """Return where the value that a period is told of starts, close before it."""
    near = [it.start for it in sentence.tokens if 0 < one.start - it.end < 20 and it.unit is not Unit.PERIOD]
    return near[-1] if near else one.start


def _compared(sentence: Sentence, one: Mention, other: Mention) -> bool:
    lower = sentence.lower
    before, between, after = lower[: one.start], lower[one.end : other.start], lower[other.end :]
    if _ELSEWHERE.match(after) or ";" in between:
        return False
    if re.search(r"\b(?:from|between)\s(?:the\s)?$", before) and re.fullmatch(r"\s(?:to|and)\s", between):
        return bool(_MOVES.search(lower))
    if _NOT_SUBJECT.search(before[-14:]) and not re.search(
        r"\b(?:months|year|m)\sto\s(?:the\send\sof\s)?$", before
    ):
        return False
    if re.search(r"[0-9]%?\s\($", between) and re.match(r"\s?:\s?£?[0-9]", after):
        return True
    plain = _without_numbers(sentence, one.end, other.start)
    strong = _STRONG.search(plain)
    if strong and not re.search(
        r"\b(?:average|target|budget|forecast|plan|national\w*|region\w*)\b", strong["rest"]
    ):
        return True
    weak = _WEAK.search(plain)
    if weak is None or not _ENDS.match(after):
        return False
    if weak[0].startswith("to") and not ("#" in weak[0] and "#" in _without_numbers(sentence, 0, one.start)):
        return False
    return bool(_MOVES.search(lower[max(0, one.start - 80) : other.start]))


def _without_numbers(sentence: Sentence, start: int, end: int) -> str:
    """Return part of a sentence in small letters with ``#`` for each number."""
    text, at = "", start
    for token in sentence.tokens:
        if token.unit is Unit.PERIOD or token.start < at or token.end > end:
            continue
        text += sentence.lower[at : token.start] + "#"
        at = token.end
    return text + sentence.lower[at:end]


_NOW = re.compile(
    r"\b(?:this|the\spresent|the\scurrent)\s(?:quarter|wave|year|period)\b|\bin\sthe\squarter\b"
)


def _with_the_present(sentence: Sentence, report: Span) -> Iterator[Problem]:
    """``702 this quarter, down from 731 in Q2 23/24`` in the report for Q2 23/24."""
    now = _NOW.search(sentence.lower)
    named = [it for it in mentions(sentence) if now and it.start > now.end()]
    if now is None or not named or named[0].key != (report.first, report.last, report.kind):
        return
    before = sum(it.end <= now.start() for it in mentions(sentence))
    if before or now.end() + 120 < named[0].start:
        return
    present = Mention(now.start(), now.end(), now[0], named[0].key)
    if _compared(sentence, present, named[0]):
        yield sentence.problem(
            ITSELF,
            f"{named[0].text} is the period of this report: it is compared with itself.",
            Severity.ERROR,
            now.start(),
            named[0].end,
        )


_BASELINE = re.compile(
    r"\b(?:the\s)?(?P<which>same\s(?:period|quarter|month|time)\s(?:of\s|in\s)?(?:last|the\sprevious|the\sprior)\syear|"
    r"previous\s(?:quarter|month|year)|last\s(?:quarter|month|year)|prior\s(?:quarter|month|year)|(?:quarter|month|year)\s(?:before|earlier)|"
    r"a\syear\s(?:ago|before|earlier))[\s,]*(?:in\s|[(]\s?)$"
)


def _baselines(sentence: Sentence, report: Span | None) -> Iterator[Problem]:
    """``the previous quarter (Q1 21/22)``: is it the quarter before the one spoken of?"""
    kinds = ("month", "quarter", "financial year")
    periods = [it for it in sentence.tokens if it.span and it.span.kind in kinds]
    named = {}
    for token in periods:
        if match := _BASELINE.search(sentence.lower[max(0, token.start - 60) : token.start]):
            named[token] = match["which"]
    subjects = {
        it.span for it in periods if it not in named and it.start < min((x.start for x in named), default=0)
    }
    own = not subjects and report is not None
    if own:
        subjects = {report}
    if len(subjects) != 1:
        return
    [subject] = subjects
    for token, which in named.items():
        assert subject
        assert token.span
        year = "year" in which or subject.kind == "financial year"
        back = 12 if year else subject.last - subject.first + 1
        if subject.kind != token.span.kind or token.span.first == subject.first - back:
            continue
        if own and token.span.first == subject.first - 2 * back:
            continue  # the sentence may speak of the period before
        message = f"{token.text} is not the {which} of {subject.label}."
        start = max(0, token.start - len(which) - 8)
        yield sentence.problem(ITSELF, message, Severity.WARNING, start, token.end)


def find(document: Document) -> Iterable[Problem]:
    """Yield periods compared with themselves."""
    report = period_of(document)
    for sentence in document.sentences:
        if len(sentence.text) > 20 and re.search(r"[0-9]|than", sentence.text):
            yield from _itself(sentence)
            yield from _baselines(sentence, report)
            if report is not None:
                yield from _with_the_present(sentence, report)


RULE = Rule(
    ITSELF,
    "A period compared with itself",
    "A value of a period said to be higher or lower than in the same period, in whatever words, "
    "and a previous "
    "quarter, or the same period last year, whose label is of another.",
    (
        "Offences in Q3 21/22 were 14% higher than in Q3 21/22.",
        "In June 2021 calls rose by 5% compared with June 2021.",
        "In Q1 21/22 calls rose compared to the previous quarter (Q1 21/22).",
        "Guilty pleas were 71.0% in Q4 24/25, up from 68.4% in Q4 24/25.",
        "Trust rose to 66% in wave 3 from 61% in wave 3.",
        "Prices in 2023/24 are 4% above those of 2023/24.",
    ),
    (
        "Offences in Q4 21/22 were 14% higher than in Q3 21/22.",
        "In June 2021 calls rose by 5% compared with June 2020.",
        "In Q1 21/22 calls rose compared to the previous quarter (Q4 20/21).",
        "Guilty pleas were 71.0% in Q4 24/25, up from 68.4% in Q4 23/24.",
        "The rate was 71% in Q4 24/25, against 68% in Q4 24/25 for the region.",
        "In 2023/24 spending was under the budget for 2023/24.",
    ),
    find,
)
