"""Figures in, comparisons and findings out: pure functions, with no clock, disk, settings or engine."""
