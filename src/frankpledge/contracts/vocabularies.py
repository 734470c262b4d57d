"""Closed vocabularies: the terms a column may hold, as stored codes, slugs and publishers' texts.

A term's stored code is its place in the tuple, so the tuples are **append-only**: a store
written years ago must still read. The crime types and outcome texts are those of
data.police.uk (Open Government Licence v3.0).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property


def slug_of(text: str) -> str:
    """Return a publisher's text as a kebab-case word: ``slug_of('Public order') == 'public-order'``."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@dataclass(frozen=True)
class Term:
    """One term. ``types`` are Home Office outcome types; empty where the publisher states none.
    ``written`` is how files write it besides ``text``, such as a number."""

    slug: str
    text: str
    stage: str = ""
    types: tuple[int, ...] = ()
    note: str = ""
    written: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """An ordered, append-only list of terms. ``lenient`` reads a term in any case and punctuation,
    as people type it; without it only the publisher's own text is read. ``source`` says who lays it down."""

    name: str
    terms: tuple[Term, ...]
    lenient: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        slugs = [term.slug for term in self.terms]
        if len(set(slugs)) < len(slugs) or not all(slugs):
            raise ValueError(f"vocabulary '{self.name}': two terms have one slug, or one has none")

    def code_of_word(self, word: str) -> int | None:
        """Return the code of a term as a file writes it; None where there is none."""
        code = self._code_of_written.get(word)
        return self.code_of_slug.get(slug_of(word)) if code is None and self.lenient else code

    @cached_property
    def _code_of_written(self) -> dict[str, int]:
        return self.code_of_text | {
            word: code for code, term in enumerate(self.terms) for word in term.written
        }

    @cached_property
    def code_of_text(self) -> dict[str, int]:
        return {term.text: code for code, term in enumerate(self.terms)}

    @cached_property
    def code_of_slug(self) -> dict[str, int]:
        return {term.slug: code for code, term in enumerate(self.terms)}

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        return tuple(term.slug for term in self.terms)

    def term(self, slug: str) -> Term:
        """Return the term with a slug; KeyError if there is none."""
        return self.terms[self.code_of_slug[slug]]


def words(name: str, *texts: str, source: str = "") -> Vocabulary:
    """Return a vocabulary of terms that people type: their texts, in order."""
    return Vocabulary(name, tuple(Term(slug_of(text), text) for text in texts), True, source)


def coded(name: str, source: str, terms: str) -> Vocabulary:
    """Return a vocabulary of terms that files write as codes: ``"1=Fatal|2=Serious"``."""
    pairs = [term.split("=", 1) for term in terms.split("|")]
    made = tuple(Term(slug_of(text), text, written=(code,)) for code, text in pairs)
    return Vocabulary(name, made, True, source)


def _crime(text: str) -> Term:
    return Term(slug_of(text), text)


CRIME_TYPES = Vocabulary(
    "crime-type",
    (
        _crime("Anti-social behaviour"),
        _crime("Bicycle theft"),
        _crime("Burglary"),
        _crime("Criminal damage and arson"),
        _crime("Drugs"),
        _crime("Other crime"),
        _crime("Other theft"),
        _crime("Possession of weapons"),
        _crime("Public order"),
        _crime("Robbery"),
        _crime("Shoplifting"),
        _crime("Theft from the person"),
        _crime("Vehicle crime"),
        _crime("Violence and sexual offences"),
        # Wording the publisher used before May 2013; the split into today's types cannot be made.
        _crime("Violent crime"),
        _crime("Public disorder and weapons"),
    ),
)

ASB = "anti-social-behaviour"


def _decided(text: str, *types: int, note: str = "") -> Term:
    return Term(slug_of(text), text, "decided", types, note)


def _court(text: str) -> Term:
    return Term(
        slug_of(text), text, "court", (1,), "street file only: a later court state of a charged crime"
    )


def _open(text: str) -> Term:
    return Term(slug_of(text), text, "open", (), "no outcome yet")


OUTCOMES = Vocabulary(
    "outcome",
    (
        _decided("Suspect charged", 1),
        _decided("Suspect charged as part of another case", 4, note="taken into consideration"),
        _decided(
            "Offender given a caution",
            2,
            3,
            note="youth cautions (2) and adult cautions (3) cannot be told apart",
        ),
        _decided("Offender given penalty notice", 6),
        _decided("Offender given a drugs possession warning", 7),
        _decided("Local resolution", 8),
        _decided(
            "Formal action is not in the public interest", 9, 10, 11, note="9, 10 and 11 cannot be told apart"
        ),
        _decided(
            "Further action is not in the public interest", note="the publisher does not state the type"
        ),
        _decided("Further investigation is not in the public interest", 21),
        _decided(
            "Unable to prosecute suspect",
            5,
            12,
            13,
            14,
            15,
            16,
            17,
            note="5 and 12 to 17 cannot be told apart",
        ),
        _decided("Investigation complete; no suspect identified", 18),
        _decided("Action to be taken by another organisation", 20),
        _court("Awaiting court outcome"),
        _court("Court result unavailable"),
        _court("Defendant sent to Crown Court"),
        _court("Court case unable to proceed"),
        _court("Defendant found not guilty"),
        _court("Offender given community sentence"),
        _court("Offender sent to prison"),
        _court("Offender fined"),
        _court("Offender given conditional discharge"),
        _court("Offender given suspended prison sentence"),
        _court("Offender otherwise dealt with"),
        _court("Offender ordered to pay compensation"),
        _court("Offender given absolute discharge"),
        _court("Offender deprived of property"),
        _open("Under investigation"),
        _open("Status update unavailable"),
    ),
)


def outcomes_of_types(types: frozenset[int]) -> tuple[str, ...]:
    """Return the slugs of decided outcomes all of whose types are in ``types``.

    Raises ValueError where a text stands for some types inside the set and some outside:
    the open data cannot tell them apart, so the set cannot be counted.
    """
    slugs = []
    for term in OUTCOMES.terms:
        inside = types.intersection(term.types)
        if term.stage != "decided" or not inside:
            continue
        if len(inside) < len(term.types):
            listed = ", ".join(map(str, term.types))
            raise ValueError(f"outcome types {listed} cannot be told apart in open data ('{term.text}')")
        slugs.append(term.slug)
    return tuple(slugs)
