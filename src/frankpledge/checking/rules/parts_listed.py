"""Totals told in one place and their parts listed in another."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.counted_things import counts_of, digits_turned
from frankpledge.checking.document import Document, Passage, Sentence
from frankpledge.checking.phrases import is_quantified
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "parts-listed"
_ASIDE = re.compile(
    r"\b(?:compared|target|average|last\syear|previous|from|up|down|than|against|over|by|per|aged?|under|between|until|since|at)\b"
)
_JOINT = re.compile(r"[,;(]|\band\b|&|\bplus\b|\bwith\b|\bwhile\b|–")
_OPPOSED = (
    ("on time", "late"),
    ("passed", "failed"),
    ("upheld", "not upheld"),
    ("met", "missed"),
    ("open", "closed"),
    ("men", "women"),
    ("male", "female"),
    ("boys", "girls"),
    ("complete", "incomplete"),
    ("green", "red"),
    ("won", "lost"),
    ("filled", "vacant"),
    ("accepted", "refused"),
    ("accepted", "declined"),
    ("accepted", "rejected"),
    ("approved", "refused"),
    ("inside", "outside"),
    ("guilty", "not guilty"),
    ("in time", "late"),
    ("within", "outside"),
    ("better", "worse"),
    ("rose", "fell"),
    ("improved", "got worse"),
    ("attended", "did not"),
    ("paid", "unpaid"),
    ("urban", "rural"),
)


def _is_slip(said: float, works: float) -> bool:
    """Whether a total is so near the sum of what may be its parts that a slip is likelier than chance."""
    off = abs(said - works)
    if off == 0:
        return False
    return digits_turned(said, works) or off <= 0.04 * works or (off <= 2 and works <= 60) or off in (10, 100)


_END = re.compile(r"[0-9]\s(?:of|to)\s$")
"""What stands before the size of a group or the end of a range, which is no part of anything."""


def _listed(passage: Passage) -> Iterator[Problem]:
    """Three or more parts in a list, and just before them a total that they nearly make."""
    whole = passage.whole
    counts = [it for it in counts_of(whole) if not _END.search(whole.lower[: it.start])]
    for run in _runs(whole, counts):
        total = sum(it.value for it in run)
        before = [
            it
            for it in counts
            if it.end <= run[0].start and run[0].start - it.end < 220 and it.unit is run[0].unit
        ]
        if not before or any(it.value == total for it in counts):
            continue
        able = [it for it in before if it.value > max(part.value for part in run)]
        near = [it for it in able if _is_slip(it.value, total) and not is_quantified(whole, it)]
        if near:
            yield _problem(whole, near[-1], run, total)


def _runs(whole: Sentence, counts: list[Token]) -> list[list[Token]]:
    found: list[list[Token]] = []
    run: list[Token] = []
    for token in counts:
        gap = whole.lower[run[-1].end : token.start] if run else ""
        plain_gap = re.sub(
            r"\([^()]*\)|[0-9]+\s(?:and|to)\s[0-9]+\smph|[0-9]+\smph(?:\sand\s(?:under|over))?", "", gap
        )
        joined = (
            bool(run)
            and len(gap) < 60
            and _JOINT.search(plain_gap)
            and not re.search(r"\.\s|:\s", plain_gap)
            and not _ASIDE.search(plain_gap)
            and token.unit is run[-1].unit
        )
        if joined:
            run = [*run, token]
            continue
        found.append(run)
        run = [token]
    found.append(run)
    return [it for it in found if len(it) >= 3]


def _problem(whole: Sentence, total: Token, parts: list[Token], works: float) -> Problem:
    sums = " + ".join(it.text.strip() for it in parts)
    clause = re.search(r"[^.;:]{0,60}$", whole.text[: parts[0].start])
    start = parts[0].start - (len(clause[0].lstrip()) if clause else 0)
    lead = re.search(r"[A-Z][^.:;]{2,30}:\s$", whole.text[:start])
    start = lead.start() if lead and start == parts[0].start else start
    start = max(start, total.end) if total.end <= parts[0].start else start
    return whole.problem(
        KIND,
        f"{sums} = {plain(works, 2)}, not {total.text.strip()}.",
        Severity.WARNING,
        start,
        min(parts[-1].end + 12, len(whole.text)),
    )


_TWO_AFTER = re.compile(r"(?:\s[a-z'’-]+){1,5},\s(?:with\s|of\swhich\s)?")


def _two_after(passage: Passage) -> Iterator[Problem]:
    """``met nine times, six in person and four online.``: two parts straight after their total."""
    whole = passage.whole
    counts = counts_of(whole)
    for total, one, other in zip(counts, counts[1:], counts[2:], strict=False):
        between, tail = whole.lower[one.end : other.start], whole.lower[other.end :]
        if not _TWO_AFTER.fullmatch(whole.lower[total.end : one.start]) or not re.match(
            r"(?:\s[a-z'’-]+){1,4}(?:[.;]|$)", tail
        ):
            continue
        if (
            not re.fullmatch(r"(?:\s[a-z'’-]+){1,5}\sand\s", between)
            or _ASIDE.search(between)
            or total.unit is not one.unit
        ):
            continue
        if not re.search(
            r"(?:ed|\bmet|\bwere|\bwas|\bhad|\btook|\bmade|\bheld|\bsaw|\bare|\bhave|\bhas)\b|\btimes\b",
            whole.lower[max(0, total.start - 30) : one.start],
        ):
            continue  # a list of three
        works = one.value + other.value
        start = max(it.start for it in passage.sentences if it.start <= total.start)
        if any(start <= it.start < total.start for it in counts):
            continue
        if re.search(r"\b(?:more|fewer|less|last|previous|before)\b", between + tail[:40]):
            continue
        if (
            _is_slip(total.value, works)
            and total.value > max(one.value, other.value)
            and other.unit is one.unit
        ):
            yield _problem(whole, total, [one, other], works)


def _opposites(passage: Passage) -> Iterator[Problem]:
    """``16 schemes … Thirteen were on time; four were late``: two that between them are all."""
    whole = passage.whole
    counts = counts_of(whole)
    for one, other in itertools.pairwise(counts):
        gap, after = whole.lower[one.end : other.start], whole.lower[other.end : other.end + 40]
        after = re.split(r"[.;,0-9]", after)[0]
        if (
            len(gap) > 60
            or not re.search(r"[;,]|\band\b|\bbut\b", gap)
            or "." in gap
            or one.unit is not Unit.COUNT
        ):
            continue
        if not any(
            (_says(a, gap) and _says(b, after)) or (_says(b, gap) and _says(a, after)) for a, b in _OPPOSED
        ):
            continue
        before = [
            it
            for it in counts
            if it.end <= one.start and one.start - it.end < 160 and it.value > max(one.value, other.value)
        ]
        works = one.value + other.value
        whole_count = next((it for it in reversed(before) if it.unit is Unit.COUNT), None)
        if (
            whole_count is None
            or any(it.value == works for it in counts)
            or not _is_slip(whole_count.value, works)
        ):
            continue
        yield _problem(whole, whole_count, [one, other], works)


def _says(word: str, text: str) -> bool:
    found = re.search(rf"\b{word}\b", text)
    return bool(found) and (
        word.startswith("not") or not re.search(r"\bnot\s$", text[: found.start()] if found else "")
    )


def _made_across(passages: tuple[Passage, ...], at: int) -> Iterator[Problem]:
    """``Leavers: 202 officers, 148 staff and 41 PCSOs``, and 381 leavers in the paragraph before."""
    passage = passages[at]
    head = re.match(r"(?:by\s)?(?P<noun>[a-z][a-z'’ -]{3,40}):\s", passage.text.lower())
    if not head:
        return
    whole = passage.whole
    runs = [it for it in _runs(whole, counts_of(whole)) if it[0].start - head.end() < 40]
    if not runs:
        return
    run, noun = runs[0], head["noun"].split()[-1].rstrip("s")
    total = sum(it.value for it in run)
    for each in passages[max(0, at - 3) : at + 1]:
        near = [
            it
            for it in counts_of(each.whole)
            if noun in each.whole.lower[it.end : it.end + 30]
            or noun in each.whole.lower[max(0, it.start - 25) : it.start]
        ]
        near = [it for it in near if it not in run and it.unit is run[0].unit]
        if any(it.value == total for it in near):
            return
        for it in near:
            if _is_slip(it.value, total) and it.value > max(part.value for part in run):
                sums = " + ".join(part.text.strip() for part in run)
                yield whole.problem(
                    KIND,
                    f"{sums} = {plain(total)}, and {it.text.strip()} on line {each.line_at(it.start)}.",
                    Severity.WARNING,
                    0,
                    run[-1].end,
                )
                return


MANY = 120
"""A paragraph of more numbers is a list, in which nobody can say which belong together."""


def find(document: Document) -> Iterable[Problem]:
    """Yield totals that the parts told around them deny."""
    for at, passage in enumerate(document.passages):
        if len(passage.text) > 25 and not passage.cell and len(passage.whole.tokens) <= MANY:
            yield from _listed(passage)
            yield from _opposites(passage)
            yield from _two_after(passage)
            yield from _made_across(document.passages, at)


RULE = Rule(
    KIND,
    "A total that the parts told around it deny",
    "Three or more parts listed after a total that they nearly make, and two opposites (on time and late, "
    "passed and failed) after the number of both.",
    (
        "Rural roads saw 36 deaths. By speed limit: 30 mph and under, 7 deaths; 40 and 50 mph, 10; "
        "60 mph, 16; 70 mph, 4.",
        "We paid for 16 schemes. Thirteen were on time; four were late.",
        "There were 381 leavers in the year.\n\nLeavers: 202 officers, 148 staff and 41 PCSOs left.",
    ),
    (
        "Rural roads saw 36 deaths. By speed limit: 30 mph and under, 7 deaths; 40 and 50 mph, 10; "
        "60 mph, 15; 70 mph, 4.",
        "We paid for 16 schemes. Thirteen were on time; three were late.",
        "There were 391 leavers in the year.\n\nLeavers: 202 officers, 148 staff and 41 PCSOs left.",
    ),
    find,
)
