"""Values said to be better, quicker, dearer, busier than another's, told in whatever way."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from frankpledge.checking.arithmetic import as_time, plain
from frankpledge.checking.betterment import better
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.named_rows import row_index
from frankpledge.checking.numerals import numbers
from frankpledge.checking.phrases import comparisons
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import (
    in_unit_of,
    is_change,
    is_peer,
    is_target,
    own_values,
    sentences_before,
    text_around,
)
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.subjects import subject_values
from frankpledge.checking.tokens import LEVELS, Token, Unit

KIND = "beside-others"
_MORE = (
    r"higher|greater|longer|more|larger|bigger|above|dearer|busier|stronger|older|up|commoner|costlier|steeper|wider|heavier|"
    r"(?:more|less)\s[a-z]+"
)
_LESS = r"lower|down|less|fewer|shorter|smaller|below|cheaper|weaker|younger|rarer|shallower|narrower|lighter"
_WORD = re.compile(
    r"\b(?:(?P<better>better|outperform(?:s|ed|ing)?|beat(?:s|en|ing)?|ahead|compar(?:es?|ed|ing)\s(?:very\s|quite\s)?(?:favourably|well)\s(?:with|to|against))|"
    r"(?P<worse>worse|poorer|compar(?:es?|ed|ing)\s(?:very\s|rather\s)?(?:unfavourably|poorly|badly)\s(?:with|to|against)|lag(?:s|ged|ging)?|trail(?:s|ed|ing)?|behind)|"
    rf"(?P<fast>faster|quicker|speedier)|(?P<slow>slower)|(?P<more>{_MORE})|(?P<less>{_LESS}))\b"
    r"(?:(?P<noun>(?:\s(?!than\b)[a-z-]+){0,3}?)\s(?P<than>than|(?:when\s)?compared\s(?:to|with)|of\b|behind|from|on)\b)?"
)
_GAP = re.compile(
    r"\s?(?:(?!(?:and|but|while|or|with|at|by|if|it|they|because|when)\b)[a-z’'-]+\s){0,7}?(?:at\s)?\(?$"
)
_GROWTH = re.compile(
    r"\b(?:growth|rise|increase|growing|rising|fall|reduction|decline|change|grew|rose|fell|falling)\b"
)
_VERBS = ("compar", "outperform", "beat", "lag", "trail")
_BARE = (*_VERBS, "above", "below", "behind", "ahead")


@dataclass(frozen=True)
class Beside:
    """A value set beside another: the word, the side it says (None: better or worse), and the base."""

    match: re.Match[str]
    base: Token
    changes: bool


def _timeless(text: str) -> str:
    """Return a text with its periods as a word."""
    return re.sub(
        r"\bq(?:uarter\s)?[1-4]\b|\b(?:20)?[0-9]{2}[/–-][0-9]{2}\b|\b20[0-9]{2}\b|\bwave\s[0-9]+",
        "then",
        text,
    )


def _besides(sentence: Sentence) -> Iterator[Beside]:
    known = {it.base.start for it in comparisons(sentence)}
    for match in _WORD.finditer(sentence.lower):
        word = match[0].split()[0]
        if (match["than"] in ("from", "on")) is not (word in ("up", "down")):
            continue
        if not match["than"] and not word.startswith(_BARE):
            continue
        if re.search(r"\b(?:no|not|never|rather|other)\s$", sentence.lower[: match.start()]):
            continue
        for base in numbers(sentence):
            if base.start < match.end() or base.unit is Unit.PERIOD:
                continue
            if re.match(r"\s(?:%|per\scent|more|fewer|less|points)", sentence.lower[base.end :]):
                break
            gap = _timeless(sentence.lower[match.end() : base.start])
            fits = base.unit in (*LEVELS, Unit.POINTS) and len(gap) < 70 and _GAP.fullmatch(gap)
            if fits and base.start not in known and not is_target(sentence, base):
                rate = bool(_GROWTH.search(match["noun"] or "")) or base.signed
                yield Beside(match, base, rate)
            break


_ALIKE = re.compile(
    r"\b(?P<word>on\s(?:a\s)?par|level|in\sline|comparable|similar|identical|equal|the\ssame)\s(?:with|to|as)\s"
    r"(?:(?!(?:and|but|while|or|when|if|that|expectations?|profile|plans?|guidance)\b)[a-z’'-]+\s){0,6}?(?:at\s|of\s)?\(?$"
)
_MOST_POINTS, _MOST_APART = 6.0, 0.15
"""How far apart two values may be that are called alike: points of a share, and parts of another value."""


def _alike(sentence: Sentence) -> Iterator[Problem]:
    """``12.4 days, on a par with the national 9.2``: values far apart that are called alike."""
    for base in numbers(sentence):
        match = _ALIKE.search(sentence.lower[: base.start])
        if match is None or base.unit not in LEVELS or base.value <= 0 or not is_peer(sentence, base):
            continue
        if re.search(
            r"\b(?:not|no\slonger|never|almost|to\sbe)\s(?:\w+\s)?$", sentence.lower[: match.start()]
        ):
            continue
        values = [it for it in own_values(sentence, base) if it.end <= match.start()]
        gaps = [(it, size - base.value) for it in values if (size := in_unit_of(it, base)) is not None]
        limit = _MOST_POINTS if base.unit is Unit.PERCENT else _MOST_APART * base.value
        if gaps and all(abs(gap) >= limit for _, gap in gaps):
            value = gaps[-1][0]
            yield sentence.problem(
                KIND,
                f'{value.text.strip()} and {base.text.strip()} are far apart: not "{match["word"]}".',
                Severity.WARNING,
                value.start if not _between(sentence, value, match.start()) else match.start(),
                base.end,
            )


def _two_named(sentence: Sentence) -> Iterator[Problem]:
    """``higher among staff (9.2 days) than officers (10.1 days)``: each value after its own name."""
    found = [it for it in numbers(sentence) if it.unit is not Unit.PERIOD]
    for value, base in itertools.pairwise(found):
        if value.unit not in LEVELS or value.unit is not base.unit or value.signed or base.signed:
            continue
        between, opening = sentence.lower[value.end : base.start], sentence.lower[: value.start]
        words = list(_WORD.finditer(opening))
        word = words[-1] if words else None
        if (
            word is None
            or re.search(r"[0-9.;]", opening[word.end() :])
            or value.start - word.end() > 90
            or re.search(r"\bthan\b", opening[word.end() :])
        ):
            continue
        if not re.fullmatch(
            r"\)?(?:\s[a-z’'-]+){0,4}?\s?,?\s?than\s(?:(?!if\b)[a-z’'-]+\s){1,10}?(?:at\s|with\s)?\(?",
            between,
        ) or _WORD.search(between):
            continue
        if re.search(r"\b(?:no|not)\s$", opening[: word.start()]) or (
            word["than"] and word["than"] != "than"
        ):
            continue
        side = _side(Beside(word, base, False), value, text_around(sentence))
        if side is not None and (value.value - base.value) * side <= 0:
            end = base.end + (sentence.text[base.end : base.end + 1] == ")")
            yield sentence.problem(
                KIND,
                f"{value.text.strip()} is not {word[0].split()[0]} beside {base.text.strip()}.",
                Severity.ERROR,
                word.start(),
                end,
            )


_BARE_WORD = re.compile(
    r"\b(?:is|are|was|were|does|do|did|performs?|comes?|makes\s(?:us|the\s\w+)|fares?|ranks?|stands?)\s(?:(?:also|still|now|therefore|slightly|well|much|"
    r"a\slittle|far|somewhat|clearly|again|even)\s)*(?:(?P<better>better|ahead)|(?P<worse>worse|behind)|(?P<fast>quicker|faster|sooner)|(?P<slow>slower)|"
    r"(?P<more>higher|longer|greater|larger|above|busier|dearer|more)|(?P<less>lower|shorter|smaller|below|cheaper|fewer|less))"
    r"(?=\s?(?:[.,;:)]|$|(?:here|still|that|this|it|than\s(?:the\s|our\s)?(?:country|nation|region|rest|peers|neighbours|others|average))\b))"
    r"|\b(?:we|force|service|it|they|county)\s(?:also\s|therefore\s|thus\s|still\s|now\s)?(?:(?P<beat>outperforms?|beats?|do(?:es)?\sbetter\sthan)|(?P<lag>lags?|trails?|do(?:es)?\sworse\sthan))"
    r"(?=\s(?:behind\s)?(?:the\s|our\s|its\s)?(?:country|nation|region|rest|peers|neighbours|others|average)(?=\s?[.,;:)]|$))"
)


_OF_OTHERS = re.compile(r"\b(?:nationally|national|region\w*|elsewhere)\b[^.;,]*$")


def _against_peer(sentence: Sentence) -> Iterator[Problem]:
    """``The national average is 61%; ours, at 58%, is higher``: the other's value is given without "than"."""
    for match in _BARE_WORD.finditer(sentence.lower):
        verb = match["beat"] or match["lag"]
        near = (sentence, *sentences_before(sentence, 2 if verb else 1))
        peers = [
            (place, it) for place in near for it in numbers(place) if it.unit in LEVELS and is_peer(place, it)
        ]
        if not peers:
            continue
        place, base = peers[0]
        if (
            place is sentence
            and "makes us" not in match[0]
            and re.fullmatch(r"[\s,)]*(?:which\s|this\s|that\s)?", sentence.lower[base.end : match.start()])
        ):
            continue  # "nationally 61%, which is higher": it is the other's that is spoken of
        own = [
            (owner, it)
            for owner in near
            for it in own_values(owner, base)
            if owner is not sentence or it.end <= match.start()
        ]
        values = [it for owner, it in own if owner is own[0][0]]
        if not values or (place is not sentence and _OF_OTHERS.search(sentence.lower[: match.start()])):
            continue
        it = Beside(match, base, False)
        words = text_around(sentence, 1)
        if verb:
            sides = [better(text_around(sentence, 2), value.unit) for value in values]
            sides = [None if side is None else side * (1 if match["beat"] else -1) for side in sides]
        else:
            sides = [_side(it, value, words) for value in values]
        judged = [(value, in_unit_of(base, value), side) for value, side in zip(values, sides, strict=True)]
        if all(
            one is not None and side is not None and (value.value - one) * side <= 0
            for value, one, side in judged
        ):
            value = values[0]
            start = min(base.start, match.start()) if place is sentence else match.start()
            yield sentence.problem(
                KIND,
                f'{value.text.strip()} beside {base.text.strip()} is not "{verb or match[0].split()[-1]}".',
                Severity.WARNING,
                start,
                match.end(),
            )


