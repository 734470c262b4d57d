"""``plan/sets.yaml``: named lists of terms, so that "positive outcomes" is declared once."""

from __future__ import annotations

from dataclasses import dataclass

from frankpledge.contracts.vocabularies import CRIME_TYPES, OUTCOMES, Vocabulary, outcomes_of_types, slug_of
from frankpledge.errors import did_you_mean
from frankpledge.plan.fields import IDENTIFIER, Fields, Problems
from frankpledge.plan.yaml_nodes import Entries, shown

OUTCOME_TYPES = "outcome-types"
_LISTS: dict[str, Vocabulary | None] = {
    OUTCOME_TYPES: OUTCOMES,
    "outcomes": OUTCOMES,
    "crime-types": CRIME_TYPES,
    "words": None,
}
"""What a set may list, and the vocabulary its terms are of; ``words`` are of no closed vocabulary."""


@dataclass(frozen=True)
class DeclaredSet:
    """A named list of terms of one vocabulary ('' for words of an open column)."""

    name: str
    vocabulary: str
    terms: tuple[str, ...]


def read_sets(entries: Entries, problems: Problems) -> dict[str, DeclaredSet | None]:
    """Return the sets by name; None stands for a set in which a problem was noted."""
    top = Fields(entries, problems)
    found: dict[str, DeclaredSet | None] = {}
    for name in entries.values:
        before = len(problems.found)
        if not IDENTIFIER.fullmatch(name):
            top.problem(
                name, "the name of a set is a kebab-case word.", did_you_mean(slug_of(name), [slug_of(name)])
            )
        inner = top.part(name)
        declared = _read_set(name, inner, top) if inner is not None else None
        found[name] = declared if len(problems.found) == before else None
    return found


def _read_set(name: str, fields: Fields, top: Fields) -> DeclaredSet | None:
    fields.only((), tuple(_LISTS))
    lists = [key for key in _LISTS if key in fields]
    if len(lists) != 1:
        keys = ", ".join(_LISTS)
        top.problem(name, f"a set has one list, and this one has {len(lists)}.", f"Give one of: {keys}.")
        return None
    key = lists[0]
    vocabulary = _LISTS[key]
    words = fields.words(key)
    if not words:
        fields.problem(key, "this set names nothing.", "Name at least one.")
        return None
    if key == OUTCOME_TYPES:
        terms = _terms_of_types(words, fields)
    elif vocabulary is None:
        terms = tuple(check_slug(word, key, fields) for word in words)
    else:
        terms = tuple(check_term(word, vocabulary, key, fields) for word in words)
    return DeclaredSet(name, vocabulary.name if vocabulary else "", terms)


def _terms_of_types(words: tuple[str, ...], fields: Fields) -> tuple[str, ...]:
    """Return the outcomes that stand for Home Office outcome types, where open data can tell them apart."""
    types: set[int] = set()
    in_data = {number for term in OUTCOMES.terms for number in term.types}
    for word in words:
        if not word.isascii() or not word.isdigit() or not 1 <= int(word[:4]) <= 22:
            fields.problem(
                OUTCOME_TYPES, f"there is no outcome type '{shown(word)}'.", "They run from 1 to 22."
            )
        elif int(word) not in in_data:
            fields.problem(
                OUTCOME_TYPES,
                f"open data has no outcome of type {int(word)}.",
                "Leave it out, and say so in notes.",
            )
        else:
            types.add(int(word))
    try:
        return outcomes_of_types(frozenset(types))
    except ValueError as error:
        fields.problem(OUTCOME_TYPES, f"{error}.", "Name all of these types or none.")
        return ()


def check_term(word: str, vocabulary: Vocabulary, key: str, fields: Fields) -> str:
    """Return a term of a closed vocabulary; note the nearest right one if it is none."""
    if word not in vocabulary.slugs:
        hint = did_you_mean(slug_of(word), vocabulary.slugs)
        fields.problem(key, f"there is no {vocabulary.name} '{shown(word)}'.", hint)
    return word


def check_slug(word: str, key: str, fields: Fields) -> str:
    """Return a word of an open column, which is the publisher's text as a kebab-case word."""
    right = slug_of(word)
    if word != right:
        hint = f"Did you mean '{shown(right)}'?" if right else None
        fields.problem(key, f"'{shown(word)}' is not in the form that terms have here.", hint)
    return word
