"""An office's logo: read, and refused where it could do anything but be looked at.

On the web page it stands as an image, in which browsers run no script and fetch nothing. The checks here
hold for those who open the file itself, and keep surprises (a foreign typeface, a tracking picture) out.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from frankpledge.errors import BadInput
from frankpledge.plan.definitions import Office


@dataclass(frozen=True)
class Logo:
    """The mark of the office on page one: the bytes of a checked SVG or PNG file, its size in pixels."""

    content: bytes
    suffix: str
    alt: str
    width: float
    height: float


LARGEST = 512 * 1024
"""Bytes of a logo. One of a hundred kilobytes is already slow on a telephone."""

PNG_START = b"\x89PNG\r\n\x1a\n"
_FORBIDDEN = ("script", "foreignobject", "iframe", "embed", "object", "audio", "video", "a", "animate", "set")
_OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import|javascript:|expression\(", re.IGNORECASE)
_INLINE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]+")
_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(px|pt|mm|cm)?\s*")


def logo_of(office: Path, declared: Office) -> Logo | None:
    """Return the logo that an office declares, None for none. Raises BadInput as ``read_logo`` does."""
    logo = declared.house_style.logo
    return read_logo(office / logo, f"Logo of {declared.name}") if logo else None


def read_logo(path: Path, alt: str) -> Logo:
    """Return a logo, an SVG or PNG file, with its alternative text.

    Raises BadInput for a file too large, of no known size, or that holds scripts or refers outside itself.
    """
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise BadInput(f"this logo is larger than {LARGEST // 1024} kB.", file=path, do="Save it smaller.")
    if path.suffix.lower() == ".png":
        width, height = _png_size(content, path)
        return Logo(content, "png", alt, width, height)
    width, height = _svg_size(content, path)
    return Logo(content, "svg", alt, width, height)


def _png_size(content: bytes, path: Path) -> tuple[float, float]:
    if not content.startswith(PNG_START) or content[12:16] != b"IHDR" or len(content) < 33:
        raise BadInput("this is not a PNG picture.", file=path, do="Save the logo anew as PNG or SVG.")
    width, height = struct.unpack(">II", content[16:24])
    if not 0 < width <= 8000 or not 0 < height <= 8000:
        raise BadInput("this logo has no usable size.", file=path, do="Save it at 200 to 2,000 pixels.")
    return float(width), float(height)


def _svg_size(content: bytes, path: Path) -> tuple[float, float]:
    if re.search(rb"<!(DOCTYPE|ENTITY)", content, re.IGNORECASE):
        raise BadInput("this SVG declares a document type.", file=path, do="Save it as plain SVG.")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314  (entities are refused above)
    except ElementTree.ParseError as error:
        raise BadInput("this is not an SVG picture.", file=path, line=error.position[0]) from None
    if not root.tag.endswith("}svg"):
        raise BadInput("this is not an SVG picture.", file=path, do="Save the logo anew as SVG.")
    for element in root.iter():
        _check(element, path)
    box = [float(part) for part in re.findall(r"-?[0-9.]+(?:e-?[0-9]+)?", root.get("viewBox", ""))]
    sizes = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        return box[2], box[3]
    if all(sizes) and all(float(size[1]) > 0 for size in sizes if size):
        return float(sizes[0][1]), float(sizes[1][1])  # type: ignore[index]
    raise BadInput("this SVG has no size.", file=path, do="Give it a viewBox, or a width and height.")


def _check(element: ElementTree.Element, path: Path) -> None:
    """Refuse an element that can run, fetch or link, and attributes that do."""
    name = str(element.tag).rpartition("}")[2].lower()
    if name.startswith("animate") or name in _FORBIDDEN:
        raise BadInput(
            f"this SVG holds <{name}>, which a logo may not.", file=path, do="Save it as plain SVG."
        )
    texts = [element.text or ""] if name == "style" else []
    for key, value in element.attrib.items():
        short = key.rpartition("}")[2].lower()
        if short.startswith("on"):
            raise BadInput(f"this SVG holds a script ({short}).", file=path, do="Save it as plain SVG.")
        if short in ("href", "src") and not value.startswith("#") and not _INLINE.fullmatch(value):
            raise BadInput(
                "this SVG refers to something outside itself.", file=path, do="Embed what it needs."
            )
        texts.append(value)
    if any(_OUTSIDE.search(text) for text in texts):
        raise BadInput("this SVG refers to something outside itself.", file=path, do="Embed what it needs.")
