"""What a number stands for in its sentence: a target, an earlier value, another body's, or the thing itself.

A comparison can only be checked once it is known which number is being compared; the words
just before and just after a number nearly always say so.
"""

from __future__ import annotations

import re

from frankpledge.checking.document import Sentence
from frankpledge.checking.numerals import numbers
from frankpledge.checking.phrases import change_direction, is_denominator
from frankpledge.checking.tokens import LEVELS, Token, Unit

AIM = (
    r"(?:targets?|aims?|goals?|ambitions?|ceilings?|limits?|standards?|benchmarks?|thresholds?|maximum|minimum|"
    r"caps?|floor|tolerance|trajectory|milestones?|requirement|expectation|allowance|undertaking|pledge|"
    r"promise|commitment|aspirations?|budgets?(?=\s(?:of|was|is)\b|[.,;)]|$)|establishment)"
)
_ADJECTIVE = (
    r"(?:(?!(?:of|for|to|in|at|on|by|with|from|and|but|against|above|below|over|under|than|was|were|is|are|has|have|"
    r"had|met|missed|the|a|an|or|as|while|that|which)\b)[a-z’'-]+\s)"
)
_SOUGHT = (
    r"(?:assume[ds]|planned|budgeted|aimed\s(?:for|at)|hoped(?:\sfor)?|expected|promised|required|allow(?:ed|s)|sought|"
    r"pledged|permitted|targeted|predicted|projected|intended|envisaged|wanted|called\sfor|asked\sfor|"
    r"laid\sdown|provided\sfor|set\s(?:as|out|by|in|for)|agreed\s(?:as|in|by|with|for))"
)
_AIM_AFTER = re.compile(rf"[-\s]{_ADJECTIVE}{{0,2}}?{AIM}\b(?!\s(?:of|is|was)\s[£0-9])")
_SOUGHT_AFTER = re.compile(
    rf"\s(?:{_ADJECTIVE}){{0,3}}?(?:(?:we|it|that|which|had|was|were|is)\s){{0,3}}{_SOUGHT}\b|"
    r"\s(?:that\s|which\s)?(?:we|the\s[a-z]+(?:\s[a-z]+)?)\s(?:has\s|have\s|had\s)?(?:set|sets|promised?|expects?|"
    r"asked\sfor|allows?|requires?|laid\sdown|wants?)\b"
)
_AIM_BEFORE = re.compile(
    rf"\b{AIM}\b(?:\s(?!(?:met|missed|achieved|exceeded|passed|beaten|reached|hit|with|by|narrowly|against|but|and|while|"
    r"(?:not|just|in|on|achieves?|meets?)\b|at\s(?!least|most))\b)[a-z’'()-]+){0,7}?[\s:,]*[(]?\s?$"
)
_AIM_ON = re.compile(rf"\b{AIM}\s(?:in|on)\s(?:[a-z’'-]+\s){{1,5}}?(?:is|was|of|being|at)\s$")
_AIM_RESET = re.compile(
    rf"\b{AIM}\b[^.;]{{0,25}}?\b(?:was|were|been|is|being)\s(?:then\s|later\s|since\s|now\s)?(?:raised|increased|lifted|reduced|lowered|revised|"
    r"extended|changed|cut)\s(?:up\s|down\s)?to\s$"
)
"""A target moved to another number: that is one as well."""
_SOUGHT_BEFORE = re.compile(
    rf"\b(?:{_SOUGHT}|hop(?:ed|es|ing)|aim(?:ed|s|ing)?|plan(?:ned|s)?|target(?:ed|s|ing)?|promis(?:ed|es)|pledged|undertook|want(?:ed|s)?)"
    r"(?:\s(?:was|is|were|for|at|to\s[a-z]+|of|a|an|the|about|around|up|some|only|it|down|by)){0,4}\s$"
)
_BOUND_BEFORE = re.compile(
    r"\b(?:had|has|have|needs?|ought)\sto\sbe\s$|"
    r"\b(?:no|not)\s(?:more|longer|later|fewer|less|lower|higher)\sthan\s(?:an?\s)?$|\bat\s(?:most|least)\s$|"
    r"\bmust\s(?:not\s)?(?:exceed|be)\s$|\b(?:is|are|has|have|ought)\sto\s(?:stay|be|remain|keep)\s(?:above|below|under|within|at\sleast)\s$"
)
_INSIDE = re.compile(r"\b(?:within|inside|outside)\s(?:the\s|our\s|its\s)(?!.*\s\w)")
_EARLIER_BEFORE = re.compile(
    r"\b(?:from|against|compared\s(?:to|with)|than|versus|vs\.?|up\son|down\son|having\sbeen|in\scomparison\s(?:to|with)|"
    r"up\sfrom|down\sfrom|(?:last|previous|prior)\s(?:year|quarter|month|wave|survey|report)(?:['’]s)?(?:\sit\swas|\sof)?|"
    r"previously|year\s(?:before|earlier)(?:\sit\swas)?|instead\sof|rather\sthan|(?:rise|increase|fall|reduction|"
    r"drop|growth|improvement|decrease)\son)\s(?:(?!(?:to|and|but|while|where|with|is|was|are|were|that|which|it)\b)[a-z’'-]+\s){0,4}\(?$"
)
_EARLIER_AFTER = re.compile(
    r"[\s)]*(?:[a-z]+\s){0,2}?(?:(?:in|for|at|of|during|to)\s(?:the\s)?(?:same|previous|last|prior|preceding)\b|"
    r"(?:the\s)?(?:last|previous|prior|preceding)\s(?:year|quarter|month|wave|time|survey)|"
    r"(?:a|the|one)\s(?:year|quarter|month)\s(?:ago|earlier|before|previously|since)|before\b|previously\b|earlier\b)"
)
_PEER = (
    r"(?:nation(?:al|ally)?|region(?:al|ally)?|family\sgroup|similar|peers?|neighbours?|neighbouring|comparators?|"
    r"england|wales|elsewhere|msg|most\ssimilar|other\sforces|other\sservices|county\saverage|(?<!that\s)(?<!this\s)(?<!age\s)(?<!each\s)(?<!ethnic\s)group)"
)
_PEER_BEFORE = re.compile(rf"\b{_PEER}\b(?:['’]s)?\s(?:[a-z’'-]+\s){{0,3}}\(?$")
_PEER_AFTER = re.compile(
    r"\s?(?:(?:(?!(?:is|was|ahead|behind|short|better|worse|above|below)\b)[a-z’'-]+\s){0,2}?"
    rf"(?:for|of|in|across|among|was|is|were|being)\s)?(?:the\s|our\s|its\s)?{_PEER}\b|\snationally\b"
)
_MADE_OF = re.compile(
    r"(?:(?:^|[,;:(]\s?|\bfor\s|\b(?:share|proportion|per\scent|%|half|most|all|many|some|none|number)\s)of\s|"
    r"\b(?:of\s(?:the|all|those|these|a\stotal\sof|its|our|his|her)|out\sof)\s)(?:same\s)?$"
)


