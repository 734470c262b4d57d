"""Ranks: within their group, its size, and what is said beside them of the group's average."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Passage, Sentence
from frankpledge.checking.numerals import NUMBER_WORDS
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "rank"
_RANKED = re.compile(
    r"\b(?:rank(?:ed|s|ing)?|position(?:ed)?|plac(?:e|ed)|placing|sits?|remains?|are|is|at|currently)\b[^.;0-9]{0,40}$"
)
_GROUP = re.compile(
    r"\b(?P<group>msg|most\ssimilar\s(?:group|forces)|nationally|national|country|region(?:ally|al)?|(?:east|west)\smidlands|(?:north|south)\s(?:east|west)|east\sof\sengland|peer\sgroup|"
    r"similar\sforces|family\sgroup|forces|services|areas|counties)\b"
)
_NATIONAL = ("nationally", "national", "country")
_ORDER = re.compile(
    r"\b(?:1st\s(?:is|being)|where\s1|\(1\s?=|best|worst|highest|lowest|fastest|slowest|quick\w*|fast\w*|slow\w*|speed|better|worse|most|fewest|least)\b"
)
_AVERAGE = re.compile(
    r"\b(?P<side>above|below|higher\sthan|lower\sthan)\s(?:the\s|its\s|their\s|our\s)?(?:\w+\s){0,2}?(?:average|mean|median|rate|figure)\b"
)
_HIGH_IS_GOOD = re.compile(
    r"\b(?:positive\soutcomes?|satisf\w+|confidence|detection\srates?|solved|attendance|compliance|outcome\srates?|success)\b"
)


_ORDINALS = re.findall(
    r"\w+",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth",
)
_WORDED = re.compile(
    rf"\b(?P<rank>{'|'.join(_ORDINALS)}|[0-9]{{1,2}}(?:st|nd|rd|th))\s(?:(?:place|position|spot)\s)?\(?(?:out\s)?of\s(?:the\s|all\s|our\s|its\s)?"
    rf"(?P<of>{'|'.join(NUMBER_WORDS)}|[0-9]{{1,2}})\b"
)


def _in_words(sentence: Sentence) -> Iterator[Token]:
    """Yield ranks told in words ("sixth of the eight", "17th place out of 43") as fractions."""
    for match in _WORDED.finditer(sentence.lower):
        if any(
            it.unit is Unit.FRACTION and it.start < match.end() and match.start() < it.end
            for it in sentence.tokens
        ):
            continue
        if re.search(
            r"\b(?:an?|one|two|three|four|five|the|nearly|over|about)\s$", sentence.lower[: match.start()]
        ):
            continue
        rank, of = match["rank"], match["of"]
        value = _ORDINALS.index(rank) + 1 if rank in _ORDINALS else int(re.sub(r"[^0-9]", "", rank))
        base = NUMBER_WORDS.get(of) or int(of)
        text = sentence.text[match.start() : match.end()]
        yield Token(
            match.start(), match.end(), f"{text} th of", Unit.FRACTION, float(value), base=float(base)
        )


def ranks(sentence: Sentence) -> Iterator[tuple[Token, str]]:
    """Yield the ranks of a sentence that give a group's size, each with the name of the group."""
    for token in (*sentence.tokens, *_in_words(sentence)):
        plain_of = " of " in token.text and not re.search(r"[a-z]{2}\s(?:out\s)?of", token.text)
        ranked = re.search(r"\brank(?:s|ed|ing)?\s(?:at\s|as\s|us\s|it\s)?$", sentence.lower[: token.start])
        if token.unit is not Unit.FRACTION or not token.base or (plain_of and not ranked):
            continue
        before = sentence.lower[max(0, token.start - 60) : token.start]
        after = sentence.lower[token.end : token.end + 60]
        group = _GROUP.search(after)
        if group and (_RANKED.search(before) or re.match(r"\s(?:in|within|of|across|among)\b", after)):
            yield token, group["group"]
        elif re.search(r"\brank\w*\b|\b(?:position|place)\b[^.;0-9]{0,40}\sis\s$", before) or re.search(
            r"(?:st|nd|rd|th)\s", token.text
        ):
            yield token, ""


def _impossible(document: Document) -> Iterator[Problem]:
    sizes: dict[str, list[tuple[Sentence, Token]]] = defaultdict(list)
    for sentence in document.sentences:
        for token, group in ranks(sentence):
            assert token.base
            if token.value > token.base or token.value < 1:
                yield sentence.problem(
                    KIND,
                    f"There is no rank {plain(token.value)} in a group of {plain(token.base)}.",
                    Severity.ERROR,
                    token.start,
                    token.end,
                )
            if group in ("msg", "most similar group", *_NATIONAL):
                sizes["national" if group in _NATIONAL else "msg"].append((sentence, token))
    for found in sizes.values():
        bases = [token.base for _, token in found]
        usual = max(set(bases), key=lambda it: (bases.count(it), -(bases.index(it))))
        for sentence, token in found:
            if (token.base != usual and bases.count(token.base) < bases.count(usual)) or (
                token.base != usual and len(set(bases)) == len(bases)
            ):
                yield sentence.problem(
                    KIND,
                    f"The same group has {plain(usual or 0)} members elsewhere in the document, "
                    f"{plain(token.base or 0)} here.",
                    Severity.WARNING,
                    max(0, token.start - 20),
                    min(len(sentence.text), token.end + 25),
                )


