"""Worklists: the one way in which rows leave the store, each view of one written down before it is shown."""
