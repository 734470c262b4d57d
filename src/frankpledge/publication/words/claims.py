"""Words of direction, status and significance that an author wrote without binding them.

A sentence about one measure is held against that measure's figure: "rose" where it fell, "on track"
where no rule says so, "significantly" where nothing exceptional was found. What is said of wishes,
conditions and the future is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from frankpledge.publication.changes import Change
from frankpledge.publication.words.facts import Facts
from frankpledge.publication.words.pieces import Piece, Tell
from frankpledge.publication.words.references import Reference, WrongReference
from frankpledge.publication.words.saying import claim_denied, exceptional

_UP = r"rose|risen|rises|rising|increased|increases|increasing|grew|grown|climbed|went up|gone up"
_DOWN = (
    r"fell|fallen|falls|falling|decreased|decreases|decreasing|dropped|declined|declining|went down|gone down"
)
_MOVED = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<level>unchanged))\b", re.IGNORECASE)
_AFTER = re.compile(
    r"^\s+(?:(?P<up>more|higher|longer|slower|above|up)|(?P<down>fewer|less|lower|shorter|quicker|faster|below|down))\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:(?P<up>up|rise of|increase of|rose by|rising by|increased by|higher by)"
    r"|(?P<down>down|fall of|decrease of|reduction of|drop of|fell by|falling by|decreased by|lower by))"
    r"(?:\s(?:about|nearly|some|almost|by|a|an))?[\s(]*$",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:will|would|should|could|may|might|must|aims?|want(?:s|ed)?|hopes?|plans?|if|whether"
    r"|expect(?:s|ed)? to|not|no|never|neither|nor|unless|until|intend(?:s|ed)?"
    r"|to (?:reduce|increase|cut|raise|lower|improve)"
    r"|rather than|instead)\b",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"\b(?:(?P<good>on track|on target|(?:met|meets|meeting|hit) (?:its|the|our|their) target)"
    r"|(?P<bad>off track|off target|(?:missed|misses|missing) (?:its|the|our|their) target))\b",
    re.IGNORECASE,
)
_CLAIM = re.compile(
    r"\b(?:significant(?:ly)?|exceptional(?:ly)?|outside (?:its|the) expected range)\b", re.IGNORECASE
)
_UNIT = re.compile(r"^\s?(?:%|per cent|percent|percentage points?|points?\b|pp\b)", re.IGNORECASE)


def check_claims(sentence: Sequence[Piece], facts: Facts, about: str, tell: Tell) -> None:
    """Tell what one sentence claims that its figures deny. ``about`` is the measure of the text's slot."""
    _check_beside(sentence, tell)
    subject = _subject(sentence, facts, about)
    words = " ".join(piece.text for piece in sentence if piece.said is None)
    whole = "".join(piece.printed for piece in sentence)
    if not subject or _UNSURE.search(words):
        return
    line = sentence[0].line
    _check_moved(sentence, facts, subject, tell)
    for match in _STATUS.finditer(whole):
        _check_status(match, line, facts, subject, tell)
    if (claim := _CLAIM.search(words)) and not _is_exceptional(facts, subject):
        tell(
            line,
            f"nothing found of '{subject}' bears out '{claim[0]}'.",
            "Say what changed and by how much; the report says itself what is exceptional.",
        )


def _check_beside(sentence: Sequence[Piece], tell: Tell) -> None:
    """Hold the words right beside a reference against the change it prints, and its unit against them."""
    for place, piece in enumerate(sentence):
        if piece.said is None or piece.ref is None:
            continue
        after = sentence[place + 1] if place + 1 < len(sentence) else None
        before = sentence[place - 1] if place else None
        if after is not None and after.said is None and (unit := _UNIT.match(after.text)):
            doubled = piece.printed.endswith(("per cent", "points"))
            if doubled or "%" in unit[0] or "p" in unit[0].lower():
                tell(
                    piece.line,
                    f"{piece.ref.written} prints its own unit: '{piece.printed}'.",
                    f"Take out '{unit[0].strip()}'.",
                )
        made = piece.said.change
        if made is None or piece.ref.part in ("before", "target", "baseline", "peer-mean"):
            continue
        if piece.ref.part not in ("change", "difference"):
            continue
        for match in (
            _AFTER.match(after.text) if after is not None and after.said is None else None,
            _BEFORE.search(before.text) if before is not None and before.said is None else None,
        ):
            _hold(match, made, piece.line, piece.ref.subject, tell)


