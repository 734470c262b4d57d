"""Kinds of document: each a declaration of sections, in a YAML file; built in, or the office's own."""
