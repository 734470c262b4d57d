"""A mapping proposed from a sender's file, written for a person to look over."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.contracts.tables import Table
from frankpledge.errors import BadInput, WrongUse
from frankpledge.plan.return_mappings import RETURN_MAPPINGS
from frankpledge.returns.tables import content_of
from frankpledge.sources.return_columns import ReturnMapping, plain, proposed
from frankpledge.sources.return_sheets import Sheet, read_sheets

MOST_WORDS = 1_000
"""Different words of a column that are looked at: what has more of them is no list of terms."""


@dataclass(frozen=True)
class Proposed:
    """A mapping as YAML, and what a person has to settle."""

    mapping: ReturnMapping
    text: str
    to_settle: list[str]


def proposed_mapping(file: Path, table: Table, name: str = "") -> Proposed:
    """Return a mapping of the file's first wide sheet. Raises BadInput where there is no header."""
    best: tuple[int, Sheet, int] | None = None
    for sheet in read_sheets(str(file), file.name, content_of(file)):
        for line, row in enumerate(sheet.top, 1):
            width = sum(bool(cell) for cell in row)
            if width >= 2 and (best is None or width > best[0]):
                best = width, sheet, line
    if best is None:
        raise BadInput("no line of it looks like a header.", file=file, do="Give the file as it was sent.")
    _, sheet, line = best
    header = sheet.top[line - 1]
    cells, _ = sheet.below(line, range(len(header)))
    made = proposed(name or plain(file.stem), table, header, [_words(one) for one in cells])
    given = set(made.columns.values())
    missing = [c.name for c in table.sent_columns if c.required and c.name not in given]
    settle = [f"nothing found for '{one}', which every row needs" for one in missing]
    settle += [f"not taken in: '{one}'" for one in made.ignored]
    for column, pairs in made.words.items():
        settle += [f"{column}: '{theirs}' as {ours!r}?" for theirs, ours in pairs.items()]
    return Proposed(made, _yaml(made, missing), settle)


def _words(cells: pa.Array) -> list[str]:
    """Return the first different words of a column: a rare one may stand anywhere in it."""
    return list(dict.fromkeys(pc.unique(cells).drop_null().slice(0, MOST_WORDS).to_pylist()))


def _yaml(made: ReturnMapping, missing: list[str]) -> str:
    from ruamel.yaml import YAML

    writer = YAML()
    writer.default_flow_style = False
    writer.width = 200
    told: dict[str, object] = {"table": made.table, "columns": dict(made.columns)}
    if missing:
        told["constants"] = dict.fromkeys(missing, "")
    if made.words:
        told["words"] = {column: dict(pairs) for column, pairs in made.words.items()}
    if made.ignored:
        told["ignored"] = list(made.ignored)
    stream = io.StringIO()
    writer.dump(told, stream)
    return (
        "# Proposed: look it over. Their headings and words are on the left, the contract's on the right.\n"
        + (stream.getvalue())
    )


def write_mapping(office: Path, made: Proposed) -> Path:
    """Write a mapping into an office. Raises WrongUse where there is one of that name."""
    path = office / RETURN_MAPPINGS / f"{made.mapping.name}.yaml"
    if path.exists():
        raise WrongUse(f"{path} is there already.", do="Choose another --name, or change that file.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(made.text, encoding="utf-8")
    return path
