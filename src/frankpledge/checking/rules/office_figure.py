"""Claims that name a measure, an area and a period of an office, against the office's own figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from frankpledge.checking.arithmetic import close, plain
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.office_records import OfficeRecords, OfficeValue
from frankpledge.checking.phrases import DOWN, UP, change_direction, is_quantified, levels
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.office_claims import Claim, Time, claim_of
from frankpledge.checking.rules.office_tables import in_tables
from frankpledge.checking.rules.rank import ranks
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "office-figure"
_ABOUT = re.compile(r"\b(?:some|roughly|over|around|circa|every|all|just|another|other)\s$")
_COUNTED = re.compile(
    r"(?:$|\s?[,.;:()–—-]|\s(?:in|for|during|over|across|of|on|against|compared|up|down|which|and|this|from|to|a|an|more|"
    r"fewer|less|lower|higher|than|recorded|per|offences|crimes|cases|incidents|searches|stops|reports|as|was|were|"
    r"after|[a-z]+ (?:offences|crimes|cases|incidents))\b|\s?[§¶])"
)
_UP = re.compile(rf"\b(?:{UP})\b")
_DOWN = re.compile(rf"\b(?:{DOWN})\b")
_LEVEL = re.compile(r"\b(?:unchanged|no change|level with|the same as)\b")
_NEARLY = re.compile(r"\b(?:almost|nearly|broadly|largely|virtually|not|stable|roughly|neither)\b")
_DIRECTED = re.compile(r"\b(?:than|compared|from|on|over|year[\s-]on[\s-]year|quarter[\s-]on[\s-]quarter)\b")


def against(records: OfficeRecords) -> Rule:
    """Return the rule that holds a document's claims against an office's figures."""

    def find(document: Document) -> Iterator[Problem]:
        for sentence in document.sentences:
            if any(it.span for it in sentence.tokens):
                claim = claim_of(sentence, records)
                if claim is not None:
                    yield from _problems(claim, records)
        yield from in_tables(document, records, KIND)

    return Rule(
        KIND,
        "A figure other than the office's own",
        "A sentence or a table's row that names one measure, one area and its periods, and whose figure, "
        "change, direction, share or rank is another in the build. An office with several forces: it must "
        "name one.",
        (),
        (),
        find,
    )


def _problems(claim: Claim, records: OfficeRecords) -> Iterator[Problem]:
    if claim.of_rank:
        yield from _rank(claim, records)
        return
    if len({one.meant for one in claim.names}) == 2:
        yield from _shares_of_measures(claim, records)
        return
    sentence = claim.sentence
    values = _Values(claim, records)
    if not values.now:
        return
    moved = {it: change_direction(sentence, it) for it in sentence.tokens}
    changes = [
        it
        for it in sentence.tokens
        if moved[it] is not None and it.unit in (Unit.PERCENT, Unit.POINTS, claim.measure.unit)
    ]
    counted = [
        it
        for it in levels(sentence)
        if it.unit is claim.measure.unit and not claim.is_named(it) and _is_value(sentence, it, claim)
    ]
    for token in counted:
        yield from _level(claim, values, token, alone=len(counted) == 1, build=records.build)
    if claim.then is not None and claim.plainly:
        for token in changes:
            if not claim.is_named(token) and not is_quantified(sentence, token):
                yield from _change(claim, values, token, moved[token] or 0, records.build)
        if not changes:
            yield from _direction(claim, values, records.build)
    if claim.parts and claim.measure.adds_up:
        yield from _share_of_total(claim, values, records.build)
    yield from _rank(claim, records)


@dataclass(frozen=True)
class _Pair:
    """A figure and the one it is compared with, from one source."""

    now: OfficeValue
    then: OfficeValue


class _Values:
    """The figures a claim may mean: of the total or a part, in each area of that name."""

    def __init__(self, claim: Claim, records: OfficeRecords) -> None:
        self._claim, self._records = claim, records
        breakdowns = ("", *(one.breakdown for one in claim.parts))
        self.keys = [(place, part) for place in claim.places for part in breakdowns]
        self.now = self.at(claim.now)
        self.then = self.at(claim.then) if claim.then is not None else []

    def at(self, time: Time) -> list[OfficeValue]:
        measure = self._claim.measure
        return [
            value
            for place, part in self.keys
            for value in self._records.values(measure, place, part, time.first, time.last)
        ]

    def of_part(self) -> list[OfficeValue]:
        """Return the figures of the named part alone."""
        return [it for it in self.now if it.key.split(":")[3]]

    def pairs(self) -> list[_Pair]:
        def series(value: OfficeValue) -> tuple[str, ...]:
            parts = value.key.split(":")
            return (*parts[:4], parts[-1])

        return [_Pair(a, b) for a in self.now for b in self.then if series(a) == series(b)]


def _is_value(sentence: Sentence, token: Token, claim: Claim) -> bool:
    """Whether a number can only be the measure's value: exact, and followed by no noun of its own."""
    if is_quantified(sentence, token) or _ABOUT.search(sentence.lower[: token.start]):
        return False
    if token.unit is Unit.PERCENT and re.match(r"\sof\b", sentence.lower[token.end :]):
        return False
    after = claim.masked[token.end :]
    return any(one.start == token.end + 1 for one in claim.names) or bool(_COUNTED.match(after.lower()))


