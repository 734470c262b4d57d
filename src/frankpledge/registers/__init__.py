"""Registers as they are declared: what a record holds, who may do what, by when, and what of it is public."""
