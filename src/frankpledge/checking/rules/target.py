"""Targets, limits, plans and hopes said to be met, missed, passed or kept within, against the value given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from frankpledge.checking.betterment import better
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.phrases import comparisons
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import AIM, in_unit_of, own_values, sentences_before, targets, text_around
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.subjects import subject_values
from frankpledge.checking.tokens import Token, Unit

KIND = "target"
_MET = (
    r"met|meets|meeting|achiev(?:ed|es|ing)|hit|hits|hitting|reach(?:ed|es|ing)|attain(?:ed|s)|fulfilled|"
    r"delivered|kept|honoured|satisfied"
)
_NOT = r"(?:not|never|n['’]t)\s(?:yet\s|been\s|quite\s|being\s|now\s){0,2}"
_MISSED = (
    rf"miss(?:ed|es|ing)|{_NOT}(?:{_MET}|meet|achieve|reach|attain)|fail(?:ed|s|ing)?\sto\s(?:meet|reach|achieve|hit|attain)|"
    rf"unmet|behind|adrift\sof|f[ae]ll(?:s|ing|en)?\sshort\sof"
)
_OVER = (
    r"above|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|pass(?:es|ed|ing)|over|beyond|outside|in\sexcess\sof|breach(?:es|ed|ing)|"
    r"(?:more|higher|greater|longer|slower)\sthan|topp(?:ed|ing)|tops"
)
_UNDER = r"below|under|short\sof|(?:less|lower|fewer|shorter|quicker|faster)\sthan"
_WITHIN = r"within|inside"
_BEATEN = (
    r"beat(?:s|en|ing)?|better(?:s|ed|ing)?(?:\sthan)?|ahead\sof|outperform(?:s|ed|ing)|clear(?:s|ed|\sof)"
)
_VERDICT = re.compile(
    rf"\b(?:(?P<missed>{_MISSED})|(?P<met>{_MET})|(?P<beaten>{_BEATEN})|(?P<within>{_WITHIN})|(?P<over>{_OVER})|(?P<under>{_UNDER}))\b"
)
_PASSIVE = re.compile(
    rf"\b(?:(?P<missed>miss(?:ed)?|{_NOT}(?:{_MET})|unmet)|(?P<met>met|achieved|hit|reached|attained|fulfilled|delivered|kept|honoured)|"
    r"(?P<beaten>beaten|bettered)|(?P<over>exceeded|surpassed|passed|breached|broken|topped|overshot))\b"
)
_TO_BE = (
    r"(?:(?:was|were|is|are|has|have|had|been|being|and|so|therefore|thus|then|also|again|just|only|narrowly|comfortably|"
    r"easily|once\smore|now|which|that|it|we|target|fully|clearly|not|accordingly|duly)\s)*"
)
_CHANGED = re.compile(r"\b(?:reductions?|increases?|cut|rise|decrease|fall|growth|saving)\b")
_THERE = re.compile(
    rf"(?:\s(?:the|its|this|that|their|our|his|her|local|national|force|agreed|own|set|service|annual|year[-\s]end|published))*"
    rf"\s(?P<noun>it|this|that|{AIM}|plan|expectations?)\b(?!\s(?:of|is|was)\s[£0-9])(?!['’]s)"
)
_NAMED = re.compile(
    rf"\b(?:the|its|this|that|their|our|both|that)\s(?:\w+\s)?(?P<noun>{AIM}|plan|rule|policy|expectations?)\s"
)
_DENIED = re.compile(
    r"\b(?:no|none|not|neither|nor|never|without|nobody|nothing|only\s(?:one|two))\b[^.;,]*$"
)
_TAGGED = re.compile(
    r"(?:[(–—;:,]\s?|\s-\s|\bstatus:?\s|^)(?P<word>(?:(?:target|standard|aim)\s)?(?:(?P<missed>not\s(?:met|achieved)|missed)|"
    r"(?P<met>met|achieved)|(?P<over>exceeded)))(?=\s?(?:[).;]|$))"
)
_HOPED = (
    r"(?:we\s|had\sbeen\s|was\s|were\s|the\s(?:[a-z]+\s)?|it\s)?(?:had\s)?(?:required|asked(?:\sfor)?|wanted|forecast|expected|planned|budgeted|hoped(?:\sfor)?|"
    r"assumed|intended|predicted|projected|promised|allowed|agreed)"
)
_THAN_HOPED = re.compile(
    rf"\b(?:(?P<over>more|higher|greater|longer|slower|above|over)|(?P<under>fewer|less|lower|shorter|quicker|faster|below|under))\s(?:than\s)?{_HOPED}\b(?!\s(?:in|for)\sq)"
)
_PLEDGED = re.compile(r"\b(?:promis\w+|pledg\w+|plan(?:ned)?|hoped|undertook|undertaking)\b")
_COLOURED = re.compile(
    r"\b(?:rated|marked|shown|turned|stays?|assessed|graded|so|therefore|measure|indicator|status|which|we|this|"
    r"performance|service|force)\s(?:(?:is|was|as|at|now|remains|are|the|measure|"
    r"indicator|it|therefore|stays|status|still|again)\s){0,4}(?:(?P<met>green|on\s(?:target|track|course))|(?P<missed>red|off\s(?:target|track)|not\son\starget))"
    r"\b(?!\sto\b)"
)
_JUST_AFTER = re.compile(r"(?:\s(?!and\b|but\b|while\b)[a-z’'-]+){0,5}\s(?:at\s|with\s|\()")
_SPENT = re.compile(
    r"(?:,|;|:|\bis|\bwas|\band\sso|\bleaving|\bor|–)\s(?:an?\s)?(?:[a-z]+\s)?(?:(?P<under>underspen(?:d|t)|saving|surplus)|"
    r"(?P<over>overspen(?:d|t)|deficit|shortfall))\b"
)
_ALL_MET = re.compile(
    r"\b(?:all|every|each|both)\b[^.;:]{0,60}?\b(?P<verdict>(?P<met>met|meets?|achieved?|reached|beat)|(?P<within>within|inside)|(?P<over>above|over|"
    r"exceed(?:s|ed)?)|(?P<under>below|under))\b[^.;:]{0,60}:\s"
)
_SOME_OF = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|[0-9]+|most|some|several|half|many|all\sbut\s\w+)\s(?:out\s)?of\s"
    r"(?:the|our|its|these|those|[0-9]+|\w+)\s[^,.;:%]{0,30}$"
)
_LONGEST_GAP = 70


@dataclass(frozen=True)
class Said:
    """A verdict on a target: which side it says, where it stands, and whether a change is judged."""

    side: str
    word: str
    start: int
    end: int
    change: bool


def _side(match: re.Match[str]) -> str:
    return next(name for name, text in match.groupdict().items() if text and name not in ("word", "verdict"))


def _verdicts(sentence: Sentence, target: Token) -> Iterator[Said]:
    """Yield what a sentence says of a target of its own, before it or after it."""
    lower = sentence.lower
    around = lower[max(0, target.start - 40) : target.start] + " " + lower[target.end : target.end + 30]
    for match in _VERDICT.finditer(lower[: target.start]):
        side = _turned(_side(match), lower[: match.start()])
        if side is None:
            continue
        gap = lower[match.end() : target.start]
        if (
            len(gap) > _LONGEST_GAP
            or "(" in gap
            or re.search(r"[0-9;.:,]|\b(?:but|and|while|whereas|against|although|at|by|with|compared)\b", gap)
            or (
                match["within"]
                and not re.search(r"\b(?:the|its|our|their|an?|this|any)\b", gap + target.text)
            )
        ):
            continue
        subject = lower[max(0, match.start() - 40) : match.start()]
        if _SOME_OF.search(subject):
            continue  # "three of the five areas beat the target": the others need not have
        change = bool(
            re.search(r"\b(?:increase|rise|reduction|cut|fall|decrease|growth)\b[^,.;]{0,20}$", subject)
        )
        yield Said(side, match[0], match.start(), target.end, change)
    verdict = _PASSIVE.search(lower, target.end)
    if verdict is None or verdict.start() - target.end > _LONGEST_GAP + 30:
        return
    gap = lower[target.end : verdict.start()]
    quiet = [
        it
        for it in sentence.tokens
        if target.end <= it.start < verdict.start() and it.unit is not Unit.PERIOD
    ]
    if quiet or not re.search(
        rf"(?:(?:^|[,;:(\s])\s?)(?:(?:was|were|is|are|been|being|so|therefore|thus|target|aim|and)\s){_TO_BE}$|,\s$",
        gap,
    ):
        return
    if re.search(r"[.;]\s", gap) or _numbered(lower, verdict):
        return
    turned = _turned(_side(verdict), lower[: verdict.start()])
    if turned:
        yield Said(turned, verdict[0], target.start, verdict.end(), bool(_CHANGED.search(around)))


def _turned(side: str, before: str) -> str | None:
    """Return the side once a "not" before the verdict is heeded; None where more is denied than a value."""
    if re.search(r"(?:\bnot|n['’]t|\bnever)\s(?:\w+\s)?$", before):
        return {"over": "within", "under": "least"}.get(side, side if side == "missed" else None)
    return None if _DENIED.search(before) else side


def _numbered(lower: str, match: re.Match[str]) -> bool:
    """Whether a verb has a number as its object ("achieved 84%"): a value and no verdict."""
    return bool(
        re.match(r"\s(?:(?:just|only|a|an|about|around|over|nearly|the)\s)*[£(]?[0-9]", lower[match.end() :])
    )


def _over_or_under(sentence: Sentence, own: list[Token]) -> Iterator[tuple[Said, Sentence, Token]]:
    """Yield an under- or overspend said after the sum and the budget."""
    for match in _SPENT.finditer(sentence.lower):
        before = [it for it in own if it.unit is Unit.MONEY and it.end <= match.start()]
        if len(own) == 1 and before:
            yield Said(_side(match), match[0], before[0].start, match.end(), False), sentence, before[0]


def _every(sentence: Sentence, own: list[Token]) -> Iterator[Problem]:
    """``All five met the standard of 80%: Ashby 84%, Corley 79%``: each of the list has to."""
    match = _ALL_MET.search(sentence.lower)
    if match is None or len(own) != 1 or not match.start() < own[0].start < match.end():
        return
    target = own[0]
    listed = [it for it in sentence.tokens if it.start >= match.end() and it.unit is target.unit]
    good = better(sentence.lower, target.unit, sentence.lower[match.start() : match.end()])
    said = Said(_side(match), match["verdict"], match.start(), match.end(), False)
    wrong = [it for it in listed if _surely(said, it, it.value, target, good)]
    if len(listed) >= 2 and wrong and len(wrong) < len(listed):
        yield sentence.problem(
            KIND,
            f'{wrong[0].text.strip()} is past {target.text.strip()}: not all are "{said.word}".',
            Severity.ERROR,
            match.start(),
            min(wrong[0].end, match.start() + 290),
        )


def _distant(sentence: Sentence, own: list[Token]) -> Iterator[tuple[Said, Sentence, Token]]:
    """Yield verdicts on "it" or "the target", with the target given elsewhere or just before."""
    lower = sentence.lower
    found: list[Said] = []
    for match in _VERDICT.finditer(lower):
        there = _THERE.match(lower, match.end())
        side = _turned(_side(match), lower[: match.start()])
        if side and there and not (there["noun"] in ("this", "that", "it") and match["met"]):
            found.append(Said(side, match[0], match.start(), there.end(), False))
    for named in _NAMED.finditer(lower):
        verdict = _PASSIVE.search(lower, named.end())
        if (
            verdict
            and re.fullmatch(_TO_BE, lower[named.end() : verdict.start()])
            and not _numbered(lower, verdict)
        ):
            side = _turned(_side(verdict), lower[: verdict.start()])
            if side:
                found.append(Said(side, verdict[0], named.start(), verdict.end(), False))
    for match in _TAGGED.finditer(lower):
        if not _DENIED.search(lower[: match.start()]):
            found.append(
                Said(_side(match), match[0].strip(" (–—-:,;"), match.start("word"), match.end("word"), False)
            )
    for match in _THAN_HOPED.finditer(lower):
        if not _DENIED.search(lower[: match.start()]):
            found.append(Said(_side(match), match[0], match.start(), match.end(), False))
    if (coloured := _COLOURED.search(lower)) and not _DENIED.search(lower[: coloured.start()]):
        found.append(Said(_side(coloured), coloured[0], coloured.start(), coloured.end(), False))
    if not found:
        return
    if own:
        known = [(sentence, own[0])] if len(own) == 1 else []
    else:
        known = []
        for earlier in sentences_before(sentence, 2):
            given = targets(earlier)
            if given:
                known = [(earlier, given[0])] if len(given) == 1 else []
                break
    for said in found:
        for owner, target in known:
            if (
                owner is not sentence
                or not re.fullmatch(r"\s?\(?", lower[said.end : target.start])
                or said.end > target.start
            ):
                yield said, owner, target


def _candidates(
    document: Document, sentence: Sentence, target: Token, said: Said
) -> tuple[Sentence, list[Token]] | None:
    """Return the values a verdict may be about, nearest sentence first."""
    for owner in (sentence, *sentences_before(sentence, 2)):
        found = own_values(owner, target, changes=said.change)
        if not found and not said.change and owner is sentence and target.unit is Unit.PERCENT:
            found = own_values(owner, target, changes=True)
        if owner is sentence and found:
            after = [
                it
                for it in found
                if it.start >= said.end and re.fullmatch(_JUST_AFTER, sentence.lower[said.end : it.start])
            ]
            if after:
                return owner, after[:1]
            near = [it for it in found if it.end <= said.start]
            stop = max(
                (
                    it.end()
                    for it in re.finditer(
                        r"[;:]\s|\b(?:but|while|whereas|although)\b", sentence.lower[: said.start]
                    )
                ),
                default=0,
            )
            near = [it for it in near if it.start >= stop] or near
            found = near or found
        if found:
            return owner, found
    if said.change:
        return None
    owner_afar, values = subject_values(document, sentence, target, min(said.start, target.start))
    return (owner_afar or document.sentences[0], values) if values else None


def _denied(said: Said, value: float, target: float, good: int | None) -> bool:
    if said.change:
        value, target = abs(value), abs(target)
    if said.side == "over":
        return value <= target
    if said.side == "under":
        return value >= target
    if said.side == "within":
        return value > target
    if said.side == "least":
        return value < target
    if good is None:
        return False
    if said.side == "missed":
        return good * (value - target) >= 0
    short = good * (value - target)
    return short < 0 or (said.side == "beaten" and short == 0)


def _surely(said: Said, token: Token, value: float, target: Token, good: int | None) -> bool:
    """Whether a verdict is denied however the two numbers were rounded."""
    slack = 0.0
    if token.unit is target.unit and token.step > target.step:
        slack = token.step / 2
    elif target.unit is Unit.MONEY and target.step > token.step:
        slack = target.step / 2
    aim = target.value
    ends = (value - slack, value, value + slack) if slack else (value,)
    return all(_denied(said, it, aim, good) for it in ends)


def _judged(
    document: Document, sentence: Sentence, said: Said, owner: Sentence, target: Token
) -> Iterator[Problem]:
    found = _candidates(document, sentence, target, said)
    if found is None:
        return
    place, values = found
    aim = owner.lower[max(0, target.start - 45) : target.end + 30]
    good = 1 if said.change else better(text_around(sentence), target.unit, aim)
    if good is None and _PLEDGED.search(aim):
        good = better(owner.lower + " visits", target.unit)
    figures = [(it, in_unit_of(it, target)) for it in values]
    judged = [(it, value) for it, value in figures if value is not None]
    if not judged or not all(_surely(said, it, value, target, good) for it, value in judged):
        return
    least = 0.2 if place is sentence else 0.5
    if any(not least <= abs(value) / abs(target.value) <= 1 / least for _, value in judged if target.value):
        return
    value, figure = judged[0]
    size = (abs(figure) > abs(target.value)) - (abs(figure) < abs(target.value))
    relation = {0: "the same as", 1: "more than", -1: "less than"}[size]
    start, end = said.start, said.end
    if owner is sentence:
        start, end = min(start, target.start), max(end, target.end)
    if place is sentence:
        between = [it for it in sentence.tokens if value.end <= it.start < start]
        if value.end <= start and start - value.start < 150 and not between:
            start = value.start
        elif value.start >= end and value.end - start < 200:
            end = value.end
    head = sentence.lower.rfind(" the ", max(0, start - 25), start)
    if start == target.start and head >= 0:
        start = head + 1
    if owner is not sentence and not sentence.tokens and owner.passage is sentence.passage:
        sentence, end = owner.passage.whole, sentence.start + end
        start = owner.start + target.start
    yield sentence.problem(
        KIND,
        f'{value.text.strip()} is {relation} {target.text.strip()}: "{said.word}" is not so.',
        Severity.ERROR if place is sentence else Severity.WARNING,
        start,
        end,
    )


def find(document: Document) -> Iterable[Problem]:
    """Yield verdicts on targets that the values deny."""
    for sentence in document.sentences:
        own = targets(sentence)
        compared = {it.base.start for it in comparisons(sentence)} if own else set()
        for target in own:
            if target.start in compared:
                continue
            for said in _verdicts(sentence, target):
                yield from _judged(document, sentence, said, sentence, target)
        yield from _every(sentence, own)
        for said, owner, target in (*_distant(sentence, own), *_over_or_under(sentence, own)):
            yield from _judged(document, sentence, said, owner, target)


RULE = Rule(
    KIND,
    "A target said to be met, missed, passed or kept within, which the value denies",
    "A number called a target, aim, limit, plan or hope, a verdict on it, and the value in the same "
    "sentence or just before. "
    "Which way is better is read from the words (a ceiling, a wait, satisfaction); where they do not "
    "say, nothing is said.",
    (
        "Confidence stood at 61.2%. The Board's aim of 65% was passed.",
        "Absence averaged 8.4 days, within the limit of 7.5 days.",
        "Emissions fell by 18.2% over five years. The 20% reduction aimed for was therefore achieved.",
        "Satisfaction was 81% and the target of 78% was narrowly missed.",
        "The target is 90%. At 87.4% the service has met it and is above it.",
    ),
    (
        "Confidence stood at 66.2%. The Board's aim of 65% was passed.",
        "Absence averaged 7.4 days, within the limit of 7.5 days.",
        "Emissions fell by 22.2% over five years. The 20% reduction aimed for was therefore achieved.",
        "Satisfaction was 77% and the target of 78% was narrowly missed.",
        "Against a target of 90% the service achieved 84%.",
        "The target is 90%. At 91.4% the service has met it and is above it.",
    ),
    find,
)
