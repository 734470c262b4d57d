"""A partner's CSV read whole gives what reading it row by row gives, and its months are known again."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from frankpledge.contracts.registry import TABLES
from frankpledge.errors import BadInput
from frankpledge.sources.converting import CONVERTERS, Context
from frankpledge.sources.csv_returns import csv_sheet
from frankpledge.sources.month_parts import by_force_and_month, of_refused
from frankpledge.sources.returned import Return, read_return

HEAD = b"one,two,three\n"
CASES = {
    "plain": HEAD + b"1,2,3\n4,5,6\n",
    "no end of line": HEAD + b"1,2,3",
    "quotes and commas within": HEAD + b'"a ""b"", c",2,"x,y"\n',
    "lines within a cell": HEAD + b'"a\nb",2,3\n4,"5\r\n6",7\n',
    "lines end as on Windows": b"one,two,three\r\n1,2,3\r\n\r\n4,5,6\r\n",
    "lines end as on old Macs": b"one,two,three\r1,2,3\r4,5,6\r",
    "mark at the head": b"\xef\xbb\xbf" + HEAD + "é,2,3\n".encode(),
    "Windows text": HEAD + "£5,–,é\n".encode("cp1252"),
    "semicolons": b"one;two;three\n1,5;2;3\n",
    "tabs": b"one\ttwo\tthree\n1\t2 \t 3\n",
    "blank lines": HEAD + b"\n1,2,3\n,,\n \n  ,\t,\n4,5,6\n\n",
    "short and long rows": HEAD + b'1\n1,2\n1,2,3,4\n,,,x\n,,,\n"a,b",2\n7,8,9\n',
    "space around": HEAD + " 1 ,\u00a02\u00a0, a  b \n1,2,a  b\n".encode(),
    "nothing but space in a column": HEAD + b"1,  ,3\n2,,4\n",
    "a quote in the middle": HEAD + b'a"b,"c"d,e""\n',
    "a quote after a space": HEAD + b' "a", "b",c\n',
    "a quote not closed": HEAD + b'1,2,"3\n4,5,6\n',
    "titles above": b'A return\n\n"of two\nlines",x\n' + HEAD + b"1,2,3\n",
    "only a header": HEAD,
    "only a header, without its end": HEAD[:-1],
}


def one_by_one(data: bytes, line: int) -> tuple[list[list[str | None]], list[int]]:
    """The rows below a line as the standard library reads them: columns of trimmed texts, and lines."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    delimiter = max(",;\t", key=lambda mark: text.split("\n", 1)[0].count(mark))
    rows = [
        [cell.strip() for cell in row]
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    ]
    body = [(at, row) for at, row in enumerate(rows, 1) if at > line and any(row)]
    width = len(rows[line - 1])
    columns = [
        [(row[place] if place < len(row) else "") or None for _, row in body] for place in range(width)
    ]
    return columns, [at for at, _ in body]


def assert_alike(data: bytes, line: int) -> None:
    sheet = csv_sheet("made", data)
    for plain in (set(), {0, 2}):
        columns, lines = sheet.below(line, plain)
        assert ([column.to_pylist() for column in columns], lines.tolist()) == one_by_one(data, line)


@pytest.mark.parametrize("name", CASES)
def test_a_csv_is_read_as_row_by_row(name: str) -> None:
    assert_alike(CASES[name], 5 if name == "titles above" else 1)


def test_any_csv_is_read_as_row_by_row() -> None:
    draw = np.random.default_rng(20261125)
    pieces = ["a", "b c", " ", '"', '""', ",", ",", ",", "\n", "\r\n", "\r", '"x,y"', '"l\nm"', "é", "1"]
    for _ in range(1000):
        text = "".join(draw.choice(pieces, draw.integers(0, 25)).tolist())
        assert_alike(HEAD + text.encode(), 1)


def test_a_cell_of_endless_length_is_an_error() -> None:
    with pytest.raises(BadInput, match="field larger than field limit"):
        csv_sheet("made", HEAD + b'1,2,"' + b"x" * 200_000 + b"\n").below(1, set())


def test_hashes_are_hmac_sha256_of_the_trimmed_capitals() -> None:
    column = TABLES["calls"].column("call")
    for secret in (b"short", b"x" * 100):
        context = Context(secrets={"police": secret})
        for words in (["a 1", "B", None, "a 1"], ["a  1", "é", None, "ß\t2"]):
            made, bad, _ = CONVERTERS[column.type](column, pa.array(words, pa.string()), context)
            told = [word and f"police/call\x1f{' '.join(word.split()).upper()}".encode() for word in words]
            assert bad is None
            assert made.to_pylist() == [
                one and hmac.new(secret, one, hashlib.sha256).digest() for one in told
            ]


