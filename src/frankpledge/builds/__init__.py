"""Builds: the immutable result of one run, committed by a manifest written last; made, read, compared, explained."""
