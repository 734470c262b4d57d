"""What a Word file keeps of the numbers in it, so that an edited copy can be held against what was printed.

Each number sits in a content control whose tag names a record here; the records travel in the
file as a custom XML part, which word processors keep and people do not see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

NAMESPACE = "urn:frankpledge:bound-numbers:1"
TAG = re.compile(r"fp-[0-9]{1,9}")
"""The tag of a content control that holds a number: short of the 64 characters that Word allows."""

CONTEXT = 24
"""Letters and digits kept of what stands before and after a number."""

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class BoundNumber:
    """One number as it was printed.

    ``key`` binds it to a figure, comparison or count of the build, or says who is quoted; ``value`` is
    the unrounded number, empty for a quoted one. ``before`` and ``after`` are what stood around it in its
    line or table row, as ``around`` gives it.
    """

    tag: str
    key: str
    value: str
    printed: str
    before: str
    after: str


@dataclass(frozen=True)
class BoundNumbers:
    """All numbers of one file.

    ``names`` are its names, dates and periods that hold a digit: bound to nothing.
    """

    build: str
    numbers: tuple[BoundNumber, ...]
    names: tuple[str, ...]


def around(before: str, after: str) -> tuple[str, str]:
    """Return what identifies a place in a line: the nearest characters on both sides, spaces left out."""
    return _SPACE.sub("", before)[-CONTEXT:], _SPACE.sub("", after)[:CONTEXT]


def to_xml(held: BoundNumbers) -> bytes:
    """Return the records as the custom XML part of a Word file."""
    ElementTree.register_namespace("fp", NAMESPACE)
    root = Element(_name("numbers"), {"build": held.build})
    for one in held.numbers:
        attributes = {"tag": one.tag, "key": one.key, "value": one.value}
        attributes |= {"before": one.before, "after": one.after}
        SubElement(root, _name("number"), attributes).text = one.printed
    for name in held.names:
        SubElement(root, _name("name")).text = name
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def from_xml(data: bytes) -> BoundNumbers | None:
    """Return the records in a custom XML part; None where it is of another kind or cannot be read."""
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - no outside entities are fetched
    except ElementTree.ParseError:
        return None
    if root.tag != _name("numbers"):
        return None
    numbers = tuple(
        BoundNumber(
            one.get("tag", ""),
            one.get("key", ""),
            one.get("value", ""),
            one.text or "",
            one.get("before", ""),
            one.get("after", ""),
        )
        for one in root.iterfind(_name("number"))
    )
    names = tuple(one.text or "" for one in root.iterfind(_name("name")))
    return BoundNumbers(root.get("build", ""), numbers, names)


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"
