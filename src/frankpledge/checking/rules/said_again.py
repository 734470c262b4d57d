"""A number spoken of as known ("the 4,181 visits") that was given with other digits before."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.document import Document
from frankpledge.checking.mentions import Mention, Mentions, digits, mentions_of, slipped, turned
from frankpledge.checking.named_rows import content_words
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import is_change, is_earlier, is_peer, is_target
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Unit

KIND = "said-again"
_MOVE = r"rise|increase|fall|reduction|drop|growth|cut|uplift|decrease|climb|decline|improvement"
_SUM = (
    rf"(?:{_MOVE}|total|sum|figure|cost|bill|gap|savings?|number|grant|budget|deficit|surplus|underspend|overspend|balance|"
    r"average|mean|median|rate|share|precept|backlog|shortfall|reserve|value|score|result|level|population|fund)"
)
_KNOWN = re.compile(
    r"(?:\b(?:the|these|those|its|our|his|her|their|this|all|both)\s(?:(?:same|total|overall|whole|full|proposed|planned|"
    r"reported|recorded|combined|annual|quarterly|present|current|said|all|nearly|some|almost|about|over)\s){0,2}"
    rf"|\b(?:the|this|that|its|our|his|her|their)\s(?:[a-z-]+\s){{0,3}}?{_SUM}\s(?:[a-z]+\s){{0,3}}?(?:to|of|at)\s(?:(?:about|around|some|just|nearly)\s)?"
    r"|^with\s(?:[a-z’'-]+\s){1,5}?(?:at|of|on)\s|,\sat\s|^(?:at|with|of)\s(?:(?:just|only|about|around|nearly|over|under|some|the)\s){0,2})$"
)
_NEW = re.compile(
    r"\b(?:further|remaining|other|another|additional|first|last|next|past|previous|extra|prior|coming|following|original|top|rest|every)\s"
)
_PLAIN_VERB = re.compile(
    r"\s?(?:[.,;:)]|$|\b(?:was|were|are|is|have|has|had|will|include[sd]?|came|made|took|came|received|cost|represents?|"
    r"makes?|compares?|shows?|took|led|went|needs?|needed|remains?|across|dealt)\b)"
)
_CLOSE_LINES, _NEAR_LINES, _FAR_LINES, _OFTEN = 5, 12, 400, 3


def _known(mention: Mention) -> bool:
    """Whether a number is spoken of as one already given."""
    before = mention.sentence.lower[: mention.token.start]
    opening = re.split(r"[;:](?=\s)", before)[-1].lstrip()
    return bool(_KNOWN.search(opening[-70:])) and not _NEW.search(before[-28:])


def _level(mention: Mention) -> bool:
    return _steady(mention) and not is_target(mention.sentence, mention.token)


def _worked_out(mention: Mention) -> bool:
    """Whether the number is the sum or difference of two others near it: then it is no slip."""
    near = {
        it.value
        for it in mention.sentence.passage.whole.tokens
        if it.unit is mention.token.unit and it.value != mention.token.value
    }
    return any(
        abs(mention.token.value - it) < 1e-9 or abs(abs(a - b) - mention.token.value) < 1e-9
        for a, b in itertools.combinations(near, 2)
        for it in (a + b,)
    )


def _same_time(one: Mention, other: Mention) -> bool:
    """Whether nothing says that the two are of different periods."""
    first, second = one.periods, other.periods
    return not first or not second or bool(first & second)


def _antecedent(mention: Mention, known: Mentions) -> Mention | None:
    """Return the earlier number of which this one seems a miscopy."""
    near = _known(mention)
    for other in known.before(mention, _FAR_LINES):
        token = other.token
        if token.value == mention.token.value or token.signed or other.sentence is mention.sentence:
            continue
        if known.often(token) < known.often(mention.token):
            continue
        if turned(token, mention.token):
            if _turned_again(mention, other, near, known.often(token)):
                return other
        elif near and _nearly_again(mention, other):
            return other
    return None


def _named_alike(mention: Mention, other: Mention) -> bool:
    """Whether the noun after the number is one the earlier mention has."""
    if not mention.nouns:
        return False
    return mention.nouns[0] in other.nouns or (
        (other.in_table or not other.nouns) and mention.nouns[0] in other.words
    )


def _turned_again(mention: Mention, other: Mention, near: bool, often: int) -> bool:
    """Whether a number with digits turned is of the same thing as the earlier one."""
    size = digits(other.token)
    noun = _named_alike(mention, other)
    subject, words = _subject(mention), _clause_words(mention)
    shared = words & (other.words if near or other.in_table else _clause_words(other))
    alike = (bool(subject) and subject == _subject(other)) or len(shared) >= 2
    alike = alike or (noun and bool(mention.periods & other.periods))
    same = alike or noun
    gap = mention.line - other.line
    least = 3 if other.token.unit in (Unit.COUNT, Unit.MONEY) else 2
    if near and size >= least:
        reach = _NEAR_LINES if size > 3 or other.token.step < 1 else _CLOSE_LINES
        if gap <= reach or same or (size > 3 and often >= _OFTEN):
            return True
    if size >= 3 and alike and _same_time(mention, other) and (other.in_table or _steady(other)):
        return True
    return near and noun and gap <= _NEAR_LINES and mention.nouns == other.nouns


def _nearly_again(mention: Mention, other: Mention) -> bool:
    """Whether a number spoken of as known is close to an earlier one of the very same thing."""
    words = _clause_words(mention)
    if len(words) >= 2 and words <= other.words and _is_level_like(mention, other) and _close(mention, other):
        return True
    if not _named_alike(mention, other) or not _is_plain(mention) or mention.line - other.line > _NEAR_LINES:
        return False
    return slipped(other.token, mention.token) or (_only_one(other) and _close(mention, other))


def _steady(mention: Mention) -> bool:
    """Whether a number is neither a change nor a value of before or of others (it may be a target)."""
    sentence, token = mention.sentence, mention.token
    return not (is_earlier(sentence, token) or is_peer(sentence, token) or is_change(sentence, token))


def _clause_words(mention: Mention) -> frozenset[str]:
    return frozenset(content_words(f"{mention.clause[0]} {mention.clause[1]}")) - _IDLE


def _is_level_like(mention: Mention, other: Mention) -> bool:
    """Whether both may be one value: neither of another time, the earlier alone in its sentence."""
    aimed = is_target(other.sentence, other.token) and is_target(mention.sentence, mention.token)
    return _same_time(mention, other) and _only_one(other) and (aimed or _level(other))


def _subject(mention: Mention) -> frozenset[str]:
    """Return what is said before the number in its clause, where it is enough to name a thing."""
    words = frozenset(content_words(mention.clause[0])) - _IDLE
    return words if len(words) >= 2 else frozenset()


_IDLE = frozenset(
    content_words(
        "stood stand reached averaged average fell rose increased numbered came risen fallen dropped "
        "recorded made took cost "
        "costs only just about around nearly over under some now still again also up down at year "
        "quarter came"
    )
)


def _is_plain(mention: Mention) -> bool:
    """Whether nothing after the noun narrows what is counted ("the 208 visits planned")."""
    after = mention.sentence.lower[mention.token.end :]
    return bool(re.match(r"\s[a-z’'-]+(?:\s[a-z’'-]+)?(?=[.,;:)\s])", after)) and any(
        _PLAIN_VERB.match(after, end.end()) for end in itertools.islice(re.finditer(r"[a-z’'-]+", after), 2)
    )


def _only_one(other: Mention) -> bool:
    """Whether the earlier sentence gives one such number only."""
    same = [it for it in other.sentence.tokens if it.unit is other.token.unit and not it.signed]
    return len(same) == 1 and not other.in_table


def _close(one: Mention, other: Mention) -> bool:
    a, b = one.token.value, other.token.value
    return (
        min(a, b) > 0 and max(a, b) / min(a, b) < 1.2 and max(one.token.step, other.token.step) < abs(a - b)
    )


def _changes(mention: Mention, known: Mentions) -> Mention | None:
    """Return the earlier change of the thing that was given otherwise ("the increase of £15.00")."""
    before = mention.sentence.lower[: mention.token.start]
    said = re.search(
        rf"\b(?:the|this|that|his|her|our|its|their|my)\s(?:[a-z-]+\s){{0,3}}?(?P<move>{_MOVE})\sof\s$",
        before,
    )
    if said is None or known.often(mention.token) > 1:
        return None
    up = said["move"] in ("rise", "increase", "growth", "uplift", "climb")
    idle = set(content_words(f"{_MOVE} proposed planned recommended agreed"))
    words = set(content_words(f"{said[0]} {mention.clause[1]}")) - idle
    if not words:
        return None
    for other in known.before(mention, _FAR_LINES):
        if other.token.value == mention.token.value or not is_change(other.sentence, other.token):
            continue
        text = other.sentence.lower[max(0, other.token.start - 45) : other.token.end + 25]
        rises = bool(re.search(r"\b(?:up|increas\w+|ris\w+|rose|more|higher|grow\w*|grew|add\w*)\b", text))
        if rises is up and words <= other.words and 0.4 < abs(other.token.value / mention.token.value) < 2.5:
            return other
    return None


def find(document: Document) -> Iterable[Problem]:
    """Yield numbers that repeat an earlier one with other digits."""
    known = mentions_of(document)
    for mention in known.every:
        token = mention.token
        if mention.in_table or token.signed or digits(token) < 2 or known.often(token) > 1:
            continue
        aimed = is_target(mention.sentence, token) and token.unit is not Unit.MONEY
        other = None
        if not aimed and not is_earlier(mention.sentence, token) and (_steady(mention) or _known(mention)):
            other = _antecedent(mention, known)
        if other is None:
            other = _changes(mention, known)
        if other is None or _worked_out(mention):
            continue
        yield from _problem(mention, other)


def _problem(mention: Mention, other: Mention) -> Iterator[Problem]:
    sentence, token = mention.sentence, mention.token
    start = max(0, token.start - 30)
    start = sentence.text.rfind(" ", 0, start) + 1 if start else 0
    earlier = [it.end for it in sentence.tokens if it.end <= token.start]
    start = max(start, *earlier) if earlier else start
    after = sentence.text[token.end :]
    tail = re.match(r"(?:[ -][A-Za-z’'-]+){0,3}", after)
    yield sentence.problem(
        KIND,
        f"Line {other.line} gives {other.token.text.strip()}; here it is {token.text.strip()}.",
        Severity.WARNING,
        start,
        token.end + (tail.end() if tail else 0),
    )


RULE = Rule(
    KIND,
    "A number spoken of as known that was given with other digits",
    '"The 4,181 visits" after 4,118, "the proposed increase of £15.00" after a rise of £13.00: a number '
    "that is said as if it "
    "had been given, stands nowhere else, and has two digits turned or one changed against an earlier "
    "one of the same thing. "
    "Values for other periods, targets, sums and differences of numbers beside it are left alone.",
    (
        "Safe and Well visits rose to 4,118 in the quarter. The 4,181 visits were made by crews.",
        "There were 2,137 referrals in the quarter.\n\nThe rise to 2,173 referrals has been met from "
        "underspends.",
        "Band D tax would go up by £13.00 a year.\n\nThe Panel is asked to support the proposed increase "
        "of £15.00 at Band D.",
        "Of 1,013 prosecutions 204 ended without conviction. The 240 unsuccessful cases were reviewed.",
    ),
    (
        "Safe and Well visits rose to 4,118 in the quarter. The 4,118 visits were made by crews.",
        "There were 2,137 referrals in Q1 23/24 and 2,173 referrals in Q2 23/24.",
        "Band D tax would go up by £13.00 a year.\n\nThe Panel is asked to support the proposed increase "
        "of £13.00 at Band D.",
        "Of 172 matters 153 were settled and 19 stay open. The 19 open matters are old.",
    ),
    find,
)
