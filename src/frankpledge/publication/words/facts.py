"""What people's words can refer to: the figures a report publishes, their changes, and the ledger.

Only what the report itself shows or gives as open data can be referred to, so that a sentence can
never say a number that its readers cannot find.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.contracts.figures import Basis, Comparator, Comparison, Figure, State
from frankpledge.errors import did_you_mean
from frankpledge.periods import Period, Window, parse_period, period_ending
from frankpledge.plan.definitions import LedgerEntry, Measure
from frankpledge.publication.amounts import TOO_SMALL
from frankpledge.publication.changes import Change, between, change
from frankpledge.publication.found import SeriesFound, found_in
from frankpledge.publication.peers import leading, own_as_headline
from frankpledge.publication.readings import MeasureReading, ReportData
from frankpledge.publication.words.references import (
    BASELINE,
    BEFORE,
    LAST_YEAR,
    PEERS,
    TARGET,
    Reference,
    WrongReference,
)

_COMPARATORS = {BASELINE: Comparator.BASELINE, TARGET: Comparator.TARGET}
_WHY_NOT = {
    State.MISSING: "not all of its records have been supplied",
    State.SUPPRESSED: f"it is {TOO_SMALL}",
}


@dataclass(frozen=True)
class Facts:
    """Everything that a text of one report may refer to.

    ``figures`` is the report's open data in the contract's columns, ``measures`` what the office declares,
    ``areas`` the codes of areas by their names in lower case.
    """

    data: ReportData
    figures: pa.Table
    measures: Mapping[str, Measure]
    own: str
    areas: Mapping[str, str] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    """References by the digits they print, filled when first asked for."""

    @cached_property
    def ledger(self) -> dict[str, LedgerEntry]:
        return {entry.id: entry for entry in self.data.ledger}

    def measure(self, ref: Reference) -> Measure:
        """Return the measure a reference names. Raises WrongReference where there is none."""
        if ref.subject not in self.measures:
            known = [*self.measures, *self.ledger]
            raise WrongReference(
                f"there is neither a measure nor a quoted figure '{ref.subject}'.",
                did_you_mean(ref.subject, known) or "Quoted figures are declared in plan/ledger.yaml.",
            )
        return self.measures[ref.subject]

    def reading(self, ref: Reference) -> MeasureReading:
        """Return the reading of a reference to the own area's whole figure. Raises WrongReference."""
        measure = self.measure(ref)
        held = self.data.readings.get(measure.id)
        if held is None or self._code(ref) != self.own or ref.breakdown:
            raise WrongReference(
                f"'{ref.part}' is known only of measures of the plan, for the whole area.",
                "Leave out the area or part, or ask for {" + measure.id + "}.",
            )
        return held

    def judged(self, ref: Reference) -> MeasureReading:
        """Return the reading of a reference to what is judged, which the report's own period alone is.

        Raises WrongReference where another period is asked for: a range of a quarter is none of a year.
        """
        held, asked, own = self.reading(ref), self._period(ref), self.data.period
        if asked != own:
            raise WrongReference(
                f"'{ref.part}' is known of {own.label}, and not of {asked.label}.",
                f"Write {{{ref.subject} {ref.part}}}, and say of which period it is.",
            )
        return held

    def found(self, ref: Reference) -> SeriesFound | None:
        """Return what the measure's own past says of the report's period, None where it was not judged."""
        return found_in(self.data).series.get(self.reading(ref).measure.id)

    def figure(self, ref: Reference) -> Figure:
        """Return the figure a reference means, with or without a value.

        One that names no period means what the report tells of the measure: of a survey that is supplied for
        12 months only, the 12 months that end with the report's. Raises WrongReference where the report's
        figures do not hold it.
        """
        measure, period, code = self.measure(ref), self._period(ref), self._code(ref)
        held = self.data.readings.get(measure.id)
        if held is not None and code == self.own and not ref.breakdown:
            ends_alike = held.quarter.period_end == self.data.period.end
            if ref.period is None and ref.window is None and ends_alike:
                return held.quarter
            for figure in (held.quarter, held.rolling, *held.months, *held.rolling_months):
                if figure.window == str(period.window) and figure.period == period.key:
                    return figure
        found = self._row(measure.id, code, ref.breakdown, period)
        if found is None:
            part = f" ({ref.breakdown})" if ref.breakdown else ""
            raise WrongReference(
                f"the figures of this report hold no '{measure.id}'{part} for '{ref.area or self.own}' "
                f"in {period.label}.",
                "figures.csv of the report lists what they hold.",
            )
        return found

    def known(self, ref: Reference) -> Figure:
        """Return the figure a reference means, which must have a value. Raises WrongReference."""
        figure = self.figure(ref)
        if figure.value is None:
            why = _WHY_NOT.get(figure.state, "there is nothing to take it of")
            raise WrongReference(f"there is no figure of '{figure.measure}' for {figure.label}: {why}.")
        return figure

    def change(self, ref: Reference) -> Change:
        """Return the change of a figure from what the reference holds it against. Raises WrongReference."""
        measure = self.measure(ref)
        figure = self.known(ref)
        made = None
        if ref.against == PEERS:
            reading = self.judged(ref)
            own, row = own_as_headline(reading), leading(reading, Comparator.PEER_MEAN)
            made = change(own, row, measure) if own is not None else None
        elif (row := self._compared(figure, ref)) is not None:
            made = change(figure, row, measure)
        elif ref.against in (LAST_YEAR, BEFORE):
            made = self._worked_out(figure, ref, measure)
        if made is None:
            against = ref.against.replace("-", " ")
            raise WrongReference(
                f"there is nothing of '{measure.id}' in {figure.label} to hold against {against}.",
                "Say it without a comparison.",
            )
        return made

    def _compared(self, figure: Figure, ref: Reference) -> Comparison | None:
        held = self.data.readings.get(figure.measure)
        if held is None or self._code(ref) != self.own or ref.breakdown:
            return None
        rows = [row for row in held.comparisons if (row.window, row.period) == (figure.window, figure.period)]
        wanted = self._comparators(ref, figure)
        return next((row for row in rows if row.comparator in wanted), None)

    @staticmethod
    def _comparators(ref: Reference, figure: Figure) -> tuple[str, ...]:
        if ref.against == LAST_YEAR:
            rolling = figure.window == Window.ROLLING_12
            also = (Comparator.PREVIOUS_12_MONTHS,) if rolling else ()
            return (Comparator.SAME_PERIOD_LAST_YEAR, *also)
        if ref.against == BEFORE:
            return (Comparator.PREVIOUS_PERIOD,)
        return (_COMPARATORS[ref.against],) if ref.against in _COMPARATORS else ()

    def _worked_out(self, figure: Figure, ref: Reference, measure: Measure) -> Change | None:
        """Return the change between two published figures that no comparison was made of."""
        period = parse_period(Window.named(figure.window), figure.period)
        before = period.year_before() if ref.against == LAST_YEAR else period.previous()
        row = self._row(measure.id, figure.area, figure.breakdown, before, figure.source)
        if row is None or row.value is None or row.state is not State.KNOWN:
            return None
        if figure.state is not State.KNOWN:
            return None
        made = between(figure, row, measure)
        if ref.against == LAST_YEAR:
            return made
        named = Comparison(**{**made.comparison.__dict__, "comparator": Comparator.PREVIOUS_PERIOD})
        return Change(measure, named, made.reference, made.size, made.percent)

    def _period(self, ref: Reference) -> Period:
        if ref.period is not None:
            return ref.period
        own = self.data.period
        if ref.window is None or ref.window == own.window:
            return own
        return period_ending(ref.window, own.last_month)

    def _code(self, ref: Reference) -> str:
        if not ref.area:
            return self.own
        word = " ".join(ref.area.lower().split())
        if word in self.areas:
            return self.areas[word]
        if ref.area in self.areas.values():
            return ref.area
        raise WrongReference(
            f"there is no area '{ref.area}' among this report's figures.",
            did_you_mean(word, list(self.areas)),
        )

    def _row(
        self, measure: str, area: str, breakdown: str, period: Period, source: str = ""
    ) -> Figure | None:
        rows = self._rows(measure).get((area, breakdown, str(period.window), period.key), [])
        held = [row for row in rows if not source or row["source"] == source]
        return as_figure(held[0]) if held else None

    def _rows(self, measure: str) -> dict[tuple[str, str, str, str], list[dict[str, Any]]]:
        if measure not in self._by_measure:
            rows: dict[tuple[str, str, str, str], list[dict[str, Any]]] = {}
            for row in self.figures.filter(pc.equal(self.figures["measure"], measure)).to_pylist():
                rows.setdefault((row["area"], row["breakdown"], row["window"], row["period"]), []).append(row)
            self._by_measure[measure] = rows
        return self._by_measure[measure]

    @cached_property
    def _by_measure(self) -> dict[str, dict[tuple[str, str, str, str], list[dict[str, Any]]]]:
        return {}


def as_figure(row: Mapping[str, Any]) -> Figure:
    """Return one row of the figures table as a figure."""
    return Figure(**{**row, "state": State(row["state"]), "basis": Basis(row["basis"])})
