"""What bodies state, in words: what stands behind a supplied figure, and what no figure is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow.compute as pc

from frankpledge.builds.reading import Build
from frankpledge.contracts.commissioning import BASES
from frankpledge.contracts.figures import FIGURE_KEY, Figure


def unused_sentences(build: Build) -> list[str]:
    """Return a sentence for each body, measure and reason for which what was stated makes no figure."""
    return [_sentence(row) for row in build.unused.to_pylist()]


def _sentence(row: Mapping[str, Any]) -> str:
    rows = f"{row['rows']:,} values" if row["rows"] > 1 else "a value"
    return (
        f"{rows} of '{row['measure']}' from {row['body']} ({row['area']}, {row['period']}): "
        f"{row['why']}. {row['do']}"
    )


def told_of_supplied(build: Build, figure: Figure) -> tuple[str, ...]:
    """Return lines on a figure as a body stated it; none where it was added up from months."""
    rows = build.supplied
    for name in FIGURE_KEY:
        rows = rows.filter(pc.equal(rows[name], getattr(figure, name)))
    return tuple(_told(rows.to_pylist()[0])) if rows.num_rows else ()


def _told(row: Mapping[str, Any]) -> list[str]:
    kind = BASES.term(row["stated"]).text.lower()
    several = " + " in row["source"]
    told = ["added up: each returned its own areas" if several else f"as stated by {row['source']}: {kind}"]
    if row["of"] is not None:
        told.append(f"rank {row['value']:,.10g} of {row['of']:,}")
    if row["interval_low"] is not None:
        told.append(f"between {row['interval_low']:,.10g} and {row['interval_high']:,.10g}")
    if row["n"] not in (None, row["of"], row["value"]):
        told.append(f"of {row['n']:,} cases or answers")
    if row["publication"]:
        told.append(f"published in {row['publication']}")
    return told
