"""A second implementation by plain loops: csv, zipfile, gzip, datetime and a YAML reader, nothing of ours.

It is slow, holds everything in memory, and says each definition once more in its own words, so that
the real one can be held against it. Months are texts (``2023-05``), figures are plain tuples.
"""
