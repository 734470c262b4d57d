"""From a chart specification to a finished picture: rendered, cleaned, titled and given ids of its own.

vl-convert drops titles and descriptions, and every picture it makes calls its clip paths
``clip0``; two such pictures on one page would clip each other.
"""

from __future__ import annotations

import json
import re
import zlib
from functools import cache
from typing import Any
from xml.etree import ElementTree

import vl_convert

from frankpledge.publication.model import Line, Picture, plain
from frankpledge.publication.tokens import FONT_FOLDER

SVG = "http://www.w3.org/2000/svg"
SIGNATURE = b"\x89PNG\r\n\x1a\n"

_DROPPED = ("class", "role", "aria-label", "aria-roledescription", "aria-hidden", "style")


@cache
def _fonts_registered() -> bool:
    """Tell vl-convert of the report's typeface once, so that it measures text as pages will set it."""
    vl_convert.register_font_directory(str(FONT_FOLDER))
    return True


def rendered(spec: dict[str, Any]) -> str:
    """Return a Vega-Lite specification as SVG."""
    _fonts_registered()
    return str(vl_convert.vegalite_to_svg(json.dumps(spec), vl_version="6.4"))


def png(picture: Picture, scale: float = 2.0) -> bytes:
    """Return a picture as PNG, for formats that cannot show SVG everywhere."""
    return svg_as_png(picture.svg, scale)


def svg_as_png(svg: str, scale: float) -> bytes:
    """Return an SVG as PNG, ``scale`` pixels for each of its units."""
    _fonts_registered()
    return _packed(bytes(vl_convert.svg_to_png(svg, scale=scale)))


def _packed(image: bytes) -> bytes:
    """Return a PNG with the same pixels in a third of the bytes: the renderer packs for speed alone."""
    chunks, at = [], len(SIGNATURE)
    while at < len(image):
        size = int.from_bytes(image[at : at + 4], "big")
        chunks.append((image[at + 4 : at + 8], image[at + 8 : at + 8 + size]))
        at += 12 + size
    pixels = zlib.compress(zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT")), 6)
    first = next(place for place, (kind, _) in enumerate(chunks) if kind == b"IDAT")
    kept = [(kind, body) for kind, body in chunks if kind != b"IDAT"]
    return SIGNATURE + b"".join(_chunk(*one) for one in [*kept[:first], (b"IDAT", pixels), *kept[first:]])


def _chunk(kind: bytes, body: bytes) -> bytes:
    """Return one chunk of a PNG: length, kind, body and checksum (ISO/IEC 15948, 5.3)."""
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def finished(svg: str, picture_id: str, alt: Line) -> Picture:
    """Return an SVG as a picture: role, title and description inside, ids unique, nothing inline-styled."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)  # noqa: S314  (our own renderer's output)
    own = f"picture-{picture_id}"
    # The renderer counts its clip paths on from picture to picture: the same chart would differ by its place.
    held = dict.fromkeys(element.get("id", "") for element in root.iter() if element.get("id"))
    ids = {name: f"{own}-clip{place}" for place, name in enumerate(held)}
    for element in root.iter():
        for name in _DROPPED:
            element.attrib.pop(name, None)
        if "id" in element.attrib:
            element.set("id", ids[element.attrib["id"]])
        for name, value in list(element.attrib.items()):
            if "url(#" in value:
                element.set(name, re.sub(r"url\(#([^)]*)\)", lambda found: f"url(#{ids[found[1]]})", value))
    opening, _, rest = plain(alt).partition(". ")
    for place, (tag, words) in enumerate((("title", opening), ("desc", rest))):
        element = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": f"{own}-{tag}"})
        element.text = words
        if words:
            root.insert(place, element)
    root.set("role", "img")
    root.set("aria-labelledby", f"{own}-title {own}-desc" if rest else f"{own}-title")
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    text = ElementTree.tostring(root, encoding="unicode")
    return Picture(picture_id, text, alt, width, height)
