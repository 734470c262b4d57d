"""A partner's CSV as a sheet: read whole by Arrow, where rows of text one by one would take minutes.

What it gives is what reading row by row gives, and a test holds it to that: rows that are too short or too
long are read again one by one, and a file that Arrow cannot read is left to the slower reader.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from frankpledge.errors import BadInput
from frankpledge.sources.csv_rows import MAX_HEADER_BYTES
from frankpledge.sources.return_columns import HEADER_WITHIN

Lines = np.ndarray[tuple[int], np.dtype[np.int64]]
Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]
Row = tuple[str, ...]
Read = tuple[list[pa.Array], Lines, Bools]
"""Columns of text, the line of each row, and whether anything is given on it."""
_LIST = pa.dictionary(pa.int32(), pa.string())

LONGEST_CELL = 131_072
"""Characters of the longest cell that is read: beyond it a quotation mark was left open."""


@dataclass(frozen=True)
class CsvSheet:
    """The rows of a CSV, read as far as they are asked for. ``data`` is UTF-8 without a mark at its head."""

    shown: str
    data: bytes = field(repr=False)
    delimiter: str
    name: str = ""

    @cached_property
    def top(self) -> Sequence[Row]:
        """The first rows, among which the header stands."""
        return tuple(islice(self._each(), HEADER_WITHIN))

    @property
    def rows(self) -> Sequence[Row]:
        """All rows, one by one: for looking at a file, not for taking it in."""
        return tuple(self._each())

    def rows_at(self, lines: Collection[int]) -> dict[int, Row]:
        """Return the rows on some lines."""
        wanted = set(lines)
        return {line: row for line, row in enumerate(self._each(), 1) if line in wanted}

    def below(self, line: int, plain: Collection[int]) -> tuple[list[pa.Array], Lines]:
        """Return the columns below a line as trimmed texts, null where empty, and the line of each row.

        A column for each cell of that line, of which those in ``plain`` are not dictionary-encoded: times
        and numbers of records hardly repeat. Blank lines are left out.
        """
        width = len(self.top[line - 1])
        try:
            columns, lines, given = self._whole(line, width, plain)
        except pa.ArrowInvalid:
            columns, lines, given = columns_below(self._each(), line, width)
        return without_blank(columns, lines, given)

    def _each(self, stream: io.TextIOBase | None = None) -> Iterator[Row]:
        text = stream or io.TextIOWrapper(io.BytesIO(self.data), "utf-8", newline="")
        try:
            for row in csv.reader(text, delimiter=self.delimiter):
                if any(
                    len(cell) > LONGEST_CELL for cell in row
                ):  # Others may have raised the reader's own limit.
                    raise csv.Error(f"field larger than field limit ({LONGEST_CELL})")
                yield tuple(cell.strip() for cell in row)
        except csv.Error as error:
            raise BadInput(
                f"it cannot be read as CSV ({error}).", file=self.shown, do="Save it again."
            ) from None

    def _offset(self, line: int) -> int:
        """Return where in the file the row after a line begins: rows above it may be of any width."""
        stream = io.TextIOWrapper(io.BytesIO(self.data), "utf-8", newline="")
        taken = 0

        def counted() -> Iterator[str]:
            nonlocal taken
            for physical in stream:
                taken += len(physical.encode())
                yield physical

        for _ in islice(csv.reader(counted(), delimiter=self.delimiter), line):
            pass
        return taken

    def _whole(self, line: int, width: int, plain: Collection[int]) -> Read:
        rest = pa.py_buffer(self.data).slice(self._offset(line))
        names = [str(place) for place in range(width)]
        types = {name: pa.string() if place in plain else _LIST for place, name in enumerate(names)}
        uneven: list[tuple[int, str]] = []

        def note(row: pacsv.InvalidRow) -> str:
            uneven.append((row.number or 0, row.text))
            return "skip"

        if not rest.size:
            return [pa.array([], types[name]) for name in names], np.zeros(0, np.int64), np.zeros(0, bool)
        table = pacsv.read_csv(
            rest,
            read_options=pacsv.ReadOptions(
                use_threads=False, block_size=min(rest.size + 1, 2**30), column_names=names
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=self.delimiter,
                newlines_in_values=b'"' in self.data,
                invalid_row_handler=note,
                ignore_empty_lines=False,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=types, strings_can_be_null=True, null_values=[""], check_utf8=False
            ),
        )
        lines = np.arange(line + 1, line + 1 + table.num_rows + len(uneven), dtype=np.int64)
        columns = [_trimmed(_one(column)) for column in table.unify_dictionaries().columns]
        given = _given(columns)
        if not uneven:
            return columns, lines, given
        places = np.array([number for number, _ in uneven], np.int64) - 1
        even = np.delete(lines, places)
        again = (row for _, text in uneven for row in islice(self._each(io.StringIO(text, newline="")), 1))
        others, _, told = columns_below(again, 0, width)
        order = np.argsort(np.concatenate([even, lines[places]]), kind="stable")
        joined = [
            pa.concat_arrays([column.cast(pa.string()), other]).take(pa.array(order))
            for column, other in zip(columns, others, strict=True)
        ]
        return joined, lines, np.concatenate([given, told])[order]


def columns_below(rows: Iterator[Row] | Sequence[Row], line: int, width: int) -> Read:
    """Return rows below a line as columns of texts (null where empty), their lines, and which are not blank:
    a row that is too long may have something beyond the last column."""
    body = list(islice(iter(rows), line, None))
    columns = [
        pa.array([(row[place] if place < len(row) else "") or None for row in body], pa.string())
        for place in range(width)
    ]
    given = np.array([any(row) for row in body], bool)
    return columns, np.arange(line + 1, line + 1 + len(body), dtype=np.int64), given


def without_blank(columns: list[pa.Array], lines: Lines, given: Bools) -> tuple[list[pa.Array], Lines]:
    """Return columns and lines without those rows where nothing is given."""
    if given.all():
        return columns, lines
    kept = pa.array(given)
    return [column.filter(kept) for column in columns], lines[given]


def _given(columns: list[pa.Array]) -> Bools:
    given = np.zeros(len(columns[0]), bool)
    for column in sorted(columns, key=lambda one: one.null_count):
        if given.all():
            break
        given |= pc.is_valid(column).to_numpy(zero_copy_only=False)
    return given


def csv_sheet(shown: str, data: bytes) -> CsvSheet:
    """Return a CSV as a sheet: UTF-8, or what Excel writes as plain CSV on Windows. BadInput for others."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.isascii():
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                data = data.decode("cp1252").encode()
            except UnicodeDecodeError:
                raise BadInput(
                    "the text is neither UTF-8 nor Windows text.",
                    file=shown,
                    do='Save it again as "CSV UTF-8".',
                ) from None
    start = data[:MAX_HEADER_BYTES].split(b"\n", 1)[0]
    delimiter = max(",;\t", key=lambda mark: start.count(mark.encode()))
    return CsvSheet(shown, data, delimiter)


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _trimmed(column: pa.Array) -> pa.Array:
    """Return texts without the space around them, and null where nothing else was there.

    Raises ArrowInvalid for a cell longer than the reader of rows takes, which says so.
    """
    words = column.dictionary if pa.types.is_dictionary(column.type) else column
    longest = pc.max(pc.binary_length(words)).as_py() or 0
    if longest > LONGEST_CELL:
        raise pa.ArrowInvalid("a cell is too long")
    made = pc.utf8_trim_whitespace(words)
    blank = pc.equal(made, "")
    if not pc.any(blank, min_count=0).as_py():
        if words is column:
            return made
        return pa.DictionaryArray.from_arrays(column.indices, made)
    made = pc.if_else(blank, pa.scalar(None, pa.string()), made)
    return made if words is column else made.take(column.indices)
