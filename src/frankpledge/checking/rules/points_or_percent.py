"""Changes of a rate given in "%": points, or per cent of the rate?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.phrases import change_direction, comparisons, levels, previous_sentence
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.change import POINTS, pairs
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = POINTS
_RATE = re.compile(
    r"\b(?:rates?|ratios?|satisfaction|confidence|proportions?|percentages?|kept\sinformed|ease\sof\scontact|"
    r"follow[- ]?up|treatment|attendance|compliance|availability|victim\ssatisfaction|trust|"
    r"whole\sexperience|awareness|knowledge|(?:feelings?|perceptions?)\sof|belief|take-?up|uptake|sign-?up|use\sof|usage|turnout|occupancy|"
    r"willingness|likelihood|readiness|participation|engagement|accuracy|timeliness|punctuality|optimism|agreement|"
    r"representation|reoffending|abandonment|answer(?:ing)?\sspeed\sscore|response\srates?|pass\srates?|"
    r"coverage|support\sfor|recognition|visibility|approval|retention|shares?|completion|utilisation|understanding)\b"
)
_COUNTED = re.compile(
    r"\b(?:volumes?|numbers?|offences|reports|incidents|referrals|calls|arrests|searches|complaints|cases|levels\sof|budgets?|spend(?:ing)?|income|emissions|use\sof\s(?:force|stop)|stop\sand\ssearch|prices?|hours|"
    r"crime\srates?|offence\srates?|incident\srates?|per\s1,?000|per\s\d|population|interest\srates?|costs?|demand)\b"
)
_LINK = re.compile(
    r"^[^.;]{0,60}?(?:,|\(|\bwhich\s(?:is|was)\b|\bthis\s(?:is|was)\b|\ban?\b|\bup\b|\bdown\b|[-–])\s*(?:an?\s)?(?:around\s|about\s)?$"
)
_ANAPHOR = re.compile(
    r"(?:this|that|it|these|which)\s(?:is|was|were|are|represents?|shows?|equates?)\b", re.IGNORECASE
)


def _subject_rate(sentence: Sentence, said: Token, rates: Sequence[Token]) -> tuple[Token | None, bool]:
    """Return the percentage the change is of, if printed, and whether the subject is a rate at all.

    ``rates`` are the percentages of the sentence that are values.
    """
    own = [it for it in rates if it.end <= said.start]
    if (
        own
        and _LINK.search(sentence.lower[own[-1].end : said.start])
        and not re.search(r"\b(?:and|has|have)\b", sentence.lower[own[-1].end : said.start])
    ):
        return own[-1], True
    earlier = previous_sentence(sentence)
    if earlier is not None and _ANAPHOR.match(sentence.text) and not own:
        before = levels(earlier)
        if before and before[0].unit is Unit.PERCENT and not re.search(r"\d", sentence.text[: said.start]):
            return before[0], True
    clause = re.split(
        r";|,\s(?:and|while|with)\b|\bhowever\b|\bdespite\b|\balthough\b|\bwhile\b",
        sentence.lower[: said.start],
    )[-1]
    if len(clause) < 12:
        clause = sentence.lower[: said.start]
    after = re.match(
        r"\s(?:\w+\s){0,2}(?:increase|rise|improvement|reduction|decrease|fall|drop|decline)\s(?:in|of)\s([^.;,]{0,50})",
        sentence.lower[said.end :],
    )
    clause = re.sub(r"\b(?:slower|faster|similar|higher|lower|greater|same|steady)\srate\b", "", clause)
    within = re.match(r"\s(?:in|of)\s([^.;,]{0,40})", sentence.lower[said.end :])
    if within and _RATE.search(within[1]) and not _COUNTED.search(within[1]):
        return None, True
    named = bool(_RATE.search(clause)) and not _COUNTED.search(clause)
    if after and not named:
        named = bool(_RATE.search(after[1])) and not _COUNTED.search(after[1])
    return None, named


_TIMED = re.compile(r"\s(?:slower|faster|quicker|longer|shorter)\b")
_ON_RATE = re.compile(
    r"\s(?:higher|lower|better|worse|more|less|above|below|up|down)\s?(?:than|on)?\s(?:the|its|our|a|last)\s"
    r"[^.;,0-9]{0,60}?\b(?:of|at|,|\()\s?(?P<rate>[0-9]+(?:\.[0-9]+)?)\s?(?:%|per\scent)"
)


def _beside_rate(sentence: Sentence, said: Token) -> bool:
    """``4% higher than the national figure of 53%``: what it is compared with is a rate."""
    found = _ON_RATE.match(sentence.lower[said.end :])
    return bool(found and float(found["rate"]) > said.value)


def _bracketed(sentence: Sentence) -> Iterator[Problem]:
    """``82% (+3%)``: a signed change beside the rate it is of."""
    for one, other in pairwise(sentence.tokens):
        if one.unit is not Unit.PERCENT or other.unit is not Unit.PERCENT or one.signed or not other.signed:
            continue
        closed = re.match(r"\s?(?:\)|on\b|from\b|compared\b)", sentence.text[other.end :])
        if (
            change_direction(sentence, one) is None
            and closed
            and sentence.text[one.end : other.start].strip() == "("
        ):
            message = f"If points are meant, it was {plain(one.value - other.value)}% before. Say which."
            yield sentence.problem(KIND, message, Severity.WARNING, one.start, other.end)


_BY = re.compile(
    r"\b(?:by|up|down|gain|rise|fall|drop|increase|decrease|improvement|reduction|growth|improved|better|worse|higher|lower|added|lost|gained)\s"
    r"(?:of\s|by\s|just\s|only\s|some\s|about\s|a\s|over\s|nearly\s|a\sfurther\s|an\s)*$"
)


def _between_rates(sentence: Sentence) -> Iterator[Problem]:
    """``5.4% of hours lost. Q3 6.2%. Lower by 0.8%``: a change that is the points between two rates."""
    window = [sentence]
    while len(window) < 3 and (earlier := previous_sentence(window[0])) is not None:
        window.insert(0, earlier)
    for said in sentence.tokens:
        if said.unit is not Unit.PERCENT or said.signed or said.value <= 0:
            continue
        before, after = sentence.lower[: said.start], sentence.lower[said.end : said.end + 12]
        if re.search(r"\b(?:m(?:akes?|ade)\sup|share|rate|total|proportion)\s(?:of\s)?$", before) or re.match(
            r"\s?of\s", after
        ):
            continue
        if not _BY.search(before) and change_direction(sentence, said) is None:
            continue
        rates = [
            it
            for each in window
            for it in each.tokens
            if it.unit is Unit.PERCENT
            and not it.signed
            and it is not said
            and not (each is sentence and it.start > said.end + 90)
            and change_direction(each, it) is None
        ]
        for one, other in pairwise(rates):
            points = abs(one.value - other.value)
            if abs(points - said.value) > 0.51 * said.step or points == 0 or min(one.value, other.value) == 0:
                continue
            change = 100 * points / min(one.value, other.value)
            if abs(change - said.value) > said.step:
                lead = _BY.search(before)
                start = lead.start() if lead else said.start
                message = (
                    f"From {one.text} and {other.text} these are {plain(points)} points, not "
                    f"per cent of the rate."
                )
                yield sentence.problem(
                    KIND, message, Severity.WARNING, start, min(said.end + 12, len(sentence.text))
                )
                break


def find(document: Document) -> Iterable[Problem]:
    """Yield changes in per cent of what is itself a percentage, unless its two values are given."""
    for sentence in document.sentences:
        if "%" not in sentence.text and "per cent" not in sentence.lower:
            continue
        told = list(_between_rates(sentence))
        yield from told
        if told:
            continue
        known = {id(it.amount) for it in comparisons(sentence) if it.amount and it.base.unit is Unit.PERCENT}
        if [it for it in pairs(sentence) if it.before.unit is Unit.PERCENT]:
            continue
        yield from _bracketed(sentence)
        rates = [it for it in levels(sentence) if it.unit is Unit.PERCENT]
        for said in sentence.tokens:
            if said.unit is not Unit.PERCENT or said.signed or id(said) in known or not said.value:
                continue
            if change_direction(sentence, said) is None or re.match(
                r"\s?(?:above|below|over|under)\s(?:the\s)?(?:age|cost|budget)", sentence.lower[said.end :]
            ):
                continue
            if re.search(r"\bthan\s(?:the|a|its|our)\s$", sentence.lower[: said.start]):
                continue
            value, is_rate = _subject_rate(sentence, said, rates)
            is_rate = (is_rate or _beside_rate(sentence, said)) and not _TIMED.match(
                sentence.lower[said.end :]
            )
            if not is_rate:
                continue
            way = change_direction(sentence, said) or 1
            message = "A change of a rate: per cent of the rate, or points? Say which."
            if value is not None and value.value - way * said.value > -1e-9:
                points, share = (
                    value.value - way * said.value,
                    value.value / (1 + way * said.value / 100) if way * said.value > -100 else 0,
                )
                message = (
                    f"If points are meant, {value.text} is compared with {plain(points)}%; "
                    f"if per cent of the rate, with {plain(share)}%. Say which."
                )
            start = max(0, sentence.text.rfind(",", 0, said.start) + 1)
            if said.start - start > 120 or said.start - start < 15:
                start = max(0, said.start - 60)
                start = sentence.text.find(" ", start) + 1 if start else 0
            yield sentence.problem(
                KIND, message, Severity.WARNING, start, min(len(sentence.text), said.end + 30)
            )
            break


RULE = Rule(
    KIND,
    "Points, or per cent of the rate",
    'A change given as "%" of something that is itself a percentage can be read two ways: from 50%, '
    '"10% higher" is '
    "60% or 55%. Where both rates are given the message says which reading holds.",
    (
        "74% had confidence in the police. This is 4% higher than the national average.",
        "The force has improved its positive outcome rate by 0.8% over the past 12 months.",
        "Satisfaction with the service was 82% (+3%).",
        "The county stands 4% higher than the national figure of 53%.",
        "Awareness of the precept is up 9% in a year.",
        "Sickness took 5.4% of hours. In Q3 it was 6.2%. Lower by 0.8%.",
        "Satisfaction is 77.6%, an improvement of 2.6% on the same period last year (75.6%).",
    ),
    (
        "74% had confidence in the police. This is 4 percentage points higher than the national average.",
        "The county stands 4 points higher than the national figure of 53%.",
        "That is faster than the 4.6% growth in the net budget.",
        "Urban attendance is 4.6% slower than a year ago (9:21).",
        "Burglary volumes fell by 9.8% over the past 12 months.",
        "Membership stands at 21,400 and has increased by 3.2% over the quarter.",
    ),
    find,
)
