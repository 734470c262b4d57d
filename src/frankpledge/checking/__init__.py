"""Checking any document: its numbers against what is said of them, with no data but the document itself."""
