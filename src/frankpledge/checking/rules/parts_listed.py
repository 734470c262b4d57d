"""Totals told in one place and their parts in another: lists with semicolons, "the remaining", "in all"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Passage, Sentence
from frankpledge.checking.numerals import numbers
from frankpledge.checking.phrases import change_direction, is_quantified
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "parts-listed"
_UNITS = (Unit.COUNT, Unit.MONEY)
_REST = re.compile(
    r"\b(?:the\s)?(?:(?:remaining|other|outstanding)|(?:rest|remainder|balance)(?:\sof\s(?:them|these|those|the\s[a-z]+))?,?(?:\s(?:of|were|was|is|are|some))?|"
    r"(?:leaves|leaving|left))\s(?:some\s|only\s|just\s|a\sfurther\s)?\(?$"
)
_STILL = re.compile(r"\s(?:[a-z]+\s)?(?:remain(?:s|ed)?|(?:are|is|were)\sstill|(?:are|is|were)\s(?:left|outstanding|open|unfilled|vacant)|have\syet|outstanding|to\sgo)\b")
_TOLD_AFTER = re.compile(r"\s(?:[a-z]+\s){0,2}?(?:in\sall|in\stotal|altogether|between\sthem|combined|together|all\stold|in\ssum)\b")
_ASIDE = re.compile(r"\b(?:compared|target|average|last\syear|previous|from|up|down|than|against|over|by|per|aged?|under|between|until|since|at)\b")
_JOINT = re.compile(r"[,;(]|\band\b|&|\bplus\b|\bwith\b|\bwhile\b|–")
_ALL = re.compile(
    r"\b(?:all|total|in\sall|overall|altogether|combined|together|sum)\b[^.;0-9]{0,45}\b(?:came\sto|come\sto|was|were|is|are|totalled|numbered|reached|stood\sat|make|made|of)\s$"
    r"|\b(?:altogether|in\sall|in\stotal|together|making|totalling|total|a\stotal\sof)[,:]?\s(?:[a-z]+\s){0,3}$"
)
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


def _counts(sentence: Sentence) -> list[Token]:
    found = []
    for it in numbers(sentence):
        if it.unit is Unit.FRACTION and it.base and not re.search(r"[0-9](?:st|nd|rd|th)", it.text):
            digits = list(re.finditer(r"[0-9][0-9,]*", it.text))
            for match, value in zip((digits[0], digits[-1]), (it.value, it.base), strict=True):
                at = it.start + match.start()
                found.append(Token(at, at + len(match[0]), match[0], Unit.COUNT, value))
        elif it.unit in _UNITS and not it.signed and it.step >= 1 and not _is_measure(sentence, it):
            if change_direction(sentence, it) is None:
                found.append(it)
    return found


def _is_measure(sentence: Sentence, token: Token) -> bool:
    """Whether a number is a speed, an age, a line to ring or the number of a thing."""
    after = sentence.lower[token.end : token.end + 24]
    before = sentence.lower[max(0, token.start - 14) : token.start]
    return bool(
        re.match(r"\s?(?:mph|miles|km|years|or\sover|or\sunder|to\s[0-9]|and\s[0-9]+\smph|and\sunder|and\sover|per\s|hours)", after)
        or re.search(r"\b(?:per|aged?|under|over|section|paragraph|table|figure|code|number|no\.|band|ward|of\sa|every)\s$", before)
        or token.text in ("999", "101", "111")
    )


def _transposed(one: float, other: float) -> bool:
    a, b = f"{one:.0f}", f"{other:.0f}"
    return one != other and len(a) == len(b) and sorted(a) == sorted(b)


def _is_slip(said: float, works: float) -> bool:
    """Whether a total is so near the sum of what may be its parts that a slip is likelier than chance."""
    off = abs(said - works)
    if off == 0:
        return False
    return _transposed(said, works) or off <= 0.04 * works or (off <= 2 and works <= 60) or off in (10, 100)


def _listed(passage: Passage) -> Iterator[Problem]:
    """Three or more parts joined by commas or semicolons, and just before them a total that they nearly make."""
    whole = passage.whole
    counts = _counts(whole)
    for run in _runs(whole, counts):
        total = sum(it.value for it in run)
        before = [it for it in counts if it.end <= run[0].start and run[0].start - it.end < 220 and it.unit is run[0].unit]
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
        plain_gap = re.sub(r"\([^()]*\)|[0-9]+\s(?:and|to)\s[0-9]+\smph|[0-9]+\smph(?:\sand\s(?:under|over))?", "", gap)
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


def _remaining(passage: Passage) -> Iterator[Problem]:
    """``5,720; 5,148 were made the same day. The remaining 527 …``: a total less its other parts."""
    whole = passage.whole
    counts = _counts(whole)
    for at, rest in enumerate(counts):
        said_rest = _REST.search(whole.lower[max(0, rest.start - 45) : rest.start])
        if not (said_rest or (at and _STILL.match(whole.lower[rest.end :]) and re.search(r"\band\s$", whole.lower[: rest.start]))):
            continue
        if at < 2 or is_quantified(whole, rest):
            continue
        before = [it for it in counts[:at] if it.unit is rest.unit and rest.start - it.end < 320]
        if len(before) < 2:
            continue
        works = []
        for index, total in enumerate(before[:-1]):
            for last in range(index + 2, len(before) + 1):
                parts = before[index + 1 : last]
                works.append((total.value - sum(it.value for it in parts), total, parts))
            works += [(total.value - it.value, total, [it]) for it in before[index + 1 :]]
        mixed = [
            before[0].value + sum(sign * it.value for sign, it in zip(signs, before[1:], strict=True))
            for signs in itertools.product((1, -1), repeat=min(len(before) - 1, 5))
            if len(before) <= 6
        ]
        slack = rest.step if rest.step > 1 else 0
        if any(abs(value - rest.value) <= slack for value in (*mixed, *(it[0] for it in works))):
            continue
        exact = _two_of_one(whole, before, rest)
        if exact is not None:
            works.append(exact)
        able = [exact] if exact else [it for it in works if it[0] > 0 and (_transposed(it[0], rest.value) or abs(it[0] - rest.value) <= max(0.12 * it[0], 3))]
        if able:
            value, total, parts = able[-1]
            less = " − ".join(it.text.strip() for it in (total, *parts))
            said = _REST.search(whole.lower[: rest.start])
            yield whole.problem(
                KIND,
                f"{less} = {plain(value)}, not {rest.text.strip()}.",
                Severity.WARNING,
                said.start() if said else rest.start,
                rest.end,
            )


def _two_of_one(whole: Sentence, before: list[Token], rest: Token) -> tuple[float, Token, list[Token]] | None:
    """``Of the 58, 41 have been closed, leaving 27``: the whole, one part, and what is left, all in one sentence."""
    if len(before) < 2:
        return None
    total, part = before[-2:]
    clause = re.split(r"[.]\s", whole.lower[: total.start])[-1]
    near = whole.lower[total.start : rest.start]
    if "." in near or not re.search(r"\bof\s(?:the\s|our\s|its\s|these\s|those\s|all\s)?$", clause) or part.value >= total.value:
        return None
    return total.value - part.value, total, [part]


def _all_told(passages: tuple[Passage, ...], at: int) -> Iterator[Problem]:
    """``All casualties came to 1,967`` after the parts, in this paragraph or the one before."""
    whole = passages[at].whole
    counts = _counts(whole)
    earlier = [it for each in passages[max(0, at - 1) : at] for it in _counts(each.whole)]
    for index, total in enumerate(counts):
        lead = _ALL.search(whole.lower[: total.start])
        if not lead and _TOLD_AFTER.match(whole.lower[total.end :]):
            yield from _summed(whole, counts[:index], total)
            continue
        if lead and lead[0].strip() in ("total", "total:", "in all", "in total", "altogether", "all told"):
            yield from _summed(whole, counts[:index], total)
        if not lead or is_quantified(whole, total):
            continue
        before = [it for it in (*earlier, *counts[:index]) if it.unit is total.unit and it.value < total.value][-7:]
        sums = [
            (sum(it.value for it in parts), parts)
            for size in (2, 3, 4, 5)
            for parts in itertools.combinations(before, size)
        ]
        if not sums or any(value == total.value for value, _ in sums):
            continue
        able = [it for it in sums if _transposed(it[0], total.value) or (len(before) <= 4 and 0 < abs(it[0] - total.value) <= 0.02 * it[0])]
        if able:
            value, parts = able[0]
            said = " + ".join(it.text.strip() for it in parts)
            yield whole.problem(
                KIND, f"{said} = {plain(value)}, not {total.text.strip()}.", Severity.WARNING, lead.start(), total.end
            )


def _summed(whole: Sentence, before: list[Token], total: Token) -> Iterator[Problem]:
    """``Twelve were upheld and 31 were not, 34 in all``: the numbers of the sentence, or the last of them, make it."""
    start = max((it.start for it in whole.passage.sentences if it.start <= total.start), default=0)
    if whole.lower[start : total.start].startswith("total"):
        start = max((it.start for it in whole.passage.sentences if it.start < start), default=0)
    parts = [it for it in before if it.start >= start and it.unit is total.unit]
    if not 2 <= len(parts) <= 7 or is_quantified(whole, total) or total.value <= max(it.value for it in parts):
        return
    sums = [sum(it.value for it in parts[first:last]) for first, last in itertools.combinations(range(len(parts) + 1), 2)]
    products = [a.value * b.value for a, b in itertools.combinations(parts, 2)]
    slack = sum(it.step for it in (*parts, total)) / 2 if total.step > 1 else 0
    if any(abs(it - total.value) <= slack for it in (*sums, *products)):
        return
    works = sum(it.value for it in parts)
    if _transposed(works, total.value) or abs(works - total.value) <= 0.3 * works:
        said = " + ".join(it.text.strip() for it in parts)
        yield whole.problem(
            KIND, f"{said} = {plain(works)}, not {total.text.strip()}.", Severity.WARNING, parts[0].start, min(total.end + 12, len(whole.text))
        )


_TWO_AFTER = re.compile(r"(?:\s[a-z'’-]+){1,5},\s(?:with\s|of\swhich\s)?")


def _two_after(passage: Passage) -> Iterator[Problem]:
    """``met nine times, six in person and four online.``: two parts straight after their total, to the sentence's end."""
    whole = passage.whole
    counts = _counts(whole)
    for total, one, other in zip(counts, counts[1:], counts[2:], strict=False):
        between, tail = whole.lower[one.end : other.start], whole.lower[other.end :]
        if not _TWO_AFTER.fullmatch(whole.lower[total.end : one.start]) or not re.match(r"(?:\s[a-z'’-]+){1,4}(?:[.;]|$)", tail):
            continue
        if not re.fullmatch(r"(?:\s[a-z'’-]+){1,5}\sand\s", between) or _ASIDE.search(between) or total.unit is not one.unit:
            continue
        works = one.value + other.value
        start = max(it.start for it in passage.sentences if it.start <= total.start)
        if any(start <= it.start < total.start for it in counts):
            continue
        if re.search(r"\b(?:more|fewer|less|last|previous|before)\b", between + tail[:40]):
            continue
        if _is_slip(total.value, works) and total.value > max(one.value, other.value) and other.unit is one.unit:
            yield _problem(whole, total, [one, other], works)


