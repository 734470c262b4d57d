"""Checks of measures against each other: what ratios, rates and parts name must be there and must fit."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from frankpledge.errors import did_you_mean
from frankpledge.plan import columns
from frankpledge.plan.definitions import Kind, Measure
from frankpledge.plan.measure_file import Draft
from frankpledge.plan.units import DAYS, ESTIMATED
from frankpledge.plan.yaml_nodes import shown

_ADDABLE = (Kind.COUNT, Kind.SUM)


def check_between(drafts: Mapping[str, Draft], declared: Collection[str]) -> None:
    """Note what does not fit between measures.

    ``declared`` are the ids of all files, read well or not: a measure that could not be read
    is a problem of its own file and not of those that name it.
    """
    for draft in drafts.values():
        kind = draft.measure.kind
        if kind is Kind.RATIO:
            _check_ratio(draft, drafts, declared)
        elif kind is Kind.RATE:
            _check_rate(draft, drafts, declared)
        if kind is Kind.SUM_OF:
            _check_sum_of(draft, drafts, declared)
        elif draft.measure.parts:
            _check_parts(draft, drafts, declared)
    _check_names(drafts)


def _check_names(drafts: Mapping[str, Draft]) -> None:
    """Note another name that means two measures: whoever reads it could not tell which."""
    title_of = {draft.measure.title.lower(): draft.measure.id for draft in drafts.values()}
    first_of: dict[str, str] = {}
    for draft in drafts.values():
        for word in draft.measure.also_called:
            other = title_of.get(word.lower(), first_of.setdefault(word.lower(), draft.measure.id))
            if other != draft.measure.id:
                draft.fields.problem(
                    "also-called",
                    f"'{shown(word)}' is a name of the measure '{shown(other)}' too.",
                    "A name means one measure: take it out of one of them.",
                )


def _named(
    key: str, word: str, draft: Draft, drafts: Mapping[str, Draft], declared: Collection[str]
) -> Measure | None:
    """Return the measure that a field names; note where there is none."""
    if not word or word in drafts:
        return drafts[word].measure if word else None
    if word not in declared:
        draft.fields.problem(
            key, f"there is no measure '{shown(word)}'.", did_you_mean(word, sorted(declared))
        )
    return None


def _circle(start: Measure, first: str, drafts: Mapping[str, Draft]) -> tuple[str, ...]:
    """Return the ids on the way from a measure through ``first`` back to itself; empty if there is none."""
    paths: list[tuple[str, ...]] = [(start.id, first)]
    seen: set[str] = set()
    while paths:
        path = paths.pop()
        if path[-1] == start.id:
            return path
        if path[-1] in seen or path[-1] not in drafts:
            continue
        seen.add(path[-1])
        measure = drafts[path[-1]].measure
        paths.extend((*path, word) for word in (measure.numerator, measure.denominator) if word)
    return ()


def _check_countable(key: str, word: str, draft: Draft, drafts: Mapping[str, Draft], named: Measure) -> bool:
    """Note where a ratio or rate is made of something that cannot be divided; return whether it can."""
    if circle := _circle(draft.measure, word, drafts):
        draft.fields.problem(
            key, f"this goes round in a circle: {' → '.join(circle)}.", "Name a count or sum."
        )
        return False
    if named.kind not in _ADDABLE:
        draft.fields.problem(
            key,
            f"'{word}' is of kind '{named.kind}', and only counts and sums can be divided.",
            "Name the count it is made of.",
        )
        return False
    return True


def _check_ratio(draft: Draft, drafts: Mapping[str, Draft], declared: Collection[str]) -> None:
    measure = draft.measure
    for key, word in (("numerator", measure.numerator), ("denominator", measure.denominator)):
        named = _named(key, word, draft, drafts, declared)
        if named is not None and _check_countable(key, word, draft, drafts, named):
            _check_reach(draft, named, whole=measure.of_whole and key == "denominator")


def _check_rate(draft: Draft, drafts: Mapping[str, Draft], declared: Collection[str]) -> None:
    measure, fields = draft.measure, draft.fields
    base, bases = measure.denominator, (*ESTIMATED, DAYS)
    if base and base not in bases:
        known = ", ".join(f"'denominator: {one}'" for one in bases[:-1])
        fields.problem(
            "denominator",
            f"a rate is by {', '.join(ESTIMATED)} or {DAYS}, not by '{shown(base)}'.",
            f"Write {known} or 'denominator: {DAYS}', or use kind: ratio.",
        )
    if base in ESTIMATED and measure.area_types != ("force",):
        fields.problem("areas", f"{base} are known for forces only.", "Write 'areas: [force]'.")
    named = _named("numerator", measure.numerator, draft, drafts, declared)
    if named is None or not _check_countable("numerator", measure.numerator, draft, drafts, named):
        return
    _check_reach(draft, named)
    if measure.peers and named.peers != measure.peers:
        fields.problem(
            "peers",
            f"'{named.id}' is not compared from '{measure.peers}'.",
            f"Add 'peers: {measure.peers}' to it.",
        )
    table = columns.measured_tables().get(named.table)
    for word in measure.breakdowns:
        if base in ESTIMATED and table is not None and columns.is_about_persons(table, word):
            fields.problem(
                "breakdowns",
                f"a rate by '{word}' needs {base} by '{word}', which are not supplied.",
                "Break down the count instead.",
            )


def _check_reach(draft: Draft, named: Measure, whole: bool = False) -> None:
    """A ratio can only be given where both its measures are: for their areas and breakdowns.

    What is divided by a ``whole`` needs no breakdown of it.
    """
    pairs = (
        ("areas", draft.measure.area_types, named.area_types),
        ("breakdowns", () if whole else draft.measure.breakdowns, named.breakdowns),
    )
    for key, wanted, given in pairs:
        for word in wanted:
            if word not in given:
                draft.fields.problem(
                    key,
                    f"'{named.id}' is not given by '{word}'.",
                    f"Add it to the {key} of '{named.id}', or take it out.",
                )


def _check_sum_of(draft: Draft, drafts: Mapping[str, Draft], declared: Collection[str]) -> None:
    """Note what cannot be added up. That nothing is counted in two of the parts is for people to see to."""
    measure, fields = draft.measure, draft.fields
    if len(measure.parts) < 2:
        fields.problem("parts", "a sum is of two measures at least.", "Name the counts to add up.")
    if measure.breakdowns:
        fields.problem("breakdowns", "a sum of measures has its parts and no others.", "Take it out.")
    for word in measure.parts:
        named = _named("parts", word, draft, drafts, declared)
        if named is None:
            continue
        if named.kind is not Kind.COUNT or named.at_end:
            what = "what is there at the end of a month" if named.at_end else f"of kind '{named.kind}'"
            fields.problem(
                "parts", f"'{word}' is {what}, and only counts of a month can be added up.", "Name counts."
            )
        else:
            _check_reach(draft, named)


def _check_parts(draft: Draft, drafts: Mapping[str, Draft], declared: Collection[str]) -> None:
    measure = draft.measure
    for word in measure.parts:
        named = _named("parts", word, draft, drafts, declared)
        if named is None:
            continue
        if named.id == measure.id:
            draft.fields.problem("parts", "a measure cannot be a part of itself.", "Take it out.")
        elif (named.kind, named.table) != (measure.kind, measure.table):
            draft.fields.problem(
                "parts",
                f"'{word}' is not a {measure.kind} of {measure.table}, so it cannot be a part of one.",
            )
