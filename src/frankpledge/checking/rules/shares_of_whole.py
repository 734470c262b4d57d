"""Shares said to make up one whole that make more or less than it."""

from __future__ import annotations

import re
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


def _runs(passage: Passage) -> Iterator[Problem]:
    """Three or more shares after "of which": do they make the whole?"""
    shares = _shares(passage)
    text = passage.text.lower()
    for link in _LINK.finditer(text):
        run: list[Token] = []
        end = link.end()
        for token in (it for it in shares if it.start >= link.start()):
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


def find(document: Document) -> Iterable[Problem]:
    """Yield shares of one whole that do not make it."""
    for passage in document.passages:
        if passage.text.count("%") + passage.text.count("per cent") >= 2:
            yield from _remainders(passage)
            yield from _runs(passage)


RULE = Rule(
    KIND,
    "Shares of one whole that do not make it",
    'Three or more shares of one thing ("of which"), and what is called "the remaining" share, are added up.',
    (
        "In all, 760 children were helped, of which 55% were offered advice. 10% were supported and "
        "20% were referred.",
        "The service took on 91% of cases. The remaining 19% were referred elsewhere.",
    ),
    (
        "In all, 760 children were helped, of which 55% were offered advice. 25% were supported and "
        "20% were referred.",
        "The service took on 91% of cases. The remaining 9% were referred elsewhere.",
        "91% of referrals came from police and 2% from people themselves.",
    ),
    find,
)
