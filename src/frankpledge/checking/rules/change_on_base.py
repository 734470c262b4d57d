"""A change in per cent from an earlier value named after it: ``640, up 3% on the 610 of last year``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import change_may_be, percent_change, plain
from frankpledge.checking.document import Document, Passage
from frankpledge.checking.phrases import change_direction, is_quantified
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "change-on-base"
_UNITS = (Unit.COUNT, Unit.MONEY, Unit.SECONDS, Unit.DAYS)
_ON = re.compile(
    r"\s?(?:up|down|more|fewer|less|higher|lower|greater|increase|rise|fall|reduction|decrease|drop|longer|shorter|slower|"
    r"quicker|faster)?\s?(?:on|from|over|than|compared\s(?:with|to)|against|of)\s(?:(?!and\b|but\b)[a-z0-9'’/-]+\s){0,7}?[(]?"
)
_RISE = re.compile(r"\b(?:rose|rise|risen|increased?|grew|growth|up|more|higher)\b")
_NEAR = 12.0


def _base(passage: Passage, said: Token) -> Token | None:
    """Return the earlier value that a change is said to be on, straight after it."""
    text = passage.text.lower()
    for token in passage.whole.tokens:
        if token.start < said.end or token.unit is Unit.PERIOD or token.unit is Unit.NAME:
            continue
        gap = text[said.end : token.start]
        if len(gap) > 70 or re.search(r"[.;]\s", gap):
            return None
        plain_gap = re.sub(r"\bq[1-4]\s|\b(?:20)?[0-9]{2}[/–-][0-9]{2}\b|\b20[0-9]{2}\b", "", gap)
        able = token.unit in _UNITS and not token.signed and not re.search("target|average|budget", gap)
        return token if able and _ON.fullmatch(plain_gap) else None
    return None


def _changes(passage: Passage) -> Iterator[Problem]:
    whole = passage.whole
    for said in whole.tokens:
        if said.unit is not Unit.PERCENT or said.signed or is_quantified(whole, said):
            continue
        way = change_direction(whole, said)
        before = _base(passage, said) if way is not None else None
        if before is None or before.value <= 0 or not way:
            continue
        able = [it for it in whole.tokens if it.unit is before.unit and not it.signed and it is not before]
        if any(change_may_be(said.value, said.step, before, it) for it in able):
            continue
        start = max(passage.text.rfind(". ", 0, said.start), passage.text.rfind("; ", 0, said.start)) + 1
        able = [it for it in able if start <= it.start < said.start and change_direction(whole, it) is None]
        if not able or re.search(
            r"\b(?:from|target|aim|of\swhich|of\sthe)\s$", passage.text[: able[-1].start].lower()
        ):
            continue
        after = able[-1]
        works = percent_change(before.value, after.value)
        gap = passage.text[after.end : said.start]
        if abs(works - way * said.value) > _NEAR or len(gap) > 70 or re.search(r"[0-9]%", gap):
            continue
        yield whole.problem(
            KIND,
            f"{before.text.strip()} to {after.text.strip()} is {plain(works)}%, not {said.text}.",
            Severity.ERROR,
            after.start,
            before.end,
        )


def find(document: Document) -> Iterable[Problem]:
    """Yield changes in per cent that the base said after them denies."""
    for passage in document.passages:
        if ("%" in passage.text or "per cent" in passage.text) and passage.text.count(" ") > 5:
            yield from _changes(passage)


RULE = Rule(
    KIND,
    "A change that the base after it denies",
    "A value, its change in per cent and the earlier value that it is on, from or over. No other number of "
    "the "
    "paragraph may give the change.",
    (
        "Over the 12 months the force recorded 59,044 crimes, up 2.9% from 57,930 in the previous twelve "
        "months.",
        "Visits to counters were 44,528, 5% down on 48,400.",
    ),
    (
        "Over the 12 months the force recorded 59,044 crimes, up 1.9% from 57,930 in the previous twelve "
        "months.",
        "Visits to counters were 44,528, 8% down on 48,400.",
    ),
    find,
)
