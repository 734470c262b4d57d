"""A measure in one plain paragraph: what is counted, with sets and parts printed."""

from __future__ import annotations

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Column
from frankpledge.contracts.vocabularies import OUTCOMES
from frankpledge.plan.columns import ENDED_BY, OUTCOME_WITHIN, column_of
from frankpledge.plan.definitions import Definitions, Direction, Kind, Measure
from frankpledge.plan.paired_changes import CHANGED, SCORED, described_change
from frankpledge.plan.record_questions import LAST_OF_MONTH, Clause
from frankpledge.plan.service_levels import DUE, WITHIN, described, what_is_left_out
from frankpledge.plan.units import ESTIMATED

_DECIDED = {term.slug for term in OUTCOMES.terms if term.stage == "decided"}
_UNSAID = (DUE, WITHIN, SCORED, CHANGED, LAST_OF_MONTH)
"""Columns made on reading that stand for what is said otherwise."""
_WAYS = {
    Direction.LOWER: "Lower is better.",
    Direction.HIGHER: "Higher is better.",
    Direction.NEUTRAL: "Neither way is better.",
}


def sections_naming(measure: str, definitions: Definitions) -> list[str]:
    """Return the sections that name a measure, of the plan and of every framework."""
    return [
        f"{plan.title}: {priority.title}, {section.title}"
        for plan in (definitions.plan, *definitions.frameworks.values())
        for priority in plan.priorities
        for section in priority.sections
        if measure in section.measures
    ]


def describe(measure: Measure, definitions: Definitions) -> str:
    """Return what a measure counts, in one paragraph for readers of a report.

    Names every term of the sets it uses, the measures it divides with what they count, and
    its parts. Why it matters and its note are fields of the measure and not repeated.
    """
    sentences = [f"{_what(measure, definitions)}."]
    for name in measure.made_of:
        named = definitions.measures[name]
        sentences.append(f"{named.title}: {_lower(_what(named, definitions))}.")
    if measure.parts and not measure.made_of:
        titles = [definitions.measures[part].title for part in measure.parts]
        sentences.append(f"Its parts are {_listed(titles, 'and')}.")
    if measure.follow_up is not None:
        sentences.append(
            f"A month is complete once outcomes of the {measure.follow_up} months after it are held; "
            "until then it is immature."
        )
    if measure.service_level is not None:
        sentences.append(what_is_left_out(measure.service_level))
    if measure.at_end:
        sentences.append(
            "What there is at the end of a month: a longer period has the figure of its last month."
        )
    if measure.in_month_of:
        sentences.append(f"A record counts in the month of its {measure.in_month_of.replace('-', ' ')}.")
    if measure.kind is Kind.RATE and measure.denominator in ESTIMATED:
        sentences.append(
            f"Divided by the area's {measure.denominator}: the latest estimate by the end of the period, or "
            "else the first; without any there is no figure."
        )
    if measure.of_whole:
        sentences.append("Each part is divided by the whole.")
    if measure.weight:
        sentences.append(f"Every row counts by its {measure.weight.replace('-', ' ')}.")
    sentences.append(f"Unit: {measure.unit}. {_WAYS[measure.direction]}")
    sentences.append(_source(measure, definitions))
    return " ".join(sentence for sentence in sentences if sentence)


