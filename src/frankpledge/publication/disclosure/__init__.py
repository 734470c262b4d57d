"""Disclosure control: small numbers about people are withheld, and so is what would give them back."""
