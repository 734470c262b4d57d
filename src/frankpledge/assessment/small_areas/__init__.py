"""Wards, LSOAs and beats: many areas with few events each, where a raw rate is mostly chance."""

from __future__ import annotations
