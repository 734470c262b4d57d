"""Errors that may stay, listed in a file: `sign-off --accept-file`, one to a row with its reason."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from frankpledge.errors import BadInput

COLUMNS = ("problem", "because")
"""The columns of the file: KIND:LINE as the checks name an error, and why it may stay."""


def read_acceptances(path: Path) -> tuple[tuple[str, str], ...]:
    """Return the errors named in a CSV file, each with its reason, in order.

    Raises BadInput, with file and line, for other columns, a row without a reason, or no row at all.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise BadInput(
            "this file of acceptances cannot be read.", file=path, do="Save it as UTF-8."
        ) from None
    reader = csv.reader(io.StringIO(text, newline=""))
    head = tuple(word.strip() for word in next(reader, []))
    if head != COLUMNS:
        raise BadInput(
            "this file of acceptances begins with other columns.",
            file=path,
            line=1,
            do=f"Write '{','.join(COLUMNS)}' in its first line.",
        )
    found = []
    for row in reader:
        words = [word.strip() for word in row]
        if not any(words):
            continue
        if len(words) != len(COLUMNS) or not all(words):
            raise BadInput(
                "this row does not say in two columns which error may stay and why.",
                file=path,
                line=reader.line_num,
                do='Write it as KIND:LINE,"Why it may stay."',
            )
        found.append((words[0], words[1]))
    if not found:
        raise BadInput("this file accepts nothing.", file=path, do="Leave --accept-file out.")
    return tuple(found)
