"""The checker: every rule over one document, in the order of its lines."""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.checking.document import Document
from frankpledge.checking.problems import Problem
from frankpledge.checking.rules import (
    average_of_parts,
    beside_others,
    change,
    change_on_base,
    comparison,
    conclusion,
    direction_words,
    distance,
    fraction_change,
    impossible_share,
    mean_of_list,
    money_again,
    multiple,
    number_format,
    parts_and_total,
    period_itself,
    period_label,
    period_months,
    points_or_percent,
    rank,
    rate_of_counts,
    report_period,
    row_and_prose,
    said_again,
    same_subject,
    share_of_count,
    share_told,
    shares_of_passage,
    shares_of_whole,
    status,
    status_counts,
    status_table,
    structure,
    superlative,
    survey_gap,
    table_parts,
    tables,
    target,
    two_values,
    windows,
)
from frankpledge.checking.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    share_of_count.RULE,
    share_told.RULE,
    shares_of_passage.RULE,
    impossible_share.RULE,
    shares_of_whole.RULE,
    parts_and_total.RULE,
    tables.RULE,
    tables.HEADS,
    table_parts.RULE,
    change.RULE,
    change_on_base.RULE,
    direction_words.RULE,
    distance.RULE,
    superlative.RULE,
    multiple.RULE,
    fraction_change.RULE,
    points_or_percent.RULE,
    comparison.RULE,
    target.RULE,
    beside_others.RULE,
    conclusion.RULE,
    average_of_parts.RULE,
    mean_of_list.RULE,
    rate_of_counts.RULE,
    survey_gap.RULE,
    rank.RULE,
    two_values.RULE,
    said_again.RULE,
    same_subject.RULE,
    row_and_prose.RULE,
    money_again.RULE,
    status.RULE,
    status_table.RULE,
    status_counts.RULE,
    period_label.LABELS,
    period_months.RULE,
    period_itself.RULE,
    report_period.HEADINGS,
    report_period.LATER_DATA,
    report_period.OLDER_DATA,
    windows.RULE,
    number_format.RULE,
    structure.LISTS,
    structure.DUPLICATES,
)
"""Every rule, in the order in which the documentation tells them."""


def check(document: Document, rules: Sequence[Rule] = RULES) -> list[Problem]:
    """Return what the rules find in a document, by line; the same finding once."""
    return sorted({problem for rule in rules for problem in rule.find(document)})
