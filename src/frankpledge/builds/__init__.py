"""Builds: immutable results of a run, committed by a manifest written last: made, read, explained."""
