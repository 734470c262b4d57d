"""The command line: one command a stage, in the order of the work. No logic here.

Commands are listed in the order in which their modules are imported.
"""

from frankpledge.cli.options import main  # isort: skip
from frankpledge.cli import records, cataloguing, keeping, working, figures, findings  # isort: skip
from frankpledge.cli import publishing, releasing, checking, returns, serving, auditing, trying  # isort: skip

__all__ = [
    "auditing",
    "cataloguing",
    "checking",
    "figures",
    "findings",
    "keeping",
    "main",
    "publishing",
    "records",
    "releasing",
    "returns",
    "serving",
    "trying",
    "working",
]
