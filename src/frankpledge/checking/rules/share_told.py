"""Shares beside their counts in running prose: ``in 156, or 60%``, ``2,250 sessions, 15% of the 16,800``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.numerals import NUMBER_WORDS, numbers
from frankpledge.checking.phrases import change_direction, is_quantified
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit
from frankpledge.checking.worded_shares import worded_shares

KIND = "share-told"
_NO_VERB = (
    r"(?:\s(?!(?:and|but|while|with|than|against|from|by|target|up|down|over|under|to|per"
    r"|compared|increase|rise|fall|reduction|only)\b)[a-z'’-]+)"
)
_SAYING = (
    r"(?:or|that\sis|which\sis|this\sis|being|equal\sto|equivalent\sto|equating\sto|representing|i\.e\.|making|making\sup|accounting\sfor|"
    r"which\srepresents|which\sequates\sto|amounting\sto|giving|a\sshare\sof|a\srate\sof|a\sproportion\sof|an?\s[a-z]+\srate\sof|nearly|about|just)"
)
_BEFORE = re.compile(
    rf"(?:[^.;:()0-9]{{0,70}}\s?)?(?:\(\s?(?:{_SAYING}\s)*|[,–-]\s?(?:{_SAYING}\s)+|\s{_SAYING}\s)|{_NO_VERB}{{0,9}}\s?,\s"
)
_OTHERWISE = re.compile(r"\b(?:target|than|against|year|ago|last|compared|but|aim|goal)\b")
_BASES = re.compile(
    r"\s(?:due|answers?|replies|responses?|respondents?|forms?|asked|surveyed|people\sasked|bases?|returned)\b"
)
_AFTER = re.compile(r"\s?\((?:n\s?=\s?)?|,\sor\s|\sor\s|,\s(?:that\sis|which\sis),?\s|\s?[–-]\s")
_OF = re.compile(
    r"\s(?:out\s)?of\s(?:the\s|all\s|these\s|those\s|its\s|our\s|their\s|a\stotal\sof\s|some\s|all\sthe\s|the\stotal\s(?:of\s)?)*$"
)
_AMONG = re.compile(r"\b(?:of|among|amongst|out\sof|from)\s(?:the|these|those|our|its|all|all\sthe)\s$")
_CHANGED = re.compile(
    r"\b(?:from|rose|rise|fell|fall|grew|growth|up|down|increase\w*|reduc\w+|drop\w*|went|gone|climb\w*)\b[^.;]{0,50}\bto\s(?:\w+\s)?$"
)
_JOINS_BASE = re.compile(
    r"\s(?:out\s)?of\s(?:the\s|all\s|its\s|our\s|these\s|those\s|a\stotal\sof\s)*|\s?/\s?"
)
_WORDED_PART = re.compile(
    rf"\b(?P<n>{'|'.join(it for it in NUMBER_WORDS if it not in ('zero', 'one'))})\sof\s(?:the|our"
    rf"|its|their|all|these|those|them|whom|which)\b"
)
_LENGTHS = re.compile(r"[0-9]{1,3},[0-9]{3}|[0-9]{3}(?=\s(?:hours|days))")
_OPENING = re.compile(
    r"^(?:out\sof|of|among|amongst|from)\s(?:the\s|these\s|those\s|our\s|its\s|all\s|a\stotal\sof\s|all\sthe\s|these\s)*$"
)
_OWN = re.compile(
    r"\s?(?:of\s(?:them|whom|these|which|those)\b|were\b|was\b|are\b|is\b|had\b|have\b|has\b|felt\b|said\b|did\b|gave\b|in\s(?:favour|19|20|q[1-4])|"
    r"on\s|higher|lower|more|fewer|less|above|below|up\b|down\b|better|worse|faster|slower|quicker|target|change|increase|decrease|reduction|"
    r"rise|fall|last\s|the\syear|a\syear|previously|ago|compared|against|than)"
)
_END = re.compile(r"\s?(?:[).,;:–]|$|of\s(?!them\b|whom\b|these\b|which\b|those\b)|and\b)")


@dataclass(frozen=True)
class _Share:
    start: int
    end: int
    text: str
    value: float
    low: float
    high: float

    def fits(self, part: float, whole: float) -> bool:
        return whole > 0 and self.low - 1e-9 < 100 * part / whole < self.high + 1e-9


def _shares(whole: Sentence) -> list[_Share]:
    found = []
    for it in numbers(whole):
        if it.unit is not Unit.PERCENT or it.signed or is_quantified(whole, it):
            continue
        if change_direction(whole, it) is None and 0 < it.value <= 100:
            found.append(_Share(it.start, it.end, it.text, it.value, it.value - it.step, it.value + it.step))
    for word in worded_shares(whole.lower):
        found.append(_Share(word.start, word.end, word.text, word.value, word.low, word.high))
    return sorted(found, key=lambda it: it.start)


def _is_count(whole: Sentence, token: Token) -> bool:
    return (
        token.unit in (Unit.COUNT, Unit.MONEY)
        and not token.signed
        and token.step >= 1
        and token.value > 0
        and token.text not in ("999", "101", "111", "112")
        and change_direction(whole, token) is None
    )


@lru_cache(maxsize=512)
def _counts(whole: Sentence) -> tuple[Token, ...]:
    """Return the counts and sums of a passage, both parts of ``484 of 598``, and words as far as twenty."""
    found: list[Token] = []
    for it in numbers(whole):
        if it.unit is Unit.FRACTION and it.base and not re.search(r"[0-9](?:st|nd|rd|th)", it.text):
            digits = list(re.finditer(r"[0-9][0-9,]*", it.text))
            for match, value in zip((digits[0], digits[-1]), (it.value, it.base), strict=True):
                at = it.start + match.start()
                found.append(Token(at, at + len(match[0]), match[0], Unit.COUNT, value))
        elif it.unit in (Unit.SECONDS, Unit.DAYS, Unit.MONTHS) and (hours := _LENGTHS.match(it.text)):
            found.append(Token(it.start, it.end, it.text, Unit.COUNT, float(hours[0].replace(",", ""))))
        elif _is_count(whole, it):
            found.append(it)
    for match in _WORDED_PART.finditer(whole.lower):
        if not any(it.start < match.end("n") and match.start("n") < it.end for it in found):
            at, text = match.start("n"), match["n"]
            found.append(Token(at, at + len(text), text, Unit.COUNT, float(NUMBER_WORDS[text])))
    return tuple(sorted(found, key=lambda it: it.start))


def _part(whole: Sentence, share: _Share) -> Token | None:
    """Return the count that a share stands beside as its equal, before it or after."""
    lower, counts = whole.lower, _counts(whole)
    before = [it for it in counts if it.end <= share.start]
    tail = lower[share.end : share.end + 40]
    if before:
        last = before[-1]
        gap = lower[last.end : share.start]
        if len(before) > 1 and _JOINS_BASE.fullmatch(lower[before[-2].end : last.start]):
            last = before[-2]  # "N of M calls, a fifth": both counts stand before
        if len(gap) < 85 and _BEFORE.fullmatch(gap) and not _OTHERWISE.search(gap) and not _OWN.match(tail):
            if "(" in gap:
                if re.match(r"[^()0-9]{0,28}\)", tail) and not re.match(
                    r"\s?(?:in|last|for|during|on)\b", tail
                ):
                    return last
            elif _END.match(tail):
                return last
    after = next((it for it in counts if it.start >= share.end), None)
    if after is not None:
        gap = lower[share.end : after.start]
        closed = "(" not in gap or re.match(rf"{_NO_VERB}{{0,4}}\s?\)", lower[after.end :])
        if (
            _AFTER.fullmatch(gap)
            and closed
            and not (re.match(r"\s(?:in|last|on)\b", lower[after.end :]) or _BASES.match(lower[after.end :]))
        ):
            return after
    return None


def _explicit(whole: Sentence, share: _Share, part: Token, starts: list[int]) -> Token | None:
    """Return the whole that the sentence itself names for a share: "of the 598", or its opening."""
    lower = whole.lower
    counts = [it for it in _counts(whole) if it is not part]
    for left in (share.end, part.end):
        for it in counts:
            if it.start >= left and _OF.fullmatch(lower[left : it.start]):
                return it
    start = max(it for it in starts if it <= share.start)
    able = [it for it in counts if start <= it.start and it.end <= min(part.start, share.start)]
    for it in able[:1] if any(share.fits(part.value, other.value) for other in able) else able:
        first = it is able[0] and _OPENING.match(lower[start : it.start])
        between = lower[it.end : part.start]
        if first or (it is able[-1] and _AMONG.search(lower[start : it.start]) and ";" not in between):
            return it
    return None


@dataclass(frozen=True)
class _Pair:
    share: _Share
    part: Token
    named: Token | None


@lru_cache(maxsize=512)
def _pairs(whole: Sentence) -> tuple[_Pair, ...]:
    starts = [it.start for it in whole.passage.sentences]
    found = []
    for share in _shares(whole):
        part = _part(whole, share)
        if part is not None and not _CHANGED.search(whole.lower[max(0, part.start - 70) : part.start]):
            found.append(_Pair(share, part, _explicit(whole, share, part, starts)))
    return tuple(found)


_LEADS = re.compile(
    r"(?:[:–(-]\s*(?:a\s|or\s|that\sis,?\s|just\s|only\s)?|,\s(?:or|that\sis|which\sis|i\.e\.|making|giving|meaning|so)?\s?(?:that\s)?|"
    r"[.;]\s(?:that|this|it|which)\s(?:is|was|makes|means|represents|equates\sto|amounts\sto|gives)\s(?:just\s|only\s|a\slittle\s)?|"
    r",?\s(?:an?|the|giving|with|making|or|representing|which\sis|which\sgives|equal\sto|equivalent\sto|and\sso|which\smakes)\s(?:[a-z-]+\s){0,4}?"
    r"(?:rate|share|proportion|response|return|level|figure|percentage|total)\s(?:of|at)\s|\s(?:is|are|made\sup|make\sup|makes|accounts?\sfor|accounted\sfor|represents?|"
    r"represented|equates\sto|which\sis|or|being)\s|:\sa\s)$"
)
_LOOSE = re.compile(
    r"(?:\s[a-z'’-]+){0,8}?,?\s(?:out\sof|of|from)\s(?:the\s|all\s|a\stotal\sof\s|its\s|our\s|their\s|these\s|those\s|some\s|all\sthe\s|a\s)*"
    r"|(?:\s[a-z'’-]+){0,8}?\sagainst\sa\s(?:programme|plan|budget|total|caseload|list)\sof\s"
)
_TURNED = re.compile(
    r"(?:\s[a-z'’-]+){0,6}?[,;]?\s(?:of|from)\s(?:whom|which|these|those|them)\b,?\s(?:some\s|just\s|only\s)?"
)
_LASTS = re.compile(
    r"\s?(?:\)|[.;,]|$|of\s(?:them|these|those|the\stotal|all|it|the\swhole)\b|(?:response|return|rate|share|take-up|part\stime|success)\b[^.;,]{0,12}(?:[.;,]|$))"
)


def _told_of_two(whole: Sentence) -> Iterator[Problem]:
    """``910 of the 1,300 … That is 77%``, ``one in eight of the 400 calls (80)``: two counts and a share."""
    counts = _counts(whole)
    for share in _shares(whole):
        before = [it for it in counts if it.end <= share.start]
        after = [it for it in counts if it.start >= share.end]
        told = _before_share(whole, share, before[-2:]) or _after_share(whole, share, after[:2])
        if told is None:
            continue
        part, base = told
        if part.unit is not base.unit or part.value >= base.value or share.fits(part.value, base.value):
            continue
        if _near_enough(share, part, base) or after[:1] == [base]:
            yield _judge(whole, _Pair(share, part, base), base, Severity.WARNING)


def _before_share(whole: Sentence, share: _Share, counts: list[Token]) -> tuple[Token, Token] | None:
    """Return part and whole of the two counts before a share that says how much the one is of the other."""
    if len(counts) < 2:
        return None
    one, other = counts
    lower = whole.lower
    lead, between = lower[other.end : share.start], lower[one.end : other.start]
    if len(lead) >= 90 or re.search(r"[0-9]", lead) or not _LEADS.search(lead) or _changing(lead):
        return None
    if not _LASTS.match(lower[share.end : share.end + 50]):
        return None
    if _LOOSE.fullmatch(between):
        return one, other
    sentence = re.split(r"[.;]\s", lower[: one.start])[-1]
    opens = _OPENING.match(sentence) and "." not in between
    return (other, one) if len(between) < 80 and (_TURNED.fullmatch(between) or opens) else None


_BRACKETED = re.compile(r"[^.;()0-9]{1,60}\s?(?:\(|:\s|,\sor\s|,\sthat\sis\s)")
_CLOSES = re.compile(r"\s?(?:\)|[.;,]|$|of\sthem|[a-z]+\))")


def _after_share(whole: Sentence, share: _Share, counts: list[Token]) -> tuple[Token, Token] | None:
    """Return part and whole of ``one in eight of the 400 calls (80)``."""
    if len(counts) < 2:
        return None
    base, part = counts
    lower = whole.lower
    if not _OF.fullmatch(lower[share.end : base.start]):
        return None
    told = _BRACKETED.fullmatch(lower[base.end : part.start]) and _CLOSES.match(lower[part.end :])
    return (part, base) if told else None


def _changing(lead: str) -> bool:
    return bool(
        re.search(
            r"\b(?:up|down|more|fewer|less|than|target|compared|last|previous|year\sbefore|rise|fall|increase|reduction|drop|national\w*)\b",
            lead,
        )
    )


def _near_enough(share: _Share, part: Token, base: Token) -> bool:
    works = 100 * part.value / base.value
    return abs(works - share.value) <= max(15.0, 0.6 * works)


def _judge(whole: Sentence, pair: _Pair, base: Token, severity: Severity) -> Problem:
    share, part = pair.share, pair.part
    return whole.problem(
        KIND,
        f"{part.text.strip()} of {base.text.strip()} is {plain(100 * part.value / base.value)}%, "
        f"not {share.text}.",
        severity,
        min(share.start, part.start),
        max(share.end, part.end),
    )


def _near(share: _Share, part: Token, base: Token) -> bool:
    """Whether a share is off by the size of a slip: ten points, or a third of what it works out to."""
    works = 100 * part.value / base.value
    return abs(works - share.value) <= max(10.0, 0.35 * works)


def _of_passage(document: Document, at: int) -> Iterator[Problem]:
    passages = document.passages
    whole = passages[at].whole
    pairs = _pairs(whole)
    near = [it for each in passages[max(0, at - 2) : at + 1] for it in _counts(each.whole)] if pairs else []
    for pair in pairs:
        share, part = pair.share, pair.part
        if pair.named is not None:
            named = pair.named
            if (
                part.unit is named.unit
                and part.value <= named.value
                and not share.fits(part.value, named.value)
            ):
                yield _judge(whole, pair, named, Severity.ERROR)
            continue
        able = [it for it in near if it.unit is part.unit and it.value > part.value]
        if part.value < 5 or any(share.fits(part.value, it.value) for it in able):
            continue
        around = document.passages[max(0, at - 4) : at + 5]
        fellows = [*pairs, *(it for each in around if each is not whole.passage for it in _pairs(each.whole))]
        base = _backed(document, fellows, pair, able)
        if base is not None and share.fits(part.value, base.value):
            continue
        if base is not None and _near(share, part, base):
            yield _judge(whole, pair, base, Severity.ERROR)
            continue
        if is_quantified(whole, part) or any(share.fits(part.value, it) for it in _everywhere(document)):
            continue
        taken = {it.part.value for it in pairs}
        told = [it for it in _counts(whole) if it in able and it.start < part.start and it.value not in taken]
        if told and _near(share, part, told[-1]):
            yield _judge(whole, pair, told[-1], Severity.WARNING)


def _backed(document: Document, pairs: list[_Pair], pair: _Pair, near: list[Token]) -> Token | None:
    """Return the whole that other shares bear out: one share if it is near, two if it is further off."""
    others = [
        it
        for it in pairs
        if it is not pair and it.part.unit is pair.part.unit and it.part.value != pair.part.value
    ]
    taken = {it.part.value for it in pairs}
    best: tuple[int, Token] | None = None
    far = [it for each in document.passages for it in _counts(each.whole)] if len(others) > 1 else []
    for at, it in enumerate([*near, *far]):
        if it.unit is not pair.part.unit or it.value <= pair.part.value or it.value in taken:
            continue
        fits = sum(other.share.fits(other.part.value, it.value) for other in others)
        if fits >= (1 if at < len(near) else 2) and (best is None or fits > best[0]):
            best = fits, it
    return best[1] if best else None


def _everywhere(document: Document) -> list[float]:
    """Return every count of the document, in prose and tables, and the sums of neighbours."""
    found: list[float] = []
    for passage in document.passages:
        own = [it.value for it in _counts(passage.whole)]
        found += own
        found += [
            sum(own[first:last]) for first, last in itertools.combinations(range(min(len(own), 8) + 1), 2)
        ]
    return found


MANY = 120
"""A paragraph of more numbers is a list, in which nobody can say which belong together."""


def find(document: Document) -> Iterable[Problem]:
    """Yield shares that the count beside them and its whole deny."""
    for at, passage in enumerate(document.passages):
        if len(passage.text) > 20 and len(passage.whole.tokens) <= MANY:
            found = list(_of_passage(document, at))
            yield from found
            yield from (it for it in _told_of_two(passage.whole) if it not in found)


RULE = Rule(
    KIND,
    "A share in running prose that its count and its whole deny",
    'A share, in figures or in words, beside a count as its equal ("in 156, or 60%", "297, one in '
    'every nine"): '
    "of the whole that its sentence names, of one that other shares of the paragraph bear out, or "
    "of the count told "
    "just before where no count of the document fits.",
    (
        "In the quarter 240 victims gave a statement; in 156, or 60%, it was read in court.",
        "There were 2,250 sessions, 15% of the 16,800 that were on offer.",
        "A need was flagged in 12,513 of 48,149 calls, a fifth.",
        "Of the 3,960 assessed, those who asked for a screen were 297, one in every nine.",
        "Of the £1.2m, £600k went to schools, or 50%, and £300k to clubs, or 20%.",
        "Officers attended 910 of the 1,300 burglaries. That is 77% of them.",
        "Only one in eight of the 400 calls (80) was abandoned.",
    ),
    (
        "In the quarter 240 victims gave a statement; in 156, or 65%, it was read in court.",
        "There were 2,520 sessions, 15% of the 16,800 that were on offer.",
        "A need was flagged in 9,513 of 48,149 calls, a fifth.",
        "Of the 3,960 assessed, those who asked for a screen were 440, one in every nine.",
        "Of the £1.2m, £600k went to schools, or 50%, and £300k to clubs, or 25%.",
        "In all 412 replied, 60% of them women.",
        "Officers attended 910 of the 1,300 burglaries. That is 70% of them.",
        "Only one in five of the 400 calls (80) was abandoned.",
    ),
    find,
)
