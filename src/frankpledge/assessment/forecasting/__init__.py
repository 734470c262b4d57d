"""Monthly forecasts of many series at once, with ranges as wide as backtests were wrong.

``forecast`` makes them; ``reconciled`` makes parts and wholes agree; ``place_in_range`` says whether a value
lies outside.
"""

from frankpledge.assessment.forecasting.calibrating import Held
from frankpledge.assessment.forecasting.forecasting import Forecast, Tested, Year, forecast, place_in_range
from frankpledge.assessment.forecasting.reconciling import reconciled

__all__ = ["Forecast", "Held", "Tested", "Year", "forecast", "place_in_range", "reconciled"]
