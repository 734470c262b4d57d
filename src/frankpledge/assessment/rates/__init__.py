"""Rates, shares and times with intervals: each result names its method and says why where there is none."""

from __future__ import annotations