def _opposites(passage: Passage) -> Iterator[Problem]:
    """``16 schemes … Thirteen were on time; four were late``: two that between them are all."""
    whole = passage.whole
    counts = _counts(whole)
    for one, other in itertools.pairwise(counts):
        gap, after = whole.lower[one.end : other.start], whole.lower[other.end : other.end + 40]
        after = re.split(r"[.;,0-9]", after)[0]
        if len(gap) > 60 or not re.search(r"[;,]|\band\b|\bbut\b", gap) or "." in gap or one.unit is not Unit.COUNT:
            continue
        if not any((_says(a, gap) and _says(b, after)) or (_says(b, gap) and _says(a, after)) for a, b in _OPPOSED):
            continue
        before = [it for it in counts if it.end <= one.start and one.start - it.end < 160 and it.value > max(one.value, other.value)]
        works = one.value + other.value
        whole_count = next((it for it in reversed(before) if it.unit is Unit.COUNT), None)
        if whole_count is None or any(it.value == works for it in counts) or not _is_slip(whole_count.value, works):
            continue
        yield _problem(whole, whole_count, [one, other], works)


def _says(word: str, text: str) -> bool:
    found = re.search(rf"\b{word}\b", text)
    return bool(found) and (word.startswith("not") or not re.search(r"\bnot\s$", text[: found.start()] if found else ""))


