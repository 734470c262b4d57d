"""One picture as a file of its own, SVG or PNG, with the words that stand around it in a report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

from frankpledge.errors import WrongUse
from frankpledge.publication.label_places import text_width
from frankpledge.publication.model import Line, Picture, plain
from frankpledge.publication.pictures import SVG, png
from frankpledge.publication.tokens import FONT_FAMILY, INK, QUIET
from frankpledge.store.files import friendly_disk_errors, write_atomically

FALLBACK = f"'{FONT_FAMILY}', 'Source Sans 3', Arial, sans-serif"
"""Who opens the file may not have the report's typeface."""

SUFFIXES = (".svg", ".png")
MARGIN, GAP = 12.0, 9.0

LEAST_WIDTH = 440.0
"""Pictures less wide than this get room for the words around them."""


def write_picture(picture: Picture, file: Path) -> None:
    """Write a picture as the kind of file its name says. Raises WrongUse for any but .svg and .png."""
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise WrongUse(
            f"a picture cannot be written as '{file.suffix or file.name}'.",
            file=file,
            do="Give a name that ends in .svg or .png.",
        )
    content = picture.svg.encode() if suffix == ".svg" else png(picture)
    with friendly_disk_errors(file):
        write_atomically(file, content)


@dataclass(frozen=True)
class Framed:
    """A picture with the words around it, and where in it the picture itself begins."""

    whole: Picture
    left: float
    top: float


def standalone(picture: Picture, title: Line, subtitle: Line, source: Line) -> Picture:
    """Return a picture with title and subtitle above and source below, wrapped to its width."""
    return framed(picture, title, subtitle, source).whole


def framed(picture: Picture, title: Line, subtitle: Line, source: Line) -> Framed:
    """Return a picture with title and subtitle above and source below, wrapped to its width.

    The description begins with title and subtitle: there is no page around it to say them.
    """
    root = ElementTree.fromstring(picture.svg)  # noqa: S314  (our own picture)
    held = [child for child in root if child.tag not in (f"{{{SVG}}}title", f"{{{SVG}}}desc")]
    width = max(picture.width, LEAST_WIDTH)
    words, top = [], MARGIN
    for spans, size, weight, colour in ((title, 17.0, "600", INK), (subtitle, 13.0, "400", QUIET)):
        for text in _wrapped(plain(spans), width, size):
            top += size * 1.25
            words.append(_text(text, top, size, weight, colour))
    inner = ElementTree.Element(f"{{{SVG}}}g", {"transform": f"translate({MARGIN:g},{top + GAP:g})"})
    for child in held:
        root.remove(child)
        inner.append(child)
    bottom = top + GAP + picture.height
    for text in _wrapped(plain(source), width, 11.5):
        bottom += 15.0
        words.append(_text(text, bottom, 11.5, "400", QUIET))
    across, down = round(width + 2 * MARGIN), round(bottom + MARGIN)
    paper = ElementTree.Element(
        f"{{{SVG}}}rect", {"width": str(across), "height": str(down), "fill": "#ffffff"}
    )
    root.extend([paper, *words, inner])
    root.attrib |= {"width": str(across), "height": str(down), "viewBox": f"0 0 {across} {down}"}
    ElementTree.register_namespace("", SVG)
    _describe(root, title, subtitle)
    text = ElementTree.tostring(root, encoding="unicode")
    text = text.replace(f'font-family="{FONT_FAMILY}"', f'font-family="{FALLBACK}"')
    whole = replace(picture, svg=text, width=float(across), height=float(down))
    return Framed(whole, MARGIN, top + GAP)


def _describe(root: ElementTree.Element, title: Line, subtitle: Line) -> None:
    """Put what stands around the picture before its description."""
    named, described = root.find(f"{{{SVG}}}title"), root.find(f"{{{SVG}}}desc")
    assert named is not None
    said = f"{named.text}. {described.text}" if described is not None else f"{named.text}."
    if described is None:
        described = ElementTree.Element(f"{{{SVG}}}desc", {"id": f"{named.get('id')}-desc"})
        root.insert(1, described)
        root.set("aria-labelledby", f"{named.get('id')} {described.get('id')}")
    described.text = f"{plain(subtitle)}. {said}"
    named.text = plain(title)


def _text(text: str, y: float, size: float, weight: str, colour: str) -> ElementTree.Element:
    look = {
        "x": f"{MARGIN:g}",
        "y": f"{y:g}",
        "font-size": f"{size:g}px",
        "font-weight": weight,
        "fill": colour,
    }
    element = ElementTree.Element(f"{{{SVG}}}text", {**look, "font-family": FONT_FAMILY})
    element.text = text
    return element


def _wrapped(text: str, width: float, size: float) -> list[str]:
    """Return a text as lines no wider than ``width``."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
