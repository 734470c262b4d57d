"""The releases of an office, read: oldest first, what corrects what, and the figures they published."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from frankpledge.contracts.figures import figures_schema, findings_schema
from frankpledge.errors import BadInput, WrongUse
from frankpledge.releases.drafts import sha256
from frankpledge.releases.release import FILES, Release, read_release

FIGURES, FINDINGS = "figures.csv", "findings.csv"
_NAME = re.compile(r"([0-9]{4,})-.+")


def release_folders(office: Path) -> list[Path]:
    """Return the folders of an office's releases, oldest first."""
    folder = office / "releases"
    if not folder.is_dir():
        return []
    named = [(_NAME.fullmatch(path.name), path) for path in folder.iterdir() if path.is_dir()]
    return [path for _, path in sorted((int(match[1]), path) for match, path in named if match)]


def released(office: Path) -> list[Release]:
    """Return every release of an office, oldest first. Raises BadInput where a record cannot be read."""
    return [read_release(folder) for folder in release_folders(office)]


def head_of(chain: Sequence[Release]) -> str:
    """Return the digest that the next release has to carry; empty where there is none yet."""
    return chain[-1].head if chain else ""


def newest_of(chain: Iterable[Release], report: str) -> Release | None:
    """Return the release of a report that is in force: the newest."""
    return max((one for one in chain if one.report == report), key=lambda one: one.number, default=None)


def corrected_by(chain: Iterable[Release]) -> dict[int, int]:
    """Return the number of the release that corrects each corrected one."""
    return {one.corrects: one.number for one in chain if one.corrects is not None}


def to_correct(chain: Sequence[Release], number: int, report: str) -> Release:
    """Return the release that a report may correct.

    Raises WrongUse where there is none of this number, it is of another report, or it has been
    corrected already: then the newest is the one to correct.
    """
    found = next((one for one in chain if one.number == number), None)
    if found is None:
        numbers = ", ".join(str(one.number) for one in chain) or "none yet"
        raise WrongUse(f"there is no release {number}.", do=f"Releases: {numbers}.")
    newest = newest_of(chain, report)
    if found.report != report:
        hint = f"The release of {report} to correct is {newest.number}." if newest else ""
        raise WrongUse(f"release {number} is of {found.report}, not of {report}.", do=hint)
    if newest is not None and newest.number != number:
        raise WrongUse(
            f"release {number} has been corrected already, and what stands is release {newest.number}.",
            do=f"Correct that one: --corrects {newest.number}.",
        )
    return found


def figures_in(office: Path, release: Release) -> pa.Table:
    """Return the figures that a release published, in the contract's columns; none where it had no such file.

    Raises BadInput where the file is not the one that was released.
    """
    content = _file_in(office, release, FIGURES)
    return figures_schema().empty_table() if content is None else read_figures(content)


def findings_in(office: Path, release: Release) -> pa.Table:
    """Return the findings that a release published, as ``figures_in`` does its figures."""
    content = _file_in(office, release, FINDINGS)
    return findings_schema().empty_table() if content is None else _read(content, findings_schema())


def _file_in(office: Path, release: Release, name: str) -> bytes | None:
    """Return a file as it was released, or None where the release has none of this name."""
    file = next((one for one in release.files if one.name == name), None)
    if file is None:
        return None
    path = office / "releases" / release.folder / FILES / name
    content = path.read_bytes() if path.is_file() else b""
    if sha256(content) != file.sha256:
        raise BadInput(
            f"this is not the file that was released as release {release.number}.",
            file=path,
            do="Put it back from a copy of what was published.",
        )
    return content


def read_figures(content: bytes) -> pa.Table:
    """Return a figures.csv as a table in the contract's columns."""
    return _read(content, figures_schema())


def measures_in(file: Path) -> frozenset[str]:
    """Return the measures of a figures.csv, reading no other column and a megabyte at a time.

    Raises ValueError or KeyError for a file that has none, OSError where it cannot be read.
    """
    reading = pyarrow.csv.ReadOptions(use_threads=False, block_size=1 << 20)
    converting = pyarrow.csv.ConvertOptions(
        include_columns=["measure"], column_types={"measure": pa.string()}
    )
    with pyarrow.csv.open_csv(file, read_options=reading, convert_options=converting) as batches:
        return frozenset(name for batch in batches for name in batch.column(0).unique().to_pylist())


def _read(content: bytes, schema: pa.Schema) -> pa.Table:
    types = {one.name: pa.string() if pa.types.is_dictionary(one.type) else one.type for one in schema}
    options = pyarrow.csv.ConvertOptions(
        column_types=types, include_columns=schema.names, strings_can_be_null=False
    )
    table = pyarrow.csv.read_csv(io.BytesIO(content), convert_options=options)
    return table.combine_chunks().cast(schema).unify_dictionaries()


def released_figures(office: Path) -> Iterator[pa.Table]:
    """Yield the figures of every release of an office, oldest first, in the contract's columns."""
    for release in released(office):
        yield figures_in(office, release)
