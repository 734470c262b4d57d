"""Conditions of a measure: ``column: term``, ``[terms]``, ``{not: [terms]}`` or ``{set: name}``."""

from __future__ import annotations

from collections.abc import Mapping

from frankpledge.contracts.tables import Column, Table, Type
from frankpledge.contracts.vocabularies import OUTCOMES
from frankpledge.errors import did_you_mean
from frankpledge.plan.columns import ENDED_BY, OUTCOME_WITHIN, column_of, filter_columns, test_columns
from frankpledge.plan.fields import Fields
from frankpledge.plan.record_questions import Clause, clause_of_bounds, clause_of_given
from frankpledge.plan.set_file import DeclaredSet, check_slug, check_term
from frankpledge.plan.yaml_nodes import Entries, Node, shown

_TESTS = ("given", "at-least", "under")
Sets = Mapping[str, DeclaredSet | None]


def read_where(fields: Fields, table: Table, sets: Sets, follow_up: bool) -> tuple[Clause, ...]:
    """Return the conditions under ``where`` on a table, in the order of their columns' names.

    ``follow_up`` says whether the measure has one: only then is there an outcome within it.
    """
    inner = fields.part("where")
    if inner is None:
        return ()
    if not inner.entries.values:
        fields.problem("where", "there is no condition here.", "Give one, or take the line out.")
    columns = filter_columns(table)
    tested = test_columns(table)
    clauses = []
    for name, node in inner.entries.values.items():
        column = columns.get(name)
        if name in tested and isinstance(node, Entries) and any(key in _TESTS for key in node.values):
            if made := _test(Fields(node, fields.problems, inner.name(name)), tested[name]):
                clauses.append(made)
            continue
        if column is None:
            _refuse_column(inner, name, table, tuple(columns))
        elif column is OUTCOME_WITHIN and not follow_up:
            inner.problem(name, "this needs a follow-up.", "Add 'follow-up: 3' (months) to the measure.")
        elif clause := _clause(inner, column, node, sets):
            clauses.append(clause)
    return tuple(sorted(clauses, key=lambda clause: clause.column))


def _test(fields: Fields, column: Column) -> Clause | None:
    """Return a test of a column's value; None where a problem was noted."""
    before = len(fields.problems.found)
    number = column.type in (Type.NUMBER, Type.INTEGER)
    if "given" in fields:
        fields.only(("given",), ())
        wanted = fields.flag("given")
        return clause_of_given(column.name, wanted) if len(fields.problems.found) == before else None
    fields.only((), _TESTS[1:])
    at_least, under = fields.number("at-least"), fields.number("under")
    if not number:
        first = next(iter(fields.entries.values))
        fields.problem(first, f"'{column.name}' holds no numbers.", "Ask whether it is given: {given: true}.")
    elif at_least is not None and under is not None and under <= at_least:
        fields.problem("under", "nothing lies between these.", "Put the higher number here.")
    if len(fields.problems.found) > before:
        return None
    return clause_of_bounds(column.name, at_least, under)


def read_ended_by(fields: Fields, sets: Sets) -> Clause | None:
    """Return the outcomes that end a time, in the form of a condition; None where there are none."""
    if ENDED_BY.name not in fields:
        return None
    return _clause(fields, ENDED_BY, fields.entries.values[ENDED_BY.name], sets)


def _refuse_column(fields: Fields, name: str, table: Table, known: tuple[str, ...]) -> None:
    column = column_of(table, name)
    if column is None:
        fields.problem(
            name, f"there is no column '{shown(name)}' in {table.name}.", did_you_mean(name, known)
        )
        return
    hint = f"Columns for conditions: {', '.join(known)}."
    if column.type in (Type.GSS_CODE, Type.AREA):
        hint = "Areas are chosen by 'areas', and when figures are read."
    elif column.type is Type.MONTH:
        hint = "Months are chosen when figures are read."
    fields.problem(name, f"no condition can be put on '{name}'.", hint)


def _clause(fields: Fields, column: Column, node: Node, sets: Sets) -> Clause | None:
    """Return one condition; None where a problem was noted."""
    before = len(fields.problems.found)
    negate, set_name = False, ""
    terms: tuple[str, ...] = ()
    if isinstance(node, Entries):
        inner = Fields(node, fields.problems, fields.name(column.name))
        inner.only((), ("not", "set"))
        if len(node.values) != 1:
            fields.problem(
                column.name, "give either 'not' or 'set' here.", "To leave out a set: {not: {set: name}}."
            )
            return None
        if len(fields.problems.found) > before:
            return None
        if "not" in inner:
            negate = True
            node = node.values["not"]
            inner = Fields(node, fields.problems, inner.name("not")) if isinstance(node, Entries) else inner
        if isinstance(node, Entries):
            inner.only(("set",), ())
            set_name = inner.text("set")
            terms = _terms_of_set(inner, set_name, column, sets) if set_name else ()
    if not set_name and len(fields.problems.found) == before:
        terms = fields.words_of(node, column.name, single=True)
        for term in terms:
            _check(fields, column, term)
        if not terms and len(fields.problems.found) == before:
            fields.problem(column.name, "this condition names no terms.", "Name one, or take the line out.")
    if column in (OUTCOME_WITHIN, ENDED_BY):
        _check_decided(fields, column, terms, negate)
    if len(fields.problems.found) > before or not terms:
        return None
    return Clause(column.name, tuple(sorted(terms)), negate, set_name)


def _terms_of_set(fields: Fields, name: str, column: Column, sets: Sets) -> tuple[str, ...]:
    if name not in sets:
        fields.problem(
            "set", f"there is no set '{shown(name)}' in plan/sets.yaml.", did_you_mean(name, list(sets))
        )
        return ()
    declared = sets[name]
    if declared is None:
        return ()
    wanted = column.vocabulary.name if column.vocabulary else ""
    if declared.vocabulary != wanted or column.type is Type.FLAG:
        held = f"terms of '{declared.vocabulary}'" if declared.vocabulary else "words of an open column"
        fields.problem("set", f"the set '{name}' holds {held}, which column '{column.name}' never has.")
        return ()
    return declared.terms


def _check(fields: Fields, column: Column, term: str) -> None:
    if column.vocabulary is not None:
        check_term(term, column.vocabulary, column.name, fields)
    elif column.type is Type.FLAG:
        if term not in ("true", "false"):
            meant = {"yes": "true", "no": "false"}.get(term.lower())
            hint = f"Did you mean '{meant}'?" if meant else "Write true or false."
            fields.problem(column.name, f"'{shown(term)}' is neither true nor false.", hint)
    else:
        check_slug(term, column.name, fields)


def _check_decided(fields: Fields, column: Column, terms: tuple[str, ...], negate: bool) -> None:
    """Only decided outcomes are given in a month, so only they can fall within a follow-up, or end a time."""
    if negate:
        fields.problem(column.name, "'not' cannot stand here.", "Name the outcomes that count.")
    for term in terms:
        if term in OUTCOMES.code_of_slug and OUTCOMES.term(term).stage != "decided":
            fields.problem(column.name, f"'{term}' is not a decided outcome, so it is not given in a month.")
