"""The months ahead of a measure as a fan, what twelve come to together, and how such forecasts did before."""

from __future__ import annotations

from dataclasses import asdict, replace

from frankpledge.builds.forecasting import YearAhead
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import grouped, machine, short, unit_in_words
from frankpledge.publication.forecast_charts import forecast_chart, forecast_table
from frankpledge.publication.found import Ahead
from frankpledge.publication.model import Block, Bound, Chart, Line, Name, Quoted, Text, line
from frankpledge.publication.readings import ReportData
from frankpledge.publication.sentences import spaced


def ahead_blocks(ahead: Ahead, data: ReportData) -> list[Block]:
    """Return the fan of the months ahead, with how such forecasts did on the past."""
    picture = forecast_chart(ahead.fan, data.accent)
    if picture is None:
        return []
    measure, key = ahead.fan.measure, ahead.fan.key
    told: list[Line] = [line("Method: ", Quoted(ahead.method, "forecast"), ".")]
    if ahead.year is not None:
        told.append(_year(ahead.year, measure, key))
    told.append(_tried(ahead, key))
    made = line(" ", Text("Generated records, not real.", strong=True)) if data.generated else line()
    return [
        Chart(
            f"chart-ahead-{measure.id}",
            line(Name(measure.title), ": if it goes on as it has"),
            line(
                Name(unit_in_words(measure).capitalize()),
                ", ",
                Name(ahead.fan.area),
                ". The inner range should hold four months of five, the outer one nineteen of twenty.",
                made,
            ),
            (picture,),
            spaced(told),
            replace(forecast_table(ahead.fan), folded=True, paged=False),
        )
    ]


def _year(year: YearAhead, measure: Measure, key: str) -> Line:
    """Return what twelve months come to together, with the ranges of their sum."""
    point, low80, high80, low95, high95 = (
        Bound(short(value, measure), f"{key}>forecast.year.{name}", machine(value))
        for name, value in asdict(year).items()
    )
    return line(
        "The first twelve months together: ", point, ". Four such sums of five should lie between ", low80,
        " and ", high80, ", nineteen of twenty between ", low95, " and ", high95, ".",
    )  # fmt: skip


def _tried(ahead: Ahead, key: str) -> Line:
    """Return how ranges did that were made as of earlier dates, and why one measure alone tells little.

    It names the measure: of two tried alike it would otherwise say the same twice.
    """
    own, all_, title = ahead.tried, ahead.together, Name(ahead.fan.measure.title)
    if not own.months:
        return line("There is too little history to try it on the past.")

    def count(number: int, name: str) -> Bound:
        return Bound(grouped(number), f"{key}>forecast.tried.{name}", str(number))

    told: list[Line] = [
        line(
            "Made as of ", count(own.dates, "dates"), " earlier date" if own.dates == 1 else " earlier dates",
            ", from what was known then, the inner range of “", title, "” held ",
            count(own.inside80, "inside80"), " of ", count(own.months, "months"),
            " months forecast and the outer ", count(own.inside95, "inside95"), ".",
        )
    ]  # fmt: skip
    if all_.series > 1:
        shares = [
            Bound(
                said_share(inside / all_.months),
                f"{key}>forecast.together.{name}",
                machine(inside / all_.months),
            )
            for name, inside in (("80", all_.inside80), ("95", all_.inside95))
        ]
        series = Bound(grouped(all_.series), f"{key}>forecast.together.series", str(all_.series))
        told.append(
            line(
                "“", title, "” is one of ", series, " measures of its kind, of which they held ", shares[0],
                " and ", shares[1], " together. That tells more than one measure: its months go together, "
                "and a lasting change puts many of them outside at once.",
            )
        )  # fmt: skip
    told.append(line("A forecast knows of nothing that is about to change."))
    return spaced(told)


def said_share(share: float) -> str:
    """Return a share of 1 as ``81 per cent``."""
    return f"{grouped(100 * share)} per cent"
