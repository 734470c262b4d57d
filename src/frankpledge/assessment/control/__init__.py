"""Control charts: is a figure outside what its own past leads us to expect?

Arrays are S series × P periods, oldest first, NaN where there is no value. Everything is
computed for all series at once. What is decided by people (where a new baseline begins, which
points are left out of it) comes in; nothing here decides it.
"""
