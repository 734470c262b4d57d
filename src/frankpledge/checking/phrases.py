"""The words around numbers: which are changes, which way they go, what is compared with what.

Offices write the same things in many ways; what those ways are is declared here, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from frankpledge.checking.document import Sentence
from frankpledge.checking.tokens import LEVELS, Token, Unit

_SOFT = (
    r"(?:\s(?:slightly|significantly|substantially|markedly|sharply|marginally|steadily|considerably|further|only|just|"
    r"again|also|now|currently|much|far|well|even|still|large|small|slight|significant|notable|sizeable|positive|"
    r"overall|sharp|big|modest|marginal|year[- ]on[- ]year|quarterly|annual|monthly|percentage|"
    r"real[- ]terms|points?))*"
)
_ABOUT = (
    r"(?:\s(?:a|an|around|about|approximately|approx\.?|roughly|nearly|almost|over|just|some|only|up\sto|"
    r"more\sthan|less\sthan|further|under|another|at\sleast|c\.?))*"
)
UP = (
    r"increas(?:e[ds]?|ing)|r[io]se[sn]?|rising|grew|grow(?:n|s|th|ing)?|uplift|higher|more|up|above|greater|gain(?:ed)?|"
    r"climb(?:ed|ing)?|jumped|leapt|surged|soared|crept\sup|edged\sup|widened|lengthened|swelled|slower|longer|exceed(?:s|ed|ing)?|over|ahead"
)
DOWN = (
    r"reduc(?:tions?|ed?|es|ing)|decreas(?:e[ds]?|ing)|f[ae]ll(?:en|s|ing)?|drop(?:ped|s|ping)?|declin(?:e[ds]?|ing)|"
    r"slipped|dipped|eased|sank|slid|shrank|shrunk|narrowed|shortened|tumbled|plunged|dwindled|crept\sdown|edged\sdown|"
    r"lower|fewer|less|down|below|smaller|quicker|faster|shorter|under|short|behind"
)
EITHER = (
    r"improve(?:ment|d|s)?|improving|chang(?:e[ds]?|ing)|differences?|gap|variation|worse(?:n|"
    r"ned|ning)?|better|deteriorat\w+"
)
_VERB = rf"(?P<up>\b(?:{UP})\b)|(?P<down>\b(?:{DOWN})\b)|(?P<either>\b(?:{EITHER})\b)"
_MOVED = (
    r"(?P<up>\b(?:increas(?:e[ds]?|ing)|r[io]se[sn]?|rising|grew|grow(?:n|s|th|ing)?|uplift|gain(?:ed)?|climb(?:ed|ing)?)\b)"
    r"|(?P<down>\b(?:reduc(?:tions?|ed?|es|ing)|decreas(?:e[ds]?|ing)|f[ae]ll(?:en|s|ing)?|drop(?:ped|s|ping)?|declin(?:e[ds]?|ing))\b)"
    rf"|(?P<either>\b(?:{EITHER})\b)"
)
_AFTER = re.compile(rf"{_SOFT}\s?(?:{_VERB})")
_BEFORE = re.compile(
    rf"(?:(?:{_MOVED})(?:(?:\s[\w'’-]+){{0,7}}?\sby|{_SOFT}\sof)|(?P<up2>(?<![\w-])up(?:\sby)?)|(?P<down2>(?<![\w-])down(?:\sby)?)){_ABOUT}\s*[(+-]?\s*$"
)
_MOVED_BY = re.compile(rf"(?:{_MOVED}){_SOFT}{_ABOUT}\s$")
_QUANTIFIER = re.compile(
    r"\b(over|more than|less than|fewer than|under|up to|at least|at most|nearly|almost|around|"
    r"about|approximately|"
    r"approx\.?|just over|just under|just below|just above|below|above|c\.)\s*$"
)


def direction_of(match: re.Match[str]) -> int:
    """Return 1 for up, -1 for down, 0 for a word that says a change but not which way."""
    groups = match.groupdict()
    if groups.get("up") or groups.get("up2"):
        return 1
    return -1 if groups.get("down") or groups.get("down2") else 0


def change_direction(sentence: Sentence, token: Token) -> int | None:
    """Return which way a number says something went (1, -1, 0 unsaid); None where it is a level."""
    if token.signed:
        return 1 if token.value > 0 else -1
    before = sentence.lower[max(0, token.start - 60) : token.start]
    after = sentence.lower[token.end : token.end + 60]
    if re.search(r"\bm(?:akes?|ade|aking)\sup\s(?:about\s|around\s|just\s|over\s|nearly\s)?$", before):
        return None
    if (
        not re.search(r"\b(?:to|from)\s*$", before)
        and (found := _AFTER.match(after))
        and not re.match(r"\s?(?:over|under|up)\s(?:the|a|\d)|\sexceed", after)
    ):
        return direction_of(found)
    if re.search(r"\b(?:to|at|was|were|is|from)\s*$", before):
        return None
    if (found := _MOVED_BY.search(before)) and re.match(
        r"\s(?:to|from|in|over|compared|on|during|since|year)\b|[.;]?$|[.;,]\s", after
    ):
        return direction_of(found)
    found = _BEFORE.search(before)
    return direction_of(found) if found else None


def is_quantified(sentence: Sentence, token: Token) -> bool:
    """Whether the number is a bound or a round one ("over 50") and no exact value."""
    return bool(_QUANTIFIER.search(sentence.lower[max(0, token.start - 20) : token.start]))


_LINES = ("999", "101", "111", "112")
"""Telephone lines that are spoken of as if they were counts ("the rate for 999 is 6.1")."""


def levels(sentence: Sentence) -> list[Token]:
    """Return the numbers of a sentence that are values of something: no changes, periods, ranks or names."""
    return [
        it
        for it in sentence.tokens
        if it.is_level
        and it.text not in _LINES
        and not is_denominator(sentence, it)
        and change_direction(sentence, it) is None
    ]


def is_denominator(sentence: Sentence, token: Token) -> bool:
    """Whether a number is what a rate is of ("per 1,000")."""
    return bool(
        re.search(
            r"\b(?:per|(?:for|in)\s(?:every|each))\s(?:head\sof\s)?$",
            sentence.lower[max(0, token.start - 16) : token.start],
        )
    )


def in_brackets(sentence: Sentence, token: Token) -> bool:
    """Whether a number stands inside brackets."""
    before = sentence.text[: token.start]
    return before.rfind("(") > before.rfind(")")


_WHAT = (
    r"(?:target|average|avg|mean|median|baseline|benchmark|threshold|forecast|expected|"
    r"predicted|limit|standard)"
)
_COMPARATOR = re.compile(
    rf"""\b(?:
      (?P<up>(?:higher|greater|longer|more|larger|slower)\s(?:than|when\scompared|compared|in\scomparison)|above|exceed(?:s|ed|ing)?
        |over(?=\s(?:the|its|their|our)\b[^.;()]{{0,40}}?{_WHAT})|up\son)
     |(?P<down>(?:lower|less|fewer|shorter|smaller|quicker|faster)\s(?:than|when\scompared|compared|in\scomparison)|below|short\sof
        |under(?=\s(?:the|its|their|our)\b[^.;()]{{0,40}}?{_WHAT})|down\son)
     |(?P<grew>increase|rise|growth|uplift)(?=\s(?:of\s[^;()]{{1,25}}?\s)?(?:on|from|compared|in\scomparison|over|against|when)\b)
     |(?P<shrank>reduction|decrease|fall|drop|decline)(?=\s(?:of\s[^;()]{{1,25}}?\s)?(?:on|from|compared|in\scomparison|over|against|when)\b)
     |(?P<moved>improvement|deterioration|change|difference)(?=\s(?:of\s[^;()]{{1,25}}?\s)?(?:on|from|compared|in\scomparison|over|against|when)\b)
    )(?![a-z])""",
    re.VERBOSE,
)
_BREAKER = re.compile(
    r"\b(?:however|but|while|whilst|although|whereas|despite|where|and|with|after|before|due|because|if|"
    r"when compared to other|so|or)\b|;|\.\s|\)"
)
_ANAPHOR = re.compile(
    r"(?:this|that|it|these|which|an?\s(?:increase|reduction|decrease|rise|fall|drop|improvement))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Comparison:
    """Something said of one value and another: ``base`` is what is compared with.

    ``values`` are the numbers the sentence may mean by its subject, nearest first, each with the
    sentence it stands in; a comparison is wrong only if it is wrong for every one of them.
    ``amount`` is the stated difference; ``turned``: base and value may stand the other way about.
    """

    sentence: Sentence
    word: str
    direction: int
    start: int
    base: Token
    values: tuple[tuple[Sentence, Token], ...]
    amount: Token | None
    turned: bool
    baseline: str


def previous_sentence(sentence: Sentence) -> Sentence | None:
    """Return the sentence before in the same passage."""
    group = sentence.passage.sentences
    at = next((i for i, it in enumerate(group) if it.start == sentence.start), 0)
    return group[at - 1] if at else None


def comparisons(sentence: Sentence) -> Iterator[Comparison]:
    """Yield each comparison of a sentence whose two values are given in it or just before it."""
    found = list(levels(sentence))
    for match in _COMPARATOR.finditer(sentence.lower):
        base = next((it for it in found if it.start >= match.end()), None)
        named = _named_before(sentence, found, match)
        if named is not None:
            yield from _with_base(sentence, match, named)
            continue
        if base is None or base.start - match.end() > 110:
            continue
        gap = sentence.lower[match.end() : base.start]
        if re.match(r"\s(?:it|them|by)\b", gap):
            continue
        rest = gap.rstrip()
        bracket = rest.endswith("(")
        if _BREAKER.search(rest) or (not gap.strip() and match["up"] != "exceed"):
            continue
        if not bracket and "(" in rest:
            continue
        word, direction = _word(match)
        if word.startswith(("slower", "longer", "quicker", "faster", "shorter")) and base.unit not in (
            Unit.SECONDS,
            Unit.DAYS,
        ):
            continue
        amount = _amount(sentence, match, base)
        values = _subjects(sentence, [it for it in found if it is not amount], match.start(), base)
        if not values:
            continue
        turned = bracket and bool(re.search(rf"{_WHAT}s?\s*\($", rest))
        yield Comparison(sentence, word, direction, match.start(), base, values, amount, turned, rest)


def _word(match: re.Match[str]) -> tuple[str, int]:
    """Return the comparing word and the side it says (0: none)."""
    word = match["up"] or match["down"] or match["grew"] or match["shrank"] or match["moved"]
    return word, 1 if match["up"] or match["grew"] else -1 if match["down"] or match["shrank"] else 0


def _named_before(sentence: Sentence, found: list[Token], match: re.Match[str]) -> Token | None:
    """Return the target given before ("against a target of 10 minutes, … faster than the target")."""
    if not re.match(
        rf"\s(?:the|its|their|our|this|that)\s(?:\w+\s)?{_WHAT}\b(?!\s(?:of|set)\b)[^0-9(]*(?:[.;,]|$)",
        sentence.lower[match.end() :],
    ):
        return None
    earlier = [
        it
        for it in found
        if it.end <= match.start()
        and re.search(rf"\b{_WHAT}(?:\sof|\swas|\sis|:)\s*$", sentence.lower[: it.start])
    ]
    return earlier[0] if len(earlier) == 1 else None


def _with_base(sentence: Sentence, match: re.Match[str], base: Token) -> Iterator[Comparison]:
    word, direction = _word(match)
    amount = _amount(sentence, match, base)
    values = tuple(
        (sentence, it)
        for it in levels(sentence)
        if it is not base and it.end <= base.start and it.unit is base.unit
    )
    if values:
        end = next((it for it in sentence.tokens if it is amount), base)
        yield Comparison(
            sentence,
            word,
            direction,
            match.start(),
            base,
            values,
            amount if end is amount else None,
            False,
            "",
        )


def _subjects(
    sentence: Sentence, found: list[Token], before: int, base: Token
) -> tuple[tuple[Sentence, Token], ...]:
    own = [(sentence, it) for it in reversed(found) if it.end <= before and it.unit is base.unit]
    if own:
        return tuple(own)
    earlier = previous_sentence(sentence)
    if earlier is None or not _ANAPHOR.match(sentence.text):
        return ()
    return tuple((earlier, it) for it in reversed(levels(earlier)) if it.unit is base.unit)


def _amount(sentence: Sentence, match: re.Match[str], base: Token) -> Token | None:
    """Return the difference said just before (or, as in "an improvement of 2.7% on", just after) the word."""
    for token in sentence.tokens:
        if token.unit not in (*LEVELS, Unit.POINTS) or token.signed:
            continue
        ahead = sentence.lower[token.end : match.start()]
        if (match["up"] or "").startswith("exceed"):
            return None
        if token.end <= match.start() and re.fullmatch(
            rf"(?:\s\((?:or\s)?[^()]{{1,12}}\))?(?:\s(?!but|and|is|are|was|which|or)\w+)?{_SOFT}\s?", ahead
        ):
            return token
        after = sentence.lower[match.end() : token.start]
        if match.end() <= token.start < base.start and re.fullmatch(rf"\sof{_ABOUT}\s?", after):
            return token
    return None
