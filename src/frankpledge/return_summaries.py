"""Print which returns are late, missing or changed, and how well each body returns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from frankpledge.counted import many
from frankpledge.periods import day_label
from frankpledge.returns.grading import DueReturn, Reporting, Standing
from frankpledge.terminal import print_table


def print_due(returns: Sequence[DueReturn], bodies: Sequence[Reporting], day: date) -> None:
    """Print the returns that need somebody's eye, by body and due date, then each body's grade and action."""
    looked_at = [
        {
            "body": one.body,
            "return": one.name,
            "to": one.period_end,
            "due": one.due,
            "how it stands": _standing(one, day),
            "changed": f"{one.changed:,} since, last on {one.changed_on}" if one.changed else "",
        }
        for one in returns
        if one.standing in (Standing.LATE, Standing.MISSING) or one.changed
    ]
    click.echo(click.style(f"Returns as they stood on {day_label(day)}", bold=True))
    if looked_at:
        print_table(looked_at, list(looked_at[0]))
    to_come = sum(one.standing is Standing.TO_COME for one in returns)
    fine = len(returns) - len(looked_at) - to_come
    click.echo(f"{many(fine, 'return')} came on time and unchanged; {to_come:,} still to come.")
    if bodies:
        click.echo("\n" + click.style("How each body returned what fell due in the year before", bold=True))
        rows = [
            {
                "body": one.body,
                "due": one.due,
                "on time": one.on_time,
                "late": one.late,
                "missing": one.missing,
                "refused": f"{one.refused:.1%}",
                "grade": one.grade,
                "action": one.action,
            }
            for one in bodies
        ]
        print_table(rows, list(rows[0]))


def _standing(one: DueReturn, day: date) -> str:
    if one.standing is Standing.MISSING:
        return f"missing, {many((day - one.due).days, 'day')} after"
    if one.days_late is not None:
        return f"late by {many(one.days_late, 'day')}"
    return one.standing.value
