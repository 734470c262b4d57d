"""Words that say which way something went, against the two values beside them or the table's row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.betterment import better
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.named_rows import Row, RowIndex, content_words, row_index
from frankpledge.checking.numerals import numbers
from frankpledge.checking.phrases import DOWN, UP
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import in_unit_of, is_earlier, is_peer, is_target, text_around
from frankpledge.checking.rules.change import pairs
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.spans import Span
from frankpledge.checking.tokens import LEVELS, Token, Unit

KIND = "direction"
_MOVE = re.compile(
    rf"\b(?:(?P<up>{UP}|slowed|raised|lifted|brought\sup)|(?P<down>{DOWN}|rarer|cut|lowered|brought\sdown|quickened|(?:sped|speeded)\sup)|(?P<good>improv(?:ed|es|ing|ement)|better)|"
    r"(?P<bad>worsen(?:ed|s|ing)|worse|deteriorat(?:ed|es|ing|ion)))\b(?!\sto\s\d+\sof|['’])"
)
_NO_MOVE = re.compile(
    r"\b(?:over|under|above|below|behind|ahead|exceed\w*|up\sto|(?:more|less|fewer|higher|lower)\sthan|made\sup|"
    r"set\sup|follow(?:ed)?\sup|close\sdown|broken\sdown|taken\sup|drawn\sup|up\sand\sdown|more\sor\sless|no\slonger|once\smore|"
    r"what\sis\smore|short\sof|better\sthan|worse\sthan|for\smore|rising\sto\sthe)\b"
)
_DATE_WORDS = (
    r"(?:in|at|for|last|the|a|year|quarter|month|previous|same|before|ago|earlier|period|wave|survey|was|were|from|of|it|"
    r"had|been|days?|minutes?|seconds?|previously|prior|q[1-4]|20[0-9]{2}(?:[/–-][0-9]{2})?|[0-9]{2}[/–-][0-9]{2}|[0-9]{4}:|[:,])"
)
_BRACKET = re.compile(rf"\s?\((?:{_DATE_WORDS}\s?)*$")
_AFTER_BRACKET = re.compile(rf"(?:\s?{_DATE_WORDS})*\s?\)")
_AGAINST = re.compile(
    r"\s?(?:(?!(?:and|but|which|while|to|by)\b)[a-z’'/-]+\s?){0,5}?[,(]?\s?(?:against|compared\s(?:to|with)|versus|vs\.?|"
    r"having\sbeen|where\sit\swas|and\snot|after|following|set\sagainst)\s(?:(?:a|an|the|only|just|some|last|year['’]s|previous)\s){0,3}"
)
_FROM_OF = re.compile(r"\b(?:of|at|was|were|stood\sat)\s$")
_MADE = re.compile(
    r"(?:\s[a-z’'-]+){0,6}?\s(?:has|have|had|was|were|will\sbe|is|are|is\sto\sbe)\s(?:since\s|now\s|then\s)?(?:been\s)?(?:reduced|cut|lowered|raised|"
    r"increased|lifted|risen|fallen|grown|rise|fall|brought\sdown|brought\sup)\sto\s(?:about\s|just\s|only\s)?"
)
_STEADY = re.compile(
    r"\b(?P<word>stable|unchanged|steady|static|flat|level|the\ssame|little\schanged|no\schange|similar)\b(?:\s(?!at\b|from\b)[a-z’'-]+){0,3}?\s?(?:at|from|to|with|,|:|\()?\s?$"
)
_NOW = re.compile(
    r"\s(?:[a-z]+\s)?(?:now|today|this\s(?:year|quarter|month|time|wave|spring|summer|autumn|winter))\b"
)
_BACK_THEN = re.compile(
    r"\s(?:[a-z]+\s)?(?:last\s(?:year|quarter|month|time|spring|summer|autumn|winter)|(?:a|one)\s(?:year|quarter|month)\s(?:ago|before|earlier)|"
    r"in\sthe\s(?:spring|summer|autumn|winter)|before\b|then\b)"
)
_NOUN_AFTER = re.compile(
    r"[^.;0-9]{0,30}?[,:–—-]\s?(?:which\sis\s|this\sis\s|so\s|and\sso\s)?an?\s(?:[a-z]+\s)?(?P<noun>improvement|deterioration|worsening|rise|fall|"
    r"increase|reduction|decrease|drop|decline)\b(?!\s(?:of|by))"
)
OF_TIME = (
    "slower",
    "faster",
    "quicker",
    "longer",
    "shorter",
    "slowed",
    "quickened",
    "sped up",
    "speeded up",
)
_SPAN = re.compile(
    r"\bover\sthe\s(?:whole\s)?(?:\w+\s)?(?:years|quarters|period|plan|waves|life)|\beach\s(?:year|quarter)|\bsteadily|\bthroughout"
)
_VERB = re.compile(
    r"\b(?:(?P<up>increas(?:ed|es|ing)|ros?e|rises|rising|risen|gr[eo]ws?|grown|climb(?:ed|s|ing)|widen(?:s|ed|ing)|went\sup|gone\sup|up|"
    r"higher|lengthen(?:ed|s))|(?P<down>fell|falls|fallen|falling|reduc(?:ed|es|ing)|decreas(?:ed|es|ing)|dropp(?:ed|ing)|declin(?:ed|es|ing)|"
    r"narrow(?:s|ed|ing)|shr[aiu]nks?|eas(?:ed|es)|went\sdown|gone\sdown|down|lower|fewer|shorten(?:ed|s)))\b"
)


def way_said(text: str) -> tuple[str, re.Match[str]] | None:
    """Return the one way a text says something went (up, down, good, bad); None where none or two."""
    found = [
        it
        for it in _MOVE.finditer(text)
        if not any(n.start() <= it.start() < n.end() for n in _NO_MOVE.finditer(text))
    ]
    ways = {name for it in found for name, said in it.groupdict().items() if said}
    return (ways.pop(), found[-1]) if len(ways) == 1 else None


def _pairs(sentence: Sentence) -> Iterator[tuple[Token, Token, int]]:
    """Yield a value, the earlier one it is set against, and where the quote ends."""
    found = [it for it in numbers(sentence) if it.unit is not Unit.PERIOD]
    for at, value in enumerate(found[:-1]):
        earlier = found[at + 1]
        if (
            value.unit not in (*LEVELS, Unit.MONTHS)
            or value.signed
            or earlier.signed
            or in_unit_of(earlier, value) is None
        ):
            continue
        between = sentence.lower[value.end : earlier.start]
        between = re.sub(r"\b(?:20)?[0-9]{2}[/–-][0-9]{2}\b|\bq[1-4]\b|\b20[0-9]{2}\b", "then", between)
        after = sentence.lower[earlier.end :]
        if _BRACKET.fullmatch(re.sub("then", "year", between)) and (end := _AFTER_BRACKET.match(after)):
            yield value, earlier, earlier.end + end.end()
        elif (
            _AGAINST.fullmatch(between)
            and not is_target(sentence, earlier)
            and not is_peer(sentence, earlier)
        ):
            yield value, earlier, earlier.end
        elif re.fullmatch(r"\sto\s", between) and re.search(r"[a-z]\s\($", sentence.lower[: value.start]):
            yield earlier, value, earlier.end + (after[:1] == ")")
        elif (
            is_earlier(sentence, earlier)
            and not is_earlier(sentence, value)
            and re.fullmatch(r"(?:\s[a-z]+){0,4}?,?\sand\s(?:only\s|just\s)?", between)
        ):
            yield value, earlier, earlier.end
        elif (dated := _dated(sentence, value, earlier, between)) is not None:
            yield *dated, max(value.end, earlier.end)
        elif _FROM_OF.search(sentence.lower[: value.start]) and _MADE.fullmatch(between):
            yield earlier, value, earlier.end


def _dated(sentence: Sentence, one: Token, other: Token, between: str) -> tuple[Token, Token] | None:
    """Return two values each followed by its period, the later first: ``14 in 2021/22, 13 in 2022/23``."""
    if _NOW.match(sentence.lower, one.end) and _BACK_THEN.match(sentence.lower, other.end):
        return (one, other) if len(between) < 40 else None
    if not re.fullmatch(
        r"\s?(?:[a-z]+\s)?\(?(?:in|for)?\s?then\)?(?:,|\sand|;|,\sand|,\sthen)\s(?:only\s|just\s)?", between
    ):
        return None
    spans = list[Span]()
    for token in (one, other):
        after = [it.span for it in sentence.tokens if it.span is not None and 0 <= it.start - token.end < 16]
        if not after or after[0] is None:
            return None
        spans.append(after[0])
    if spans[0].last == spans[1].last or spans[0].kind != spans[1].kind:
        return None
    return (one, other) if spans[0].last > spans[1].last else (other, one)


def _beside(sentence: Sentence) -> Iterator[Problem]:
    """``fewer at 141 (133)``; ``There are fewer buildings, 16 against 13 in 2020``."""
    for value, earlier, end in _pairs(sentence):
        opening = sentence.lower[: min(value.start, earlier.start)].rstrip(" ,:;")
        clause = re.split(r"[0-9]|;\s|\b(?:but|while|whereas|although)\b", opening)[-1]
        own = re.split(r":\s", clause)[-1]
        clause = own if way_said(own) else clause
        if len(clause) > 110:
            continue
        between = sentence.lower[value.end : earlier.start] if value.end <= earlier.start else ""
        if _MADE.fullmatch(sentence.lower[min(value.end, earlier.end) : max(value.start, earlier.start)]):
            clause = sentence.lower[earlier.end : value.start]
            opening = sentence.lower[: earlier.start]
        steady = _STEADY.search(clause + " ")
        if steady and between and not _MADE.fullmatch(between):
            yield from _unsteady(sentence, value, earlier, end, steady["word"])
            continue
        if re.search(r"\b(?:no|not|none|neither|nor|without|never)\b", clause):
            continue
        said = way_said(clause) or told_after(sentence, end)
        if said is None or re.search(r"\b(?:by|of)$", clause):
            continue
        way = side_of(said[0], sentence, value)
        word = said[1][0]
        if way is None or (word in OF_TIME and value.unit not in (Unit.SECONDS, Unit.DAYS)):
            continue
        before = in_unit_of(earlier, value)
        if before is not None and (value.value - before) * way <= 0:
            start = max(0, len(opening) - len(clause.lstrip(" ,")))
            first = min(value.start, earlier.start)
            yield sentence.problem(
                KIND,
                f"{earlier.text.strip()} to {value.text.strip()} is {movement(value.value - before)}: not "
                f'"{word}".',
                Severity.ERROR if said[0] in ("up", "down") else Severity.WARNING,
                max(start, first - 120),
                max(end, said[1].end() if said[1].start() > end else end),
            )


def told_after(sentence: Sentence, end: int) -> tuple[str, re.Match[str]] | None:
    """Return the way a noun straight after the pair says: ``271 (last year 254), an improvement``."""
    match = _NOUN_AFTER.match(sentence.lower, end)
    return way_said(match["noun"]) if match else None


def _unsteady(sentence: Sentence, value: Token, earlier: Token, end: int, word: str) -> Iterator[Problem]:
    """``stable at 212 (160)``, ``unchanged at 41 (38)``."""
    before = in_unit_of(earlier, value)
    if before is None or before <= 0:
        return
    exact = word in ("unchanged", "the same", "no change")
    off = abs(value.value - before) / before
    points = value.unit is Unit.PERCENT and abs(value.value - before) < 5
    if off > (0 if exact else 0.12) and (exact or not points):
        start = max(0, sentence.lower.rfind(word, 0, value.start))
        yield sentence.problem(
            KIND,
            f"{earlier.text.strip()} to {value.text.strip()} is {movement(value.value - before)}: not "
            f'"{word}".',
            Severity.WARNING,
            start,
            end,
        )


def side_of(way: str, sentence: Sentence, value: Token) -> int | None:
    """Return 1 where a way (up, down, good, bad) means more, -1 where less; None where that is open."""
    if way in ("up", "down"):
        return 1 if way == "up" else -1
    good = better(text_around(sentence, 1), value.unit)
    return None if good is None else good if way == "good" else -good


def movement(gap: float) -> str:
    """Return what a gap between a value and the one before it is called."""
    return "no change" if gap == 0 else "a rise" if gap > 0 else "a fall"


def _judged(sentence: Sentence) -> Iterator[Problem]:
    """``improved from 74% to 71%``: better and worse, where the words say which is which."""
    for pair in pairs(sentence):
        first = min(pair.before.start, pair.after.start)
        opening = re.sub(r"[\s,]+(?P<last>(?:from|at|to|by)?)\s*$", r" \g<last>", sentence.lower[:first])
        clause = re.split(r"[;:]\s|[0-9]|,\s|\b(?:but|while|whereas|although|and)\b", opening)[-1]
        said = way_said(clause)
        if (
            pair.way is not None
            or said is None
            or said[0] in ("up", "down")
            or is_peer(sentence, pair.before)
            or is_target(sentence, pair.before)
        ):
            continue
        way = side_of(said[0], sentence, pair.after)
        gap = pair.after.value - pair.before.value
        if way is not None and gap * way <= 0:
            end = max(pair.before.end, pair.after.end)
            start = max(0, sentence.lower.rfind(" ".join(clause.split()[:2]), 0, first))
            yield sentence.problem(
                KIND,
                f"{pair.before.text.strip()} to {pair.after.text.strip()} is {movement(gap)}, which is not "
                f'"{said[1][0]}".',
                Severity.WARNING,
                start,
                end,
            )


def _rows(sentence: Sentence, rows: RowIndex) -> Iterator[Problem]:
    """``The gap narrows``: a sentence without numbers, about a row of a table."""
    if any(it.unit in LEVELS for it in sentence.tokens):
        return
    verb = _VERB.search(sentence.lower)
    if verb is None or _NO_MOVE.search(sentence.lower[: verb.end()]) or len(sentence.text) > 160:
        return
    others = {name for it in _VERB.finditer(sentence.lower) for name, said in it.groupdict().items() if said}
    if len(others) != 1 or re.search(
        r"\b(?:not|no|if|will|would|should|expected?|to)\b", sentence.lower[: verb.end()]
    ):
        return
    subject = sentence.lower[: verb.start()]
    named = [row for row in rows.all_named(subject) if row.times]
    way = 1 if verb["up"] else -1
    extra = set(content_words(subject)) - {word for row in named for word in row.words}
    if not named or len({row.words for row in named}) != len(named) or len(extra) > 1:
        return
    for row in named:
        moved = _moved(row, bool(_SPAN.search(sentence.lower)))
        if moved is not None and moved[0] * way < 0:
            yield sentence.problem(
                KIND,
                f'The table (line {row.line}) has {moved[1]} and then {moved[2]} for "{row.label}": not '
                f'"{verb[0]}".',
                Severity.ERROR,
                0,
                min(len(sentence.text.rstrip(". ")), 200),
            )
            return


def _moved(row: Row, whole: bool) -> tuple[float, str, str] | None:
    """Return which way a row went at the end of its periods (or over all); None where its ends disagree."""
    timed = [cell for _, cell in row.in_time()]
    if len(timed) < 2 or len(timed) != len(row.times):
        return None
    overall, last = timed[-1].value - timed[0].value, timed[-1].value - timed[-2].value
    if not whole and overall * last <= 0:
        return None
    before = timed[0] if whole else timed[-2]
    return timed[-1].value - before.value, before.text, timed[-1].text


def find(document: Document) -> Iterable[Problem]:
    """Yield directions that values or rows deny."""
    rows = row_index(document)
    for sentence in document.sentences:
        if len(sentence.tokens) >= 2:
            yield from _beside(sentence)
            yield from _judged(sentence)
        if rows.rows:
            yield from _rows(sentence, rows)


RULE = Rule(
    KIND,
    "A direction that the values deny",
    '"Fewer at 141 (133)", "more, 13 against 16 in 2020", "improved from 74% to 71%", and a sentence '
    "about a row of a table "
    '("the gap narrows") whose values go the other way.',
    (
        "Effective trials were fewer at 141 (133).",
        "There are fewer failing buildings, 16 against 13 in 2020.",
        "Victim satisfaction improved from 74% to 71%.",
        "£m  2025/26  2026/27  2027/28\nGap  2.1  3.7  4.9\nSavings found  0.8  1.5  1.9\n\nThe gap "
        "narrows over the three years.",
    ),
    (
        "Effective trials were more at 141 (133).",
        "There are fewer failing buildings, 13 against 16 in 2020.",
        "Victim satisfaction improved from 71% to 74%.",
        "£m  2025/26  2026/27  2027/28\nGap  2.1  3.7  4.9\nSavings found  0.8  1.5  1.9\n\nThe gap "
        "widens over the three years.",
    ),
    find,
)
