"""Values said to be above, below, slower or faster than others that are given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from frankpledge.checking.arithmetic import as_time, difference_may_be, plain
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.phrases import Comparison, comparisons, in_brackets
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import is_base, is_earlier, is_target
from frankpledge.checking.rules.change import check_amount
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "comparison"
_LIKE = re.compile(
    r"\b(?P<like>(?:broadly\s|very\s)?similar\s(?:to|as)|(?:broadly\s)?in\sline\swith|consistent\swith|comparable\s(?:to|with)|the\ssame\sas|unchanged\sfrom)\b"
)


def _denied(it: Comparison, value: Token) -> bool:
    """Whether a value is on the other side of its base than is said (equal counts as the other side)."""
    gap = value.value - it.base.value
    return gap * it.direction <= 0


def _place(it: Comparison, owner: Sentence, value: Token) -> tuple[int, int]:
    """Return the span to quote, within the comparison's own sentence."""
    own = owner is it.sentence and it.base.end - value.start < 290
    if own and it.amount is None:
        between = [one for one in it.sentence.tokens if value.end <= one.start < it.start]
        own = len(between) < 2 and it.start - value.end < 120
    start = value.start if own else max(0, min(it.start, it.amount.start if it.amount else it.start) - 12)
    return start, it.base.end


def _now(it: Comparison) -> Comparison:
    """Return the comparison without values called those of before or aimed at, where others are left."""
    own = tuple(
        each for each in it.values if not any(is_a(*each) for is_a in (is_earlier, is_target, is_base))
    )
    return replace(it, values=own) if own else it


def _of(it: Comparison) -> Iterator[Problem]:
    owner, value = it.values[0]
    start, end = _place(it, owner, value)
    if owner is not it.sentence and value.value == it.base.value:
        return  # the same threshold, spoken of twice
    if it.direction and all(_denied(it, token) for _, token in it.values):
        if it.turned and any(_denied(it, token) and token.value != it.base.value for _, token in it.values):
            return
        side = (
            "the same as"
            if value.value == it.base.value
            else "below"
            if value.value < it.base.value
            else "above"
        )
        yield it.sentence.problem(
            KIND, f"{value.text} is {side} {it.base.text}, not {it.word} it.", Severity.ERROR, start, end
        )
        return
    if it.amount is None or it.turned:
        return
    if it.amount.unit is Unit.PERCENT:
        found = [
            list(check_amount(it.sentence, it.amount, it.base, token, 0, start, end))
            for _, token in it.values
        ]
        if all(found):
            worst = sorted(found, key=lambda each: each[0].severity != Severity.ADVICE)
            yield worst[0][0]
        return
    fits = [token for _, token in it.values if _fits(it, token)]
    if not fits and (it.amount.unit is it.base.unit or it.amount.unit is Unit.POINTS):
        gap = value.value - it.base.value
        shown = as_time(gap) if it.base.unit is Unit.SECONDS else plain(abs(gap), 2)
        yield it.sentence.problem(
            KIND,
            f"{value.text} and {it.base.text} are {shown} apart, not {it.amount.text}.",
            Severity.ERROR,
            start,
            end,
        )


def _fits(it: Comparison, value: Token) -> bool:
    assert it.amount
    about = re.search(
        r"\b(?:around|about|approximately|approx\.?|nearly|almost|over|just|roughly|some|more than)\s*$",
        it.sentence.lower[max(0, it.amount.start - 16) : it.amount.start],
    )
    step = it.amount.step
    if about:
        step = max(step, 0.15 * it.amount.value)
    return difference_may_be(it.amount.value, step, value, it.base)


def _bounds(sentence: Sentence) -> Iterator[Problem]:
    """``over 80% (79.4%)``: the exact number beside a rounded bound."""
    for one, other in zip(sentence.tokens, sentence.tokens[1:], strict=False):
        if one.unit is not other.unit or not one.is_level or not in_brackets(sentence, other):
            continue
        if not re.fullmatch(r"\s?\(", sentence.text[one.end : other.start]) or not re.match(
            r"\s?\)", sentence.text[other.end :]
        ):
            continue
        word = re.search(
            r"\b(over|more than|above|at least|exceeding|under|less than|below|fewer than|up "
            r"to)\s(?:the\s)?$",
            sentence.lower[: one.start],
        )
        if not word:
            continue
        up = word[1] in ("over", "more than", "above", "at least", "exceeding")
        wrong = other.value < one.value if up else other.value > one.value
        if wrong:
            yield sentence.problem(
                KIND, f"{other.text} is not {word[1]} {one.text}.", Severity.ERROR, word.start(), other.end
            )


def _likeness(sentence: Sentence) -> Iterator[Problem]:
    """``in line with``: two numbers far apart."""
    for match in _LIKE.finditer(sentence.lower):
        levels = [it for it in sentence.tokens if it.is_level]
        base = next((it for it in levels if it.start >= match.end()), None)
        value = next((it for it in reversed(levels) if it.end <= match.start()), None)
        if (
            base is None
            or value is None
            or base.unit is not value.unit
            or base.start - match.end() > 60
            or match.start() - value.end > 60
        ):
            continue
        if re.search(
            r"\b(?:but|however|and|while|with\sa|where|when|which)\b|;|\)",
            sentence.lower[match.end() : base.start],
        ):
            continue
        if (
            max(base.value, value.value) > 1.25 * min(base.value, value.value)
            and abs(base.value - value.value) > 5
        ):
            yield sentence.problem(
                KIND,
                f"{value.text} and {base.text} are {plain(abs(base.value - value.value), 1)} apart: "
                f'not "{match["like"]}".',
                Severity.ADVICE,
                value.start,
                base.end,
            )


MANY = 60
"""A sentence of more numbers is a list, in which nobody can say which of them is compared."""


def find(document: Document) -> Iterable[Problem]:
    """Yield comparisons their numbers deny."""
    for sentence in document.sentences:
        if not 0 < len(sentence.tokens) <= MANY:
            continue
        for comparison in comparisons(sentence):
            yield from _of(_now(comparison))
        if len(sentence.tokens) >= 2:
            yield from _bounds(sentence)
            yield from _likeness(sentence)


RULE = Rule(
    KIND,
    "A comparison that its numbers deny",
    '"Above target", "slower than", "below the average", "20 seconds over the target", "over 80% '
    '(79%)": both '
    "values are given, and the side or the distance is wrong.",
    (
        "The rolling average was 12:35, above the local target of 13:17.",
        "Attendance was 13:54, which is 30 seconds over the target of 13:34.",
        "Satisfaction was 78.4%, above the 80% target.",
        "Calls take 25.7 days, around 9 days longer than the national average of 20.6 days.",
        "Satisfaction stands at over 80% (79.4%).",
    ),
    (
        "The rolling average was 12:35, above the local target of 12:17.",
        "Attendance was 13:54, which is 20 seconds over the target of 13:34.",
        "Satisfaction was 82.3%, above the 80% target.",
        "Calls take 25.7 days, around 5 days longer than the national average of 20.6 days.",
        "The target is 30%. On a rolling basis the force is currently below the target (27.8%).",
        "Satisfaction stands at over 80% (81.6%).",
    ),
    find,
)