def targets(sentence: Sentence) -> list[Token]:
    """Return the numbers a sentence gives as a target, limit, plan or hope, in order."""
    return [it for it in numbers(sentence) if it.unit in (*LEVELS, Unit.MONTHS) and is_target(sentence, it)]


def is_target(sentence: Sentence, token: Token) -> bool:
    """Whether a number is what was aimed for, allowed or expected."""
    before = _clause(sentence.lower[max(0, token.start - 80) : token.start])
    after = sentence.lower[token.end : token.end + 60]
    if re.search(r"\bby\s(?:about\s|just\s|only\s|some\s)?$", before) and not re.search(
        r"\b(?:cut|reduc)", before
    ):
        return False
    if re.match(r"\s(?:short|above|below|over|under|inside|within|more|fewer|less)\b", after):
        return False
    if _AIM_AFTER.match(after) and not re.search(r"\b(?:was|were|at|reached|stood\sat)\s$", before):
        return True
    if _SOUGHT_AFTER.match(after) and re.search(
        r"\b(?:the|than|within|inside|of|our|its|their|any|exceed(?:s|ed)?|above|below|over|under|beyond)\s(?:of\s)?$",
        before,
    ):
        return True
    if re.search(
        r"\b(?:meet(?:s|ing)?|met|miss(?:ed|es|ing)|beat(?:s|ing|en)?|f[ae]ll(?:s|en)?\sshort\sof)\s(?:the|our|its|his|her|a)\s$",
        before,
    ):
        return token.unit is not Unit.COUNT or bool(_SOUGHT_AFTER.match(after))
    if re.match(r"\s(?:were|was|have|had|has)\b", after) and not re.search(rf"\b{AIM}\b", before):
        return False
    if token.unit in (Unit.SECONDS, Unit.DAYS, Unit.MONTHS) and _INSIDE.search(
        before + token.text[:4].lower()
    ):
        return True
    return bool(
        _AIM_RESET.search(sentence.lower[max(0, token.start - 80) : token.start])
        or _AIM_BEFORE.search(before)
        or _AIM_ON.search(before)
        or _SOUGHT_BEFORE.search(before)
        or _BOUND_BEFORE.search(before)
    )


