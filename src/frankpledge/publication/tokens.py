"""Colours, sizes and the typeface: one set of tokens for pages, PDF, Word and charts."""

from __future__ import annotations

import re
from pathlib import Path

from frankpledge.errors import BadDefinition

FONT_FAMILY = "Frankpledge Sans"
FONT_FOLDER = Path(__file__).parent / "fonts"

BETTER = "#1b5e9e"
WORSE = "#a34700"
ORDINARY = "#5c6770"
INK = "#1a2027"
QUIET = "#55606b"
RULE = "#c9d0d6"
FAINT = "#f2f5f7"
GRID = "#e1e6ea"
PAPER = "#ffffff"

READABLE = 4.5
"""The least contrast of text on its ground (WCAG 2.2, success criterion 1.4.3)."""


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two ``#rrggbb`` colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def checked_accent(accent: str) -> str:
    """Return the office's accent colour; BadDefinition if it is no colour or too light to carry text."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        raise BadDefinition("The accent is not a colour.", field="accent", do="Write it as #1d4f7c.")
    if contrast(accent, PAPER) < READABLE:
        raise BadDefinition(
            "The accent is too light to be read on white.",
            field="accent",
            do=f"Choose a darker colour: contrast with white must be {READABLE} or more.",
        )
    return accent.lower()
