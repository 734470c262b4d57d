"""Steps by which the tables of the pages came to their shape."""
