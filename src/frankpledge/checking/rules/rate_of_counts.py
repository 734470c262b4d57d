"""Rates worked out from counts: ``4,048 visits for each of the 11 counters``, ``£43.19 for each visit``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import close
from frankpledge.checking.document import Document, Passage
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "rate-of-counts"
_NUM = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+"
_EACH = re.compile(
    r"(?:\s[a-z²]+){0,4}?\s?(?:"
    rf"(?:for|to|in|on|at)?\s?(?:each|every\sone)\sof\s(?:the\s|its\s|our\s)?(?:[a-z'’]+\s)?(?P<given>{_NUM})\b"
    rf"|(?:a|per|each)\s(?:day|week|month|hour)\sover\s(?:the\s)?(?P<over>{_NUM})\s(?:days|weeks|months|hours)"
    r"|(?:for\s)?(?:each|every)\s(?P<noun>[a-z]{4,})|per\s(?P<noun2>[a-z]{4,})"
    rf"|per\s(?P<scale>1,?000|10,?000|100,?000)\b)"
)
_CALLED = re.compile(
    r"\b(?:that\sis|this\sis|which\sis|there\swere|or|equal\sto|equivalent\sto|averag\w+|rate\sof|making)\b[^.;0-9]{0,25}$"
)
_ABOUT = re.compile(r"\b(?:about|around|some|just\sunder|just\sover|nearly|almost|over|roughly)\s£?$")
_WITHIN = 0.3


def _rates(passage: Passage) -> Iterator[Problem]:
    text = passage.text.lower()
    tokens = [part for it in passage.whole.tokens for part in _split(it)]
    for rate in tokens:
        if rate.unit not in (Unit.COUNT, Unit.MONEY) or rate.signed or rate.value <= 0:
            continue
        said = _EACH.match(text, rate.end)
        if not said or not _CALLED.search(text[max(0, rate.start - 40) : rate.start]):
            continue
        divisors, explicit = _divisors(passage, said)
        tops = [
            it
            for it in tokens
            if it.unit is rate.unit
            and _of_same(passage, it, rate, said)
            and it is not rate
            and it.step >= rate.step
            and not it.signed
            and it.start < rate.start
        ]
        scale = float(said["scale"].replace(",", "")) if said["scale"] else 1.0
        works = [
            (scale * top.value / base, top.text, base)
            for top in tops
            for base in divisors
            if 0 < base != top.value
        ]
        step = rate.step * (3 if _ABOUT.search(text[max(0, rate.start - 14) : rate.start]) else 1)
        if not works or any(close(rate.value, it[0], step) for it in works):
            continue
        value, top, base = min(works, key=lambda it: abs(it[0] / rate.value - 1))
        if abs(value / rate.value - 1) > (_WITHIN if explicit else _WITHIN / 2):
            continue
        per = f" × {scale:,.0f}" if scale > 1 else ""
        yield passage.problem(
            KIND,
            f"{top.strip()} / {base:,.0f}{per} = {value:,.{1 if rate.step < 1 else 0}f}, not "
            f"{rate.text.strip()}.",
            Severity.WARNING,
            rate.start,
            said.end(),
        )


def _split(token: Token) -> tuple[Token, ...]:
    """Return the two counts of ``612 of 1,530``, any other number as it is."""
    if token.unit is not Unit.FRACTION or token.base is None:
        return (token,)
    values = (token.value, token.base)
    return tuple(Token(token.start, token.end, f"{it:,.0f}", Unit.COUNT, it) for it in values)


def _of_same(passage: Passage, top: Token, rate: Token, said: re.Match[str]) -> bool:
    """Whether a count may be what the rate is of: the same noun stands beside it, or the rate names none."""
    if rate.unit is Unit.MONEY:
        return True
    nouns = re.findall(
        r"[a-z]{4,}", passage.text[rate.end : rate.end + 40].lower().split(" each")[0].split(" per")[0]
    )
    nouns = [it for it in nouns if passage.text.lower().find(it, rate.end) < said.end()][:2]
    if not nouns or nouns[0] in ("each", "every"):
        return True
    before = re.split(r"[.;:]\s", passage.text[max(0, top.start - 40) : top.start].lower())[-1]
    after = re.split(r"[.;:(]\s", passage.text[top.end : top.end + 30].lower())[0]
    return any(it.rstrip("s") in before + after for it in nouns)


def _divisors(passage: Passage, said: re.Match[str]) -> tuple[list[float], bool]:
    """Return what may be divided by, and whether it is given with the rate itself."""
    given = said["given"] or said["over"]
    if given:
        return [float(given.replace(",", ""))], True
    counts = [
        it
        for it in passage.whole.tokens
        if it.unit is Unit.COUNT and not it.signed and it.end <= said.start()
    ]
    if said["scale"]:
        return [it.value for it in counts if it.value >= 1000], False
    noun = (said["noun"] or said["noun2"]).rstrip("s")
    return [it.value for it in counts if _is_of(passage, it, noun)], False


def _is_of(passage: Passage, token: Token, noun: str) -> bool:
    after = re.split(r"[,;.:(]", passage.text[token.end : token.end + 45].lower())[0]
    return bool(re.search(rf"\b{re.escape(noun)}(?:s|es)?\b", after))


def find(document: Document) -> Iterable[Problem]:
    """Yield rates that no two counts of their paragraph give, though two come near."""
    for passage in document.passages:
        if re.search(r"\b(?:each|per|every|over)\b", passage.text):
            yield from _rates(passage)


RULE = Rule(
    KIND,
    "A rate that its counts do not give",
    "So many or so much for each of a number of things, per head, or per thousand, where the counts stand "
    "in the same "
    "paragraph: some two of them must give the rate.",
    (
        "Visits to counters were 44,528. That is 4,408 visits for each of the 11 counters.",
        "The 188 visits cost £8,120. This is £48.19 for each visit.",
        "There were 642 false alarms. There were 9 false alarms a day over 92 days.",
    ),
    (
        "Visits to counters were 44,528. That is 4,048 visits for each of the 11 counters.",
        "The 188 visits cost £8,120. This is £43.19 for each visit.",
        "There were 642 false alarms. There were 7 false alarms a day over 92 days.",
    ),
    find,
)
