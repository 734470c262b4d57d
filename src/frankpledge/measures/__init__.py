"""Declared measures times a snapshot become figures: the only place where records are queried."""