def _side(it: Beside, value: Token, words: str) -> int | None:
    match = it.match
    if match["better"] or match["worse"]:
        good = better(words, value.unit)
        return None if good is None else good * (1 if match["better"] else -1)
    if match["fast"] or match["slow"]:
        if it.changes:
            return 1 if match["fast"] else -1
        if value.unit in (Unit.SECONDS, Unit.DAYS, Unit.MONTHS):
            return -1 if match["fast"] else 1
        return None
    if match["more"]:
        return -1 if match["more"].startswith("less ") else 1
    return -1


def _amount(sentence: Sentence, it: Beside) -> Token | None:
    """Return the distance said just before the word ("5.1 longer than")."""
    if it.match[0].startswith(_VERBS):
        return None
    for token in numbers(sentence):
        gap = sentence.lower[token.end : it.match.start()]
        if (
            token.unit in (*LEVELS, Unit.POINTS)
            and token.end <= it.match.start()
            and re.fullmatch(r"\s(?:points?\s|days?\s|minutes?\s|seconds?\s|per\scent\s)?", gap)
        ):
            return token
    return None


def _values(sentence: Sentence, it: Beside, document: Document) -> tuple[Sentence | None, list[Token]]:
    amount = _amount(sentence, it)
    near = [
        one
        for one in own_values(sentence, it.base, changes=it.changes)
        if one.end <= it.match.start() and one != amount
    ]
    if near and it.match["than"] in ("from", "on"):
        return sentence, []  # a pair of one sentence is a change, and is checked as one
    if near:
        return sentence, near[-2:] if it.changes else near
    others = [
        one
        for one in numbers(sentence)
        if one.unit in LEVELS and one.end <= it.match.start() and not is_change(sentence, one)
    ]
    row = row_index(document).named(sentence, before=it.match.start())
    if row is not None and not it.changes and (value := row.latest()) is not None:
        return sentence, [value]
    if others and not it.changes:
        return sentence, []
    if not it.changes:
        return subject_values(document, sentence, it.base, it.match.start())
    for earlier in sentences_before(sentence, 1):
        found = own_values(earlier, it.base, changes=True)
        if found:
            return earlier, found
    return sentence, []


