"""What a page says of a measure, whoever looks: parts ready to print, and the pictures offered as files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

PICTURES = {
    "months": "Chart by month",
    "rolling": "Chart of rolling 12 months",
    "peers": "Chart of areas",
    "funnel": "Funnel of areas",
    "forecast": "Chart of the months ahead",
}
"""What a report calls the pictures of a measure, after the measure's id, and what they are."""


def picture_words(name: str) -> str:
    """Return what a picture is, by its name: ``burglary-months``."""
    return PICTURES.get(name.rpartition("-")[2], name)


@dataclass(frozen=True)
class Part:
    """One part of the page, as HTML of our own writers."""

    id: str
    title: str
    html: SafeString


@dataclass(frozen=True)
class PictureOffered:
    """A picture that can be downloaded, and in which forms."""

    name: str
    words: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """What is said of a measure: from where, of which period, and its parts."""

    source: str
    period: str
    parts: tuple[Part, ...]
    pictures: tuple[PictureOffered, ...]
    as_at: date | None = None
    link: str = ""
    """Where the whole report is that says it."""