def _level(claim: Claim, values: _Values, token: Token, *, alone: bool, build: str) -> Iterator[Problem]:
    near = _beside(claim, token)
    if near is not None:
        allowed = values.now if near is claim.now else values.then
    elif claim.then is None:
        allowed = values.now if alone else []
    else:
        allowed = [*values.now, *values.then] if values.then else []
    if allowed and not any(close(token.value, it.value, token.step) for it in allowed):
        yield _problem(claim, token, f"{_said(allowed[0])}; the document has {token.text}", build)


def _beside(claim: Claim, token: Token) -> Time | None:
    """Return the period a number is told for by the words between: "612 in Q1", "Q1 was 612", "from 612"."""
    if claim.then is None:
        between = claim.masked[token.end : claim.now.start] if token.end <= claim.now.start else None
        joined = between is not None and re.fullmatch(
            r"(?:\s[a-z]+){0,2}\s(?:in|for|during)\s(?:the\s)?", between
        )
        return claim.now if joined else None
    before = claim.sentence.lower[: token.start]
    if re.search(r"\bfrom\s$", before):
        return claim.then
    if re.search(r"\bto\s$", before):
        return claim.now
    for time in (claim.now, claim.then):
        if token.end <= time.start and re.fullmatch(
            r"(?:\s[a-z]+){0,2}\s(?:in|for|during)\s(?:the\s)?", claim.masked[token.end : time.start]
        ):
            return time
        if time.end <= token.start and re.fullmatch(r"\s?\(", claim.masked[time.end : token.start]):
            return time
    return None


def _change(claim: Claim, values: _Values, token: Token, way: int, build: str) -> Iterator[Problem]:
    pairs = values.pairs()
    if not pairs or (token.unit is Unit.POINTS and not claim.measure.in_points):
        return
    if re.match(r"\s?(?:above|below|of the|short of)\b", claim.sentence.lower[token.end :]):
        return
    size = abs(token.value)
    if any(_moved_by(pair, size, token, claim) and _goes(pair, way) for pair in pairs):
        return
    yield _problem(claim, token, f"{_both(claim, pairs[0])}; the document has {token.text}", build)


def _moved_by(pair: _Pair, size: float, token: Token, claim: Claim) -> bool:
    now, then = pair.now.value, pair.then.value
    amounts = []
    if token.unit is not Unit.PERCENT or claim.measure.in_points:
        amounts.append(abs(now - then))
    if token.unit is Unit.PERCENT and then:
        amounts.append(abs(100 * (now - then) / then))
    return any(close(size, it, token.step) for it in amounts)


def _goes(pair: _Pair, way: int) -> bool:
    return not way or (pair.now.value - pair.then.value) * way >= 0


def _direction(claim: Claim, values: _Values, build: str) -> Iterator[Problem]:
    """A rise, a fall or no change that is said without its size."""
    assert claim.then is not None
    pairs, lower = values.pairs(), claim.masked.lower()
    words = [(1, it) for it in _UP.finditer(lower)] + [(-1, it) for it in _DOWN.finditer(lower)]
    words = [(way, it) for way, it in words if not re.match(r"over|under|above|below|up\sto", it[0])]
    words += [(0, it) for it in _LEVEL.finditer(lower)]
    if not pairs or len(words) != 1 or _NEARLY.search(lower) or not _DIRECTED.search(lower):
        return
    [(way, word)] = words
    if any(
        (pair.now.value - pair.then.value) * way > 0
        if way
        else abs(pair.now.value - pair.then.value) < (1 if claim.measure.unit is Unit.COUNT else 0.5)
        for pair in pairs
    ):
        return
    yield claim.sentence.problem(
        KIND,
        f"Build {build} has {_both(claim, pairs[0])}; the document says “{word[0]}”.",
        Severity.WARNING,
        min(claim.start, word.start()),
        max(claim.end, word.end(), claim.then.end),
    )


