"""The PDF: the document as data, set by a Typst template into a tagged PDF/UA-1 file.

The document travels to Typst as JSON and is never written into Typst source, so no text
of an office or publisher can be read as markup.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import typst

from frankpledge.errors import BadDefinition
from frankpledge.publication import tokens
from frankpledge.publication.logos import Logo
from frankpledge.publication.model import (
    Block,
    Bound,
    Bullets,
    Cell,
    Chart,
    Contents,
    Document,
    Heading,
    KeySentences,
    Line,
    Name,
    NewPage,
    Notice,
    Paragraph,
    Picture,
    Quoted,
    Span,
    Table,
    Terms,
    Text,
    Tile,
    Tiles,
    Together,
    plain,
    walk,
)

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"

Data = dict[str, Any]


def pdf(document: Document) -> bytes:
    """Return the report as a PDF/UA-1 file, the same bytes for the same document.

    Raises BadDefinition where a document of one page does not fit it, saying how many of its tiles do.
    """
    made = _compiled(document)
    if document.one_page and (pages := _pages(made)) > 1:
        raise _too_long(document, pages)
    return made


def _pages(content: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(content)).pages)


def _too_long(document: Document, pages: int) -> BadDefinition:
    """Return the error of a one-page document that takes more, with how many tiles would fit."""
    tiles = sum(len(block.items) for block in document.blocks if isinstance(block, Tiles))
    fit = tiles - 1
    while fit > 0 and _pages(_compiled(_with_tiles(document, fit))) > 1:
        fit -= 1
    if fit > 0:
        what = f"these {tiles} tiles do not fit one page: {fit} of them do."
        return BadDefinition(what, field="tiles", do="Name fewer, or give the document 'pages: many'.")
    what = f"this document takes {pages} pages, and its kind allows one."
    return BadDefinition(what, field="pages", do="Shorten it, or give its kind 'pages: many'.")


def _with_tiles(document: Document, most: int) -> Document:
    """Return a document with its first tiles alone."""
    left, blocks = most, []
    for block in document.blocks:
        if isinstance(block, Tiles):
            kept = block.items[:left]
            left -= len(kept)
            if not kept:
                continue
            block = replace(block, items=kept)
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def _compiled(document: Document) -> bytes:
    when = datetime(document.as_at.year, document.as_at.month, document.as_at.day, tzinfo=UTC)
    files = {
        "main.typ": TEMPLATE.read_bytes(),
        "document.json": json.dumps(_document(document)).encode(),
    }
    if document.logo is not None:
        files["logo.svg"] = _as_svg(document.logo)
    files |= {f"{picture.id}.svg": picture.svg.encode() for picture in document.pictures()}
    # A mapping of names to contents is an input too, though the library's type stub does not say so.
    compile_files = cast(Callable[..., bytes], typst.compile)
    return compile_files(
        files,
        font_paths=[str(tokens.FONT_FOLDER)],
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        timestamp=int(when.timestamp()),
    )


def _document(document: Document) -> Data:
    known = {block.id for block in walk(document.blocks) if isinstance(block, Heading)}
    as_at = document.as_at
    return {
        "title": document.title,
        "subtitle": _spans(document.subtitle, known),
        "facts": [{"name": name, "words": _spans(words, known)} for name, words in document.facts],
        "running": _spans(document.running, known),
        "publisher": document.publisher,
        "keywords": list(document.keywords),
        "date": [as_at.year, as_at.month, as_at.day],
        "colours": {
            "accent": document.accent,
            "better": tokens.BETTER,
            "worse": tokens.WORSE,
            "ink": tokens.INK,
            "quiet": tokens.QUIET,
            "rule": tokens.RULE,
            "faint": tokens.FAINT,
        },
        "font": tokens.FONT_FAMILY,
        "logo": None if document.logo is None else _logo(document.logo),
        "one_page": document.one_page,
        "blocks": [made for block in document.blocks if (made := _block(block, known)) is not None],
    }


def _span(span: Span, known: set[str]) -> Data:
    data: Data = {"text": span.text}
    if not isinstance(span, Quoted) and span.strong:
        data["strong"] = True
    if isinstance(span, Text) and span.tone != "plain":
        data["tone"] = str(span.tone)
    if isinstance(span, Name) and span.target.startswith("#") and span.target[1:] in known:
        data["target"] = span.target[1:]
    if isinstance(span, Bound):
        data["number"] = True
    if isinstance(span, Name) and not span.target:
        data["name"] = True
    return data


def _spans(spans: Line, known: set[str]) -> list[Data]:
    return [_span(span, known) for span in spans]


def _picture(picture: Picture) -> Data:
    return {
        "file": f"{picture.id}.svg",
        "alt": plain(picture.alt),
        "width": picture.width,
        "height": picture.height,
    }


def _logo(logo: Logo) -> Data:
    return {"file": "logo.svg", "alt": logo.alt, "width": logo.width, "height": logo.height}


def _as_svg(logo: Logo) -> bytes:
    """Return a logo as SVG, a PNG inside one: the binding takes no file that is not text."""
    if logo.suffix == "svg":
        return logo.content
    size = f'width="{logo.width:g}" height="{logo.height:g}"'
    held = base64.b64encode(logo.content).decode()
    picture = f'<image {size} href="data:image/png;base64,{held}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{picture}</svg>'.encode()


def _tile(tile: Tile, known: set[str]) -> Data:
    return {
        "title": _spans(tile.title, known),
        "value": _spans(tile.value, known),
        "period": _spans(tile.period, known),
        "change": _spans(tile.change, known),
        "picture": None if tile.picture is None else _picture(tile.picture),
    }


def _cell(cell: Cell, known: set[str]) -> Data:
    if isinstance(cell, Picture):
        return {"picture": _picture(cell), "beside": _spans(cell.beside, known)}
    return {"spans": _spans(cell, known)}


def _table(table: Table, known: set[str]) -> Data:
    return {
        "kind": "table",
        "caption": _spans(table.caption, known),
        "columns": [
            {"title": _spans(column.title, known), "align": str(column.align), "share": column.share}
            for column in table.columns
        ],
        "groups": [
            {
                "title": _spans(group.title, known),
                "rows": [[_cell(cell, known) for cell in row] for row in group.rows],
            }
            for group in table.groups
        ],
        "notes": [_spans(note, known) for note in table.notes],
        "compact": table.compact,
    }


def _block(block: Block, known: set[str]) -> Data | None:
    """Return a block as the template reads it; None for what has no place on paper."""
    match block:
        case Heading(level, text, anchor):
            return {"kind": "heading", "level": level, "spans": _spans(text, known), "id": anchor}
        case Paragraph(text, note):
            return {"kind": "paragraph", "spans": _spans(text, known), "note": note}
        case Bullets(items, numbered):
            listed = [_spans(item, known) for item in items]
            return {"kind": "bullets", "items": listed, "numbered": numbered}
        case Tiles(_, _, items, columns):
            return {"kind": "tiles", "columns": columns, "items": [_tile(item, known) for item in items]}
        case KeySentences(items):
            return {"kind": "key", "items": [_spans(item, known) for item in items]}
        case Notice(text):
            return {"kind": "notice", "spans": _spans(text, known)}
        case Terms(items):
            pairs = [{"term": _spans(term, known), "words": _spans(words, known)} for term, words in items]
            return {"kind": "terms", "items": pairs}
        case Table():
            return _table(block, known) if block.paged else None
        case Chart():
            return {
                "kind": "chart",
                "title": _spans(block.title, known),
                "subtitle": _spans(block.subtitle, known),
                "pictures": [_picture(picture) for picture in block.pictures],
                "source": _spans(block.source, known),
                "table": _block(block.table, known) if block.table is not None else None,
            }
        case Together(heading, inner):
            parts = [made for one in (heading, *inner) if (made := _block(one, known)) is not None]
            return {"kind": "together", "blocks": parts}
        case NewPage():
            return {"kind": "page"}
        case Contents():
            return {"kind": "contents"}
