"""A forecast as the fan that is drawn of it, in a report or as a file of its own."""

from __future__ import annotations

import math

from frankpledge.areas import force_title
from frankpledge.builds.forecasting import SeriesForecast
from frankpledge.contracts.registry import TABLES
from frankpledge.errors import WrongUse
from frankpledge.periods import Window, month_label, period_ending
from frankpledge.plan.definitions import HouseStyle
from frankpledge.publication.amounts import unit_in_words
from frankpledge.publication.forecast_charts import Forecast, ForecastMonth, SeenMonth, forecast_chart
from frankpledge.publication.model import Name, Picture, line
from frankpledge.publication.standalone import standalone

SHOWN = 36
"""Months of the past that a fan shows."""


def fan_of(made: SeriesForecast) -> Forecast | None:
    """Return what a fan shows of a forecast; None where nothing can be said of the months ahead."""
    last = made.last_seen
    if last is None or not made.is_known:
        return None
    first = max(made.first_month, last - SHOWN + 1)
    seen = [
        SeenMonth(month, None if math.isnan(value) else value)
        for month, value in enumerate(made.seen.tolist(), made.first_month)
        if month >= first
    ]
    rows = zip(made.point, made.low80, made.high80, made.low95, made.high95, strict=True)
    ahead = [
        ForecastMonth(month, *(float(value) for value in row))
        for month, row in enumerate(rows, made.first_ahead)
    ]
    period = period_ending(Window.MONTH, last)
    key = ":".join(
        (
            made.measure.id,
            made.key.area_type,
            made.key.area,
            made.key.breakdown,
            "month",
            period.key,
            made.source,
        )
    )
    return Forecast(made.measure, force_title(made.key.area), tuple(seen), tuple(ahead), key)


def fan_alone(made: SeriesForecast, accent: str = HouseStyle.accent) -> Picture:
    """Return the fan with the words that stand around it. Raises WrongUse where there is nothing to draw."""
    fan = fan_of(made)
    picture = None if fan is None else forecast_chart(fan, accent)
    if fan is None or picture is None:
        raise WrongUse(
            f"There is too little of '{made.measure.id}' to draw a forecast.", do="See --format table."
        )
    title = line(Name(f"{made.measure.title}: forecast from {month_label(made.first_ahead)}"))
    subtitle = line(
        Name(f"{unit_in_words(made.measure).capitalize()}, {fan.area}; ranges of 80 and 95 per cent")
    )
    table = TABLES.get(made.source)
    told = f"{table.publisher}, {table.title}" if table is not None else f"supplied by {made.source}"
    source = line(Name(f"Method: {made.method}. Source: {told}."))
    return standalone(picture, title, subtitle, source)
