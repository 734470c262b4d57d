"""How a report stands is told from the sums of its files: those of what is signed and released."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

from frankpledge.releases.drafts import read_draft, read_sums
from frankpledge.releases.signing import report_standing
from tests.releases.conftest import KEY


def test_sums_read_a_piece_at_a_time_are_those_of_the_files(drafted: Path) -> None:
    files = read_draft(drafted, KEY)
    sums = read_sums(drafted, KEY)
    assert sums == files.summed
    assert sums.digest == files.digest
    assert list(sums.sums) == list(files.contents)


def test_telling_how_a_report_stands_holds_no_file_of_it(drafted: Path) -> None:
    """A report's figures can be tens of megabytes, and many reports are listed on one page."""
    size = 32_000_000
    (drafted / "reports" / KEY / "figures.json").write_bytes(b"0" * size)
    tracemalloc.start()
    standing = report_standing(drafted, KEY)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert standing.files.sums["figures.json"]
    assert most < size / 4
