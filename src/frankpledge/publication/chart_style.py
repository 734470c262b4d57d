"""What all charts share: their typeface, sizes and colours, as a Vega-Lite configuration."""

from __future__ import annotations

from typing import Any

from frankpledge.publication.tokens import FONT_FAMILY, GRID, INK, QUIET

Spec = dict[str, Any]


def config() -> Spec:
    """Return the configuration every chart is drawn with."""
    return {
        "font": FONT_FAMILY,
        "view": {"stroke": None},
        "aria": False,
        "axis": {
            "labelFontSize": 12.5,
            "titleFontSize": 12.5,
            "labelColor": QUIET,
            "titleColor": QUIET,
            "gridColor": GRID,
            "domainColor": QUIET,
            "tickColor": QUIET,
            "labelPadding": 5,
        },
        "title": {
            "fontSize": 13.5,
            "fontWeight": 600,
            "color": INK,
            "anchor": "start",
            "subtitleFontSize": 12,
            "subtitleColor": QUIET,
            "offset": 8,
            "frame": "bounds",
        },
        "text": {"fontSize": 12.5, "color": INK},
    }