def _what(measure: Measure, definitions: Definitions) -> str:
    """Return what is counted as a sentence without its full stop."""
    rows = f"{_rows(measure.table)}{_conditions(measure.where, measure)}"
    kind, column = measure.kind, measure.column.replace("-", " ")
    if measure.open_between is not None:
        start, stop = (name.replace("-", " ") for name in measure.open_between)
        longer = measure.open_longer
        least = f"more than {longer.days:,} {longer.unit} before" if longer else "by then"
        return (
            f"The number of {rows} open at the end of the month: {start} {least}, and {stop} later or not "
            "yet, of all in the records held"
        )
    if kind is Kind.COUNT:
        return f"The number of {rows}"
    if kind is Kind.DISTINCT:
        return f"The number of different values of {column} among {rows}"
    if kind is Kind.SUM:
        return f"The sum of {column} over {rows}"
    if kind is Kind.MEAN:
        return f"The mean of {column} over {rows}"
    if kind is Kind.PERCENTILE:
        middle = "median" if measure.percentile == 50 else f"percentile {measure.percentile:g}"
        return f"The {middle} of {column} over {rows}"
    if kind is Kind.TIME_TO_OUTCOME and measure.ended_by is not None:
        middle = "median" if measure.percentile == 50 else f"percentile {measure.percentile:g}"
        ending = _condition(measure.ended_by, ENDED_BY, measure)
        return (
            f"The {middle} of the whole months from recording to the first outcome that ends the time, over "
            f"{rows}; {ending}; a crime without one counts as open for as long as outcomes are held after it"
        )
    if kind is Kind.TIME_TO_OUTCOME and measure.duration is not None:
        middle = "median" if measure.percentile == 50 else f"percentile {measure.percentile:g}"
        return (
            f"The {middle} of {measure.duration.column.replace('-', ' ')} over {rows}, by the survival "
            "curve; a case counts in the month it began in, and one without an end counts as open until its "
            "file was obtained"
        )
    if kind is Kind.REPEAT_RATE:
        return (
            f"Of the different values of {column} among {rows}, the share with another such record in "
            f"the same area, in the same month or the {measure.look_back} months before; missing where the "
            "records of those months are"
        )
    if kind is Kind.VALUE_AT:
        return f"The value of {column} at its date, from {rows}"
    if kind is Kind.SUPPLIED:
        return f"The figure in {column} as it was supplied, never recalculated, from {rows}"
    if kind is Kind.SUM_OF:
        first, *others = (_title(name, definitions) for name in measure.parts)
        return f"{_listed([first, *map(_lower, others)], 'and')}, added up; missing where one of them is"
    if measure.service_level is not None:
        stops = _conditions(measure.numerator_where, measure)
        return f"Of {rows}, the share within {described(measure.service_level)}{stops}"
    if measure.paired is not None:
        return f"{described_change(measure.paired, rows)}{_conditions(measure.numerator_where, measure)}"
    if kind is Kind.SHARE:
        return f"Of {rows}, the share{_conditions(measure.numerator_where, measure)}"
    top = _title(measure.numerator, definitions)
    if kind is Kind.RATE:
        return f"{top}, {measure.unit}"
    return f"{top} divided by {_title(measure.denominator, definitions).lower()}, times {measure.scale:,.0f}"


def _title(name: str, definitions: Definitions) -> str:
    return definitions.measures[name].title


def _rows(table: str) -> str:
    return f"records of '{TABLES[table].title}'" if table in TABLES else ""


def _conditions(clauses: tuple[Clause, ...], measure: Measure) -> str:
    clauses = tuple(clause for clause in clauses if clause.column not in _UNSAID)
    if not clauses:
        return ""
    table = TABLES[measure.table]
    said = [_condition(clause, column_of(table, clause.column), measure) for clause in clauses]
    return f" where {'; and '.join(said)}"


def _condition(clause: Clause, column: Column | None, measure: Measure) -> str:
    if clause.column == OUTCOME_WITHIN.name:
        subject = f"an outcome given in the month of recording or the {measure.follow_up} months after it"
    elif column is ENDED_BY:
        subject = "that outcome"
    else:
        subject = clause.column.replace("-", " ")
    if clause.given:
        return f"{subject} is {'not ' if clause.negate else ''}given"
    if clause.bounded:
        return f"{subject} is {clause.terms[0].strip('()')}"
    terms = [f"'{_term(term, column)}'{_types(term, column)}" for term in clause.terms]
    if set(clause.terms) == _DECIDED and not clause.negate:
        said = f"{subject} is any that ends an investigation"
    elif len(terms) == 1:
        said = f"{subject} is {'not ' if clause.negate else ''}{terms[0]}"
    else:
        said = f"{subject} is {'none of' if clause.negate else 'one of'} {_listed(terms, 'or')}"
    return f"{said} (the set '{clause.set_name}')" if clause.set_name else said


def _term(slug: str, column: Column | None) -> str:
    """Return the publisher's text where it is known, else the slug in words."""
    if column is not None and column.vocabulary is not None:
        return column.vocabulary.term(slug).text
    return slug.replace("-", " ")


def _types(slug: str, column: Column | None) -> str:
    """Return the Home Office outcome types a text stands for, and that several cannot be told apart."""
    term = column.vocabulary.term(slug) if column is not None and column.vocabulary is not None else None
    if term is None or not term.types:
        return ""
    if len(term.types) == 1:
        return f" (outcome type {term.types[0]})"
    listed = _listed([str(number) for number in term.types], "and")
    return f" (outcome types {listed}, which open data cannot tell apart)"


def _listed(words: list[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _source(measure: Measure, definitions: Definitions) -> str:
    """Return who published the tables behind a measure, and under which licence."""
    parts = [definitions.measures.get(name) for name in (*measure.made_of, measure.denominator)]
    names = [
        measure.table,
        *(["outcomes"] if measure.ended_by else []),
        *(part.table for part in parts if part is not None),
        *(["populations"] if measure.kind is Kind.RATE and measure.denominator in ESTIMATED else []),
    ]
    said = dict.fromkeys(
        f"{TABLES[name].publisher} ({TABLES[name].licence})" for name in names if name in TABLES
    )
    return f"Source: {_listed(list(said), 'and')}." if said else ""
