"""A report that corrects a released one: what it says of that at its top, and corrections.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from frankpledge.builds.reading import Build, open_build
from frankpledge.errors import WrongUse
from frankpledge.periods import day_label
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import machine
from frankpledge.publication.html import html
from frankpledge.publication.model import Block, Document
from frankpledge.publication.sheets import figures_csv, neutral
from frankpledge.releases.chain import figures_in, read_figures, released, to_correct
from frankpledge.releases.changed_figures import ChangedFigure, changed_figures
from frankpledge.releases.changed_words import changed_words
from frankpledge.releases.correction_blocks import SECTION, correction_blocks, difference_of
from frankpledge.releases.inspecting import PAGE
from frankpledge.releases.release import FILES, Release
from frankpledge.releases.sign_offs import in_one_line

CORRECTIONS = "corrections.csv"
LEAVING = frozenset(("", SECTION))
"""Sections that say of a correction themselves: the notice before the first heading, and its own section."""
COLUMNS = (
    *("measure", "area_type", "area", "breakdown", "window", "period", "source", "label", "unit"),
    *("what", "before", "after", "difference", "difference_unit"),
    *("numerator_before", "numerator_after", "denominator_before", "denominator_after"),
    *("n_before", "n_after", "state_before", "state_after", "why"),
)
"""The columns of corrections.csv: the figure's key, what became of it, its columns before and after, why."""


@dataclass(frozen=True)
class Correction:
    """What a report corrects: the release, the reason, and every published figure that differs."""

    of: Release
    page: str
    reason: str
    changes: tuple[ChangedFigure, ...]
    measures: Mapping[str, Measure]
    own: str

    def front(self, document: Document) -> tuple[Block, ...]:
        """Return what the report says of the correction, to stand at its top."""
        words = changed_words(self.page, html(document), leaving=LEAVING)
        day = day_label(date.fromisoformat(self.of.day))
        return correction_blocks(
            self.of.number, day, self.reason, self.changes, words, self.measures, self.own
        )

    @property
    def table(self) -> bytes:
        """The content of corrections.csv: one row for each figure that differs."""
        held = io.StringIO()
        writer = csv.writer(held, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in self.changes:
            writer.writerow(_row(one, self.measures.get(one.key["measure"])))
        return held.getvalue().encode()


def begin_correction(
    office: Path, report: str, number: int, reason: str, build: Build, figures: pa.Table
) -> Correction:
    """Return the correction of a release by a report with these figures, from this build.

    Raises WrongUse where no reason is given, or the release is not one that this report can correct.
    """
    reason = in_one_line(reason)
    if not reason:
        raise WrongUse("a correction says why it was made.", do='Add --reason "…": readers will see it.')
    release = to_correct(released(office), number, report)
    published = figures_in(office, release)
    page = office / "releases" / release.folder / FILES / PAGE
    return Correction(
        release,
        page.read_text(encoding="utf-8") if page.is_file() else "",
        reason,
        tuple(changed_figures(published, read_figures(figures_csv(figures)), _kept(office, release), build)),
        build.definitions.measures,
        build.definitions.office.force,
    )


def _kept(office: Path, release: Release) -> Build | None:
    """Return the build of a release; None where the office no longer holds it."""
    try:
        return open_build(office, release.build)
    except WrongUse:
        return None


def _row(one: ChangedFigure, measure: Measure | None) -> list[str]:
    size, unit = difference_of(one, measure)
    old, new = one.before, one.after
    numbers = [_number(side.get(name)) for name in ("numerator", "denominator", "n") for side in (old, new)]
    return [
        *(neutral(word) for word in one.key.values()),
        *(neutral(one.label), neutral(one.unit), one.what),
        *(
            _number(old.get("value")),
            _number(new.get("value")),
            _number(size),
            unit if size is not None else "",
        ),
        *numbers,
        *(old.get("state", ""), new.get("state", "")),
        neutral(" ".join(one.why)),
    ]


def _number(value: float | None) -> str:
    return "" if value is None else machine(value)