def test_times_of_several_forms_are_read_as_each_alone() -> None:
    column = TABLES["calls"].column("started")
    usual = ["2024-04-03 09:00:00", "2024-02-29T23:59:59", None, "2024-10-27 01:30:00", "2024-03-31 01:30:00"]
    odd = ["2024-04-03", "2023-02-29 09:00:00", "2024-04-03 09:00", "2024-04-03 09:00:00+02:00", "then",
           "2024-04-03 24:00:00", "2024-04-03 23:59:60", "0000-01-01 00:00:00"]  # fmt: skip
    convert = CONVERTERS[column.type]
    whole, bad, _ = convert(column, pa.array(usual + odd, pa.string()), Context())
    assert bad is not None
    for at, word in enumerate(usual + odd):
        alone, wrong, _ = convert(column, pa.array([word], pa.string()), Context())
        assert (wrong is not None) == bool(bad[at]), word
        if not bad[at]:
            assert alone[0] == whole[at]
    assert bad.tolist() == [False] * 3 + [True] * 4 + [False, False, True] + [bad[10]] + [True] * 2
    assert str(whole[0]) == "2024-04-03 08:00:00+00:00"


# --- what is known again --------------------------------------------------------------------------

COLUMNS = "force,call,line,stage,started,answered,result,wait-seconds\n"
APRIL = "kent,C-1,999,First answer,2024-04-03 09:00:00,2024-04-03 09:00:06,Answered,6\n"
ALSO = "kent,C-2,101,First answer,2024-04-30 23:59:59,,Abandoned,241\n"
MAY = "kent,C-3,999,First answer,2024-05-01 00:00:00,2024-05-01 00:00:02,Answered,2\n"
ESSEX = "essex,C-4,999,First answer,2024-04-01 00:00:00,2024-04-01 00:00:02,Answered,2\n"


def read(text: str) -> Return:
    context = Context(b"key", secrets={"police": b"a secret"})
    made = read_return("made", "made.csv", text.encode(), context)
    assert made is not None
    return made


def prints(text: str) -> dict[tuple[str, int], bytes]:
    return {key: held.fingerprint for key, held in by_force_and_month(read(text).accepted).items()}


def test_a_month_is_known_again_whatever_file_it_came_in() -> None:
    april, may = ("kent", 2024 * 12 + 3), ("kent", 2024 * 12 + 4)
    one = prints(COLUMNS + APRIL + ALSO)
    both = prints(COLUMNS + ESSEX + APRIL + MAY + ALSO)
    assert set(both) == {april, may, ("essex", 2024 * 12 + 3)}
    assert both[april] == one[april]
    swapped = COLUMNS.replace("force,call", "call,force") + "".join(
        ",".join([row.split(",")[1], row.split(",")[0], *row.split(",")[2:]]) for row in (APRIL, ALSO)
    )
    assert prints(swapped)[april] == one[april]


def test_a_month_is_known_again_from_a_file_of_many_different_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    few = prints(COLUMNS + APRIL + ALSO)
    monkeypatch.setattr("frankpledge.sources.month_parts._FEW", 0)
    assert prints(COLUMNS + APRIL + ALSO) == few


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("C-2", "C-9"),
        ("101", "other"),
        ("241", "240"),
        ("241", ""),
        ("23:59:59", "23:59:58"),
        ("kent", "Kent "),
    ],
)
def test_a_month_of_which_anything_changed_is_another(old: str, new: str) -> None:
    april = ("kent", 2024 * 12 + 3)
    same = prints(COLUMNS + APRIL + ALSO.replace(old, new))[april] == prints(COLUMNS + APRIL + ALSO)[april]
    assert same == (new == "Kent ")


def test_rows_are_kept_with_their_month_in_the_order_of_the_file() -> None:
    made = read(COLUMNS + MAY + ALSO + ESSEX + APRIL)
    held = by_force_and_month(made.accepted)
    assert held["kent", 2024 * 12 + 3].rows["record"].to_pylist() == [2, 4]
    assert held["kent", 2024 * 12 + 4].rows["record"].to_pylist() == [1]
    assert held["essex", 2024 * 12 + 3].rows["record"].to_pylist() == [3]


def test_refused_rows_have_a_fingerprint_of_their_own() -> None:
    bad = APRIL.replace("Answered", "nothing")
    first, again = read(COLUMNS + APRIL + bad), read(COLUMNS + ALSO + APRIL + bad)
    assert of_refused(first.refused) == of_refused(again.refused)
    other = read(COLUMNS + APRIL + bad.replace("C-1", "C-8"))
    assert of_refused(first.refused) != of_refused(other.refused)


def test_repeats_count_once_however_many_there_are() -> None:
    rows = [APRIL.replace("C-1", f"C-{at % 7}") for at in range(50)]
    triage = [row.replace("First answer", "Triage") for row in rows]
    counted = read(COLUMNS + "".join(rows + triage)).accepted["counted"].to_numpy()
    assert np.flatnonzero(counted).tolist() == [*range(7), *range(50, 57)]


def test_an_answer_shows_the_rows_of_a_csv_as_sent(tmp_path: Path) -> None:
    made = read("A return of calls\n" + COLUMNS + APRIL + "\n" + APRIL.replace("999", "998"))
    from frankpledge.returns.answer import wrong_rows

    [(line, column, _, _)] = wrong_rows(made)
    assert (line, column) == (5, "line")
    assert made.sheet.rows_at([line])[line][2] == "998"
