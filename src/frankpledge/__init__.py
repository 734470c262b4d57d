"""Frankpledge: records to figures to findings to a report that cannot disagree with its data."""

__version__ = "0.1.0"
