"""Numeric cases that others published or computed, run against our methods."""