def _made_across(passages: tuple[Passage, ...], at: int) -> Iterator[Problem]:
    """``Leavers: 202 officers, 148 staff and 41 PCSOs``, and 381 leavers in the paragraph before."""
    passage = passages[at]
    head = re.match(r"(?:by\s)?(?P<noun>[a-z][a-z'’ -]{3,40}):\s", passage.text.lower())
    if not head:
        return
    whole = passage.whole
    runs = [it for it in _runs(whole, _counts(whole)) if it[0].start - head.end() < 40]
    if not runs:
        return
    run, noun = runs[0], head["noun"].split()[-1].rstrip("s")
    total = sum(it.value for it in run)
    for each in passages[max(0, at - 3) : at + 1]:
        near = [it for it in _counts(each.whole) if noun in each.whole.lower[it.end : it.end + 30] or noun in each.whole.lower[max(0, it.start - 25) : it.start]]
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


def find(document: Document) -> Iterable[Problem]:
    """Yield totals that the parts told around them deny."""
    for at, passage in enumerate(document.passages):
        if len(passage.text) > 25 and not passage.cell:
            yield from _listed(passage)
            yield from _remaining(passage)
            yield from _opposites(passage)
            yield from _two_after(passage)
            yield from _all_told(document.passages, at)
            yield from _made_across(document.passages, at)