def _share_of_total(claim: Claim, values: _Values, build: str) -> Iterator[Problem]:
    """``45% of searches were of people aged 18-24``."""
    sentence = claim.sentence
    for token in sentence.tokens:
        if token.unit is not Unit.PERCENT or token.signed or is_quantified(sentence, token):
            continue
        if not re.fullmatch(r"\sof\s(?:all\s|the\s|recorded\s)*", sentence.lower[token.end : claim.start]):
            continue
        made = [
            (part, whole)
            for part in values.of_part()
            for whole in values.now
            if not whole.key.split(":")[3] and part.source == whole.source and whole.value > 0
            if part.key.split(":")[2] == whole.key.split(":")[2]
        ]
        yield from _wrong_share(claim, token, made, build)


def _shares_of_measures(claim: Claim, records: OfficeRecords) -> Iterator[Problem]:
    """``Burglary was 12% of all recorded crime``; ``12% of recorded crime was burglary``."""
    sentence = claim.sentence
    if claim.parts or len(claim.names) != 2 or not all(one.meant[0].adds_up for one in claim.names):
        return
    shares = [it for it in sentence.tokens if it.unit is Unit.PERCENT and not it.signed]
    if len(shares) != 1 or claim.then is not None or is_quantified(sentence, shares[0]):
        return
    [token] = shares
    wholes = [
        one
        for one in claim.names
        if token.end <= one.start
        and re.fullmatch(r"\sof\s(?:all\s|the\s|total\s)*", sentence.lower[token.end : one.start])
    ]
    if len(wholes) != 1:
        return
    [whole] = wholes
    part = next(one for one in claim.names if one is not whole)
    first, last = claim.now.first, claim.now.last
    made = [
        (a, b)
        for place in claim.places
        for a in records.values(part.meant[0], place, "", first, last)
        for b in records.values(whole.meant[0], place, "", first, last)
        if a.source == b.source and b.value > 0
    ]
    yield from _wrong_share(claim, token, made, records.build)


def _wrong_share(
    claim: Claim, token: Token, made: Iterable[tuple[OfficeValue, OfficeValue]], build: str
) -> Iterator[Problem]:
    pairs = list(made)
    if not pairs or any(close(token.value, 100 * a.value / b.value, token.step) for a, b in pairs):
        return
    a, b = pairs[0]
    share = plain(100 * a.value / b.value, 1)
    words = f"{_said(a)} of {_said(b)}, which is {share}%; the document has {token.text}"
    yield _problem(claim, token, words, build)


def _rank(claim: Claim, records: OfficeRecords) -> Iterator[Problem]:
    if len({one.meant for one in claim.names}) > 1:
        return
    for token, _ in ranks(claim.sentence):
        held = [
            one
            for place in claim.places
            for one in records.ranks(claim.measure, place, claim.now.first, claim.now.last)
            if one.size == token.base
        ]
        if not held or any(token.value in (one.rank, one.size + 1 - one.rank) for one in held):
            continue
        one = held[0]
        yield _problem(
            claim, token,
            f"rank {one.rank} of {one.size} ({one.key}; {one.note}); the document has {token.text}",
            records.build,
        )  # fmt: skip


def _said(value: OfficeValue) -> str:
    return f"{plain(value.value, 2)} for {value.label} ({value.key})"


def _both(claim: Claim, pair: _Pair) -> str:
    now, then = pair.now.value, pair.then.value
    change = f"{plain(abs(now - then), 2)} {'points ' if claim.measure.in_points else ''}"
    if then and not claim.measure.in_points:
        change += f"or {plain(abs(100 * (now - then) / then), 1)}% "
    moved = f"{change}{'more' if now > then else 'less'}" if now != then else "no change"
    return f"{_said(pair.now)} and {plain(then, 2)} for {pair.then.label}: {moved}"


def _problem(claim: Claim, token: Token, what: str, build: str) -> Problem:
    return claim.sentence.problem(
        KIND,
        f"Build {build} has {what}.",
        Severity.WARNING,
        min(claim.start, token.start),
        max(claim.end, token.end),
    )
