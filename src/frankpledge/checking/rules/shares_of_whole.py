"""Shares said to make up one whole that make more or less than it."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Passage
from frankpledge.checking.phrases import change_direction, is_quantified
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "shares-of-whole"
_LINK = re.compile(
    r"\b(?:of\s(?:which|these|those|whom|them)|out\sof\sthe\s[0-9]|made\sup\sof|split|broken\sdown|breakdown|comprised?|comprising|consist(?:s|ed|ing)\sof)\b"
)
_REST = re.compile(r"\b(?:the\s)?(?:remaining|remainder|rest|other)\b[^.0-9]{0,30}$")


def _shares(passage: Passage) -> list[Token]:
    whole = passage.whole
    return [
        it
        for it in whole.tokens
        if it.unit is Unit.PERCENT
        and not it.signed
        and change_direction(whole, it) is None
        and not is_quantified(whole, it)
    ]


def _remainders(passage: Passage) -> Iterator[Problem]:
    shares = _shares(passage)
    text = passage.text.lower()
    for index, token in enumerate(shares):
        rest = _REST.search(text[max(0, token.start - 45) : token.start])
        if (
            not index
            or not rest
            or ("other" in rest[0] and "remain" not in rest[0] and "rest" not in rest[0])
        ):
            continue
        sums = [sum(it.value for it in shares[first : index + 1]) for first in range(index)]
        sums += [it.value + token.value for it in shares[:index]]
        slack = 0.5 * (index + 1) * token.step + 0.5
        if not any(abs(total - 100) <= slack for total in sums):
            before = shares[index - 1]
            yield passage.problem(
                KIND,
                f"{before.text} and the remaining {token.text} make "
                f"{plain(before.value + token.value)}%, not 100%.",
                Severity.WARNING,
                before.start if token.end - before.start < 280 else token.start,
                token.end,
            )


_MOST_SHARES = 30
"""A list of more shares is no telling of one whole, and every place to begin it would be tried."""


def _runs(passage: Passage) -> Iterator[Problem]:
    """Three or more shares after "of which": do they make the whole?"""
    shares = _shares(passage)
    starts = [it.start for it in shares]
    text = passage.text.lower()
    for link in _LINK.finditer(text):
        run: list[Token] = []
        end = link.end()
        for token in shares[bisect_left(starts, link.start()) :]:
            if len(run) == _MOST_SHARES:
                run = []
                break
            gap = text[end : token.start]
            if len(gap) > 110 or re.search(
                r"\b(?:compared|target|average|previous|last\syear|satisf\w+|overall)\b", gap
            ):
                break
            if len(re.findall(r"\.\s", gap)) > 1:
                break
            run.append(token)
            end = token.end
        if len(run) < 3:
            continue
        total = sum(it.value for it in run)
        slack = sum(it.step for it in run) / 2 + 0.5
        if abs(total - 100) <= slack:
            continue
        if any(abs(sum(it.value for it in run[:size]) - 100) <= slack for size in range(2, len(run))):
            continue
        listed = " + ".join(plain(it.value) for it in run)
        missing = (
            f"{plain(100 - total)}% is not accounted for"
            if total < 100
            else f"{plain(total - 100)}% too much"
        )
        start, stop = run[0].start, run[-1].end
        yield passage.problem(
            KIND,
            f"{listed} = {plain(total)}%: {missing}, unless one thing can be in several of the shares.",
            Severity.ADVICE,
            start if stop - start < 290 else run[-3].start,
            stop,
        )
        return


_MANY = re.compile(
    r"more\sthan\s(?:100|one)|up\sto\s(?:two|three|four|five|six|[2-6])\b|\b(?:choose|pick|tick|name)\b(?!\s(?:only\s|just\s)?(?:one|a\ssingle))|\bchosen\sby\b|multiple|"
    r"tick(?:ed)?\sall|any\sof|several|at\sleast|respectively|overlap|not\sexclusive"
)
_UNLIKE = re.compile(
    r"[.;:±]\s?|\b(?:compared|target|average|previous|last|national\w*|region\w*|from|than|against|versus|ago|"
    r"earlier|while|whilst|whereas|but|although|year|quarter|wave|satisf\w+|also|both|said\sthey|up|down|"
    r"increase\w*|fell|rose|in\s(?:19|20)[0-9]{2}|aim|who\shad|per|who\sare|of\sthe)\b|[0-9]"
)
_WHOLLY = re.compile(
    r"\b(?:in\s)?shares?\b:?|\bby\s[a-z]+(?:\s[a-z]+)?,|\bsplit\b|\bbreakdown\b|\bmade\sup\b"
)
_OF_ONE = re.compile(
    r"\bof\s|\bamong(?:st)?\s|\b(?:chose|rated|said|preferred|named|picked|gave|wanted|ended)\b|\bmain\b|\bby\s[a-z]+(?:\s[a-z]+)?,|\basked\b|\breplie[sd]\b|\brespon"
)


def _lists(passage: Passage) -> Iterator[Problem]:
    """Shares of one thing in one sentence, joined by commas and "and": do they make it?"""
    before = ""
    for sentence in passage.sentences:
        text = sentence.lower
        near, before = before + text, text
        shares = [it for it in sentence.tokens if it.unit is Unit.PERCENT and not it.signed]
        if len(shares) < 2 or _MANY.search(near):
            continue
        run = [shares[0]]
        for token in shares[1:]:
            gap = text[run[-1].end : token.start]
            gap = re.sub(
                r"\([0-9,]+\)|^\s(?:were\s)?(?:aged\s)?[0-9]{1,2}(?:\sto\s[0-9]{1,2}|\sor\sover)?(?=[\s,])",
                "",
                gap,
            )
            gap = re.sub(r"\b(?:under|over|aged)\s[0-9]{1,2}", "", gap)
            gap = re.sub(
                r"\b(?:came|come|drawn|referred|received|made|sent|heard|recruited)\s(?:from|through|by)\b",
                "",
                gap,
            )
            gap = re.sub(r"[0-9]{1,2}\s(?:to|and|or)\s(?:[0-9]{1,2}|over)", "", gap)
            first = len(run) == 1
            if (
                len(gap) > 75
                or not re.search(r",|\band\b", gap)
                or _UNLIKE.search(_after_of(gap) if first else gap)
            ):
                break
            run.append(token)
        gap = text[run[-2].end : run[-1].start] if len(run) > 1 else ""
        if len(run) != len(shares) or not re.search(r"\band\b", gap):
            continue
        if any(
            is_quantified(sentence, it)
            or (change_direction(sentence, it) is not None and not text.startswith(" declined", it.end))
            for it in run
        ):
            continue
        yield from _judged(passage, run, sentence.start, text)


def _after_of(gap: str) -> str:
    """Leave out what the first share is of: ``48% of residents said``."""
    return re.sub(r"^\s(?:of\s(?:the\s|all\s|our\s)?(?:[a-z]+\s)?[a-z-]+|per\scent)", "", gap)


def _judged(passage: Passage, run: list[Token], offset: int, text: str) -> Iterator[Problem]:
    total = sum(it.value for it in run)
    slack = sum(it.step for it in run) / 2 + 0.5
    head, tail = text[: run[0].start], text[run[-1].end : run[-1].end + 25]
    exhaustive = len(run) >= 3 and (bool(_WHOLLY.search(head)) or " other" in tail)
    if abs(total - 100) <= slack:
        return
    if len(run) == 2:
        if not 55 <= total < 90 or not _OF_ONE.search(text[: run[0].end + 25]):
            return
        if run[0].value < 30 or run[1].value < 5 or re.search(r"\bof\s", tail):
            return
    elif total > 102 and total < 125 and _elliptic(text, run):
        exhaustive = True
    elif not (exhaustive and 85 < total < 120) and not (total < 90 and total > 60):
        return
    listed = " + ".join(plain(it.value) for it in run)
    left = f"{plain(100 - total)}% is not accounted for" if total < 100 else f"{plain(total - 100)}% too much"
    start, end = offset + run[0].start, offset + run[-1].end
    yield passage.problem(
        KIND,
        f"{listed} = {plain(total)}%: {left}, unless one thing can be in several of the shares.",
        Severity.WARNING if exhaustive else Severity.ADVICE,
        start if end - start < 290 else offset + run[-2].start,
        end,
    )


def _elliptic(text: str, run: list[Token]) -> bool:
    """Whether later shares go without a verb ("38% said patrols, 27% roads …"), as answers do."""
    gaps = [text[one.end : other.start] for one, other in itertools.pairwise(run)]
    return bool(_OF_ONE.search(text[: run[0].end + 25]) or _SAID.match(text[run[0].end :])) and all(
        len(it.split()) <= 6 for it in gaps[1:]
    )


_SAID = re.compile(r"\s(?:said|named|chose|answered|gave|put|wanted|rated|picked|felt)\b")
_IN_BRACKETS = re.compile(
    r"\b(?:reasons?|causes?|answers?|routes?|types?|sources?|outcomes?|factors?|reply|replies|destinations?|motives?)\b"
    r"[^.;0-9]{0,45}\((?P<a>[0-9]{1,2}(?:\.[0-9])?)%\),?\sand\s[^.;0-9()]{2,40}\((?P<b>[0-9]{1,2}(?:\.[0-9])?)%\)(?=\s?[.;])"
)


_BY = re.compile(r"\bby\s[a-z]+(?:\s[a-z]+){0,2}:\s|\b(?:breakdown|split|shares)(?:\s[a-z]+){0,3}:\s")


def _by_list(passage: Passage) -> Iterator[Problem]:
    """``By age: under 18, 12%; 18 to 30, 38%; over 30, 60%``: every share of the sentence, to its end."""
    for sentence in passage.sentences:
        lead = _BY.search(sentence.lower)
        shares = [it for it in sentence.tokens if it.unit is Unit.PERCENT and not it.signed]
        run = [it for it in shares if lead and it.start >= lead.end()]
        rest = sentence.lower[lead.end() :] if lead else ""
        if len(run) < 3 or len(run) < len(shares) or _MANY.search(passage.text.lower()) or ";" not in rest:
            continue
        if re.search(r"\b(?:target|last|previous|from|than|up|compared|satisf\w+|average|rate)\b", rest):
            continue
        total = sum(it.value for it in run)
        if abs(total - 100) > sum(it.step for it in run) / 2 + 0.5 and 80 < total < 125:
            yield sentence.problem(
                KIND,
                f"{' + '.join(plain(it.value) for it in run)} = {plain(total)}%, not 100%.",
                Severity.WARNING,
                run[0].start,
                run[-1].end,
            )


_SHARE = r"[0-9]{1,2}(?:\.[0-9])?"
_TOLD_BY = re.compile(
    rf"\b(?:came|rated|chose|heard|arrived|travelled|reported|referred)\b[^.;0-9]{{0,40}}\((?P<a>{_SHARE})%\)(?:,|,?\s(?:and|or))\s"
    rf"[^.;0-9()]{{2,40}}\((?P<b>{_SHARE})%\)(?=\s?(?:[.;]|$))"
)
_PAIRED = re.compile(
    rf"(?:^|[,;]\s|\bthem\s)(?P<a>{_SHARE})%\s(?:live[sd]?|came|went|arrived|travelled|heard|were\s[a-z]+\s(?:with|by)|chose|used|rang|wrote|worked)\s"
    rf"[^.;0-9%()]{{2,45}}(?:,|,?\sand|,?\swhile)\s(?P<b>{_SHARE})%\s(?!of\b|more|fewer|higher|lower|up\b|down\b)[^.;0-9%]{{2,45}}(?=[.;]|$)"
)


def _bracketed(passage: Passage) -> Iterator[Problem]:
    """``The reasons given were retirement (41%) and another job (27%)``: who are the others?"""
    lower = passage.text.lower()
    for match in itertools.chain(*(it.finditer(lower) for it in (_IN_BRACKETS, _TOLD_BY, _PAIRED))):
        if re.search(r"\b(?:best|worst|highest|lowest|than|last|compared|target|satisf\w+)\b", match[0]):
            continue
        total = float(match["a"]) + float(match["b"])
        if 50 <= total < 90 and not _MANY.search(lower):
            yield passage.problem(
                KIND,
                f"{match['a']} + {match['b']} = {plain(total)}%: {plain(100 - total)}% is not accounted for.",
                Severity.ADVICE,
                match.start(),
                match.end(),
            )


def find(document: Document) -> Iterable[Problem]:
    """Yield shares of one whole that do not make it."""
    for passage in document.passages:
        if passage.text.count("%") + passage.text.count("per cent") >= 2:
            yield from _remainders(passage)
            yield from _bracketed(passage)
            yield from _by_list(passage)
            told = list(_runs(passage))
            yield from told
            if not told:
                yield from _lists(passage)


RULE = Rule(
    KIND,
    "Shares of one whole that do not make it",
    'Shares of one thing listed in a sentence or after "of which", and what is called "the remaining" '
    "share, are added up. Two or more that leave over a tenth untold are pointed out as advice.",
    (
        "In all, 760 children were helped, of which 55% were offered advice. 10% were supported and "
        "20% were referred.",
        "By type, 46% of cases were violence, 31% theft, 18% fraud and 9% other.",
        "Asked for one thing, 38% said patrols, 27% roads, 21% drugs and 19% online fraud.",
        "Reasons for leaving were retirement (41%) and another job (27%).",
        "Referrals came from the police (51%) and from schools (24%).",
        "Asked about the merger, 48% of residents were for it and 23% against.",
        "The service took on 91% of cases. The remaining 19% were referred elsewhere.",
    ),
    (
        "In all, 760 children were helped, of which 55% were offered advice. 25% were supported and "
        "20% were referred.",
        "By type, 46% of cases were violence, 31% theft, 14% fraud and 9% other.",
        "Asked about the merger, 48% of residents were for it and 51% against.",
        "People could choose up to three: 48% of residents chose speeding and 23% drugs.",
        "The service took on 91% of cases. The remaining 9% were referred elsewhere.",
        "91% of referrals came from police and 2% from people themselves.",
    ),
    find,
)
