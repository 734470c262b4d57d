"""Where things are: the stable address of every figure, and of the pages that tell of measures."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlencode

from django.urls import reverse

from frankpledge.contracts.figures import Figure
from frankpledge.publication.model import figure_key


def figure_link(key: str) -> str:
    """Return the address of a figure by its key; empty for a key that is not of a figure itself."""
    parts = key.split(":")
    if len(parts) != 7 or ">" in key or not all((parts[0], parts[1], parts[2], parts[4], parts[5])):
        return ""
    measure, area_type, area, breakdown, window, period, source = parts
    if "." in source:
        return ""  # A numerator or denominator, which the figure's own page tells.
    link = reverse("figure", args=(measure, area_type, area, window, period))
    asked = {name: word for name, word in (("breakdown", breakdown), ("source", source)) if word}
    return f"{link}?{urlencode(asked)}" if asked else link


def link_of(figure: Figure) -> str:
    """Return the address of a figure."""
    return figure_link(figure_key(figure))


def measure_link(name: str) -> str:
    """Return the address of a measure's page."""
    return reverse("measure", args=(name,))


def place_link(target: str, measures: Collection[str]) -> str:
    """Return where a link within a report leads on these pages: ``#burglary``, ``#exceptional-burglary``."""
    name = target.removeprefix("#")
    if name in measures:
        return measure_link(name)
    name = name.removeprefix("exceptional-")
    return f"{measure_link(name)}#found" if name in measures else ""
