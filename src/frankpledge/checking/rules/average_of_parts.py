"""Averages and totals outside the range of their parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Passage, Sentence
from frankpledge.checking.phrases import change_direction
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.tokens import Token, Unit

KIND = "average-of-parts"
_MONTH = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december)\b"
)
_QUARTER = re.compile(r"\bquarter(?:ly)?\b|\bq[1-4]\b|\boverall\b")


def _monthly(passage: Passage, unit: Unit) -> tuple[dict[str, Token], Token | None]:
    """Return a passage's percentages by the month they belong to, and its quarter's."""
    months: dict[str, Token] = {}
    quarter: Token | None = None
    whole = passage.whole
    end = 0
    for token in whole.tokens:
        if token.unit is not unit or token.signed or change_direction(whole, token) is not None:
            continue
        gap = whole.lower[end : token.start]
        names, wider = list(_MONTH.finditer(gap)), list(_QUARTER.finditer(gap))
        tail = re.match(r"\s(?:\w+\s)?(?:in|for|during)\s(\w+)", whole.lower[token.end : token.end + 30])
        end = token.end
        if tail and _MONTH.fullmatch(tail[1]):
            months.setdefault(tail[1], token)
        elif names and (not wider or wider[-1].start() < names[-1].start()):
            months.setdefault(names[-1][1], token)
        elif wider and quarter is None:
            quarter = token
    return months, quarter


def _quarters(passage: Passage, unit: Unit) -> Iterator[Problem]:
    if len(_MONTH.findall(passage.text.lower())) < 2:
        return
    months, quarter = _monthly(passage, unit)
    if (
        quarter is None
        or not 2 <= len(months) <= 3
        or re.search(
            r"\b(?:rolling|12[\s-]month)\b", passage.text.lower()[max(0, quarter.start - 80) : quarter.end]
        )
    ):
        return
    values = [it.value for it in months.values()]
    used = [*months.values(), quarter]
    start, end = min(it.start for it in used), max(it.end for it in used)
    start = start if end - start < 290 else max(quarter.start - 40, 0)
    end = min(end, start + 290)
    if (
        unit is not Unit.PERCENT
        and "average" not in passage.text.lower()[max(0, quarter.start - 30) : quarter.start]
    ):
        return
    if len(months) == 3:
        if not min(values) - quarter.step <= quarter.value <= max(values) + quarter.step:
            yield passage.problem(
                KIND,
                f"{quarter.text} for the quarter is outside its months, {plain(min(values))} to "
                f"{plain(max(values))}.",
                Severity.ERROR,
                start,
                end,
            )
        return
    if unit is not Unit.PERCENT:
        return
    left = 3 * quarter.value - sum(values)
    blamed = re.search(
        rf"\b(?:due\sto|because\sof|owing\sto|result\sof)\s(?:\w+\s)?({'|'.join(months)})\b",
        passage.text.lower(),
    )
    if not -1.5 <= left <= 101.5:
        yield passage.problem(
            KIND, f"With equal weights the third month would be {plain(left)}%.", Severity.WARNING, start, end
        )
    elif blamed and left <= months[blamed[1]].value:
        listed = " − ".join(plain(it) for it in values)
        yield passage.problem(
            KIND,
            f"3 × {plain(quarter.value)} − {listed} = {plain(left)}: with equal weights the month "
            f"not named was {plain(left)}%, "
            f"lower than {blamed[1].title()}, which is given as the cause.",
            Severity.ADVICE,
            start,
            end,
        )


def _subject(sentence: Sentence) -> set[str]:
    """Return the words of a sentence before its first verb of change: its subject."""
    clause = re.split(
        r"\b(?:over|in|during|have|has|increased|decreased|fell|rose|saw|seen)\b", sentence.lower
    )[0]
    return {it.rstrip("s") for it in re.findall(r"[a-z]{3,}", clause)} - {
        "the",
        "all",
        "and",
        "overall",
        "total",
    }


def _changes(sentence: Sentence) -> list[tuple[Token, int]]:
    found = []
    for token in sentence.tokens:
        way = change_direction(sentence, token)
        if token.unit is Unit.PERCENT and way and not token.signed:
            found.append((token, way))
    return found


def _total_beyond_parts(passage: Passage) -> Iterator[Problem]:
    """A total's change beyond those of every part given: what is not given changed by more."""
    sentences = passage.sentences
    for index, sentence in enumerate(sentences[:-1]):
        whole, subject = _changes(sentence), _subject(sentence)
        if len(whole) != 1 or not subject or len(subject) > 3:
            continue
        parts: list[tuple[Token, int, int]] = []
        for later in sentences[index + 1 : index + 3]:
            clauses = re.split(r"\band\b|;|,\swhile\b", later.lower)
            for token, way in _changes(later):
                place = 0
                for clause in clauses:
                    if place <= token.start <= place + len(clause) + 3:
                        words = {it.rstrip("s") for it in re.findall(r"[a-z]{3,}", clause)}
                        if subject < words:
                            parts.append((token, way, later.start))
                        break
                    place += len(clause) + 3
        (total, way) = whole[0]
        if len(parts) < 2 or any(each != way for _, each, _ in parts):
            continue
        values = [token.value for token, _, _ in parts]
        if min(values) <= total.value <= max(values):
            continue
        beyond = "less" if total.value < min(values) else "more"
        start = sentence.start + max(0, total.start - 60)
        start = passage.text.find(" ", start) + 1 if start > sentence.start else start
        end = parts[-1][2] + parts[-1][0].end
        yield passage.problem(
            KIND,
            f"The whole changed by {total.text}, its parts given by "
            f"{' and '.join(plain(it) + '%' for it in values)}: "
            f"the parts not given changed by {beyond} than {total.text}.",
            Severity.ADVICE,
            start,
            min(end, start + 290),
        )


def find(document: Document) -> Iterable[Problem]:
    """Yield averages and totals that their parts do not allow."""
    for passage in document.passages:
        for unit in (Unit.PERCENT, Unit.COUNT, Unit.SECONDS):
            yield from _quarters(passage, unit)
        yield from _total_beyond_parts(passage)


RULE = Rule(
    KIND,
    "An average outside its parts",
    "A quarter's rate beside its months' (an average lies between its parts; two of three months "
    "leave the third), and a "
    "total's change beyond the changes of all the parts given.",
    (
        "Attendance was 98% in May. April saw 91% and June 90%. The quarter overall was 85%.",
        "May saw attendance of 97%. The quarter was 84% overall, which is due to June achieving only 78%.",
        "Cyber crimes have increased by 31%. Business cyber crime has increased by 18.5% and "
        "personal cyber crime has increased by 24.4%.",
    ),
    (
        "Attendance was 98% in May. April saw 91% and June 90%. The quarter overall was 93%.",
        "May saw attendance of 87%. The quarter was 84% overall, which is due to June achieving only 78%.",
        "Cyber crimes have increased by 22%. Business cyber crime has increased by 18.5% and "
        "personal cyber crime has increased by 24.4%.",
    ),
    find,
)