def _beside_average(passage: Passage) -> Iterator[Problem]:
    """A rank and a side of the average: do they agree, and does the reader know which end is first?"""
    for sentence in passage.sentences:
        found = list(ranks(sentence))
        average = _AVERAGE.search(sentence.lower)
        if not found or not average or _ORDER.search(sentence.lower):
            continue
        for token, _ in found:
            assert token.base
            if abs(token.start - average.start()) > 160 or token.value > token.base:
                continue
            place = (token.value - 0.5) / token.base
            side = average["side"]
            good = _HIGH_IS_GOOD.search(passage.text.lower())
            start, end = min(token.start, average.start()), max(token.end, average.end())
            tail = re.match(r"\s(?:of\s)?\(?[0-9.]+\s?%?\)?", sentence.text[end:])
            end += tail.end() if tail else 0
            lead = [
                it for it in sentence.tokens if it.unit is Unit.PERCENT and start - 25 <= it.start < start
            ]
            start = lead[0].start if lead else start
            text = (
                f"Rank {plain(token.value)} of {plain(token.base)} is in the "
                f"{'first' if place < 0.5 else 'second' if place > 0.5 else 'middle'} half, and the "
                f"value is {side} the average"
            )
            if good:
                agrees = (place > 0.5) == side.startswith(("below", "lower"))
                if agrees:
                    continue
                text += ": with rank 1 the best, one of the two needs explaining."
            else:
                text += ": say whether rank 1 is the highest or the lowest."
            yield sentence.problem(KIND, text, Severity.ADVICE, start, end)
            break


_SAYS_END = re.compile(
    r"\b(?:1st|first|1|rank\s1|one)\s(?:being|is|are|=|means?|meaning|marks?|denotes?|has|counts?\sas)\s(?:the\s)?(?:\w+\s)?(?:best|worst|highest|lowest|\w+est|most|least|good)"
    r"|\bwhere\s(?:1st|first|1)\b|\b(?:1|1st|first)\s?=|\b(?:best|worst|highest|lowest|\w+est)\s(?:first|is\s(?:1|1st|first))\b|\branked\sfrom\b|\b(?:in\s)?order\sof\b|\bout\sof\sthe\stop\b"
)
_SIDE = re.compile(
    r"\b(?:best|worst|top|bottom|highest|lowest|most|fewest|least|fast\w*|slow\w*|quick\w*|speed\w*|high(?:er)?|low(?:er)?|better|worse|above|below|longer|"
    r"shorter|larger|smaller|cheap\w*|dear\w*|costl\w*|expensive|more|fewer|less|behind|ahead|leads?|leading|safest|safer|[a-z]{3,}est)\b(?<!west)(?<!interest)(?<!request)(?<!arrest)(?<!rest)(?<!test)(?<!latest)"
)


_MOVED = re.compile(r"\bplaces\b|\b(?:climbed|risen|rose|moved\sup|slipped|dropped|fallen|fell)\b")


def _end_unsaid(document: Document) -> Iterator[Problem]:
    """A rank in a group with nothing near that tells whether first is the most or the least."""
    if any(_SAYS_END.search(it.text.lower()) for it in document.passages):
        return
    for sentence in document.sentences:
        for token, _ in ranks(sentence):
            if not token.base or not 1 <= token.value <= token.base or token.base < 4:
                continue
            before = re.split(r"[.;]\s", sentence.lower[: token.start])[-1]
            if (
                _MOVED.search(sentence.lower)
                or _SIDE.search(before)
                or _SIDE.search(sentence.lower[token.end : token.end + 90])
            ):
                continue
            if re.search(r"\b(?:report|page|part|month|year|week|day|of\sthe\splan)\b[^.;]{0,10}$", before):
                continue
            start = before.rfind(",") + 1
            start = token.start - (len(before) - start if len(before) - start < 90 else 50)
            yield sentence.problem(
                KIND,
                f"Rank {plain(token.value)} of {plain(token.base)}: say whether first is the "
                f"highest or the lowest, "
                "and which is better.",
                Severity.ADVICE,
                max(start, 0),
                min(token.end + 30, len(sentence.text)),
            )


def find(document: Document) -> Iterable[Problem]:
    """Yield ranks outside their group, groups of two sizes, and ranks that their neighbours deny."""
    yield from _impossible(document)
    for passage in document.passages:
        yield from _beside_average(passage)
    yield from _end_unsaid(document)


RULE = Rule(
    KIND,
    "A rank that cannot be, or that its sentence denies",
    "A rank beyond the size of its group, one group with two sizes in a document, and a rank beside "
    "a comparison with "
    "the group's average that leaves open, or denies, which end is first. A rank of which nothing "
    "tells whether first is "
    "the most or the least is pointed out as advice.",
    (
        "The force is ranked 9/8 in its Most Similar Group.",
        "The force is ranked 44th of 43 forces.",
        "The county is 6/8 within its MSG and 9% above the MSG average.",
        "The positive outcome rate is below the national rate of 9.8% and is ranked 12/43 nationally.",
        "On guilty pleas the county is 2nd of 9.",
    ),
    (
        "The force is ranked 7/8 in its Most Similar Group (1 = best).",
        "The force is ranked 7th of 43 forces for low cost.",
        "On guilty pleas the county is 2nd of 9, first being the highest rate.",
        "It is ranked 2/5 in the region for speed and is quicker than the regional average (23.9 days).",
        "The positive outcome rate is below the national rate of 9.8% and is ranked 32/43 nationally.",
    ),
    find,
)
