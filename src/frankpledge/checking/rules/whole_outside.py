"""A rate or time of the whole beside its parts: ``2.4 in the first half, 2.1 in the second; overall 2.6``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import as_time, plain
from frankpledge.checking.document import Document, Passage, Sentence
from frankpledge.checking.numerals import numbers
from frankpledge.checking.phrases import change_direction
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "whole-outside-parts"
_UNITS = (Unit.PERCENT, Unit.SECONDS, Unit.DAYS, Unit.MONTHS, Unit.COUNT)
_PLACE = (
    r"(?:force|service|county|area|city|region|district|department|directorate|organisation"
    r"|office|workforce|team|partnership|sample|group|board|half|six\smonths|nine\smonths|year|quarter|period|whole)"
)
_WHOLE = re.compile(
    rf"\b(?:across\s(?:the|all|both)\s(?:[a-z]+\s){{0,3}}?{_PLACE}s?|(?:the\s)?{_PLACE}\s(?:as\sa\swhole|overall)|as\sa\swhole|overall|taken\stogether|combined|"
    rf"for\sthe\s(?:whole\s)?{_PLACE}(?:\sas\sa\swhole)?|for\sall|in\sall|all\stogether|both\stogether|over\sthe\s(?:whole\s)?{_PLACE}|force-?wide|county-?wide|service-?wide|"
    rf"(?:a|the)\sforce\s(?:rate|figure|average)\sof|the\s{_PLACE}(?:['’]s)?\s(?:rate|figure|average|mean|result)|together|on\saverage|averag(?:e|ed|ing))\b"
)
_OTHER = re.compile(
    r"\b(?:target|aim|standard|national\w*|region\w*|england|last|previous|earlier|ago|than|against|compared|asks?|goal|limit|longest|shortest|highest|lowest|most|"
    r"from|up|down|improv\w+|per|msg|peers?|similar|before|wave|threshold|contract|within|only\sone|between|change|over|under|rise|fall|if|was\sat|then)\b|20[0-9]{2}|£"
)
_SPAN = re.compile(r"\b(?:the|last|past|first|over|next|these|in)\s$")
_JOINT = re.compile(r",|;|\band\b|\bwhile\b|\bwhereas\b|\bbut\b|:")


def _levels(whole: Sentence) -> list[Token]:
    found = []
    named = [it.span() for it in _WHOLE.finditer(whole.lower)]
    for it in numbers(whole):
        measured = it.unit is not Unit.COUNT or it.step < 1
        if any(a <= it.start < b for a, b in named) or (
            it.unit is Unit.MONTHS and _SPAN.search(whole.lower[: it.start])
        ):
            continue
        if it.unit in _UNITS and measured and not it.signed and change_direction(whole, it) is None:
            found.append(it)
    return found


def _aside(whole: Sentence, token: Token) -> bool:
    """Whether a value is of another time or place, or a target."""
    return bool(_OTHER.search(re.split(r"[.;]\s", whole.lower[: token.start])[-1][-40:]))


def _is_whole(whole: Sentence, token: Token) -> bool:
    """Whether a value is told as the whole's: "across the six months, 2.6", "11:20 on average"."""
    clause = re.split(r"[.;]\s", whole.lower[: token.start])[-1]
    if re.search(r"[0-9]\s?%?(?:,|\sand\b)", clause) and not re.search(
        r"\bwith\sa\sforce\b|,\s[^,]{0,60}$", clause
    ):
        return False
    near = clause[-75:]
    lead = list(_WHOLE.finditer(near))
    if (
        lead
        and not re.search(r"[0-9]|\b(?:and|but|while)\b", near[lead[-1].end() :])
        and not _OTHER.search(near[lead[-1].end() :])
    ):
        return not _OTHER.search(near[max(0, lead[-1].start() - 18) : lead[-1].start()])
    after = whole.lower[token.end : token.end + 42]
    said = re.match(
        rf"\s?(?:[a-z]+\s){{0,2}}?(?:overall|in\sall|on\saverage|as\sa\swhole|for\sthe\s{_PLACE}|across\sthe\s{_PLACE}|together|combined|for\sboth|altogether)\b",
        after,
    )
    return bool(said) and not _OTHER.search(near[-25:])


def _parts(whole: Sentence, levels: list[Token], taken: Token) -> list[list[Token]]:
    """Return the lists of two or more values joined by commas and "and", with nothing else compared."""
    runs: list[list[Token]] = []
    run: list[Token] = []
    for token in levels:
        gap = whole.lower[run[-1].end : token.start] if run else ""
        bare = re.sub(r"\([^()]*\)", "", gap)
        if token is taken:
            runs.append(run)
            run = []
            continue
        joined = (
            run
            and len(gap) < 55
            and _JOINT.search(bare)
            and not _OTHER.search(bare)
            and not re.search(r"\.\s", bare)
        )
        lead = whole.lower[max(0, token.start - 40) : token.start]
        clause = re.split(r"[.;]\s", lead)[-1]
        if not joined:
            runs.append(run)
            run = [] if _OTHER.search(clause[-22:]) else [token]
        else:
            run = [*run, token]
    runs.append(run)
    return [it for it in runs if len(it) >= 2]


