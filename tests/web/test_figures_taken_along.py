"""A figure is copied, referred to and raised at a board as itself, from its own page."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.web.reading import read_text
from tests.web.releasing import PERIOD

if TYPE_CHECKING:
    from django.test import Client

QUARTER = f"/figure/burglary/force/westmarch/quarter/{PERIOD}/?source=crimes"


def _field(page: str, name: str) -> str:
    found = re.search(rf'id="{name}"[^>]* value="([^"]*)"[^>]* readonly', page)
    found = found or re.search(rf'<textarea id="{name}"[^>]* readonly>([^<]*)<', page)
    return html.unescape(found[1]) if found else ""


def test_a_figure_is_copied_as_value_sentence_and_reference(
    released: Path, client: Client, analyst: Client
) -> None:
    page, public = read_text(analyst, QUARTER), read_text(client, QUARTER)
    assert _field(page, "value")
    assert _field(page, "value") in _field(page, "sentence")
    assert _field(page, "reference") == f"{{burglary, in westmarch, for {PERIOD}}}"
    assert _field(public, "sentence")
    assert _field(public, "reference") == ""
    assert "Raise at a board" not in public


def test_every_reference_offered_is_read_as_the_same_figure(served: Path) -> None:
    from frankpledge.measures.figures import Query, figure_of
    from frankpledge.periods import Window, parse_period
    from frankpledge.publication.words.references import parse_reference
    from frankpledge.web.office import current_build
    from frankpledge.web.quoting import reference_of

    build = current_build()
    assert build is not None
    offered: set[str] = set()
    query = Query(("burglary", "stop-searches"), windows=tuple(Window))
    for row in build.figures.table(query).to_pylist():
        figure = figure_of(row)
        written = reference_of(figure)
        if not written:
            continue
        read = parse_reference(written[1:-1], ["value"])
        assert read.period == parse_period(Window.named(figure.window), figure.period)
        assert (read.subject, read.area, read.breakdown) == (figure.measure, figure.area, figure.breakdown)
        assert "|" not in figure.breakdown
        assert figure.value is not None
        offered.add(figure.window)
    assert {"month", "quarter", "rolling-12"} <= offered


def test_a_figure_is_raised_at_a_board_with_its_build_filled_in(released: Path, signed_in: Any) -> None:
    from frankpledge.registers.roles import Role

    secretary = signed_in(Role.SECRETARY, name="raising")
    found = re.search(r'<a href="([^"]+)">Raise at a board', read_text(secretary, QUARTER))
    assert found
    form = read_text(secretary, html.unescape(found[1]))
    filled = re.search(r'name="figure" value="([^"]+)"', form)
    assert filled
    assert filled[1].startswith(f"burglary:force:westmarch::quarter:{PERIOD}:crimes @ ")
    assert re.search(r'value="police"[^>]*(selected|checked)', form)
    assert re.search(r'name="measure"[^>]*value="burglary"|value="burglary" selected', form)
    sent = {"title": "Burglary", "body": "police", "raised": "20 November 2026", "raised-by": "question"}
    made = secretary.post("/records/matters/new/", {**sent, "measure": "burglary", "figure": filled[1]})
    matter = read_text(secretary, made["Location"])
    assert f"As released: {_field(read_text(secretary, QUARTER), 'sentence')}" in html.unescape(matter)
    auditor = signed_in(Role.AUDITOR, name="looking")
    assert "Raise at a board" not in read_text(auditor, QUARTER)
