"""The default test of a published exception: a quarter against what its own past leads to expect."""
