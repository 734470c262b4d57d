"""A process of its own that makes and amends records: ``python -m tests.records.writing HOW-MANY``.

It prints the number of each record it has made, once it is committed.
"""

from __future__ import annotations

import sys

from frankpledge.web.starting import set_up
from tests.records.registers import DECISIONS, EVERY


def main(many: int) -> None:
    set_up()
    from frankpledge.records.actions import amend, create

    for _ in range(many):
        record = create(DECISIONS, {"title": "Written", "series": "record"}, EVERY)
        sys.stdout.write(f"{record.number}\n")
        sys.stdout.flush()
        amend(DECISIONS, record, {"reasons": "More"}, EVERY, version=1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