def _clause(text: str) -> str:
    """Return what stands after the last break of a clause."""
    return re.split(r"[;.]\s|[0-9]", text)[-1]


def is_earlier(sentence: Sentence, token: Token) -> bool:
    """Whether a number is called a value of before, or what something is compared with."""
    before = _clause(sentence.lower[max(0, token.start - 80) : token.start])
    return bool(_EARLIER_BEFORE.search(before) or _EARLIER_AFTER.match(sentence.lower[token.end :]))


def is_peer(sentence: Sentence, token: Token) -> bool:
    """Whether a number is that of other bodies: the nation, the region, the family group."""
    before = _clause(sentence.lower[max(0, token.start - 60) : token.start])
    return bool(_PEER_BEFORE.search(before) or _PEER_AFTER.match(sentence.lower[token.end :]))


def is_change(sentence: Sentence, token: Token) -> bool:
    """Whether a number is how far something went ("up 13.3%", "(+7)") and no value of it."""
    if token.signed:
        return True
    if re.match(r"\sor\s(?:more|less|fewer)\b", sentence.lower[token.end :]):
        return False
    return change_direction(sentence, token) is not None


def is_base(sentence: Sentence, token: Token) -> bool:
    """Whether a number is what a share is of ("of the 743")."""
    return token.unit is Unit.COUNT and bool(_MADE_OF.search(sentence.lower[: token.start]))


def in_unit_of(token: Token, like: Token) -> float | None:
    """Return the value of ``token`` in the unit of ``like``; None where the two cannot be compared.

    A number without a unit takes that of the one it is set beside: 6.4 against "6.0 days".
    """
    if token.unit is like.unit:
        return token.value
    if Unit.COUNT not in (token.unit, like.unit):
        return None
    other = like if token.unit is Unit.COUNT else token
    if other.unit not in (Unit.SECONDS, Unit.DAYS, Unit.MONTHS, Unit.PERCENT) or ":" in other.text:
        return None
    if len(re.findall(r"[0-9][0-9,.]*", other.text)) > 1:
        return None
    figure = re.search(r"[0-9][0-9,]*(?:\.[0-9]+)?", other.text)
    shown = float(figure[0].replace(",", "")) if figure else abs(other.value) / other.step
    if not shown:
        return None
    scale = abs(other.value) / shown
    return token.value * scale if token.unit is Unit.COUNT else token.value / scale


def own_values(sentence: Sentence, like: Token, changes: bool = False) -> list[Token]:
    """Return the numbers of a sentence that can be set against ``like``: its own values, or its own changes.

    Targets, earlier values, other bodies' values and bases of shares are left out. Numbers of the
    same unit come before those without one.
    """
    found = []
    for token in numbers(sentence):
        if token == like or token.unit not in (*LEVELS, Unit.MONTHS, Unit.POINTS):
            continue
        changed = is_change(sentence, token)
        if changed is not changes or in_unit_of(token, like) is None:
            continue
        if (
            is_denominator(sentence, token)
            or is_target(sentence, token)
            or is_peer(sentence, token)
            or is_base(sentence, token)
        ):
            continue
        if not changes and is_earlier(sentence, token):
            continue
        found.append(token)
    same = [it for it in found if it.unit is like.unit]
    if like.unit is Unit.COUNT and like.step < 1:
        return found  # "9.8 days for officers and 11.2 for staff": the unit is said once
    return same or [it for it in found if like.unit is not Unit.PERCENT and it.unit is not Unit.PERCENT]


def sentences_before(sentence: Sentence, most: int = 2) -> list[Sentence]:
    """Return up to ``most`` sentences before this one in its passage, nearest first."""
    group: tuple[Sentence, ...] = sentence.passage.sentences
    at = next((i for i, it in enumerate(group) if it.start == sentence.start), 0)
    return list(reversed(group[max(0, at - most) : at]))


def text_around(sentence: Sentence, most: int = 2) -> str:
    """Return a sentence and those before it, in small letters: where the subject is named."""
    return " ".join(it.lower for it in [*reversed(sentences_before(sentence, most)), sentence])
