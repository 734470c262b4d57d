"""What a view gives: one page, of which HTML, JSON and CSV are made."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    JsonResponse,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags, quote_etag

from frankpledge import __version__
from frankpledge.registers.roles import NOBODY

Cell = str | int | float | bool | date | datetime | Decimal | None
CSV = "text/csv; charset=utf-8"
LONG = 5_000
"""Lines from which on a table is sent while it is made, instead of whole."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula."""


@dataclass(frozen=True)
class Rows:
    """A table as data: names of columns, and rows of plain values."""

    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


@dataclass(frozen=True)
class Page:
    """A page: its template and what that prints; ``rows`` and ``data`` are the same things for programs.

    ``mark`` names what the page was made from, such as a build's id: with it a reader who has the page
    already is told so instead of being sent it again. Leave it empty where anything else is in the page.
    """

    template: str
    title: str
    context: Mapping[str, object] = field(default_factory=dict)
    rows: Rows | None = None
    data: Mapping[str, object] | None = None
    mark: str = ""
    status: int = 200
    public: bool = False
    """Whether anybody sees the same page, so that a cache between may keep it."""


def answer(request: HttpRequest, page: Page, form: str) -> HttpResponseBase:
    """Return a page in one form: HTML for an empty one, else ``json`` or ``csv``."""
    shared = page.public and not getattr(request, "actor", NOBODY).identity
    # A page with somebody's name on it is made anew each time; data, and what anybody sees, is not.
    marked = page.mark and (form or shared)
    mark = quote_etag(f"{page.mark}.{form or 'html'}.{__version__}") if marked else ""
    given = parse_etags(request.headers.get("If-None-Match", ""))
    if mark and request.method in ("GET", "HEAD") and (mark in given or f"W/{mark}" in given):
        return _kept(HttpResponseNotModified(), mark, shared=shared)
    if form == "json":
        response: HttpResponseBase = JsonResponse(_data(page), json_dumps_params={"ensure_ascii": False})
    elif form == "csv":
        response = _csv(page)
        name = request.path.strip("/").replace("/", "-")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        context = {"page": page, "title": page.title, **page.context}
        response = TemplateResponse(request, page.template, context)
    response.status_code = page.status
    return _kept(response, mark, shared=shared)


def _kept(response: HttpResponseBase, mark: str, *, shared: bool) -> HttpResponseBase:
    if mark:
        response["ETag"] = mark
    patch_cache_control(response, no_cache=True, **{"public" if shared else "private": True})
    return response


def _data(page: Page) -> dict[str, object]:
    if page.data is not None:
        return {"title": page.title, **page.data}
    if page.rows is None:
        return {"title": page.title}
    columns = list(page.rows.columns)
    rows = [dict(zip(columns, row, strict=True)) for row in page.rows.rows]
    return {"title": page.title, "columns": columns, "rows": rows}


def _csv(page: Page) -> HttpResponseBase:
    """Return a page's rows as CSV: a long table is sent line by line while it is made."""
    lines = _csv_lines(page.rows) if page.rows is not None else iter(())
    first = list(islice(lines, LONG))
    if len(first) < LONG:
        return HttpResponse("".join(first), content_type=CSV)
    return StreamingHttpResponse(_joined(chain(first, lines)), content_type=CSV)


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines a thousand at a time: each piece is sent by itself."""
    rest = iter(lines)
    while piece := list(islice(rest, 1000)):
        yield "".join(piece)


def _csv_lines(rows: Rows) -> Iterator[str]:
    written = io.StringIO()
    writer = csv.writer(written)
    for row in chain([rows.columns], rows.rows):
        writer.writerow([_harmless(cell) for cell in row])
        yield written.getvalue()
        written.seek(0)
        written.truncate()


def _harmless(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet runs as a formula, whole numbers as the command line writes them."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
