"""Programs that do one piece of work each, ours and the peers': every one runs as its own process.

A program ends by printing one line of JSON (see ``answer``): the seconds it took inside,
without starting up, and figures by which the harness sees that all did the same work.
"""
