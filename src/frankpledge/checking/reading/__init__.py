"""Readers: one for each format, each giving lines of text with the cells of tables parted by tabs."""