def _of(sentence: Sentence, it: Beside, document: Document) -> Iterator[Problem]:
    place, values = _values(sentence, it, document)
    words = text_around(sentence)
    judged = []
    least = 0.1 if place is sentence else 0.5
    for value in values:
        base = in_unit_of(it.base, value)
        side = _side(it, value, words)
        if base is None or side is None:
            return
        judged.append((value, base, side))
    if not judged or any(b and not least <= abs(v.value / b) <= 1 / least for v, b, _ in judged):
        return
    start, end = it.match.start(), it.base.end
    if sentence.text[end : end + 1] == ")":
        end += 1
    amount = _amount(sentence, it)
    if all((value.value - base) * side <= 0 for value, base, side in judged):
        value, base, _ = judged[0]
        if place is not sentence and value.value == base:
            return
        relation = (
            "the same as" if value.value == base else "less than" if value.value < base else "more than"
        )
        if place is sentence and value.end <= start and not _between(sentence, value, start):
            start = value.start
        yield sentence.problem(
            KIND,
            f'{value.text.strip()} is {relation} {it.base.text.strip()}: not "{it.match[0].strip()}".',
            Severity.ERROR if place is sentence else Severity.WARNING,
            start,
            end,
        )
    elif amount is not None and place is sentence and amount.unit is not Unit.PERCENT:
        gaps = [(value, abs(value.value - base), in_unit_of(amount, value)) for value, base, _ in judged]
        if all(
            said is not None and abs(gap - said) >= max(amount.step, value.step) for value, gap, said in gaps
        ):
            value, gap, _ = gaps[0]
            shown = as_time(gap) if value.unit is Unit.SECONDS else plain(gap / (_scale(value)), 2)
            yield sentence.problem(
                KIND,
                f"{value.text.strip()} and {it.base.text.strip()} are {shown} apart, not "
                f"{amount.text.strip()}.",
                Severity.ERROR,
                value.start if value.end <= start else start,
                end,
            )