def _check_moved(sentence: Sequence[Piece], facts: Facts, subject: str, tell: Tell) -> None:
    """Hold verbs of movement in a sentence about one measure against the change it is about."""
    made = _change_of(sentence, facts, subject)
    if made is None:
        return
    for place, piece in enumerate(sentence):
        if piece.said is not None:
            continue
        beside = sentence[place + 1] if place + 1 < len(sentence) else None
        for match in _MOVED.finditer(piece.text):
            rest = piece.text[match.end() :].strip().lower()
            if beside is not None and beside.said is not None and rest in ("by", "by about", "by nearly"):
                continue  # Held already against the change it prints.
            line = piece.line + piece.text.count("\n", 0, match.start())
            _hold(match, made, line, subject, tell)


def _hold(match: re.Match[str] | None, made: Change, line: int, subject: str, tell: Tell) -> None:
    if match is None:
        return
    found = match.groupdict()
    claim = "rose" if found.get("up") else "fell" if found.get("down") else "unchanged"
    if denied := claim_denied(claim, made):
        word = " ".join(match[0].split()).strip("( ")
        tell(
            line,
            f"the figure of '{subject}' denies '{word}': {denied}.",
            f"Write {{{subject} rose-or-fell}} and the word follows the figure.",
        )


def _check_status(match: re.Match[str], line: int, facts: Facts, subject: str, tell: Tell) -> None:
    held = facts.data.readings.get(subject)
    status = held.status if held is not None else None
    said = " ".join(match[0].split())
    if status is None or status.good is None:
        tell(
            line,
            f"no rule gives '{subject}' a status that could bear out '{said}'.",
            "Declare a target and `status: target` in the measure, or say it without a status.",
        )
    elif status.good != bool(match["good"]):
        tell(line, f"the rules deny '{said}': '{subject}' is {status.word}.", "Put the sentence right.")


def _is_exceptional(facts: Facts, subject: str) -> bool:
    try:
        return exceptional(facts, Reference("", subject))
    except WrongReference:
        return False


def _subject(sentence: Sequence[Piece], facts: Facts, about: str) -> str:
    """Return the one measure a sentence is about, empty where that is not clear."""
    named = {piece.ref.subject for piece in sentence if piece.ref is not None}
    measures = {name for name in named if name in facts.measures}
    if measures:
        return measures.pop() if len(measures) == 1 else ""
    words = " ".join(piece.text for piece in sentence).lower()
    titled = [
        name
        for name, reading in facts.data.readings.items()
        if re.search(rf"\b{re.escape(reading.measure.title.lower())}\b", words)
    ]
    if titled:
        longest = max(titled, key=lambda name: len(facts.data.readings[name].measure.title))
        return longest if about in ("", longest) or longest == titled[0] else ""
    pronoun = re.match(r"\s*(?:it|this|that|the figure|the number|the rate|the share)\b", words)
    return about if about and pronoun else ""


def _change_of(sentence: Sequence[Piece], facts: Facts, subject: str) -> Change | None:
    """Return the change a sentence is about: the one its references print, else that of a year."""
    made = [
        piece.said.change for piece in sentence if piece.said is not None and piece.said.change is not None
    ]
    if made:
        alike = {(one.comparison.window, one.comparison.period, one.comparison.comparator) for one in made}
        return made[0] if len(alike) == 1 else None
    refs = [piece.ref for piece in sentence if piece.ref is not None]
    if any(ref.period is not None or ref.area or ref.breakdown or ref.window is not None for ref in refs):
        return None
    try:
        return facts.change(Reference("", subject))
    except WrongReference:
        return None
