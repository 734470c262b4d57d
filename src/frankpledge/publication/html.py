"""The web page: one file without scripts or outside requests, readable at any width and in print."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from frankpledge.publication import tokens
from frankpledge.publication.logos import Logo
from frankpledge.publication.model import Block, Document, Heading, Line, Picture, Text, Tone, walk

TEMPLATES = Path(__file__).parent / "templates"

FACES = (("Regular", 400, "normal"), ("SemiBold", 600, "normal"), ("Italic", 400, "italic"))
"""The cuts of the typeface that pages use: name of the file, weight and slope."""


@cache
def environment() -> Environment:
    """Return the templates of every page; what they print is escaped unless it is the chart module's own."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["svg"] = _inline
    made.filters["data_url"] = _data_url
    made.tests["picture"] = lambda cell: isinstance(cell, Picture)
    made.tests["bare"] = _bare
    made.globals["kind"] = lambda block: type(block).__name__
    return made


def html(document: Document) -> str:
    """Return the report as one HTML page, the same text for the same document."""
    style = style_sheet(document.accent, {name: _embedded(name) for name, _, _ in FACES})
    images = "img-src data:; " if document.logo is not None else ""
    policy = (
        f"default-src 'none'; style-src 'sha256-{_sha256(style)}'; font-src data:; {images}"
        "base-uri 'none'; form-action 'none'"
    )
    known = {block.id for block in walk(document.blocks) if isinstance(block, Heading)}
    page = (
        environment()
        .get_template("report.html.j2")
        .render(
            document=document,
            style=Markup(style),  # noqa: S704  (our own style sheet)
            policy=policy,
            link=lambda target: target if target[1:] in known else "",
            how=lambda _: "",
            downloads=lambda _: (),
        )
    )
    return page if page.endswith("\n") else page + "\n"


def blocks_html(blocks: Iterable[Block], how: Callable[[str], str], link: Callable[[str], str]) -> Markup:
    """Return blocks as a page of the web application holds them.

    ``how`` gives the address that explains a number by its key, ``link`` where a name leads; empty for
    nowhere. What charts offer to download is said by the page around them.
    """
    template = environment().get_template("blocks_alone.html.j2")
    made = template.render(blocks=tuple(blocks), how=how, link=link, downloads=lambda _: (), document=None)
    return Markup(made)  # noqa: S704  (escaped by the template)


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


@cache
def _embedded(name: str) -> str:
    data = base64.b64encode((tokens.FONT_FOLDER / f"FrankpledgeSans-{name}.woff2").read_bytes()).decode()
    return f"data:font/woff2;base64,{data}"


def root_colours(accent: str) -> str:
    """Return the rule that names the tokens' colours, for style sheets of reports and pages alike."""
    colours = {
        "accent": accent,
        "better": tokens.BETTER,
        "worse": tokens.WORSE,
        "ordinary": tokens.ORDINARY,
        "ink": tokens.INK,
        "quiet": tokens.QUIET,
        "rule": tokens.RULE,
        "faint": tokens.FAINT,
    }
    return ":root{" + "".join(f"--{name}:{value};" for name, value in colours.items()) + "}"


def style_sheet(accent: str, addresses: Mapping[str, str]) -> str:
    """Return the style sheet with the tokens; ``addresses`` are those of the typeface's cuts, by name."""
    faces = [
        f'@font-face{{font-family:"{tokens.FONT_FAMILY}";font-weight:{weight};font-style:{slope};'
        f'font-display:swap;src:url({addresses[name]}) format("woff2")}}'
        for name, weight, slope in FACES
    ]
    root = root_colours(accent)
    sheet = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    return "\n".join([*faces, root, sheet])