def _scale(token: Token) -> float:
    figure = re.search(r"[0-9][0-9,]*(?:\.[0-9]+)?", token.text)
    shown = float(figure[0].replace(",", "")) if figure else 0.0
    return abs(token.value) / shown if shown else 1.0


def _between(sentence: Sentence, value: Token, start: int) -> bool:
    """Whether other numbers stand between, or much text: then the value is left out of the quote."""
    return start - value.end > 120 or any(value.end <= one.start < start for one in sentence.tokens)


def find(document: Document) -> Iterable[Problem]:
    """Yield values that stand on the other side of what they are set beside."""
    for sentence in document.sentences:
        if sentence.tokens:
            for it in _besides(sentence):
                yield from _of(sentence, it, document)
            yield from _two_named(sentence)
            yield from _alike(sentence)
        yield from _against_peer(sentence)


RULE = Rule(
    KIND,
    "A value said to be better, quicker or busier than another's, which the two deny",
    '"Faster growth than the region (+9.8%)", "quicker than the regional 44", "better than the national '
    "83%\": the other's value "
    "may stand in brackets or without its unit, and the value itself a sentence before or in a table's row. "
    "Better and worse are read from the words; where these do not say which way is better, nothing is said.",
    (
        "The caseload was 1,486, up 13.3% on a year before. This is faster growth than the nation (+14.6%).",
        "Consultations took 24.7 days, 6.1 longer than the 19.6 of the nation.",
        "The share convicted was 81%, better than the national 83%.",
        "Calls were answered in 12 seconds, quicker than the regional 9.",
    ),
    (
        "The caseload was 1,486, up 13.3% on a year before. This is faster growth than the nation (+11.6%).",
        "Consultations took 24.7 days, 5.1 longer than the 19.6 of the nation.",
        "The share convicted was 85%, better than the national 83%.",
        "Calls were answered in 12 seconds, quicker than the regional 19.",
    ),
    find,
)
