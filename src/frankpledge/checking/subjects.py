"""The value of a sentence's subject where the sentence does not give it, from the rest of the document."""

from __future__ import annotations

import re

from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.mentions import Mentions, mentions_of
from frankpledge.checking.named_rows import content_words, row_index
from frankpledge.checking.roles import (
    in_unit_of,
    is_base,
    is_change,
    is_earlier,
    is_peer,
    is_target,
    own_values,
    sentences_before,
)
from frankpledge.checking.tokens import Token, Unit

_ANAPHOR = re.compile(
    r"(?:this|that|it|these|they|which|the\s(?:figure|rate|number|total|wait|average|mean|share|result|measure|service|force))\b"
)
_IDLE = frozenset(
    content_words(
        "there were was been now still also only just about stood stand averaged fell rose down up more "
        "fewer less higher lower "
        "this that with going went compared against number figure rate year quarter every kind each "
        "average took take came come "
        "got get made make done do did had overall in all again"
    )
)
_LONG = 8
"""Letters: a word so long may name a subject by itself ("overspend")."""
_MOST_VALUES = 4


def subject_values(
    document: Document, sentence: Sentence, like: Token, until: int, everywhere: bool = False
) -> tuple[Sentence | None, list[Token]]:
    """Return the values a sentence's subject has elsewhere, with their sentence (None for rows and afar).

    ``until``: where in the sentence its subject ends. Empty where nothing, or too much, fits. With
    ``everywhere`` the values of all these places are returned, for who asks whether any of them fits.
    """
    words = frozenset(content_words(sentence.text[:until])) - _IDLE
    anaphor = bool(_ANAPHOR.match(sentence.lower)) or not words
    gathered: list[Token] = []
    for at, earlier in enumerate(sentences_before(sentence, 8 if everywhere else 2)):
        found = own_values(earlier, like)
        if found and ((anaphor and at < 2) or words & frozenset(content_words(earlier.text))):
            if not everywhere:
                return earlier, found
            gathered += found
    row = row_index(document).named(sentence, before=until)
    if row is not None and (latest := row.latest()) is not None and in_unit_of(latest, like) is not None:
        return None, [*gathered, latest]
    return None, gathered + _afar(mentions_of(document), sentence, words, like)


def _afar(known: Mentions, sentence: Sentence, words: frozenset[str], like: Token) -> list[Token]:
    """Return the few values that sentences with all the words of a subject give."""
    if len(words) < 2 and not any(len(it) >= _LONG for it in words):
        return []
    here = sentence.passage.line_at(sentence.start)
    found: dict[float, Token] = {}
    for mention in known.every:
        token, place = mention.token, mention.sentence
        if (
            mention.line > here
            or place is sentence
            or mention.in_table
            or token.unit is not like.unit
            or not words <= mention.words
        ):
            continue
        clause = frozenset(content_words(" ".join(mention.clause)))
        if (
            len(words & clause) < len(words)
            or is_change(place, token)
            or is_earlier(place, token)
            or is_peer(place, token)
        ):
            continue
        if is_target(place, token) or (is_base(place, token) and token.unit is Unit.PERCENT):
            continue
        found.setdefault(token.value, token)
    return list(found.values()) if len(found) <= (_MOST_VALUES if len(words) > 1 else 1) else []
