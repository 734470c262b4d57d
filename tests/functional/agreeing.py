"""An agreement for every table of records, for offices whose tests are about something else."""

from __future__ import annotations

from pathlib import Path

from frankpledge.plan.agreements import AGREED_TABLES


def agree(office: Path) -> None:
    """Write down that the office may use every partner's records."""
    text = (
        "agreements:\n  - id: all\n    title: With everybody\n    parties: [The office, Everybody]\n"
        f"    owner: performance officer\n    tables: [{', '.join(AGREED_TABLES)}]\n"
        "    purposes: [performance-reporting]\n    starts: 2000-01-01\n    ends: 2099-12-31\n"
        "    document: made up for the tests\n"
    )
    (office / "plan" / "agreements.yaml").write_text(text, encoding="utf-8")