RULE = Rule(
    KIND,
    "A total that the parts told around it deny",
    'Three or more parts listed after a total that they nearly make, "the remaining" number, "all … came to", and two '
    "opposites (on time and late, passed and failed) after the number of both.",
    (
        "Rural roads saw 36 deaths. By speed limit: 30 mph and under, 7 deaths; 40 and 50 mph, 10; 60 mph, 16; 70 mph, 4.",
        "Callbacks were asked for by 5,720; 5,148 were made the same day. The remaining 527 were made later.",
        "There were 456 badly hurt and 1,520 slightly. All casualties came to 1,967.",
        "We paid for 16 schemes. Thirteen were on time; four were late.",
        "Of the 58 recommendations, 41 have been closed, leaving 27.",
        "Twelve complaints were upheld and 31 were not, 34 in all.",
        "There were 381 leavers in the year.\n\nLeavers: 202 officers, 148 staff and 41 PCSOs left.",
    ),
    (
        "Rural roads saw 36 deaths. By speed limit: 30 mph and under, 7 deaths; 40 and 50 mph, 10; 60 mph, 15; 70 mph, 4.",
        "Callbacks were asked for by 5,720; 5,148 were made the same day. The remaining 572 were made later.",
        "There were 456 badly hurt and 1,520 slightly. All casualties came to 1,976.",
        "We paid for 16 schemes. Thirteen were on time; three were late.",
        "Of the 58 recommendations, 41 have been closed, leaving 17.",
        "Twelve complaints were upheld and 31 were not, 43 in all.",
        "There were 391 leavers in the year.\n\nLeavers: 202 officers, 148 staff and 41 PCSOs left.",
    ),
    find,
)