def _same(run: list[Token], unit: Unit) -> list[Token]:
    """Return a run in one unit: "9.6 days each and staff 11.2" leaves the unit of the second unsaid."""
    if all(it.unit is unit for it in run):
        return run
    named = next((it for it in run if it.unit is unit), None)
    if named is None or any(it.unit not in (unit, Unit.COUNT) for it in run):
        return []
    scale = {
        Unit.SECONDS: 60.0 if "min" in named.text else 1.0,
        Unit.DAYS: 7.0 if "week" in named.text else 1.0,
    }.get(unit, 1.0)
    return [
        it if it.unit is unit else Token(it.start, it.end, it.text, unit, it.value * scale, it.step * scale)
        for it in run
    ]


def _of_passage(passage: Passage) -> Iterator[Problem]:
    whole = passage.whole
    levels = _levels(whole)
    if len(levels) < 3:
        return
    for token in levels:
        if not _is_whole(whole, token):
            continue
        for run in _parts(whole, levels, token):
            first, last = run[0], run[-1]
            apart = token.start - last.end if token.start > last.end else first.start - token.end
            between = (
                whole.text[last.end : token.start]
                if token.start > last.end
                else whole.text[token.end : first.start]
            )
            if apart > 130 or len(re.findall(r"\.\s", between)) > 1:
                continue
            parts = _same(run, token.unit)
            if not parts and all(it.unit is Unit.COUNT and it.step <= token.step for it in run):
                parts = _same([token, *run], token.unit)[1:]  # "8.4 days: 8.1 for officers and 8.3 for staff"
            said = token
            if not parts and token.unit is Unit.COUNT:
                unit = next((it.unit for it in run if it.unit is not Unit.COUNT), None)
                full = _same([*run, token], unit) if unit is not None else []
                parts, said = (full[:-1], full[-1]) if full else ([], token)
            if len(parts) < 2:
                continue
            if token.unit is Unit.PERCENT and abs(sum(it.value for it in parts) - said.value) < 1.5:
                continue  # shares that add up to the whole's
            more = [
                it
                for it in levels
                if it.unit is said.unit and it.start != said.start and not _aside(whole, it)
            ]
            low = min(it.value for it in (*parts, *more))
            high = max(it.value for it in (*parts, *more))
            step = (
                1.0
                if said.unit is Unit.SECONDS and said.step == 1
                else max(said.step, *(it.step for it in parts))
            )
            if low - step < said.value < high + step or said.value > 1.6 * high or said.value < 0.6 * low:
                continue
            show = as_time if said.unit is Unit.SECONDS else plain
            start, end = min(first.start, token.start), max(last.end, token.end)
            if token.end <= first.start:
                start, end = first.start, last.end
            if end - start < 290:
                yield whole.problem(
                    KIND,
                    f"{token.text.strip()} for the whole is outside its parts, {show(low)} to {show(high)}.",
                    Severity.WARNING,
                    start,
                    end,
                )
                break


def find(document: Document) -> Iterable[Problem]:
    """Yield values of a whole that lie outside all the parts told beside it."""
    for passage in document.passages:
        if len(passage.text) > 30 and not passage.cell and _WHOLE.search(passage.text.lower()):
            yield from itertools.islice(_of_passage(passage), 3)


RULE = Rule(
    KIND,
    "A whole that lies outside its parts",
    'A rate or a time of the whole ("overall", "the force as a whole", "across the six months", '
    '"on average") beside '
    "two or more of its parts: it lies between the least and the greatest.",
    (
        "It took 2.4 days in the first quarter and 2.1 in the second; across the six months, 2.6 days.",
        "Officers lost 9.6 days each and staff 11.2. The force as a whole lost 11.9 days a head.",
        "Crews reached serious crashes in 11:20 on average. Fire engines alone took 10:05 and "
        "ambulances 10:48.",
    ),
    (
        "It took 2.4 days in the first quarter and 2.1 in the second; across the six months, 2.2 days.",
        "Officers lost 9.6 days each and staff 11.2. The force as a whole lost 10.1 days a head.",
        "Crews reached serious crashes in 10:20 on average. Fire engines alone took 10:05 and "
        "ambulances 10:48.",
        "It took 2.4 days in the first quarter and 2.1 in the second. Overall the standard is 3 days.",
    ),
    find,
)
