"""Steps by which the database of accounts came to its shape."""
