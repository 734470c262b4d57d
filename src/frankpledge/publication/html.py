"""The web page: one file without scripts or outside requests, readable at any width and in print."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from frankpledge.publication import tokens
from frankpledge.publication.logos import Logo
from frankpledge.publication.model import Document, Heading, Line, Picture, Text, Tone, walk

TEMPLATES = Path(__file__).parent / "templates"

_FACES = (("Regular", 400, "normal"), ("SemiBold", 600, "normal"), ("Italic", 400, "italic"))


def html(document: Document) -> str:
    """Return the report as one HTML page, the same text for the same document."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["svg"] = _inline
    environment.filters["data_url"] = _data_url
    environment.tests["picture"] = lambda cell: isinstance(cell, Picture)
    environment.tests["bare"] = _bare
    environment.globals["kind"] = lambda block: type(block).__name__
    style = _style(document.accent)
    images = "img-src data:; " if document.logo is not None else ""
    policy = (
        f"default-src 'none'; style-src 'sha256-{_sha256(style)}'; font-src data:; {images}"
        "base-uri 'none'; form-action 'none'"
    )
    known = {block.id for block in walk(document.blocks) if isinstance(block, Heading)}
    page = environment.get_template("report.html.j2").render(
        document=document,
        style=Markup(style),  # noqa: S704  (our own style sheet)
        policy=policy,
        known=known,
    )
    return page if page.endswith("\n") else page + "\n"


def _bare(cell: Line) -> bool:
    """Whether a cell only says that there is nothing, which a narrow screen can leave out."""
    return not cell or (len(cell) == 1 and isinstance(cell[0], Text) and cell[0].tone is Tone.QUIET)


def _inline(picture: Picture) -> Markup:
    """Return a picture's SVG, made by the chart module and not by any text of a user, as it stands."""
    return Markup(picture.svg)  # noqa: S704


def _data_url(logo: Logo) -> str:
    """Return a logo as the address of an image that holds it."""
    kind = "svg+xml" if logo.suffix == "svg" else logo.suffix
    return f"data:image/{kind};base64,{base64.b64encode(logo.content).decode()}"


def _sha256(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _style(accent: str) -> str:
    """Return the style sheet with the tokens and the typeface in it."""
    faces = []
    for name, weight, slope in _FACES:
        data = base64.b64encode((tokens.FONT_FOLDER / f"FrankpledgeSans-{name}.woff2").read_bytes()).decode()
        faces.append(
            f'@font-face{{font-family:"{tokens.FONT_FAMILY}";font-weight:{weight};font-style:{slope};'
            f'font-display:swap;src:url(data:font/woff2;base64,{data}) format("woff2")}}'
        )
    colours = {
        "accent": accent,
        "better": tokens.BETTER,
        "worse": tokens.WORSE,
        "ink": tokens.INK,
        "quiet": tokens.QUIET,
        "rule": tokens.RULE,
        "faint": tokens.FAINT,
    }
    root = ":root{" + "".join(f"--{name}:{value};" for name, value in colours.items()) + "}"
    sheet = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    return "\n".join([*faces, root, sheet])
