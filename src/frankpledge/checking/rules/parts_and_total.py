"""Parts and their total in prose, bases that differ, and a month of a quarter that cannot rise."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Passage, Sentence
from frankpledge.checking.phrases import change_direction, is_quantified
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "parts-and-total"
_MADE = re.compile(
    r"\b(?:made\sup\sof|comprising(?:\sof)?|comprised(?:\sof)?|consisting\sof|consists\sof|broken\sdown\s(?:as|into)|split\s(?:as|into|between)|"
    r"being\smade\sup\sof|of\swhich|of\swhom|of\sthese|of\sthose|including)\b|:|\("
)


def _counts(sentence: Sentence) -> list[Token]:
    return [
        it
        for it in sentence.tokens
        if it.unit in (Unit.COUNT, Unit.MONEY) and not it.signed and change_direction(sentence, it) is None
    ]


def _totals(sentence: Sentence) -> Iterator[Problem]:
    counts = _counts(sentence)
    wholes = [it for it in sentence.tokens if it.unit in (Unit.COUNT, Unit.MONEY) and not it.signed]
    for whole in wholes:
        link = _MADE.search(sentence.lower, whole.end)
        if (
            link is None
            or link.start() - whole.end > 60
            or re.search(r"[0-9]", sentence.text[whole.end : link.start()])
            or (whole not in counts and not re.match(r"made|compris|consist|split", link[0]))
        ):
            continue
        parts = _parts(sentence, counts, whole, link.end())
        if is_quantified(sentence, whole) or not parts:
            continue
        explicit = (
            "made" in link[0]
            or "compris" in link[0]
            or "consist" in link[0]
            or "broken" in link[0]
            or "split" in link[0]
        )
        total = sum(it.value for it in parts)
        bigger = next((it for it in parts if it.value > whole.value), None)
        if bigger is not None and link[0].startswith("of") and len(parts) == 1:
            yield sentence.problem(
                KIND,
                f"A part ({bigger.text}) is more than its whole ({whole.text}).",
                Severity.ERROR,
                whole.start,
                bigger.end,
            )
            continue
        slack = sum(it.step for it in (*parts, whole)) / 2 if whole.step > 1 or whole.step < 1 else 0.0
        if len(parts) < 2 or abs(total - whole.value) <= slack + 1e-9:
            continue
        listing = len(parts) >= 2 and _is_listing(sentence, parts)
        if not explicit and not listing:
            continue
        if not explicit and not 0.5 < total / max(whole.value, 1e-9) < 1.5:
            continue
        within = link[0] == "including"  # parts named may be some only, and may overlap
        short = (
            not explicit and total < whole.value and (link[0].startswith("of") or within or link[0] == "(")
        )
        if short and not (link[0].startswith("of") and total >= 0.9 * whole.value):
            continue
        sums = " + ".join(it.text.strip() for it in parts)
        yield sentence.problem(
            KIND,
            f"{sums} = {plain(total, 2)}, not {whole.text}.",
            Severity.ADVICE if short or within else Severity.ERROR if explicit else Severity.WARNING,
            whole.start,
            parts[-1].end,
        )


def _parts(sentence: Sentence, counts: list[Token], whole: Token, start: int) -> list[Token]:
    parts: list[Token] = []
    end = start
    for token in counts:
        if token.start < start or token.unit is not whole.unit:
            continue
        gap = sentence.text[end : token.start]
        if (
            len(gap) > 70
            or (parts and not re.search(r",|;|\band\b|&|\bplus\b", gap))
            or (parts and ")" in gap and "(" not in gap)
        ):
            break
        if re.search(
            r"\b(?:compared|target|average|last year|previous|from|up|down|than|against|over|by|per)\b",
            gap.lower(),
        ):
            break
        parts.append(token)
        end = token.end
        if len(parts) > _MOST_PARTS:
            return []
    return parts


_MOST_PARTS = 40
"""A list of more numbers in prose is no telling of one total."""
_FEW = re.findall(
    r"\w+",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ",
)
_FEW_OF = re.compile(
    rf"\b(?P<a>{'|'.join(_FEW)}|[0-9]{{1,3}})\sof\s(?:the|our|its|all)\s(?P<w>{'|'.join(_FEW)}|[0-9]{{1,3}})\b"
    rf"[^.;0-9]{{3,70}}?\b(?:and|while|but)\s(?:the\s(?:other|remaining)\s)?(?P<b>{'|'.join(_FEW)}|[0-9]{{1,3}})"
    rf"(?:\sothers?)?\s(?:did|do|does|were|was|are|is|have|has|had)\s(?:not|below|red|missed)(?![a-z])"
)


def _few(text: str) -> int:
    return int(text) if text.isdigit() else _FEW.index(text) + 1


def _did_and_did_not(sentence: Sentence) -> Iterator[Problem]:
    """``Nine of the fourteen met target and six did not``."""
    for match in _FEW_OF.finditer(sentence.lower):
        did, did_not, whole = (_few(match[it]) for it in ("a", "b", "w"))
        if did + did_not != whole:
            yield sentence.problem(
                KIND,
                f"{did} + {did_not} = {did + did_not}, not {whole}.",
                Severity.WARNING,
                match.start(),
                match.end(),
            )


_OPENING = re.compile(r"(?:out\s)?of\s(?:the\s|these\s|those\s|all\s)?(?=[0-9])")


def _of_opening(sentence: Sentence) -> Iterator[Problem]:
    """``Of the 743, 52 were children, 631 men and 50 women``: three or more that nearly make the whole."""
    opening = _OPENING.match(sentence.lower)
    counts = [it for it in _counts(sentence) if it.unit is Unit.COUNT and it.step >= 1]
    if not opening or len(counts) < 3 or counts[0].start != opening.end():
        return
    whole = counts[0]
    comma = re.match(r"[^.;0-9]{0,40}?,\s", sentence.text[whole.end :])
    parts = counts[1:] if comma else []
    gaps = [sentence.lower[one.end : other.start] for one, other in itertools.pairwise(parts)]
    if any(
        len(it) > 60
        or not re.search(r",|\band\b", it)
        or re.search(r"[(;]|\b(?:compared|target|average|from|than|against|over|per|of)\b", it)
        for it in gaps
    ):
        return
    total = sum(it.value for it in parts)
    if len(parts) < 2 or not _is_listing(sentence, parts):
        return
    near = 0.9 if len(parts) >= 3 else 0.96
    if total != whole.value and near * whole.value <= total <= whole.value * 1.1:
        sums = " + ".join(it.text.strip() for it in parts)
        yield sentence.problem(
            KIND,
            f"{sums} = {plain(total)}, not {whole.text}.",
            Severity.WARNING,
            whole.start,
            parts[-1].end,
        )


def _total_after(sentence: Sentence) -> Iterator[Problem]:
    """``in Q1 120, in Q2 140 and in Q3 130, a total of 380``."""
    link = re.search(
        r"(?:,|;|\band|-|–)\s(?:giving|making|which\s(?:gives|makes)|and\s)?\s?(?:a\s(?:combined\s|grand\s|overall\s)?total\sof|totall?ing|in\stotal)\s",
        sentence.lower,
    )
    if not link:
        return
    counts = _counts(sentence)
    whole = next((it for it in counts if it.start >= link.end() - 1), None)
    parts = [it for it in counts if it.end <= link.start() and whole and it.unit is whole.unit]
    if whole is None or whole.start - link.end() > 20 or len(parts) < 2:
        return
    total = sum(it.value for it in parts)
    slack = sum(it.step for it in (*parts, whole)) / 2 if whole.step != 1 else 0.0
    if slack < abs(total - whole.value) <= 0.25 * whole.value and total != whole.value:
        sums = " + ".join(it.text.strip() for it in parts)
        yield sentence.problem(
            KIND,
            f"{sums} = {plain(total, 2)}, not {whole.text}.",
            Severity.WARNING,
            parts[0].start,
            whole.end,
        )


def _is_listing(sentence: Sentence, parts: list[Token]) -> bool:
    """Whether each part is followed by what it counts and they are joined by commas and "and"."""
    last = sentence.text[parts[-2].end : parts[-1].start]
    return bool(re.search(r"\band\b|&", last))


def _bases(sentence: Sentence) -> Iterator[Problem]:
    """One group of people, then shares of it with other bases."""
    fractions = [it for it in sentence.tokens if it.unit is Unit.FRACTION and " of " in it.text]
    bases = sorted({it.base for it in fractions if it.base})
    people = [
        it
        for it in _counts(sentence)
        if it.unit is Unit.COUNT
        and re.match(
            r"\s(?:\w+\s)?(?:people|individuals|families|children|victims|clients|officers|respondents|young|cases|referrals|adults|households)",
            sentence.lower[it.end : it.end + 40],
        )
    ]
    if len(bases) < 2 or not people or people[0].start > fractions[0].start:
        return
    group = people[0]
    if any(base >= group.value for base in bases):
        return
    end = min(len(sentence.text), group.end + 60, fractions[0].start - 1)
    bracket = sentence.text.rfind(" with ", group.end, end)
    yield sentence.problem(
        KIND,
        f"{group.text} are spoken of, but the shares are of "
        f"{' and '.join(plain(it) for it in bases)}: say whom each is a share of.",
        Severity.ADVICE,
        max(0, group.start - 5),
        bracket if bracket > 0 else group.end + 12,
    )


def _rising_months(sentence: Sentence) -> Iterator[Problem]:
    """The last month and the whole quarter: do months that "continue to increase" fit?"""
    trend = re.search(
        r"\bcontinu(?:e|es|ed|ing)\s(?:to\s|on\san?\s)?(?P<way>increas\w+|ris\w+|grow\w*|upward\w*|decreas\w+|reduc\w+|fall\w*|declin\w+|downward\w*)",
        sentence.lower,
    )
    if not trend:
        return
    counts = [it for it in _counts(sentence) if it.unit is Unit.COUNT]
    periods = [it for it in sentence.tokens if it.unit is Unit.PERIOD and it.span]
    months = [it for it in periods if it.span and it.span.kind == "month"]
    quarters = [it for it in periods if it.span and it.span.kind == "quarter"]
    if (
        len(counts) != 2
        or len(months) != 1
        or len(quarters) != 1
        or months[0].span is None
        or quarters[0].span is None
    ):
        return
    if months[0].span.last != quarters[0].span.last:
        return
    month, quarter = sorted(counts, key=lambda it: it.value)
    up = trend["way"].startswith(("inc", "ris", "gro", "up"))
    if (up and month.value * 3 >= quarter.value) or (not up and month.value * 3 <= quarter.value):
        return
    mean = (quarter.value - month.value) / 2
    word = "rise" if up else "fall"
    yield sentence.problem(
        KIND,
        f"({quarter.text} − {month.text}) / 2 = {plain(mean)}: on average the two months before had "
        f"{'more' if up else 'fewer'} than {months[0].text}'s {month.text}, so the months did not "
        f"{word} throughout.",
        Severity.ADVICE,
        trend.start(),
        max(month.end, quarter.end),
    )


def _unit_parts(passage: Passage) -> Iterator[Problem]:
    for sentence in passage.sentences:
        yield from _totals(sentence)
        yield from _total_after(sentence)
        yield from _did_and_did_not(sentence)
        yield from _of_opening(sentence)
        yield from _bases(sentence)
        yield from _rising_months(sentence)


def find(document: Document) -> Iterable[Problem]:
    """Yield totals their parts deny."""
    for passage in document.passages:
        yield from _unit_parts(passage)


RULE = Rule(
    KIND,
    "A total that its parts deny",
    'Parts listed after a total ("made up of", "of which", a list in brackets), a part larger than '
    "its whole, shares "
    "whose bases differ from the group spoken of, and a rise or fall within a quarter that its months deny.",
    (
        "There were 120 complaints, made up of 70 about conduct and 40 about service.",
        "Nine of the fourteen indicators met target and six did not.",
        "Of the 743, 52 were children, 631 adult men and 50 adult women.",
        "We received 90 referrals, of which 110 were from schools.",
        "Reports continue to increase with 1,806 in June 2022 and Q1 22/23 saw 5,490.",
    ),
    (
        "There were 120 complaints, made up of 70 about conduct and 50 about service.",
        "Nine of the fourteen indicators met target and five did not.",
        "Of the 743, 52 were children, 641 adult men and 50 adult women.",
        "We received 90 referrals, of which 60 were from schools.",
        "Reports continue to increase with 1,906 in June 2022 and Q1 22/23 saw 5,490.",
        "There were 640 cases (510 last year and 480 the year before).",
    ),
    find,
)
