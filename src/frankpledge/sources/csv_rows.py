"""One CSV file as columns of text, with every record's number: before any check of meaning.

Only what concerns the file as CSV is decided here: encoding, header, rows of the wrong
length. Texts come out dictionary-encoded, so that later checks look at each distinct
value once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from frankpledge.errors import BadInput, did_you_mean

MAX_HEADER_BYTES = 64 * 1024


@dataclass(frozen=True)
class BrokenRow:
    """A record that has not as many cells as the header."""

    record: int
    cells: int
    expected: int


@dataclass(frozen=True)
class Rows:
    """Rows of one file as text.

    ``columns`` maps a contract's column name to an array of n texts (null where the cell is
    empty); ``record`` holds the n record numbers, 1 being the first after the header.
    """

    file: str
    columns: dict[str, pa.Array]
    record: np.ndarray[tuple[int], np.dtype[np.int32]]
    broken: tuple[BrokenRow, ...] = ()

    @property
    def count(self) -> int:
        return len(self.record)

    def line(self, record: int) -> int:
        """Return the line of a record in the file (the header is line 1)."""
        return record + 1


def read_header(file: str, data: bytes) -> list[str]:
    """Return the header cells of a CSV; raise BadInput for an empty file or one that is not UTF-8 text."""
    if not data:
        raise BadInput("the file is empty: it has not even a header.", file=file, do="Download it again.")
    start = data[:MAX_HEADER_BYTES]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in start[:200]:
        raise BadInput("the text is not UTF-8 (it looks like UTF-16).", file=file, line=1, do=_SAVE_AS)
    first = start.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    try:
        text = first.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput("the header is not UTF-8 text.", file=file, line=1, do=_SAVE_AS) from None
    try:
        return next(csv.reader(io.StringIO(text.rstrip("\r")), strict=True), [])
    except csv.Error:
        raise BadInput("the header cannot be read as CSV.", file=file, line=1, do=_SAVE_AS) from None


_SAVE_AS = 'Save it again as "CSV UTF-8", or use the publisher\'s own file.'


def check_header(
    file: str, header: list[str], headings: Mapping[str, str], ignored: Collection[str] = ()
) -> None:
    """Raise BadInput unless the header has exactly the expected headings, in any order."""
    for expected in headings:
        if expected not in header:
            unknown = [cell for cell in header if cell not in headings and cell not in ignored]
            close = did_you_mean(expected, unknown)
            hint = f"{close} Rename it to '{expected}'." if "Did you mean" in close else ""
            raise BadInput(
                f"the column '{expected}' is missing.",
                file=file,
                line=1,
                do=hint or f"Expected columns: {', '.join(headings)}.",
            )
    for cell in header:
        if cell not in headings and cell not in ignored:
            raise BadInput(
                f"there is a column '{cell}' that this kind of file does not have.",
                file=file,
                line=1,
                do="Remove it, or check that this is the right kind of file.",
            )
    for place, cell in enumerate(header):
        if cell in header[:place]:
            raise BadInput(
                f"the column '{cell}' stands twice in the header.",
                file=file,
                line=1,
                do="Remove one of them.",
            )


def read_rows(
    file: str,
    data: bytes,
    headings: Mapping[str, str],
    *,
    ignored: Collection[str] = (),
    plain: Collection[str] = (),
    one_line_each: bool = False,
) -> Rows:
    """Return the rows of a CSV as text.

    ``headings`` maps the publisher's headings to contract columns; ``ignored`` headings are
    known and not kept; columns in ``plain`` are not dictionary-encoded (identifiers, which
    hardly repeat). ``one_line_each`` says that no record of this publisher spans lines: then a
    quotation mark that is never closed is found, where it would swallow all that follows it.
    Raises BadInput for what is not a CSV of these columns.
    """
    header = read_header(file, data)
    check_header(file, header, headings, ignored)
    if (place := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, place) + 1
        raise BadInput("there are zero bytes in the text.", file=file, line=line, do=_DAMAGED)
    _check_utf8(file, data)
    text = pa.dictionary(pa.int32(), pa.string())
    types = {head: pa.string() if name in plain else text for head, name in headings.items()}
    if b"\n" not in data:
        return _no_rows(file, headings, types)
    broken: list[BrokenRow] = []

    def note(row: pacsv.InvalidRow) -> str:
        broken.append(BrokenRow((row.number or 0) - 1, row.actual_columns, row.expected_columns))
        return "skip"

    try:
        table = pacsv.read_csv(
            pa.py_buffer(data),
            read_options=pacsv.ReadOptions(use_threads=False, block_size=min(len(data) + 1, 2**30)),
            parse_options=pacsv.ParseOptions(
                newlines_in_values=b'"' in data, invalid_row_handler=note, ignore_empty_lines=True
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=types,
                include_columns=list(headings),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid as error:
        raise _not_csv(file, error) from None
    if not table.num_rows and not broken:
        return _no_rows(file, headings, types)
    if one_line_each and b'"' in data:
        _check_one_line_each(file, data, table.num_rows + len(broken))
    table = table.unify_dictionaries().combine_chunks()
    columns = {name: _only_chunk(table[head]) for head, name in headings.items()}
    return Rows(file, columns, _record_numbers(table.num_rows, broken), tuple(broken))


def _no_rows(file: str, headings: Mapping[str, str], types: Mapping[str, pa.DataType]) -> Rows:
    columns = {name: pa.array([], types[head]) for head, name in headings.items()}
    return Rows(file, columns, np.zeros(0, np.int32))


def _check_one_line_each(file: str, data: bytes, records: int) -> None:
    """Raise BadInput where a record spans lines. Counting line ends settles it for nearly every file."""
    line_ends = int(np.count_nonzero(np.frombuffer(data, np.uint8) == ord("\n")))
    if line_ends + (not data.endswith(b"\n")) == records + 1:
        return
    reader = csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
    before = 0
    try:
        for _ in reader:
            if reader.line_num > before + 1:
                raise _swallowed(file, before + 1, reader.line_num - before)
            before = reader.line_num
    except csv.Error:
        raise _swallowed(file, before + 1, reader.line_num - before) from None


def _swallowed(file: str, line: int, lines: int) -> BadInput:
    return BadInput(
        f"a quotation mark is opened here and not closed, so that {lines:,} lines would be read as one row.",
        file=file,
        line=line,
        do=_DAMAGED,
    )


_DAMAGED = "The file is damaged or was changed: use the publisher's own file."


def _only_chunk(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 1:
        return column.chunk(0)
    return column.combine_chunks() if column.num_chunks else pa.array([], column.type)


def _record_numbers(count: int, broken: list[BrokenRow]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    numbers = np.arange(1, count + len(broken) + 1, dtype=np.int32)
    if broken:
        numbers = np.delete(numbers, [row.record - 1 for row in broken])
    return numbers


def _check_utf8(file: str, data: bytes) -> None:
    """Raise BadInput where the text is not UTF-8. Nearly every file is ASCII, which is quick to see."""
    if data.isascii():
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as where:
        line = data.count(b"\n", 0, where.start) + 1
        raise BadInput("the text is not UTF-8.", file=file, line=line, do=_SAVE_AS) from None


def _not_csv(file: str, error: Exception) -> BadInput:
    reason = str(error).split(":")[-1].strip()
    return BadInput(f"it cannot be read as CSV ({reason}).", file=file, do="Use the publisher's own file.")
